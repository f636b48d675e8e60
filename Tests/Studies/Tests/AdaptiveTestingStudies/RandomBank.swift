import AdaptiveTesting
import ItemBanks
import ItemResponse
import Numerical

extension SeededGenerator {
  /// True so often in a hundred.
  mutating func happens(_ percent: Int) -> Bool { index(below: 100) < percent }

  mutating func pick<Value>(_ values: [Value]) -> Value { values[index(below: values.count)] }

  mutating func number(_ low: Double, _ high: Double) -> Double { low + (high - low) * uniform() }

  mutating func whole(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + index(below: range.count)
  }

  /// So many of the values, in a random order; all where there are fewer.
  mutating func sample<Value>(_ count: Int, of values: [Value]) -> [Value] {
    var values = values
    for place in values.indices.prefix(count) {
      values.swapAt(place, whole(place...(values.count - 1)))
    }
    return Array(values.prefix(count))
  }
}

/// A bank in which everything that a bank may have is there now and then.
struct RandomBank {
  private var random: SeededGenerator
  private let isLogistic: Bool
  private let asks: Bool
  private let hasErrors: Bool
  private let domains: [String?]
  private let itemCount: Int

  /// - Parameters:
  ///   - smallest: the least number of items.
  ///   - largest: the largest.
  static func make(
    _ random: inout SeededGenerator, from smallest: Int, to largest: Int
  ) -> Bank {
    var maker = RandomBank(&random, smallest...largest)
    return maker.bank()
  }

  private init(_ random: inout SeededGenerator, _ counts: ClosedRange<Int>) {
    isLogistic = random.happens(60)
    asks = isLogistic && random.happens(40)
    hasErrors = isLogistic && random.happens(40)
    domains = random.happens(20) ? [nil] : (0...random.index(below: 4)).map { "d\($0)" }
    itemCount = random.whole(counts)
    self.random = SeededGenerator(seed: random.next())
  }

  private mutating func bank() -> Bank {
    let sets = random.happens(30) ? self.sets() : []
    var setOfItem = [String?](repeating: nil, count: itemCount)
    var place = 0
    for set in sets {
      let size = random.whole(2...4)
      for item in place..<(place + size) where item < itemCount { setOfItem[item] = set.id }
      place += size + random.index(below: 3)
    }
    let hasEnemies = random.happens(35)
    let items = (0..<itemCount).map { number in
      item(number, set: setOfItem[number], hasEnemies: hasEnemies)
    }
    // A set need not be described.
    return Bank(name: "random", sets: random.happens(80) ? sets : [], items: items)
  }

  private mutating func sets() -> [Bank.StimulusSet] {
    (0...random.index(below: 4)).map { number in
      let minimum = random.whole(1...3)
      return Bank.StimulusSet(
        id: "s\(number)", stimulus: "a text", minimum: minimum,
        maximum: random.happens(40) ? random.whole(minimum...4) : nil)
    }
  }

  private mutating func item(_ number: Int, set: String?, hasEnemies: Bool) -> Item {
    let model = isLogistic || random.happens(50) ? logistic() : polytomous()
    var status = random.pick([Item.Status.provisional, .calibrated])
    if number > 3, random.happens(10) { status = random.pick([.pretest, .retired]) }
    var attributes: [String: Item.Attribute] = [
      "words": .number(Double(random.whole(10...200)) / 10),
      "level": .number(Double(random.whole(1...3))),
    ]
    if random.happens(80) { attributes["topic"] = .text(random.pick(["sea", "land", "air"])) }
    var enemies: [String] = []
    if hasEnemies, random.happens(20) {
      let other = random.index(below: itemCount)
      if other != number { enemies = ["i\(other)"] }
    }
    let question = Question(stem: "?", format: .choice(options: ["x", "y", "z"], key: 1))
    return Item(
      id: "i\(number)", question: asks && !(number > 3 && random.happens(5)) ? question : nil,
      domain: random.pick(domains), attributes: attributes, enemies: enemies, set: set,
      model: number > 3 && random.happens(4) ? nil : model,
      parameterErrors: hasErrors && model is LogisticModel && random.happens(80) ? errors() : nil,
      status: status)
  }

  private mutating func errors() -> ParameterErrors {
    ParameterErrors(
      discrimination: random.number(0, 0.4), difficulty: random.number(0, 0.5),
      lowerAsymptote: random.number(0, 0.1), upperAsymptote: random.number(0, 0.05))
  }

  private mutating func logistic() -> any ResponseModel {
    let parameters = random.whole(1...4)
    return LogisticModel(
      discrimination: parameters > 1 ? random.number(0.3, 2.8) : 1,
      difficulty: random.number(-3.5, 3.5),
      lowerAsymptote: parameters > 2 ? random.number(0, 0.35) : 0,
      upperAsymptote: parameters > 3 ? random.number(0.8, 1) : 1)
  }

  private mutating func polytomous() -> any ResponseModel {
    let steps = (0...random.whole(0...3)).map { _ in random.number(-3, 3) }
    let slope = random.number(0.4, 2.2)
    switch random.index(below: 4) {
    case 0: return GradedModel(discrimination: slope, thresholds: steps.sorted())
    case 1: return PartialCreditModel(discrimination: slope, steps: steps)
    case 2:
      return RatingScaleModel(difficulty: random.number(-2, 2), steps: [-1, 0.2, 0.9])
    default:
      let slopes = (0...steps.count).map { 0.7 * Double($0) + random.number(-0.3, 0.3) }
      return NominalModel(slopes: slopes, intercepts: [0] + steps)
    }
  }
}
