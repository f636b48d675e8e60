import Foundation
import Numerical

/// A group distribution with its errors, and each subject's posterior within it.
public struct HierarchicalMAPFit: Sendable, Hashable {
  public let parameters: [SubjectParameter]
  public let group: GroupDistribution
  /// Of all μ, then of all log σ, row-major; `nil` where the information there is not positive definite, as
  /// where a σ has gone to 0 or the algorithm has not converged.
  public let groupCovariance: [Double]?
  /// The largest share of an error, 0 to 1, that other draws would have changed; ∞ without a covariance.
  public let chance: Double
  public let subjects: [SubjectApproximation]
  /// With the priors, up to their constants.
  public let logMarginalPosterior: Double
  public let iterations: Int
  public internal(set) var hasConverged: Bool

  /// Of `index` counted over all μ, then over all log σ; NaN without a covariance.
  public func standardError(_ index: Int) -> Double {
    groupCovariance?[index * 2 * parameters.count + index].squareRoot() ?? .nan
  }

  /// The group's parameters: for each the median of the group as the link constrains it, then μ and σ on the
  /// unconstrained scale. Intervals are 95 % ones, symmetric in μ and log σ.
  public var summaries: [ParameterSummary] {
    parameters.indices.flatMap { index -> [ParameterSummary] in
      let (name, link) = (parameters[index].name, parameters[index].link)
      let (mean, deviation) = (group.means[index], group.deviations[index])
      let error = standardError(index)
      let logError = standardError(parameters.count + index)
      let reach = 1.959963984540054
      return [
        ParameterSummary(
          name: name, mean: link.constrained(mean),
          standardDeviation: link.slope(at: mean) * error,
          lower: link.constrained(mean - reach * error),
          upper: link.constrained(mean + reach * error)),
        ParameterSummary(
          name: "mu_\(name)", mean: mean, standardDeviation: error,
          lower: mean - reach * error, upper: mean + reach * error),
        ParameterSummary(
          name: "sigma_\(name)", mean: deviation, standardDeviation: deviation * logError,
          lower: deviation * exp(-reach * logError), upper: deviation * exp(reach * logError)),
      ]
    }
  }

  /// What makes the figures doubtful; a sentence each.
  public var problems: [String] {
    var problems: [String] = []
    if hasConverged == false {
      problems.append(
        "MAP–EM has not converged in \(iterations) iterations: allow more, or see whether the data tell "
          + "anything about each parameter.")
    }
    if groupCovariance == nil {
      problems.append(
        "the information of the group's parameters is not positive definite: there are no errors; "
          + "sample instead.")
    }
    if groupCovariance != nil, chance > 0.5 {
      problems.append(
        "\(Int((100 * chance).rounded())) % of an error is due to chance in the draws of subjects: their "
          + "likelihoods are rough; fit again with another seed, or sample.")
    }
    return problems
  }
}
