/// Rows of aligned columns, of which one may be selected; scrolls.
public struct Table: Hashable, Sendable {
  public enum Alignment: Hashable, Sendable {
    case left, right
    /// Right-aligned numbers with their decimal points under each other.
    case point
  }

  public struct Column: Hashable, Sendable {
    public var title: String
    public var alignment: Alignment
    /// Where space is short the least important columns go first.
    public var importance: Int
    /// May be cut, with an ellipsis, down to eight columns before a whole column goes.
    public var isFlexible: Bool

    public init(
      _ title: String, _ alignment: Alignment = .left, importance: Int = 0,
      isFlexible: Bool = false
    ) {
      self.title = title
      self.alignment = alignment
      self.importance = importance
      self.isFlexible = isFlexible
    }
  }

  public var columns: [Column]
  /// Cells by row; missing ones are blank, surplus ones are not drawn.
  public var rows: [[String]] {
    didSet { selection = selection.map { min($0, rows.count - 1) }.flatMap { $0 < 0 ? nil : $0 } }
  }
  /// The selected row, marked by `▸` and bold; nil for a table that only shows.
  public var selection: Int?
  private var offset = 0

  public init(_ columns: [Column], rows: [[String]], selection: Int? = nil) {
    self.columns = columns
    self.rows = rows
    self.selection = selection.flatMap { rows.indices.contains($0) ? $0 : nil }
  }

  /// Scrolls to where another table, such as an earlier state of this one, was.
  public mutating func keepPlace(of other: Table) { offset = other.offset }

  /// True if the event moved the selection or, without one, scrolled: arrows, Page Up and Down,
  /// Home, End, a press on a row, the wheel.
  ///
  /// - Parameter area: the same as for drawing, and after a resize the new one.
  public mutating func update(_ event: TerminalEvent, in area: Area) -> Bool {
    let window = window(in: area)
    let page = max(1, window.height - 1)
    var isUsed = true
    switch event {
    case .key(.up): move(by: -1, window)
    case .key(.down): move(by: 1, window)
    case .key(.pageUp): move(by: -page, window)
    case .key(.pageDown): move(by: page, window)
    case .key(.home): move(by: -rows.count, window)
    case .key(.end): move(by: rows.count, window)
    case .mouse(let mouse) where area.contains(row: mouse.row, column: mouse.column):
      switch mouse.kind {
      case .wheelUp: offset = window.clamp(window.clamp(offset) - 3)
      case .wheelDown: offset = window.clamp(window.clamp(offset) + 3)
      case .press:
        let index = mouse.row - window.inner.row + window.clamp(offset)
        guard selection != nil, window.inner.contains(row: mouse.row, column: mouse.column),
          rows.indices.contains(index)
        else { return false }
        selection = index
      }
      return true
    case .resize: isUsed = false
    default: return false
    }
    if let selection {
      offset = window.offset(showing: selection..<(selection + 1), from: offset)
    }
    return isUsed
  }

  private mutating func move(by step: Int, _ window: ScrollWindow) {
    if let selected = selection {
      selection = max(0, min(selected + step, rows.count - 1))
    } else {
      offset = window.clamp(window.clamp(offset) + step)
    }
  }

  private func window(in area: Area) -> ScrollWindow {
    var body = area
    _ = body.cutTop(hasTitles ? 1 : 0)
    return ScrollWindow(total: rows.count, area: body)
  }

  private var hasTitles: Bool { columns.contains { !$0.title.isEmpty } }

  /// The table as lines of text, also for reports on a pipe.
  ///
  /// - Parameter width: nil for as wide as it needs.
  public func lines(width: Int? = nil) -> [String] {
    let layout = Layout(self, width: width)
    let titles = hasTitles ? [layout.line(layout.titles)] : []
    return titles + rows.indices.map { layout.line(layout.cells(row: $0)) }
  }

