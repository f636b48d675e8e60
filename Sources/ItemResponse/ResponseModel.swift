import Foundation
import Numerical

/// What one item says about a person: the probability of each score as a function of ability.
///
/// Conforming a type to this protocol takes one function; scoring, item selection, simulation and
/// replay then work with it, for dichotomous and polytomous items alike. Abilities are in logits. A
/// model is a value: equal parameters make equal models, which Swift sees to for a struct of numbers.
///
/// ```swift
/// struct Halves: ResponseModel {             // a coin
///   var scoreCount: Int { 2 }
///   func logProbability(of score: Int, at theta: Double) -> LogProbability {
///     LogProbability(value: -0.6931471805599453, slope: 0, curvature: 0)
///   }
/// }
/// ```
public protocol ResponseModel: Sendable, Hashable {
  /// The number of possible scores; they are 0 ..< `scoreCount`.
  var scoreCount: Int { get }

  /// log P(score | θ) and its first two derivatives in θ. Must be finite for every finite θ; scores
  /// outside 0 ..< `scoreCount` are the caller's mistake.
  func logProbability(of score: Int, at theta: Double) -> LogProbability

  /// The expected (Fisher) information about θ at θ; at least 0. The default sums over all scores.
  func information(at theta: Double) -> Double

  /// Whether log P of every score is concave in θ, so that any pattern's likelihood has one mode.
  /// Estimation is faster for it. The default is `false`, which is always safe.
  var isLogConcave: Bool { get }

  /// The same model as a logistic one, where it is one: estimation goes through many of those in one
  /// sweep. The default is `nil`, which is always safe.
  var logisticForm: LogisticModel? { get }

  /// The θ up to which the information rises and after which it falls. Selection is faster for it. The
  /// default is `nil`, which is always safe: several peaks, or none known.
  var informationPeak: Double? { get }

  /// The discrimination a, in 1/logit, by which banks are stratified. The default is `nil`: the model has no
  /// single one.
  var slopeParameter: Double? { get }

  /// Adds log P(score | θ) at each point of `grid` to `sums`. The default computes them one by one.
  func addLogProbabilities(of score: Int, on grid: Quadrature, to sums: inout [Double])
}

/// The logarithm of a probability with its first and second derivative in θ. Sums of these are the
/// log-likelihood, the score function and minus the observed information of a response pattern.
public struct LogProbability: Sendable, Hashable {
  public var value: Double
  public var slope: Double
  public var curvature: Double

  public init(value: Double, slope: Double, curvature: Double) {
    self.value = value
    self.slope = slope
    self.curvature = curvature
  }

  public static let zero = LogProbability(value: 0, slope: 0, curvature: 0)

  public static func += (sum: inout LogProbability, term: LogProbability) {
    sum.value += term.value
    sum.slope += term.slope
    sum.curvature += term.curvature
  }
}

extension ResponseModel {
  public var isLogConcave: Bool { false }

  public var logisticForm: LogisticModel? { nil }

  public var informationPeak: Double? { nil }

  public var slopeParameter: Double? { nil }

  public func addLogProbabilities(
    of score: Int, on grid: Quadrature, to sums: inout [Double]
  ) {
    for index in sums.indices {
      sums[index] += logProbability(of: score, at: grid.point(index)).value
    }
  }

  /// P(score | θ).
  public func probability(of score: Int, at theta: Double) -> Double {
    exp(logProbability(of: score, at: theta).value)
  }

  /// The expected score at θ: for a dichotomous item the probability of a right answer.
  public func expectedScore(at theta: Double) -> Double {
    (1..<scoreCount).reduce(0) { $0 + Double($1) * probability(of: $1, at: theta) }
  }

  public func information(at theta: Double) -> Double {
    // I = Σₖ Pₖ′² / Pₖ, and Pₖ′ = Pₖ · (log Pₖ)′.
    (0..<scoreCount).reduce(0) { sum, score in
      let log = logProbability(of: score, at: theta)
      return sum + exp(log.value) * log.slope * log.slope
    }
  }

  /// J = Σₖ Pₖ′ Pₖ″ / Pₖ, which corrects the bias of the maximum-likelihood estimate
  /// (Warm 1989, doi:10.1007/BF02294627, and its polytomous form, Samejima 1998).
  public func biasCorrection(at theta: Double) -> Double {
    // Pₖ″ = Pₖ · ((log Pₖ)′² + (log Pₖ)″)
    (0..<scoreCount).reduce(0) { sum, score in
      let log = logProbability(of: score, at: theta)
      return sum + exp(log.value) * log.slope * (log.slope * log.slope + log.curvature)
    }
  }
}
