import ItemBanks
import ItemResponse

/// Only items of the stratum that the test has come to, or of the next that has any left.
struct StratumFilter: EligibilityFilter {
  private let strata: [ItemSet]
  /// Positions up to which each stratum lasts.
  private let ends: [Int]

  var rule: Proposal.Blocking.Rule { .stratum }

  init(_ strata: Design.Strata, in bank: Bank, pool: ItemPool, maximumItems: Int?)
    throws(DesignError)
  {
    let count = strata.count
    guard pool.items.count >= count else {
      throw DesignError(
        message:
          "selection.strata has \(count) strata, but bank '\(bank.name)' has only "
          + "\(pool.items.count) items to give; write fewer.")
    }
    if strata.basis != .information,
      let number = pool.items.first(where: { pool.model($0).slopeParameter == nil })
    {
      throw DesignError(
        message:
          "selection.strata.by is \(strata.basis.rawValue), but item '\(bank.items[number].id)' "
          + "has no single discrimination; use information.")
    }
    self.strata = Self.parts(of: pool, strata).map {
      ItemSet($0, itemCount: bank.items.count)
    }
    var end = 0
    var ends: [Int] = []
    for length in strata.lengths(maximumItems: min(maximumItems ?? 0, pool.items.count)) {
      end += length
      ends.append(end)
    }
    self.ends = ends
  }

  /// Item numbers by stratum; among equals, as they stand in the bank.
  private static func parts(of pool: ItemPool, _ strata: Design.Strata) -> [[Int]] {
    let count = strata.count
    switch strata.basis {
    case .discrimination:
      return even(rising(pool.items) { pool.model($0).slopeParameter ?? 0 }, parts: count)
    case .information:
      return even(
        rising(pool.items) {
          let model = pool.model($0)
          return model.information(at: model.mostInformativeTheta)
        }, parts: count)
    case .blockedDiscrimination:
      // Each block of `count` items of neighbouring difficulties gives one to every stratum; a last block
      // that is short gives to the lowest.
      var parts = [[Int]](repeating: [], count: count)
      let byDifficulty = rising(pool.items) { pool.model($0).location }
      for start in stride(from: 0, to: byDifficulty.count, by: count) {
        let block = Array(byDifficulty[start..<min(start + count, byDifficulty.count)])
        let ranked = rising(block) { pool.model($0).slopeParameter ?? 0 }
        for (stratum, item) in ranked.enumerated() { parts[stratum].append(item) }
      }
      return parts
    }
  }

  private static func rising(_ items: [Int], by value: (Int) -> Double) -> [Int] {
    let keyed = items.map { (item: $0, value: value($0)) }
    return keyed.sorted { ($0.value, $0.item) < ($1.value, $1.item) }.map(\.item)
  }

  private static func even(_ items: [Int], parts count: Int) -> [[Int]] {
    (0..<count).map {
      Array(items[($0 * items.count / count)..<(($0 + 1) * items.count / count)])
    }
  }

  func restrict(_ eligible: inout ItemSet, in state: SelectionState) -> Int {
    let due = ends.firstIndex { state.position <= $0 } ?? strata.count - 1
    // Upwards first, then down: what is left above tells more.
    for stratum in Array(due..<strata.count) + (0..<due).reversed() {
      var rest = eligible
      let count = rest.formIntersection(strata[stratum])
      guard !rest.isEmpty else { continue }
      eligible = rest
      return count
    }
    return 0
  }
}
