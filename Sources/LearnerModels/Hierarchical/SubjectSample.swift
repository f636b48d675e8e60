import Foundation
import Numerical

/// One subject's draws with their likelihoods: the subject's part in the group's marginal likelihood, as a
/// smooth function of the group that asks for no further likelihood.
///
/// With draws uⱼ from q and a normal stand-in g for the likelihood L, whose integral over the group is known,
///
///     ∫ L N(u; μ, Σ) du ≈ ∫ g N(u; μ, Σ) du · Σⱼ L N/q (uⱼ) / Σⱼ g N/q (uⱼ)
///
/// so that only what is not normal is left to chance, and nothing where L is normal.
struct SubjectSample: Sendable {
  /// `[draw][parameter]`, row-major.
  let draws: [Double]
  /// log q.
  let logDensities: [Double]
  private let standIn: NormalLikelihood
  /// log (L/q) and log (g/q).
  private let offsets: [Double]
  private let standInOffsets: [Double]
  /// Draws, offsets and those of the stand-in once more, eight side by side, `[block][value]`; where draws run
  /// out their offsets are −∞.
  private let blocks: [Lanes]

  init(
    _ count: Int, of subject: Int, _ model: some SubjectModel, from proposal: SubjectProposal,
    standIn: NormalLikelihood, group: GroupDistribution, using generator: inout SeededGenerator
  ) {
    let draws = proposal.draws(count, group: group, using: &generator)
    let width = standIn.count
    let points = (0..<count).map { Array(draws[$0 * width..<($0 + 1) * width]) }
    let logDensities = points.map { proposal.logDensity($0, group: group) }
    offsets = zip(model.logLikelihoods(ofSubject: subject, at: draws), logDensities).map {
      let offset = $0 - $1
      return offset.isFinite ? offset : -.infinity
    }
    standInOffsets = zip(points, logDensities).map { standIn.logValue(at: $0) - $1 }
    (self.draws, self.logDensities, self.standIn) = (draws, logDensities, standIn)
    let columns = [offsets, standInOffsets]
    blocks = stride(from: 0, to: count, by: 8).flatMap { first in
      (0..<width).map { index in
        Lanes { first + $0 < count ? draws[(first + $0) * width + index] : 0 }
      } + columns.map { column in Lanes { first + $0 < count ? column[first + $0] : -.infinity } }
    }
  }

  private var width: Int { standIn.count }

  // MARK: Weights

  /// Of the draws in the subject's posterior given a group; they sum to 1.
  func weights(given group: GroupDistribution) -> [Double] {
    Self.weights(offsets, logGroup: logGroup(group))
  }

  /// How many independent draws from the posterior the weighted ones are worth (Kong, Liu & Wong 1994,
  /// doi:10.1080/01621459.1994.10476469).
  func effectiveDraws(given group: GroupDistribution) -> Double {
    1 / weights(given: group).reduce(0) { $0 + $1 * $1 }
  }

  /// log N(uⱼ; μ, Σ) up to its constant.
  private func logGroup(_ group: GroupDistribution) -> [Double] {
    let precisions = group.deviations.map { 1 / ($0 * $0) }
    return logDensities.indices.map { draw in
      var sum = 0.0
      for index in 0..<width {
        let distance = draws[draw * width + index] - group.means[index]
        sum -= 0.5 * distance * distance * precisions[index]
      }
      return sum
    }
  }

  /// Even ones where no draw is possible.
  private static func weights(_ offsets: [Double], logGroup: [Double]) -> [Double] {
    var weights = zip(offsets, logGroup).map(+)
    let largest = weights.max() ?? -.infinity
    guard largest.isFinite else { return weights.map { _ in 1 / Double(weights.count) } }
    var total = 0.0
    for index in weights.indices {
      weights[index] = exp(weights[index] - largest)
      total += weights[index]
    }
    for index in weights.indices { weights[index] /= total }
    return weights
  }

  // MARK: Moments

  /// What the group needs to know of a subject's posterior.
  struct Moments {
    /// E u.
    var means: [Double]
    /// E (u − μ)².
    var squares: [Double]
    /// log ∫ L N du.
    var logMarginal: Double
  }

  func moments(given group: GroupDistribution) -> Moments {
    let posterior = standIn.posterior(given: group)
    var moments = Moments(
      means: posterior.mean,
      squares: (0..<width).map {
        let distance = posterior.mean[$0] - group.means[$0]
        return distance * distance + posterior.covariance[$0 * width + $0]
      }, logMarginal: -.infinity)
    let (found, others) = sums(given: group)
    guard let found, let others else { return moments }
    moments.logMarginal = posterior.logIntegral + found.logTotal - others.logTotal
    for index in 0..<width {
      moments.means[index] += found.means[index] - others.means[index]
      moments.squares[index] += found.squares[index] - others.squares[index]
    }
    return moments
  }

  private struct Sums {
    var logTotal = 0.0
    /// Weighted means of u − μ and (u − μ)².
    var means: [Double]
    var squares: [Double]

    init(
      _ total: Double, _ means: ArraySlice<Lanes>, _ squares: ArraySlice<Lanes>, from log: Double
    ) {
      logTotal = log + Foundation.log(total)
      self.means = means.map { $0.sum() / total }
      self.squares = squares.map { $0.sum() / total }
    }
  }

