import AdaptiveTesting
import ItemBanks
import ItemResponse
import Numerical

/// How near a bank comes to a wanted precision over a range of ability, and which items would have to be
/// written for tests to reach it everywhere.
///
/// A precision is *reached* at an ability where nine of ten simulated tests of people who have that
/// ability end with a standard error at or below the target, within the longest test allowed.
public struct BankGrowth: Sendable, Hashable {
  /// The wanted standard error, in logits.
  public let target: Double
  /// Items in the longest test allowed.
  public let maximumLength: Int
  /// The bank as it is, at each ability looked at, the lowest first.
  public let present: [Place]
  /// With the new items; the same as `present` where none are needed.
  public let grown: [Place]
  /// In the order in which they were found to be needed.
  public let newItems: [NewItem]
  /// How many items tests of the bank as it is need for the precision to be reached everywhere; `nil`
  /// where it is not, however long they are (up to `longestSearched` items).
  public let leastLength: Int?
  /// Items that a test may use as the bank is, by rising location.
  public let pool: [PoolItem]
  /// As few items as could make the target if all told as much as the best of the bank does where it tells
  /// most. Where the longest test is shorter, no new items of the bank's kind help, and none are added.
  public let fewestOfBestKind: Int

  /// The share of tests that makes a precision reached.
  public static let reach = 0.9
  /// Longer tests are not looked at.
  public static let longestSearched = 500
  /// More new items are not tried.
  public static let mostNewItems = 2000

  /// How things are at one ability.
  public struct Place: Sendable, Hashable {
    /// In logits.
    public let theta: Double
    /// With the items that tell most here, as many as a test may have and shared out over the domains as
    /// the design wants: no test can do better but by luck.
    public let smallestStandardError: Double
    /// How many of those make the target; `nil` where all that a test may have do not.
    public let fewestItems: Int?
    /// Of the simulated tests here, those that reached the target.
    public let reachedShare: Double
    public let meanLength: Double

    public var isReached: Bool { reachedShare >= BankGrowth.reach }
  }

  /// An item that is there.
  public struct PoolItem: Sendable, Hashable, Identifiable {
    public let id: String
    /// Where it tells most, in logits.
    public let location: Double
  }

  /// An item to be written.
  public struct NewItem: Sendable, Hashable {
    /// The domain; `nil` where the design does not say how domains share a test.
    public let domain: String?
    public let item: Item
    /// Where it tells most, in logits.
    public let location: Double
  }

  /// Whether the precision is reached everywhere, with the new items.
  public var isReached: Bool { grown.allSatisfy(\.isReached) }

  /// Mean lengths of simulated tests over all abilities looked at.
  public static func meanLength(_ places: [Place]) -> Double { places.mean(of: \.meanLength) }

  /// Grows the bank where it has to be grown.
  ///
  /// First items are added where the best tests possible fall furthest short, until they no longer do.
  /// Then tests are simulated; where they do not reach the target, because nobody's ability is known
  /// while they are tested, 5 % more information is asked for, and so on; of the items added last only
  /// those are kept that simulated tests need. Each new item is one of the
  /// bank's own, moved along the scale (see `ItemSource`).
  ///
  /// - Parameters:
  ///   - target: in logits; takes the place of the design's.
  ///   - abilities: where to look, rising; at least one.
  ///   - peopleEach: how many simulated people at each of them.
  ///   - seed: of new items and people alike.
  ///   - progress: told before every round of simulated tests how many items were added.
  /// - Throws: `DesignError` where the bank cannot carry the design.
  public init(
    bank: Bank, design: Design, target: Double, abilities: [Double], peopleEach: Int, seed: UInt64,
    threads: Int? = nil, progress: (@Sendable (Int) -> Void)? = nil
  ) throws(DesignError) {
    precondition(!abilities.isEmpty && peopleEach > 0)
    let content = design.content
    guard content.constraints.isEmpty, content.groups.isEmpty, design.selection.strata == nil,
      !design.selection.allowsForUncertainty, design.selection.criterion != .fixed,
      !bank.items.contains(where: { $0.set != nil || !$0.enemies.isEmpty })
    else {
      throw DesignError(
        message:
          "new items would have no place in constraints, groups, sets, strata, lists or errors of "
          + "parameters; grow the bank with a design, or a bank, without them.")
    }
    let maximumLength = min(design.stopping.maximumItems ?? .max, Self.longestSearched)
    var design = design
    design.stopping.standardError = target
    design.stopping.minimumItems = min(design.stopping.minimumItems, maximumLength)
    let trial = try Trial(
      bank: bank, design: design, target: target, maximumLength: maximumLength,
      abilities: abilities, peopleEach: peopleEach, seed: seed, threads: threads)
    self.target = target
    self.maximumLength = maximumLength

    progress?(0)
    let long = try trial.run(adding: [], atMost: Self.longestSearched)
    leastLength = Self.leastLength(long, target: target)
    let source = ItemSource(trial.pool.compactMap(\.model))
    pool = zip(trial.pool, source.locations).map { PoolItem(id: $0.id, location: $1) }
      .sorted { $0.location < $1.location }
    fewestOfBestKind = max(
      1, Int((trial.informationWanted / source.mostInformation).rounded(.up)))
    present = trial.places(long, of: trial.supply)

    var list = ShoppingList(trial: trial, source: source, seed: seed)
    var found = present
    var tooFew = 0
    guard fewestOfBestKind <= maximumLength else {
      newItems = []
      grown = present
      return
    }
    while !found.allSatisfy(\.isReached), list.items.count < Self.mostNewItems {
      let before = list.items.count
      list.fill(upTo: Self.mostNewItems)
      if list.items.count > before {
        tooFew = before
        progress?(list.items.count)
        found = try trial.places(adding: list.items)
      }
      for place in found.indices where !found[place].isReached {
        // Ideal tests have what was asked for, real ones not.
        list.demands[place] *= 1.05
      }
    }
    // The last few may have been more than needed.
    var enough = list.items.count
    while found.allSatisfy(\.isReached), enough - tooFew > 1 {
      let middle = (tooFew + enough) / 2
      progress?(middle)
      let fewer = try trial.places(adding: Array(list.items.prefix(middle)))
      if fewer.allSatisfy(\.isReached) {
        (enough, found) = (middle, fewer)
      } else {
        tooFew = middle
      }
    }
    newItems = Array(list.items.prefix(enough))
    grown = found
  }

  private static func leastLength(_ sittings: [[SimulatedSitting]], target: Double) -> Int? {
    var least = 0
    for place in sittings {
      let lengths = place.filter { $0.reaches(target, within: longestSearched) }.map(\.length)
        .sorted()
      let needed = Int((reach * Double(place.count) - 1e-9).rounded(.up))
      guard lengths.count >= needed else { return nil }
      least = max(least, lengths[max(0, needed - 1)])
    }
    return least
  }
}
