import ItemBanks
import ItemResponse
import Numerical
import Testing

@testable import AdaptiveTesting

/// Selection as a sitting shows it: which item, why, and what was left out.
struct SelectorTests {
  @Test func takesTheMostInformativeItemAndNamesTheRunnerUp() throws {
    for seed in 1...5 as ClosedRange<UInt64> {
      var generator = SeededGenerator(seed: seed)
      let bank = makeBank(
        (0..<40).map { _ in (6 * generator.uniform() - 3, nil) }, a: 1.3)
      let session = try finished(bank, .endless(maximumItems: 10), seed: seed)
      var left = bank.items
      for (proposal, answer) in zip(session.proposals, session.answers) {
        let ranked = left.sorted {
          ($0.model?.information(at: proposal.theta) ?? 0)
            > ($1.model?.information(at: proposal.theta) ?? 0)
        }
        #expect(proposal.item == ranked[0].id, "seed \(seed)")
        #expect(proposal.value == ranked[0].model?.information(at: proposal.theta))
        #expect(proposal.runnerUp?.item == ranked[1].id, "seed \(seed)")
        #expect(proposal.runnerUp?.value == ranked[1].model?.information(at: proposal.theta))
        #expect(proposal.eligible == left.count)
        let before =
          proposal.position == 1 ? 0 : session.answers[proposal.position - 2].estimate.theta
        #expect(proposal.theta == before)
        left.removeAll { $0.id == answer.item.id }
      }
    }
  }

  @Test func tiesGoToTheFirstInTheBank() throws {
    let session = try finished(makeBank([(1, nil), (-1, nil), (1, nil)]), .endless())
    #expect(session.proposals[0].item == "q1")
    #expect(session.proposals[0].runnerUp?.item == "q2")
  }

  @Test func startAbilityLeadsToTheFirstItemOnly() throws {
    var design = Design.endless()
    design.start.origin = .theta(2)
    let session = try finished(evenBank(13), design)
    #expect(session.proposals[0].theta == 2 && session.proposals[0].item == "q11")
    #expect(session.proposals[1].theta == session.answers[0].estimate.theta)
    design.start.origin = .prior
    design.estimation.prior = .normal(mean: -1, standardDeviation: 1)
    #expect(try finished(evenBank(13), design).proposals[0].theta == -1)
  }

  @Test func pretestAndRetiredItemsAreNeverGiven() throws {
    let model = LogisticModel(difficulty: 0)
    let items = Item.Status.allCases.map { Item(id: $0.rawValue, parameters: model, status: $0) }
    let bank = Bank(name: "mixed", items: items + [Item(id: "bare")])
    let session = try finished(bank, .endless())
    #expect(session.path == ["provisional", "calibrated"])
    #expect(session.stopReason == .bankExhausted)
    #expect(session.proposals[0].eligible == 2)
  }

  @Test func itemsThatAskNothingAreNotPutBeforeAPerson() throws {
    let question = Question(stem: "?", format: .text(answers: ["x"], exact: false))
    let items = (0..<4).map { index in
      Item(
        id: "q\(index)", question: index == 2 ? nil : question, domain: index == 3 ? "y" : "x",
        parameters: LogisticModel(difficulty: 0))
    }
    let session = try finished(Bank(name: "n", items: items), .endless(content: .equalShares))
    #expect(Set(session.path) == ["q0", "q1", "q3"])
    #expect(session.stopReason == .bankExhausted)
  }

  // MARK: Randomesque

  @Test func drawsFromExactlyTheBestWithEqualChances() throws {
    let bank = evenBank(41)
    let design = Design.endless(selection: .init(randomesque: 4))
    let best = Set(
      bank.items.sorted {
        ($0.model?.information(at: 0) ?? 0, $1.id) > ($1.model?.information(at: 0) ?? 0, $0.id)
      }.prefix(4).map(\.id))
    var tally: [String: Int] = [:]
    for seed in 0..<800 as Range<UInt64> {
      var session = try TestSession(bank: bank, design: design, seed: seed)
      session.begin(at: 0)
      session.advance(at: 0)
      let proposal = try #require(session.current)
      tally[proposal.item, default: 0] += 1
      #expect(proposal.drawnFrom == 4)
      #expect(proposal.runnerUp.map { $0.item != proposal.item && $0.value >= 0 } ?? false)
    }
    #expect(Set(tally.keys).count == 4)
    // Items 20, 21, 22 and one of 19 and 23, which are equal but for their order.
    #expect(Set(tally.keys) == best || Set(tally.keys) == ["q19", "q20", "q21", "q22"])
    // 200 each, with a standard deviation of 12.
    #expect(tally.values.allSatisfy { (140...260).contains($0) }, "\(tally)")
  }

