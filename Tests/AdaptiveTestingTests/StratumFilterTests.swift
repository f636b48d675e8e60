import Foundation
import ItemBanks
import ItemResponse
import Numerical
import Testing

@testable import AdaptiveTesting

struct StratumFilterTests {
  /// Twelve items, the discrimination of the nth being n / 4, in an order of their own.
  private static let bank = Bank(
    name: "slopes",
    items: [7, 2, 11, 5, 9, 1, 12, 3, 8, 6, 10, 4].map { (rank: Int) -> Item in
      let difficulty = Double((rank * 5) % 12) / 3 - 2
      return Item(
        id: "a\(rank)", domain: rank % 2 == 0 ? "even" : "odd",
        parameters: LogisticModel(discrimination: Double(rank) / 4, difficulty: difficulty))
    })

  private func path(
    _ strata: Design.Strata, maximumItems: Int? = nil, content: Design.Content = .none
  ) throws -> TestSession {
    try finished(
      Self.bank,
      .endless(
        selection: .init(criterion: .nearestDifficulty, strata: strata), content: content,
        maximumItems: maximumItems))
  }

  private func ranks(_ session: TestSession) -> [Int] {
    session.path.compactMap { Int($0.dropFirst()) }
  }

  @Test func discriminationRises() throws {
    let session = try path(.init(.discrimination, count: 3), maximumItems: 6)
    let ranks = ranks(session)
    #expect(ranks.map { ($0 - 1) / 4 } == [0, 0, 1, 1, 2, 2])
    // Within a stratum the criterion decides: the difficulty nearest to 0.
    #expect(abs(Self.bank.items.first { $0.id == "a\(ranks[0])" }?.parameters?.difficulty ?? 9) < 1)
    #expect(session.proposals[0].eligible == 4)
    #expect(session.proposals[0].blocked == [.init(rule: .stratum, count: 8)])
    #expect(
      session.proposals[3].blocked == [
        .init(rule: .given, count: 3), .init(rule: .stratum, count: 6),
      ]
    )
  }

  @Test func lengthsSayHowLong() throws {
    let session = try path(.init(.discrimination, count: 3, lengths: [1, 2, 1]))
    // After the last stratum's share it goes on there, and then downwards.
    #expect(ranks(session).map { ($0 - 1) / 4 } == [0, 1, 1, 2, 2, 2, 2, 1, 1, 0, 0, 0])
    #expect(session.stopReason == .bankExhausted)
  }

  @Test func lengthsPartTheTestEvenly() {
    #expect(Design.Strata(.information, count: 4).lengths(maximumItems: 10) == [2, 3, 2, 3])
    #expect(Design.Strata(.information, count: 3).lengths(maximumItems: 9) == [3, 3, 3])
  }

  /// Each block of three neighbours in difficulty gives its least discriminating to the first stratum.
  @Test func blocksKeepDifficultiesInEveryStratum() throws {
    let session = try path(.init(.blockedDiscrimination, count: 3), maximumItems: 12)
    let rising = Self.bank.items.enumerated().sorted {
      let one = $0.element.parameters?.difficulty ?? 0
      let two = $1.element.parameters?.difficulty ?? 0
      return (one, $0.offset) < (two, $1.offset)
    }.map { Int($0.element.id.dropFirst()) ?? 0 }
    var strata: [Set<Int>] = [[], [], []]
    for block in stride(from: 0, to: 12, by: 3) {
      for (stratum, rank) in rising[block..<(block + 3)].sorted().enumerated() {
        strata[stratum].insert(rank)
      }
    }
    let found = ranks(session)
    for stratum in 0..<3 {
      #expect(Set(found[(4 * stratum)..<(4 * stratum + 4)]) == strata[stratum])
    }
  }

  @Test func informationParts() throws {
    let items = [(1.0, 0.0), (1.2, 0.4), (0.8, 0), (1.6, 0.3)].enumerated().map { index, item in
      Item(
        id: "q\(index)",
        parameters: LogisticModel(
          discrimination: item.0, difficulty: 0, lowerAsymptote: item.1))
    }
    let peaks = items.map { item in
      stride(from: -3.0, through: 3, by: 0.01).map { item.model?.information(at: $0) ?? 0 }.max()
        ?? 0
    }
    let session = try finished(
      Bank(name: "n", items: items),
      .endless(selection: .init(strata: .init(.information, count: 4)), maximumItems: 4))
    let order = peaks.indices.sorted { peaks[$0] < peaks[$1] }.map { "q\($0)" }
    #expect(session.path == order)
    // By discrimination q0 would come before q1.
    #expect(order == ["q2", "q1", "q0", "q3"])
  }

  /// What content shares leave comes first; a stratum that has none of it gives way.
  @Test func contentComesFirst() throws {
    let session = try path(
      .init(.discrimination, count: 3), maximumItems: 12, content: .shares(["odd": 1]))
    #expect(ranks(session).allSatisfy { $0 % 2 == 1 })
    #expect(ranks(session).count == 6)
    #expect(session.stopReason == .bankExhausted)
  }

  @Test func whatCannotBeParted() throws {
    #expect(
      throws: DesignError(
        message:
          "selection.strata has 13 strata, but bank 'slopes' has only 12 items to give; write "
          + "fewer.")
    ) { try path(.init(.discrimination, count: 13), maximumItems: 20) }
    #expect(
      throws: DesignError(
        message:
          "selection.strata.by is a, but item 'q6' has no single discrimination; use information."
      )
    ) {
      try finished(
        mixedBank(12, seed: 1),
        .endless(selection: .init(strata: .init(.discrimination, count: 2)), maximumItems: 4))
    }
  }
}
