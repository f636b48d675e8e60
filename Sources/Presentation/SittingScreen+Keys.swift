import AdaptiveTesting
import Terminal

extension SittingScreen {
  enum Action: Hashable {
    case move, part, question, other, scroll, nextPane, previousPane, back, leave, help
    case pane, void, time, note, review, end, save, student, bank
  }

  var keyMap: KeyMap<Action> {
    if case .help = layer { return KeyMap([.closeHelp(action: .help)]) }
    return pageKeys(isBrief: !isRoomy)
  }

  func pageKeys(isBrief: Bool) -> KeyMap<Action> {
    KeyMap(movingKeys(isBrief: isBrief) + actionKeys(isBrief: isBrief))
  }

  /// For the help: those that nobody would guess come first.
  var helpKeys: KeyMap<Action> {
    KeyMap(actionKeys(isBrief: false) + movingKeys(isBrief: !isRoomy))
  }

  private func movingKeys(isBrief: Bool) -> [KeyBinding<Action>] {
    let isPath = pane == .path
    let pages: [Key] = [.pageUp, .pageDown]
    let moves: [Key] = [.up, .down, .home, .end] + (showsPage && isPath ? [] : pages)
    return [
      KeyBinding(
        moves, "item", label: "↑↓", importance: 5, isEnabled: isPath && given.count > 1,
        action: .move),
      KeyBinding(
        [.left, .right], nextPart.name, label: "←→", importance: 8, isEnabled: isPath && isBrief,
        action: .part),
      KeyBinding(
        [.enter], "question", importance: 1, isEnabled: isPath && chosen != nil, action: .question),
      KeyBinding(
        [.left, .right], "other question", label: "←→", importance: 6,
        isEnabled: pane == .question && given.count > 1, action: .other),
      KeyBinding(
        moves + [.character(" ")], isBrief ? "more" : "read on", label: "↑↓", importance: 5,
        isEnabled: !isPath && canScroll, action: .scroll),
      KeyBinding(
        pages + [.character(" ")], "more", label: "Space", importance: 5,
        isEnabled: isPath && canScroll, action: .scroll),
      KeyBinding([.tab], "pane", importance: 7, action: .nextPane),
      KeyBinding([.backTab], "the pane before", isInFooter: false, action: .previousPane),
      KeyBinding(
        Pane.allCases.map(\.key), "that pane", label: "1–6", isInFooter: false, action: .pane),
    ]
  }

  private var canScroll: Bool {
    showsPage && scroll.canScroll(rows: page.rows, in: layout.body)
  }

  private func actionKeys(isBrief: Bool) -> [KeyBinding<Action>] {
    let session = report.session
    func key(
      _ letter: Character, _ help: String, _ importance: Int, _ isEnabled: Bool, _ action: Action
    )
      -> KeyBinding<Action>
    {
      KeyBinding(
        [.character(letter)], help, importance: importance, isEnabled: isEnabled, action: action)
    }
    return [
      key(
        "v", "void", 4, ProctorDialog.voiding(item: chosenAnswer, of: session) != nil, .void),
      key("t", "more time", 4, session.allows(.grantTime(seconds: 60)), .time),
      key("a", "note", 3, session.allows(.annotate), .note),
      key("r", "review", 2, session.allows(.review), .review),
      key("x", "end", 3, session.allows(.end), .end),
      key("e", "export", 1, true, .save),
      key("s", "student", 0, true, .student),
      key("b", "bank", 0, true, .bank),
      .help(action: .help),
      KeyBinding([.escape], "back", importance: 8, action: .back),
      KeyBinding([.character("q")], "leave", isInFooter: !isBrief, action: .leave),
    ]
  }

  /// The item of the chosen row, where it has an answer.
  private var chosenAnswer: String? { chosen?.answer?.item.id }

  mutating func act(_ action: Action, _ key: Key) -> Effect? {
    message = nil
    switch action {
    case .move: move(key)
    case .part: turnPart(key == .left ? -1 : 1)
    case .question: show(.question)
    case .other: step(key == .left ? -1 : 1)
    case .scroll: _ = scroll.update(.key(key), rows: page.rows, in: layout.body)
    case .nextPane: turnPane(1)
    case .previousPane: turnPane(-1)
    case .pane: show(Pane.allCases.first { $0.key == key } ?? pane)
    case .back:
      // The question was opened from its row.
      if pane == .question { show(.path) } else { return .back }
    case .leave: return .leave
    case .help: layer = .help
    case .void: open(.voiding(item: chosenAnswer, of: report.session))
    case .time: open(.granting(to: report.header.person))
    case .note: open(.noting())
    case .review: open(.reviewing())
    case .end: open(.ending(of: report.header.person))
    case .save: return .saveReport
    case .student: return .student(report.header.person)
    case .bank: return .bank(report.header.bank)
    }
    return nil
  }

  private mutating func open(_ dialog: ProctorDialog?) {
    if let dialog { layer = .dialog(dialog) }
  }

  private mutating func step(_ by: Int) {
    scroll = ScrolledPicture()
    select((table.selection ?? 0) + by)
  }

  private mutating func turnPane(_ by: Int) {
    let count = Pane.allCases.count
    show(Pane.allCases[(pane.rawValue - 1 + by + count) % count])
  }

  private var nextPart: Part { turned(1) }

  private func turned(_ by: Int) -> Part {
    let parts = Part.allCases
    let index = parts.firstIndex(of: part) ?? 0
    return parts[(index + by + parts.count) % parts.count]
  }

  private mutating func turnPart(_ by: Int) {
    part = turned(by)
    scroll = ScrolledPicture()
    layOut()
  }

  private mutating func move(_ key: Key) {
    _ = table.update(.key(key), in: layout.table)
    if showsPage {
      scroll = ScrolledPicture()
      layOut()
    }
  }
}

extension SittingScreen.Part {
  var name: String {
    switch self {
    case .items: "items"
    case .path: "path"
    case .details: "why"
    }
  }
}

extension SittingScreen.Pane {
  var key: Key { .character(Character("\(rawValue)")) }

  /// As a tab has it.
  var title: String {
    switch self {
    case .path: "Path & items"
    case .flags: "Flags"
    case .events: "Events & notes"
    case .content: "Content"
    case .design: "Design"
    case .question: "Question"
    }
  }

  var shortTitle: String {
    switch self {
    case .path: "Path"
    case .events: "Events"
    default: title
    }
  }
}
