/// Several lines of typed text, for notes; Enter starts a new line.
public struct TextArea: Hashable, Sendable {
  /// What has been typed. Setting it moves the cursor to the end.
  public var text: String {
    get { String(characters) }
    set {
      characters = Array(newValue)
      cursor = characters.count
    }
  }
  /// The cursor's place, in characters from the start.
  public private(set) var cursor: Int
  public var maximumLength: Int
  private var characters: [Character]

  public init(_ text: String = "", maximumLength: Int = 4000) {
    characters = Array(text)
    cursor = characters.count
    self.maximumLength = maximumLength
  }

  /// True if the event was typing or editing. Up, Down, Home and End go by the lines as drawn.
  ///
  /// - Parameter area: the same as for drawing.
  public mutating func update(_ event: TerminalEvent, in area: Area) -> Bool {
    switch event {
    case .key(.character(let character)): insert(String(character))
    case .key(.enter): insert("\n")
    case .paste(let text): insert(text)
    case .key(.left): cursor = max(0, cursor - 1)
    case .key(.right): cursor = min(characters.count, cursor + 1)
    case .key(.up): move(-1, in: area)
    case .key(.down): move(1, in: area)
    case .key(.home), .key(.control("a")): cursor = line(in: area).lowerBound
    case .key(.end), .key(.control("e")): cursor = line(in: area).upperBound
    case .key(.backspace): remove(max(0, cursor - 1)..<cursor)
    case .key(.delete): remove(cursor..<min(characters.count, cursor + 1))
    default: return false
    }
    return true
  }

  private mutating func remove(_ range: Range<Int>) {
    characters.removeSubrange(range)
    cursor = range.lowerBound
  }

  private mutating func insert(_ text: String) {
    for character in text {
      let plain: Character = character.isNewline ? "\n" : character == "\t" ? " " : character
      guard plain == "\n" || !plain.isReplacedOnCanvas else { continue }
      let joined = Array(String(characters[..<cursor]) + String(plain))
      guard joined.count == cursor || characters.count < maximumLength else { return }
      characters.replaceSubrange(..<cursor, with: joined)
      cursor = joined.count
    }
  }

  /// Lines as ranges of characters, without their newlines. Blanks at a break belong to the line
  /// before it, so that the cursor has a place on every character.
  private func lines(width: Int) -> [Range<Int>] {
    var lines: [Range<Int>] = []
    var start = 0
    var used = 0
    var lastBlank: Int?
    for (index, character) in characters.enumerated() {
      if character == "\n" {
        lines.append(start..<index)
        (start, used, lastBlank) = (index + 1, 0, nil)
        continue
      }
      let columns = DisplayWidth.of(character)
      if character == " " {
        lastBlank = index
        used += columns
        continue
      }
      if used + columns > width && index > start {
        let end = lastBlank.map { $0 + 1 } ?? index
        lines.append(start..<end)
        start = end
        used = DisplayWidth.of(String(characters[start..<index]))
        lastBlank = nil
      }
      used += columns
    }
    return lines + [start..<characters.count]
  }

  private func lineIndex(_ lines: [Range<Int>]) -> Int {
    lines.lastIndex { $0.lowerBound <= cursor } ?? 0
  }

  private func line(in area: Area) -> Range<Int> {
    let lines = lines(width: max(1, area.columns))
    let index = lineIndex(lines)
    let line = lines[index]
    // The end of a wrapped line is the start of the next one.
    let isWrapped = index + 1 < lines.count && lines[index + 1].lowerBound == line.upperBound
    return line.lowerBound..<(isWrapped ? line.upperBound - 1 : line.upperBound)
  }

  private mutating func move(_ step: Int, in area: Area) {
    let lines = lines(width: max(1, area.columns))
    let index = lineIndex(lines)
    guard lines.indices.contains(index + step) else { return }
    let wanted = DisplayWidth.of(String(characters[lines[index].lowerBound..<cursor]))
    var column = 0
    cursor = lines[index + step].lowerBound
    while cursor < lines[index + step].upperBound, column < wanted {
      column += DisplayWidth.of(characters[cursor])
      cursor += 1
    }
    if index + step + 1 < lines.count, lines[index + step + 1].lowerBound == cursor { cursor -= 1 }
  }

  /// Draws the text and places the cursor; long text is scrolled so that the cursor is in sight.
  public func draw(in area: Area, on canvas: inout Canvas, isFocused: Bool = true) {
    guard !area.isEmpty else { return }
    let lines = lines(width: area.columns)
    let current = lineIndex(lines)
    let first = max(0, current - area.rows + 1)
    for (offset, line) in lines.dropFirst(first).prefix(area.rows).enumerated() {
      canvas.put(
        String(characters[line]), row: area.row + offset, column: area.column, width: area.columns)
    }
    if isFocused {
      let before = DisplayWidth.of(String(characters[lines[current].lowerBound..<cursor]))
      canvas.cursor = .init(
        row: area.row + current - first, column: area.column + min(before, area.columns - 1))
    }
  }
}
