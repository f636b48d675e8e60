import CNCurses

/// The signals that a full screen reads as events: INT, TERM, QUIT, HUP, WINCH, TSTP, CONT.
public enum TerminalSignals {
  /// To be called first of all in a command that opens a full screen, before anything may start a
  /// thread: a thread that is born earlier would take a signal and end the program with the
  /// terminal still raw.
  ///
  /// Until ``unblock()`` Ctrl-C does nothing outside a ``CursesTerminal``; so a command without
  /// screens should not call this.
  public static func block() {
    _ = cnc_block_signals()
  }

  /// To be called before `exec`, which hands blocked signals on, and after the last screen.
  public static func unblock() {
    cnc_unblock_signals()
  }
}
