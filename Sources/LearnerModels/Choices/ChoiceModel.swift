/// A model of how subjects choose and learn from what their choices bring: a likelihood with its gradient,
/// to be fitted, and a learner that behaves so, to be simulated and to be followed trial by trial.
public protocol ChoiceModel: SubjectModel {
  associatedtype Learner: ChoiceLearner

  var log: ChoiceLog { get }

  /// The same model of other choices.
  func applied(to log: ChoiceLog) throws(ChoiceLogError) -> Self

  /// A subject at the start of a block, with `parameters` as the links constrain them, in the order of
  /// the model's `parameters`.
  func learner(with parameters: [Double]) -> Learner
}

extension ChoiceModel {
  public var subjectCount: Int { log.sequences.count }
}

/// One simulated subject. Written to be read, not to be fast: every step of the model in its order, which
/// makes it the definition that a model's likelihood is checked against.
public protocol ChoiceLearner {
  /// Forgets everything: values start anew.
  mutating func startBlock()

  /// What happens to the values before a choice, and then the probability of each action.
  mutating func choose(context: Int, state: Int) -> [Double]

  /// Called once after each `choose`, with what was chosen there and what came of it.
  mutating func learn(from trial: ChoiceLog.Trial)
}

extension ChoiceModel {
  /// P(each action) at each trial of `subject`, `[trial][action]`, each given only the trials before it.
  ///
  /// - Parameter parameters: as the links constrain them.
  public func choiceProbabilities(ofSubject subject: Int, with parameters: [Double]) -> [[Double]] {
    var learner = learner(with: parameters)
    var block: Int?
    return log.sequences[subject].map { trial in
      if let block, block != trial.block { learner.startBlock() }
      block = trial.block
      let probabilities = learner.choose(context: trial.context, state: trial.state)
      learner.learn(from: trial)
      return probabilities
    }
  }
}