  /// Of the draws by their weights, and by what those would be if the stand-in were the likelihood; `nil` where
  /// no draw is possible.
  private func sums(given group: GroupDistribution) -> (Sums?, Sums?) {
    let width = width
    let stride = width + 2
    let halves = group.deviations.map { -0.5 / ($0 * $0) }
    var logs = [Lanes](repeating: .zero, count: blocks.count / stride)
    var most = (Lanes(repeating: -.infinity), Lanes(repeating: -.infinity))
    for block in logs.indices {
      var log = Lanes.zero
      for index in 0..<width {
        let distance = blocks[block * stride + index] - group.means[index]
        log += halves[index] * distance * distance
      }
      logs[block] = log
      most.0 = most.0.orLarger(log + blocks[block * stride + width])
      most.1 = most.1.orLarger(log + blocks[block * stride + width + 1])
    }
    let largest = (most.0.max(), most.1.max())
    guard largest.0.isFinite, largest.1.isFinite else { return (nil, nil) }
    var totals = (Lanes.zero, Lanes.zero)
    // Σ w d, Σ w d², and the same of the stand-in.
    var sums = [Lanes](repeating: .zero, count: 4 * width)
    for block in logs.indices {
      let first = logs[block] + blocks[block * stride + width] - largest.0
      let second = logs[block] + blocks[block * stride + width + 1] - largest.1
      // What all eight of them weigh less than is lost in rounding.
      guard any(first.orLarger(second) .> -45) else { continue }
      let weights = (Lanes.exponential(first), Lanes.exponential(second))
      totals.0 += weights.0
      totals.1 += weights.1
      for index in 0..<width {
        let distance = blocks[block * stride + index] - group.means[index]
        let weighted = (weights.0 * distance, weights.1 * distance)
        sums[index] += weighted.0
        sums[width + index] += weighted.0 * distance
        sums[2 * width + index] += weighted.1
        sums[3 * width + index] += weighted.1 * distance
      }
    }
    return (
      Sums(totals.0.sum(), sums[..<width], sums[width..<2 * width], from: largest.0),
      Sums(totals.1.sum(), sums[2 * width..<3 * width], sums[(3 * width)...], from: largest.1)
    )
  }

  /// Of the subject's posterior given a group, the covariance row-major.
  func meanAndCovariance(given group: GroupDistribution) -> (mean: [Double], covariance: [Double]) {
    let posterior = standIn.posterior(given: group)
    let logGroup = logGroup(group)
    let weights = Self.weights(offsets, logGroup: logGroup)
    let others = Self.weights(standInOffsets, logGroup: logGroup)
    let controlled = corrected(
      posterior.mean, posterior.covariance, by: zip(weights, others).map(-))
    if Cholesky(controlled.covariance, order: width) != nil { return controlled }
    let plain = Array(repeating: 0.0, count: width * width)
    return corrected(posterior.mean, plain, by: weights)
  }

  /// A mean and covariance with weighted draws added to what they are the moments of.
  private func corrected(
    _ mean: [Double], _ covariance: [Double], by weights: [Double]
  ) -> (mean: [Double], covariance: [Double]) {
    var sums = [Double](repeating: 0, count: width)
    var products = covariance
    for draw in weights.indices {
      for row in 0..<width {
        let distance = weights[draw] * (draws[draw * width + row] - mean[row])
        sums[row] += distance
        for column in 0..<width {
          products[row * width + column] += distance * (draws[draw * width + column] - mean[column])
        }
      }
    }
    for row in 0..<width {
      for column in 0..<width { products[row * width + column] -= sums[row] * sums[column] }
    }
    return (zip(mean, sums).map(+), products)
  }

  // MARK: Chance

  /// The variance that other draws would have given this subject's part of the score (of all μ, then all
  /// log σ), to first order, row-major.
  func scoreVariance(given group: GroupDistribution) -> [Double] {
    let logGroup = logGroup(group)
    let weights = Self.weights(offsets, logGroup: logGroup)
    let others = Self.weights(standInOffsets, logGroup: logGroup)
    let count = 2 * width
    var scores = [Double](repeating: 0, count: count * weights.count)
    var means = [Double](repeating: 0, count: count)
    var otherMeans = means
    for draw in weights.indices {
      for index in 0..<width {
        let z = (draws[draw * width + index] - group.means[index]) / group.deviations[index]
        scores[draw * count + index] = z / group.deviations[index]
        scores[draw * count + width + index] = z * z
      }
      for index in 0..<count {
        means[index] += weights[draw] * scores[draw * count + index]
        otherMeans[index] += others[draw] * scores[draw * count + index]
      }
    }
    var variance = [Double](repeating: 0, count: count * count)
    var deviation = means
    for draw in weights.indices {
      for index in 0..<count {
        let score = scores[draw * count + index]
        deviation[index] =
          weights[draw] * (score - means[index]) - others[draw] * (score - otherMeans[index])
      }
      for row in 0..<count {
        for column in 0..<count {
          variance[row * count + column] += deviation[row] * deviation[column]
        }
      }
    }
    return variance
  }
}
