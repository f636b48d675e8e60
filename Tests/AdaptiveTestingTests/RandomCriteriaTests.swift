import Foundation
import ItemBanks
import ItemResponse
import Numerical
import Testing

@testable import AdaptiveTesting

/// Criteria that leave something to chance: how often what is taken, and what of it repeats.
struct RandomCriteriaTests {
  /// Proposals for many seeds in one state.
  private func proposals(
    _ criterion: Design.Criterion, stopping: Design.Stopping, given: [Int], error: Double = 1,
    acceleration: Double? = nil, seeds: Range<UInt64>
  ) throws -> [Proposal] {
    var selection = Design.Selection(criterion: criterion)
    selection.acceleration = acceleration
    let bank = makeBank([(0, nil), (0.7, nil), (-1.4, nil), (2, nil), (0.2, nil)], a: 1.5)
    let plan = try TestPlan(
      bank: bank, design: Design(selection: selection, stopping: stopping))
    return try seeds.map { seed in
      let state = SelectionState(theta: 0.1, standardError: error, given: given, seed: seed)
      return try #require(plan.selector.propose(in: state)).proposal
    }
  }

  private func shares(_ proposals: [Proposal]) -> [String: Double] {
    Dictionary(grouping: proposals, by: \.item).mapValues {
      Double($0.count) / Double(proposals.count)
    }
  }

  private let information = [0.0, 0.7, -1.4, 2, 0.2].map {
    LogisticModel(discrimination: 1.5, difficulty: $0).information(at: 0.1)
  }

  private func expectShares(_ proposals: [Proposal], _ weights: [Double]) {
    let found = shares(proposals)
    let total = weights.reduce(0, +)
    for (index, weight) in weights.enumerated() {
      let chance = weight / total
      let deviation = (chance * (1 - chance) / Double(proposals.count)).squareRoot()
      #expect(abs((found["q\(index + 1)"] ?? 0) - chance) <= 4 * deviation, "q\(index + 1)")
    }
  }

  @Test func randomIsEven() throws {
    let all = try proposals(
      .random, stopping: .init(standardError: nil, maximumItems: 4), given: [], seeds: 0..<4000)
    expectShares(all, [1, 1, 1, 1, 1])
    #expect(all.allSatisfy { $0.runnerUp == nil && $0.drawnFrom == 5 && $0.eligible == 5 })
    for proposal in all.prefix(20) {
      let index = try #require(Int(proposal.item.dropFirst())) - 1
      #expect(proposal.value == information[index])
    }
  }

  /// By length, after 2 of 4 items with k = 2, the power is 4 · (1 + 4) / (1 + 4 + 9); at a standard error, with
  /// 0.4 wanted and 0.8 reached, it is (1 / 0.4²) · max(0.4² / 0.8², 1 / 3)^2.
  @Test func proportionalFollowsThePowerOfInformation() throws {
    let power = 4.0 * 5 / 14
    var all = try proposals(
      .proportional, stopping: .init(standardError: nil, maximumItems: 4), given: [2, 3],
      acceleration: 2, seeds: 0..<4000)
    expectShares(
      all, information.enumerated().map { [2, 3].contains($0) ? 0 : pow($1, power) })
    #expect(all.allSatisfy { $0.runnerUp == nil && $0.drawnFrom == 3 })

    all = try proposals(
      .proportional, stopping: .init(standardError: 0.4, maximumItems: 4), given: [0], error: 0.8,
      acceleration: 2, seeds: 0..<4000)
    let other = 6.25 * pow(1.0 / 3, 2)
    expectShares(all, information.enumerated().map { $0 == 0 ? 0 : pow($1, other) })

    // At first, whatever the information.
    all = try proposals(
      .proportional, stopping: .init(standardError: 0.4), given: [], seeds: 0..<4000)
    expectShares(all, [1, 1, 1, 1, 1])
  }

  /// Where no item tells anything any more, one is drawn all the same.
  @Test func worthsAreFiniteWhereNothingIsTold() throws {
    let bank = makeBank([(-900, nil), (-800, nil), (900, nil)])
    let plan = try TestPlan(
      bank: bank,
      design: .endless(selection: .init(criterion: .proportional), maximumItems: 3))
    let criterion = plan.selector.criterion
    let worth = criterion.valuation(in: SelectionState(theta: 0, given: [2]))
    #expect(worth(0).isFinite && worth(1).isFinite)
    #expect(
      try #require(plan.selector.propose(in: SelectionState(theta: 0, given: [2])))
        .proposal.value == 0)
  }

  /// Against a simulation of Revuelta and Ponsoda's words with a generator of its own.
  @Test(arguments: [0, 1, 2])
  func progressiveMixesInformationWithChance(count: Int) throws {
    let given = Array([3, 2].prefix(count))
    let all = try proposals(
      .progressive, stopping: .init(standardError: nil, maximumItems: 4), given: given,
      seeds: 0..<4000)
    let share = [0, 1.0 / 6, 3.0 / 6][count]
    let open = (0..<5).filter { !given.contains($0) }
    let largest = open.map { information[$0] }.max() ?? 0
    var generator = SeededGenerator(seed: 99)
    var wins = [Double](repeating: 0, count: 5)
    for _ in 0..<40000 {
      let values = open.map {
        share * information[$0] + (1 - share) * largest * generator.uniform()
      }
      let winner = values.indices.max { values[$0] < values[$1] } ?? 0
      wins[open[winner]] += 1
    }
    expectShares(all, wins)
    #expect(all.allSatisfy { $0.drawnFrom == 1 && $0.value <= largest && $0.value > 0 })
    #expect(all.allSatisfy { ($0.runnerUp?.value ?? .infinity) <= $0.value })
  }

  /// The last item of a test of fixed length is chosen by information alone.
  @Test func progressiveEndsWithoutChance() throws {
    let all = try proposals(
      .progressive, stopping: .init(standardError: nil, maximumItems: 3), given: [3, 2],
      seeds: 0..<50)
    #expect(Set(all.map(\.item)) == ["q1"])
    #expect(all[0].value == information[0])
  }

  /// The draws of one sitting's positions have nothing to do with each other.
  @Test func drawsDifferByPosition() throws {
    let bank = evenBank(40)
    let design = Design.endless(selection: .init(criterion: .random), maximumItems: 20)
    var rises = 0
    for seed in 0..<40 as Range<UInt64> {
      let path = try finished(bank, design, seed: seed).path.compactMap { Int($0.dropFirst()) }
      rises += zip(path, path.dropFirst()).count { $0 < $1 }
    }
    // 760 pairs, half of them rising; a sitting's deviation is √(21 / 12).
    #expect(abs(rises - 380) < 4 * 9, "\(rises)")
  }
}
