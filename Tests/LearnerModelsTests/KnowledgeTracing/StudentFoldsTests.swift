import LearnerModels
import Testing

@Suite struct StudentFoldsTests {
  @Test func dealsEveryStudentToOneFoldOfNearlyEqualSize() throws {
    let folds = try StudentFolds(students: 23, count: 5, seed: 4)
    var seen: [Int] = []
    for fold in 0..<5 {
      let test = folds.testStudents(of: fold)
      #expect(test.count == 4 || test.count == 5)
      #expect(Set(test).isDisjoint(with: folds.trainingStudents(of: fold)))
      #expect(test.count + folds.trainingStudents(of: fold).count == 23)
      seen += test
    }
    #expect(seen.sorted() == Array(0..<23))
  }

  @Test func shufflesBySeed() throws {
    let first = try StudentFolds(students: 50, count: 5, seed: 1)
    #expect(try StudentFolds(students: 50, count: 5, seed: 1) == first)
    #expect(try StudentFolds(students: 50, count: 5, seed: 2) != first)
  }

  @Test func refusesWhatCannotBeSplit() {
    #expect(throws: LearnerModelError.tooFewStudents(1, folds: 5)) {
      try StudentFolds(students: 1, count: 5)
    }
    #expect(throws: LearnerModelError.tooFewFolds(1)) { try StudentFolds(students: 9, count: 1) }
  }

  @Test func translatesByNameAndPutsUnknownNamesBehind() {
    let log = PracticeLog(
      students: ["ann"], skills: ["add", "cut"], items: ["x"],
      sequences: [[.init(skill: 0, item: 0, isCorrect: true), .init(skill: 1, isCorrect: false)]])
    let translated = log.translated(to: .init(skills: ["pie", "cut"]))
    #expect(translated.skills == ["pie", "cut", "add"])
    #expect(
      translated.sequences == [
        [.init(skill: 2, item: 0, isCorrect: true), .init(skill: 1, isCorrect: false)]
      ])
  }
}
