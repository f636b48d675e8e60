/// Wraps text for a column of the screen.
public enum TextLayout {
  /// A line as it is to be drawn.
  public struct Line: Hashable, Sendable {
    /// Prose, or a line from between ``` fences, which is kept as written.
    public enum Kind: Hashable, Sendable {
      case text, code
    }

    public var text: String
    public var kind: Kind

    public init(_ text: String, kind: Kind = .text) {
      self.text = text
      self.kind = kind
    }
  }

  /// Marks the end of a code line that had to be broken.
  public static let codeBreak: Character = "↩"

  /// Lines no wider than `width`.
  ///
  /// Breaks at spaces (which vanish at the break), after a hyphen between letters, and between
  /// ideographs; a longer word is broken between characters. A newline breaks a line, an empty line
  /// stays one. Lines between ``` fences are kept as written, their fences dropped, tabs expanded
  /// to four; where too long they end in ``codeBreak``.
  ///
  /// A single character wider than `width` still gets its line. No lines for a width below one.
  public static func wrap(_ text: String, width: Int) -> [Line] {
    guard width > 0 else { return [] }
    var lines: [Line] = []
    var isCode = false
    for paragraph in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      if paragraph.drop(while: { $0 == " " }).hasPrefix("```") {
        isCode.toggle()
      } else if isCode {
        lines += wrapCode(expandingTabs(in: paragraph), width: width)
      } else {
        lines += wrapProse(Array(paragraph), width: width).map { Line(String($0)) }
      }
    }
    return lines
  }

  /// The text, or as much of it as fits in `width` columns with an ellipsis.
  public static func truncate(_ text: String, width: Int) -> String {
    if DisplayWidth.of(text) <= width { return text }
    guard width > 0 else { return "" }
    var kept = ""
    var used = 0
    for character in text {
      used += DisplayWidth.of(character)
      if used > width - 1 { break }
      kept.append(character)
    }
    return kept + "…"
  }

  private static func expandingTabs(in line: Substring) -> [Character] {
    var expanded: [Character] = []
    var column = 0
    for character in line {
      if character == "\t" {
        let blanks = 4 - column % 4
        expanded += Array(repeating: " ", count: blanks)
        column += blanks
      } else {
        expanded.append(character)
        column += DisplayWidth.of(character)
      }
    }
    return expanded
  }

  private static func wrapCode(_ code: [Character], width: Int) -> [Line] {
    var lines: [Line] = []
    var rest = code[...]
    while fitting(rest, width: width) < rest.count {
      let piece = max(1, fitting(rest, width: max(1, width - 1)))
      let mark = width > 1 ? String(codeBreak) : ""
      lines.append(Line(String(rest.prefix(piece)) + mark, kind: .code))
      rest = rest.dropFirst(piece)
      if rest.isEmpty { return lines }
    }
    return lines + [Line(String(rest), kind: .code)]
  }

  /// How many leading characters fit.
  private static func fitting(_ text: ArraySlice<Character>, width: Int) -> Int {
    var used = 0
    var count = 0
    for character in text {
      used += DisplayWidth.of(character)
      if used > width { break }
      count += 1
    }
    return count
  }

  private static func wrapProse(_ text: [Character], width: Int) -> [ArraySlice<Character>] {
    var lines: [ArraySlice<Character>] = []
    var rest = text[...]
    while true {
      var count = max(1, fitting(rest, width: width))
      if count >= rest.count {
        lines.append(trimmingEnd(rest))
        return lines
      }
      if !isBlank(rest[rest.startIndex + count]) {
        let isOpportunity = { (index: Int) in canBreak(before: index, in: rest) }
        let start = rest.startIndex
        let opportunity = stride(from: start + count, to: start, by: -1).first(where: isOpportunity)
        if let opportunity, !rest[start..<opportunity].allSatisfy(isBlank) {
          count = opportunity - start
        }
      }
      lines.append(trimmingEnd(rest.prefix(count)))
      rest = rest.dropFirst(count).drop(while: isBlank)
      if rest.isEmpty { return lines }
    }
  }

  private static func trimmingEnd(_ line: ArraySlice<Character>) -> ArraySlice<Character> {
    var line = line
    while let last = line.last, isBlank(last) { line.removeLast() }
    return line
  }

  /// No-break spaces are not blanks: they hold a number and its unit together.
  private static func isBlank(_ character: Character) -> Bool {
    switch character {
    case " ", "\t", "\u{2002}"..."\u{2006}", "\u{2008}"..."\u{200B}", "\u{3000}": true
    default: false
    }
  }

  /// A small part of UAX #14.
  private static func canBreak(before index: Int, in text: ArraySlice<Character>) -> Bool {
    guard index > text.startIndex, index < text.endIndex else { return false }
    let before = text[index - 1]
    let after = text[index]
    if isBlank(after) { return false }
    if isBlank(before) { return true }
    if isHyphen(before) {
      return after.isLetter && index - 1 > text.startIndex && text[index - 2].isLetter
    }
    if isIdeographic(before) || isIdeographic(after) {
      return !"、。，．・：；？！）］｝〉》」』】〕ー…”’,.:;?!)]}%".contains(after)
        && !"（［｛〈《「『【〔“‘([{".contains(before)
    }
    return false
  }

  private static func isHyphen(_ character: Character) -> Bool {
    "-\u{2010}\u{2013}\u{2014}".contains(character)
  }

  private static func isIdeographic(_ character: Character) -> Bool {
    guard let value = character.unicodeScalars.first?.value else { return false }
    return (0x2E80...0xA4CF).contains(value) || (0xF900...0xFAFF).contains(value)
      || (0xFF01...0xFF60).contains(value) || (0x20000...0x3FFFD).contains(value)
  }
}
