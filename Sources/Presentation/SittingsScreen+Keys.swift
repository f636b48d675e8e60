import Terminal

extension SittingsScreen {
  enum Action {
    case move, open, search, filter, sort, reverse, student, bank, showAll, help, leave
    case close, keep, choose
  }

  /// The keys that work now; footer and help are drawn from it.
  var keyMap: KeyMap<Action> {
    switch layer {
    case .table: tableKeys
    case .search:
      KeyMap([
        KeyBinding([.enter], "keep", importance: 2, action: .keep),
        KeyBinding([.escape], "clear", importance: 3, action: .close),
        move(isEnabled: list.count > 1, keys: [.down, .up, .pageDown, .pageUp]),
      ])
    case .sort(let columns):
      KeyMap([
        move(isEnabled: columns.count > 1),
        KeyBinding([.enter], "sort", importance: 2, action: .choose),
        KeyBinding(
          [.escape, .character("q")], "back", label: "Esc", importance: 3, action: .close),
      ])
    case .filter(_, let rows):
      KeyMap([
        move(isEnabled: rows.count > 1),
        KeyBinding(
          [.character(" "), .enter], "tick", label: "Space", importance: 2,
          isEnabled: rows.count > 0, action: .choose),
        KeyBinding(
          [.escape, .character("q")], "done", label: "Esc", importance: 3, action: .close),
      ])
    case .help: KeyMap([.closeHelp(action: .close)])
    }
  }

  private func move(
    isEnabled: Bool, keys: [Key] = [.down, .up, .pageDown, .pageUp, .home, .end]
  ) -> KeyBinding<Action> {
    KeyBinding(keys, "choose", label: "↑↓", importance: 1, isEnabled: isEnabled, action: .move)
  }

  var tableKeys: KeyMap<Action> {
    let hasRow = list.selection != nil
    let hasRows = !roster.entries.isEmpty
    let isNarrowed = roster.isNarrowed
    func key(
      _ letter: Character, _ help: String, importance: Int, isEnabled: Bool, action: Action
    ) -> KeyBinding<Action> {
      KeyBinding(
        [.character(letter)], help, importance: importance, isEnabled: isEnabled, action: action)
    }
    return KeyMap([
      move(isEnabled: list.count > 1),
      KeyBinding([.enter], "open", importance: 8, isEnabled: hasRow, action: .open),
      key("/", "search", importance: 7, isEnabled: hasRows, action: .search),
      key("f", "filter", importance: 5, isEnabled: hasRows, action: .filter),
      key("s", "sort", importance: 4, isEnabled: hasRows, action: .sort),
      KeyBinding(
        [.character("S")], "turn the order round", isEnabled: list.count > 1, isInFooter: false,
        action: .reverse),
      key("t", "student", importance: 3, isEnabled: hasRow, action: .student),
      key("b", "bank", importance: 2, isEnabled: hasRow, action: .bank),
      KeyBinding([.escape], "show all", importance: 9, isEnabled: isNarrowed, action: .showAll),
      .help(action: .help),
      KeyBinding(
        [.character("q")] + (isNarrowed ? [] : [.escape]), "leave", label: "q", importance: 6,
        action: .leave),
    ])
  }
}
