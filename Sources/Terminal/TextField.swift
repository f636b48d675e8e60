/// One line of typed text.
public struct TextField: Sendable {
  /// What has been typed. Setting it moves the cursor to the end; neither filter nor limit is
  /// applied.
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
  public var isAllowed: @Sendable (Character) -> Bool
  /// Shown dimly while the field is empty.
  public var placeholder: String
  private var characters: [Character]

  /// - Parameters:
  ///   - maximumLength: in characters; typing beyond is ignored.
  ///   - isAllowed: a further filter; control characters are never taken.
  public init(
    _ text: String = "", placeholder: String = "", maximumLength: Int = 200,
    isAllowed: @escaping @Sendable (Character) -> Bool = { _ in true }
  ) {
    characters = Array(text)
    cursor = characters.count
    self.placeholder = placeholder
    self.maximumLength = maximumLength
    self.isAllowed = isAllowed
  }

  /// True if the event was typing or editing: Left, Right, Home, End, Backspace, Delete, Ctrl-A, E,
  /// B, F, D, K, U, W, or a paste. A character that the filter refuses is taken and dropped, so
  /// that it cannot act as a command.
  public mutating func update(_ event: TerminalEvent) -> Bool {
    switch event {
    case .key(.character(let character)): insert(String(character))
    case .paste(let text):
      insert(String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 }))
    case .key(.left), .key(.control("b")): cursor = max(0, cursor - 1)
    case .key(.right), .key(.control("f")): cursor = min(characters.count, cursor + 1)
    case .key(.home), .key(.control("a")): cursor = 0
    case .key(.end), .key(.control("e")): cursor = characters.count
    case .key(.backspace): remove(max(0, cursor - 1)..<cursor)
    case .key(.delete), .key(.control("d")): remove(cursor..<min(characters.count, cursor + 1))
    case .key(.control("k")): remove(cursor..<characters.count)
    case .key(.control("u")): remove(0..<cursor)
    case .key(.control("w")): remove(wordStart..<cursor)
    default: return false
    }
    return true
  }

  private var wordStart: Int {
    var start = cursor
    while start > 0, characters[start - 1].isWhitespace { start -= 1 }
    while start > 0, !characters[start - 1].isWhitespace { start -= 1 }
    return start
  }

  private mutating func remove(_ range: Range<Int>) {
    characters.removeSubrange(range)
    cursor = range.lowerBound
  }

  private mutating func insert(_ text: String) {
    for character in text where !character.isReplacedOnCanvas {
      // A terminal sends an accented letter or an emoji sequence scalar by scalar; joined to what
      // stands before the cursor it may be one character, and then is asked for as one.
      let head = String(characters[..<cursor])
      let joined = Array(head + String(character))
      let isJoining = joined.count == cursor
      guard let last = joined.last, isJoining || DisplayWidth.of(character) > 0 else { continue }
      guard isAllowed(last), isJoining || characters.count < maximumLength else { continue }
      characters.replaceSubrange(..<cursor, with: joined)
      cursor = joined.count
    }
  }

  /// Draws the field over the area's first row and places the cursor; long text is scrolled so that
  /// the cursor is in sight.
  public func draw(in area: Area, on canvas: inout Canvas, isFocused: Bool = true) {
    guard !area.isEmpty else { return }
    let style: Style = .underline
    canvas.fill(
      Area(row: area.row, column: area.column, rows: 1, columns: area.columns), style: style)
    if characters.isEmpty {
      canvas.put(
        placeholder, row: area.row, column: area.column, style: style.adding(.dim),
        width: area.columns)
    }
    var start = 0
    var before = DisplayWidth.of(String(characters[..<cursor]))
    while before >= area.columns && start < cursor {
      before -= DisplayWidth.of(characters[start])
      start += 1
    }
    canvas.put(
      String(characters[start...]), row: area.row, column: area.column, style: style,
      width: area.columns)
    if isFocused {
      canvas.cursor = .init(row: area.row, column: area.column + before)
    }
  }
}
