import Foundation
import LearnerModels
import Testing

@Suite struct RescorlaWagnerTests {
  private static let points: [[Double]] = [
    [-1.5, -0.7, 0.2], [0.1, 0, 0], [3, -3, 1.5], [-4, 2, 2.5],
  ]

  @Test(arguments: points, [1, 4])
  func likelihoodIsTheLearners(point: [Double], blocks: Int) throws {
    let log = ChoiceSamples.log(
      subjects: 2, trials: 80, contexts: 1, states: 2, actions: 4, blocks: blocks)
    let models = try [
      (RescorlaWagner(log), point),
      (RescorlaWagner(log, learningRates: .symmetric, initialValue: -0.3), [point[0], point[2]]),
    ]
    for (model, point) in models {
      for subject in 0..<2 {
        var gradient = [Double](repeating: 0, count: point.count)
        let value = model.logLikelihood(ofSubject: subject, at: point, gradient: &gradient)
        let expected = logLikelihoodByLearner(of: model, subject: subject, at: point)
        #expect(abs(value - expected) < 1e-9 * abs(expected))
      }
    }
  }

  /// With a step so small that no prediction error of these data changes its sign within it.
  @Test(arguments: points, [1, 4])
  func gradientIsTheDifference(point: [Double], blocks: Int) throws {
    let log = ChoiceSamples.log(
      subjects: 2, trials: 80, contexts: 1, states: 2, actions: 4, blocks: blocks)
    for subject in 0..<2 {
      let asymmetric = try RescorlaWagner(log)
      #expect(gradientError(of: asymmetric, subject: subject, at: point, step: 1e-5) < 1e-6)
      let symmetric = try RescorlaWagner(log, learningRates: .symmetric, initialValue: 0)
      let two = [point[0], point[2]]
      #expect(gradientError(of: symmetric, subject: subject, at: two, step: 1e-4) < 1e-6)
    }
  }

  /// Values start at 0.5; a reward takes the first to 0.5 + 0.4 · 0.5 = 0.7, a failure then to
  /// 0.7 − 0.1 · 0.7 = 0.63; the second action's stays.
  @Test func threeTrialsByHand() throws {
    let trials = [1.0, 0, 1].map { ChoiceLog.Trial(action: 0, reward: $0) }
    let log = ChoiceLog(subjects: ["s"], actions: ["left", "right"], sequences: [trials])
    let model = try RescorlaWagner(log)
    let probabilities = model.choiceProbabilities(ofSubject: 0, with: [0.4, 0.1, 2])
    let expected = [0.0, 0.4, 0.26].map { 1 / (1 + exp(-$0)) }
    for (row, value) in zip(probabilities, expected) { #expect(abs(row[0] - value) < 1e-15) }
  }

  @Test func likelihoodOfTwoEqualRatesIsTheSymmetricOne() throws {
    let log = ChoiceSamples.log(subjects: 1, trials: 80)
    var gradient = [0.0, 0, 0]
    let asymmetric = try RescorlaWagner(log)
      .logLikelihood(ofSubject: 0, at: [-1, -1, 0.5], gradient: &gradient)
    let symmetric = try RescorlaWagner(log, learningRates: .symmetric)
      .logLikelihood(ofSubject: 0, at: [-1, 0.5], gradient: &gradient)
    #expect(asymmetric == symmetric)
  }

  @Test(arguments: [[0.0, 0, 800], [-800, 800, 5], [800, 800, -800]])
  func finiteFarOut(point: [Double]) throws {
    let model = try RescorlaWagner(ChoiceSamples.log(subjects: 1, trials: 50))
    var gradient = [Double](repeating: .nan, count: 3)
    let value = model.logLikelihood(ofSubject: 0, at: point, gradient: &gradient)
    #expect(value.isFinite && value < 0)
    #expect(gradient.allSatisfy { $0.isFinite })
  }
}
