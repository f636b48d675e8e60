import Foundation
import LearnerModels
import Numerical
import Testing

/// How well parameters are recovered, and how fits of people compare with others' fits of them. Smaller than
/// it should be unless `STUDIES=full`.
@Suite(.serialized) struct ChoiceStudies {
  private static let isFull = ProcessInfo.processInfo.environment["STUDIES"] == "full"

  /// 31 people × 440 trials as in the alien-matching task: a context for 40 trials, states at random, one
  /// action that pays in each state of each context.
  private static func alienTask(seed: UInt64) -> ChoiceTask {
    var generator = SeededGenerator(seed: seed, stream: 99)
    let outcomes = (0..<3).map { _ in
      (0..<4).map { _ in
        let best = generator.index(below: 3)
        return (0..<3).map { action in
          let mean = action == best ? 2 + 6 * generator.uniform() : 1
          return (-4...4).map { mean + 0.2 * Double($0) }
        }
      }
    }
    return ChoiceTask(
      contexts: ["0", "1", "2"], states: ["0", "1", "2", "3"], actions: ["0", "1", "2"],
      situations: (0..<31).map { _ in
        (0..<440).map { .init(context: $0 / 40 % 3, state: generator.index(below: 4)) }
      },
      rewards: .anyOf(outcomes))
  }

  private static func fitted(_ model: some SubjectModel) throws -> ParameterRecovery.Fitted {
    fitted(try HierarchicalMAP().fit(model))
  }

  private static func fitted(_ fit: HierarchicalMAPFit) -> ParameterRecovery.Fitted {
    func estimates(_ prefix: String) -> [ParameterRecovery.Estimate] {
      fit.parameters.compactMap { parameter in
        fit.summaries.first { $0.name == prefix + parameter.name }.flatMap {
          // Without an error there is no interval.
          $0.lower <= $0.upper ? .init($0.mean, in: $0.lower...$0.upper) : nil
        }
      }
    }
    let (means, deviations) = (estimates("mu_"), estimates("sigma_"))
    let isWhole = means.count == fit.parameters.count && deviations.count == means.count
    return ParameterRecovery.Fitted(
      groupMeans: isWhole ? means : [], groupStandardDeviations: isWhole ? deviations : [],
      subjects: fit.subjects.map { subject in
        zip(fit.parameters, subject.mean).map { $0.link.constrained($1) }
      })
  }

  private static func report(_ name: String, _ result: ParameterRecovery.Result) {
    for parameter in result.group {
      print(
        name, parameter.name, "truth", parameter.truth, "bias", parameter.bias, "RMSE",
        parameter.rmse, "covered", parameter.covered, "of", parameter.repetitions)
    }
    for parameter in result.subjects {
      print(
        name, "subjects' \(parameter.name)", "bias", parameter.bias, "RMSE", parameter.rmse,
        "correlation", parameter.correlation ?? .nan)
    }
  }

  /// Biases below a tenth on the unconstrained scale, four standard errors of them allowed for; subjects in
  /// their order, as far as learning rate and temperature can be told apart; intervals that hold the truth
  /// at least three times in four.
  private static func expectRecovery(
    _ result: ParameterRecovery.Result, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for parameter in result.group {
      let variance = parameter.rmse * parameter.rmse - parameter.bias * parameter.bias
      let allowed = 0.1 + 4 * (variance / Double(parameter.repetitions)).squareRoot()
      #expect(abs(parameter.bias) < allowed, "\(parameter)", sourceLocation: sourceLocation)
    }
    let covered = result.group.reduce(0) { $0 + $1.covered }
    let intervals = result.group.reduce(0) { $0 + $1.repetitions }
    #expect(4 * covered >= 3 * intervals, sourceLocation: sourceLocation)
    for parameter in result.subjects {
      #expect(
        parameter.correlation! > 0.6, "\(parameter)", sourceLocation: sourceLocation)
    }
  }

  @Test func contextualQLearningIsRecovered() throws {
    let task = Self.alienTask(seed: 1)
    let model = try ContextualQLearning(ChoiceLog(simulatedFor: task))
    let result = try model.recovery(
      at: task,
      group: [
        .init(mean: -1.2, standardDeviation: 0.7), .init(mean: 0.2, standardDeviation: 0.4),
        .init(mean: -3, standardDeviation: 0.6),
      ], repetitions: Self.isFull ? 100 : 5, seed: 1, fit: Self.fitted)
    Self.report("contextual", result)
    Self.expectRecovery(result)
  }

  @Test func rescorlaWagnerIsRecovered() throws {
    let task = ChoiceTask(
      actions: ["a", "b"],
      situations: Array(
        repeating: (0..<300).map { .init(block: $0 / 30) }, count: 40),
      rewards: .bernoulli([[[0.3, 0.7]]]))
    let model = try RescorlaWagner(ChoiceLog(simulatedFor: task))
    let result = try model.recovery(
      at: task,
      group: [
        .init(mean: -0.5, standardDeviation: 0.7), .init(mean: -1.2, standardDeviation: 0.7),
        .init(mean: 1.5, standardDeviation: 0.3),
      ], repetitions: Self.isFull ? 100 : 5, seed: 2, fit: Self.fitted)
    Self.report("rescorla-wagner", result)
    Self.expectRecovery(result)
  }

  /// Each fit settles and has errors, and its intervals hold the truth: half a minute a fit.
  @Test func taskSetQLearningIsRecovered() throws {
    let task = Self.alienTask(seed: 3)
    let model = try TaskSetQLearning(ChoiceLog(simulatedFor: task))
    let (low, high) = (Self.taskSetLevel, Self.taskSetLevel)
    let result = try model.recovery(
      at: task, group: low + high, repetitions: Self.isFull ? 20 : 2, seed: 3,
      fit: { model in
        let fit = try HierarchicalMAP().fit(model)
        #expect(fit.problems.isEmpty, "\(fit.problems)")
        return Self.fitted(fit)
      })
    Self.report("task sets", result)
    let covered = result.group.reduce(0) { $0 + $1.covered }
    let intervals = result.group.reduce(0) { $0 + $1.repetitions }
    #expect(10 * covered >= 8 * intervals, "\(covered) of \(intervals)")
    for index in 0..<3 { #expect(result.subjects[index].correlation! > 0.5) }
  }

  /// Medians of .3, 2 and .05: rewards are up to 8, so that learners are neither blind nor certain.
  private static let taskSetLevel: [ParameterRecovery.Group] = [
    .init(mean: -0.85, standardDeviation: 0.5), .init(mean: 0.69, standardDeviation: 0.4),
    .init(mean: -2.94, standardDeviation: 0.5),
  ]
}

extension ChoiceLog {
  /// Two trials of one subject who has yet to be simulated: what a model needs to know of a task.
  fileprivate init(simulatedFor task: ChoiceTask) {
    self.init(
      subjects: ["1"], contexts: task.contexts, states: task.states, actions: task.actions,
      sequences: [Array(repeating: Trial(action: 0, reward: 0), count: 2)])
  }
}
