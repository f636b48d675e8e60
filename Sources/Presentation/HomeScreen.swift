import Terminal

/// What a bare `cat` opens: sittings to go on with, and tests to begin.
public struct HomeScreen: Screen {
  public enum Effect: Sendable, Hashable {
    /// The session code of an unfinished sitting.
    case resume(String)
    /// The name of a bank.
    case take(String)
    case leave
  }

  public struct Entry: Sendable, Hashable {
    public let title: String
    /// One quiet line under the title.
    public let detail: String
    public let effect: Effect

    public init(title: String, detail: String, effect: Effect) {
      self.title = title
      self.detail = detail
      self.effect = effect
    }
  }

  enum Action { case open, move, otherList, help, leave }

  private let entries: [Entry]
  private let blocks: [Block]
  private var selected = 0
  private var picture = ScrolledPicture()
  private var isHelp = false
  private var size = Area(rows: 24, columns: 80)

  /// A heading or an entry, and its rows on the page.
  private struct Block: Sendable {
    enum Content: Sendable {
      case heading(String)
      /// An index into the entries.
      case entry(Int)
    }
    let rows: Range<Int>
    let content: Content
  }

  public init(unfinished: [Entry], banks: [Entry]) {
    entries = unfinished + banks
    var blocks: [Block] = []
    var row = 0
    var index = 0
    for (heading, entries) in [("Go on where you stopped", unfinished), ("Begin a test", banks)]
    where !entries.isEmpty {
      blocks.append(Block(rows: row..<(row + 1), content: .heading(heading)))
      row += 2
      for _ in entries {
        blocks.append(Block(rows: row..<(row + 2), content: .entry(index)))
        index += 1
        row += 3
      }
    }
    self.blocks = blocks
    firstBank = unfinished.isEmpty || banks.isEmpty ? nil : unfinished.count
  }

  /// Where the second list begins; `nil` where there is only one.
  private let firstBank: Int?

  public var tickInterval: Duration? { nil }

  // MARK: Update

  public mutating func update(_ event: TerminalEvent) -> Effect? {
    switch event {
    case .resize(let rows, let columns):
      size = Area(rows: rows, columns: columns)
      reveal()
    case .interrupt:
      return .leave
    case .mouse(let mouse) where !isHelp:
      return update(mouse)
    case .key(let key):
      switch keyMap.action(for: key) {
      case .open: return entries[selected].effect
      case .move: move(key)
      case .otherList: select(selected < firstBank ?? 0 ? firstBank ?? 0 : 0)
      case .help: isHelp.toggle()
      case .leave: return .leave
      case nil: break
      }
    default:
      break
    }
    return nil
  }

  private mutating func update(_ mouse: MouseEvent) -> Effect? {
    let body = PageLayout(size).body
    guard mouse.kind == .press else {
      _ = picture.update(.mouse(mouse), rows: contentRows, in: body)
      return nil
    }
    guard let row = picture.row(at: mouse, rows: contentRows, in: body),
      case .entry(let index) = blocks.first(where: { $0.rows.contains(row) })?.content
    else { return nil }
    // The first press points, the second opens: nobody begins a test by a stray click.
    if selected == index { return entries[index].effect }
    select(index)
    return nil
  }

  private mutating func move(_ key: Key) {
    let page = max(1, PageLayout(size).body.rows / 3 - 1)
    switch key {
    case .up: select(selected - 1)
    case .down: select(selected + 1)
    case .pageUp: select(selected - page)
    case .pageDown: select(selected + page)
    case .home: select(0)
    default: select(entries.count - 1)
    }
  }

  private mutating func select(_ index: Int) {
    selected = max(0, min(index, entries.count - 1))
    reveal()
  }

  /// Scrolls to the chosen entry, with the heading over it where it is the first below one.
  private mutating func reveal() {
    guard
      let place = blocks.firstIndex(where: {
        if case .entry(selected) = $0.content { true } else { false }
      })
    else { return }
    var wanted = blocks[place].rows
    if case .heading = blocks[place - 1].content {
      wanted = blocks[place - 1].rows.lowerBound..<wanted.upperBound
    }
    picture.reveal(wanted, rows: contentRows, in: PageLayout(size).body)
  }

  var keyMap: KeyMap<Action> {
    isHelp ? KeyMap([.closeHelp(action: .help)]) : pageKeys
  }

  private var pageKeys: KeyMap<Action> {
    let isResume =
      if let entry = entries.indices.contains(selected) ? entries[selected] : nil,
        case .resume = entry.effect
      { true } else { false }
    return KeyMap([
      KeyBinding(
        [.down, .up, .pageDown, .pageUp, .home, .end], "choose", label: "↑↓", importance: 1,
        isEnabled: entries.count > 1, action: .move),
      KeyBinding(
        [.enter], isResume ? "go on" : "begin", importance: 3, isEnabled: !entries.isEmpty,
        action: .open),
      KeyBinding([.tab], "other list", isEnabled: firstBank != nil, action: .otherList),
      .help(action: .help),
      KeyBinding(
        [.character("q"), .escape], "leave", label: "q", importance: 2, action: .leave),
    ])
  }

  // MARK: Drawing

  private var contentRows: Int { blocks.last?.rows.upperBound ?? 0 }

  public func draw(on canvas: inout Canvas) {
    let page = PageLayout(size)
    page.drawFrame(title: "cat · adaptive tests", keyMap: keyMap, on: &canvas)
    if entries.isEmpty {
      canvas.putText(
        "There is no test here yet. Put a bank into the folder itembanks, or name one: cat take FILE",
        in: page.body)
    }
    var content = Canvas(rows: contentRows, columns: page.body.columns)
    for block in blocks {
      let row = block.rows.lowerBound
      switch block.content {
      case .heading(let text): content.put(text, row: row, column: 0, style: .dim)
      case .entry(let index): draw(index, row: row, on: &content)
      }
    }
    picture.draw(content, in: page.body, on: &canvas)
    if isHelp {
      page.drawHelp(
        "Choose a test with the arrow keys or the mouse and press Enter. A test that was left goes "
          + "on where it stopped.", keyMap: pageKeys, on: &canvas)
    }
  }

  private func draw(_ index: Int, row: Int, on canvas: inout Canvas) {
    let isChosen = index == selected
    let width = canvas.columns - 2
    if isChosen { canvas.put("▸", row: row, column: 0, style: .accent.adding(.bold)) }
    canvas.put(
      TextLayout.truncate(entries[index].title, width: width), row: row, column: 2,
      style: isChosen ? .bold : .plain)
    canvas.put(
      TextLayout.truncate(entries[index].detail, width: width), row: row + 1, column: 2,
      style: .dim)
  }
}
