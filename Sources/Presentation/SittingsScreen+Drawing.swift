import Proctoring
import Terminal

extension SittingsScreen {
  private var page: PageLayout { PageLayout(size) }

  /// The table with its titles.
  private var tableArea: Area {
    var area = page.wideBody
    // A line about the selected sitting stands under it.
    if page.isRoomy { _ = area.cutBottom(2) }
    return area
  }

  /// The rows of the table alone.
  var rowArea: Area { table.body(in: tableArea) }

  /// The inside of a box with a list in it.
  func boxArea(rows: Int) -> Area { page.boxArea(rows: rows, columns: Self.boxColumns) }

  private static let boxColumns = 34

  // MARK: Columns

  /// A column of the table, or in a narrow window two that share one.
  private enum Cell {
    case column(SittingColumn)
    /// The score, or the state while there is none that counts.
    case result
    /// Flags in two signs.
    case mark
  }

  private var cells: [Cell] {
    guard size.columns >= 60 else { return [.column(.student), .result, .mark] }
    var columns: Set<SittingColumn> = [.student, .state, .items, .score, .time, .flags]
    if roster.summary.hasSeveralBanks { columns.insert(.bank) }
    // The others as far as there is room without cutting names.
    for column in [SittingColumn.bank, .started, .code, .last, .theta, .standardError, .group]
    where column != .group || roster.summary.group != nil {
      var more = columns
      more.insert(column)
      if naturalWidth(of: more) <= available { columns = more }
    }
    return SittingColumn.allCases.filter(columns.contains).map { .column($0) }
  }

  /// Columns on the screen right of the marks.
  private var available: Int { page.wideBody.columns - 2 }

  private func naturalWidth(of columns: Set<SittingColumn>) -> Int {
    columns.reduce(-2) { $0 + 2 + naturalWidth(of: $1) }
  }

  /// Never of the rows in sight alone, so that nothing moves while one scrolls.
  private func naturalWidth(of column: SittingColumn) -> Int {
    if let width = column.width { return width }
    let widest =
      switch column {
      case .student: roster.summary.student
      case .bank: roster.summary.bank
      case .group: roster.summary.group ?? 0
      default: 16
      }
    return max(DisplayWidth.of(column.title) + 1, min(widest, 28))
  }

  private var table: Table {
    let cells = cells
    var widths = cells.map { cell in
      switch cell {
      case .column(let column): naturalWidth(of: column)
      case .result: 10
      case .mark: 3
      }
    }
    // Names give way, the longest first, and a student's last.
    let excess = widths.reduce(0, +) + 2 * (widths.count - 1) - available
    for _ in 0..<max(0, excess) {
      let spare = cells.indices.compactMap { index -> (index: Int, spare: Int)? in
        guard case .column(let column) = cells[index], column.width == nil else { return nil }
        return (index, widths[index] - (column == .student ? 12 : 8))
      }
      guard let most = spare.max(by: { $0.spare < $1.spare }) else { break }
      widths[most.index] -= 1
    }
    return Table(
      zip(cells, widths).map { cell, width in
        switch cell {
        case .column(let column):
          Table.Column(title(column, width: width), column.alignment, width: width)
        case .result: Table.Column(title(.score, width: width), .right, width: width)
        case .mark: Table.Column("", width: width)
        }
      })
  }

  /// With a mark where the table is sorted by it.
  private func title(_ column: SittingColumn, width: Int) -> String {
    column == roster.sort
      ? TextLayout.truncate(column.title, width: width - 1) + (roster.isDescending ? "▼" : "▲")
      : column.title
  }

  /// The column whose title is at a place on the screen.
  func column(at mouse: MouseEvent) -> SittingColumn? {
    guard let index = table.column(at: mouse, of: list, in: tableArea) else { return nil }
    return switch cells[index] {
    case .column(let column): column
    case .result: .score
    case .mark: .flags
    }
  }

  private func text(_ cell: Cell, _ row: SittingRow) -> String {
    switch cell {
    case .column(let column): column.cell(row, now: now, timeZone: timeZone)
    case .result:
      switch row.state {
      case .finished where row.score != nil: row.scoreText
      case .running, .paused, .left: "\(row.state.english) \(row.answered + 1)"
      default: row.state.english
      }
    case .mark: row.flagsMark
    }
  }

  // MARK: Drawing

  public func draw(on canvas: inout Canvas) {
    let page = page
    page.drawFrame(title: "Sittings", aside: order, keyMap: keyMap, on: &canvas)
    drawStatus(page.status, on: &canvas)
    if list.count == 0 {
      canvas.putText(emptyText, in: tableArea.inset(rows: 1).cutLeft(atMost: PageLayout.measure))
    } else {
      let cells = cells
      table.draw(list, in: tableArea, on: &canvas) { place in
        cells.map { text($0, roster[place]) }
      }
    }
    drawDetail(on: &canvas)
    drawBox(on: &canvas)
  }

