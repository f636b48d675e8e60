import ItemBanks
import Numerical

/// The pretest items of a bank with what a design says of them. What is drawn depends on a sitting's seed and
/// the position alone, in streams of its own: neither what was answered nor which items are scored has to do
/// with it.
struct PretestItems: Sendable {
  private let seeding: Design.Pretest.Seeding
  private let items: [Item]
  /// Numbers in the bank of those that may be given, rising.
  let pool: [Int]
  private let candidates: ItemSet
  private let enemiesOfItem: [Int: ItemSet]

  /// - Parameter scored: the numbers of the items that the test may choose to score. A pretest item that
  ///   excludes one of them, or shares its set, is left out: it would decide, by what it gives away, which
  ///   scored items can still be given.
  init?(_ design: Design, in bank: Bank, scored: [Int]) {
    guard let pretest = design.pretest else { return nil }
    seeding = pretest.seeding
    items = bank.items
    let asks = bank.isAdministrable
    let trial = bank.items.indices.filter {
      bank.items[$0].status == .pretest && (!asks || bank.items[$0].question != nil)
    }
    let enemies = Self.enemies(design, in: bank)
    let sets = Set(scored.compactMap { bank.items[$0].set })
    let supply = ItemSet(scored, itemCount: bank.items.count)
    pool = trial.filter { number in
      bank.items[number].set.map { !sets.contains($0) } ?? true
        && enemies[number].map { $0.isDisjoint(with: supply) } ?? true
    }
    candidates = ItemSet(pool, itemCount: bank.items.count)
    enemiesOfItem = enemies
  }

  /// Items that exclude each other, both ways, by number: enemies by the bank, independent groups by the design.
  private static func enemies(_ design: Design, in bank: Bank) -> [Int: ItemSet] {
    let numbers = Dictionary(
      bank.items.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    var enemies: [Int: ItemSet] = [:]
    func exclude(_ first: Int, _ second: Int) {
      enemies[first, default: ItemSet(itemCount: bank.items.count)].insert(second)
      enemies[second, default: ItemSet(itemCount: bank.items.count)].insert(first)
    }
    for (number, item) in bank.items.enumerated() {
      for other in item.enemies.compactMap({ numbers[$0] }) { exclude(number, other) }
    }
    for group in design.content.groups where group.rule == .independent {
      let members = group.items.compactMap { numbers[$0] }
      for (place, first) in members.enumerated() {
        for second in members.dropFirst(place + 1) { exclude(first, second) }
      }
    }
    return enemies
  }

  // MARK: Where

  /// How many of the positions up to one are places of pretest items.
  func placeCount(to position: Int, seed: UInt64) -> Int {
    switch seeding {
    case .places(let places): return places.count { $0 <= position }
    case .items(let count, let range):
      return drawnPlaces(count, from: range, seed: seed).count { $0 <= position }
    case .rate(let rate, let from, let to):
      let last = min(position, to ?? position)
      guard from <= last else { return 0 }
      return (from...last).count { place in
        var generator = generator(seed: seed, use: 0, stream: place)
        return generator.uniform() < rate
      }
    }
  }

  private func drawnPlaces(_ count: Int, from range: ClosedRange<Int>, seed: UInt64) -> [Int] {
    var generator = generator(seed: seed, use: 0, stream: 0)
    var places = Array(range)
    return (0..<count).map { _ in places.remove(at: generator.index(below: places.count)) }
  }

  /// Of the items to come, how many are pretest items where so many are scored.
  ///
  /// - Parameters:
  ///   - given: pretest items that were given, of `answered` items in all.
  func count(among scored: Int, after answered: Int, given: Int, seed: UInt64) -> Int {
    var count = 0
    var left = scored
    // One is given only where a scored item follows.
    while left > 0 {
      let position = answered + (scored - left) + count + 1
      let isPlace = placeCount(to: position, seed: seed) > given + count
      if isPlace, given + count < pool.count { count += 1 } else { left -= 1 }
    }
    return count
  }

  // MARK: Which

  /// The pretest item for a position; `nil` where none is due or left.
  ///
  /// - Parameters:
  ///   - given: numbers of the pretest items given before.
  ///   - theta: the estimate, in logits.
  func propose(after given: [Int], position: Int, theta: Double, in plan: TestPlan, seed: UInt64)
    -> Proposal?
  {
    guard placeCount(to: position, seed: seed) > given.count else { return nil }
    var eligible = candidates
    for item in given { eligible.remove(item) }
    var enemies = 0
    for item in given { enemies += enemiesOfItem[item].map { eligible.subtract($0) } ?? 0 }
    let count = eligible.count
    guard count > 0 else { return nil }
    var numbers: [Int] = []
    eligible.visit { numbers.append($0) }
    var generator = generator(seed: seed, use: 1, stream: position)
    let item = numbers[generator.index(below: count)]
    let blocked: [Proposal.Blocking] = [
      .init(rule: .given, count: given.count), .init(rule: .enemy, count: enemies),
    ]
    return Proposal(
      item: items[item].id, position: position, theta: theta, criterion: .random,
      value: plan.models[item]?.information(at: theta) ?? 0, runnerUp: nil, eligible: count,
      drawnFrom: count, blocked: blocked.filter { $0.count > 0 }, pretest: true)
  }

  /// Seeds are below 2⁵³; the streams of other draws lie below this one's.
  private func generator(seed: UInt64, use: UInt64, stream: Int) -> SeededGenerator {
    SeededGenerator(seed: seed &+ (1 << 63) &+ use << 53, stream: UInt64(stream))
  }
}
