import CRescorlaWagner
import Foundation
import LearnerModels
import Numerical
import Testing

@Suite(.serialized) struct RescorlaWagnerSimulationTests {
  /// 21 subjects, which fill no vector, each different.
  private static func simulation(
    _ rewardProbabilities: RescorlaWagnerSimulation.RewardProbabilities, blocks: Int = 1,
    initialValue: Double = 0.5
  ) -> RescorlaWagnerSimulation {
    RescorlaWagnerSimulation(
      (0..<21).map {
        let x = Double($0) / 20
        return .init(positiveRate: x, negativeRate: 1 - x * x, inverseTemperature: 12 * x)
      },
      rewardProbabilities: rewardProbabilities, trials: 30, blocks: blocks,
      initialValue: initialValue, keepsRecords: true)
  }

  private static let cases: [RescorlaWagnerSimulation] = [
    simulation(.shared([0.1, 0.4, 0.9])),
    simulation(.shared([0.3, 0.6]), blocks: 3, initialValue: 0),
    simulation(.bySubject((0..<21).map { [Double($0) / 20, 0.5, 0.2, 1, 0] }), initialValue: 1.5),
    simulation(.byTrial((0..<60).map { [Double($0) / 60, 1 - Double($0) / 60] }), blocks: 2),
  ]

  /// The model step by step, with the same draws: first one for the action, then one for the reward.
  private func reference(
    _ simulation: RescorlaWagnerSimulation, subject: Int, seed: UInt64
  ) -> (trials: [ChoiceLog.Trial], values: [Double]) {
    var generator = SeededGenerator(seed: seed, stream: UInt64(subject))
    let parameters = simulation.parameters[subject]
    var values: [Double] = []
    let trials = (0..<simulation.blocks * simulation.trials).map { trial in
      let probabilities =
        switch simulation.rewardProbabilities {
        case .shared(let row): row
        case .bySubject(let rows): rows[subject]
        case .byTrial(let rows): rows[trial]
        }
      if trial % simulation.trials == 0 {
        values = probabilities.map { _ in simulation.initialValue }
      }
      let weights = values.map { exp(parameters.inverseTemperature * $0) }
      var rest = generator.uniform() * weights.reduce(0, +)
      var action = 0
      while action < weights.count - 1, rest >= weights[action] {
        rest -= weights[action]
        action += 1
      }
      let reward = generator.uniform() < probabilities[action] ? 1.0 : 0
      let error = reward - values[action]
      values[action] += (error >= 0 ? parameters.positiveRate : parameters.negativeRate) * error
      return ChoiceLog.Trial(
        action: action, reward: reward, block: trial / simulation.trials)
    }
    return (trials, values)
  }

  @Test(arguments: cases.indices)
  func isThePlainLoopDrawForDraw(index: Int) throws {
    let simulation = Self.cases[index]
    let result = try simulation.run(seed: 7)
    for subject in 0..<21 {
      let expected = reference(simulation, subject: subject, seed: 7)
      #expect(result.sequence(ofSubject: subject) == expected.trials)
      let first = subject * result.actions
      #expect(Array(result.finalValues[first..<first + result.actions]) == expected.values)
      #expect(result.rewardCounts[subject] == Int(expected.trials.reduce(0) { $0 + $1.reward }))
    }
  }

  @Test(arguments: cases.indices)
  func neitherThreadsNorInstructionsChangeABit(index: Int) throws {
    let simulation = Self.cases[index]
    let result = try simulation.run(seed: 3, threads: 1)
    #expect(try simulation.run(seed: 3, threads: 4) == result)
    crw_limit_level(0)
    defer { crw_limit_level(.max) }
    #expect(try simulation.run(seed: 3) == result)
  }

  @Test func neitherDoOtherSubjects() throws {
    var simulation = Self.cases[0]
    let all = try simulation.run(seed: 3)
    simulation.parameters.removeLast(10)
    let fewer = try simulation.run(seed: 3)
    for subject in 0..<11 {
      #expect(fewer.sequence(ofSubject: subject) == all.sequence(ofSubject: subject))
    }
  }

  /// Choices and final values against learners that draw other numbers: means over 600 subjects of each
  /// arm's share and value, within 4 standard errors of their difference.
  @Test func isTheModelInDistribution() throws {
    let chances = [0.2, 0.5, 0.8]
    let subjects = 600
    let parameters = RescorlaWagnerSimulation.Parameters(
      positiveRate: 0.3, negativeRate: 0.15, inverseTemperature: 4)
    let fast = try RescorlaWagnerSimulation(
      Array(repeating: parameters, count: subjects), rewardProbabilities: .shared(chances),
      trials: 25, keepsRecords: true
    ).run(seed: 1)
    let task = ChoiceTask(
      actions: ["a", "b", "c"],
      situations: Array(repeating: Array(repeating: .init(), count: 25), count: subjects),
      rewards: .bernoulli([[chances]]))
    let model = try RescorlaWagner(fast.log!)
    let plain = model.simulate(
      task, with: Array(repeating: [0.3, 0.15, 4], count: subjects), seed: 2)

    func moments(_ values: [Double]) -> (mean: Double, error: Double) {
      let mean = values.reduce(0, +) / Double(values.count)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
      return (mean, variance / Double(values.count))
    }
    func agree(_ x: [Double], _ y: [Double]) -> Bool {
      let (x, y) = (moments(x), moments(y))
      return abs(x.mean - y.mean) < 4 * (x.error + y.error).squareRoot()
    }
    for action in 0..<3 {
      func shares(_ log: ChoiceLog) -> [Double] {
        log.sequences.map { trials in Double(trials.count { $0.action == action }) / 25 }
      }
      #expect(agree(shares(fast.log!), shares(plain)))
      let values = plain.sequences.map { trials in
        var learner = model.learner(with: [0.3, 0.15, 4])
        for trial in trials { learner.learn(from: trial) }
        return learner.values[action]
      }
      let fastValues = (0..<subjects).map { fast.finalValues[$0 * 3 + action] }
      #expect(agree(fastValues, values))
    }
  }

  @Test func whatIsWrongIsNamed() {
    func sentence(_ change: (inout RescorlaWagnerSimulation) -> Void) -> String {
      var simulation = Self.cases[0]
      change(&simulation)
      do {
        _ = try simulation.run(seed: 1)
        return ""
      } catch {
        return "\(error)"
      }
    }
    #expect(sentence { $0.parameters = [] }.hasPrefix("there are no subjects"))
    #expect(sentence { $0.trials = 0 }.hasPrefix("there are no trials"))
    #expect(
      sentence { $0.parameters[4].positiveRate = 1.5 }
        == "subject 5: a learning rate is 1.5; it must be from 0 to 1")
    #expect(
      sentence { $0.parameters[0].inverseTemperature = 2000 }
        == "subject 1: the inverse temperature is 2000.0; it must be from 0 to 1400.0")
    #expect(sentence { $0.initialValue = .nan }.hasPrefix("the initial value"))
    #expect(
      sentence { $0.rewardProbabilities = .shared([0.5]) }
        == "there are 1 actions; give from 2 to 32767")
    #expect(
      sentence { $0.rewardProbabilities = .bySubject([[0.5, 0.5]]) }
        == "there are 1 rows of reward probabilities; give 21")
    #expect(
      sentence { $0.rewardProbabilities = .shared([0.5, .nan]) }
        == "row 1 of the reward probabilities, action 2: nan is not a probability; "
        + "give a number from 0 to 1")
  }
}
