/// Which of many rows is selected and which are in sight: what tables scroll by.
///
/// It knows only how many rows there are, so that thousands cost no more than a few.
public struct RowList: Hashable, Sendable {
  public var count: Int {
    didSet { select(selection ?? 0) }
  }
  /// Nil for a list that only shows, and for one without rows.
  public private(set) var selection: Int?
  /// Whether one of the rows, if there are any, is selected.
  public let isSelecting: Bool
  /// The first row in sight; clamped when drawn.
  private(set) var offset = 0

  /// - Parameter selection: nil for a list that only shows; otherwise the nearest row that there is.
  public init(count: Int, selection: Int? = nil) {
    self.count = max(0, count)
    isSelecting = selection != nil
    select(selection ?? 0)
  }

  /// Selects the nearest row that there is; the next event of ``update(_:in:)`` brings it in sight.
  public mutating func select(_ index: Int) {
    selection = isSelecting && count > 0 ? max(0, min(index, count - 1)) : nil
  }

  /// True if the event moved the selection or, without one, scrolled: arrows, Page Up and Down,
  /// Home, End, a press on a row, the wheel.
  ///
  /// - Parameter area: of the rows alone, the same as for drawing, and after a resize the new one.
  public mutating func update(_ event: TerminalEvent, in area: Area) -> Bool {
    let window = window(in: area)
    let page = max(1, window.height - 1)
    var isUsed = true
    switch event {
    case .key(.up): move(by: -1, window)
    case .key(.down): move(by: 1, window)
    case .key(.pageUp): move(by: -page, window)
    case .key(.pageDown): move(by: page, window)
    case .key(.home): move(by: -count, window)
    case .key(.end): move(by: count, window)
    case .mouse(let mouse) where area.contains(row: mouse.row, column: mouse.column):
      switch mouse.kind {
      case .wheelUp: offset = window.clamp(window.clamp(offset) - 3)
      case .wheelDown: offset = window.clamp(window.clamp(offset) + 3)
      case .press:
        guard isSelecting, let index = index(at: mouse, in: area) else { return false }
        selection = index
      }
      return true
    case .resize: isUsed = false
    default: return false
    }
    reveal(window)
    return isUsed
  }

  /// Scrolls to where another list, such as an earlier state of this one, was.
  mutating func keepPlace(of other: RowList) { offset = other.offset }

  private mutating func move(by step: Int, _ window: ScrollWindow) {
    if let selection {
      select(selection + step)
    } else {
      offset = window.clamp(window.clamp(offset) + step)
    }
  }

  private mutating func reveal(_ window: ScrollWindow) {
    if let selection {
      offset = window.offset(showing: selection..<(selection + 1), from: offset)
    }
  }

  /// Takes over other rows, of which the selected one is now at `index`, so that it stays at its height
  /// on the screen as far as that is possible.
  ///
  /// A list that shows its beginning goes on showing it while the selected row is then in sight: what
  /// comes in at the top is seen.
  public mutating func replace(count: Int, selection index: Int, in area: Area) {
    let height = selection.map { $0 - window(in: area).clamp(offset) }
    self.count = max(0, count)
    select(index)
    let changed = window(in: area)
    if let selection, let height, offset > 0 || selection >= changed.height {
      offset = max(0, selection - height)
    }
    reveal(changed)
  }

  /// The row at a place on the screen; nil beside the rows and on the marks.
  public func index(at mouse: MouseEvent, in area: Area) -> Int? {
    let window = window(in: area)
    guard window.inner.contains(row: mouse.row, column: mouse.column) else { return nil }
    let index = mouse.row - window.inner.row + window.clamp(offset)
    return index < count ? index : nil
  }

  /// The rows in sight.
  public func visible(in area: Area) -> Range<Int> {
    let window = window(in: area)
    let first = window.clamp(offset)
    return first..<max(first, min(first + window.inner.rows, count))
  }

  func window(in area: Area) -> ScrollWindow { ScrollWindow(total: count, area: area) }
}
