import ItemBanks
import ItemResponse
import Numerical
import Testing

@testable import AdaptiveTesting

/// The heuristics against values worked out by hand from the papers' formulas.
struct ContentWeightingTests {
  private func bound(
    _ amounts: [Double], _ range: ClosedRange<Double>, weight: Double = 1
  ) -> ContentBound {
    ContentBound(name: "k", amounts: amounts, range: range, weight: weight)
  }

  private func state(_ given: [Int]) -> SelectionState { SelectionState(theta: 0, given: given) }

  // MARK: Maximum priority index

  @Test func priorityIsTheProductOfWhatIsToBeFilled() {
    let rule = PriorityIndex(bounds: [
      bound([1, 1, 0, 0, 1, 1], 2...4), bound([0, 1, 1, 0, 0, 0], 0...5, weight: 2),
    ])
    // First phase, l = 2 of the first: 2/2, then 1/2; the second has no lower bound: 2 · 5/5.
    let all = [Double](repeating: 10, count: 6)
    #expect(rule.values(of: Array(0..<6), worth: all, in: state([])) == [10, 20, 20, 10, 10, 10])
    #expect(rule.tiers(of: Array(0..<6), in: state([])) == [0, 0, 1, 1, 0, 0])
    #expect(
      rule.values(of: Array(1..<6), worth: Array(all.dropFirst()), in: state([0]))
        == [10, 20, 10, 5, 5])
    #expect(rule.tiers(of: Array(1..<6), in: state([0])) == [0, 1, 1, 0, 0])
    // Second phase, u = 4 and 5: 2/4 and 2 · 4/5; an item about nothing keeps its worth.
    #expect(
      rule.values(of: [2, 3, 4, 5], worth: [10, 10, 10, 10], in: state([0, 1]))
        == [16, 10, 5, 5])
    // At its upper bound nothing of it is given.
    #expect(rule.tiers(of: [3, 5], in: state([0, 1, 4, 4])) == [1, 2])
    // Where nothing is left but what overfills, the worth counts.
    #expect(rule.values(of: [5], worth: [10], in: state([0, 1, 4, 4])) == [10])
  }

  @Test func priorityCountsSumsByWhatTheyAddUpTo() {
    let rule = PriorityIndex(bounds: [bound([30, 50, 10], 0...60)])
    // 60 of 60 are left; then 30: half, and too little for the item of 50.
    #expect(rule.values(of: [0, 1, 2], worth: [1, 1, 1], in: state([])) == [1, 1, 1])
    #expect(rule.values(of: [2], worth: [1], in: state([0])) == [0.5])
    #expect(rule.tiers(of: [1, 2], in: state([0])) == [2, 1])
  }

  /// The two farthest items are the only ones that do not overfill: measured from the farthest they are worth
  /// nothing, or next to it, and a draw from the five best would take in what overfills.
  @Test(arguments: [Design.Randomesque(1), 5])
  func nothingIsOverfilledWhileAnItemFits(randomesque: Design.Randomesque) throws {
    let bank = evenBank(12)
    var design = fixedLength(
      3,
      .init(constraints: [
        .init(name: "near", scope: .items((3...12).map { "q\($0)" }), maximum: 1)
      ]), randomesque: randomesque)
    design.selection.criterion = .nearestDifficulty
    design.start = .init(.theta(2.5), firstStage: [2.5, 2.5, 2.5])
    for seed in UInt64(1)...10 {
      let path = try finished(bank, design, seed: seed).path
      #expect(path.count(where: ["q1", "q2"].contains) == 2, "seed \(seed): \(path)")
    }
  }

  // MARK: Weighted penalties

  @Test(arguments: [(0, 0.25), (2, 0.1), (5, -0.05), (6, -0.1), (8, -0.25)])
  func penaltyFollowsTheExpectedShare(given: Int, penalty: Double) {
    // 2 to 4 of 10 items: shares 0.2 to 0.4, the middle 0.3; half of the pool. Of items that are not about it,
    // `given` leave a share of 0.5 (10 − given) / 10.
    let rule = WeightedPenalties(
      [bound([1, 1, 0, 0], 2...4)], pool: [0, 1, 2, 3], length: 10)
    let standing = rule.standings([Int](repeating: 3, count: given))[0]
    #expect(abs(standing.penalty - penalty) < 1e-12)
  }

  @Test func coloursComeBeforePenalties() {
    // A is short, B well, C overfilled.
    let rule = WeightedPenalties(
      [
        bound([1, 1, 0, 0, 0], 3...5), bound([1, 0, 1, 0, 0], 0...10),
        bound([0, 1, 0, 1, 0], 0...1),
      ], pool: [0, 1, 2, 3, 4], length: 5)
    let standings = rule.standings([])
    #expect(standings.map(\.place) == [.below, .within, .above])
    #expect(
      (0..<5).map { rule.colour(of: $0, standings) } == [.green, .orange, .yellow, .red, .yellow])
  }

  @Test func valueIsTheSquaredShareOfTheWorthLessThePenalty() {
    let rule = WeightedPenalties([bound([1, 1, 0, 0], 2...4)], pool: [0, 1, 2, 3], length: 10)
    // Item 0 overfills (red, 3 colours down) at the largest penalty, which is standardized to 1; item 2 is about nothing
    // (yellow, 2 down) with penalty 0 and half of the worth.
    let values = rule.values(of: [0, 2], worth: [2, 1], in: state([]))
    #expect(values == [-9.0, -5.75])
  }

  // MARK: In tests

  private static let methods: [Design.Content.Method] = [.priority, .penalty]

  @Test(arguments: UInt64(1)...10, methods)
  func keepsBoundsOfAreasThatExcludeEachOther(seed: UInt64, method: Design.Content.Method) throws {
    let bank = contentBank(80, seed: seed)
    let constraints = ["algebra", "geometry", "data"].map {
      Constraint(name: $0, scope: .matching(["domain": [.text($0)]]), minimum: 3, maximum: 5)
    }
    let design = fixedLength(12, .init(constraints: constraints, method: method))
    let session = try finished(bank, design, seed: seed, script: randomScript(seed))
    #expect(session.path.count == 12 && Set(session.path).count == 12)
    for constraint in constraints {
      #expect(constraint.holds(for: session.path, in: bank), "\(constraint.name), seed \(seed)")
    }
    #expect(
      try finished(bank, design, seed: seed, script: randomScript(seed)).events == session.events)
  }

  /// Minus a distance: a criterion that is never above 0.
  private struct Nearness: ItemCriterion {
    /// An item of no worth at all.
    var lost = -1

    func valuation(in state: SelectionState) -> (Int) -> Double {
      { $0 == lost ? -.infinity : -abs(Double($0) - 4) }
    }
  }

  @Test func worthBelowNothingIsMeasuredFromTheLeast() {
    let rule = PriorityIndex(bounds: [bound([1, 1, 1, 0, 0, 0, 0, 0, 0, 0], 0...4)])
    let eligible = ItemSet(0..<10, itemCount: 10)
    let best = rule.best(3, by: Nearness(), in: state([]), among: eligible)
    #expect(best.entries.map(\.item) == [4, 3, 5])
    #expect(best.entries.map(\.value) == [5, 4, 4])
    // An infinite worth does not swallow the differences between the others.
    let others = rule.best(3, by: Nearness(lost: 9), in: state([]), among: eligible)
    #expect(others.entries.map(\.item) == [4, 3, 5])
  }
}
