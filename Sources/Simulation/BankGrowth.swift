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
  /// Items that a test may use as the bank is.
  public let poolSize: Int
  /// Where those tell most, in logits, rising.
  public let locations: [Double]
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
  /// while they are tested, 5 % more information is asked for, and so on. Each new item is one of the
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
    let maximumLength = min(design.stopping.maximumItems ?? .max, Self.longestSearched)
    var design = design
    design.stopping.standardError = target
    design.stopping.minimumItems = min(design.stopping.minimumItems, maximumLength)
    let trial = try Trial(
      bank: bank, design: design, abilities: abilities, peopleEach: peopleEach, seed: seed,
      threads: threads)
    self.target = target
    self.maximumLength = maximumLength

    progress?(0)
    let long = try trial.run(adding: [], atMost: Self.longestSearched)
    leastLength = Self.leastLength(long)
    poolSize = trial.pool.count
    var supply = trial.supply
    let source = ItemSource(trial.pool.compactMap(\.model))
    locations = source.locations.sorted()
    let needed = 1 / (target * target) - trial.priorPrecision
    fewestOfBestKind = max(1, Int((needed / source.mostInformation).rounded(.up)))
    func places(_ sittings: [[SimulatedSitting]]) -> [Place] {
      abilities.indices.map { place in
        let drawn = supply.draw(at: place, until: needed, atMost: maximumLength)
        let all = supply.draw(at: place, atMost: maximumLength)
        return Place(
          theta: abilities[place],
          smallestStandardError: 1 / (all.information + trial.priorPrecision).squareRoot(),
          fewestItems: drawn.information >= needed ? drawn.count : nil,
          reachedShare: sittings[place].mean { $0.reaches(within: maximumLength) ? 1 : 0 },
          meanLength: sittings[place].mean { Double(min($0.length, maximumLength)) })
      }
    }
    var found = places(long)
    present = found

    guard fewestOfBestKind <= maximumLength else {
      newItems = []
      grown = found
      return
    }
    var added: [NewItem] = []
    var demands = [Double](repeating: needed, count: abilities.count)
    while !found.allSatisfy(\.isReached), added.count < Self.mostNewItems {
      let before = added.count
      while added.count < Self.mostNewItems,
        let place = supply.furthestShort(of: demands, atMost: maximumLength)
      {
        var generator = SeededGenerator(seed: seed, stream: UInt64(added.count))
        let model = source.draw(near: abilities[place], using: &generator)
        let domain = supply.domain(gainingMostFrom: model, at: place, atMost: maximumLength)
        supply.add(model, to: domain)
        let name = supply.domains[domain].id
        added.append(
          NewItem(
            domain: supply.isBalanced ? name : nil,
            item: Item(
              id: "new-\(added.count + 1)", domain: name, model: model, status: .provisional),
            location: ItemSource.location(of: model)))
      }
      if added.count > before {
        progress?(added.count)
        found = places(try trial.run(adding: added.map(\.item), atMost: maximumLength))
      }
      // Ideal tests have what was asked for, real ones not: ask for more.
      for place in abilities.indices where !found[place].isReached { demands[place] *= 1.05 }
    }
    newItems = added
    grown = found
  }

  private static func leastLength(_ sittings: [[SimulatedSitting]]) -> Int? {
    var least = 0
    for place in sittings {
      let lengths = place.filter { $0.stopReason == .precision }.map(\.length).sorted()
      let needed = Int((reach * Double(place.count) - 1e-9).rounded(.up))
      guard lengths.count >= needed else { return nil }
      least = max(least, lengths[max(0, needed - 1)])
    }
    return least
  }
}

extension SimulatedSitting {
  fileprivate func reaches(within length: Int) -> Bool {
    stopReason == .precision && self.length <= length
  }
}
