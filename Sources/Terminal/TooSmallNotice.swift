/// Asks for a larger window, in a window of any size.
public struct TooSmallNotice: Sendable {
  private let minimum: Area

  public init(minimum: Area = Area(rows: 12, columns: 40)) {
    self.minimum = minimum
  }

  public func draw(on canvas: inout Canvas) {
    let text = """
      This window is too small (\(canvas.columns)×\(canvas.rows)). \
      Please make it at least \(minimum.columns) × \(minimum.rows).
      """
    let lines = TextLayout.wrap(text, width: canvas.columns)
    canvas.putLines(lines, in: canvas.area.centered(rows: lines.count, columns: canvas.columns))
  }
}
