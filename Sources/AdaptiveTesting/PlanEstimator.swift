import ItemResponse

/// Estimates ability as a design says, with what it falls back on.
struct PlanEstimator: Sendable {
  private let main: AbilityEstimator
  private let fallback: AbilityEstimator
  private let isExact: Bool
  let prior: AbilityEstimate

  init(_ estimation: Design.Estimation) {
    func estimator(_ method: AbilityMethod) -> AbilityEstimator {
      AbilityEstimator(
        method: method, prior: estimation.prior, quadrature: estimation.quadrature,
        tuningConstant: estimation.tuningConstant, fences: estimation.fences ?? .standard)
    }
    main = estimator(estimation.method)
    fallback = estimator(estimation.fallback)
    emptyPattern = ResponsePattern(for: main)
    isExact = estimation.hasExactErrors
    prior = AbilityEstimate(
      theta: estimation.prior.mean, standardError: estimation.prior.standardDeviation,
      method: estimation.method, standardErrorKind: .prior)
  }

  /// A pattern without answers, to estimate from.
  let emptyPattern: ResponsePattern

  func pattern(_ responses: [ScoredResponse]) -> ResponsePattern {
    var pattern = emptyPattern
    for response in responses { pattern.append(response) }
    return pattern
  }

  /// From scored answers in the order they were given; `guess` is where it may lie.
  func estimate(_ pattern: ResponsePattern, near guess: Double) -> AbilityEstimate {
    let found = asymptoticEstimate(pattern, near: guess)
    guard isExact, !pattern.responses.isEmpty,
      let error = exactStandardError(
        of: pattern.responses.map(\.model), at: found.theta,
        estimate: { asymptoticEstimate(self.pattern($0), near: found.theta).theta })
    else { return found }
    return AbilityEstimate(
      theta: found.theta, standardError: error, method: found.method, standardErrorKind: .exact)
  }

  /// The same without an exact standard error.
  func asymptoticEstimate(_ pattern: ResponsePattern, near guess: Double) -> AbilityEstimate {
    guard !pattern.responses.isEmpty else { return prior }
    if let estimate = try? main.estimate(pattern, near: guess) { return estimate }
    // The fallback has a value for every non-empty pattern: a design with another is refused.
    return (try? fallback.estimate(pattern.responses, near: guess)) ?? prior
  }
}
