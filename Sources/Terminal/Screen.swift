/// A screen is a value: events change it, and it draws itself. What it wants done in the world it
/// returns as an effect.
///
/// Neither method may read a clock, a file or a terminal; both see the same size, because `.resize`
/// comes first.
public protocol Screen {
  /// What the screen asks of its owner, such as "store this answer" or "leave".
  associatedtype Effect

  /// Takes in one event; the effect is carried out before anything is drawn again.
  mutating func update(_ event: TerminalEvent) -> Effect?

  /// Draws everything on a blank canvas. Sets `canvas.cursor` where text is being typed.
  func draw(on canvas: inout Canvas)

  /// How often ``TerminalEvent/tick(now:)`` comes; nil for never. One second unless said otherwise.
  var tickInterval: Duration? { get }

  /// In a smaller window a request to enlarge it is shown, and keys, mouse and pastes are withheld
  /// from the screen.
  var minimumSize: Area { get }
}

extension Screen {
  public var tickInterval: Duration? { .seconds(1) }
  public var minimumSize: Area { Area(rows: 12, columns: 40) }

  /// The screen's picture at a size, as the loop would show it.
  public func picture(rows: Int, columns: Int) -> Canvas {
    var canvas = Canvas(rows: rows, columns: columns)
    if rows < minimumSize.rows || columns < minimumSize.columns {
      TooSmallNotice(minimum: minimumSize).draw(on: &canvas)
    } else {
      draw(on: &canvas)
    }
    return canvas
  }
}
