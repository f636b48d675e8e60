import Foundation
import Numerical

/// What answers say about a person's ability together with a prior, on the points of a quadrature: the
/// distribution over which criteria average.
public struct Posterior: Sendable {
  public let quadrature: Quadrature
  public let points: [Double]
  /// By point, summing to 1.
  public let weights: [Double]
  public let mean: Double
  public let variance: Double

  /// By the trapezoid rule, which an estimate refines where the posterior is narrow beside the spacing; here
  /// the points stay those asked for.
  ///
  /// - Parameter prior: `nil` for the likelihood alone, as a distribution over the quadrature's range.
  public init(of responses: [ScoredResponse], prior: Prior?, quadrature: Quadrature) {
    let points = quadrature.points
    var logWeights = points.map { prior?.logDensity(at: $0).value ?? 0 }
    for response in responses {
      response.model.addLogProbabilities(of: response.score, on: quadrature, to: &logWeights)
    }
    let largest = logWeights.max() ?? 0
    var weights = logWeights.map { exp($0 - largest) }
    weights[0] *= 0.5
    weights[weights.count - 1] *= 0.5
    let total = weights.reduce(0, +)
    for index in weights.indices { weights[index] /= total }
    self.quadrature = quadrature
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

  /// The weights with the ends no longer half: the points as so many classes of people.
  public var pointMasses: [Double] {
    var masses = weights
    masses[0] *= 2
    masses[masses.count - 1] *= 2
    let total = masses.reduce(0, +)
    return masses.map { $0 / total }
  }

  /// The mean of a function of ability that is known at the points.
  public func mean(of values: [Double]) -> Double {
    var sum = 0.0
    for index in weights.indices { sum += weights[index] * values[index] }
    return sum
  }

  /// The posterior variance to expect after one more answer: over its possible scores, each weighted with its
  /// predictive probability (Owen 1975; van der Linden 1998, doi:10.1007/BF02294775).
  ///
  /// - Precondition: the model is prepared on the posterior's quadrature.
  public func expectedVariance(after model: PreparedModel) -> Double {
    precondition(model.quadrature == quadrature)
    return model.probabilities.reduce(0) { sum, probabilities in
      var chance = 0.0
      var first = 0.0
      var second = 0.0
      for index in weights.indices {
        let joint = weights[index] * probabilities[index]
        let distance = points[index] - mean
        chance += joint
        first += joint * distance
        second += joint * distance * distance
      }
      return chance > 0 ? sum + second - first * first / chance : sum
    }
  }
}
