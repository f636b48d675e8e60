import Foundation
import Numerical

// Where functions of ability have their maxima.

extension AbilityEstimator {
  /// Abilities are looked for within ±30 logits: beyond, no answer to any real item changes.
  static let searchLimit = 30.0
  /// Dense where people are, sparse outside; likelihoods of guessed answers can have several modes,
  /// closer together than any one step.
  static let searchPoints: [Double] =
    Array(stride(from: -searchLimit, to: -6, by: 0.5))
    + Array(stride(from: -6, to: 6, by: 0.125))
    + Array(stride(from: 6, through: searchLimit, by: 0.5))

  /// The modes of the likelihood, or of the posterior where a prior is added.
  func modes(
    of pattern: ResponsePattern, near guess: Double,
    adding prior: ((Double) -> LogProbability)? = nil
  ) -> [Double] {
    func derivatives(_ theta: Double) -> Derivatives {
      var sum: Derivatives
      if let logistic = pattern.logistic {
        sum = logistic.derivatives(at: theta)
      } else {
        let likelihood = logLikelihood(of: pattern.responses, at: theta)
        sum = (likelihood.slope, likelihood.curvature)
      }
      if let term = prior?(theta) {
        sum.slope += term.slope
        sum.curvature += term.curvature
      }
      return sum
    }
    if let slopes = pattern.searchSlopes {
      return modes(derivatives) { index in
        slopes[index] + (prior?(Self.searchPoints[index]).slope ?? 0) > 0
      }
    }
    return mode(near: guess, derivatives).map { [$0] } ?? []
  }

  /// Every place where a function stops rising and starts falling.
  func modes(_ derivatives: (Double) -> Derivatives) -> [Double] {
    modes(derivatives) { derivatives(Self.searchPoints[$0]).slope > 0 }
  }

  /// - Parameter rises: whether it rises at a search point.
  private func modes(
    _ derivatives: (Double) -> Derivatives, rises: (Int) -> Bool
  ) -> [Double] {
    var found: [Double] = []
    var isRising = rises(0)
    for index in Self.searchPoints.indices.dropFirst() {
      let stillRises = rises(index)
      if isRising, !stillRises, let mode = mode(before: index, derivatives) { found.append(mode) }
      isRising = stillRises
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
typealias Derivatives = (slope: Double, curvature: Double)
