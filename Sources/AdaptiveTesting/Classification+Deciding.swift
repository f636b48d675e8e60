import Foundation
import ItemResponse
import Numerical

extension Classification {
  /// On which side of a cut score a person stands.
  public enum Side: String, Sendable, Codable {
    case below, above
  }

  /// By cut, the side that the answers decide for; `nil` where they do not yet.
  public func sides(of estimate: AbilityEstimate, _ responses: [ScoredResponse]) -> [Side?] {
    cuts.map { side(ofCut: $0, estimate, responses) }
  }

  private func side(
    ofCut cut: Double, _ estimate: AbilityEstimate, _ responses: [ScoredResponse]
  ) -> Side? {
    switch method {
    case .interval(let level):
      let reach = NormalDistribution().quantile(0.5 * (1 + level)) * estimate.standardError
      if estimate.theta - reach > cut { return .above }
      return estimate.theta + reach < cut ? .below : nil
    case .likelihoodRatio(let test):
      let ratio =
        logLikelihood(of: responses, at: cut + test.halfWidth).value
        - logLikelihood(of: responses, at: cut - test.halfWidth).value
      return test.side(logRatio: ratio)
    case .generalizedLikelihoodRatio(let test):
      let ratio =
        largestLogLikelihood(of: responses, from: cut + test.halfWidth, outwards: 1)
        - largestLogLikelihood(of: responses, from: cut - test.halfWidth, outwards: -1)
      return test.side(logRatio: ratio)
    }
  }
}

extension Classification.SequentialTest {
  /// Wald's bounds: above once the log-likelihood ratio reaches log((1 − β) / α), below at log(β / (1 − α)).
  fileprivate func side(logRatio: Double) -> Classification.Side? {
    if logRatio >= log((1 - falseNegative) / falsePositive) { return .above }
    return logRatio <= log(falseNegative / (1 - falsePositive)) ? .below : nil
  }
}

/// The supremum of the log-likelihood over all abilities from `start` outwards, in the direction of the sign.
/// Looked for on a grid, then between the neighbours of its best point: likelihoods of guessed answers can
/// have several maxima.
private func largestLogLikelihood(
  of responses: [ScoredResponse], from start: Double, outwards direction: Double
) -> Double {
  let spacing = 0.25
  let pointCount = 81
  func value(_ distance: Double) -> Double {
    logLikelihood(of: responses, at: start + direction * distance).value
  }
  let values = (0..<pointCount).map { value(spacing * Double($0)) }
  let best = values.indices.max { values[$0] < values[$1] } ?? 0
  // By golden section: no derivative is continued over the start.
  var low = spacing * Double(max(best - 1, 0))
  var high = spacing * Double(min(best + 1, pointCount - 1))
  let ratio = 0.5 * (5.0.squareRoot() - 1)
  while high - low > 1e-8 {
    let (left, right) = (high - ratio * (high - low), low + ratio * (high - low))
    if value(left) < value(right) { low = left } else { high = right }
  }
  return max(values[best], value(0.5 * (low + high)))
}
