import CNCurses
import Glibc

/// What the terminal around this process can do, found without touching it.
public struct TerminalCapabilities: Hashable, Sendable {
  /// Why there can be no full screen; nil if there can.
  public var obstacle: TerminalError?
  /// 0 where there are none, or where `NO_COLOR` is set to anything but nothing.
  public var colours: Int
  /// The window's size; 24 × 80 where nobody knows.
  public var rows: Int
  public var columns: Int

  /// True if ``CursesTerminal`` will open; otherwise say ``obstacle`` and go on in plain lines.
  public var isFullScreen: Bool { obstacle == nil }

  /// Looks at standard input and output, TERM and the window now.
  public static var current: TerminalCapabilities {
    var rows: Int32 = 24
    var columns: Int32 = 80
    _ = cnc_window_size(&rows, &columns)
    let term = getenv("TERM").map { String(cString: $0) }
    let isInteractive = isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1
    let isNamed = term.map { !$0.isEmpty && $0 != "dumb" && $0 != "unknown" } ?? false
    let colours = isNamed ? cnc_probe_colours() : -1
    var found = TerminalCapabilities(
      obstacle: nil, colours: isColourWanted ? max(0, Int(colours)) : 0,
      rows: Int(rows), columns: Int(columns))
    if !isInteractive {
      found.obstacle = .notATerminal
    } else if colours < 0 {
      found.obstacle = .unknownTerminal(term)
    }
    return found
  }

  /// https://no-color.org
  static var isColourWanted: Bool {
    getenv("NO_COLOR").map { $0.pointee == 0 } ?? true
  }
}
