import ItemResponse
import Testing

@testable import ItemBanks

@Suite struct BankParametersTests {
  @Test func aCalibrationChangesParametersAndNothingElse() {
    let question = Question(stem: "?", format: .choice(options: ["x", "y"], key: 1))
    let old = LogisticModel(difficulty: 3)
    let new = LogisticModel(discrimination: 1.5, difficulty: -1)
    let bank = Bank(
      name: "n", title: "N",
      items: [
        Item(
          id: "a", question: question, domain: "d", parameters: old, rationale: "r", source: "s"),
        Item(id: "b", parameters: old),
        Item(id: "c", parameters: nil, status: .pretest),
        Item(id: "d", parameters: old, status: .retired),
      ], responses: [ResponseRecord(subject: "1", scores: ["a": 1])])
    let result = bank.replacingParameters([("x", old), ("a", new), ("c", new), ("d", new)])
    #expect(result.title == "N" && result.responses.isEmpty)
    #expect(result.items.map(\.id) == ["a", "b", "c", "d", "x"])
    #expect(result.items.map(\.parameters) == [new, old, new, new, old])
    #expect(
      result.items.map(\.status) == [.calibrated, .provisional, .pretest, .retired, .calibrated])
    #expect(result.items[0].question == question && result.items[0].rationale == "r")
    #expect(
      bank.replacingParameters([("a", new)], status: .provisional).items[0].status == .provisional)
  }
}
