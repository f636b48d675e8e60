import Testing

@testable import LearnerModels

@Suite struct ChoiceRecordsTests {
  static func records(_ actions: [String], subjects: [String]? = nil) -> ChoiceLog.Records {
    ChoiceLog.Records(
      subjects: PracticeRecordsTests.labels(
        subjects ?? actions.map { _ in "s" }), actions: PracticeRecordsTests.labels(actions),
      rewards: actions.indices.map(Double.init))
  }

  static func log(_ records: ChoiceLog.Records) -> (log: ChoiceLog, problems: LogProblems) {
    var problems = LogProblems()
    let log = ChoiceLog(records, problems: &problems)
    return (log, problems)
  }

  @Test func numbersMayBeginAtOneOrAtNought() {
    let fromOne = Self.log(Self.records(["2", "4", "1"]))
    #expect(fromOne.problems.told == [] && fromOne.log.actions == ["1", "2", "3", "4"])
    #expect(fromOne.log.sequences[0].map(\.action) == [1, 3, 0])
    let fromNought = Self.log(Self.records(["2", "0"]))
    #expect(fromNought.log.actions == ["0", "1", "2"])
    #expect(fromNought.log.sequences[0].map(\.action) == [2, 0])
  }

  @Test func namesAreActions() {
    let (log, problems) = Self.log(Self.records(["right", "left", "right"]))
    #expect(problems.told == [] && log.actions == ["left", "right"])
    #expect(log.sequences[0].map(\.action) == [1, 0, 1])
    #expect(log.sequences[0].map(\.reward) == [0, 1, 2])
  }

  @Test(
    arguments: [
      (["1", "1.5"], nil, "action is 1.5; it must be a whole number, or a name."),
      (["1", "-2"], nil, "action is -2; it must be from 1 to 1000."),
      (["0", "99999"], nil, "action is 99999; it must be from 0 to 999."),
      (["1", "4"], 3, "action is 4; it must be from 1 to 3, as --actions says."),
      (["0", "3"], 3, "action is 3; it must be from 0 to 2, as --actions says."),
      (
        ["a", "b", "c"], 2, "there are 3 actions ('a', 'b', 'c'), and --actions says 2."
      ),
      (
        ["1", "1"], nil,
        "'1' is the only action; where nothing was chosen there is no choice to model. "
          + "If there are others, say how many by --actions."
      ),
    ] as [([String], Int?, String)])
  func actionsOutOfRangeAreSaid(actions: [String], count: Int?, sentence: String) {
    var records = Self.records(actions)
    records.actionCount = count
    #expect(Self.log(records).problems.told.first { $0.isError }?.message == sentence)
  }

  @Test func blocksFollowOneAnother() {
    var records = Self.records(["1", "2", "2", "1"])
    records.blocks = PracticeRecordsTests.labels(["10", "9", "10", "9"])
    records.order = [2, 2, 1, 1]
    let (log, problems) = Self.log(records)
    #expect(problems.told == [])
    #expect(log.sequences[0].map(\.block) == [0, 0, 1, 1])
    #expect(log.sequences[0].map(\.reward) == [3, 1, 2, 0])
    records.order = nil
    #expect(
      Self.log(records).problems.told.first?.message
        == "subject 's' comes back to an earlier block; sort the records, or number the trials.")
  }

  @Test func oneTrialIsAnError() {
    let (_, problems) = Self.log(Self.records(["1", "2", "1"], subjects: ["s", "t", "s"]))
    #expect(problems.errorCount == 1 && problems.told.first?.record == 1)
    #expect(
      problems.told.first?.message
        == "subject 't' has a single trial, which tells nothing about learning; give more, or leave "
        + "the subject out.")
  }

  @Test func trialsAreNumberedDifferently() {
    var records = Self.records(["1", "2"])
    records.order = [4, 4]
    #expect(
      Self.log(records).problems.told.first?.message
        == "subject 's' has two records at 4; number them all differently.")
  }
}
