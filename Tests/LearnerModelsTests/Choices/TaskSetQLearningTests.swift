import Foundation
import LearnerModels
import Testing

@Suite struct TaskSetQLearningTests {
  private static let points: [[Double]] = [
    [-1.5, 0.2, -2.3, -1, 0.5, -3], [0, 0, 0, 0, 0, 0], [2, 1.5, -5, 2.5, 1.2, -4],
    [-4, 2.9, 1, -2, 3, -6],
  ]

  @Test(arguments: points, [1, 3])
  func likelihoodIsTheLearners(point: [Double], blocks: Int) throws {
    let model = try TaskSetQLearning(ChoiceSamples.log(subjects: 2, trials: 60, blocks: blocks))
    for subject in 0..<2 {
      var gradient = [Double](repeating: 0, count: 6)
      let value = model.logLikelihood(ofSubject: subject, at: point, gradient: &gradient)
      let expected = logLikelihoodByLearner(of: model, subject: subject, at: point)
      #expect(abs(value - expected) < 1e-9 * abs(expected))
    }
  }

  /// Eight at a time and what is left over, each as if it were alone.
  @Test(arguments: [1, 3]) func manyPointsAreAsEachAlone(blocks: Int) throws {
    let model = try TaskSetQLearning(
      ChoiceSamples.log(subjects: 2, trials: 100, blocks: blocks), ownSetOdds: 3)
    let far: [[Double]] = [[0, 800, 0, 0, 800, 0], [-800, 5, 800, 800, -800, -800]]
    let points = (0..<3).flatMap { _ in Self.points } + far
    #expect(batchError(of: model, subject: 1, at: points) < 1e-9)
    #expect(model.logLikelihoods(ofSubject: 0, at: []).isEmpty)
  }

  /// What is held of the contexts' inverse temperature goes with the unit that rewards are counted in.
  @Test func priorGoesWithTheRewards() throws {
    var log = ChoiceSamples.log(subjects: 2, trials: 60)
    let before = try TaskSetQLearning(log, initialValue: 0).parameters[4].prior
    for subject in log.sequences.indices {
      for trial in log.sequences[subject].indices { log.sequences[subject][trial].reward *= 10 }
    }
    let after = try TaskSetQLearning(log, initialValue: 0).parameters[4].prior
    #expect(abs(before.mean.mean - after.mean.mean - Foundation.log(10)) < 1e-12)
    #expect(before.deviationScale == after.deviationScale)
  }

  @Test(arguments: points, [1, 3])
  func gradientIsTheDifference(point: [Double], blocks: Int) throws {
    let model = try TaskSetQLearning(
      ChoiceSamples.log(subjects: 1, trials: 60, blocks: blocks))
    #expect(gradientError(of: model, subject: 0, at: point) < 1e-6)
  }

  @Test func moreOrFewerTaskSetsThanContexts() throws {
    let log = ChoiceSamples.log(subjects: 1, trials: 60, contexts: 3, states: 2, actions: 4)
    for taskSets in [2, 5] {
      let model = try TaskSetQLearning(log, taskSetCount: taskSets, initialValue: 0, ownSetOdds: 4)
      let point = [-0.5, 0.4, -2, -1, 0.3, -3]
      #expect(gradientError(of: model, subject: 0, at: point) < 1e-6)
      var gradient = [Double](repeating: 0, count: 6)
      let value = model.logLikelihood(ofSubject: 0, at: point, gradient: &gradient)
      #expect(abs(value - logLikelihoodByLearner(of: model, subject: 0, at: point)) < 1e-9)
    }
  }

  /// Where every context is sure of its own task set, task sets are contexts.
  @Test func flatWhereContextsNeverShare() throws {
    let log = ChoiceSamples.log(subjects: 1, trials: 120)
    let flat = try ContextualQLearning(log)
    let sets = try TaskSetQLearning(log, ownSetOdds: 1e12)
    var gradient = [Double](repeating: 0, count: 6)
    let value = sets.logLikelihood(
      ofSubject: 0, at: [-1, 0.5, -3, -2, -9, -2], gradient: &gradient)
    #expect(
      abs(value - flat.logLikelihood(ofSubject: 0, at: [-1, 0.5, -3], gradient: &gradient)) < 1e-6)
  }

  @Test(arguments: [[0.0, 800, 0, 0, 800, 0], [-800, 5, 800, 800, -800, -800]])
  func finiteFarOut(point: [Double]) throws {
    let model = try TaskSetQLearning(ChoiceSamples.log(subjects: 1, trials: 50))
    var gradient = [Double](repeating: .nan, count: 6)
    let value = model.logLikelihood(ofSubject: 0, at: point, gradient: &gradient)
    #expect(value.isFinite && value < 0)
    #expect(gradient.allSatisfy { $0.isFinite })
  }

  /// The probabilities of all 64 things one may do in six trials add up to 1, also where a fit goes when people
  /// choose almost without noise.
  @Test(arguments: [-1.0, 1, 4, 12, 40, 200], [0.5, 4, 30])
  func probabilitiesAddUpToOne(logBetaHigh: Double, logBeta: Double) throws {
    let possible = (0..<64).map { code in
      (0..<6).map { trial in
        let action = code >> trial & 1
        return ChoiceLog.Trial(
          context: trial / 2 % 2, state: trial % 2, action: action,
          reward: [[0, 1], [2, 0.5], [1, 0]][trial % 3][action])
      }
    }
    let log = ChoiceLog(
      subjects: possible.indices.map { "\($0)" }, contexts: ["0", "1"], states: ["0", "1"],
      actions: ["0", "1"], sequences: possible)
    let model = try TaskSetQLearning(log)
    var gradient = [Double](repeating: 0, count: 6)
    let total = possible.indices.reduce(0) { sum, subject in
      let point = [-1, logBeta, -3, -1, logBetaHigh, -3]
      return sum + exp(model.logLikelihood(ofSubject: subject, at: point, gradient: &gradient))
    }
    #expect(abs(total - 1) < 1e-12)
  }

  @Test func taskSetsOfContextsGrowApart() throws {
    let log = ChoiceSamples.log(subjects: 1, trials: 2)
    let model = try TaskSetQLearning(log)
    var learner = model.learner(with: [0.5, 3, 0, 0.5, 3, 0])
    // In context 0 action 0 pays, in context 1 action 1 does.
    for trial in 0..<40 {
      let context = trial % 2
      _ = learner.choose(context: context, state: 0)
      learner.learn(from: ChoiceLog.Trial(context: context, action: context, reward: 2))
      _ = learner.choose(context: context, state: 0)
      learner.learn(from: ChoiceLog.Trial(context: context, action: 2, reward: 0))
    }
    #expect(learner.choose(context: 0, state: 0)[0] > 0.8)
    #expect(learner.choose(context: 1, state: 0)[1] > 0.8)
  }
}
