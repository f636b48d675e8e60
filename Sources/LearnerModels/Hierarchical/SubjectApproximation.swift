import Foundation
import Numerical

/// A subject's posterior given the group, in its first two moments.
public struct SubjectApproximation: Sendable, Hashable {
  /// The posterior mean, unconstrained.
  public let mean: [Double]
  /// The posterior covariance, row-major.
  public let covariance: [Double]
  /// How many independent draws from the posterior the weighted ones are worth that this rests on.
  public let effectiveDraws: Double

  public var standardErrors: [Double] {
    mean.indices.map { covariance[$0 * mean.count + $0].squareRoot() }
  }
}

extension SubjectApproximation {
  init(_ sample: SubjectSample, given group: GroupDistribution) {
    (mean, covariance) = sample.meanAndCovariance(given: group)
    effectiveDraws = sample.effectiveDraws(given: group)
  }
}

extension SubjectObjective {
  /// From several starts, the modes of the posterior given `group` with its curvatures there.
  func proposal(
    from starts: [[Double]], by minimizer: QuasiNewton
  ) -> (proposal: SubjectProposal, likelihood: NormalLikelihood) {
    let group = group!
    let minima = starts.compactMap { minimum(from: $0, by: minimizer) }
      .sorted { $0.value < $1.value }
    var components: [StudentComponent] = []
    for minimum in minima.isEmpty ? [QuasiNewton.Minimum(unfinishedAt: starts[0])] : minima {
      let factor = curvatureFactor(at: minimum.point)
      let isNew = components.allSatisfy { $0.distance(minimum.point) > 0.25 }
      if isNew {
        components.append(StudentComponent(share: 1, center: minimum.point, factor: factor))
      }
    }
    let best = components[0]
    let likelihood = NormalLikelihood(
      mean: best.center, covariance: best.scale, group: group)
    return (SubjectProposal(components), likelihood)
  }

  /// Of the inverse of the curvature at a mode; of the group's covariance where that is not definite.
  private func curvatureFactor(at point: [Double]) -> Cholesky {
    let count = point.count
    var diagonal = Array(repeating: 0.0, count: count * count)
    for index in 0..<count {
      diagonal[index * count + index] = group!.deviations[index] * group!.deviations[index]
    }
    let covariance = Cholesky(curvature(at: point, withGroup: true), order: count)?.inverse
    return covariance.flatMap { Cholesky($0, order: count) } ?? Cholesky(diagonal, order: count)!
  }
}
