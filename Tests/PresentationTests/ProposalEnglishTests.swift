import AdaptiveTesting
import ItemBanks
import ItemResponse
import Presentation
import Testing

/// Why an item was chosen, under every criterion.
struct ProposalEnglishTests {
  private func why(
    _ criterion: Design.Criterion, randomesque: Design.Randomesque = 1, at position: Int = 2
  ) throws -> String {
    let bank = Bank(
      name: "n",
      items: [-1.0, 0, 1, 2].enumerated().map { index, b in
        Item(
          id: "q\(index + 1)",
          parameters: LogisticModel(discrimination: 1 + 0.1 * Double(index), difficulty: b))
      })
    var selection = Design.Selection(criterion: criterion, randomesque: randomesque)
    if criterion == .fixed { selection.items = ["q3", "q1", "q2"] }
    var session = try TestSession(
      bank: bank,
      design: Design(
        selection: selection, stopping: .init(standardError: nil, maximumItems: 4)), seed: 3)
    session.begin(at: 0)
    for _ in 1..<position {
      session.advance(at: 0)
      session.record(score: 1, at: 0)
    }
    session.advance(at: 0)
    return session.current?.english ?? ""
  }

  @Test func informationAsEver() throws {
    #expect(
      try why(.maximumFisherInformation, at: 1)
        == "most informative of 4 eligible, 0.303 at θ 0.00; next q3, 0.256")
  }

  @Test(arguments: [
    (
      Design.Criterion.nearestDifficulty, "nearest in difficulty of 3 eligible, ", " logits from θ "
    ),
    (.nearestPeak, "nearest by peak of information of 3 eligible, ", " logits from θ "),
    (
      .likelihoodWeightedInformation, "most informative over the likelihood of 3 eligible, ",
      " on average; next"
    ),
    (
      .posteriorWeightedInformation, "most informative over the posterior of 3 eligible, ",
      " on average; next"
    ),
    (
      .expectedPosteriorVariance, "least expected posterior variance of 3 eligible, ",
      " logits² expected; next"
    ),
    (.expectedInformation, "most expected information of 3 eligible, ", " expected after θ "),
    (
      .kullbackLeibler, "most Kullback–Leibler information over the likelihood of 3 eligible, ",
      " nats about θ "
    ),
    (
      .posteriorKullbackLeibler,
      "most Kullback–Leibler information over the posterior of 3 eligible, ", " nats about θ "
    ),
    (
      .globalDiscrimination, "most discriminating over the likelihood of 3 eligible, ",
      " as a variance; next"
    ),
    (
      .posteriorGlobalDiscrimination, "most discriminating over the posterior of 3 eligible, ",
      " as a variance; next"
    ),
    (
      .intervalInformation, "most informative in the interval of 3 eligible, ",
      " on average about θ "
    ),
    (.progressive, "best by information and chance together of 3 eligible, ", " at θ "),
    (
      .proportional, "drawn from 3 eligible, the more informative the likelier, ", " at θ "
    ),
  ])
  func everyCriterionSaysWhatItLookedAt(
    criterion: Design.Criterion, start: String, unit: String
  ) throws {
    let text = try why(criterion)
    #expect(text.hasPrefix(start), "\(text)")
    #expect(text.contains(unit), "\(text)")
    #expect(text.contains("next ") != criterion.isDraw && !text.contains("the best was"), "\(text)")
    #expect(text.hasSuffix("; kept out: 1 already given"), "\(text)")
  }

  @Test func chanceAndLists() throws {
    #expect(
      try why(.random) == "drawn at random from 3 eligible; kept out: 1 already given")
    #expect(try why(.fixed, at: 1) == "number 1 of the list; next q1")
    #expect(try why(.fixed) == "number 2 of the list; next q2; kept out: 1 already given")
  }

  /// Where less is better, the one passed over is the better one when its value is less.
  @Test func drawnFromSeveralNamesTheBest() throws {
    let text = try why(.nearestDifficulty, randomesque: 4, at: 1)
    #expect(text.hasPrefix("drawn from the 4 nearest in difficulty of 4 eligible, "), "\(text)")
    #expect(
      text.contains("; the best was q2, 0.000") || text.contains("0.000 logits from θ 0.00; next"),
      "\(text)")
  }
}
