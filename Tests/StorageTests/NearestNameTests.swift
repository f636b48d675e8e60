import Testing

@testable import Storage

@Suite struct NearestNameTests {
  @Test(arguments: [
    ("numercy", "numeracy"), ("Shell", "shell"), ("shel", "shell"), ("hsell", "shell"),
    ("shells", "shell"), ("numeracy.jsonl", nil), ("x", nil), ("", nil), ("german", nil),
  ])
  func proposesWhatIsNear(_ typed: String, _ nearest: String?) {
    #expect(nearestName(to: typed, among: ["numeracy", "shell"]) == nearest)
  }

  @Test func nothingIsNearWhereNothingIs() {
    #expect(nearestName(to: "shell", among: []) == nil)
  }
}
