/// The generalised partial credit model (Muraki 1992, doi:10.1177/014662169201600206):
/// P(k | θ) ∝ exp Σ_{v ≤ k} a(θ − b_v), k = 0 … m. With a = 1 it is the partial credit model
/// (Masters 1982, doi:10.1007/BF02296272).
///
/// Step b_v is the ability at which scores v − 1 and v are equally likely; steps need not rise. With
/// one step it is the two-parameter logistic model.
///
/// Other programs: catR's GPCM and PCM list the same numbers; mirt's `gpcm` writes aθk + dₖ, so that
/// b_v = −(d_v − d_{v−1}) / a. Metric D = 1.
public struct PartialCreditModel: ResponseModel {
  /// a, in 1/logit.
  public let discrimination: Double
  /// b₁ … b_m in logits.
  public let steps: [Double]
  private let categories: NominalModel

  /// - Precondition: all finite, a ≠ 0, at least one step.
  public init(discrimination: Double = 1, steps: [Double]) {
    precondition(discrimination.isFinite && discrimination != 0)
    precondition(!steps.isEmpty && steps.allSatisfy(\.isFinite))
    self.discrimination = discrimination
    self.steps = steps
    var intercepts = [0.0]
    for step in steps {
      intercepts.append(intercepts[intercepts.count - 1] - discrimination * step)
    }
    categories = NominalModel(
      slopes: intercepts.indices.map { discrimination * Double($0) }, intercepts: intercepts)
  }

  public var scoreCount: Int { steps.count + 1 }

  public var isLogConcave: Bool { true }

  public var slopeParameter: Double? { discrimination }

  public func logProbability(of score: Int, at theta: Double) -> LogProbability {
    categories.logProbability(of: score, at: theta)
  }

  /// a² Var(score | θ).
  public func information(at theta: Double) -> Double { categories.information(at: theta) }
}
