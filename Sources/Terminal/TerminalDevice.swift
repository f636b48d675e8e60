/// What shows canvases and tells of events: ``CursesTerminal``, or ``ScriptedTerminal`` in tests.
public protocol TerminalDevice: AnyObject {
  var rows: Int { get }
  var columns: Int { get }
  /// Time since the device was opened.
  var now: Duration { get }

  func show(_ canvas: Canvas)

  /// Waits until something happens, or until the timeout is over (then the result is empty). Ticks
  /// are the loop's, not the device's.
  func events(within timeout: Duration?) throws -> [TerminalEvent]

  /// Takes back events that nobody has heard of; the next `events(within:)` tells them first, and at once.
  func unread(_ events: [TerminalEvent])
}
