extension Canvas {
  /// Clears an area and draws a quiet frame around it, with a title in its upper edge.
  public mutating func box(_ box: Area, title: String) {
    guard box.rows >= 2, box.columns >= 4 else { return }
    fill(box)
    let bar = String(repeating: "─", count: box.columns - 2)
    put("┌" + bar + "┐", row: box.row, column: box.column, style: .dim)
    put("└" + bar + "┘", row: box.endRow - 1, column: box.column, style: .dim)
    for row in (box.row + 1)..<max(box.row + 1, box.endRow - 1) {
      put("│", row: row, column: box.column, style: .dim)
      put("│", row: row, column: box.endColumn - 1, style: .dim)
    }
    if !title.isEmpty && box.columns > 6 {
      let name = TextLayout.truncate(title, width: box.columns - 6)
      put(" \(name) ", row: box.row, column: box.column + 2, style: .bold)
    }
  }
}
