import ArgumentParser
import LearnerModels
import Presentation

/// Which model of choices, in which form; what a saved model says of itself.
struct ChoiceModelForm: Codable, Sendable {
  enum Structure: String, ExpressibleByArgument, OptionSubject, CaseIterable, Codable {
    case flat, tasksets

    var words: String { "--model \(rawValue)" }
  }

  var model: LearnerModelName
  var structure: Structure?
  var learningRates: RescorlaWagner.LearningRates?
  var taskSets: Int?
  var initialValue: Double

  enum CodingKeys: String, CodingKey {
    case model, structure
    case learningRates = "learning_rates"
    case taskSets = "task_sets"
    case initialValue = "initial_value"
  }

  func make(_ log: ChoiceLog) throws -> any ChoiceModel {
    do {
      switch (model, structure) {
      case (.rl, .tasksets):
        return try TaskSetQLearning(
          log, taskSetCount: taskSets ?? 3, initialValue: initialValue)
      case (.rl, _): return try ContextualQLearning(log, initialValue: initialValue)
      case (.rw, _), (.bkt, _), (.dkt, _):
        return try RescorlaWagner(
          log, learningRates: learningRates ?? .asymmetric, initialValue: initialValue)
      }
    } catch {
      throw Failure(.badData, error.description + ".")
    }
  }

  /// Whether there is such a form, which a file that somebody changed may deny.
  var isPossible: Bool {
    initialValue.isFinite && !model.isOfPractice
      && (structure != .tasksets || Self.taskSetCounts.contains(taskSets ?? 3))
  }

  static let taskSetCounts = 2...50

  var words: String {
    switch (model, structure) {
    case (.rl, .tasksets): "Q-learning with \(taskSets ?? 3) task sets"
    case (.rl, _): "Q-learning by context, state and action"
    case (.rw, _), (.bkt, _), (.dkt, _):
      learningRates == .symmetric
        ? "Rescorla–Wagner learner" : "Rescorla–Wagner learner, asymmetric"
    }
  }
}

/// Options about the form of a model, each with the models that it is about.
struct LearnerFormOptions: ParsableArguments {
  @Option(help: "rl: flat, or tasksets (contexts choose among task sets).")
  var model: ChoiceModelForm.Structure?

  @Option(help: ArgumentHelp("rl --model tasksets: how many task sets; 3.", valueName: "n"))
  var taskSets: Int?

  @Option(help: "rw: learning rates for gains and losses, asymmetric or symmetric (one for both).")
  var rates: RescorlaWagner.LearningRates?

  @Option(
    help: ArgumentHelp(
      "rw, rl: where values start; 0.5 for rw, 0.12 for rl.", valueName: "number"))
  var initialValue: Double?

  func validate() throws {
    if let taskSets, !ChoiceModelForm.taskSetCounts.contains(taskSets) {
      throw ValidationError("--task-sets is \(taskSets); it must be from 2 to 50.")
    }
    try [OptionRule("--task-sets", taskSets != nil, with: ChoiceModelForm.Structure.tasksets)]
      .check(with: model ?? .flat)
    if let initialValue, !initialValue.isFinite {
      throw ValidationError("--initial-value must be a finite number.")
    }
  }

  var modelRules: [OptionRule<LearnerModelName>] {
    [
      .init("--model", model != nil, with: .rl), .init("--task-sets", taskSets != nil, with: .rl),
      .init("--rates", rates != nil, with: .rw),
      .init("--initial-value", initialValue != nil, with: .rw, .rl),
    ]
  }

  func form(_ name: LearnerModelName) -> ChoiceModelForm {
    switch name {
    case .rw, .bkt, .dkt:
      ChoiceModelForm(
        model: name, learningRates: rates ?? .asymmetric, initialValue: initialValue ?? 0.5)
    case .rl:
      ChoiceModelForm(
        model: name, structure: model ?? .flat, taskSets: model == .tasksets ? taskSets ?? 3 : nil,
        initialValue: initialValue ?? 0.12)
    }
  }
}

extension RescorlaWagner.LearningRates: ExpressibleByArgument {
  public static var allValueStrings: [String] { ["asymmetric", "symmetric"] }
}

/// Options about how parameters of subjects are found.
struct SubjectFittingOptions: ParsableArguments {
  @Option(
    help:
      "rw, rl: map (hierarchical, fast; the default), nuts (hierarchical, sampled) or ml (each subject alone)."
  )
  var method: ChoiceFitReport.Method?

  /// The method in force.
  var chosenMethod: ChoiceFitReport.Method { method ?? .map }

  @Option(help: ArgumentHelp("nuts: how many chains; 4.", valueName: "n"))
  var chains: Int?

  @Option(help: ArgumentHelp("nuts: draws kept of each chain; 1000.", valueName: "n"))
  var draws: Int?

  @Option(help: ArgumentHelp("nuts: draws before those, for tuning; 300.", valueName: "n"))
  var warmUp: Int?

  @Option(
    help: ArgumentHelp(
      "nuts: aim at this acceptance; nearer to 1 where there are divergences; 0.9.",
      valueName: "share"))
  var targetAcceptance: Double?

  var modelRules: [OptionRule<LearnerModelName>] {
    [.init("--method", method != nil, with: .rw, .rl)]
  }

  func validate() throws {
    try [
      ("--chains", chains != nil), ("--draws", draws != nil), ("--warm-up", warmUp != nil),
      ("--target-acceptance", targetAcceptance != nil),
    ].map { OptionRule($0, $1, with: ChoiceFitReport.Method.nuts) }.check(with: chosenMethod)
    for (option, value, range) in [
      ("--chains", chains, 1...64), ("--draws", draws, 10...1_000_000),
      ("--warm-up", warmUp, 20...1_000_000),
    ] {
      if let value, !range.contains(value) {
        throw ValidationError(
          "\(option) is \(value); it must be from \(range.lowerBound) to \(range.upperBound).")
      }
    }
    if let targetAcceptance, !(0.5...0.999).contains(targetAcceptance) {
      throw ValidationError("--target-acceptance must be from 0.5 to 0.999.")
    }
  }
}

extension ChoiceFitReport.Method: ExpressibleByArgument, OptionSubject {
  var words: String { "--method \(rawValue)" }
}
