/// Equally spaced points on an interval for the trapezoid rule, in which the two ends count half; used
/// for integrals over ability. Where sums are normalised by their own total, the spacing drops out.
public struct Quadrature: Sendable, Hashable, Codable {
  public let lowerBound: Double
  public let upperBound: Double
  public let pointCount: Int

  /// 61 points on [−6, 6]: 2e-9 of a standard normal density lies outside, and a spacing of 0.2
  /// adds 2e-10 at the ends to that.
  public static let standard = Quadrature(from: -6, to: 6, points: 61)

  /// - Precondition: finite bounds in order, at least two points.
  public init(from lowerBound: Double, to upperBound: Double, points: Int) {
    precondition(points >= 2 && lowerBound < upperBound && (upperBound - lowerBound).isFinite)
    self.lowerBound = lowerBound
    self.upperBound = upperBound
    self.pointCount = points
  }

  public var spacing: Double { (upperBound - lowerBound) / Double(pointCount - 1) }

  public var points: [Double] {
    (0..<pointCount).map { point($0) }
  }

  public func point(_ index: Int) -> Double {
    index == pointCount - 1 ? upperBound : lowerBound + spacing * Double(index)
  }

  /// The trapezoid rule for `function` over the interval.
  public func integral(of function: (Double) -> Double) -> Double {
    var sum = 0.5 * (function(lowerBound) + function(upperBound))
    for index in 1..<(pointCount - 1) { sum += function(point(index)) }
    return sum * spacing
  }

  /// Simpson's rule for `function` over the interval; exact for cubics.
  ///
  /// - Precondition: an odd number of points.
  public func simpsonIntegral(of function: (Double) -> Double) -> Double {
    precondition(pointCount % 2 == 1)
    var sum = function(lowerBound) + function(upperBound)
    for index in 1..<(pointCount - 1) {
      sum += (index % 2 == 1 ? 4 : 2) * function(point(index))
    }
    return sum * spacing / 3
  }

  private enum CodingKeys: String, CodingKey {
    case lowerBound = "from"
    case upperBound = "to"
    case pointCount = "points"
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let lower = try container.decode(Double.self, forKey: .lowerBound)
    let upper = try container.decode(Double.self, forKey: .upperBound)
    let count = try container.decode(Int.self, forKey: .pointCount)
    guard (2...100_001).contains(count), lower < upper, (upper - lower).isFinite else {
      throw DecodingError.dataCorruptedError(
        forKey: .pointCount, in: container,
        debugDescription: "quadrature needs from < to and between 2 and 100001 points")
    }
    self.init(from: lower, to: upper, points: count)
  }
}
