import Foundation
import ItemBanks
import ItemResponse
import Testing

/// Items that carry the errors of their parameters.
@Suite struct ParameterErrorsTests {
  private func file(_ lines: String...) -> BankFile {
    BankFile(
      Data((["{\"bank\": \"n\"}"] + lines).joined(separator: "\n").appending("\n").utf8),
      file: "n.jsonl")
  }

  @Test func areReadAndWritten() throws {
    let read = file(
      #"{"item_id": "q1", "a": 1.2, "b": 0.3, "c": 0.2, "se_a": 0.1, "se_b": 0.25, "se_c": 0.04}"#,
      #"{"item_id": "q2", "b": 0.3, "se_b": 0, "se_d": null}"#,
      #"{"item_id": "q3", "model": "2pl", "a": 2, "b": 1, "se_d": 0.01}"#)
    #expect(read.problems.map(\.description) == [])
    let bank = try #require(read.bank)
    #expect(
      bank.items.map(\.parameterErrors) == [
        ParameterErrors(discrimination: 0.1, difficulty: 0.25, lowerAsymptote: 0.04), nil,
        ParameterErrors(upperAsymptote: 0.01),
      ])
    let again = try #require(BankFile(bank.encoded(), file: "n.jsonl").bank)
    #expect(again.items == bank.items)
    #expect(again.contentHash == bank.contentHash)
    let text = String(decoding: bank.encoded(), as: UTF8.self)
    #expect(text.contains("\"se_c\":0.04") && !text.contains("\"se_b\":0,"))
  }

  @Test(arguments: [
    (
      #"{"item_id": "q", "b": 1, "se_b": -0.1}"#,
      "n.jsonl:2: item 'q': se_b is -0.1; a standard error must be at least 0."
    ),
    (
      #"{"item_id": "q", "se_b": 0.1}"#,
      "n.jsonl:2: item 'q': has 'se_b' but no difficulty 'b'; give both or neither."
    ),
    (
      #"{"item_id": "q", "model": "pcm", "steps": [0, 1], "se_a": 0.1}"#,
      "n.jsonl:2: item 'q': the model 'pcm' has no 'se_a'; only logistic items carry errors."
    ),
    (
      #"{"item_id": "q", "b": 1, "se_b": "small"}"#,
      "n.jsonl:2: item 'q': 'se_b' is a text; it must be a finite number."
    ),
  ])
  func mistakes(line: String, message: String) {
    let read = file(line)
    #expect(read.problems.map(\.description) == [message])
    #expect(read.bank == nil)
  }

  @Test func calibrationsBringThem() {
    let old = LogisticModel(difficulty: 3)
    let new = LogisticModel(difficulty: 1)
    let known = ParameterErrors(difficulty: 0.3)
    let found = ParameterErrors(difficulty: 0.1)
    let bank = Bank(
      name: "n",
      items: ["a", "b", "c", "d"].map {
        Item(id: $0, parameters: old, parameterErrors: known)
      })
    let result = bank.replacingParameters(
      [("a", new), ("b", new), ("c", old), ("x", new)], errors: ["a": found, "x": found])
    // c was kept as it is; b has parameters whose errors nobody knows.
    #expect(result.items.map(\.parameterErrors) == [found, nil, known, known, found])
  }
}
