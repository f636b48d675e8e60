import LearnerModels
import Testing

@Suite struct ChoiceLogErrorTests {
  private func log(_ change: (inout ChoiceLog) -> Void) -> ChoiceLog {
    var log = ChoiceSamples.log(subjects: 2, trials: 4)
    change(&log)
    return log
  }

  @Test func aSoundLogPasses() throws {
    try log { _ in }.check()
  }

  @Test func whatIsWrongIsNamed() {
    let expected: [(ChoiceLog, ChoiceLogError, String)] = [
      (
        ChoiceLog(subjects: [], actions: ["a", "b"], sequences: []), .noSubjects,
        "there are no subjects; give the choices of at least one"
      ),
      (
        log { $0.actions = ["only"] }, .oneAction,
        "there is only one action; a choice needs at least two"
      ),
      (
        log { $0.sequences[1].removeLast(3) }, .tooFewTrials(subject: "s1", count: 1),
        "subject 's1' has one trial; learning shows from the second trial on, so give more or "
          + "leave the subject out"
      ),
      (
        log { $0.sequences[0][2].action = 3 },
        .outOfRange(.action, index: 3, count: 3, subject: "s0", trial: 3),
        "subject 's0', trial 3: action 3 is not one of the 3; number them from 0 to 2"
      ),
      (
        log { $0.sequences[0][0].context = -1 },
        .outOfRange(.context, index: -1, count: 3, subject: "s0", trial: 1),
        "subject 's0', trial 1: context -1 is not one of the 3; number them from 0 to 2"
      ),
      (
        log { $0.sequences[1][3].state = 9 },
        .outOfRange(.state, index: 9, count: 4, subject: "s1", trial: 4),
        "subject 's1', trial 4: state 9 is not one of the 4; number them from 0 to 3"
      ),
      (
        log { $0.sequences[1][1].reward = .nan }, .rewardNotFinite(subject: "s1", trial: 2),
        "subject 's1', trial 2: the reward is not a finite number; correct it or leave the trial out"
      ),
      (
        log { $0.sequences[0][0].block = 1 }, .blockFalls(subject: "s0", trial: 2),
        "subject 's0', trial 2: the block's number is lower than that of the trial before; "
          + "sort the trials by block"
      ),
    ]
    for (log, error, sentence) in expected {
      #expect(throws: error) { try log.check() }
      #expect("\(error)" == sentence)
    }
  }
}
