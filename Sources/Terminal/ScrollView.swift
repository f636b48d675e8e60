/// Text that may be longer than its place.
public struct ScrollView: Hashable, Sendable {
  public var text: String
  /// The first line shown; clamped when drawn, so that a large number means the end.
  public var offset: Int

  public init(_ text: String, offset: Int = 0) {
    self.text = text
    self.offset = offset
  }

  /// Arrows, Page Up and Down, Home, End, Space and the wheel; true if the event was one of these
  /// and there is something to scroll.
  ///
  /// - Parameter area: the same as for drawing.
  public mutating func update(_ event: TerminalEvent, in area: Area) -> Bool {
    let window = window(in: area)
    guard window.total > area.rows else { return false }
    let page = max(1, window.height - 1)
    let start = window.clamp(offset)
    switch event {
    case .key(.up): offset = start - 1
    case .key(.down): offset = start + 1
    case .key(.pageUp): offset = start - page
    case .key(.pageDown), .key(.character(" ")): offset = start + page
    case .key(.home): offset = 0
    case .key(.end): offset = window.total
    case .mouse(let mouse) where area.contains(row: mouse.row, column: mouse.column):
      switch mouse.kind {
      case .wheelUp: offset = start - 3
      case .wheelDown: offset = start + 3
      case .press: return false
      }
    default: return false
    }
    offset = window.clamp(offset)
    return true
  }

  /// Whether the text is longer than the area, so that scrolling keys make sense.
  public func canScroll(in area: Area) -> Bool {
    window(in: area).total > area.rows
  }

  public func draw(in area: Area, on canvas: inout Canvas, style: Style = .plain) {
    let lines = TextLayout.wrap(text, width: area.columns)
    let window = ScrollWindow(total: lines.count, area: area)
    canvas.putLines(lines.dropFirst(window.clamp(offset)), in: window.inner, style: style)
    window.drawMarks(offset: offset, on: &canvas)
  }

  private func window(in area: Area) -> ScrollWindow {
    ScrollWindow(total: TextLayout.wrap(text, width: area.columns).count, area: area)
  }
}
