/// A key press, as far as a terminal tells it.
public enum Key: Hashable, Sendable {
  /// A typed character; Space is `.character(" ")`.
  case character(Character)
  case enter, escape, tab, backTab, backspace, delete
  case up, down, left, right, home, end, pageUp, pageDown
  case function(Int)
  /// With the Control key, in lower case: `.control("a")`. Ctrl-I, Ctrl-M and Ctrl-H are Tab, Enter
  /// and Backspace to a terminal, and Ctrl-C and Ctrl-Z come as signals.
  case control(Character)

  /// How a footer or a help text names the key.
  public var label: String {
    switch self {
    case .character(" "): "Space"
    case .character(let character): String(character)
    case .enter: "Enter"
    case .escape: "Esc"
    case .tab: "Tab"
    case .backTab: "Shift-Tab"
    case .backspace: "Backspace"
    case .delete: "Del"
    case .up: "↑"
    case .down: "↓"
    case .left: "←"
    case .right: "→"
    case .home: "Home"
    case .end: "End"
    case .pageUp: "PgUp"
    case .pageDown: "PgDn"
    case .function(let number): "F\(number)"
    case .control(let character): "Ctrl-\(character.uppercased())"
    }
  }
}
