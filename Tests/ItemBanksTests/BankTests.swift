import Foundation
import ItemBanks
import ItemResponse
import Testing

struct BankTests {
  private func bank(_ text: String) throws -> Bank {
    try #require(BankFile(Data(text.utf8), file: "f.jsonl").bank)
  }

  // MARK: Writing

  @Test func writtenBanksReadBackEqual() throws {
    let original = try bank(Samples.whole)
    let data = original.encoded()
    let file = BankFile(data, file: "other.jsonl")
    #expect(file.problems.isEmpty)
    #expect(file.bank == original)
    #expect(file.bank?.encoded() == data)
  }

  @Test func banksMadeInCodeReadBackEqual() throws {
    let items = [
      Item(id: "q", parameters: LogisticModel(discrimination: 0.1 + 0.2, difficulty: 1.0 / 3)),
      Item(
        id: "θ",
        question: Question(stem: "\"\\\n\u{1F600}/", format: .text(answers: ["/"], exact: false)),
        domain: "d", status: .pretest, source: "s"),
    ]
    let original = Bank(name: "made", items: items)
    #expect(BankFile(original.encoded(), file: "x").bank == original)
  }

  @Test func oneLineAnObjectWithSortedKeys() throws {
    let lines = String(decoding: try bank(Samples.whole).encoded(), as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 9 && lines.last == "")
    #expect(
      lines[5] == #"{"a":1.5,"b":0.25,"item_id":"p-1","status":"provisional"}"#)
  }

  // MARK: The content hash

  @Test func hashIsStable() throws {
    let original = try bank(Samples.whole)
    #expect(original.contentHash == original.contentHash)
    #expect(original.contentHash.count == 64)
    #expect(original.contentHash.allSatisfy { "0123456789abcdef".contains($0) })
    #expect(BankFile(original.encoded(), file: "x").bank?.contentHash == original.contentHash)
    // Across versions of the program: a change here means that every stored hash is wrong.
    let pinned = Bank(
      name: "pin",
      items: [
        Item(id: "q", parameters: LogisticModel(discrimination: 1.5, difficulty: -0.25))
      ])
    #expect(
      String(decoding: pinned.encoded(), as: UTF8.self)
        == #"""
        {"bank":"pin","scale":{"mean":500,"sd":100},"title":"pin"}
        {"a":1.5,"b":-0.25,"item_id":"q","status":"provisional"}

        """#)
    #expect(
      pinned.contentHash == "2d023c931e8bd1e232ccc216ff235aae566c4d16b52c50347555bc5f22e3f391")
  }

  @Test func hashDoesNotDependOnResponsesNorOnSpelling() throws {
    let original = try bank(Samples.whole)
    let lines = Samples.whole.split(separator: "\n").filter { !$0.contains("subject_id") }
    let spaced = lines.map { $0.replacingOccurrences(of: "\": ", with: "\"  :  ") }
    #expect(
      try bank(spaced.joined(separator: "\n") + "\n").contentHash == original.contentHash)
  }

  @Test(arguments: [
    ("-0.3", "-0.30000000000000004"), ("Which?", "Which ?"), ("[\"C\", \"A\"]", "[\"C\", \"B\"]"),
    ("\"c\": 0.2", "\"c\": 0.21"), ("calibrated", "provisional"), ("Because.", "Because!"),
    ("\"sd\": 10", "\"sd\": 11"), ("\"max_items\": 3", "\"max_items\": 4"),
    ("CC0-1.0", "MIT"), ("ls -l", "ls -a"), ("\"exact\": true", "\"exact\": false"),
    ("\"tolerance\": 0.1", "\"tolerance\": 0.2"), ("\"m-1\", \"stem\"", "\"m-2\", \"stem\""),
    ("counts from one", "counts"), ("\"domain\": \"y\"", "\"domain\": \"x\""),
  ])
  func hashSeesEveryChange(old: String, new: String) throws {
    let changed = Samples.whole.replacingOccurrences(of: old, with: new)
    // Misconceptions are kept for wrong options only by convention, so a changed key still reads.
    #expect(try bank(changed).contentHash != bank(Samples.whole).contentHash, "\(old)")
  }

  @Test func hashSeesTheOrderOfItems() {
    let items = ["p", "q"].map { Item(id: $0, parameters: LogisticModel(difficulty: 0)) }
    #expect(
      Bank(name: "n", items: items).contentHash
        != Bank(name: "n", items: items.reversed()).contentHash)
  }

  // MARK: Questions about a bank

  @Test func levelsServeFromTheirScoreUp() throws {
    let bank = try bank(Samples.whole)
    #expect(bank.level(forScaledScore: 54.9)?.text == "low")
    #expect(bank.level(forScaledScore: 55)?.text == "high")
    #expect(bank.level(forScaledScore: -20)?.text == "low")
    #expect(Bank(name: "n", items: []).level(forScaledScore: 0) == nil)
  }

  @Test func domainsHaveTitles() throws {
    let bank = try bank(Samples.whole)
    #expect(bank.title(ofDomain: "x") == "Ex")
    #expect(bank.title(ofDomain: "elsewhere") == "elsewhere")
  }

  /// catsim 876bbb8 (scale-step-1): [−4, 4] on [0, 100].
  @Test func scaleIsALine() {
    let scale = Bank.Scale(mean: 50, standardDeviation: 12.5)
    #expect([0, -4, 4, 2].map(scale.scaled) == [50, 0, 100, 75])
  }

  @Test(arguments: Item.Status.allCases)
  func operationalItemsHaveParametersAndCount(status: Item.Status) {
    let expected = status == .provisional || status == .calibrated
    let model = LogisticModel(difficulty: 0)
    #expect(Item(id: "q", parameters: model, status: status).isOperational == expected)
    #expect(!Item(id: "q", parameters: nil, status: status).isOperational)
  }
}
