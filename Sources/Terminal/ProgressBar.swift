/// How far something is: `▰▰▰▱▱`, or `###--` in ASCII.
public struct ProgressBar: Hashable, Sendable {
  /// From 0 to 1; anything else, NaN included, is clamped.
  public var fraction: Double
  public var isASCII: Bool

  public init(_ fraction: Double, isASCII: Bool = false) {
    self.fraction = fraction
    self.isASCII = isASCII
  }

  /// The bar as text, also for progress on standard error. Full only when the fraction is 1.
  public func text(columns: Int) -> String {
    let columns = max(0, columns)
    let full = Int(Double(columns) * fraction.clampedToUnit)
    return String(repeating: isASCII ? "#" : "▰", count: full)
      + String(repeating: isASCII ? "-" : "▱", count: columns - full)
  }

  public func draw(in area: Area, on canvas: inout Canvas, style: Style = .accent) {
    guard area.rows > 0 else { return }
    canvas.put(text(columns: area.columns), row: area.row, column: area.column, style: style)
  }
}

extension Double {
  /// NaN counts as nothing.
  var clampedToUnit: Double { self > 0 ? Swift.min(self, 1) : 0 }
}
