/// Options to choose from: by letter, number, arrows or mouse.
///
/// Single: what is pointed at is what is chosen. Multiple: letters, Space and the mouse tick boxes,
/// arrows only point.
public struct ChoiceList: Hashable, Sendable {
  public enum Mode: Hashable, Sendable {
    case single, multiple
  }

  public let options: [String]
  public let mode: Mode
  /// Indices of the chosen options; at most one in single mode.
  public private(set) var chosen: Set<Int>
  /// The option pointed at; nil until something is chosen or an arrow is pressed.
  public private(set) var focus: Int?
  /// Empty rows between options; only while everything fits.
  public var spacing: Int
  private var offset = 0

  public init(_ options: [String], mode: Mode = .single, chosen: Set<Int> = [], spacing: Int = 0) {
    self.options = options
    self.mode = mode
    let valid = chosen.filter(options.indices.contains)
    self.chosen = mode == .single ? Set(valid.sorted().prefix(1)) : valid
    self.focus = valid.min()
    self.spacing = max(0, spacing)
  }

  /// The chosen option in single mode.
  public var choice: Int? { mode == .single ? chosen.first : nil }

  /// `A`, `B` …; a number from the 27th option on.
  public static func label(_ index: Int) -> String {
    index < 26 ? String(UnicodeScalar(UInt8(65 + index))) : String(index + 1)
  }

  /// Every key that the list takes, for a ``KeyBinding`` labelled ``keyLabel``.
  public var keys: [Key] {
    let letters = options.indices.prefix(26).map { Key.character(Character(Self.label($0))) }
    let digits = options.indices.prefix(9).map { Key.character(Character("\($0 + 1)")) }
    let moves: [Key] = [.up, .down, .home, .end, .pageUp, .pageDown]
    return letters + digits + moves + (mode == .multiple ? [.character(" ")] : [])
  }

  /// `A–D`.
  public var keyLabel: String {
    options.count < 2 ? "A" : "A–" + Self.label(min(options.count, 26) - 1)
  }

  /// True if the event was for the list: an option's letter or number, an arrow, Page Up or Down,
  /// Home, End, Space (multiple), a press on an option or the wheel over the list. Also keeps what
  /// is pointed at in sight after a `.resize`.
  ///
  /// - Parameter area: the same as for drawing, and after a resize the new one.
  public mutating func update(_ event: TerminalEvent, in area: Area) -> Bool {
    guard !options.isEmpty else { return false }
    switch event {
    case .key(.character(" ")) where mode == .multiple:
      guard let focus else { return false }
      toggle(focus)
    case .key(.character(let character)):
      guard let index = index(of: character) else { return false }
      point(at: index)
      if mode == .multiple { toggle(index) }
    case .key(.up): point(at: max(0, (focus ?? options.count) - 1))
    case .key(.down): point(at: min(options.count - 1, (focus ?? -1) + 1))
    case .key(.home): point(at: 0)
    case .key(.end): point(at: options.count - 1)
    case .key(.pageUp): turnPage(-1, in: area)
    case .key(.pageDown): turnPage(1, in: area)
    case .mouse(let mouse):
      return update(mouse, in: area)
    case .resize: break
    default: return false
    }
    reveal(in: area)
    if case .resize = event { return false }
    return true
  }

  /// Forgets what was chosen.
  public mutating func clear() {
    chosen = []
    focus = nil
    offset = 0
  }

  private func index(of character: Character) -> Int? {
    if let digit = character.wholeNumberValue, character.isASCII {
      return options.indices.prefix(9).contains(digit - 1) ? digit - 1 : nil
    }
    guard character.isASCII, character.isLetter,
      let value = character.uppercased().unicodeScalars.first?.value
    else { return nil }
    let index = Int(value) - 65
    return options.indices.contains(index) ? index : nil
  }

  private mutating func point(at index: Int) {
    focus = index
    if mode == .single { chosen = [index] }
  }

