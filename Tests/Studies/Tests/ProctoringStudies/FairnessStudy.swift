import AdaptiveTesting
import Calibration
import Foundation
import ItemBanks
import ItemResponse
import Numerical
import Proctoring
import Simulation
import Testing

/// How often an audit calls items unfair that are fair, and how often it finds those that are not, in adaptive
/// tests of two groups of which one may be weaker on the whole.
@Suite(.serialized) struct FairnessStudy {
  /// Two groups of as many people, in turn; the items of `differing` are harder for the second.
  private struct World {
    var people = 400
    /// By which the second group is weaker.
    var impact = 0.5
    var differing: [Int: Double] = [:]
    /// SD of the error of the bank's difficulties and log discriminations.
    var error = 0.0

    func audit(seed: UInt64) throws -> BankAudit {
      let bank = SimulatedClass.bank(items: 80, seed: 5)
      var generator = SeededGenerator(seed: seed, stream: 3)
      let truth = bank.items.map { item in
        item.parameters.map {
          LogisticModel(
            discrimination: $0.discrimination * exp(error * generator.normal()),
            difficulty: $0.difficulty + error * generator.normal())
        }
      }
      let plan = try SimulatedClass.plan(bank)
      let drawn = SimulatedPerson.draw(people, from: .standardNormal, seed: seed)
      let sittings = Parallel().map(people) { number in
        var person = drawn[number]
        let group = number % 2 == 0 ? "first" : "second"
        if number % 2 == 1 { person.theta -= impact }
        for (item, model) in truth.enumerated() {
          guard let model else { continue }
          let harder = number % 2 == 1 ? differing[item] ?? 0 : 0
          let other = SimulatedPerson(theta: person.theta - harder, seed: person.seed)
          person.scores[item] = other.score(on: model, number: item)
        }
        return BankAudit.Sitting(
          code: "\(number)", person: "\(number)", generation: 1,
          session: person.sitting(
            of: plan, from: Int64(number) * 1000,
            under: plan.circumstances(group: group, seed: person.sittingSeed)))
      }
      return BankAudit(of: sittings, bank: bank)
    }
  }

  /// The shares of tests with a probability below .05.
  private struct Rates {
    var shift = 0.0
    var mantelHaenszel = 0.0
    var logistic = 0.0
    var nonuniform = 0.0
    var tests = 0
    /// The mean of the intervals' hits of a shift of 0.
    var coverage = 0.0

    init(_ items: [ItemDifference]) {
      let tested = items.filter { $0.shift != nil }
      tests = tested.count
      func share(_ isFound: (ItemDifference) -> Bool) -> Double {
        Double(tested.count(where: isFound)) / Double(max(1, tested.count))
      }
      shift = share { ($0.shift?.test.probability ?? 1) < 0.05 }
      mantelHaenszel = share { ($0.mantelHaenszel?.test.pValue ?? 1) < 0.05 }
      logistic = share { ($0.logistic?.uniform.pValue ?? 1) < 0.05 }
      nonuniform = share { ($0.nonuniform?.probability ?? 1) < 0.05 }
      coverage = share { $0.shift?.interval.contains(0) ?? false }
    }

    var line: String {
      [shift, mantelHaenszel, logistic, nonuniform, coverage]
        .map { String(format: "%6.3f", $0) }.joined(separator: " ") + "  of \(tests)"
    }
  }

  @Test(arguments: [(400, 0.0, 0.0), (400, 0.5, 0), (400, 1, 0), (1200, 1, 0), (400, 0.5, 0.3)])
  func fairItemsAreCalledUnfairAtTheRate(people: Int, impact: Double, error: Double) throws {
    let world = World(people: people, impact: impact, error: error)
    var items: [ItemDifference] = []
    var classes = 0
    for seed in 1...(people > 1000 ? 10 : 30 as UInt64) {
      let comparison = try #require(try world.audit(seed: seed).comparisons.first)
      items += comparison.items
      if !comparison.differing.isEmpty { classes += 1 }
    }
    let rates = Rates(items)
    print("no difference,", people, "people, impact", impact, "error", error, "-", rates.line)
    print("  classes with an item called unfair:", classes)
    #expect(abs(rates.shift - 0.05) < 0.015)
  }

  @Test(arguments: [0.6, 0.8, 1.0])
  func differencesAreFound(logits: Double) throws {
    let differing = Dictionary(uniqueKeysWithValues: [3, 19, 30, 47, 71].map { ($0, logits) })
    let world = World(people: 1000, differing: differing)
    var (planted, others): ([ItemDifference], [ItemDifference]) = ([], [])
    var (found, discoveries) = (0, 0)
    for seed in 1...10 as ClosedRange<UInt64> {
      let comparison = try #require(try world.audit(seed: seed).comparisons.first)
      for (number, item) in comparison.items.enumerated() {
        if differing[number] == nil { others.append(item) } else { planted.append(item) }
      }
      let ids = Set(comparison.differing.map(\.id))
      found += differing.keys.count { ids.contains("i\($0)") }
      discoveries += ids.count
    }
    let tested = planted.filter { $0.shift != nil }
    let mean = tested.reduce(0) { $0 + ($1.shift?.logits ?? 0) } / Double(tested.count)
    let count = tested.reduce(0) { $0 + $1.referenceCount + $1.focalCount } / tested.count
    print("difference of", logits, "in items with", count, "answers -", Rates(planted).line)
    print("  found after correction:", found, "of 50, others:", discoveries - found, "mean", mean)
    print("  other items -", Rates(others).line)
    #expect(abs(mean - logits) < 0.15)
  }
}
