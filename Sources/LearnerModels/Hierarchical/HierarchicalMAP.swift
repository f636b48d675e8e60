import Foundation
import Numerical

/// The group distribution of a subject model by MAP–EM with Laplace's approximation: each subject's posterior
/// mode and curvature given the group, then the group that fits those best, until nothing moves (Huys et
/// al. 2011, doi:10.1371/journal.pcbi.1002028). The moments of a subject's posterior are those of its normal
/// approximation with the mean corrected for skewness, which makes the result the mode of Laplace's
/// approximation to the group's marginal posterior; modes alone would pull it along the ridges that
/// learning rate and temperature share. Seconds where sampling takes longer; it shows where trials are few.
///
/// In 100 simulated data sets of 31 people × 440 trials of `ContextualQLearning`, 92 % of the 95 % intervals
/// held the truth (84 % at worst, the mean of forgetting), and 7 fits reported that they had not converged or
/// had no errors; the sampler's held it in 96 % of 20 data sets.
///
/// The group's errors come from the observed information of the marginal posterior, that is the derivative
/// of its score at the maximum, the score being the expected one of the complete data (Fisher's identity;
/// Louis 1982, doi:10.1111/j.2517-6161.1982.tb01203.x).
public struct HierarchicalMAP: Sendable, Hashable {
  /// By parameter; `nil` for the defaults of each link.
  public var priors: [GroupPrior]?
  public var maximumIterations = 300
  /// On the change of any mean in standard deviations, and of any log standard deviation.
  public var tolerance = 1e-6
  /// From which each subject's mode is sought at first.
  public var starts = 4
  public var seed: UInt64 = 0

  public init() {}

  /// - Throws: `HierarchicalError` where the model has fewer than two subjects.
  public func fit(
    _ model: some SubjectModel, parallel: Parallel = Parallel()
  ) throws(HierarchicalError) -> HierarchicalMAPFit {
    guard model.subjectCount >= 2 else { throw .tooFewSubjects(model.subjectCount) }
    var estimation = Estimation(model, settings: self, parallel: parallel)
    var iterations = 0
    var change = Double.infinity
    repeat {
      // EM goes the right way from anywhere, but ever more slowly: Newton's method takes over.
      for _ in 0..<20 where change > tolerance {
        change = estimation.iterate()
        iterations += 1
      }
      while change > tolerance, iterations < maximumIterations {
        guard let step = estimation.newtonStep() else { break }
        change = step
        iterations += 1
      }
      // A subject may have been caught in a lesser mode.
      if change <= tolerance, estimation.restart() { change = .infinity }
    } while change > tolerance && iterations < maximumIterations
    let information = estimation.observedInformation()
    let covariance = Cholesky(information, order: 2 * model.parameters.count)?.inverse
    return HierarchicalMAPFit(
      parameters: model.parameters, group: estimation.group, groupCovariance: covariance,
      subjects: estimation.subjects, logMarginalPosterior: estimation.logMarginalPosterior,
      iterations: iterations, hasConverged: change <= tolerance)
  }

  func priors(for parameters: [SubjectParameter]) -> [GroupPrior] {
    let priors = priors ?? parameters.map { GroupPrior(for: $0.link) }
    precondition(priors.count == parameters.count)
    return priors
  }
}

