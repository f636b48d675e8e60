import Glibc

/// Why the terminal cannot be used, or no longer.
public enum TerminalError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Standard input or output is a file or a pipe.
  case notATerminal
  /// TERM is unset, `dumb`, or not in the terminal database, or names a terminal whose cursor
  /// cannot be placed.
  case unknownTerminal(String?)
  /// The program was asked to end by this signal; its exit status is 128 + the signal's number.
  case signalled(Int32)
  /// The system refused something that the event loop needs.
  case system(String)

  static let hangupSignal = SIGHUP

  /// One sentence for a person.
  public var description: String {
    switch self {
    case .notATerminal:
      "Standard input and output must both be a terminal for the full screen; use --plain."
    case .unknownTerminal(let name?) where !name.isEmpty:
      "TERM is '\(String(name.map(\.safeOnCanvas)))', which cannot show a full screen; "
        + "set it to your terminal's type (often xterm-256color), or use --plain."
    case .unknownTerminal:
      "TERM is not set; set it to your terminal's type (often xterm-256color), or use --plain."
    case .signalled(let signal):
      "Ended by signal \(signal)."
    case .system(let what):
      "The terminal could not be opened: \(what)."
    }
  }
}
