import Foundation
import Numerical

/// The nominal model (Bock 1972, doi:10.1007/BF02291411): categories that need not have an order,
/// P(k | θ) = e^(aₖθ + cₖ) / Σⱼ e^(aⱼθ + cⱼ).
///
/// A "score" is the category's number, from 0; the expected score means something only where the
/// slopes rise with it. A common constant added to all slopes, or to all intercepts, changes nothing.
///
/// Other programs: catR's NRM fixes the first slope and intercept at 0 and lists (α₁, c₁, α₂, c₂, …);
/// mirt's `nominal` has aₖ = `a1`·`ak`ₖ and cₖ = `d`ₖ.
public struct NominalModel: ResponseModel {
  /// aₖ by category, in 1/logit: the category with the largest is where ability leads.
  public let slopes: [Double]
  /// cₖ by category.
  public let intercepts: [Double]

  /// - Precondition: as many slopes as intercepts, two or more, all finite.
  public init(slopes: [Double], intercepts: [Double]) {
    precondition(slopes.count == intercepts.count && slopes.count >= 2)
    precondition((slopes + intercepts).allSatisfy(\.isFinite))
    self.slopes = slopes
    self.intercepts = intercepts
  }

  public var scoreCount: Int { slopes.count }

  /// An exponential family in θ: log P = aₖθ + cₖ − log Σ is linear minus convex.
  public var isLogConcave: Bool { true }

  public func logProbability(of score: Int, at theta: Double) -> LogProbability {
    // (log Pₖ)′ = aₖ − E[a] and (log Pₖ)″ = −Var(a), for every k.
    let at = moments(at: theta)
    let exponent = exponent(score, theta) - exponent(at.likeliest, theta)
    return LogProbability(
      value: exponent - log1p(at.others),
      slope: (slopes[score] - slopes[at.likeliest]) - at.mean, curvature: -at.variance)
  }

  /// Var(a | θ).
  public func information(at theta: Double) -> Double { moments(at: theta).variance }

  private func exponent(_ category: Int, _ theta: Double) -> Double {
    slopes[category] * theta + intercepts[category]
  }

  /// Mean and variance of the slope, both taken from the slope of the likeliest category: where that
  /// category is nearly certain they are small sums of small terms, not differences of large ones.
  private func moments(
    at theta: Double
  ) -> (likeliest: Int, others: Double, mean: Double, variance: Double) {
    var likeliest = 0
    var largest = exponent(0, theta)
    for category in 1..<slopes.count {
      let exponent = exponent(category, theta)
      if exponent > largest { (likeliest, largest) = (category, exponent) }
    }
    var others = 0.0
    var first = 0.0
    var second = 0.0
    for category in slopes.indices where category != likeliest {
      let odds = exp(exponent(category, theta) - largest)
      let distance = slopes[category] - slopes[likeliest]
      others += odds
      first += odds * distance
      second += odds * distance * distance
    }
    let mean = first / (1 + others)
    return (likeliest, others, mean, max(0, second / (1 + others) - mean * mean))
  }
}
