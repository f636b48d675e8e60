import Foundation
import Numerical

/// What is assumed of one parameter's group distribution before seeing data. On the unconstrained scale,
/// subjects are uₛ ~ N(μ, σ²); μ has a normal prior and σ a half-normal one.
public struct GroupPrior: Sendable, Hashable {
  public var mean: NormalDistribution
  /// The scale of σ's half-normal distribution; its median is 0.67 of it.
  public var deviationScale: Double

  /// - Precondition: `deviationScale` > 0.
  public init(mean: NormalDistribution, deviationScale: Double) {
    precondition(deviationScale > 0)
    self.mean = mean
    self.deviationScale = deviationScale
  }

  /// Weak for quantities of ordinary size: N(0, 1.5²) for μ on the logit scale, which spreads the group's
  /// median almost evenly over (0, 1), N(0, 2²) on the log scale and N(0, 10²) where there is no link;
  /// scales of 1.5, 1.5 and 10 for σ.
  public init(for link: SubjectParameter.Link) {
    switch link {
    case .identity:
      self.init(mean: NormalDistribution(standardDeviation: 10), deviationScale: 10)
    case .log:
      self.init(mean: NormalDistribution(standardDeviation: 2), deviationScale: 1.5)
    case .logit:
      self.init(mean: NormalDistribution(standardDeviation: 1.5), deviationScale: 1.5)
    }
  }

  /// For what is forgotten from one trial to the next: N(−2, 1.5²) for μ on the logit scale, a median of .12
  /// and 95 % between .007 and .72. The link's own would hold that nine tenths are as likely as one; where
  /// data tell little, as of how contexts forget, that draws estimates of .02 upwards.
  public static let forgetting = GroupPrior(
    mean: NormalDistribution(mean: -2, standardDeviation: 1.5), deviationScale: 1.5)

  /// For the inverse temperature of choices that are to be soft: between values as far apart as `reach` the
  /// odds are e⁴ for the group's median, from e^1.5 to e^11 with 95 %, and subjects differ by a σ of .2 or so.
  ///
  /// - Precondition: `reach` > 0.
  public static func softChoice(reach: Double) -> GroupPrior {
    precondition(reach > 0)
    return GroupPrior(
      mean: NormalDistribution(mean: Foundation.log(4 / reach), standardDeviation: 0.5),
      deviationScale: 0.3)
  }

  /// The log density of μ and log σ, up to a constant, with its derivatives. With respect to log σ, since
  /// that is the scale on which modes are sought and samples drawn: its mode is never at σ = 0.
  func logDensity(mean mu: Double, deviation sigma: Double) -> (Double, mean: Double, log: Double) {
    let z = (mu - mean.mean) / mean.standardDeviation
    let ratio = sigma / deviationScale
    return (
      -0.5 * (z * z + ratio * ratio) + Foundation.log(sigma), -z / mean.standardDeviation,
      1 - ratio * ratio
    )
  }
}

/// A group distribution: on the unconstrained scale, parameter p of a subject is N(means[p],
/// deviations[p]²), independent of the others.
public struct GroupDistribution: Sendable, Hashable, Codable {
  public var means: [Double]
  public var deviations: [Double]

  public init(means: [Double], deviations: [Double]) {
    precondition(means.count == deviations.count)
    self.means = means
    self.deviations = deviations
  }
}
