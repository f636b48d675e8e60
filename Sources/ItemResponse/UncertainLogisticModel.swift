import Numerical

/// The standard errors of a logistic item's parameters; 0 for one that is known.
public struct ParameterErrors: Sendable, Hashable {
  public let discrimination: Double
  public let difficulty: Double
  public let lowerAsymptote: Double
  public let upperAsymptote: Double

  /// - Precondition: finite, none below 0.
  public init(
    discrimination: Double = 0, difficulty: Double = 0, lowerAsymptote: Double = 0,
    upperAsymptote: Double = 0
  ) {
    for error in [discrimination, difficulty, lowerAsymptote, upperAsymptote] {
      precondition(error >= 0 && error.isFinite)
    }
    self.discrimination = discrimination
    self.difficulty = difficulty
    self.lowerAsymptote = lowerAsymptote
    self.upperAsymptote = upperAsymptote
  }
}

/// A logistic item whose parameters are estimates: its answers tell less about ability than if they were
/// known.
///
/// The difference X − P̂(θ) of an answer and its estimated probability has the variance PQ + Var P̂(θ), since
/// the answers that the item was calibrated with are other people's. Ability is found by setting a sum
/// Σ w (X − P̂) to 0, whose information in Godambe's sense (1960, doi:10.1214/aoms/1177705693) is
/// (Σ w P′)² / Σ w² (PQ + Var P̂). It is largest for w = P′ / (PQ + Var P̂), where it is the sum of
///
///     I* = P′² / (PQ + Var P̂),
///
/// an item's own. Var P̂ comes from the errors by the delta method, Σ (∂P/∂ξ)² SE(ξ)² over the parameters ξ,
/// their correlations left out, which banks do not carry; PQ is taken at the estimates. Without errors I* is
/// Fisher's information.
public struct UncertainLogisticModel: ResponseModel {
  public let model: LogisticModel
  public let errors: ParameterErrors

  public init(_ model: LogisticModel, errors: ParameterErrors) {
    self.model = model
    self.errors = errors
  }

  public var scoreCount: Int { 2 }

  public var isLogConcave: Bool { model.isLogConcave }

  public var slopeParameter: Double? { model.slopeParameter }

  public func logProbability(of score: Int, at theta: Double) -> LogProbability {
    model.logProbability(of: score, at: theta)
  }

  /// Var P̂(θ), by the delta method.
  public func probabilityVariance(at theta: Double) -> Double {
    let a = model.discrimination
    let distance = theta - model.difficulty
    let l = logistic(a * distance)
    let m = logistic(-a * distance)
    let rise = (model.upperAsymptote - model.lowerAsymptote) * l * m
    // ∂P/∂a = (θ − b) (d − c) l m, ∂P/∂b = −a (d − c) l m, ∂P/∂c = m, ∂P/∂d = l.
    let terms = [
      distance * rise * errors.discrimination, a * rise * errors.difficulty,
      m * errors.lowerAsymptote, l * errors.upperAsymptote,
    ]
    return terms.reduce(0) { $0 + $1 * $1 }
  }

  /// I*.
  public func information(at theta: Double) -> Double {
    // I* = I / (1 + Var P̂ / PQ), which keeps the digits of I in the tails.
    let right = model.probability(of: 1, at: theta)
    let wrong = model.probability(of: 0, at: theta)
    let information = model.information(at: theta)
    guard right > 0, wrong > 0 else { return 0 }
    return information / (1 + probabilityVariance(at: theta) / (right * wrong))
  }
}
