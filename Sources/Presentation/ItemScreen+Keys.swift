import ItemBanks
import Terminal

extension ItemScreen {
  enum Action {
    case choose, confirm, readOn, help, note, pause, leave
    case close, keepNote, leaveNow, goOn
  }

  /// The keys that work now; the footer and the help are drawn from it.
  var keyMap: KeyMap<Action> {
    switch layer {
    case .question: questionKeys(isBrief: !isRoomy)
    case .help: KeyMap([.closeHelp(action: .close)])
    case .note(let area):
      KeyMap([
        KeyBinding(
          [.enter], "keep the note", importance: 1,
          isEnabled: !area.text.trimmingWhitespace.isEmpty, action: .keepNote),
        KeyBinding([.escape], "back", action: .close),
      ])
    case .leaving:
      KeyMap([
        KeyBinding([.enter], "leave", action: .leaveNow),
        KeyBinding([.escape], "stay", action: .close),
      ])
    case .paused:
      KeyMap([
        KeyBinding([.enter], "go on", importance: 1, action: .goOn),
        KeyBinding(
          [.character("q"), .control("x")], isRoomy ? "leave, go on later" : "leave",
          label: "q", action: .leaveNow),
      ])
    }
  }

  /// - Parameter isBrief: for a footer in a narrow window.
  func questionKeys(isBrief: Bool) -> KeyMap<Action> {
    // Practice is over with one answer and leaves nothing behind.
    let counts = view.number != nil
    var bindings: [KeyBinding<Action>] = []
    if case .options(let list) = input {
      bindings.append(
        KeyBinding(
          list.keys, list.mode == .single ? "choose" : "tick", label: list.keyLabel,
          importance: 4, action: .choose))
    }
    bindings += [
      KeyBinding([.enter], "confirm", importance: 6, action: .confirm),
      KeyBinding(
        [.pageDown, .pageUp], isBrief ? "more" : "read on", label: "PgDn",
        importance: 3, isEnabled: layout.stemScrolls, action: .readOn),
      command("n", "note", importance: 1, isEnabled: counts, action: .note),
      command("p", "pause", importance: 2, isEnabled: counts, action: .pause),
    ]
    let leave = counts && !isBrief ? "leave, go on later" : "leave"
    if typesLetters {
      bindings += [
        KeyBinding([.function(1)], "help", importance: 7, action: .help),
        KeyBinding(
          [.escape, .control("x")], leave, label: "Esc", importance: 5, action: .leave),
      ]
    } else {
      bindings += [
        KeyBinding.help(action: .help),
        KeyBinding(
          [.character("q"), .control("x"), .escape], leave, label: "q", importance: 5,
          action: .leave),
      ]
    }
    return KeyMap(bindings)
  }

  /// A command by its letter, or by its Control key while letters are being typed.
  private func command(
    _ letter: Character, _ help: String, importance: Int, isEnabled: Bool, action: Action
  ) -> KeyBinding<Action> {
    KeyBinding(
      typesLetters ? [.control(letter)] : [.character(letter), .control(letter)], help,
      label: typesLetters ? nil : String(letter), importance: importance, isEnabled: isEnabled,
      action: action)
  }

  /// Whether letters are the answer itself, so that commands need other keys.
  private var typesLetters: Bool {
    switch view.question.format {
    case .text: true
    case .numeric: false
    // The fourteenth option is N, the first letter that is a command too.
    case .choice, .multiple, .partialCredit, .rating: view.question.format.options.count > 13
    }
  }
}
