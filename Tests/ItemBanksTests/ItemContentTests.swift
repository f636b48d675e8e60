import Foundation
import ItemBanks
import ItemResponse
import Testing

/// Attributes, enemies and sets in bank files.
struct ItemContentTests {
  private func read(_ lines: [String]) -> BankFile {
    BankFile(Data((lines.joined(separator: "\n") + "\n").utf8), file: "b.jsonl")
  }

  private let sound = [
    #"{"bank": "b", "sets": [{"set": "s1", "stimulus": "A text.", "min": 2, "max": 2}]}"#,
    #"{"item_id": "q1", "b": 0, "attributes": {"words": 40, "skill": "ratio"}, "enemies": ["q3"]}"#,
    #"{"item_id": "q2", "b": 0, "set": "s1", "stem": "?", "answer": 1}"#,
    #"{"item_id": "q3", "b": 0, "set": "s1", "stem": "?", "answer": 1}"#,
    #"{"set": "s2", "stimulus": "Another."}"#,
    #"{"item_id": "q4", "b": 0, "set": "s2", "stem": "?", "answer": 1}"#,
  ]

  @Test func keepsWhatItReads() throws {
    let file = read(sound)
    #expect(file.problems.isEmpty)
    let bank = try #require(file.bank)
    #expect(bank.items[0].attributes == ["words": .number(40), "skill": .text("ratio")])
    #expect(bank.items[0].enemies == ["q3"])
    #expect(bank.items[1].set == "s1")
    #expect(
      bank.sets == [
        .init(id: "s1", stimulus: "A text.", minimum: 2, maximum: 2),
        .init(id: "s2", stimulus: "Another."),
      ])
    #expect(bank.stimulus(of: bank.items[3]) == "Another.")
    #expect(bank.stimulus(of: bank.items[0]) == nil)
    #expect(bank.items[1].property("type") == .text("numeric"))
    // The bank line and the items, one by one: what is stored relies on it.
    let encoded = bank.encoded()
    #expect(encoded.split(separator: UInt8(ascii: "\n")).count == 1 + bank.items.count)
    #expect(BankFile(encoded, file: "b.jsonl").bank == bank)
    let calibrated = bank.replacingParameters([("q1", .init(discrimination: 1, difficulty: 1))])
    #expect(calibrated.items[0].attributes == bank.items[0].attributes)
    #expect(calibrated.sets == bank.sets)
  }

  @Test(arguments: [
    (
      #"{"item_id": "q9", "attributes": {"domain": "x"}}"#,
      "attribute 'domain' has the name of a property of every item; rename it."
    ),
    (
      #"{"item_id": "q9", "attributes": {"x": [1]}}"#,
      "attribute 'x' is a list; it must be a text or a number."
    ),
    (#"{"item_id": "q9", "enemies": ["q9"]}"#, "the item is its own enemy; leave its id out."),
    (
      #"{"item_id": "q9", "enemies": ["q0"]}"#,
      "enemy 'q0' is not an item of the bank; correct its id."
    ),
    (#"{"set": "s3", "min": 0}"#, "'min' is 0; it must be at least 1."),
    (#"{"set": "s3", "min": 3, "max": 2}"#, "'max' is 2, less than 'min', 3; raise it."),
    (#"{"set": "s3", "min": 1.5}"#, "'min' is 1.5; it must be a whole number."),
    (
      #"{"set": "s1"}"#,
      "set 's1' is described on line 1, too; describe each set once."
    ),
    (
      #"{"set": "s3"}"#,
      "set 's3' has 0 items, fewer than its 'min' of 1; add items or lower 'min'."
    ),
    (
      #"{"set": "s3", "stimulus": " "}"#,
      "the stimulus is empty; leave it out or write what the items are about."
    ),
  ])
  func saysWhatIsWrong(line: String, expected: String) {
    #expect(read(sound + [line]).errors.map(\.message).contains(expected))
  }

  @Test func responsesMayStandInABankWithSets() throws {
    let lines = sound + [#"{"subject_id": "s", "responses": {"q1": 1, "q2": 0}, "set": "odd"}"#]
    let data = readResponses(lines.joined(separator: "\n") + "\n")
    #expect(data.matrix?.scores == ScoreGrid([[1, 0]]))
    #expect(data.bankLines.count == sound.count)
    #expect(data.bankLines.filter(\.isItem).count == 4)
  }

  @Test func warnsOfASetThatNothingDescribes() {
    let file = read(sound + [#"{"item_id": "q9", "b": 0, "set": "s9", "stem": "?", "answer": 1}"#])
    #expect(
      file.warnings.map(\.message) == [
        "set 's9' has no line of its own, so nothing is shown above its items."
      ])
  }
}
