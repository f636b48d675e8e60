import Foundation
import Numerical

/// A subject's likelihood as a normal distribution: log L(u) ≈ bᵀu − ½ uᵀ I u around the subject's
/// posterior mode.
public struct SubjectApproximation: Sendable, Hashable {
  /// The posterior mode, unconstrained.
  public let mode: [Double]
  /// I, row-major: the likelihood's curvature at the mode, made positive semidefinite.
  public let information: [Double]
  /// b = I · mode + the likelihood's gradient there.
  let pull: [Double]
  /// The posterior covariance at the mode, row-major: the inverse of the curvature and Σ⁻¹.
  public let covariance: [Double]
  /// Where the posterior's mean lies from its mode, to first order in the skewness.
  let meanShift: [Double]
  public let logLikelihood: Double
  /// log ∫ L(u) N(u; μ, Σ) du by Laplace's method.
  let logMarginal: Double
  let hasConverged: Bool

  public var standardErrors: [Double] {
    mode.indices.map { covariance[$0 * mode.count + $0].squareRoot() }
  }
}

extension SubjectObjective {
  /// Around `minimum`, which is the posterior mode given `group`.
  func approximation(at minimum: QuasiNewton.Minimum) -> SubjectApproximation {
    let count = minimum.point.count
    let precisions = group!.deviations.map { 1 / ($0 * $0) }
    let curvature = curvature(at: minimum.point, withGroup: false)
    func withGroup(_ share: Double) -> [Double] {
      var total = curvature
      for index in 0..<count { total[index * count + index] += share * precisions[index] }
      return total
    }
    // At a mode the curvature with Σ⁻¹ is positive definite even where it is not without, so that a part of
    // Σ⁻¹ makes up the information; and where rounding spoils even that, none is claimed.
    let information =
      [0, 0.125, 0.25, 0.5, 0.75].lazy.map(withGroup).first {
        Cholesky($0, order: count) != nil
      } ?? Array(repeating: 0, count: count * count)
    let factor =
      Cholesky(withGroup(1), order: count) ?? Cholesky(diagonal(precisions), order: count)!

    var gradient = minimum.point
    let logLikelihood = model.logLikelihood(
      ofSubject: subject, at: minimum.point, gradient: &gradient)
    let pull = (0..<count).map { row in
      (0..<count).reduce(gradient[row]) {
        $0 + information[row * count + $1] * minimum.point[$1]
      }
    }
    // Σ⁻¹ and I + Σ⁻¹ each bring (2π)^(P/2), which cancels.
    let logMarginal =
      -minimum.value + 0.5 * precisions.reduce(0) { $0 + log($1) } - 0.5 * factor.logDeterminant
    let covariance = factor.inverse
    return SubjectApproximation(
      mode: minimum.point, information: information, pull: pull, covariance: covariance,
      meanShift: meanShift(at: minimum.point, gradient: gradient, covariance: covariance),
      logLikelihood: logLikelihood, logMarginal: logMarginal,
      hasConverged: minimum.hasConverged)
  }
}

extension SubjectObjective {
  /// C t with t = ∇(−½ log det C⁻¹) = ½ Σₖ ∂²∇log L along lₖ, where C = Σ lₖ lₖᵀ (Tierney & Kadane 1986,
  /// doi:10.1080/01621459.1986.10478240, to first order). With the mean so corrected, the score of EM is
  /// exactly that of Laplace's approximation to the marginal likelihood, whose mode moves with the group.
  private func meanShift(at mode: [Double], gradient: [Double], covariance: [Double]) -> [Double] {
    let count = mode.count
    guard let root = Cholesky(covariance, order: count)?.upper else {
      return Array(repeating: 0, count: count)
    }
    let step = 0.05
    var slope = [Double](repeating: 0, count: count)
    var moved = gradient
    for direction in 0..<count {
      for sign in [step, -step] {
        let point = mode.indices.map { mode[$0] + sign * root[direction * count + $0] }
        _ = model.logLikelihood(ofSubject: subject, at: point, gradient: &moved)
        for index in 0..<count {
          slope[index] += 0.5 * (moved[index] - gradient[index]) / (step * step)
        }
      }
    }
    let shift = (0..<count).map { row in
      (0..<count).reduce(0) { $0 + covariance[row * count + $1] * slope[$1] }
    }
    // A shift of more than one posterior standard deviation is beyond what a first order can know.
    let length = zip(shift, slope).reduce(0) { $0 + $1.0 * $1.1 }.squareRoot()
    guard length.isFinite else { return Array(repeating: 0, count: count) }
    return shift.map { $0 / max(1, length) }
  }
}

private func diagonal(_ values: [Double]) -> [Double] {
  values.indices.flatMap { row in values.indices.map { $0 == row ? values[row] : 0 } }
}
