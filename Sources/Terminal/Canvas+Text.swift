extension Canvas: CustomStringConvertible {
  /// The picture's rows without trailing blanks; always `rows` of them.
  public var lines: [String] {
    (0..<rows).map { row in
      var line = ""
      for column in 0..<columns where !self[row, column].isContinuation {
        line.append(self[row, column].character)
      }
      return line.trimmingBlanks
    }
  }

  /// The picture as text: trailing blanks and the empty rows at the end are left away.
  public var text: String { Self.joined(lines) }

  public var description: String { text }

  /// The picture with its styles marked, for tests: `⟨accent bold:▸ B⟩  1 kg`. Styles of blanks are
  /// only seen where they show (reverse, underline).
  public var markedText: String {
    Self.joined(
      (0..<rows).map { row in
        var line = ""
        var open = ""
        for column in 0..<columns {
          let cell = self[row, column]
          if cell.isContinuation { continue }
          let isInvisible =
            cell.character == " " && cell.style.attributes.isDisjoint(with: [.reverse, .underline])
          let words = isInvisible && open.isEmpty ? "" : cell.style.words
          if words != open {
            if !open.isEmpty { line += "⟩" }
            if !words.isEmpty { line += "⟨\(words):" }
            open = words
          }
          line.append(cell.character)
        }
        if !open.isEmpty { line = line.trimmingBlanksUnless(open) + "⟩" }
        return line.trimmingBlanks
      })
  }

  private static func joined(_ lines: [String]) -> String {
    var lines = lines
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines.joined(separator: "\n")
  }

  /// Puts text wrapped into an area, from its top, and returns the rows used. Code lines are drawn
  /// in the accent role.
  @discardableResult
  public mutating func putText(_ text: String, in area: Area, style: Style = .plain) -> Int {
    let lines = TextLayout.wrap(text, width: area.columns)
    putLines(lines, in: area, style: style)
    return min(lines.count, area.rows)
  }

  /// Puts lines that are laid out already; those that do not fit below are left away.
  public mutating func putLines(
    _ lines: some Collection<TextLayout.Line>, in area: Area, style: Style = .plain
  ) {
    for (offset, line) in lines.prefix(area.rows).enumerated() {
      let look = line.kind == .code ? Style(.accent, style.attributes) : style
      put(
        line.text, row: area.row + offset, column: area.column, style: look, width: area.columns)
    }
  }
}

extension String {
  fileprivate var trimmingBlanks: String {
    var end = endIndex
    while end > startIndex, self[index(before: end)] == " " { end = index(before: end) }
    return String(self[..<end])
  }

  fileprivate func trimmingBlanksUnless(_ words: String) -> String {
    words.contains("reverse") || words.contains("underline") ? self : trimmingBlanks
  }
}
