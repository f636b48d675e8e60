import CNCurses

/// Turns what curses reads into keys, mouse events and pastes; knows the sequences that curses does
/// not.
///
/// An unknown escape sequence is swallowed whole. Otherwise Ctrl-Right, say, would be Escape
/// (leave!) followed by the letter C (an answer!).
struct InputDecoder {
  private enum State {
    case ground
    case escape
    /// `ESC [` or `ESC O` and what followed.
    case sequence([Unicode.Scalar])
    /// Bytes of an old-style mouse report still to swallow.
    case oldMouse(Int)
    case mouse(String)
    case paste(String.UnicodeScalarView)
  }

  private var state = State.ground
  private(set) var events: [TerminalEvent] = []

  /// What a paste may bring at most; the rest is dropped.
  private static let pasteLimit = 100_000

  /// Hands over what was decoded. To be called when nothing more is to be read for now: only then
  /// is an Escape known to be the key.
  mutating func take() -> [TerminalEvent] {
    if case .escape = state {
      emit(.escape)
      state = .ground
    }
    defer { events = [] }
    return events
  }

  /// A unit as `cnc_read` reports it.
  mutating func read(kind: Int, value: UInt32) {
    if case .paste(var text) = state {
      if kind == CNC_PASTE_END {
        state = .ground
        events.append(
          .paste(String(text).replacing("\r\n", with: "\n").replacing("\r", with: "\n")))
      } else if kind == CNC_CHARACTER, let scalar = Unicode.Scalar(value) {
        // Without this the appends below would copy the text each time.
        state = .ground
        if text.count < Self.pasteLimit { text.append(scalar) }
        state = .paste(text)
      }
      return
    }
    if kind == CNC_CHARACTER {
      if let scalar = Unicode.Scalar(value) { read(scalar) }
      return
    }
    if case .escape = state { emit(.escape) }
    state = .ground
    switch kind {
    case Int(CNC_MOUSE_BEGIN): state = .mouse("")
    case Int(CNC_PASTE_BEGIN): state = .paste(.init())
    case Int(CNC_KEY_FUNCTION): emit(.function(Int(value)))
    default: if let key = Self.keys[kind] { emit(key) }
    }
  }

  private mutating func emit(_ key: Key) {
    events.append(.key(key))
  }

  private mutating func read(_ scalar: Unicode.Scalar) {
    switch state {
    case .ground:
      readGround(scalar)
    case .escape:
      state = .ground
      switch scalar {
      case "[", "O": state = .sequence([scalar])
      case "\u{1B}":
        emit(.escape)
        state = .escape
      // Alt and a key: nothing here is bound to it, and it is neither Escape nor the key.
      default: break
      }
    case .sequence(let soFar):
      readSequence(soFar, scalar)
    case .oldMouse(let left):
      state = left > 1 ? .oldMouse(left - 1) : .ground
    case .mouse(let soFar):
      readMouse(soFar, scalar)
    case .paste:
      break
    }
  }

  private mutating func readGround(_ scalar: Unicode.Scalar) {
    switch scalar.value {
    case 0x1B: state = .escape
    case 0x09: emit(.tab)
    case 0x0A, 0x0D: emit(.enter)
    case 0x08, 0x7F: emit(.backspace)
    case 0x01...0x1A: emit(.control(Character(Unicode.Scalar(UInt8(scalar.value) + 0x60))))
    case 0x00...0x1F, 0x80...0x9F: break
    default: emit(.character(Character(scalar)))
    }
  }

  private mutating func readSequence(_ soFar: [Unicode.Scalar], _ scalar: Unicode.Scalar) {
    switch scalar.value {
    case 0x1B:
      state = .escape
    case 0x40...0x7E where !(soFar.count == 1 && scalar == "["):
      if soFar == ["["] && scalar == "M" {
        state = .oldMouse(3)
      } else {
        state = .ground
      }
    case 0x20...0x7E where soFar.count < 32:
      state = .sequence(soFar + [scalar])
    default:
      state = .ground
    }
  }

  /// `button;column;row` and `M` for a press, `m` for a release.
  private mutating func readMouse(_ soFar: String, _ scalar: Unicode.Scalar) {
    switch scalar {
    case "0"..."9", ";":
      state = soFar.count < 24 ? .mouse(soFar + String(scalar)) : .ground
    case "M":
      state = .ground
      let numbers = soFar.split(separator: ";").compactMap { Int($0) }
      guard numbers.count == 3, numbers[1] > 0, numbers[2] > 0 else { return }
      // Shift, Alt and Control with the wheel or the button mean the same here.
      let kinds: [Int: MouseEvent.Kind] = [0: .press, 64: .wheelUp, 65: .wheelDown]
      if let kind = kinds[numbers[0] & ~0b11100] {
        events.append(.mouse(MouseEvent(kind, row: numbers[2] - 1, column: numbers[1] - 1)))
      }
    default:
      state = .ground
    }
  }

  private static let keys: [Int: Key] = [
    Int(CNC_KEY_UP): .up, Int(CNC_KEY_DOWN): .down, Int(CNC_KEY_LEFT): .left,
    Int(CNC_KEY_RIGHT): .right, Int(CNC_KEY_HOME): .home, Int(CNC_KEY_END): .end,
    Int(CNC_KEY_PAGE_UP): .pageUp, Int(CNC_KEY_PAGE_DOWN): .pageDown, Int(CNC_KEY_ENTER): .enter,
    Int(CNC_KEY_BACKSPACE): .backspace, Int(CNC_KEY_DELETE): .delete,
    Int(CNC_KEY_BACK_TAB): .backTab,
  ]
}
