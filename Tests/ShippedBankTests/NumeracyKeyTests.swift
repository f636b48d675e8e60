import ItemBanks
import Testing

/// Holds every key of the bank "numeracy" against a computation from the numbers in its stem.
@Suite struct NumeracyKeyTests {
  @Test func everyComputableKeyIsRight() throws {
    let bank = try ShippedBanks.bank("numeracy")
    let keys = NumeracyKeys.all
    var problems: [String] = []
    for item in bank.items {
      guard let expected = keys[item.id], let question = item.question else { continue }
      if let problem = question.problem(expecting: expected) {
        problems.append("\(item.id): \(problem)")
      }
    }
    #expect(problems == [])
    let unknown = Set(keys.keys).subtracting(bank.items.map(\.id))
    #expect(unknown.isEmpty, "keys without an item: \(unknown)")
  }

  @Test func fewKeysAreLeftToReading() throws {
    let bank = try ShippedBanks.bank("numeracy")
    let keys = NumeracyKeys.all
    let unchecked = bank.items.map(\.id).filter { keys[$0] == nil }
    // Definitions and judgements; a new item that can be computed belongs into a table.
    #expect(
      Set(unchecked) == ["alg-009", "func-007", "geom-007", "data-010", "data-014", "chance-015"])
  }
}

extension Question {
  /// What is wrong with the key, or `nil`.
  func problem(expecting expected: ExpectedAnswer) -> String? {
    switch (expected, format) {
    case (.number(let expected), .numeric(let answer, let tolerance, _)):
      return abs(answer - expected) <= max(tolerance, 1e-9)
        ? nil : "the key is \(answer), computed is \(expected)"
    case (.number(let expected), .choice(let options, let key)):
      return Self.mismatch(options, keys: [key]) { option in
        number(in: option).map { abs($0 - expected) <= 1e-9 } ?? false
      }
    case (.numbers(let expected), .multiple(let options, let keys)):
      return Self.mismatch(options, keys: keys) { option in
        number(in: option).map { value in expected.contains { abs($0 - value) <= 1e-9 } } ?? false
      }
    case (.text(let expected), .choice(let options, let key)):
      return options[key] == expected ? nil : "the key is '\(options[key])', computed '\(expected)'"
    case (.text(let expected), .text(let answers, _)):
      return answers.contains(expected) ? nil : "'\(expected)' is not accepted"
    case (.texts(let expected), .multiple(let options, let keys)):
      let keyed = Set(keys.map { options[$0] })
      return keyed == Set(expected) ? nil : "the keys are \(keyed), computed \(expected)"
    case (.holds(let isRight), .choice(let options, let key)):
      return Self.mismatch(options, keys: [key], isRight)
    case (.holds(let isRight), .multiple(let options, let keys)):
      return Self.mismatch(options, keys: keys, isRight)
    case (.holds(let isRight), .text(let answers, _)):
      return answers.first { !isRight($0) }.map { "'\($0)' is accepted and not right" }
    default:
      return "the table expects another kind of answer"
    }
  }

  /// Exactly the keyed options must be right.
  private static func mismatch(
    _ options: [String], keys: Set<Int>, _ isRight: (String) -> Bool
  ) -> String? {
    let right = Set(options.indices.filter { isRight(options[$0]) })
    guard right != keys else { return nil }
    return "the keys are \(keys.sorted().map(optionLetter)), computed are "
      + "\(right.sorted().map(optionLetter))"
  }
}
