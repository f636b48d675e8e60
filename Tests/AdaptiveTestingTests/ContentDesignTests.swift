import AdaptiveTesting
import Foundation
import ItemBanks
import Testing

/// Reading, writing and refusing the content part of a design.
struct ContentDesignTests {
  private func message(_ content: String, maximum: Int? = 10) -> String? {
    let stopping = maximum.map { "{\"max_items\": \($0)}" } ?? "{\"se\": 0.3}"
    do {
      _ = try TestPlan(
        bank: contentBank(30, seed: 1),
        design: Design(json: Data("{\"content\": \(content), \"stopping\": \(stopping)}".utf8)))
      return nil
    } catch {
      return error.message
    }
  }

  @Test func writesWhatItReads() throws {
    let text = """
      {"content": {"balance": "domains", "method": "penalty", "constraints": [
        {"name": "a", "where": {"domain": ["algebra"], "level": [3, "x"]}, "min": 1, "max": 4},
        {"name": "b", "sum": "seconds", "max": 600, "weight": 2},
        {"name": "c", "items": ["q1", "q2"], "min": 1}],
        "groups": [{"items": ["q3", "q4"], "rule": "ordered"}]},
       "stopping": {"max_items": 10}}
      """
    let design = try Design(json: Data(text.utf8))
    #expect(design.content.constraints.count == 3)
    #expect(
      design.content.constraints[0].scope
        == .matching(["domain": [.text("algebra")], "level": [.number(3), .text("x")]]))
    #expect(try Design(design.json) == design)
  }

  @Test func saysNothingNewWhereNothingIsNew() {
    for content in [Design.Content.none, .equalShares, .shares(["x": 1])] {
      guard case .object(let fields) = Design(content: content).json,
        case .object(let written)? = fields["content"]
      else {
        Issue.record("a design writes its content")
        continue
      }
      #expect(written.count == 1)
    }
  }

  @Test(arguments: [
    (
      #"{"constraints": [{"min": 1}]}"#, "content.constraints: one has no 'name'; give each a name."
    ),
    (
      #"{"constraints": [{"name": "a"}]}"#,
      "content.constraints: 'a' has neither 'min' nor 'max'; set one."
    ),
    (
      #"{"constraints": [{"name": "a", "min": 3, "max": 2}]}"#,
      "content.constraints: 'a' has a 'min' of 3, above its 'max' of 2."
    ),
    (
      #"{"constraints": [{"name": "a", "min": 1.5}]}"#,
      "content.constraints: 'a' has a 'min' of 1.5; items are counted in whole numbers."
    ),
    (
      #"{"constraints": [{"name": "a", "max": -1}]}"#,
      "content.constraints: 'a' has a 'max' of −1; it must be at least 0."
    ),
    (
      #"{"constraints": [{"name": "a", "max": 1, "weight": 0}]}"#,
      "content.constraints: 'a' has a 'weight' of 0; it must be above 0."
    ),
    (
      #"{"constraints": [{"name": "a", "max": 1}, {"name": "a", "min": 1}]}"#,
      "content.constraints: two are called 'a'; name each its own."
    ),
    (
      #"{"constraints": [{"name": "a", "max": 1, "items": ["q1"], "where": {"domain": "data"}}]}"#,
      "content.constraints: 'a' has 'where' and 'items'; keep the one that is meant."
    ),
    (
      #"{"constraints": [{"name": "a", "max": 1, "items": []}]}"#,
      "content.constraints: 'a' has an empty list of 'items'; name some."
    ),
    (
      #"{"constraints": [{"name": "a", "max": 1, "where": {"domain": true}}]}"#,
      "content.constraints: 'a' asks for a 'domain' that is not a text, a number or a list of them."
    ),
    (
      #"{"constraints": [{"name": "a", "max": 1, "items": ["q99"]}]}"#,
      "content.constraints: 'a' names item 'q99', which bank 'made' does not have."
    ),
    (
      #"{"constraints": [{"name": "a", "max": 1, "where": {"skil": "use"}}]}"#,
      "content.constraints: 'a' asks for 'skil', which no item of bank 'made' has."
    ),
    (
      #"{"constraints": [{"name": "a", "max": 1, "where": {"domain": ["algebra", "algebr"]}}]}"#,
      "content.constraints: 'a' asks for domain 'algebr', which no item of bank 'made' has."
    ),
    (
      #"{"constraints": [{"name": "a", "max": 1, "sum": "words"}]}"#,
      "content.constraints: 'a' sums 'words', which item 'q1' has no number for; add it."
    ),
    (
      #"{"constraints": [{"name": "a", "max": 1, "sum": "skill"}]}"#,
      "content.constraints: 'a' sums 'skill', which item 'q1' has no number for; add it."
    ),
    (
      #"{"constraints": [{"name": "a", "min": 3, "items": ["q1", "q2"]}]}"#,
      "content.constraints: 'a' has a 'min' of 3, but all there is in bank 'made' comes to 2; lower it."
    ),
    (
      #"{"constraints": [{"name": "a", "max": 1, "colour": 1}]}"#,
      "'content.constraints.colour' is not known in a design; see cat-design(5)."
    ),
    (
      #"{"method": "best"}"#,
      "content.method is 'best'; it must be one of priority, penalty, exact."
    ),
  ])
  func refusesInOneSentence(content: String, expected: String) {
    #expect(message(content) == expected)
  }

  @Test func methodsThatNeedALengthSaySo() {
    for method in ["exact", "penalty"] {
      #expect(
        message(
          #"{"method": "\#(method)", "constraints": [{"name": "a", "max": 1}]}"#, maximum: nil)
          == "content.method is \(method), which needs to know how long the test is; set "
          + "stopping.max_items.")
    }
  }

  @Test func saysWhatItDoesInEnglish() {
    var design = fixedLength(
      20,
      .init(
        constraints: [
          .init(
            name: "algebra",
            scope: .matching(["domain": [.text("algebra")], "level": [.number(3), .number(4)]]),
            minimum: 3, maximum: 6),
          .init(name: "time", sum: "seconds", maximum: 600, weight: 2),
        ], method: .exact))
    #expect(
      Array(design.english[2...4]) == [
        "Constraint 'algebra': 3 to 6 items with domain algebra and level 3 or 4.",
        "Constraint 'time': at most 600 seconds in all (weight 2).",
        "Each item comes from the best test of 20 items that holds those given and keeps every "
          + "constraint (a shadow test).",
      ])
    design.stopping.standardError = 0.3
    #expect(
      design.english[5]
        == "The constraints hold for the full 20 items: a test that stops earlier may fall short of "
        + "them.")
  }
}
