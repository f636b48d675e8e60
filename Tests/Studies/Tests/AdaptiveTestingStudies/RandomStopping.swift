import AdaptiveTesting
import ItemResponse
import Numerical

/// Rules by which a test stops, alone and combined.
struct RandomStopping {
  private var random: SeededGenerator

  static func make(
    _ random: inout SeededGenerator, longest: Int, method: AbilityMethod
  ) -> Design.Stopping {
    var maker = RandomStopping(random: SeededGenerator(seed: random.next()))
    return maker.stopping(longest: longest)
  }

  private mutating func stopping(longest: Int) -> Design.Stopping {
    let maximum = random.happens(85) || longest > 20 ? random.whole(3...12) : nil
    var rules: [StoppingRule] = []
    for rule in random.sample(random.index(below: 4), of: [0, 1, 2, 3, 4, 6]) {
      rules.append(leaf(rule))
    }
    if random.happens(20) { rules.append(.all(combination(depth: 1))) }
    if random.happens(10) { rules.append(.any(combination(depth: 1))) }
    if rules.count(where: { $0.leaves.contains(where: \.isClassified) }) > 1 {
      rules.removeAll { $0.leaves.contains(where: \.isClassified) }
    }
    return Design.Stopping(
      minimumItems: random.whole(0...(maximum.map { min($0, 4) } ?? 4)), maximumItems: maximum,
      timeLimit: random.happens(15) ? random.number(20, 300) : nil, rules: rules)
  }

  private mutating func combination(depth: Int) -> [StoppingRule] {
    (0...random.whole(1...2)).map { _ in
      guard depth > 0, random.happens(25) else { return leaf(random.index(below: 6)) }
      let inner = combination(depth: depth - 1)
      return random.happens(50) ? .any(inner) : .all(inner)
    }
  }

  private mutating func leaf(_ kind: Int) -> StoppingRule {
    switch kind {
    case 0: .standardError(atMost: random.number(0.25, 0.9))
    case 1: .standardErrorChange(below: random.number(0.001, 0.1), items: random.whole(1...3))
    case 2: .predictedReduction(below: random.number(0.001, 0.05))
    case 3: .thetaChange(below: random.number(0.01, 0.3), items: random.whole(1...3))
    case 4: .information(below: random.number(0.01, 0.3))
    case 5: .length(random.whole(1...9))
    default: .classified(classification())
    }
  }

  private mutating func classification() -> Classification {
    let cuts = random.pick([[0], [-1, 1], [random.number(-1, 1)]])
    let test = Classification.SequentialTest(
      halfWidth: random.number(0.1, 0.8), falsePositive: random.number(0.01, 0.3),
      falseNegative: random.number(0.01, 0.3))
    switch random.index(below: 3) {
    case 0: return Classification(cuts: cuts, method: .interval(level: random.number(0.6, 0.99)))
    case 1: return Classification(cuts: cuts, method: .likelihoodRatio(test))
    default: return Classification(cuts: cuts, method: .generalizedLikelihoodRatio(test))
    }
  }
}

extension StoppingRule {
  /// The rules that are no combinations.
  var leaves: [StoppingRule] {
    switch self {
    case .all(let rules), .any(let rules): rules.flatMap(\.leaves)
    default: [self]
    }
  }

  var isClassified: Bool { if case .classified = self { true } else { false } }
}
