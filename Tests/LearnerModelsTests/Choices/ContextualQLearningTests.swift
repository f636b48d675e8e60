import Foundation
import LearnerModels
import Testing

@Suite struct ContextualQLearningTests {
  private static let points: [[Double]] = [
    [-1.5, 0.2, -2.3], [0, 0, 0], [3, 1.5, -6], [-4, 2.9, 1], [-40, -40, 40],
  ]

  @Test(arguments: points, [1, 3])
  func likelihoodIsTheLearners(point: [Double], blocks: Int) throws {
    let model = try ContextualQLearning(
      ChoiceSamples.log(subjects: 2, trials: 90, blocks: blocks))
    for subject in 0..<2 {
      var gradient = [0.0, 0, 0]
      let value = model.logLikelihood(ofSubject: subject, at: point, gradient: &gradient)
      let expected = logLikelihoodByLearner(of: model, subject: subject, at: point)
      #expect(abs(value - expected) < 1e-9 * abs(expected))
    }
  }

  /// Eight at a time and what is left over, each as if it were alone.
  @Test(arguments: [1, 3]) func manyPointsAreAsEachAlone(blocks: Int) throws {
    let model = try ContextualQLearning(
      ChoiceSamples.log(subjects: 2, trials: 100, blocks: blocks))
    let far: [[Double]] = [[0, 800, 0], [-800, 8, 800], [800, 600, -800]]
    #expect(batchError(of: model, subject: 1, at: Self.points + far + Self.points) < 1e-9)
  }

  @Test(arguments: points, [1, 3])
  func gradientIsTheDifference(point: [Double], blocks: Int) throws {
    let model = try ContextualQLearning(
      ChoiceSamples.log(subjects: 2, trials: 90, blocks: blocks))
    for subject in 0..<2 {
      #expect(gradientError(of: model, subject: subject, at: point) < 1e-7)
    }
  }

  @Test(arguments: [2, 3, 7])
  func anyNumberOfActions(actions: Int) throws {
    let model = try ContextualQLearning(
      ChoiceSamples.log(subjects: 1, trials: 60, contexts: 1, states: 2, actions: actions))
    #expect(gradientError(of: model, subject: 0, at: [-1, 0.5, -2]) < 1e-7)
  }

  /// Where a sampler may stray to: still a number, and a low one.
  @Test(arguments: [[0.0, 800, 0], [-800, 8, 800], [800, 600, -800], [0, 5.5, -4]])
  func finiteFarOut(point: [Double]) throws {
    let model = try ContextualQLearning(ChoiceSamples.log(subjects: 1, trials: 50))
    var gradient = [Double](repeating: .nan, count: 3)
    let value = model.logLikelihood(ofSubject: 0, at: point, gradient: &gradient)
    #expect(value.isFinite && value < 0)
    #expect(gradient.allSatisfy { $0.isFinite })
  }

  @Test func chanceWhereTemperatureIsInfinite() throws {
    let model = try ContextualQLearning(ChoiceSamples.log(subjects: 1, trials: 50))
    var gradient = [0.0, 0, 0]
    let value = model.logLikelihood(ofSubject: 0, at: [0, -300, 0], gradient: &gradient)
    #expect(abs(value + 50 * log(3)) < 1e-10)
  }

  /// Three trials by hand, α = 0.5, β = 1, φ = 0.1: the first choice is at chance, its value is then
  /// 0.12 + 0.5 (1.12 − 0.12) = 0.62; forgotten twice while another state is seen, 0.12 + 0.81 · 0.5.
  @Test func threeTrialsByHand() throws {
    let trials = [(0, 1.12), (1, 0.12), (0, 0)].map {
      ChoiceLog.Trial(state: $0.0, action: 0, reward: $0.1)
    }
    let log = ChoiceLog(
      subjects: ["s"], states: ["x", "y"], actions: ["left", "right"], sequences: [trials])
    let model = try ContextualQLearning(log)
    let probabilities = model.choiceProbabilities(ofSubject: 0, with: [0.5, 1, 0.1])
    #expect(probabilities[0] == [0.5, 0.5])
    #expect(probabilities[1] == [0.5, 0.5])
    #expect(abs(probabilities[2][0] - 1 / (1 + exp(-0.405))) < 1e-15)
  }

  @Test func simulationDependsOnSeedAndSubjectAlone() throws {
    let task = ChoiceSamples.task(subjects: 6, trials: 40)
    let model = try ContextualQLearning(ChoiceSamples.log(subjects: 1, trials: 2))
    let parameters = Array(repeating: [0.3, 2, 0.05], count: 6)
    let one = model.simulate(task, with: parameters, seed: 5, threads: 1)
    #expect(one == model.simulate(task, with: parameters, seed: 5, threads: 3))
    #expect(one != model.simulate(task, with: parameters, seed: 6))

    var fewer = task
    fewer.situations.removeLast(3)
    let three = model.simulate(fewer, with: Array(parameters.prefix(3)), seed: 5)
    #expect(three.sequences == Array(one.sequences.prefix(3)))
  }

  /// The score at the truth has mean 0 and variance minus the mean second derivative; over 60 people its
  /// standardised mean is standard normal, for each parameter.
  @Test func scoreAtTheTruthIsZeroOnAverage() throws {
    let task = ChoiceSamples.task(subjects: 60, trials: 80)
    let truth = [0.3, 1.2, 0.05]
    let model = try ContextualQLearning(ChoiceSamples.log(subjects: 1, trials: 2))
    let simulated = try model.applied(
      to: model.simulate(task, with: Array(repeating: truth, count: 60), seed: 11))
    let point = zip(model.parameters, truth).map { $0.link.unconstrained($1) }
    let scores = (0..<60).map { subject in
      var gradient = [0.0, 0, 0]
      _ = simulated.logLikelihood(ofSubject: subject, at: point, gradient: &gradient)
      return gradient
    }
    for parameter in 0..<3 {
      let values = scores.map { $0[parameter] }
      let mean = values.reduce(0, +) / 60
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 59
      #expect(abs(mean / (variance / 60).squareRoot()) < 3.5, "\(model.parameters[parameter].name)")
    }
  }
}
