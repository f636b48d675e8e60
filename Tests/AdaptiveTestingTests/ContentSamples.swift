import AdaptiveTesting
import ItemBanks
import ItemResponse
import Numerical

/// A bank of items of random difficulty and content: three domains, two skills, some seconds each.
func contentBank(
  _ count: Int, seed: UInt64, enemies: Bool = false, setSize: Int = 0,
  sets: [Bank.StimulusSet] = []
) -> Bank {
  var random = SeededGenerator(seed: seed, stream: 7)
  let items = (0..<count).map { index in
    var foes: [String] = []
    if enemies, index > 0, random.uniform() < 0.2 {
      foes = ["q\(1 + random.index(below: index))"]
    }
    return Item(
      id: "q\(index + 1)", domain: ["algebra", "geometry", "data"][random.index(below: 3)],
      attributes: [
        "skill": .text(["recall", "use"][random.index(below: 2)]),
        "seconds": .number(Double(20 + random.index(below: 60))),
      ], enemies: foes,
      set: setSize > 0 && index < count / 2 ? "s\(index / setSize + 1)" : nil,
      parameters: LogisticModel(
        discrimination: 0.6 + 1.4 * random.uniform(), difficulty: 4 * random.uniform() - 2))
  }
  return Bank(name: "made", sets: sets, items: items)
}

typealias Constraint = Design.Content.Constraint

/// Three constraints that leave room.
let threeConstraints = [
  Constraint(
    name: "algebra", scope: .matching(["domain": [.text("algebra")]]), minimum: 3, maximum: 4),
  Constraint(
    name: "recall", scope: .matching(["skill": [.text("recall")]]), minimum: 2, maximum: 6),
  Constraint(name: "time", sum: "seconds", minimum: 300, maximum: 500),
]

extension Constraint {
  /// Whether a test keeps it.
  func holds(for ids: [String], in bank: Bank) -> Bool {
    let items = bank.items.filter { ids.contains($0.id) }.filter { item in
      switch scope {
      case .all: true
      case .items(let ids): ids.contains(item.id)
      case .matching(let properties):
        properties.allSatisfy { name, values in item.property(name).map(values.contains) ?? false }
      }
    }
    let total = items.reduce(0.0) { total, item in
      guard let sum else { return total + 1 }
      guard case .number(let amount)? = item.attributes[sum] else { return .nan }
      return total + amount
    }
    return total >= (minimum ?? 0) - 1e-9 && total <= (maximum ?? .infinity) + 1e-9
  }
}

/// Scores that depend on the seed only.
func randomScript(_ seed: UInt64) -> Script {
  var random = SeededGenerator(seed: seed, stream: 3)
  return Script((0..<40).map { _ in random.index(below: 2) })
}

/// A test of exactly so many items.
func fixedLength(
  _ length: Int, _ content: Design.Content, exposure: Design.Exposure = .unlimited,
  randomesque: Design.Randomesque = 1
) -> Design {
  Design(
    selection: .init(randomesque: randomesque), exposure: exposure, content: content,
    stopping: .init(standardError: nil, maximumItems: length))
}
