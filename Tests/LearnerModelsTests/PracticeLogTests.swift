import LearnerModels
import Testing

@Suite struct PracticeLogTests {
  @Test func studentsAtIndicesKeepTheirInteractions() {
    let log = PracticeLog(
      students: ["a", "b", "c"], skills: ["x"],
      sequences: [[], [.init(skill: 0, isCorrect: true)], [.init(skill: 0, isCorrect: false)]])
    let some = log.students(at: [2, 1])
    #expect(some.students == ["c", "b"])
    #expect(some.sequences == [log.sequences[2], log.sequences[1]])
    #expect(some.interactionCount == 2)
  }
}