  public func draw(in area: Area, on canvas: inout Canvas) {
    let hasMark = selection != nil
    var inner = area
    if hasMark { _ = inner.cutLeft(2) }
    let layout = Layout(self, width: inner.columns)
    if hasTitles && area.rows > 0 {
      canvas.put(
        layout.line(layout.titles), row: area.row, column: inner.column, style: .dim,
        width: inner.columns)
    }
    let window = window(in: area)
    let body = window.inner
    let first = window.clamp(offset)
    for (place, index) in rows.indices.dropFirst(first).prefix(body.rows).enumerated() {
      let isSelected = index == selection
      let row = body.row + place
      if isSelected {
        canvas.put("▸", row: row, column: area.column, style: .accent, width: area.columns)
      }
      canvas.put(
        layout.line(layout.cells(row: index)), row: row, column: inner.column,
        style: isSelected ? .bold : .plain, width: inner.columns)
    }
    window.drawMarks(offset: first, on: &canvas)
  }
}

extension Table {
  /// Widths of the columns that are shown.
  private struct Layout {
    let table: Table
    var shown: [Int]
    var widths: [Int: Int] = [:]
    /// Columns after the decimal point, with the point.
    var tails: [Int: Int] = [:]
    static let gap = 2

    init(_ table: Table, width: Int?) {
      self.table = table
      shown = Array(table.columns.indices)
      for index in shown {
        let column = table.columns[index]
        let texts = table.rows.lazy.filter { $0.indices.contains(index) }.map { $0[index] }
        var head = 0
        var tail = 0
        for text in texts {
          let behind = column.alignment == .point ? Self.tail(of: text) : 0
          head = max(head, DisplayWidth.of(text) - behind)
          tail = max(tail, behind)
        }
        tails[index] = tail
        widths[index] = max(head + tail, DisplayWidth.of(column.title))
      }
      if let width { shrink(to: max(0, width)) }
    }

    private var total: Int {
      shown.reduce(0) { $0 + (widths[$1] ?? 0) } + max(0, shown.count - 1) * Self.gap
    }

    private mutating func shrink(to width: Int) {
      let natural = widths
      while total > width && !shown.isEmpty {
        let flexible = shown.filter { table.columns[$0].isFlexible && (widths[$0] ?? 0) > 8 }
        if let widest = flexible.max(by: { (widths[$0] ?? 0) < (widths[$1] ?? 0) }) {
          widths[widest] = max(8, (widths[widest] ?? 0) - (total - width))
        } else if shown.count == 1 {
          widths[shown[0]] = width
        } else {
          // What was cut in vain gets its room back.
          widths = natural
          var least = shown[0]
          for index in shown
          where table.columns[index].importance <= table.columns[least].importance {
            least = index
          }
          shown.removeAll { $0 == least }
        }
      }
    }

    private static func tail(of number: String) -> Int {
      guard let point = number.lastIndex(of: ".") else { return 0 }
      return DisplayWidth.of(number[point...])
    }

    var titles: [Int: String] {
      Dictionary(uniqueKeysWithValues: shown.map { ($0, table.columns[$0].title) })
    }

    func cells(row: Int) -> [Int: String] {
      let cells = table.rows[row]
      var texts: [Int: String] = [:]
      for index in shown where cells.indices.contains(index) {
        var text = cells[index]
        if table.columns[index].alignment == .point && !text.isEmpty {
          text += String(repeating: " ", count: max(0, (tails[index] ?? 0) - Self.tail(of: text)))
        }
        texts[index] = text
      }
      return texts
    }

    func line(_ texts: [Int: String]) -> String {
      var line = ""
      for index in shown {
        if index != shown.first { line += String(repeating: " ", count: Self.gap) }
        let width = widths[index] ?? 0
        let text = TextLayout.truncate(texts[index] ?? "", width: width)
        let padding = String(repeating: " ", count: max(0, width - DisplayWidth.of(text)))
        line += table.columns[index].alignment == .left ? text + padding : padding + text
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }
}
