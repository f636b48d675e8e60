import Foundation
import ItemBanks
import ItemResponse
import Testing

@testable import AdaptiveTesting

/// The selection part of a design: its JSON, its words, what it refuses, and fixed lists.
struct SelectionDesignTests {
  private func design(_ json: String) throws -> Design { try Design(json: Data(json.utf8)) }

  @Test func keysArePromised() throws {
    let json = #"""
      {"selection": {"criterion": "progressive", "acceleration": 2, "uncertainty": true,
        "strata": {"by": "a_b_blocked", "count": 3, "lengths": [4, 5, 6]}},
       "stopping": {"max_items": 15}}
      """#
    let design = try design(json)
    #expect(design.selection.acceleration == 2 && design.selection.allowsForUncertainty)
    #expect(
      design.selection.strata == .init(.blockedDiscrimination, count: 3, lengths: [4, 5, 6]))
    #expect(try Design(design.json) == design)
    let mei = try self.design(
      #"{"selection": {"criterion": "mei", "information": "observed"}}"#)
    #expect(mei.selection.information == .observed)
    #expect(try Design(mei.json) == mei)
    let interval = try self.design(
      #"{"selection": {"criterion": "interval", "half_width": 0.5}}"#)
    #expect(interval.selection.halfWidth == 0.5)
    #expect(try Design(interval.json) == interval)
    let fixed = try self.design(#"{"selection": {"criterion": "fixed", "items": ["a", "b"]}}"#)
    #expect(fixed.selection.items == ["a", "b"])
    #expect(try Design(fixed.json) == fixed)
  }

  /// Logs of before these keys are written as they were.
  @Test func theDefaultIsWrittenAsEver() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let text = String(decoding: try encoder.encode(Design.Selection().json), as: UTF8.self)
    #expect(text == #"{"criterion":"mfi","randomesque":1}"#)
  }

  @Test(arguments: [
    (
      #"{"criterion": "mfi", "half_width": 1}"#,
      "selection.half_width is of no use to the criterion mfi; leave it out, or use interval."
    ),
    (
      #"{"criterion": "kl", "information": "fisher"}"#,
      "selection.information is of no use to the criterion kl; leave it out, or use mei."
    ),
    (
      #"{"criterion": "mfi", "acceleration": 1}"#,
      "selection.acceleration is of no use to the criterion mfi; leave it out, or use progressive "
        + "or proportional."
    ),
    (
      #"{"criterion": "random", "randomesque": 3}"#,
      "selection.randomesque is of no use to the criterion random; leave it out, or use a "
        + "criterion that ranks items."
    ),
    (
      #"{"criterion": "mfi", "items": ["a"]}"#,
      "selection.items is of no use to the criterion mfi; leave it out, or use fixed."
    ),
    (
      #"{"criterion": "urry", "uncertainty": true}"#,
      "selection.uncertainty is of no use to the criterion urry; leave it out, or use one of mfi, "
        + "mlwi, mpwi, mei, interval, progressive, proportional."
    ),
    (
      #"{"criterion": "fixed"}"#,
      "selection.criterion is fixed without 'items'; list the ids to give, in order."
    ),
    (
      #"{"criterion": "fixed", "items": ["a", "b", "a"]}"#,
      "selection.items has 'a' twice; name each item once."
    ),
    (
      #"{"criterion": "interval", "half_width": 0}"#,
      "selection.half_width is 0.0; it must be greater than 0 logits."
    ),
    (
      #"{"criterion": "progressive", "acceleration": -1}"#,
      "selection.acceleration is -1.0; it must lie between 0 and 100."
    ),
    (
      #"{"strata": {"count": 3}}"#,
      "selection.strata has no 'by'; write a, a_b_blocked or information."
    ),
    (
      #"{"strata": {"by": "a", "count": 1}}"#,
      "selection.strata.count is 1; it must be 2 or more, or leave strata out."
    ),
    (
      #"{"strata": {"by": "a", "count": 3, "lengths": [1, 2]}}"#,
      "selection.strata.lengths has 2 numbers for 3 strata; write one for each."
    ),
    (
      #"{"strata": {"by": "a"}}"#,
      "selection.strata has no 'lengths', and stopping.max_items is not there to part into 4, or "
        + "too small; give either."
    ),
  ])
  func refusals(selection: String, message: String) {
    #expect(throws: DesignError(message: message)) {
      try design(#"{"selection": \#(selection)}"#)
    }
  }

  @Test func chanceNeedsAnEnd() {
    #expect(
      throws: DesignError(
        message:
          "selection.criterion proportional asks how far the test has come; give "
          + "stopping.max_items or stopping.se.")
    ) { try design(#"{"selection": {"criterion": "proportional"}, "stopping": {}}"#) }
    #expect(
      throws: DesignError(
        message:
          "start is of no use to the criterion random, which does not look at ability; leave it "
          + "out.")
    ) { try design(#"{"selection": {"criterion": "random"}, "start": {"theta": 1}}"#) }
  }

  /// What belongs to the criterion before goes with it; what any may have stays.
  @Test func anotherCriterionLeavesOffWhatItDoesNotUse() throws {
    var design = try design(
      #"""
      {"start": {"theta": 1}, "stopping": {"max_items": 12},
       "selection": {"criterion": "interval", "half_width": 0.4, "randomesque": 4,
         "uncertainty": true, "strata": {"by": "a", "count": 2}}}
      """#)
    design.choose(.kullbackLeibler)
    try design.validate()
    #expect(design.selection.halfWidth == nil && !design.selection.allowsForUncertainty)
    #expect(design.selection.randomesque == 4 && design.selection.strata?.count == 2)
    #expect(design.start.origin == .theta(1))
    design.choose(.random)
    try design.validate()
    #expect(design.selection.randomesque == 1 && design.start == .init())
    #expect(design.selection.strata?.count == 2)
    design.selection.items = ["a"]
    design.choose(.fixed)
    try design.validate()
    #expect(design.selection.strata == nil && design.selection.items == ["a"])
  }

  // MARK: Words

  @Test func everyCriterionHasItsSentence() {
    var sentences: Set<String> = []
    for criterion in Design.Criterion.allCases {
      var selection = Design.Selection(criterion: criterion)
      if criterion == .fixed { selection.items = ["a", "b"] }
      let sentence = selection.english(maximumItems: 12)
      #expect(sentence.hasSuffix(".") && !sentence.contains("  "), "\(sentence)")
      sentences.insert(sentence)
    }
    #expect(sentences.count == Design.Criterion.allCases.count)
  }

  @Test func wordsSayWhatIsSet() {
    var selection = Design.Selection(
      criterion: .intervalInformation, randomesque: 3, strata: .init(.discrimination, count: 4))
    selection.halfWidth = 0.5
    selection.allowsForUncertainty = true
    #expect(
      selection.english(maximumItems: 10)
        == "The next item is drawn at random from the 3 that tell most on average within 0.5 logits "
        + "of the current estimate (interval information). Items are parted into 4 strata by "
        + "discrimination, and taken from one after the other, the lowest first: 2, 3, 2, 3. "
        + "Information allows for the errors of the items' parameters.")
    var fixed = Design(stopping: .init(standardError: nil))
    fixed.selection = .init(criterion: .fixed)
    fixed.selection.items = ["a", "b", "c"]
    #expect(fixed.english[0] == "The items are the 3 of a list, in its order; then the test ends.")
  }

  // MARK: Fixed lists

  @Test func aListIsGivenInItsOrder() throws {
    var selection = Design.Selection(criterion: .fixed)
    selection.items = ["q9", "q2", "q5"]
    let session = try finished(evenBank(12), .endless(selection: selection))
    #expect(session.path == ["q9", "q2", "q5"])
    #expect(session.stopReason == .listExhausted)
    #expect(session.proposals.map(\.value) == [1, 2, 3])
    #expect(session.proposals.map { $0.runnerUp?.item } == ["q2", "q5", nil])
    #expect(session.proposals.map(\.eligible) == [3, 2, 1])
    var running = try TestSession(
      bank: evenBank(12), design: .endless(selection: selection), seed: 1)
    running.begin(at: 0)
    #expect(running.itemsRemaining == 3...3)
  }

  @Test func aListNamesWhatTheBankCanGive() throws {
    let items = evenBank(2).items + [Item(id: "bare")]
    func refusal(_ id: String, _ message: String) {
      var selection = Design.Selection(criterion: .fixed)
      selection.items = ["q1", id]
      #expect(throws: DesignError(message: message)) {
        try finished(Bank(name: "n", items: items), .endless(selection: selection))
      }
    }
    refusal("q7", "selection.items names 'q7', which bank 'n' does not have.")
    refusal(
      "bare",
      "selection.items names 'bare', which bank 'n' cannot give; see its status and parameters."
    )
  }

  // MARK: Uncertainty

  @Test func itemsWithErrorsTellLess() throws {
    let sure = LogisticModel(discrimination: 1.5, difficulty: 0)
    let bank = Bank(
      name: "n",
      items: [
        Item(
          id: "rough", parameters: LogisticModel(discrimination: 1.6, difficulty: 0),
          parameterErrors: ParameterErrors(discrimination: 0.2, difficulty: 0.6)),
        Item(id: "sure", parameters: sure),
      ])
    var design = Design.endless(maximumItems: 1)
    #expect(try finished(bank, design).path == ["rough"])
    design.selection.allowsForUncertainty = true
    let session = try finished(bank, design)
    #expect(session.path == ["sure"])
    #expect(session.proposals[0].value == sure.information(at: 0))
    // 1.6² / 4 / (1 + Var P / (1/4)), with Var P = (1.6 · 0.6 / 4)² at θ = b.
    let expected = 0.64 / (1 + 4 * 0.24 * 0.24)
    #expect(abs((session.proposals[0].runnerUp?.value ?? 0) - expected) < 1e-12)
    // What the answer told is still what the model says.
    let answer = session.answers[0]
    #expect(answer.information == sure.information(at: answer.estimate.theta))

    #expect(
      throws: DesignError(
        message:
          "selection.uncertainty is true, but no item of bank 'made' has errors of its "
          + "parameters; give items se_a, se_b, se_c or se_d, or leave it out.")
    ) { try finished(evenBank(4), design) }
  }
}
