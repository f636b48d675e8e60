import Foundation
import ItemResponse
import Testing

/// The protocol's own functions, on a model that it has never seen.
struct ResponseModelTests {
  private let model = PartialCredit(a: 0.9, b: [-0.7, 0.4, 1.1])

  @Test func probabilitiesAddUp() {
    for theta in stride(from: -5.0, through: 5, by: 0.5) {
      let total = (0..<model.scoreCount).reduce(0) { $0 + model.probability(of: $1, at: theta) }
      #expect(abs(total - 1) < 1e-14)
    }
  }

  @Test func expectedScoreRisesFromLowestToHighest() {
    #expect(abs(model.expectedScore(at: -40)) < 1e-12)
    #expect(abs(model.expectedScore(at: 40) - 3) < 1e-12)
    let scores = stride(from: -4.0, through: 4, by: 0.5).map { model.expectedScore(at: $0) }
    #expect(zip(scores, scores.dropFirst()).allSatisfy { $0 < $1 })
  }

  /// For this model I(θ) = a² Var(score) = a · dE[score]/dθ.
  @Test func informationFollowsFromTheDerivatives() {
    let h = 1e-5
    for theta in stride(from: -4.0, through: 4, by: 0.5) {
      let slope =
        (model.expectedScore(at: theta + h) - model.expectedScore(at: theta - h)) / (2 * h)
      #expect(abs(model.information(at: theta) - 0.9 * slope) < 1e-8)
    }
  }

  /// J = Σ P′P″/P, the derivatives taken by differences.
  @Test func biasCorrectionFollowsFromTheProbabilities() {
    let h = 1e-4
    for theta in [-2.0, -0.3, 0, 0.8, 2.5] {
      let slow = (0..<model.scoreCount).reduce(0.0) { sum, score in
        let low = model.probability(of: score, at: theta - h)
        let at = model.probability(of: score, at: theta)
        let high = model.probability(of: score, at: theta + h)
        return sum + (high - low) / (2 * h) * (high - 2 * at + low) / (h * h) / at
      }
      #expect(abs(model.biasCorrection(at: theta) - slow) < 1e-6)
    }
  }

  /// One function is enough to conform, as the documentation shows.
  @Test func aCoinTellsNothing() {
    struct Coin: ResponseModel {
      var scoreCount: Int { 2 }
      func logProbability(of score: Int, at theta: Double) -> LogProbability {
        LogProbability(value: -0.6931471805599453, slope: 0, curvature: 0)
      }
    }
    #expect(Coin().information(at: 1) == 0)
    #expect(abs(Coin().expectedScore(at: 1) - 0.5) < 1e-15)
    #expect(Coin().biasCorrection(at: 1) == 0)
  }
}
