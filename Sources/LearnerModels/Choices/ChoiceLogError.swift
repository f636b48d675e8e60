/// What keeps choices from being modelled. Trials count from 1 within their subject.
public enum ChoiceLogError: Error, Hashable {
  case noSubjects
  case oneAction
  case tooFewTrials(subject: String, count: Int)
  case outOfRange(Coordinate, index: Int, count: Int, subject: String, trial: Int)
  case rewardNotFinite(subject: String, trial: Int)
  case blockFalls(subject: String, trial: Int)

  public enum Coordinate: String, Sendable, Hashable {
    case context, state, action
  }
}

extension ChoiceLogError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noSubjects: "there are no subjects; give the choices of at least one"
    case .oneAction: "there is only one action; a choice needs at least two"
    case .tooFewTrials(let subject, let count):
      "subject '\(subject)' has \(count == 1 ? "one trial" : "no trial"); "
        + "learning shows from the second trial on, so give more or leave the subject out"
    case .outOfRange(let coordinate, let index, let count, let subject, let trial):
      "subject '\(subject)', trial \(trial): \(coordinate) \(index) is not one of the \(count); "
        + "number them from 0 to \(count - 1)"
    case .rewardNotFinite(let subject, let trial):
      "subject '\(subject)', trial \(trial): the reward is not a finite number; "
        + "correct it or leave the trial out"
    case .blockFalls(let subject, let trial):
      "subject '\(subject)', trial \(trial): the block's number is lower than that of the trial "
        + "before; sort the trials by block"
    }
  }
}

extension ChoiceLog {
  /// Throws the first thing that keeps these choices from being modelled.
  public func check() throws(ChoiceLogError) {
    guard !subjects.isEmpty else { throw .noSubjects }
    guard actions.count >= 2 else { throw .oneAction }
    for (subject, trials) in zip(subjects, sequences) {
      guard trials.count >= 2 else {
        throw .tooFewTrials(subject: subject, count: trials.count)
      }
      var block = Int.min
      for (index, trial) in trials.enumerated() {
        let indices: [(ChoiceLogError.Coordinate, Int, Int)] = [
          (.context, trial.context, contexts.count), (.state, trial.state, states.count),
          (.action, trial.action, actions.count),
        ]
        for (coordinate, value, count) in indices where !(0..<count).contains(value) {
          throw .outOfRange(
            coordinate, index: value, count: count, subject: subject, trial: index + 1)
        }
        guard trial.reward.isFinite else {
          throw .rewardNotFinite(subject: subject, trial: index + 1)
        }
        guard trial.block >= block else { throw .blockFalls(subject: subject, trial: index + 1) }
        block = trial.block
      }
    }
  }
}
