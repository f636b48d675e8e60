import Terminal

extension StudentScreen {
  private var page: PageLayout { PageLayout(size) }

  /// Whether the plot stands in the place of the table.
  var coversTable: Bool { isPlot && !page.isRoomy }

  private var areas: (plot: Area, table: Area) {
    var area = page.wideBody
    guard page.isRoomy else { return (area, area) }
    // A line about the selected sitting stands at the end.
    _ = area.cutBottom(2)
    let plot = area.cutTop(max(7, min(18, (area.rows - 1) / 2)))
    _ = area.cutTop(1)
    return (plot, area)
  }

  /// The rows of the table alone.
  var rowArea: Area { table.body(in: areas.table) }

  // MARK: Banks

  /// The banks by name, under the title; none where there is only one.
  var tabs: [(bank: String, text: String, area: Area)] {
    guard histories.count > 1, message == nil else { return [] }
    var column = page.status.column
    return histories.map { history in
      let text =
        (history.bank == self.history?.bank ? "▸ " : "  ")
        + "\(history.title) (\(history.sittings.count))"
      let width = max(0, min(DisplayWidth.of(text), page.status.endColumn - column))
      defer { column += width + 2 }
      return (
        history.bank, text, Area(row: page.status.row, column: column, rows: 1, columns: width)
      )
    }
  }

  // MARK: Table

  private enum Cell {
    case number, moment, day, change
    case column(SittingColumn)
    /// The score, or the state while there is none that counts.
    case result

    /// - Parameter digits: of the largest number.
    func column(digits: Int) -> Table.Column {
      switch self {
      case .number: .init("#", .right, width: max(2, digits))
      case .moment: .init("begun", width: 18)
      case .day: .init("begun", width: 11)
      case .change: .init("change", .right, width: 7)
      case .column(.flags): .init("flags", isFlexible: true, width: 16)
      case .column(let column): .init(column.title, column.alignment, width: column.width)
      case .result: .init(SittingColumn.score.title, .right, width: 10)
      }
    }
  }

  private var cells: [Cell] {
    guard size.columns >= 60 else { return [.number, .day, .result, .change] }
    let all: [Cell] = [
      .number, .moment, .column(.state), .column(.items), .column(.score), .change,
      .column(.time), .column(.theta), .column(.standardError), .column(.code), .column(.flags),
    ]
    // In a window that is not wide the line under the table says the rest.
    if size.columns >= 110 { return all }
    return all.filter {
      switch $0 {
      case .column(.theta), .column(.standardError), .column(.code), .column(.time): false
      default: true
      }
    }
  }

  private var table: Table {
    let digits = "\(history?.sittings.count ?? 0)".count
    return Table(cells.map { $0.column(digits: digits) })
  }

  private func text(_ cell: Cell, _ sitting: StudentHistory.Sitting) -> String {
    let row = sitting.row
    switch cell {
    case .number: return "\(sitting.number)"
    case .moment: return Wording.moment(row.startedAt, timeZone: timeZone)
    case .day:
      let moment = Wording.moment(row.startedAt, timeZone: timeZone)
      return String(moment.prefix { $0 != "," })
    case .change: return sitting.change.map(changeText) ?? ""
    case .column(.score): return row.hasResult ? row.scoreText : ""
    case .column(let column): return column.cell(row, now: now, timeZone: timeZone)
    case .result: return row.hasResult ? row.scoreText : row.state.english
    }
  }

  /// `+85 !`, the mark where chance alone does not explain it.
  private func changeText(_ change: StudentHistory.Change) -> String {
    let text = Wording.score(change.points)
    let sign = text.hasPrefix("−") || text == "0" ? "" : "+"
    return sign + text + (change.isNotable ? " !" : "  ")
  }

  // MARK: Plot

  /// Results that count, by the number of their sitting.
  private var plot: Plot? {
    guard let history else { return nil }
    let results = history.sittings.reversed().compactMap { sitting in
      sitting.row.hasResult ? sitting.row.score.map { (sitting, $0) } : nil
    }
    guard !results.isEmpty else { return nil }
    var low = results.map(\.1).min() ?? 0
    var high = results.map(\.1).max() ?? 0
    var bars: [Plot.Series] = []
    for (sitting, score) in results {
      guard let error = sitting.row.scoreError, error.isFinite else { continue }
      let ends = (score - 1.96 * error, score + 1.96 * error)
      (low, high) = (min(low, ends.0), max(high, ends.1))
      let x = Double(sitting.number)
      bars.append(
        Plot.Series(
          bars.isEmpty ? "95 % interval" : "", points: [.init(x, ends.0), .init(x, ends.1)],
          style: .plain))
    }
    let marks = Plot.Series(
      "result", points: results.map { .init(Double($0.0.number), $0.1) }, pattern: .marks("●"),
      style: .accent.adding(.bold))
    var plot = Plot(
      x: 0.5...(Double(history.sittings.count) + 0.5), y: low...high, series: bars + [marks],
      title: "score by sitting")
    plot.leastStep = 1
    return plot
  }

