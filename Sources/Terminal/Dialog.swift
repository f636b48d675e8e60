/// A box over the screen: a question with its keys, or the help of `?`.
public struct Dialog: Hashable, Sendable {
  public var title: String
  public var text: String
  private var keys: [Line]

  private struct Line: Hashable, Sendable {
    var label: String
    var help: String
  }

  /// - Parameter keyMap: its enabled bindings are listed under the text, those not in the footer
  ///   too.
  public init<Action>(title: String, text: String = "", keyMap: KeyMap<Action>) {
    self.title = title
    self.text = text
    keys = keyMap.bindings.filter(\.isEnabled).map { Line(label: $0.label, help: $0.help) }
  }

  /// Draws the box in the middle of the area, no larger than it needs to be; hides the cursor.
  public func draw(in area: Area, on canvas: inout Canvas) {
    let labels = keys.map { DisplayWidth.of($0.label) }.max() ?? 0
    let widest = keys.map { labels + 3 + DisplayWidth.of($0.help) }.max() ?? 0
    let paragraph = text.split(whereSeparator: \.isNewline).map(DisplayWidth.of).max() ?? 0
    let wanted = max(widest, min(60, paragraph), DisplayWidth.of(title) + 2)
    let width = min(wanted, max(0, area.columns - 4))
    let lines = text.isEmpty ? [] : TextLayout.wrap(text, width: width)
    let gap = lines.isEmpty || keys.isEmpty ? 0 : 1
    var inner = Self.box(
      title: title, rows: lines.count + gap + keys.count, columns: width, in: area, on: &canvas)
    // The keys are what one must know; a text that is too long gives way.
    let list = inner.cutBottom(min(keys.count, inner.rows))
    canvas.putLines(lines, in: inner)
    for (offset, key) in keys.prefix(list.rows).enumerated() {
      let row = list.row + offset
      canvas.put(key.label, row: row, column: list.column, style: .bold, width: list.columns)
      let column = list.column + labels + 3
      canvas.put(key.help, row: row, column: column, width: list.endColumn - column)
    }
  }

  /// Draws an empty box in the middle of the area and returns its inside, which has the given size, or
  /// less where the area is too small; hides the cursor.
  public static func box(
    title: String, rows: Int, columns: Int, in area: Area, on canvas: inout Canvas
  ) -> Area {
    let box = area.centered(rows: rows + 2, columns: columns + 4)
    guard box.rows >= 2, box.columns >= 4 else { return Area(rows: 0, columns: 0) }
    canvas.cursor = nil
    canvas.box(box, title: title)
    return box.inset(rows: 1, columns: 2)
  }
}
