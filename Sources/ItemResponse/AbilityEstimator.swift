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

  public init(
    method: AbilityMethod, prior: Prior = .standardNormal, quadrature: Quadrature = .standard
  ) {
    self.method = method
    self.prior = prior
    self.quadrature = quadrature
  }

  /// Costs one pass over the responses for each quadrature point (EAP), for each of some ten steps (MLE
  /// and MAP where every model is log-concave), or for each of about 200 points and steps (the others).
  ///
  /// - Parameter guess: where the estimate may lie, as the one before the last answer; makes finding it
  ///   faster, never different.
  /// - Throws: `noFiniteMaximum` for an MLE that lies at infinity (all right, all wrong, or guessing
  ///   explains the pattern best), `noResponses` for an MLE or WLE of nothing.
  public func estimate(
    _ responses: [ScoredResponse], near guess: Double = 0
  ) throws(AbilityEstimationError) -> AbilityEstimate {
    switch method {
    case .eap: return expectedAPosteriori(responses)
    case .map: return maximumAPosteriori(responses, near: guess)
    case .mle: return try maximumLikelihood(responses, near: guess)
    case .wle: return try weightedLikelihood(responses)
    }
  }

  // MARK: EAP

  private func expectedAPosteriori(_ responses: [ScoredResponse]) -> AbilityEstimate {
    var grid = prior.grid(over: quadrature)
    var moments = posteriorMoments(responses, on: grid)
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
      moments = posteriorMoments(responses, on: grid)
    }
    return AbilityEstimate(
      theta: moments.mean, standardError: moments.standardDeviation, method: .eap,
      standardErrorKind: .posteriorSD)
  }

  /// The posterior's mean and standard deviation by the trapezoid rule, and the points outside of
  /// which its density is below e⁻⁴⁰ of its peak.
  private func posteriorMoments(
    _ responses: [ScoredResponse], on grid: Quadrature
  ) -> (mean: Double, standardDeviation: Double, support: ClosedRange<Double>) {
    let points = grid.points
    var logWeights = points.map { prior.logDensity(at: $0).value }
    for response in responses {
      response.model.addLogProbabilities(of: response.score, on: grid, to: &logWeights)
    }
    let largest = logWeights.max() ?? 0
    let isInside: (Double) -> Bool = { $0 > largest - 40 }
    let lowest = logWeights.firstIndex(where: isInside) ?? 0
    let highest = logWeights.lastIndex(where: isInside) ?? points.count - 1

    var total = 0.0
    var first = 0.0
    for (index, theta) in points.enumerated() {
      let isEnd = index == 0 || index == points.count - 1
      let weight = exp(logWeights[index] - largest) * (isEnd ? 0.5 : 1)
      logWeights[index] = weight
      total += weight
      first += weight * theta
    }
    let mean = first / total
    // About the mean, not as E[θ²] − mean², which cancels when the posterior is narrow.
    var second = 0.0
    for (index, theta) in points.enumerated() {
      second += logWeights[index] * (theta - mean) * (theta - mean)
    }
    return (mean, (second / total).squareRoot(), points[lowest]...points[highest])
  }

  // MARK: Modes

  private func maximumAPosteriori(
    _ responses: [ScoredResponse], near guess: Double
  ) -> AbilityEstimate {
    func logPosterior(_ theta: Double) -> Double {
      prior.logDensity(at: theta).value + logLikelihood(of: responses, at: theta).value
    }
    let modes = modes(of: responses, near: guess, adding: prior.logDensity)
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

  private func maximumLikelihood(
    _ responses: [ScoredResponse], near guess: Double
  ) throws(AbilityEstimationError) -> AbilityEstimate {
    guard !responses.isEmpty else { throw .noResponses }
    let candidates = modes(of: responses, near: guess)
    if isLogConcave(responses), let mode = candidates.first {
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

  private func informationBased(
    _ method: AbilityMethod, theta: Double, _ responses: [ScoredResponse]
  ) -> AbilityEstimate {
    let information = testInformation(of: responses.map(\.model), at: theta)
    return AbilityEstimate(
      theta: theta, standardError: 1 / information.squareRoot(), method: method,
      standardErrorKind: .information)
  }

  /// Abilities are looked for within ±30 logits: beyond, no answer to any real item changes.
  private static let searchLimit = 30.0
  /// Dense where people are, sparse outside; likelihoods of guessed answers can have several modes,
  /// closer together than any one step.
  private static let searchPoints: [Double] =
    Array(stride(from: -searchLimit, to: -6, by: 0.5))
    + Array(stride(from: -6, to: 6, by: 0.125))
    + Array(stride(from: 6, through: searchLimit, by: 0.5))

  private func isLogConcave(_ responses: [ScoredResponse]) -> Bool {
    responses.allSatisfy(\.model.isLogConcave)
  }

  /// The modes of the likelihood, or of the posterior where a prior is added.
  private func modes(
    of responses: [ScoredResponse], near guess: Double,
    adding prior: ((Double) -> LogProbability)? = nil
  ) -> [Double] {
    let pattern = LogisticPattern(responses)
    func derivatives(_ theta: Double) -> Derivatives {
      var sum: Derivatives
      if let pattern {
        sum = pattern.derivatives(at: theta)
      } else {
        let likelihood = logLikelihood(of: responses, at: theta)
        sum = (likelihood.slope, likelihood.curvature)
      }
      if let term = prior?(theta) {
        sum.slope += term.slope
        sum.curvature += term.curvature
      }
      return sum
    }
    guard isLogConcave(responses) else { return modes(derivatives) }
    return mode(near: guess, derivatives).map { [$0] } ?? []
  }

  /// Every place where a function stops rising and starts falling.
  private func modes(_ derivatives: (Double) -> Derivatives) -> [Double] {
    var found: [Double] = []
    var isRising = derivatives(Self.searchPoints[0]).slope > 0
    for index in Self.searchPoints.indices.dropFirst() {
      let rises = derivatives(Self.searchPoints[index]).slope > 0
      if isRising, !rises, let mode = mode(before: index, derivatives) { found.append(mode) }
      isRising = rises
    }
    return found
  }

  /// The same for a function that does so at most once: looked for outwards from a guess, in steps that
  /// double.
  private func mode(near guess: Double, _ derivatives: (Double) -> Derivatives) -> Double? {
    let points = Self.searchPoints
    func rises(_ index: Int) -> Bool { derivatives(points[index]).slope > 0 }
    var step = 1
    // It rises at `low`, and does not at `high`.
    var low = 48 + Int(8 * (6 + min(max(guess, -6), 6)))
    var high = low
    if rises(low) {
      repeat {
        low = high
        guard low < points.count - 1 else { return nil }
        high = min(low + step, points.count - 1)
        step *= 2
      } while rises(high)
    } else {
      repeat {
        high = low
        guard high > 0 else { return nil }
        low = max(high - step, 0)
        step *= 2
      } while !rises(low)
    }
    while high - low > 1 {
      let middle = (low + high) / 2
      if rises(middle) { low = middle } else { high = middle }
    }
    return mode(before: high, derivatives)
  }

  private func mode(before index: Int, _ derivatives: (Double) -> Derivatives) -> Double? {
    bracketedRoot(in: Self.searchPoints[index - 1]...Self.searchPoints[index]) { theta in
      let at = derivatives(theta)
      return (at.slope, at.curvature)
    }
  }
}

/// A function's first two derivatives.
private typealias Derivatives = (slope: Double, curvature: Double)

/// A pattern of answers to items with two logistic parameters, side by side: the derivatives of its
/// log-likelihood, exactly as the models give them, without the logarithms.
private struct LogisticPattern {
  private let terms: [(slope: Double, difficulty: Double)]

  /// `nil` where an item has other parameters.
  init?(_ responses: [ScoredResponse]) {
    var terms: [(slope: Double, difficulty: Double)] = []
    terms.reserveCapacity(responses.count)
    for response in responses {
      guard let model = response.model.logisticForm, model.isLogConcave else { return nil }
      let sign: Double = response.score == 1 ? 1 : -1
      terms.append((sign * model.discrimination, model.difficulty))
    }
    self.terms = terms
  }

  func derivatives(at theta: Double) -> Derivatives {
    var sum = Derivatives(0, 0)
    for (slope, difficulty) in terms {
      let z = slope * (theta - difficulty)
      let e = exp(-abs(z))
      let l = z >= 0 ? 1 / (1 + e) : e / (1 + e)
      let m = z >= 0 ? e / (1 + e) : 1 / (1 + e)
      sum.slope += slope * m
      sum.curvature += -slope * slope * l * m
    }
    return sum
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
