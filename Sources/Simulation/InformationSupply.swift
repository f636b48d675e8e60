import ItemBanks
import ItemResponse

/// How much the best tests can tell at each of some abilities, with items shared out over domains as
/// `Design.Content` does.
struct InformationSupply: Sendable {
  /// Without content balance there is one, without a name, and everything is of it.
  private let domains: [Domain]
  private let abilities: [Double]
  /// By ability and domain, falling.
  private var informations: [[[Double]]]
  /// Of `add`ed items, by domain.
  private var addedCounts: [Int]

  private struct Domain: Sendable {
    let id: String?
    /// Summing to 1.
    let target: Double
  }

  /// What a test would take.
  struct Draw {
    var count = 0
    var information = 0.0
  }

  /// - Parameter targets: by domain, summing to 1; empty without content balance.
  init(_ items: [Item], targets: [String: Double], abilities: [Double]) {
    self.abilities = abilities
    domains =
      targets.isEmpty
      ? [Domain(id: nil, target: 1)]
      : targets.keys.sorted().map { Domain(id: $0, target: targets[$0] ?? 0) }
    addedCounts = [Int](repeating: 0, count: domains.count)
    let models = domains.map { domain in
      items.filter { domain.id == nil || $0.domain ?? "" == domain.id }.compactMap(\.model)
    }
    informations = abilities.map { theta in
      models.map { $0.map { $0.information(at: theta) }.sorted(by: >) }
    }
  }

  mutating func add(_ new: BankGrowth.NewItem) {
    guard let model = new.item.model,
      let domain = domains.firstIndex(where: { $0.id == new.domain })
    else { return }
    addedCounts[domain] += 1
    for (place, theta) in abilities.enumerated() {
      Self.insert(model.information(at: theta), into: &informations[place][domain])
    }
  }

  private static func insert(_ value: Double, into falling: inout [Double]) {
    falling.insert(value, at: falling.firstIndex { $0 < value } ?? falling.count)
  }

  /// The items that tell most, one after another, always of a domain that is furthest behind its share
  /// at the length that the next item makes, until they tell enough or there are `most`.
  func draw(at place: Int, until enough: Double = .infinity, atMost most: Int) -> Draw {
    draw(informations[place], until: enough, atMost: most)
  }

  private func draw(_ supply: [[Double]], until enough: Double, atMost most: Int) -> Draw {
    var counts = [Int](repeating: 0, count: domains.count)
    var draw = Draw()
    while draw.information < enough, draw.count < most {
      let length = Double(draw.count + 1)
      func gap(_ domain: Int) -> Double {
        counts[domain] < supply[domain].count
          ? domains[domain].target - Double(counts[domain]) / length : -.infinity
      }
      let widest = domains.indices.map(gap).max() ?? -.infinity
      guard widest > -.infinity else { return draw }
      // As the engine does, domains that lag equally but for rounding are all open.
      var best = (domain: 0, information: -1.0)
      for domain in domains.indices where gap(domain) >= widest - 1e-9 && gap(domain) > -.infinity {
        let next = supply[domain][counts[domain]]
        if next > best.information { best = (domain, next) }
      }
      counts[best.domain] += 1
      draw.count += 1
      draw.information += best.information
    }
    return draw
  }

  /// The place where the best tests of at most so many items lack the largest part of what is wanted;
  /// `nil` where none lacks anything.
  func furthestShort(of demands: [Double], atMost most: Int) -> Int? {
    var worst: (place: Int, share: Double)?
    for place in abilities.indices {
      let share = draw(at: place, until: demands[place], atMost: most).information / demands[place]
      if share < 1, share < worst?.share ?? 1 { worst = (place, share) }
    }
    return worst?.place
  }

  /// The domain that an item helps most at a place; of those where it helps alike, the one that got the
  /// fewest new items for its target. `nil` without content balance.
  func domain(
    gainingMostFrom model: any ResponseModel, at place: Int, atMost most: Int
  ) -> String? {
    guard domains.count > 1 else { return domains[0].id }
    let value = model.information(at: abilities[place])
    let gains = domains.indices.map { domain in
      var supply = informations[place]
      Self.insert(value, into: &supply[domain])
      return draw(supply, until: .infinity, atMost: most).information
    }
    let largest = gains.max() ?? 0
    let total = Double(addedCounts.reduce(0, +) + 1)
    func lag(_ domain: Int) -> Double {
      domains[domain].target - Double(addedCounts[domain]) / total
    }
    let best = domains.indices.filter { gains[$0] >= largest - 1e-9 }.max { lag($0) < lag($1) }
    return best.flatMap { domains[$0].id }
  }
}
