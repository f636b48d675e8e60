import Testing

@testable import LearnerModels

@Suite struct PracticeRecordsTests {
  /// Students, skills and answers, with a place in the order where one is given.
  static func records(
    _ rows: [(student: String, order: Double, skill: String, correct: Double)]
  ) -> PracticeLog.Records {
    var records = PracticeLog.Records(
      students: labels(rows.map(\.student)), skills: labels(rows.map(\.skill)),
      correct: rows.map(\.correct))
    if rows.contains(where: { !$0.order.isNaN }) { records.order = rows.map(\.order) }
    return records
  }

  static func labels(_ texts: [String]) -> CodedLabels {
    var names: [String] = []
    let codes = texts.map { text -> Int32 in
      if let place = names.firstIndex(of: text) { return Int32(place) }
      names.append(text)
      return Int32(names.count - 1)
    }
    return CodedLabels(names: names, codes: codes)
  }

  static func log(_ records: PracticeLog.Records) -> (log: PracticeLog, problems: LogProblems) {
    var problems = LogProblems()
    let log = PracticeLog(records, problems: &problems)
    return (log, problems)
  }

  @Test func recordsInAnyOrderAreSorted() {
    let (log, problems) = Self.log(
      Self.records([
        ("b", 2, "10", 0), ("a", 2, "9", 1), ("b", 1, "9", 1), ("a", 1, "10", 0), ("b", 3, "9", 0),
        ("a", 3, "10", 1),
      ]))
    #expect(problems.told == [])
    #expect(log.students == ["b", "a"] && log.skills == ["9", "10"])
    #expect(log.sequences[0].map(\.skill) == [0, 1, 0])
    #expect(log.sequences[0].map(\.isCorrect) == [true, false, false])
    #expect(log.sequences[1].map(\.skill) == [1, 0, 1])
  }

  @Test func anAnswerThatTakesSeveralSkillsCountsOnce() {
    let (log, problems) = Self.log(
      Self.records([
        ("a", 1, "y", 1), ("a", 1, "x", 1), ("a", 2, "x", 0), ("b", 1, "x", 0), ("b", 1, "y", 0),
        ("b", 2, "x", 1),
      ]))
    #expect(problems.errorCount == 0)
    #expect(log.skills == ["x", "x+y"])
    #expect(log.recordIndices == [[0, 2], [3, 5]])
    #expect(log.sequences.map { $0.map(\.skill) } == [[1, 0], [1, 0]])
  }

  @Test func twoAnswersInOnePlaceAreAnError() {
    let (_, problems) = Self.log(
      Self.records([("a", 1, "x", 1), ("a", 2, "x", 1), ("a", 2, "x", 0), ("a", 3, "x", 0)]))
    #expect(problems.errorCount == 1)
    #expect(
      problems.told.first?.message
        == "student 'a' has two answers at 2; number them all differently.")
    #expect(problems.told.first?.record == 2)
  }

  @Test func anOrderCountsForMoreThanTime() {
    var records = Self.records([
      ("a", 2, "x", 1), ("a", 1, "x", 0), ("b", 1, "x", 0), ("b", 2, "x", 1), ("b", 3, "x", 1),
    ])
    records.time = [2, 1, 5, .nan, 5]
    #expect(Self.log(records).problems.told == [])
    records.time = [1, 2, 5, 4, 3]
    let (log, problems) = Self.log(records)
    #expect(log.sequences.map { $0.map(\.isCorrect) } == [[false, true], [false, true, true]])
    #expect(problems.errorCount == 0 && problems.warningCount == 1)
    #expect(
      problems.told.first?.message
        == "'time' goes backwards 3 times along 'order', first for subject 'a'; 'order' is followed."
    )
  }

  @Test func timeMustNotGoBackwards() {
    var records = Self.records([
      ("a", .nan, "x", 1), ("a", .nan, "x", 0), ("b", .nan, "x", 0), ("b", .nan, "x", 1),
    ])
    records.time = [5, 6, 1, 0]
    let (_, problems) = Self.log(records)
    #expect(problems.errorCount == 1 && problems.told.first?.record == 3)
    #expect(
      problems.told.first?.message
        == "time goes backwards for subject 'b'; sort the records, or number them in a column 'order'."
    )
  }

  @Test func whatTellsNothingIsSaid() {
    let (log, problems) = Self.log(
      Self.records([
        ("a", .nan, "x", 1), ("a", .nan, "y", 0), ("b", .nan, "x", 1), ("c", .nan, "y", 1),
        ("c", .nan, "x", 1),
      ]))
    #expect(log.interactionCount == 5 && problems.errorCount == 0)
    #expect(
      problems.told.map(\.message) == [
        "1 student has a single answer ('b'); it tells nothing about learning.",
        "skill 'x' is never answered wrong; learning cannot be told from guessing and slipping there.",
      ])
  }

  @Test func onlyRightAndWrongAreTaken() {
    let (_, problems) = Self.log(Self.records([("a", .nan, "x", 0.5), ("a", .nan, "x", 1)]))
    #expect(problems.told.first?.message == "'correct' is 0.5; it must be 0 or 1.")
  }

  @Test func aPlaceInTheOrderMayNotBeMissingHereAndThere() {
    let (_, problems) = Self.log(Self.records([("a", 1, "x", 0), ("a", .nan, "x", 1)]))
    #expect(
      problems.told.first?.message
        == "the record has no place in the order, and others have; give it.")
  }
}
