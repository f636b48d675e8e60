import Foundation
import Numerical

/// One scored answer with the model of its item.
public struct ScoredResponse: Sendable {
  public let model: any ResponseModel
  public let score: Int

  /// - Precondition: `score` is one of the model's scores.
  public init(model: any ResponseModel, score: Int) {
    precondition((0..<model.scoreCount).contains(score))
    self.model = model
    self.score = score
  }
}

/// Estimates ability from a response pattern. A value: the same responses in the same order give the
/// same bits.
///
/// Everything is done on log-likelihoods, so tests of any length neither underflow nor overflow.
public struct AbilityEstimator: Sendable, Hashable {
  public let method: AbilityMethod
  /// Used by EAP and MAP.
  public let prior: Prior
  /// Used by EAP.
  public let quadrature: Quadrature
  /// Used by the robust methods; `nil` for 4 (biweight) and 1 (Huber).
  public let tuningConstant: Double?
  /// Used by MLEF.
  public let fences: Fences

  /// - Precondition: a tuning constant is greater than 0.
  public init(
    method: AbilityMethod, prior: Prior = .standardNormal, quadrature: Quadrature = .standard,
    tuningConstant: Double? = nil, fences: Fences = .standard
  ) {
    precondition(tuningConstant.map { $0 > 0 } ?? true)
    self.method = method
    self.prior = prior
    self.quadrature = quadrature
    self.tuningConstant = tuningConstant
    self.fences = fences
  }

  /// Costs one pass over the responses for each quadrature point (EAP), for each of some ten steps (MLE
  /// and MAP where every model is log-concave), or for each of about 200 points and steps (the others).
  ///
  /// - Parameter guess: where the estimate may lie, as the one before the last answer; makes finding it
  ///   faster, never different.
  /// - Throws: `noFiniteMaximum` for an MLE or a robust estimate that lies at infinity (all right, all wrong,
  ///   or guessing explains the pattern best), `noResponses` for any but EAP and MAP of nothing.
  public func estimate(
    _ responses: [ScoredResponse], near guess: Double = 0
  ) throws(AbilityEstimationError) -> AbilityEstimate {
    try estimate(ResponsePattern(responses, for: self), near: guess)
  }

  /// The same from a pattern that was made for this estimator: what it has worked out already is not worked
  /// out again.
  public func estimate(
    _ pattern: ResponsePattern, near guess: Double = 0
  ) throws(AbilityEstimationError) -> AbilityEstimate {
    let responses = pattern.responses
    switch method {
    case .eap: return expectedAPosteriori(pattern)
    case .map: return maximumAPosteriori(pattern, near: guess)
    case .mle: return try maximumLikelihood(pattern, near: guess)
    case .wle: return try weightedLikelihood(responses)
    case .mlef: return try fencedLikelihood(responses, near: guess)
    case .biweight, .huber: return try robustLikelihood(responses)
    }
  }

  // MARK: EAP

  private func expectedAPosteriori(_ pattern: ResponsePattern) -> AbilityEstimate {
    var grid = prior.grid(over: quadrature)
    var moments = posteriorMoments(
      pattern.logPosterior ?? logPosterior(pattern.responses, on: grid), on: grid)
    // A posterior narrower than the spacing falls between the points. The trapezoid rule on a normal
    // density is off by 2·exp(−2π²σ²/h²): 2e-7 at σ = 0.9 h, but 0.01 at σ = h/2. Long tests get
    // there, so as many points, or enough, are then laid over where the posterior is; before that the
    // rule asked for is the rule used, and agrees with other programs' to the last digits.
    for _ in 0..<8 where moments.standardDeviation < 0.9 * grid.spacing {
      let low = max(grid.lowerBound, moments.support.lowerBound - grid.spacing)
      let high = min(grid.upperBound, moments.support.upperBound + grid.spacing)
      guard high - low < grid.upperBound - grid.lowerBound else { break }
      let enough = max(grid.pointCount, Quadrature.standard.pointCount)
      grid = Quadrature(from: low, to: high, points: enough)
      moments = posteriorMoments(logPosterior(pattern.responses, on: grid), on: grid)
    }
    return AbilityEstimate(
      theta: moments.mean, standardError: moments.standardDeviation, method: .eap,
      standardErrorKind: .posteriorSD)
  }

  /// The posterior's mean and standard deviation by the trapezoid rule, and the points outside of
  /// which its density is below e⁻⁴⁰ of its peak.
  private func posteriorMoments(
    _ logWeights: [Double], on grid: Quadrature
  ) -> (mean: Double, standardDeviation: Double, support: ClosedRange<Double>) {
    var largest = -Double.infinity
    for weight in logWeights where weight > largest { largest = weight }
    let isInside: (Double) -> Bool = { $0 > largest - 40 }
    let lowest = logWeights.firstIndex(where: isInside) ?? 0
    let highest = logWeights.lastIndex(where: isInside) ?? logWeights.count - 1

    return withUnsafeTemporaryAllocation(of: Double.self, capacity: logWeights.count) { weights in
      var total = 0.0
      var first = 0.0
      for index in logWeights.indices {
        let isEnd = index == 0 || index == logWeights.count - 1
        let weight = exp(logWeights[index] - largest) * (isEnd ? 0.5 : 1)
        weights[index] = weight
        total += weight
        first += weight * grid.point(index)
      }
      let mean = first / total
      // About the mean, not as E[θ²] − mean², which cancels when the posterior is narrow.
      var second = 0.0
      for index in logWeights.indices {
        let distance = grid.point(index) - mean
        second += weights[index] * distance * distance
      }
      return (mean, (second / total).squareRoot(), grid.point(lowest)...grid.point(highest))
    }
  }

