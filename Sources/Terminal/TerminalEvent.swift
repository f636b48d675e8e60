/// Everything that a screen hears of, in the order in which it happened.
public enum TerminalEvent: Hashable, Sendable {
  case key(Key)
  case mouse(MouseEvent)
  /// Text pasted in one piece; untrusted, may hold newlines.
  case paste(String)
  /// The size of what can be drawn. Always the first event, and sent again only when the size
  /// changes.
  case resize(rows: Int, columns: Int)
  /// Time since the terminal was opened, by a clock that runs on through sleep; at the screen's
  /// ``Screen/tickInterval``.
  case tick(now: Duration)
  /// Background work called ``Waker/wake(_:)`` with this number.
  case wake(Int)
  /// Ctrl-C or SIGINT: the person wants out. The loop goes on unless the screen's effect ends it.
  case interrupt
  /// SIGTERM or SIGQUIT: save. The loop ends after this event whatever the screen does.
  case terminate(signal: Int32)
  /// The terminal is gone (SIGHUP, or its other end was closed): save. The loop ends after this
  /// event.
  case hangup
  /// The program runs again after Ctrl-Z; time has passed.
  case resumed
}
