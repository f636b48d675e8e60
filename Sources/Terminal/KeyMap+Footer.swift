extension KeyMap {
  private static func gap(_ columns: Int) -> Int { columns < 60 ? 2 : 3 }

  /// Draws the bindings into the area's rows, as many as fit.
  ///
  /// When there are too many, the least important go first and, among equals, the last; the one for
  /// `?` stays longest.
  public func drawFooter(in area: Area, on canvas: inout Canvas) {
    for (offset, items) in footer(rows: area.rows, columns: area.columns).enumerated() {
      var column = area.column
      for item in items {
        let end = area.endColumn
        let row = area.row + offset
        column = canvas.put(item.label, row: row, column: column, style: .bold, width: end - column)
        column = canvas.put(
          " " + item.help, row: row, column: column, style: .dim, width: end - column)
        column += Self.gap(area.columns)
      }
    }
  }

  /// Rows that a footer needs to show every binding at this width.
  public func footerRows(columns: Int) -> Int {
    Self.arrange(candidates, columns: columns).count
  }

  private var candidates: [KeyBinding<Action>] {
    bindings.filter { $0.isEnabled && $0.isInFooter }
  }

  private func footer(rows: Int, columns: Int) -> [[KeyBinding<Action>]] {
    guard rows > 0, columns > 0 else { return [] }
    var items = candidates
    while !items.isEmpty {
      let arranged = Self.arrange(items, columns: columns)
      if arranged.count <= rows && items.allSatisfy({ Self.width($0) <= columns }) {
        return arranged
      }
      var least = items.startIndex
      for index in items.indices where Self.rank(items[index]) <= Self.rank(items[least]) {
        least = index
      }
      items.remove(at: least)
    }
    return []
  }

  private static func rank(_ item: KeyBinding<Action>) -> Int {
    item.keys.contains(.character("?")) ? .max : item.importance
  }

  private static func width(_ item: KeyBinding<Action>) -> Int {
    DisplayWidth.of(item.label) + 1 + DisplayWidth.of(item.help)
  }

  private static func arrange(
    _ items: [KeyBinding<Action>], columns: Int
  ) -> [[KeyBinding<Action>]] {
    var lines: [[KeyBinding<Action>]] = []
    var used = 0
    for item in items {
      let width = width(item)
      if !lines.isEmpty && used + gap(columns) + width <= columns {
        lines[lines.count - 1].append(item)
        used += gap(columns) + width
      } else {
        lines.append([item])
        used = width
      }
    }
    return lines
  }
}
