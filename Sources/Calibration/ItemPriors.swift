import Foundation
import ItemResponse
import Numerical

/// What is believed of item parameters before the responses are seen. Each part may be absent.
/// Estimates are then the mode of likelihood times prior (Mislevy 1986, doi:10.1007/BF02293979).
///
/// A mode depends on the scale that the densities are taken on. Here these are log a, b, logit c and
/// logit d: without responses an estimate is the median of a's prior and the means of the others',
/// and intervals hold the truth as often as they promise. Densities in a, c and d themselves, as
/// mirt's `lnorm` and `expbeta` take them, put each mode lower on its skewed prior, and the estimates
/// of a below the truth with it.
public struct ItemPriors: Sendable, Hashable {
  /// log a is normal with this mean and standard deviation.
  public var logDiscrimination: NormalDistribution?
  public var difficulty: NormalDistribution?
  public var lowerAsymptote: BetaPrior?
  /// Of 1 − d, the probability of a slip.
  public var upperGap: BetaPrior?

  public init(
    logDiscrimination: NormalDistribution? = nil, difficulty: NormalDistribution? = nil,
    lowerAsymptote: BetaPrior? = nil, upperGap: BetaPrior? = nil
  ) {
    self.logDiscrimination = logDiscrimination
    self.difficulty = difficulty
    self.lowerAsymptote = lowerAsymptote
    self.upperGap = upperGap
  }

  /// Plain maximum likelihood.
  public static let none = ItemPriors()

  /// Weak priors for `model`: c around 0.23, 1 − d around 0.09, and, so that a
  /// few-response item stays on the page, log a ~ N(0, 0.75²) and b ~ N(0, 3²).
  public static func weak(for model: CalibrationModel) -> ItemPriors {
    ItemPriors(
      logDiscrimination: model.hasFreeSlopes
        ? NormalDistribution(mean: 0, standardDeviation: 0.75) : nil,
      difficulty: NormalDistribution(mean: 0, standardDeviation: 3),
      lowerAsymptote: model.hasLowerAsymptote ? BetaPrior(alpha: 5, beta: 17) : nil,
      upperGap: model.hasUpperAsymptote ? BetaPrior(alpha: 2, beta: 20) : nil)
  }

  /// The weak priors where `model` or `responses` call for them: always for 3PL and 4PL; for 2PL where
  /// half the items have fewer than 200 responses; for Rasch and 1PL where half have fewer than 30.
  ///
  /// - Parameter anchors: ids of items that are not estimated; theirs say nothing here.
  public static func recommended(
    for model: CalibrationModel, responses: ResponseMatrix, keeping anchors: Set<String> = []
  ) -> ItemPriors {
    if model.hasLowerAsymptote { return .weak(for: model) }
    let seen = zip(responses.items, ItemTallies(responses.scores).seen)
      .compactMap { anchors.contains($0) ? nil : $1 }.sorted()
    guard !seen.isEmpty else { return .none }
    return seen[seen.count / 2] < (model.hasFreeSlopes ? 200 : 30) ? .weak(for: model) : .none
  }

  public var isEmpty: Bool { self == .none }

  /// Of all the items together, up to a constant.
  func logDensity(of curves: [ItemCurve], layout: ParameterLayout) -> Double {
    guard !isEmpty else { return 0 }
    var objective = ItemObjective()
    var isFirst = true
    for (item, slot) in layout.slots.enumerated() where slot[1] >= 0 {
      if layout.sharedSlope >= 0 {
        addShared(to: &objective, at: curves[item], isFirst: isFirst)
      } else {
        var free = SIMD4<Int>(repeating: 0)
        for parameter in 0..<4 { free[parameter] = slot[parameter] >= 0 ? 1 : 0 }
        add(to: &objective, at: curves[item], isFree: free)
      }
      isFirst = false
    }
    return objective.value
  }

  /// Log-density, gradient and negative Hessian in (a, d, γ, δ) for the parameters that are free.
  func add(to objective: inout ItemObjective, at curve: ItemCurve, isFree: SIMD4<Int>) {
    if let prior = logDiscrimination, isFree[0] != 0, curve.slope > 0 {
      // f = −(log a − μ)² / 2σ²
      let a = curve.slope
      let precision = 1 / (prior.standardDeviation * prior.standardDeviation)
      let t = log(a) - prior.mean
      objective.value -= 0.5 * precision * t * t
      objective.gradient[0] -= precision * t / a
      objective.information[0] += precision * (1 - t) / (a * a)
    }
    if let prior = difficulty, isFree[1] != 0, curve.slope != 0 {
      // f = −(b − m)² / 2s² with b = −d / a
      let a = curve.slope
      let b = -curve.intercept / a
      let precision = 1 / (prior.standardDeviation * prior.standardDeviation)
      let t = b - prior.mean
      objective.value -= 0.5 * precision * t * t
      objective.gradient[1] += precision * t / a
      objective.information[5] += precision / (a * a)
      if isFree[0] != 0 {
        objective.gradient[0] += precision * t * b / a
        objective.information[0] += precision * (b * b + 2 * t * b) / (a * a)
        objective.information[1] += precision * (b + t) / (a * a)
        objective.information[4] += precision * (b + t) / (a * a)
      }
    }
    if let prior = lowerAsymptote, isFree[2] != 0 {
      let c = curve.lower
      objective.value += prior.logDensity(logit: curve.lowerLogit)
      objective.gradient[2] += prior.alpha * (1 - c) - prior.beta * c
      objective.information[10] += (prior.alpha + prior.beta) * c * (1 - c)
    }
    if let prior = upperGap, isFree[3] != 0 {
      let v = curve.upperGap
      objective.value += prior.logDensity(logit: -curve.upperLogit)
      objective.gradient[3] -= prior.alpha * (1 - v) - prior.beta * v
      objective.information[15] += (prior.alpha + prior.beta) * v * (1 - v)
    }
  }
}

/// A beta density, for an asymptote. Its mode on the logit scale is its mean, α / (α + β), so that
/// even α = β = 1 pulls an estimate that has nothing else to go by towards one half.
public struct BetaPrior: Sendable, Hashable {
  public let alpha: Double
  public let beta: Double

  /// - Precondition: both at least 1; below, the density is highest where an item is useless.
  public init(alpha: Double, beta: Double) {
    precondition(alpha >= 1 && beta >= 1 && alpha.isFinite && beta.isFinite)
    self.alpha = alpha
    self.beta = beta
  }

  /// The density of the logit, up to a constant: α log x + β log(1 − x) at x = logistic(`logit`).
  func logDensity(logit: Double) -> Double {
    alpha * logLogistic(logit) + beta * logLogistic(-logit)
  }
}