extension HierarchicalMAP {
  /// The state of the algorithm.
  fileprivate struct Estimation<Model: SubjectModel> {
    let model: Model
    let priors: [GroupPrior]
    let settings: HierarchicalMAP
    let parallel: Parallel
    var group: GroupDistribution
    var subjects: [SubjectApproximation] = []

    init(_ model: Model, settings: HierarchicalMAP, parallel: Parallel) {
      self.model = model
      self.settings = settings
      self.parallel = parallel
      priors = settings.priors(for: model.parameters)
      group = GroupDistribution(
        means: priors.map(\.mean.mean),
        deviations: priors.map { min($0.mean.standardDeviation, 2 * $0.deviationScale) })
      subjects = approximations(given: group)
    }

    var logMarginalPosterior: Double {
      subjects.reduce(0) { $0 + $1.logMarginal }
        + model.parameters.indices.reduce(0) {
          let prior = priors[$1].logDensity(
            mean: group.means[$1], deviation: group.deviations[$1])
          return $0 + prior.0
        }
    }

    /// Seeks all modes from several starts again; whether any subject has a better one.
    mutating func restart() -> Bool {
      let renewed = approximations(given: group, from: [])
      let better = zip(renewed, subjects).map { $0.logMarginal > $1.logMarginal + 1e-4 ? $0 : $1 }
      defer { subjects = better }
      return better != subjects
    }

    /// The E-step, from where the modes are now.
    func approximations(given group: GroupDistribution) -> [SubjectApproximation] {
      approximations(given: group, from: subjects)
    }

    /// The modes sought from `subjects`, or from several starts where that is empty.
    func approximations(
      given group: GroupDistribution, from subjects: [SubjectApproximation]
    ) -> [SubjectApproximation] {
      var minimizer = QuasiNewton()
      minimizer.tolerance = 1e-8
      return parallel.map(model.subjectCount) { [model, minimizer, settings] subject in
        let objective = SubjectObjective(model, subject: subject, group: group)
        let known = subjects.isEmpty ? nil : subjects[subject]
        let warm = known.flatMap {
          objective.minimum(from: $0.mode, by: minimizer, inverseHessian: $0.covariance)
        }
        if let warm { return objective.approximation(at: warm) }
        var generator = SeededGenerator(seed: settings.seed, stream: UInt64(subject))
        let starts = (0..<settings.starts).map { start in
          zip(group.means, group.deviations).map {
            start == 0 ? $0 : $0 + $1 * generator.normal()
          }
        }
        return objective.approximation(at: objective.bestMinimum(from: starts, by: minimizer))
      }
    }

    /// Σ of subjects' expected u, and of their expected (u − μ)².
    func moments(_ parameter: Int, _ mean: Double, _ subjects: [SubjectApproximation])
      -> (sum: Double, squares: Double)
    {
      let count = model.parameters.count
      return subjects.reduce((0, 0)) { sums, subject in
        let (distance, shift) = (subject.mode[parameter] - mean, subject.meanShift[parameter])
        return (
          sums.0 + subject.mode[parameter] + shift,
          sums.1 + distance * (distance + 2 * shift)
            + subject.covariance[parameter * count + parameter]
        )
      }
    }

    /// One M-step and the E-step after it; how far the group moved.
    mutating func iterate() -> Double {
      let count = Double(model.subjectCount)
      var next = group
      var change = 0.0
      for index in model.parameters.indices {
        let prior = priors[index]
        let precision = 1 / (group.deviations[index] * group.deviations[index])
        let priorPrecision = 1 / (prior.mean.standardDeviation * prior.mean.standardDeviation)
        let sum = moments(index, 0, subjects).sum
        let mean =
          (precision * sum + priorPrecision * prior.mean.mean)
          / (precision * count + priorPrecision)
        // −n + S/v + 1 − v/s² = 0, the score of log σ with its prior, is a quadratic in v = σ².
        let squares = max(moments(index, mean, subjects).squares, 1e-12)
        let scale = prior.deviationScale * prior.deviationScale
        let linear = 0.5 * (count - 1)
        let variance = squares / (linear + (linear * linear + squares / scale).squareRoot())
        next.means[index] = mean
        next.deviations[index] = variance.squareRoot()
        change = max(
          change, abs(mean - group.means[index]) / next.deviations[index],
          abs(log(next.deviations[index] / group.deviations[index])))
      }
      group = next
      subjects = approximations(given: group)
      return change
    }

    /// Moves the group to where its score would be zero if it were linear, by no more than half a standard
    /// deviation; how far that is, or `nil`, and no move, where the information is not positive definite.
    mutating func newtonStep() -> Double? {
      let parameters = model.parameters.count
      guard let factor = Cholesky(observedInformation(), order: 2 * parameters) else { return nil }
      let step = factor.solve(score(at: group))
      let lengths = step.indices.map {
        $0 < parameters ? abs(step[$0]) / group.deviations[$0] : abs(step[$0])
      }
      guard let length = lengths.max(), length.isFinite else { return nil }
      let share = min(1, 0.5 / length)
      for index in 0..<parameters {
        group.means[index] += share * step[index]
        group.deviations[index] *= exp(share * step[parameters + index])
      }
      subjects = approximations(given: group)
      return length
    }

    /// The score of the marginal posterior with respect to all μ, then all log σ.
    func score(at group: GroupDistribution) -> [Double] {
      let subjects = approximations(given: group)
      let count = Double(model.subjectCount)
      var means: [Double] = []
      var logs: [Double] = []
      for index in model.parameters.indices {
        let mean = group.means[index]
        let variance = group.deviations[index] * group.deviations[index]
        let moments = moments(index, mean, subjects)
        let prior = priors[index].logDensity(mean: mean, deviation: group.deviations[index])
        means.append((moments.sum - count * mean) / variance + prior.mean)
        logs.append(moments.squares / variance - count + prior.log)
      }
      return means + logs
    }

    /// − ∂ score, by central differences, symmetric.
    func observedInformation() -> [Double] {
      let parameters = model.parameters.count
      let count = 2 * parameters
      var information = [Double](repeating: 0, count: count * count)
      for row in 0..<count {
        let step = row < parameters ? 1e-3 * group.deviations[row] : 1e-3
        func moved(_ step: Double) -> GroupDistribution {
          var moved = group
          if row < parameters {
            moved.means[row] += step
          } else {
            moved.deviations[row - parameters] *= exp(step)
          }
          return moved
        }
        let above = score(at: moved(step))
        let below = score(at: moved(-step))
        for column in 0..<count {
          let slope = (below[column] - above[column]) / (4 * step)
          information[row * count + column] += slope
          information[column * count + row] += slope
        }
      }
      return information
    }
  }
}
