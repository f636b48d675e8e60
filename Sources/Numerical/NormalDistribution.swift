import Foundation

/// The normal distribution, for priors and for probabilities in score reports.
public struct NormalDistribution: Sendable, Hashable {
  public let mean: Double
  public let standardDeviation: Double

  /// - Precondition: `standardDeviation` > 0, both finite.
  public init(mean: Double = 0, standardDeviation: Double = 1) {
    precondition(standardDeviation > 0 && mean.isFinite && standardDeviation.isFinite)
    self.mean = mean
    self.standardDeviation = standardDeviation
  }

  public func logDensity(at x: Double) -> Double {
    let z = (x - mean) / standardDeviation
    return -0.5 * z * z - log(standardDeviation) - 0.5 * log(2 * .pi)
  }

  /// P(X ≤ x), by the complementary error function, so that the lower tail keeps its digits.
  public func cumulativeProbability(at x: Double) -> Double {
    0.5 * erfc(-(x - mean) / (standardDeviation * 2.0.squareRoot()))
  }
}
