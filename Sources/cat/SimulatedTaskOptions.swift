import ArgumentParser
import Foundation
import LearnerModels
import Numerical
import Presentation

/// Simulated learners, and what they meet.
struct SimulatedTaskOptions: ParsableArguments {
  @Option(help: ArgumentHelp("How many learners; 100.", valueName: "n"))
  var subjects: Int?

  @Option(help: ArgumentHelp("How many trials each has, in each block; 100.", valueName: "n"))
  var trials: Int?

  @Option(
    help: ArgumentHelp("How many blocks; values start anew with each; 1.", valueName: "n"))
  var blocks: Int?

  @Option(help: ArgumentHelp("How many actions.", valueName: "n"))
  var actions: Int?

  @Option(
    help: ArgumentHelp(
      "rw: the probability of a reward for each action; without it, evenly from .2 to .8.",
      valueName: "p,p,…"))
  var rewards: NumberList?

  @Option(help: ArgumentHelp("rl: how many contexts; 3.", valueName: "n"))
  var contexts: Int?

  @Option(help: ArgumentHelp("rl: how many states in each context; 4.", valueName: "n"))
  var states: Int?

  @Option(help: ArgumentHelp("bkt: how many skills; 5.", valueName: "n"))
  var skills: Int?

  @Option(
    help: ArgumentHelp(
      "A parameter of the learners, as alpha=0.3; as alpha=0.3:0.5 it is the group's median, and learners "
        + "differ by this SD on the unconstrained scale. May be given again.",
      valueName: "name=value"))
  var parameter: [ParameterSetting] = []

  var subjectCount: Int { subjects ?? 100 }
  var trialCount: Int { trials ?? 100 }
  var blockCount: Int { blocks ?? 1 }
  var actionCount: Int { actions ?? rewards?.values.count ?? 3 }

  var probabilities: [Double] {
    if let rewards { return rewards.values }
    return (0..<actionCount).map {
      0.2 + 0.6 * Double($0) / Double(max(1, actionCount - 1))
    }
  }

  func validate() throws {
    for (option, value, range) in [
      ("--subjects", subjectCount, 1...10_000_000), ("--trials", trialCount, 1...10_000_000),
      ("--blocks", blockCount, 1...100_000), ("--actions", actionCount, 2...1000),
      ("--contexts", contexts ?? 1, 1...1000), ("--states", states ?? 1, 1...1000),
      ("--skills", skills ?? 1, 1...10_000),
    ] where !range.contains(value) {
      throw ValidationError(
        "\(option) is \(value); it must be from \(range.lowerBound) to \(range.upperBound).")
    }
    if let rewards {
      if let actions, actions != rewards.values.count {
        throw ValidationError(
          "--rewards has \(rewards.values.count) probabilities and --actions is \(actions); give as many."
        )
      }
      guard rewards.values.allSatisfy((0...1).contains) else {
        throw ValidationError("--rewards is '\(rewards.text)'; each must be from 0 to 1.")
      }
    }
  }

  var modelRules: [OptionRule<LearnerModelName>] {
    [
      .init("--rewards", rewards != nil, with: .rw),
      .init("--contexts", contexts != nil, with: .rl),
      .init("--states", states != nil, with: .rl), .init("--skills", skills != nil, with: .bkt),
      .init("--actions", actions != nil, with: .rw, .rl),
      .init("--blocks", blocks != nil, with: .rw, .rl),
    ]
  }

  /// Files tell who met what; of the options only the number of actions and the learners' parameters add to it.
  var sourceRules: [OptionRule<LearnerDataSource>] {
    [
      ("--subjects", subjects != nil), ("--trials", trials != nil), ("--blocks", blocks != nil),
      ("--rewards", rewards != nil), ("--contexts", contexts != nil), ("--states", states != nil),
    ].map { .init($0, $1, with: .simulation) }
  }

  // MARK: Learners

  private static let defaults: [String: Double] = [
    "alpha_positive": 0.3, "alpha_negative": 0.1, "alpha": 0.3, "beta": 5, "forget": 0.05,
    "alpha_high": 0.2, "beta_high": 5, "forget_high": 0.02,
  ]

  /// Where learners come from, by parameter, on the unconstrained scale.
  func group(_ parameters: [SubjectParameter]) throws -> [ParameterRecovery.Group] {
    let names = parameters.map(\.name)
    for setting in parameter where !names.contains(setting.name) {
      throw Failure(
        .usage,
        "--parameter names '\(setting.name)'; the model has \(names.joined(separator: ", ")).")
    }
    return try parameters.map { parameter in
      let setting = self.parameter.last { $0.name == parameter.name }
      let value = setting?.value ?? Self.defaults[parameter.name] ?? 0
      let point = parameter.link.unconstrained(value)
      guard point.isFinite else {
        let range = parameter.link == .logit ? "between 0 and 1" : "greater than 0"
        throw Failure(.usage, "--parameter \(parameter.name) is \(value); it must be \(range).")
      }
      return ParameterRecovery.Group(mean: point, standardDeviation: setting?.deviation ?? 0)
    }
  }

