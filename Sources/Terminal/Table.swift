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
    /// As wide as this whatever the cells are, which may be cut; nil for as wide as they need.
    public var width: Int?

    public init(
      _ title: String, _ alignment: Alignment = .left, importance: Int = 0,
      isFlexible: Bool = false, width: Int? = nil
    ) {
      self.title = title
      self.alignment = alignment
      self.importance = importance
      self.isFlexible = isFlexible
      self.width = width
    }
  }

  public var columns: [Column]
  /// Cells by row; missing ones are blank, surplus ones are not drawn.
  public var rows: [[String]] {
    didSet { list.count = rows.count }
  }
  private var list: RowList

  /// - Parameter selection: nil for a table that only shows.
  public init(_ columns: [Column], rows: [[String]] = [], selection: Int? = nil) {
    self.columns = columns
    self.rows = rows
    list = RowList(count: rows.count, selection: selection)
  }

  /// The selected row, marked by `▸` and bold; nil for a table that only shows or has no rows.
  public var selection: Int? {
    get { list.selection }
    set {
      if let newValue, list.isSelecting {
        list.select(newValue)
      } else {
        list = RowList(count: rows.count, selection: newValue)
      }
    }
  }

  /// Scrolls to where another table, such as an earlier state of this one, was.
  public mutating func keepPlace(of other: Table) { list.keepPlace(of: other.list) }

  /// True if the event moved the selection or, without one, scrolled: arrows, Page Up and Down,
  /// Home, End, a press on a row, the wheel.
  ///
  /// - Parameter area: the same as for drawing, and after a resize the new one.
  public mutating func update(_ event: TerminalEvent, in area: Area) -> Bool {
    list.update(event, in: body(in: area))
  }

  /// The area of the rows, under the titles.
  public func body(in area: Area) -> Area {
    var body = area
    _ = body.cutTop(hasTitles ? 1 : 0)
    return body
  }

  private var hasTitles: Bool { columns.contains { !$0.title.isEmpty } }

  /// The table as lines of text, also for reports on a pipe.
  ///
  /// - Parameter width: nil for as wide as it needs.
  public func lines(width: Int? = nil) -> [String] {
    let layout = Layout(columns, rows: rows, width: width)
    let titles = hasTitles ? [layout.line(layout.titles)] : []
    return titles + rows.map { layout.line(layout.cells($0)) }
  }

  public func draw(in area: Area, on canvas: inout Canvas) {
    let layout = Layout(columns, rows: rows, width: inner(of: area, list).columns)
    draw(list, layout, in: area, on: &canvas) { rows[$0] }
  }

  /// Draws a long list under this table's columns; its cells are asked for as they come in sight, and
  /// the table's own rows play no part.
  ///
  /// Columns without a given width are as wide as the rows in sight need.
  public func draw(
    _ list: RowList, in area: Area, on canvas: inout Canvas, cells: (Int) -> [String]
  ) {
    let visible = list.visible(in: body(in: area))
    let rows = visible.map(cells)
    let layout = Layout(columns, rows: rows, width: inner(of: area, list).columns)
    draw(list, layout, in: area, on: &canvas) { rows[$0 - visible.lowerBound] }
  }

  private func draw(
    _ list: RowList, _ layout: Layout, in area: Area, on canvas: inout Canvas,
    cells: (Int) -> [String]
  ) {
    let inner = inner(of: area, list)
    if hasTitles && area.rows > 0 {
      canvas.put(
        layout.line(layout.titles), row: area.row, column: inner.column, style: .dim,
        width: inner.columns)
    }
    let window = list.window(in: body(in: area))
    let body = window.inner
    for (place, index) in list.visible(in: window.area).enumerated() {
      let isSelected = index == list.selection
      let row = body.row + place
      if isSelected {
        canvas.put("▸", row: row, column: area.column, style: .accent, width: area.columns)
      }
      canvas.put(
        layout.line(layout.cells(cells(index))), row: row, column: inner.column,
        style: isSelected ? .bold : .plain, width: inner.columns)
    }
    window.drawMarks(offset: list.offset, on: &canvas)
  }

  /// Right of the marks.
  private func inner(of area: Area, _ list: RowList) -> Area {
    var inner = area
    if list.isSelecting { _ = inner.cutLeft(2) }
    return inner
  }

  /// The column whose title is at a place on the screen, of a list drawn by
  /// ``draw(_:in:on:cells:)`` whose columns have given widths; nil beside the titles.
  public func column(at mouse: MouseEvent, of list: RowList, in area: Area) -> Int? {
    let inner = inner(of: area, list)
    guard hasTitles, mouse.row == area.row, inner.contains(row: mouse.row, column: mouse.column)
    else { return nil }
    return Layout(columns, rows: [], width: inner.columns)
      .column(at: mouse.column - inner.column)
  }
}

extension Table {
  /// Widths of the columns that are shown.
  private struct Layout {
    let columns: [Column]
    var shown: [Int]
    var widths: [Int: Int] = [:]
    /// Columns after the decimal point, with the point.
    var tails: [Int: Int] = [:]
    static let gap = 2

    init(_ columns: [Column], rows: [[String]], width: Int?) {
      self.columns = columns
      shown = Array(columns.indices)
      for index in shown {
        let column = columns[index]
        // A given width spares the measuring, but not where points are to be aligned.
        if let width = column.width, column.alignment != .point {
          widths[index] = max(0, width)
          continue
        }
        let texts = rows.lazy.filter { $0.indices.contains(index) }.map { $0[index] }
        var head = 0
        var tail = 0
        for text in texts {
          let behind = column.alignment == .point ? Self.tail(of: text) : 0
          head = max(head, DisplayWidth.of(text) - behind)
          tail = max(tail, behind)
        }
        tails[index] = tail
        widths[index] = column.width ?? max(head + tail, DisplayWidth.of(column.title))
      }
      if let width { shrink(to: max(0, width)) }
    }

    /// The shown column at so many columns from the left; a gap belongs to the one before it.
    func column(at place: Int) -> Int? {
      var end = 0
      return shown.first { index in
        end += (widths[index] ?? 0) + Self.gap
        return place < end
      }
    }

    private var total: Int {
      shown.reduce(0) { $0 + (widths[$1] ?? 0) } + max(0, shown.count - 1) * Self.gap
    }

    private mutating func shrink(to width: Int) {
      let natural = widths
      while total > width && !shown.isEmpty {
        let flexible = shown.filter { columns[$0].isFlexible && (widths[$0] ?? 0) > 8 }
        if let widest = flexible.max(by: { (widths[$0] ?? 0) < (widths[$1] ?? 0) }) {
          widths[widest] = max(8, (widths[widest] ?? 0) - (total - width))
        } else if shown.count == 1 {
          widths[shown[0]] = width
        } else {
          // What was cut in vain gets its room back.
          widths = natural
          var least = shown[0]
          for index in shown
          where columns[index].importance <= columns[least].importance {
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
      Dictionary(uniqueKeysWithValues: shown.map { ($0, columns[$0].title) })
    }

    func cells(_ cells: [String]) -> [Int: String] {
      var texts: [Int: String] = [:]
      for index in shown where cells.indices.contains(index) {
        var text = cells[index]
        if columns[index].alignment == .point && !text.isEmpty {
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
        line += columns[index].alignment == .left ? text + padding : padding + text
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }
}
