import Foundation
import LearnerModels
import Testing

@Suite struct PosteriorPredictiveCheckTests {
  private static func learners(_ parameters: [Double], seed: UInt64) throws -> ContextualQLearning {
    let task = ChoiceSamples.task(subjects: 20, trials: 120)
    let model = try ContextualQLearning(ChoiceSamples.log(subjects: 1, trials: 2))
    return try model.applied(
      to: model.simulate(task, with: Array(repeating: parameters, count: 20), seed: seed))
  }

  private static func draws(_ parameters: [Double]) -> [[[Double]]] {
    Array(repeating: Array(repeating: parameters, count: 20), count: 40)
  }

  @Test func theTruthPasses() throws {
    let truth = [0.4, 1.5, 0.02]
    let checks = try Self.learners(truth, seed: 1)
      .posteriorPredictiveChecks(draws: Self.draws(truth), bins: 6, seed: 2)
    #expect(checks.map(\.measure) == [.reward, .bestAction])
    for check in checks {
      #expect(check.bins.map(\.firstTrial) == [1, 21, 41, 61, 81, 101])
      #expect(check.bins.last?.lastTrial == 120)
      #expect(check.bins.count { $0.isWithin } >= 5)
      #expect((0.01...0.99).contains(check.posteriorPredictiveP))
    }
    // They learned, and so does the curve.
    #expect(checks[1].bins[5].observed > checks[1].bins[0].observed + 0.2)
  }

  @Test func oneWhoDoesNotLearnIsFoundOut() throws {
    let checks = try Self.learners([0.4, 1.5, 0.02], seed: 1)
      .posteriorPredictiveChecks(draws: Self.draws([0.4, 0, 0.02]), bins: 6, seed: 2)
    for check in checks {
      #expect(check.bins.count { $0.isWithin } <= 2)
      #expect(check.posteriorPredictiveP == 0)
    }
  }

  @Test func threadsChangeNothing() throws {
    let model = try Self.learners([0.4, 1.5, 0.02], seed: 1)
    let draws = Array(Self.draws([0.3, 1, 0.1]).prefix(3))
    #expect(
      model.posteriorPredictiveChecks(draws: draws, bins: 4, seed: 5, threads: 1)
        == model.posteriorPredictiveChecks(draws: draws, bins: 4, seed: 5, threads: 3))
  }
}