  private mutating func toggle(_ index: Int) {
    if chosen.remove(index) == nil { chosen.insert(index) }
  }

  private mutating func turnPage(_ direction: Int, in area: Area) {
    let layout = Layout(self, in: area)
    let start = focus.map { layout.spans[$0].lowerBound } ?? 0
    let line = start + direction * max(1, layout.window.height - 1)
    let target = layout.spans.lastIndex { $0.lowerBound <= line } ?? 0
    point(at: target)
  }

  private mutating func update(_ mouse: MouseEvent, in area: Area) -> Bool {
    guard area.contains(row: mouse.row, column: mouse.column) else { return false }
    let layout = Layout(self, in: area)
    switch mouse.kind {
    case .wheelUp: offset = layout.window.clamp(offset - 1)
    case .wheelDown: offset = layout.window.clamp(offset + 1)
    case .press:
      let inner = layout.window.inner
      guard inner.contains(row: mouse.row, column: mouse.column) else { return false }
      let line = mouse.row - inner.row + layout.window.clamp(offset)
      guard let index = layout.spans.firstIndex(where: { $0.contains(line) }) else { return false }
      point(at: index)
      if mode == .multiple { toggle(index) }
    }
    return true
  }

  private mutating func reveal(in area: Area) {
    guard let focus else { return }
    let layout = Layout(self, in: area)
    offset = layout.window.offset(showing: layout.spans[focus], from: offset)
  }
}

extension ChoiceList {
  /// Where each option's lines are.
  private struct Layout {
    var texts: [[TextLayout.Line]] = []
    var spans: [Range<Int>] = []
    let window: ScrollWindow
    let textColumn: Int

    init(_ list: ChoiceList, in area: Area) {
      let isNarrow = area.columns < 50
      let box = list.mode == .multiple ? 4 : 0
      let label = list.options.count > 26 ? String(list.options.count).count : 1
      textColumn = 2 + box + label + (isNarrow ? 2 : 3)
      let textWidth = max(1, area.columns - textColumn)
      texts = list.options.map { TextLayout.wrap($0, width: textWidth) }
      let bare = texts.reduce(0) { $0 + $1.count }
      let gaps = list.spacing * max(0, texts.count - 1)
      let spacing = bare + gaps <= area.rows ? list.spacing : 0
      var line = 0
      for text in texts {
        spans.append(line..<(line + max(1, text.count)))
        line += max(1, text.count) + spacing
      }
      window = ScrollWindow(total: max(0, line - spacing), area: area)
    }
  }

  /// Rows that the list takes at this width without scrolling.
  public func rows(columns: Int) -> Int {
    let everything = Area(rows: .max / 4, columns: columns)
    return Layout(self, in: everything).window.total
  }

  public func draw(in area: Area, on canvas: inout Canvas) {
    let layout = Layout(self, in: area)
    let inner = layout.window.inner
    let first = layout.window.clamp(offset)
    for (index, span) in layout.spans.enumerated() {
      let isFocus = index == focus
      let isChosen = chosen.contains(index)
      let style: Style = isChosen ? .bold : .plain
      for (offset, line) in span.enumerated() {
        let row = inner.row + line - first
        guard row >= inner.row && row < inner.endRow else { continue }
        if offset == 0 {
          let box = mode == .multiple ? (isChosen ? "[x] " : "[ ] ") : ""
          let mark = isFocus ? "▸ " : "  "
          let lead: Style = isFocus ? .accent.adding(.bold) : style
          canvas.put(
            mark + box + Self.label(index), row: row, column: inner.column, style: lead,
            width: inner.columns)
        }
        guard layout.texts[index].indices.contains(offset) else { continue }
        let text = layout.texts[index][offset]
        canvas.put(
          text.text, row: row, column: inner.column + layout.textColumn,
          style: text.kind == .code ? style.adding(.bold) : style,
          width: inner.columns - layout.textColumn)
      }
    }
    layout.window.drawMarks(offset: offset, on: &canvas)
  }
}
