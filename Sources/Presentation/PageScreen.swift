import Terminal

/// A page of text with one way on: instructions, a word after the practice, a message.
public struct PageScreen: Screen {
  public enum Effect: Sendable, Hashable {
    case next, back
  }

  enum Action { case next, back, scroll }

  private let title: String
  private let nextHelp: String
  private let backHelp: String
  private var body: ScrollView
  private var size = Area(rows: 24, columns: 80)

  /// - Parameters:
  ///   - next: what Enter does, in the footer's words.
  ///   - back: what Esc does.
  public init(title: String, text: String, next: String, back: String = "leave") {
    self.title = title
    nextHelp = next
    backHelp = back
    body = ScrollView(text)
  }

  public var tickInterval: Duration? { nil }

  public mutating func update(_ event: TerminalEvent) -> Effect? {
    switch event {
    case .resize(let rows, let columns): size = Area(rows: rows, columns: columns)
    case .interrupt: return .back
    default: break
    }
    if case .key(let key) = event {
      switch keyMap.action(for: key) {
      case .next: return .next
      case .back: return .back
      case .scroll, nil: break
      }
    }
    _ = body.update(event, in: PageLayout(size).body)
    return nil
  }

  var keyMap: KeyMap<Action> {
    KeyMap([
      KeyBinding([.enter], nextHelp, importance: 3, action: .next),
      KeyBinding(
        [.down, .up, .pageDown, .pageUp, .character(" ")], "read on", label: "↑↓", importance: 1,
        isEnabled: body.canScroll(in: PageLayout(size).body), action: .scroll),
      KeyBinding(
        [.escape, .character("q")], backHelp, label: "q", importance: 2, action: .back),
    ])
  }

  public func draw(on canvas: inout Canvas) {
    let layout = PageLayout(size)
    layout.drawFrame(title: title, keyMap: keyMap, on: &canvas)
    body.draw(in: layout.body, on: &canvas)
  }
}
