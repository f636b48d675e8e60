/// A terminal without a device: it hands out a story's events and keeps the pictures, so that a
/// whole sitting is a test.
///
/// Each event is delivered alone and followed by a picture. When the story is over the terminal
/// hangs up.
public final class ScriptedTerminal: TerminalDevice {
  public private(set) var rows: Int
  public private(set) var columns: Int
  public private(set) var now: Duration = .zero
  /// Everything shown, oldest first.
  public private(set) var pictures: [Canvas] = []
  private var story: ArraySlice<TerminalEvent>

  /// - Parameter story: a `.tick` also sets the clock. Ticks come only from the story.
  public init(rows: Int = 24, columns: Int = 80, story: [TerminalEvent]) {
    self.rows = rows
    self.columns = columns
    self.story = story[...]
  }

  public func show(_ canvas: Canvas) {
    pictures.append(canvas)
  }

  public func unread(_ events: [TerminalEvent]) { story = events + story }

  public func events(within timeout: Duration?) -> [TerminalEvent] {
    let event = story.popFirst() ?? .hangup
    switch event {
    case .resize(let rows, let columns): (self.rows, self.columns) = (rows, columns)
    case .tick(let now): self.now = now
    default: break
    }
    return [event]
  }
}