  /// What the rows are sorted by, where no title shows it.
  private var order: String {
    let isShown = cells.contains {
      switch $0 {
      case .column(let column): column == roster.sort
      case .result: roster.sort == .score
      case .mark: false
      }
    }
    if isShown || roster.entries.isEmpty { return "" }
    if roster.sort == .started { return roster.isDescending ? "newest first" : "oldest first" }
    return "by \(roster.sort.title) \(roster.isDescending ? "▼" : "▲")"
  }

  private var emptyText: String {
    roster.entries.isEmpty
      ? "There is no sitting yet. A student begins one with: cat take BANK\n\n"
        + "It appears here as soon as it is begun."
      : "No sitting is like this. Esc shows all of them again."
  }

  private func drawStatus(_ area: Area, on canvas: inout Canvas) {
    guard case .search(let field) = layer else {
      if let message {
        canvas.put(
          TextLayout.truncate(message, width: area.columns), row: area.row, column: area.column,
          style: .accent)
      } else {
        canvas.put(
          TextLayout.truncate(statusText, width: area.columns), row: area.row,
          column: area.column, style: .dim)
      }
      return
    }
    let found = " \(list.count) of \(roster.entries.count)"
    let start = canvas.put("Search ", row: area.row, column: area.column, style: .bold)
    let width = min(40, area.endColumn - start - DisplayWidth.of(found))
    field.drawFramed(
      in: Area(row: area.row, column: start, rows: 1, columns: width), on: &canvas)
    canvas.put(found, row: area.row, column: start + width, style: .dim)
  }

  /// `312 sittings · 4 running · 9 flagged`, and what narrows them.
  private var statusText: String {
    let total = roster.entries.count
    if total == 0 { return "" }
    var parts: [String]
    if roster.isNarrowed {
      parts = ["\(list.count) of \(Wording.count(total, "sitting"))"]
      if !roster.filter.isEmpty { parts.append(roster.filter.english) }
      if !roster.search.isEmpty { parts.append("“\(roster.search.text)”") }
    } else {
      let all = roster.summary
      parts = [
        Wording.count(total, "sitting"), "\(all.running) running", "\(all.flagged) flagged",
      ]
      if all.waiting > 0 {
        guard page.isRoomy else {
          // That these may not be all the flags there are is said before anything else.
          parts[2] += " so far"
          parts.swapAt(1, 2)
          return Wording.dotted(parts, width: page.status.columns)
        }
        parts.append("\(all.waiting) not looked at yet (…)")
      }
    }
    return parts.joined(separator: " · ")
  }

  /// What the columns have no room for.
  private func drawDetail(on canvas: inout Canvas) {
    guard page.isRoomy, let row = selected else { return }
    let area = page.wideBody
    canvas.put(
      Wording.dotted(detail(row), width: area.columns - 2), row: area.endRow - 1,
      column: area.column + 2)
  }

  /// The most telling first.
  private func detail(_ row: SittingRow) -> [String] {
    var parts = [row.code]
    if let progress = row.progressText {
      parts.append(progress)
      if let last = row.lastEventAt {
        parts.append("last seen " + Wording.ago(last, now: now, timeZone: timeZone))
      }
    }
    if let flags = row.notableFlags, !flags.isEmpty {
      parts.append("! " + flags.map(\.english).joined(separator: ", "))
    }
    if row.isReviewed { parts.append("✓ reviewed") }
    if let theta = row.theta, let error = row.standardError {
      parts.append("θ \(Wording.decimal(theta)), SE \(Wording.decimal(error))")
    }
    if roster.summary.severalGenerations.contains(row.bank) {
      parts.append("generation \(row.generation)")
    }
    if let reason = row.reason { parts.append(reason.english) }
    parts.append("begun " + Wording.moment(row.startedAt, timeZone: timeZone))
    return parts
  }

  private func drawBox(on canvas: inout Canvas) {
    switch layer {
    case .table, .search: break
    case .sort(let columns):
      let inside = page.drawBox(
        title: "Sort by", rows: columns.count, columns: Self.boxColumns, on: &canvas)
      let now = roster.isDescending ? "▼" : "▲"
      Table([.init(""), .init("")]).draw(columns, in: inside, on: &canvas) { index in
        let column = SittingColumn.allCases[index]
        return [column.english, column == roster.sort ? now : ""]
      }
    case .filter(let facets, let rows):
      let inside = page.drawBox(
        title: "Show only", rows: rows.count, columns: Self.boxColumns, on: &canvas)
      let table = Table([.init("", width: 26), .init("", .right, width: 4)])
      table.draw(rows, in: inside, on: &canvas) { index in
        let (facet, count) = facets[index]
        let box = roster.filter.contains(facet) ? "[x]" : "[ ]"
        return ["\(box) \(facet.label)", "\(count)"]
      }
    case .help:
      page.drawHelp(helpText, keyMap: tableKeys, on: &canvas)
    }
  }

  private var helpText: String {
    let marks = "! to look at, ✓ reviewed by a proctor, … not looked at yet."
    guard page.isRoomy else { return marks }
    return marks
      + " 7/20: seven answers of at most twenty. A search finds what any column says, and "
      + "score<400, theta>1, se>.4, items>20, minutes>30 or flags>1."
  }
}
