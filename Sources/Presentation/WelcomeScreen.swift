import AdaptiveTesting
import ItemBanks
import Terminal

/// The first screen of a test: what it is, and who is about to sit it.
public struct WelcomeScreen: Screen {
  public enum Effect: Sendable, Hashable {
    /// The name or number the person goes by, trimmed and not empty.
    case begin(person: String)
    case leave
  }

  enum Action { case begin, scroll, leave }

  private let title: String
  private var body: ScrollView
  private var name: TextField
  /// Whether the name was settled before (`--student`).
  private let isNameFixed: Bool
  /// What to do instead, after something could not be done.
  private var message: String?
  private var size = Area(rows: 24, columns: 80)

  public init(bank: Bank, design: Design, person: String? = nil) {
    title = bank.title
    body = ScrollView(StudentText.welcome(bank: bank, design: design))
    name = TextField(person ?? "", maximumLength: Self.longestName)
    isNameFixed = person != nil
  }

  /// In characters; the log keeps names whole up to this.
  public static let longestName = 60

  public var tickInterval: Duration? { nil }

  public mutating func update(_ event: TerminalEvent) -> Effect? {
    switch event {
    case .resize(let rows, let columns): size = Area(rows: rows, columns: columns)
    case .interrupt: return .leave
    case .mouse: _ = body.update(event, in: layout.body)
    default: break
    }
    if case .key(let key) = event, let action = keyMap.action(for: key) {
      switch action {
      case .leave:
        return .leave
      case .scroll:
        _ = body.update(event, in: layout.body)
        return nil
      case .begin:
        let person = name.text.trimmingWhitespace
        if !person.isEmpty { return .begin(person: person) }
        message = "Please type your name or number first."
        return nil
      }
    }
    if !isNameFixed, name.update(event) { message = nil }
    return nil
  }

  var keyMap: KeyMap<Action> {
    KeyMap([
      KeyBinding([.enter], "go on", importance: 3, action: .begin),
      KeyBinding(
        [.down, .up, .pageDown, .pageUp], "read on", label: "↑↓", importance: 1,
        isEnabled: body.canScroll(in: layout.body), action: .scroll),
      KeyBinding(
        isNameFixed ? [.escape, .character("q")] : [.escape], "leave", label: "Esc",
        importance: 2, action: .leave),
    ])
  }

  /// The entry comes right under the text, and stays in sight where that is too long.
  private var layout: (page: PageLayout, body: Area, entry: Area) {
    let page = PageLayout(size)
    var rest = page.body
    let entryRows = page.isRoomy ? 4 : 3
    let wanted = TextLayout.wrap(body.text, width: rest.columns).count
    let body = rest.cutTop(min(wanted, rest.rows - entryRows))
    if rest.rows > entryRows { _ = rest.cutTop(1) }
    return (page, body, rest)
  }

  public func draw(on canvas: inout Canvas) {
    let (page, body, entry) = layout
    page.drawFrame(title: title, keyMap: keyMap, on: &canvas)
    self.body.draw(in: body, on: &canvas)

    if isNameFixed {
      canvas.put(
        TextLayout.truncate("You are \(name.text).", width: entry.columns), row: entry.row,
        column: entry.column)
    } else {
      canvas.put("Your name or student number:", row: entry.row, column: entry.column)
      name.drawFramed(
        in: Area(
          row: entry.row + 1, column: entry.column, rows: 1, columns: min(40, entry.columns)),
        on: &canvas)
    }
    if let message {
      canvas.put(
        message, row: entry.row + (page.isRoomy ? 3 : 2), column: entry.column, style: .accent,
        width: entry.columns)
    }
  }
}
