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
  ///
  /// Each key has a line where the area is high enough; else they follow each other, so that none is cut off.
  public func draw(in area: Area, on canvas: inout Canvas) {
    let labels = keys.map { DisplayWidth.of($0.label) }.max() ?? 0
    let widest = keys.map { labels + 3 + DisplayWidth.of($0.help) }.max() ?? 0
    let paragraph = text.split(whereSeparator: \.isNewline).map(DisplayWidth.of).max() ?? 0
    let wanted = max(widest, min(60, paragraph), DisplayWidth.of(title) + 2)
    let width = min(wanted, max(0, area.columns - 4))
    let lines = text.isEmpty ? [] : TextLayout.wrap(text, width: width)
    var gap = lines.isEmpty || keys.isEmpty ? 0 : 1
    if lines.count + gap + keys.count <= area.rows - 2 {
      var inner = Self.box(
        title: title, rows: lines.count + gap + keys.count, columns: width, in: area, on: &canvas)
      let list = inner.cutBottom(keys.count)
      canvas.putLines(lines, in: inner)
      for (offset, key) in keys.enumerated() {
        draw(
          key, row: list.row + offset, column: list.column, space: labels + 3, in: list, on: &canvas
        )
      }
      return
    }
    let rows = keyRows(columns: width)
    if lines.count + gap + rows.count > area.rows - 2 { gap = 0 }
    var inner = Self.box(
      title: title, rows: lines.count + gap + rows.count, columns: width, in: area, on: &canvas)
    // The keys are what one must know; a text that is too long gives way.
    let list = inner.cutBottom(min(rows.count, inner.rows))
    canvas.putLines(lines, in: inner)
    for (offset, row) in rows.prefix(list.rows).enumerated() {
      var column = list.column
      for key in row {
        let space = DisplayWidth.of(key.label) + 1
        draw(key, row: list.row + offset, column: column, space: space, in: list, on: &canvas)
        column += Self.width(key) + Self.gap
      }
    }
  }

  /// Columns between keys that stand beside each other.
  private static let gap = 3

  private static func width(_ key: Line) -> Int {
    DisplayWidth.of(key.label) + 1 + DisplayWidth.of(key.help)
  }

  /// The keys as they fit beside each other.
  private func keyRows(columns: Int) -> [[Line]] {
    var rows: [[Line]] = []
    var used = 0
    for key in keys {
      let width = Self.width(key)
      if !rows.isEmpty, used + Self.gap + width <= columns {
        rows[rows.count - 1].append(key)
        used += Self.gap + width
      } else {
        rows.append([key])
        used = width
      }
    }
    return rows
  }

  /// - Parameter space: columns from the beginning of the label to that of the help.
  private func draw(
    _ key: Line, row: Int, column: Int, space: Int, in area: Area, on canvas: inout Canvas
  ) {
    canvas.put(
      key.label, row: row, column: column, style: .bold, width: area.endColumn - column)
    canvas.put(
      key.help, row: row, column: column + space, width: area.endColumn - column - space)
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
