/// A picture that may be taller than its place: what cannot be written as plain text to scroll,
/// such as a page with charts.
public struct ScrolledPicture: Hashable, Sendable {
  /// The first row shown; clamped when drawn.
  public var offset: Int

  public init(offset: Int = 0) {
    self.offset = offset
  }

  /// The keys of ``ScrollView``; true if the event was one of these and there is something to
  /// scroll.
  ///
  /// - Parameters:
  ///   - rows: the picture's height.
  ///   - area: the same as for drawing.
  public mutating func update(_ event: TerminalEvent, rows: Int, in area: Area) -> Bool {
    // As a text of so many lines it scrolls by the same rules.
    var lines = ScrollView(String(repeating: "\n", count: max(0, rows - 1)), offset: offset)
    defer { offset = lines.offset }
    return lines.update(event, in: area)
  }

  public func canScroll(rows: Int, in area: Area) -> Bool { rows > area.rows }

  /// Whether the last row is in sight.
  public func isAtEnd(rows: Int, in area: Area) -> Bool {
    let window = ScrollWindow(total: rows, area: area)
    return window.clamp(offset) + window.height >= rows
  }

  /// Scrolls just enough to have some of the picture's rows in sight.
  public mutating func reveal(_ wanted: Range<Int>, rows: Int, in area: Area) {
    offset = ScrollWindow(total: rows, area: area).offset(showing: wanted, from: offset)
  }

  /// The picture's row at a place on the screen; nil beside the picture and on the marks.
  public func row(at mouse: MouseEvent, rows: Int, in area: Area) -> Int? {
    let window = ScrollWindow(total: rows, area: area)
    guard window.inner.contains(row: mouse.row, column: mouse.column) else { return nil }
    let row = mouse.row - window.inner.row + window.clamp(offset)
    return row < rows ? row : nil
  }

  /// Draws the part of the picture that is in sight, with marks where there is more.
  public func draw(_ picture: Canvas, in area: Area, on canvas: inout Canvas) {
    let window = ScrollWindow(total: picture.rows, area: area)
    let first = window.clamp(offset)
    canvas.put(picture, rows: first..<min(first + window.height, picture.rows), in: window.inner)
    window.drawMarks(offset: offset, on: &canvas)
  }
}

extension Canvas {
  /// Copies rows of another picture to an area; what does not fit is clipped.
  public mutating func put(_ picture: Canvas, rows: Range<Int>, in area: Area) {
    for (offset, row) in rows.clamped(to: 0..<picture.rows).prefix(area.rows).enumerated() {
      for column in 0..<min(area.columns, picture.columns) {
        let cell = picture[row, column]
        guard !cell.isContinuation else { continue }
        put(
          String(cell.character), row: area.row + offset, column: area.column + column,
          style: cell.style, width: area.columns - column)
      }
    }
  }
}
