import AdaptiveTesting
import ItemBanks
import Numerical

/// Rules of content that a bank can keep, more often than not.
struct RandomContent {
  private var random: SeededGenerator
  private let bank: Bank
  private let items: [Item]
  private let length: Int?
  private var content = Design.Content()

  static func make(
    _ random: inout SeededGenerator, for bank: Bank, _ operational: [Item], length: Int?
  ) -> Design.Content {
    var maker = RandomContent(
      random: SeededGenerator(seed: random.next()), bank: bank, items: operational, length: length)
    maker.fill()
    return maker.content
  }

  private mutating func fill() {
    let domains = Set(items.compactMap(\.domain)).sorted()
    switch random.index(below: 6) {
    case 0: content.balance = .equalShares
    case 1 where !domains.isEmpty:
      let named = random.sample(random.whole(1...domains.count), of: domains)
      content.balance = .shares(
        Dictionary(uniqueKeysWithValues: named.map { ($0, random.number(0.2, 1)) }))
    default: break
    }
    if random.happens(40) { constrain() }
    if random.happens(30) { group() }
  }

  private mutating func constrain() {
    if let length, length <= items.count, BinaryProgram.canSolve, random.happens(9) {
      content.method = .exact
    } else {
      content.method = random.happens(50) || length == nil ? .priority : .penalty
    }
    // What some test of this length holds, and somewhat less or more, can be kept.
    let sample = random.sample(length ?? 8, of: items)
    for number in 0...random.index(below: 3) {
      if let constraint = constraint("rule \(number)", sample) {
        content.constraints.append(constraint)
      }
    }
  }

  private mutating func constraint(
    _ name: String, _ sample: [Item]
  ) -> Design.Content.Constraint? {
    var constraint = Design.Content.Constraint(name: name)
    switch random.index(below: 5) {
    case 0: constraint.sum = "words"
    case 1:
      constraint.scope = .items(random.sample(random.whole(1...5), of: items.map(\.id)))
    case 2: constraint.scope = .matching(["level": [.number(1), .number(2)]])
    case 3:
      constraint.scope = .matching(["topic": [.text("sea")]])
    default:
      guard let domain = items.compactMap(\.domain).first else { return nil }
      constraint.scope = .matching(["domain": [.text(domain)]])
      if random.happens(40) { constraint.sum = "words" }
    }
    let has = constraint.total(of: sample)
    let slack = constraint.sum == nil ? 1.0 : 5.0
    if random.happens(70) { constraint.minimum = max(0, has - slack).rounded(.down) }
    if constraint.minimum == nil || random.happens(60) {
      constraint.maximum = (has + slack).rounded(.up)
    }
    if random.happens(30) { constraint.weight = random.number(0.2, 4) }
    return constraint
  }

  private mutating func group() {
    var free = items.filter { $0.set == nil }.map(\.id)
    for _ in 0...random.index(below: 3) {
      let rule = random.pick(Design.Content.Group.Rule.allCases)
      let chosen =
        rule == .independent
        ? random.sample(random.whole(2...4), of: items.map(\.id))
        : random.sample(random.whole(2...3), of: free)
      guard chosen.count > 1 else { continue }
      if rule != .independent { free.removeAll(where: chosen.contains) }
      content.groups.append(.init(rule, chosen))
    }
  }
}

extension Design.Content.Constraint {
  /// By its definition, item by item.
  func amount(of item: Item) -> Double {
    let isMeant =
      switch scope {
      case .all: true
      case .items(let ids): ids.contains(item.id)
      case .matching(let properties):
        properties.allSatisfy { name, values in
          item.property(name).map(values.contains) ?? false
        }
      }
    guard isMeant else { return 0 }
    guard let sum else { return 1 }
    return if case .number(let number)? = item.attributes[sum] { number } else { 0 }
  }

  func total(of items: [Item]) -> Double { items.reduce(0) { $0 + amount(of: $1) } }
}
