import Foundation
import Numerical

/// What answers say about a person's ability together with a prior, on the points of a quadrature: the
/// distribution over which criteria average.
public struct Posterior: Sendable {
  public let points: [Double]
  /// By point, summing to 1.
  public let weights: [Double]
  public let mean: Double
  public let variance: Double

  /// - Parameter prior: `nil` for the likelihood alone, as a distribution over the quadrature's range.
  public init(of responses: [ScoredResponse], prior: Prior?, quadrature: Quadrature) {
    let points = quadrature.points
    var logWeights = points.map { prior?.logDensity(at: $0).value ?? 0 }
    for response in responses {
      response.model.addLogProbabilities(of: response.score, on: quadrature, to: &logWeights)
    }
    self.init(points: points, logWeights: logWeights)
  }

  /// By the trapezoid rule, up to a factor of the weights.
  init(points: [Double], logWeights: [Double]) {
    let largest = logWeights.max() ?? 0
    var weights = logWeights.map { exp($0 - largest) }
    weights[0] *= 0.5
    weights[weights.count - 1] *= 0.5
    let total = weights.reduce(0, +)
    for index in weights.indices { weights[index] /= total }
    self.points = points
    self.weights = weights
    let mean = zip(points, weights).reduce(0) { $0 + $1.0 * $1.1 }
    self.mean = mean
    variance = zip(points, weights).reduce(0) {
      $0 + $1.1 * ($1.0 - mean) * ($1.0 - mean)
    }
  }

  /// The mean of a function of ability.
  public func mean(of value: (Double) -> Double) -> Double {
    zip(points, weights).reduce(0) { $0 + $1.1 * value($1.0) }
  }

  /// The posterior variance to expect after one more answer: over its possible scores, each weighted with its
  /// predictive probability (Owen 1975; van der Linden 1998, doi:10.1007/BF02294775).
  public func expectedVariance(after model: any ResponseModel) -> Double {
    (0..<model.scoreCount).reduce(0) { sum, score in
      var chance = 0.0
      var first = 0.0
      var second = 0.0
      for (point, weight) in zip(points, weights) {
        let joint = weight * model.probability(of: score, at: point)
        let distance = point - mean
        chance += joint
        first += joint * distance
        second += joint * distance * distance
      }
      return chance > 0 ? sum + second - first * first / chance : sum
    }
  }
}
