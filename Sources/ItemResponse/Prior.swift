import Foundation
import Numerical

/// What is known of a person's ability before the first answer. In a file: `{"mean": 0, "sd": 1}` or
/// `{"from": -4, "to": 4}`.
public enum Prior: Sendable, Hashable {
  case normal(mean: Double, standardDeviation: Double)
  case uniform(ClosedRange<Double>)

  public static let standardNormal = Prior.normal(mean: 0, standardDeviation: 1)

  public var mean: Double {
    switch self {
    case .normal(let mean, _): mean
    case .uniform(let range): 0.5 * (range.lowerBound + range.upperBound)
    }
  }

  public var standardDeviation: Double {
    switch self {
    case .normal(_, let standardDeviation): standardDeviation
    case .uniform(let range): (range.upperBound - range.lowerBound) / 12.0.squareRoot()
    }
  }

  /// Up to an additive constant; −∞ outside a uniform prior's range.
  public func logDensity(at theta: Double) -> LogProbability {
    switch self {
    case .normal(let mean, let standardDeviation):
      let precision = 1 / (standardDeviation * standardDeviation)
      let distance = theta - mean
      return LogProbability(
        value: -0.5 * precision * distance * distance, slope: -precision * distance,
        curvature: -precision)
    case .uniform(let range):
      return LogProbability(
        value: range.contains(theta) ? 0 : -.infinity, slope: 0, curvature: 0)
    }
  }

  /// What the prior adds to the information in the answers: 1/σ² for a normal one, else 0.
  public var precision: Double {
    switch self {
    case .normal(_, let standardDeviation): 1 / (standardDeviation * standardDeviation)
    case .uniform: 0
    }
  }

  /// The quadrature, cut to a uniform prior's range: the step at its bounds is integrated well only when the
  /// outermost points stand on it.
  public func grid(over quadrature: Quadrature) -> Quadrature {
    guard case .uniform(let range) = self else { return quadrature }
    let low = max(quadrature.lowerBound, range.lowerBound)
    let high = min(quadrature.upperBound, range.upperBound)
    return low < high
      ? Quadrature(from: low, to: high, points: quadrature.pointCount)
      : Quadrature(
        from: range.lowerBound, to: range.upperBound, points: quadrature.pointCount)
  }
}

extension Prior: Codable {
  private enum CodingKeys: String, CodingKey {
    case mean, sd, from, to
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    if container.contains(.from) || container.contains(.to) {
      let low = try container.decode(Double.self, forKey: .from)
      let high = try container.decode(Double.self, forKey: .to)
      guard low < high else {
        throw DecodingError.dataCorruptedError(
          forKey: .from, in: container, debugDescription: "a uniform prior needs from < to")
      }
      self = .uniform(low...high)
    } else {
      let mean = try container.decodeIfPresent(Double.self, forKey: .mean) ?? 0
      let sd = try container.decodeIfPresent(Double.self, forKey: .sd) ?? 1
      guard sd > 0, sd.isFinite, mean.isFinite else {
        throw DecodingError.dataCorruptedError(
          forKey: .sd, in: container, debugDescription: "a normal prior needs sd greater than 0")
      }
      self = .normal(mean: mean, standardDeviation: sd)
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .normal(let mean, let standardDeviation):
      try container.encode(mean, forKey: .mean)
      try container.encode(standardDeviation, forKey: .sd)
    case .uniform(let range):
      try container.encode(range.lowerBound, forKey: .from)
      try container.encode(range.upperBound, forKey: .to)
    }
  }
}
