import ItemResponse

/// Estimates ability as a design says, with what it falls back on.
struct PlanEstimator: Sendable {
  private let main: AbilityEstimator
  private let fallback: AbilityEstimator
  let prior: AbilityEstimate

  init(_ estimation: Design.Estimation) {
    func estimator(_ method: AbilityMethod) -> AbilityEstimator {
      AbilityEstimator(
        method: method, prior: estimation.prior, quadrature: estimation.quadrature)
    }
    main = estimator(estimation.method)
    fallback = estimator(estimation.fallback)
    prior = AbilityEstimate(
      theta: estimation.prior.mean, standardError: estimation.prior.standardDeviation,
      method: estimation.method, standardErrorKind: .prior)
  }

  /// From scored answers in the order they were given; `guess` is where it may lie.
  func estimate(_ responses: [ScoredResponse], near guess: Double) -> AbilityEstimate {
    guard !responses.isEmpty else { return prior }
    if let estimate = try? main.estimate(responses, near: guess) { return estimate }
    // The fallback has a value for every non-empty pattern: a design with another is refused.
    return (try? fallback.estimate(responses, near: guess)) ?? prior
  }
}