  @Test func laterDrawsAreAsFair() throws {
    let bank = evenBank(30)
    let design = Design.endless(selection: .init(randomesque: 3), maximumItems: 6)
    var ranks = [0, 0, 0]
    var repeats = 0
    for seed in 0..<60 as Range<UInt64> {
      let session = try finished(bank, design, seed: seed)
      var left = bank.items
      var previous: Int?
      for proposal in session.proposals {
        let ranked = left.enumerated().sorted {
          let one = $0.element.model?.information(at: proposal.theta) ?? 0
          let two = $1.element.model?.information(at: proposal.theta) ?? 0
          return one != two ? one > two : $0.offset < $1.offset
        }.map(\.element.id)
        let rank = try #require(ranked.firstIndex(of: proposal.item))
        try #require(rank < 3, "seed \(seed)")
        ranks[rank] += 1
        if rank == previous { repeats += 1 }
        previous = rank
        left.removeAll { $0.id == proposal.item }
      }
    }
    // 120 each, with a standard deviation of 9.
    #expect(ranks.allSatisfy { (75...165).contains($0) }, "\(ranks)")
    // Draws of one sitting are independent: of 300 neighbours 100 are equal, with a deviation of 8.
    #expect((60...140).contains(repeats), "\(repeats)")
  }

  @Test func poolShrinksWithTheBank() throws {
    let session = try finished(evenBank(3), .endless(selection: .init(randomesque: 10)))
    #expect(session.proposals.map(\.drawnFrom) == [3, 2, 1])
    #expect(session.proposals.map { $0.runnerUp == nil } == [false, false, true])
    #expect(Set(session.path) == ["q1", "q2", "q3"])
  }

  // MARK: Content

  @Test(arguments: [
    ["a": 0.1, "b": 0.2, "c": 0.2, "d": 0.2, "e": 0.3],
    ["a": 1, "b": 1, "c": 1, "d": 1, "e": 1], ["a": 5, "b": 3, "c": 2], ["a": 1, "b": 1, "c": 1],
    ["a": 6, "b": 1, "c": 1, "d": 1, "e": 1], ["a": 13, "b": 7, "c": 3, "d": 2],
  ])
  func sharesAreMetWithinOneItem(shares: [String: Double]) throws {
    let bank = evenBank(150, domains: shares.keys.sorted())
    let design = Design.endless(content: .shares(shares), maximumItems: 25)
    let session = try finished(bank, design)
    let total = shares.values.reduce(0, +)
    var counts: [String: Int] = [:]
    for answer in session.answers {
      counts[answer.item.domain ?? "", default: 0] += 1
      for (domain, share) in shares {
        let target = share / total * Double(answer.position)
        #expect(
          abs(Double(counts[domain] ?? 0) - target) <= 1 + 1e-9,
          "\(domain) after \(answer.position) items")
      }
    }
  }

  @Test func equalSharesTakeTurns() throws {
    let design = Design.endless(content: .equalShares, maximumItems: 12)
    let session = try finished(evenBank(40, domains: ["x", "y", "z", ""]), design)
    for round in 0..<3 {
      let domains = session.answers[(4 * round)..<(4 * round + 4)].map { $0.item.domain }
      #expect(Set(domains).count == 4)
    }
    #expect(session.proposals[1].blocked.map(\.rule) == [.given, .contentShare])
    #expect(session.proposals[1].blocked.map(\.count) == [1, 9])
    #expect(session.proposals[1].eligible == 30)
  }

  @Test func exhaustedDomainsArePassedOver() throws {
    let bank = makeBank([(0, "x"), (1, "y"), (-1, "y"), (2, "y"), (0.5, "other"), (0.1, nil)])
    let design = Design.endless(content: .shares(["x": 9, "y": 1]))
    let session = try finished(bank, design)
    #expect(session.path.first == "q1")
    #expect(Set(session.path) == ["q1", "q2", "q3", "q4"])
    #expect(session.stopReason == .bankExhausted)
    // Items without a share are blocked by it, from the first item on.
    #expect(session.proposals[0].blocked == [.init(rule: .contentShare, count: 5)])
  }
}