  // MARK: Drawing

  public func draw(on canvas: inout Canvas) {
    let page = page
    page.drawFrame(
      title: "Sittings › \(student)", aside: histories.count > 1 ? "" : history?.title ?? "",
      keyMap: keyMap, on: &canvas)
    drawStatus(page.status, on: &canvas)
    if let history {
      let (plotArea, tableArea) = areas
      if page.isRoomy || isPlot { drawPlot(in: plotArea, on: &canvas) }
      if !coversTable {
        let cells = cells
        table.draw(list, in: tableArea, on: &canvas) { place in
          cells.map { text($0, history.sittings[place]) }
        }
      }
      drawDetail(on: &canvas)
    } else {
      canvas.putText(
        "There is no sitting of this student any more. Esc goes back to the list.",
        in: page.body)
    }
    if isHelp { page.drawHelp(helpText, keyMap: pageKeys, on: &canvas) }
  }

  private func drawStatus(_ area: Area, on canvas: inout Canvas) {
    if let message {
      canvas.put(
        TextLayout.truncate(message, width: area.columns), row: area.row, column: area.column,
        style: .accent)
    } else if histories.count > 1 {
      for tab in tabs {
        canvas.put(
          TextLayout.truncate(tab.text, width: tab.area.columns), row: area.row,
          column: tab.area.column, style: tab.bank == history?.bank ? .bold : .dim)
      }
    } else if let history {
      let finished = history.sittings.count { $0.row.hasResult }
      canvas.put(
        TextLayout.truncate(
          "\(Wording.count(history.sittings.count, "sitting")) · "
            + Wording.count(finished, "result"), width: area.columns), row: area.row,
        column: area.column, style: .dim)
    }
  }

  private func drawPlot(in area: Area, on canvas: inout Canvas) {
    if let plot {
      plot.draw(in: area, on: &canvas)
    } else {
      canvas.putText(
        "No result yet: a sitting counts when it is finished and not taken out.",
        in: area.cutLeft(atMost: PageLayout.measure), style: .dim)
    }
  }

  /// The selected sitting in words.
  private func drawDetail(on canvas: inout Canvas) {
    guard page.isRoomy, let selected else { return }
    let area = page.wideBody
    canvas.put(
      Wording.dotted(detail(selected), width: area.columns - 2), row: area.endRow - 1,
      column: area.column + 2)
  }

  /// The most telling first.
  private func detail(_ sitting: StudentHistory.Sitting) -> [String] {
    let row = sitting.row
    var parts = [row.code]
    if let change = sitting.change {
      parts.append(changeSentence(change))
    } else if let progress = row.progressText {
      parts.append(progress)
    } else if row.hasResult {
      parts.append("the first result with this bank")
    }
    let flags = row.notableFlags ?? []
    if !flags.isEmpty { parts.append("! " + flags.map(\.english).joined(separator: ", ")) }
    if row.isReviewed { parts.append("✓ reviewed") }
    if let theta = row.theta, let error = row.standardError {
      parts.append("θ \(Wording.decimal(theta)), SE \(Wording.decimal(error))")
    }
    if let reason = row.reason { parts.append(reason.english) }
    return parts
  }

  private func changeSentence(_ change: StudentHistory.Change) -> String {
    let points = changeText(change).filter { $0 != " " && $0 != "!" }
    guard let z = change.z else {
      return "\(points) since sitting \(change.since); an error is unknown"
    }
    return "\(points) since sitting \(change.since), z \(Wording.decimal(z)): "
      + (change.isNotable ? "more than chance explains" : "no more than chance explains")
  }

  private var helpText: String {
    let text =
      "Bars are 95 % intervals (score ± 1.96 standard errors). ! after a change: more than chance "
      + "explains, z beyond ±1.96."
    guard page.isRoomy else { return text }
    return text + " z is the difference of the two θ in its standard error; somebody who has not "
      + "changed goes beyond that in less than 1 case of 20."
  }
}
