import AdaptiveTesting
import ItemBanks
import Terminal

/// The questions somebody missed, in whole or in part, one at a time, with the right or best answer and
/// why it is.
public struct MissedItemsScreen: Screen {
  public enum Effect: Sendable, Hashable {
    case done
  }

  enum Action { case next, previous, done, scroll, help }

  private let title: String
  private let answers: [TestSession.AnsweredItem]
  private var index = 0
  private var body: ScrollView
  private var isHelp = false
  private var size = Area(rows: 24, columns: 80)

  /// - Precondition: at least one answer.
  public init(title: String, answers: [TestSession.AnsweredItem]) {
    precondition(!answers.isEmpty)
    self.title = title
    self.answers = answers
    body = ScrollView(StudentText.feedback(on: answers[0]))
  }

  public var tickInterval: Duration? { nil }

  public mutating func update(_ event: TerminalEvent) -> Effect? {
    switch event {
    case .resize(let rows, let columns): size = Area(rows: rows, columns: columns)
    case .interrupt: return .done
    default: break
    }
    if case .key(let key) = event {
      switch keyMap.action(for: key) {
      case .next: show(index + 1)
      case .previous: show(index - 1)
      case .done: return .done
      case .help: isHelp.toggle()
      case .scroll: _ = body.update(event, in: PageLayout(size).body)
      case nil: break
      }
    } else if !isHelp {
      _ = body.update(event, in: PageLayout(size).body)
    }
    return nil
  }

  private mutating func show(_ next: Int) {
    index = next
    body = ScrollView(StudentText.feedback(on: answers[index]))
  }

  var keyMap: KeyMap<Action> {
    isHelp ? KeyMap([.closeHelp(action: .help)]) : pageKeys(isBrief: !PageLayout(size).isRoomy)
  }

  private func pageKeys(isBrief: Bool) -> KeyMap<Action> {
    let isLast = index == answers.count - 1
    let scrolls = body.canScroll(in: PageLayout(size).body)
    return KeyMap([
      KeyBinding(
        [.right, .enter], "next", label: "→", importance: 3, isEnabled: !isLast, action: .next),
      KeyBinding(
        [.left], isBrief ? "before" : "previous", importance: 1, isEnabled: index > 0,
        action: .previous),
      KeyBinding(
        [.down, .up, .pageDown, .pageUp, .character(" "), .home, .end],
        isBrief ? "more" : "read on", label: "↑↓", importance: 2, isEnabled: scrolls,
        action: .scroll),
      .help(action: .help),
      KeyBinding(
        [.escape, .character("q")] + (isLast ? [.enter] : []), "back", label: "Esc",
        importance: 4, action: .done),
    ])
  }

  public func draw(on canvas: inout Canvas) {
    let page = PageLayout(size)
    page.drawFrame(
      title: page.isRoomy
        ? "\(title) · question \(answers[index].position)"
        : "Question \(answers[index].position)",
      aside: "\(index + 1) of \(answers.count) missed", keyMap: keyMap, on: &canvas)
    body.draw(in: page.body, on: &canvas)
    if isHelp {
      page.drawHelp(
        "The questions you missed, with the right or best answers.",
        keyMap: pageKeys(isBrief: false),
        on: &canvas)
    }
  }
}

extension StudentText {
  /// A missed question with the answer given, the right one and why.
  static func feedback(on answer: TestSession.AnsweredItem) -> String {
    guard let question = answer.item.question else { return "" }
    var parts = [answer.stimulus, question.stem].compactMap { $0 }
    let options = question.format.options.enumerated().map { "\(optionLetter($0))  \($1)" }
    if !options.isEmpty { parts.append(options.joined(separator: "\n")) }
    if case .credit(let points, let highest) = answer.outcome {
      parts.append(
        "Your answer: \(answer.response), \(points) of \(Wording.count(highest, "point"))\n"
          + "Best answer: \(question.keyDescription)")
    } else {
      parts.append("Your answer: \(answer.response)\nRight answer: \(question.keyDescription)")
    }
    if let rationale = answer.item.rationale { parts.append(rationale) }
    return parts.joined(separator: "\n\n")
  }
}
