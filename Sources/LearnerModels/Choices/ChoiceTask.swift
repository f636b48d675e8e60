import Numerical

/// What simulated subjects meet: in which situation each trial finds them, and what each action brings there.
public struct ChoiceTask: Sendable {
  public struct Situation: Sendable, Hashable {
    public var context: Int
    public var state: Int
    public var block: Int

    public init(context: Int = 0, state: Int = 0, block: Int = 0) {
      self.context = context
      self.state = state
      self.block = block
    }
  }

  /// What an action may bring, by `[context][state][action]`.
  public enum Rewards: Sendable, Hashable {
    /// 1 with this probability, else 0.
    case bernoulli([[[Double]]])
    /// One of these, each as likely as the others.
    case anyOf([[[[Double]]]])
  }

  public var contexts: [String]
  public var states: [String]
  public var actions: [String]
  /// By subject.
  public var situations: [[Situation]]
  public var rewards: Rewards

  public init(
    contexts: [String] = [""], states: [String] = [""], actions: [String],
    situations: [[Situation]], rewards: Rewards
  ) {
    self.contexts = contexts
    self.states = states
    self.actions = actions
    self.situations = situations
    self.rewards = rewards
  }

  /// The task that was observed: the same situations in the same order, and rewards drawn from those that
  /// anybody got for the action there. An action nobody took there brings what it brought elsewhere, or,
  /// never taken at all, what any action brought.
  public init(observedIn log: ChoiceLog) {
    var cells = Array(
      repeating: Array(
        repeating: Array(repeating: [Double](), count: log.actions.count), count: log.states.count),
      count: log.contexts.count)
    var byAction = Array(repeating: [Double](), count: log.actions.count)
    for trial in log.sequences.joined() {
      cells[trial.context][trial.state][trial.action].append(trial.reward)
      byAction[trial.action].append(trial.reward)
    }
    let all = byAction.flatMap { $0 }
    let rewards = cells.map { states in
      states.map { actions in
        zip(actions, byAction).map { here, anywhere in
          here.isEmpty ? (anywhere.isEmpty ? all : anywhere) : here
        }
      }
    }
    self.init(
      contexts: log.contexts, states: log.states, actions: log.actions,
      situations: log.sequences.map { trials in
        trials.map { Situation(context: $0.context, state: $0.state, block: $0.block) }
      },
      rewards: .anyOf(rewards))
  }

  func reward(
    of action: Int, in situation: Situation, using generator: inout SeededGenerator
  ) -> Double {
    switch rewards {
    case .bernoulli(let probabilities):
      let probability = probabilities[situation.context][situation.state][action]
      return generator.uniform() < probability ? 1 : 0
    case .anyOf(let outcomes):
      let outcomes = outcomes[situation.context][situation.state][action]
      return outcomes[generator.index(below: outcomes.count)]
    }
  }
}

extension ChoiceModel {
  /// Lets one learner a subject go through `task`. What subject i does depends on `seed` and i alone.
  ///
  /// - Parameter parameters: `[subject][parameter]`, as the links constrain them; one row for each of the
  ///   task's subjects.
  public func simulate(
    _ task: ChoiceTask, with parameters: [[Double]], seed: UInt64, threads: Int? = nil
  ) -> ChoiceLog {
    precondition(parameters.count == task.situations.count)
    let sequences = Parallel(threads: threads).map(parameters.count) { subject in
      var generator = SeededGenerator(seed: seed, stream: UInt64(subject))
      return trials(
        of: learner(with: parameters[subject]), in: task, at: task.situations[subject],
        using: &generator)
    }
    return ChoiceLog(
      subjects: parameters.indices.map { "\($0 + 1)" }, contexts: task.contexts,
      states: task.states, actions: task.actions, sequences: sequences)
  }

  private func trials(
    of learner: Learner, in task: ChoiceTask, at situations: [ChoiceTask.Situation],
    using generator: inout SeededGenerator
  ) -> [ChoiceLog.Trial] {
    var learner = learner
    var block: Int?
    return situations.map { situation in
      if let block, block != situation.block { learner.startBlock() }
      block = situation.block
      let probabilities = learner.choose(context: situation.context, state: situation.state)
      let action = index(drawnWith: probabilities, using: &generator)
      let trial = ChoiceLog.Trial(
        context: situation.context, state: situation.state, action: action,
        reward: task.reward(of: action, in: situation, using: &generator), block: situation.block)
      learner.learn(from: trial)
      return trial
    }
  }
}

/// The first index whose cumulative probability exceeds one uniform number.
func index(
  drawnWith probabilities: [Double], using generator: inout SeededGenerator
) -> Int {
  var rest = generator.uniform()
  for (index, probability) in probabilities.enumerated().dropLast() {
    if rest < probability { return index }
    rest -= probability
  }
  return probabilities.count - 1
}
