import Foundation
import Numerical

/// One subject's parameters, by maximum likelihood or, given a group distribution, as the posterior mode.
public struct SubjectFit: Sendable, Hashable {
  /// On the scale without bounds.
  public let unconstrained: [Double]
  /// As the links constrain them.
  public let values: [Double]
  public let logLikelihood: Double
  /// Of `unconstrained`, from the curvature there; NaN where the likelihood has no maximum to speak of, as
  /// where it grows towards a bound.
  public let standardErrors: [Double]
  public let hasConverged: Bool
}

/// Fits each subject by itself, each from several starts, of which the best end is kept.
public struct SubjectFitting: Sendable, Hashable {
  /// The group that subjects are taken to come from; `nil` for maximum likelihood.
  public var group: GroupDistribution?
  public var starts = 8
  public var seed: UInt64 = 0
  public var minimizer = QuasiNewton()

  public init(group: GroupDistribution? = nil) { self.group = group }

  /// The first start is where the group's (or default prior's) means are, the others are drawn around
  /// them; each subject has a stream of the seed to itself.
  public func fit(_ model: some SubjectModel, parallel: Parallel = Parallel()) -> [SubjectFit] {
    precondition(starts > 0)
    let priors = model.parameters.map(\.prior.mean)
    let origin =
      group
      ?? GroupDistribution(
        means: priors.map(\.mean), deviations: priors.map { min($0.standardDeviation, 2) })
    return parallel.map(model.subjectCount) { subject in
      let objective = SubjectObjective(model, subject: subject, group: group)
      var generator = SeededGenerator(seed: seed, stream: UInt64(subject))
      let points = (0..<starts).map { start in
        zip(origin.means, origin.deviations).map {
          start == 0 ? $0 : $0 + $1 * generator.normal()
        }
      }
      let best = objective.bestMinimum(from: points, by: minimizer)
      let curvature = objective.curvature(at: best.point, withGroup: true)
      let covariance = Cholesky(curvature, order: origin.means.count)?.inverse
      var unused = best.point
      return SubjectFit(
        unconstrained: best.point,
        values: zip(model.parameters, best.point).map { $0.link.constrained($1) },
        logLikelihood: model.logLikelihood(
          ofSubject: subject, at: best.point, gradient: &unused),
        standardErrors: best.point.indices.map { index in
          let error = covariance.map { $0[index * best.point.count + index].squareRoot() } ?? .nan
          let runsAway = model.parameters[index].link.runsAway(at: best.point[index], error: error)
          return runsAway ? .nan : error
        }, hasConverged: best.hasConverged)
    }
  }
}

extension SubjectParameter.Link {
  /// Whether an estimate is on its way to a bound, where the likelihood has no maximum: a curvature there
  /// says nothing. 12 is six millionths off 0 or 1, or a factor of 160,000; an error of 10 is no error.
  fileprivate func runsAway(at point: Double, error: Double) -> Bool {
    switch self {
    case .identity: false
    case .log, .logit: abs(point) > 12 || error > 10
    }
  }
}

/// −log posterior of one subject's parameters given the group, or −log likelihood without one.
struct SubjectObjective<Model: SubjectModel> {
  let model: Model
  let subject: Int
  let group: GroupDistribution?

  init(_ model: Model, subject: Int, group: GroupDistribution?) {
    self.model = model
    self.subject = subject
    self.group = group
  }

  func value(at point: [Double], gradient: inout [Double]) -> Double {
    var value = -model.logLikelihood(ofSubject: subject, at: point, gradient: &gradient)
    for index in gradient.indices { gradient[index] = -gradient[index] }
    guard let group else { return value }
    for index in point.indices {
      let z = (point[index] - group.means[index]) / group.deviations[index]
      value += 0.5 * z * z
      gradient[index] += z / group.deviations[index]
    }
    return value
  }

  func minimum(
    from start: [Double], by minimizer: QuasiNewton, inverseHessian: [Double]? = nil
  ) -> QuasiNewton.Minimum? {
    minimizer.minimum(from: start, inverseHessian: inverseHessian) { point, gradient in
      value(at: point, gradient: &gradient)
    }
  }

  /// Where no start has a finite value, the first one, unconverged.
  func bestMinimum(from starts: [[Double]], by minimizer: QuasiNewton) -> QuasiNewton.Minimum {
    let minima = starts.compactMap { minimum(from: $0, by: minimizer) }
    return minima.min { $0.value < $1.value }
      ?? QuasiNewton.Minimum(unfinishedAt: starts[0])
  }

  /// The second derivatives of −log likelihood, and of the group's part if wanted, row-major: central
  /// differences of the gradient.
  func curvature(at point: [Double], withGroup: Bool) -> [Double] {
    let count = point.count
    var curvature = [Double](repeating: 0, count: count * count)
    var above = point
    var below = point
    for row in 0..<count {
      let step = 1e-4 * max(1, abs(point[row]))
      var moved = point
      moved[row] = point[row] + step
      _ = model.logLikelihood(ofSubject: subject, at: moved, gradient: &above)
      moved[row] = point[row] - step
      _ = model.logLikelihood(ofSubject: subject, at: moved, gradient: &below)
      for column in 0..<count {
        let slope = (below[column] - above[column]) / (4 * step)
        curvature[row * count + column] += slope
        curvature[column * count + row] += slope
      }
    }
    if withGroup, let group {
      for index in 0..<count {
        curvature[index * count + index] += 1 / (group.deviations[index] * group.deviations[index])
      }
    }
    return curvature
  }
}