  /// `[subject][parameter]`, as the links constrain them.
  func drawnParameters(of form: ChoiceModelForm, seed: UInt64) throws -> [[Double]] {
    let parameters = try Self.parameters(of: form)
    let group = try group(parameters)
    var generator = SeededGenerator(seed: seed, stream: .max)
    return (0..<subjectCount).map { _ in
      zip(parameters, group).map { parameter, group in
        parameter.link.constrained(
          group.standardDeviation == 0
            ? group.mean : group.mean + group.standardDeviation * generator.normal())
      }
    }
  }

  /// A model has its parameters whatever it is applied to.
  static func parameters(of form: ChoiceModelForm) throws -> [SubjectParameter] {
    try form.make(smallest).parameters
  }

  private static let smallest = ChoiceLog(
    subjects: ["1"], actions: ["1", "2"],
    sequences: [[ChoiceLog.Trial(action: 0, reward: 0), ChoiceLog.Trial(action: 1, reward: 1)]])

  /// A skill of knowledge tracing, from `--parameter`.
  func skill() throws -> SkillKnowledge {
    var values = ["p_init": 0.3, "p_learn": 0.1, "p_guess": 0.2, "p_slip": 0.1, "p_forget": 0]
    for setting in parameter {
      guard values[setting.name] != nil else {
        throw Failure(
          .usage,
          "--parameter names '\(setting.name)'; the model has \(values.keys.sorted().joined(separator: ", "))."
        )
      }
      guard setting.deviation == 0 else {
        throw Failure(
          .usage, "--parameter \(setting.name): skills do not differ here; give one number.")
      }
      guard (0...1).contains(setting.value) else {
        throw Failure(
          .usage, "--parameter \(setting.name) is \(setting.value); it must be from 0 to 1.")
      }
      values[setting.name] = setting.value
    }
    return SkillKnowledge(
      skill: "", initialMastery: values["p_init"] ?? 0, learn: values["p_learn"] ?? 0,
      guess: values["p_guess"] ?? 0, slip: values["p_slip"] ?? 0, forget: values["p_forget"] ?? 0)
  }

  // MARK: Task

  /// Situations by subject, drawn evenly; the best action of each brings 1 with probability .8, others with .2.
  func choiceTask(_ model: LearnerModelName, seed: UInt64) throws -> ChoiceTask {
    let names = (1...actionCount).map(String.init)
    if model == .rw {
      let row = (0..<blockCount).flatMap { block in
        (0..<trialCount).map { _ in ChoiceTask.Situation(block: block) }
      }
      return ChoiceTask(
        actions: names, situations: Array(repeating: row, count: subjectCount),
        rewards: .bernoulli([[probabilities]]))
    }
    let (contexts, states) = (contexts ?? 3, states ?? 4)
    var generator = SeededGenerator(seed: seed, stream: .max - 1)
    let rewards = (0..<contexts).map { _ in
      (0..<states).map { _ in
        let best = generator.index(below: actionCount)
        return (0..<actionCount).map { $0 == best ? 0.8 : 0.2 }
      }
    }
    let situations = (0..<subjectCount).map { _ in
      (0..<blockCount).flatMap { block in
        (0..<trialCount).map { trial in
          // A context stays for a while, as seasons do.
          ChoiceTask.Situation(
            context: trial * 3 * contexts / trialCount % contexts,
            state: generator.index(below: states), block: block)
        }
      }
    }
    return ChoiceTask(
      contexts: (1...contexts).map(String.init), states: (1...states).map(String.init),
      actions: names, situations: situations, rewards: .bernoulli(rewards))
  }

  func simulate(
    _ form: ChoiceModelForm, _ task: ChoiceTask, _ subjects: [[Double]], seed: UInt64,
    _ parallel: Parallel
  ) throws -> ChoiceLog {
    // The model simulates at any task with its contexts, states and actions.
    func trial(_ action: Int) -> ChoiceLog.Trial { .init(action: action, reward: 0) }
    let empty = ChoiceLog(
      subjects: ["1"], contexts: task.contexts, states: task.states, actions: task.actions,
      sequences: [[trial(0), trial(1)]])
    return try form.make(empty).simulate(
      task, with: subjects, seed: seed, threads: parallel.threads)
  }
}
