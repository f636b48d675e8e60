import Foundation

// Robust estimation: an answer to an item far from the person says less of ability than of luck or of a slip.
// Where maximum likelihood sets Σ s(θ) to 0, with s = P′(X − P) / (PQ), here Σ W(r) s(θ) is, with the residual
// r = a(θ − b) of each item: how far it is from the person in units of its slope, as in Mislevy & Bock (1982),
// Schuster & Yuan (2011) and catR.

extension AbilityEstimator {
  /// Of several roots, the one at which the integral of Σ W s, which takes the log-likelihood's place, is
  /// largest.
  ///
  /// Costs a pass over the answers for each of some 200 points, and fifty for each root.
  func robustLikelihood(
    _ responses: [ScoredResponse]
  ) throws(AbilityEstimationError) -> AbilityEstimate {
    guard !responses.isEmpty else { throw .noResponses }
    func estimating(_ theta: Double) -> Double {
      responses.reduce(0) {
        $0 + weight(of: $1.model, at: theta)
          * $1.model.logProbability(of: $1.score, at: theta).slope
      }
    }
    let points = Self.searchPoints
    var best: (theta: Double, height: Double)?
    var height = 0.0
    // Where it was last above 0, with the integral up to there; a stretch of zeros may follow.
    var rising: (index: Int, value: Double, height: Double)?
    var previous = estimating(points[0])
    if previous > 0 { rising = (0, previous, 0) }
    for index in points.indices.dropFirst() {
      let value = estimating(points[index])
      height += 0.5 * (previous + value) * (points[index] - points[index - 1])
      if value > 0 {
        rising = (index, value, height)
      } else if value < 0, let last = rising {
        rising = nil
        let theta =
          last.index == index - 1
          ? root(of: estimating, from: points[index - 1], to: points[index])
          : 0.5 * (points[last.index + 1] + points[index - 1])
        let top = last.height + 0.5 * last.value * (theta - points[last.index])
        if best.map({ top > $0.height }) ?? true { best = (theta, top) }
      }
      previous = value
    }
    guard let best, best.height > max(0, height) else {
      throw .noFiniteMaximum(height > 0 ? .above : .below)
    }
    return AbilityEstimate(
      theta: best.theta, standardError: robustStandardError(responses.map(\.model), best.theta),
      method: method, standardErrorKind: .weightedInformation)
  }

  /// √(Σ W² I) / |Σ W I|: given θ the weights are constants and each s has mean 0 and variance I, so that
  /// Var Σ W s = Σ W² I, and the mean slope of Σ W s is −Σ W I (Magis 2014, On the asymptotic
  /// standard error of a class of robust estimators).
  private func robustStandardError(_ models: [any ResponseModel], _ theta: Double) -> Double {
    var (first, second) = (0.0, 0.0)
    for model in models {
      let weight = weight(of: model, at: theta)
      let information = model.information(at: theta)
      first += weight * information
      second += weight * weight * information
    }
    return first > 0 ? second.squareRoot() / first : .infinity
  }

  /// W(r): (1 − (r/k)²)² within ±k, else 0; or 1 within ±k, else k / |r|. An item that is not logistic has no
  /// such residual and counts in full.
  private func weight(of model: any ResponseModel, at theta: Double) -> Double {
    guard let item = model.logisticForm else { return 1 }
    let residual = abs(item.discrimination * (theta - item.difficulty))
    let limit = tuningConstant ?? method.standardTuningConstant
    if method == .huber { return residual <= limit ? 1 : limit / residual }
    let share = residual / limit
    return share < 1 ? (1 - share * share) * (1 - share * share) : 0
  }

  private func root(
    of function: (Double) -> Double, from low: Double, to high: Double
  ) -> Double {
    var (low, high) = (low, high)
    for _ in 0..<50 {
      let middle = 0.5 * (low + high)
      if function(middle) > 0 { low = middle } else { high = middle }
    }
    return 0.5 * (low + high)
  }
}