  private func logPosterior(_ responses: [ScoredResponse], on grid: Quadrature) -> [Double] {
    var logWeights = grid.points.map { prior.logDensity(at: $0).value }
    for response in responses {
      response.model.addLogProbabilities(of: response.score, on: grid, to: &logWeights)
    }
    return logWeights
  }

  // MARK: Modes

  private func maximumAPosteriori(
    _ pattern: ResponsePattern, near guess: Double
  ) -> AbilityEstimate {
    let responses = pattern.responses
    func logPosterior(_ theta: Double) -> Double {
      prior.logDensity(at: theta).value + logLikelihood(of: responses, at: theta).value
    }
    let modes = modes(of: pattern, near: guess, adding: prior.logDensity)
    // The mean stands first, so that it is what a flat posterior gives; a normal prior pulls towards it
    // more strongly the further away, so that there a mode always exists.
    var candidates = modes
    if case .uniform(let range) = prior {
      candidates =
        [prior.mean] + modes.filter(range.contains) + [range.lowerBound, range.upperBound]
    }
    let theta =
      candidates.count == 1
      ? candidates[0] : candidates.max { logPosterior($0) < logPosterior($1) } ?? prior.mean
    let information = testInformation(of: responses.map(\.model), at: theta) + prior.precision
    return AbilityEstimate(
      theta: theta, standardError: 1 / information.squareRoot(), method: .map,
      standardErrorKind: .informationAndPrior)
  }

  func maximumLikelihood(
    _ pattern: ResponsePattern, near guess: Double
  ) throws(AbilityEstimationError) -> AbilityEstimate {
    let responses = pattern.responses
    guard !responses.isEmpty else { throw .noResponses }
    let candidates = modes(of: pattern, near: guess)
    if pattern.isLogConcave, let mode = candidates.first {
      return informationBased(.mle, theta: mode, responses)
    }
    func value(_ theta: Double) -> Double { logLikelihood(of: responses, at: theta).value }
    // With guessing the likelihood stays above 0 at −∞ and may be largest there; a finite local
    // maximum is then not the maximum.
    let far = 1e6
    let below = value(-far)
    let above = value(far)
    guard let best = candidates.max(by: { value($0) < value($1) }), value(best) > max(below, above)
    else { throw .noFiniteMaximum(above > below ? .above : .below) }
    return informationBased(.mle, theta: best, responses)
  }

  private func weightedLikelihood(
    _ responses: [ScoredResponse]
  ) throws(AbilityEstimationError) -> AbilityEstimate {
    guard !responses.isEmpty else { throw .noResponses }
    let models = responses.map(\.model)
    // Warm's estimating equation: l′(θ) + J(θ) / (2 I(θ)) = 0.
    let candidates = modes { theta in
      let likelihood = logLikelihood(of: responses, at: theta)
      let information = testInformation(of: models, at: theta)
      let correction = models.reduce(0) { $0 + $1.biasCorrection(at: theta) }
      // Only the step size of the safeguarded Newton iteration depends on the curvature; leaving out
      // the derivative of the correction costs a step or two.
      return (
        likelihood.slope + (information > 0 ? correction / (2 * information) : 0),
        likelihood.curvature
      )
    }
    // The equation's integral is log L + ½ log I for 1PL and 2PL; with guessing this ranks the
    // roots, should there be several.
    let best = candidates.max { left, right in
      func weighted(_ theta: Double) -> Double {
        logLikelihood(of: responses, at: theta).value
          + 0.5 * log(testInformation(of: models, at: theta))
      }
      return weighted(left) < weighted(right)
    }
    guard let best else {
      let above = logLikelihood(of: responses, at: Self.searchLimit).slope > 0
      throw .noFiniteMaximum(above ? .above : .below)
    }
    return informationBased(.wle, theta: best, responses)
  }

  func informationBased(
    _ method: AbilityMethod, theta: Double, _ responses: [ScoredResponse]
  ) -> AbilityEstimate {
    let information = testInformation(of: responses.map(\.model), at: theta)
    return AbilityEstimate(
      theta: theta, standardError: 1 / information.squareRoot(), method: method,
      standardErrorKind: .information)
  }
}

/// The log-likelihood of a response pattern with its first two derivatives in θ.
public func logLikelihood(of responses: [ScoredResponse], at theta: Double) -> LogProbability {
  var sum = LogProbability.zero
  for response in responses { sum += response.model.logProbability(of: response.score, at: theta) }
  return sum
}

/// The information a set of items gives about θ at θ: the sum of theirs.
public func testInformation(of models: [any ResponseModel], at theta: Double) -> Double {
  models.reduce(0) { $0 + $1.information(at: theta) }
}
