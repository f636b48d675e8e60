/// How the search for items that differ ended: items flagged leave the set that groups are matched on,
/// which may flag others, until the set stands (Candell & Drasgow 1988,
/// doi:10.1177/014662168801200304).
public struct Purification: Sendable, Hashable {
  public enum Outcome: String, Sendable, Codable, CaseIterable {
    /// The last round flagged what the one before had.
    case settled
    /// A set of flagged items came back after others: there is no answer, the last round's is given.
    case cycled
    /// Still changing after ten rounds.
    case exhausted
    /// Too few items were left to match on.
    case everythingFlagged = "everything_flagged"
    /// Not asked for.
    case skipped
  }

  /// Rounds after the first, in which nothing has been left out yet.
  public let rounds: Int
  public let outcome: Outcome

  /// Tests, leaves out what was flagged, and tests again until that stands.
  ///
  /// - Parameters:
  ///   - most: so many items may be flagged at once and the rest still be matched on.
  ///   - test: the items flagged when those given are left out.
  public static func run(
    most: Int, limit: Int = 10, _ test: (Set<Int>) -> Set<Int>
  ) -> Purification {
    var flagged = test([])
    var seen: Set<Set<Int>> = [[]]
    guard !flagged.isEmpty else { return Purification(rounds: 0, outcome: .settled) }
    for round in 0..<limit {
      guard flagged.count <= most else {
        return Purification(rounds: round, outcome: .everythingFlagged)
      }
      seen.insert(flagged)
      let next = test(flagged)
      if next == flagged { return Purification(rounds: round + 1, outcome: .settled) }
      if seen.contains(next) { return Purification(rounds: round + 1, outcome: .cycled) }
      flagged = next
    }
    return Purification(rounds: limit, outcome: .exhausted)
  }
}
