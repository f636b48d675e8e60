import ItemResponse
import Testing

/// Abilities from answers to items of six different models, against mpmath 1.3 at 30 digits (textbook
/// formulas, numerical derivatives; EAP by the trapezoid rule on 61 points of [−6, 6], prior N(0, 1)).
struct MixedModelEstimatesTests {
  private let models: [any ResponseModel] = [
    PolytomousReference.model(.graded), PolytomousReference.model(.gpcm),
    PolytomousReference.model(.rating), PolytomousReference.model(.nominal),
    LogisticModel(discrimination: 1.4, difficulty: 0.2, lowerAsymptote: 0.18),
    LogisticModel(discrimination: 0.9, difficulty: -0.7),
  ]

  private func expect(
    _ method: AbilityMethod, _ scores: [Int], _ theta: Double, _ error: Double
  ) throws {
    let responses = zip(models, scores).map { ScoredResponse(model: $0, score: $1) }
    let found = try AbilityEstimator(method: method).estimate(responses)
    #expect(abs(found.theta - theta) < 1e-8, "\(method) \(scores)")
    #expect(abs(found.standardError - error) < 1e-8, "\(method) \(scores)")
  }

  @Test func middlingAnswers() throws {
    let scores = [2, 1, 2, 3, 1, 0]
    try expect(.mle, scores, 0.26496042853, 0.545363574034)
    try expect(.map, scores, 0.206827020455, 0.477114746837)
    try expect(.wle, scores, 0.239930255771, 0.544274767296)
    try expect(.eap, scores, 0.213138039322, 0.477795891318)
  }

  /// The nominal item's lowest category is the one with the smallest slope.
  @Test func lowestAnswersHaveNoMaximum() throws {
    let scores = [0, 0, 0, 2, 0, 0]
    let responses = zip(models, scores).map { ScoredResponse(model: $0, score: $1) }
    #expect(throws: AbilityEstimationError.noFiniteMaximum(.below)) {
      try AbilityEstimator(method: .mle).estimate(responses)
    }
    try expect(.map, scores, -1.7928710902, 0.594372177191)
    try expect(.wle, scores, -2.84866031529, 1.3157367778)
    try expect(.eap, scores, -1.89061435694, 0.608456465801)
  }

  @Test func highestAnswersHaveNoMaximum() throws {
    let scores = [4, 3, 3, 3, 1, 1]
    let responses = zip(models, scores).map { ScoredResponse(model: $0, score: $1) }
    #expect(throws: AbilityEstimationError.noFiniteMaximum(.above)) {
      try AbilityEstimator(method: .mle).estimate(responses)
    }
    try expect(.map, scores, 2.04591277149, 0.604019176064)
    try expect(.wle, scores, 3.44411292344, 1.37552575296)
    try expect(.eap, scores, 2.10121233749, 0.629573667568)
  }

  /// One score short of the highest is enough for a maximum.
  @Test func oneStepBelowTheHighestHasAMaximum() throws {
    let scores = [3, 3, 3, 3, 1, 1]
    let responses = zip(models, scores).map { ScoredResponse(model: $0, score: $1) }
    let found = try AbilityEstimator(method: .mle).estimate(responses)
    #expect(abs(logLikelihood(of: responses, at: found.theta).slope) < 1e-9)
    #expect(found.theta > 1 && found.theta < 10)
  }
}
