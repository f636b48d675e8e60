/// Curves on axes, drawn with braille dots.
public struct Plot: Hashable, Sendable {
  public struct Point: Hashable, Sendable {
    public var x: Double
    public var y: Double
    public init(_ x: Double, _ y: Double) {
      self.x = x
      self.y = y
    }
  }

  /// A curve, told apart by its pattern and, where there are several, named in a legend.
  public struct Series: Hashable, Sendable {
    public enum Pattern: Hashable, Sendable {
      case solid, dashed, dotted
      /// A sign at each point instead of a line.
      case marks(Character)
    }

    public var name: String
    /// In order of x. A point that is not finite leaves a gap.
    public var points: [Point]
    public var pattern: Pattern
    public var style: Style

    public init(
      _ name: String = "", points: [Point], pattern: Pattern = .solid, style: Style = .accent
    ) {
      self.name = name
      self.points = points
      self.pattern = pattern
      self.style = style
    }
  }

  /// Shading between two curves, such as an error band; interpolated between its places.
  public struct Band: Hashable, Sendable {
    public var x: Double
    public var low: Double
    public var high: Double
    public init(_ x: Double, low: Double, high: Double) {
      self.x = x
      self.low = low
      self.high = high
    }
  }

  public var x: ClosedRange<Double>
  public var y: ClosedRange<Double>
  public var series: [Series]
  /// In order of x.
  public var band: [Band]
  /// Stands over the y axis, such as `θ`.
  public var title: String
  /// Ticks of the x axis are multiples of at least this: 1 where x counts something.
  public var leastStep: Double?

  /// - Parameters:
  ///   - x: what lies outside the two ranges is clipped. An empty range is widened by one half to
  ///     each side.
  public init(
    x: ClosedRange<Double>, y: ClosedRange<Double>, series: [Series], band: [Band] = [],
    title: String = ""
  ) {
    self.x = Self.widened(x)
    self.y = Self.widened(y)
    self.series = series
    self.band = band
    self.title = title
  }

  private static func widened(_ range: ClosedRange<Double>) -> ClosedRange<Double> {
    range.lowerBound < range.upperBound
      ? range : (range.lowerBound - 0.5)...(range.upperBound + 0.5)
  }
}
