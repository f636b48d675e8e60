/// The rating scale model (Andrich 1978, doi:10.1007/BF02293814): partial credit whose steps are the
/// item's difficulty plus thresholds that all items of a scale share,
/// P(k | θ) ∝ exp Σ_{v ≤ k} a(θ − b − τ_v). Andrich's has a = 1; with another it is Muraki's (1990,
/// doi:10.1177/014662169001400106).
///
/// catR's RSM lists (λ, δ₁, δ₂, …), which are b and the τ. Metric D = 1.
public struct RatingScaleModel: ResponseModel {
  /// a, in 1/logit.
  public let discrimination: Double
  /// b, in logits.
  public let difficulty: Double
  /// τ₁ … τ_m in logits, the same for all items of a scale.
  public let steps: [Double]
  private let categories: PartialCreditModel

  /// - Precondition: all finite, a ≠ 0, at least one step.
  public init(discrimination: Double = 1, difficulty: Double, steps: [Double]) {
    self.discrimination = discrimination
    self.difficulty = difficulty
    self.steps = steps
    categories = PartialCreditModel(
      discrimination: discrimination, steps: steps.map { difficulty + $0 })
  }

  public var scoreCount: Int { steps.count + 1 }

  public var isLogConcave: Bool { true }

  public var slopeParameter: Double? { discrimination }

  public func logProbability(of score: Int, at theta: Double) -> LogProbability {
    categories.logProbability(of: score, at: theta)
  }

  public func information(at theta: Double) -> Double { categories.information(at: theta) }
}
