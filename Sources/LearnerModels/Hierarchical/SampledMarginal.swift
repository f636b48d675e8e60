import Foundation
import Numerical

/// The marginal posterior of a group distribution over draws of its subjects, which stay as they are: a
/// smooth function of all μ and all log σ.
struct SampledMarginal: Sendable {
  let subjects: [SubjectSample]
  let priors: [GroupPrior]
  let parallel: Parallel

  private var count: Int { priors.count }

  func logDensity(at group: GroupDistribution) -> Double {
    moments(given: group).reduce(0) { $0 + $1.logMarginal }
      + priors.indices.reduce(0) {
        $0 + priors[$1].logDensity(mean: group.means[$1], deviation: group.deviations[$1]).0
      }
  }

  private func moments(given group: GroupDistribution) -> [SubjectSample.Moments] {
    parallel.map(subjects.count) { subjects[$0].moments(given: group) }
  }

  /// One step of EM.
  func improved(_ group: GroupDistribution) -> GroupDistribution {
    let moments = moments(given: group)
    var next = group
    for index in priors.indices {
      let prior = priors[index]
      let people = Double(subjects.count)
      let precision = 1 / (group.deviations[index] * group.deviations[index])
      let priorPrecision = 1 / (prior.mean.standardDeviation * prior.mean.standardDeviation)
      let sum = moments.reduce(0) { $0 + $1.means[index] }
      let mean =
        (precision * sum + priorPrecision * prior.mean.mean) / (precision * people + priorPrecision)
      // E (u − m)² = E (u − μ)² − 2 (m − μ) E (u − μ) + (m − μ)²
      let moved = mean - group.means[index]
      let squares = moments.reduce(0) {
        $0 + $1.squares[index] - moved * (2 * ($1.means[index] - group.means[index]) - moved)
      }
      next.means[index] = mean
      next.deviations[index] = prior.deviation(ofSquares: max(squares, 1e-12), count: people)
    }
    return next
  }

  /// Where the score would be zero if it were linear, no further off than half a standard deviation; `nil`
  /// where the information is not positive definite.
  func newton(_ group: GroupDistribution) -> GroupDistribution? {
    guard let factor = Cholesky(information(at: group), order: 2 * count) else { return nil }
    let step = factor.solve(score(at: group))
    let lengths = step.indices.map {
      $0 < count ? abs(step[$0]) / group.deviations[$0] : abs(step[$0])
    }
    guard let length = lengths.max(), length.isFinite else { return nil }
    let share = min(1, 0.5 / length)
    var next = group
    for index in 0..<count {
      next.means[index] += share * step[index]
      next.deviations[index] *= exp(share * step[count + index])
    }
    return next
  }

  /// With respect to all μ, then all log σ.
  func score(at group: GroupDistribution) -> [Double] {
    let moments = moments(given: group)
    let people = Double(subjects.count)
    var score = [Double](repeating: 0, count: 2 * count)
    for index in priors.indices {
      let (mean, deviation) = (group.means[index], group.deviations[index])
      let variance = deviation * deviation
      let prior = priors[index].logDensity(mean: mean, deviation: deviation)
      let sum = moments.reduce(0) { $0 + $1.means[index] }
      let squares = moments.reduce(0) { $0 + $1.squares[index] }
      score[index] = (sum - people * mean) / variance + prior.mean
      score[count + index] = squares / variance - people + prior.log
    }
    return score
  }

  /// − ∂ score, by central differences, symmetric, row-major.
  func information(at group: GroupDistribution) -> [Double] {
    var information = [Double](repeating: 0, count: 4 * count * count)
    for row in 0..<2 * count {
      let step = row < count ? 1e-3 * group.deviations[row] : 1e-3
      func moved(_ step: Double) -> GroupDistribution {
        var moved = group
        if row < count {
          moved.means[row] += step
        } else {
          moved.deviations[row - count] *= exp(step)
        }
        return moved
      }
      let above = score(at: moved(step))
      let below = score(at: moved(-step))
      for column in 0..<2 * count {
        let slope = (below[column] - above[column]) / (4 * step)
        information[row * 2 * count + column] += slope
        information[column * 2 * count + row] += slope
      }
    }
    return information
  }

  /// The variance that other draws would have given the score, row-major.
  func chance(at group: GroupDistribution) -> [Double] {
    parallel.map(subjects.count) { subjects[$0].scoreVariance(given: group) }
      .reduce(Array(repeating: 0, count: 4 * count * count)) { zip($0, $1).map(+) }
  }
}

extension GroupPrior {
  /// The mode of σ given Σ (u − μ)² of so many subjects. −n + S/v + 1 − v/s² = 0, the score of log σ with its
  /// prior, is a quadratic in v = σ².
  fileprivate func deviation(ofSquares squares: Double, count: Double) -> Double {
    let linear = 0.5 * (count - 1)
    let scale = deviationScale * deviationScale
    return (squares / (linear + (linear * linear + squares / scale).squareRoot())).squareRoot()
  }
}

extension GroupDistribution {
  /// The largest change of a mean, in standard deviations, or of a log standard deviation.
  func distance(to other: GroupDistribution) -> Double {
    means.indices.reduce(0) {
      max(
        $0, abs(other.means[$1] - means[$1]) / other.deviations[$1],
        abs(log(other.deviations[$1] / deviations[$1])))
    }
  }
}
