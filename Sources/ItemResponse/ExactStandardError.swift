import Foundation

/// So many patterns of answers, at most, are gone through for an exact standard error: those of 12 items
/// answered right or wrong.
public let exactPatternLimit = 4096

/// The standard deviation that an estimator has over all patterns of answers to some items, each weighted with
/// its probability at `theta` (as catR's `semTheta(exact = TRUE)`): about its own mean, so without its bias.
///
/// Costs an estimate for each pattern.
///
/// - Parameter estimate: from a pattern; must be finite.
/// - Returns: `nil` where there are more patterns than `exactPatternLimit`.
public func exactStandardError(
  of models: [any ResponseModel], at theta: Double, estimate: ([ScoredResponse]) -> Double
) -> Double? {
  var count = 1
  for model in models {
    count *= model.scoreCount
    guard count <= exactPatternLimit else { return nil }
  }
  var outcomes: [(theta: Double, probability: Double)] = []
  outcomes.reserveCapacity(count)
  for number in 0..<count {
    // The scores are the digits of the number.
    var rest = number
    let pattern = models.map { model -> ScoredResponse in
      defer { rest /= model.scoreCount }
      return ScoredResponse(model: model, score: rest % model.scoreCount)
    }
    outcomes.append(
      (estimate(pattern), exp(logLikelihood(of: pattern, at: theta).value)))
  }
  let total = outcomes.reduce(0) { $0 + $1.probability }
  let mean = outcomes.reduce(0) { $0 + $1.probability * $1.theta } / total
  let variance = outcomes.reduce(0) {
    $0 + $1.probability * ($1.theta - mean) * ($1.theta - mean)
  }
  return (variance / total).squareRoot()
}
