/// Two items that nobody sees, the easy one answered right and the hard one wrong, between which a likelihood
/// has its maximum.
public struct Fences: Sendable, Hashable {
  /// The difficulties, in logits.
  public let range: ClosedRange<Double>
  /// Of both.
  public let discrimination: Double

  /// Han's: at ±3.5, with a discrimination of 3.
  public static let standard = Fences(-3.5...3.5, discrimination: 3)

  /// - Precondition: a finite range that is not empty, a discrimination greater than 0.
  public init(_ range: ClosedRange<Double>, discrimination: Double = 3) {
    precondition(range.lowerBound < range.upperBound && discrimination > 0)
    self.range = range
    self.discrimination = discrimination
  }

  fileprivate var responses: [ScoredResponse] {
    [(range.lowerBound, 1), (range.upperBound, 0)].map { difficulty, score in
      ScoredResponse(
        model: LogisticModel(discrimination: discrimination, difficulty: difficulty), score: score)
    }
  }
}

extension AbilityEstimator {
  /// The maximum of the likelihood of the answers and the fences. The standard error comes from the answers
  /// alone: fences are no evidence.
  func fencedLikelihood(
    _ responses: [ScoredResponse], near guess: Double
  ) throws(AbilityEstimationError) -> AbilityEstimate {
    guard !responses.isEmpty else { throw .noResponses }
    let fenced = try maximumLikelihood(
      ResponsePattern(responses + fences.responses, for: self), near: guess)
    return informationBased(.mlef, theta: fenced.theta, responses)
  }
}
