/// Which of too many lines are shown: shared by everything that scrolls.
///
/// Rows are kept for "more" marks whenever there are more lines than rows, so that nothing jumps
/// while scrolling: one at the top and one at the bottom, or in a low area a single one.
struct ScrollWindow {
  let total: Int
  let area: Area

  private var markRows: Int {
    if total <= area.rows || area.rows < 3 { return 0 }
    return area.rows < 8 ? 1 : 2
  }

  /// Rows left for lines.
  var height: Int { area.rows - markRows }

  /// The area left for lines.
  var inner: Area {
    var inner = area
    if markRows > 0 { _ = inner.cutBottom(1) }
    if markRows > 1 { _ = inner.cutTop(1) }
    return inner
  }

  func clamp(_ offset: Int) -> Int {
    max(0, min(offset, total - height))
  }

  /// The nearest offset that shows the given lines, their beginning if they are too many.
  func offset(showing lines: Range<Int>, from offset: Int) -> Int {
    var offset = clamp(offset)
    if lines.upperBound > offset + height { offset = lines.upperBound - height }
    if lines.lowerBound < offset { offset = lines.lowerBound }
    return clamp(offset)
  }

  func drawMarks(offset: Int, on canvas: inout Canvas) {
    guard markRows > 0 else { return }
    let offset = clamp(offset)
    let above = offset > 0 ? "▴" : ""
    let below = offset + height < total ? "▾" : ""
    func draw(_ signs: String, row: Int) {
      if signs.isEmpty { return }
      canvas.put(
        signs + " more", row: row, column: area.column, style: .dim, width: area.columns)
    }
    draw(markRows > 1 ? below : above + below, row: area.endRow - 1)
    if markRows > 1 { draw(above, row: area.row) }
  }
}
