import AdaptiveTesting
import Foundation
import ItemBanks
import Numerical
import Testing

/// What holds of every bank and design, over seeded random ones that combine all rules there are.
/// `STUDIES=full` goes on ten times as long; `SEED=17` looks at one combination alone.
@Suite(.serialized) struct CombinationStudy {
  /// What became of a combination.
  struct Outcome {
    let seed: UInt64
    var refusal: String?
    var problems: [String] = []
    var sittings = 0
    var seconds = 0.0
  }

  @Test func everyCombinationHoldsTogether() throws {
    let environment = ProcessInfo.processInfo.environment
    let alone = environment["SEED"].flatMap { UInt64($0) }
    let count = alone != nil ? 1 : environment["STUDIES"] == "full" ? 100_000 : 10_000
    let outcomes = Parallel().map(count) { Self.outcome(seed: alone ?? UInt64($0)) }

    for outcome in outcomes.filter({ !$0.problems.isEmpty }).prefix(20) {
      Issue.record("seed \(outcome.seed): \(outcome.problems.prefix(4).joined(separator: "; "))")
    }
    let failed = outcomes.count { !$0.problems.isEmpty }
    let refused = outcomes.compactMap(\.refusal)
    print(
      "\(count) combinations, \(failed) failed, \(refused.count) refused, "
        + "\(outcomes.reduce(0) { $0 + $1.sittings }) sittings, "
        + String(format: "%.0f s of work", outcomes.reduce(0) { $0 + $1.seconds }))
    #expect(failed == 0)
    #expect(alone != nil || refused.count < count / 4)
    if environment["STUDIES"] != nil || alone != nil { Self.show(outcomes) }
  }

  private static func show(_ outcomes: [Outcome]) {
    let slow = outcomes.sorted { $0.seconds > $1.seconds }.prefix(8)
    print("slowest", slow.map { "\($0.seed): \(String(format: "%.2f s", $0.seconds))" })
    for (title, texts) in [
      ("refused", outcomes.compactMap(\.refusal)),
      ("problem", outcomes.flatMap(\.problems)),
    ] {
      let kinds = Dictionary(grouping: texts) { $0.filter { !$0.isNumber }.prefix(32) }
      for (kind, all) in kinds.sorted(by: { $0.value.count > $1.value.count }) {
        print(title, all.count, kind)
      }
    }
  }

  private static func outcome(seed: UInt64) -> Outcome {
    let clock = ContinuousClock()
    var outcome = Outcome(seed: seed)
    let time = clock.measure { examine(&outcome) }
    outcome.seconds = time / .seconds(1)
    return outcome
  }

  private static func examine(_ outcome: inout Outcome) {
    var random = SeededGenerator(seed: outcome.seed, stream: 77)
    let bank = RandomBank.make(&random, from: 6, to: 24)
    let design = RandomDesign.make(&random, for: bank)
    let plan: TestPlan
    do {
      plan = try TestPlan(bank: bank, design: design)
    } catch {
      outcome.refusal = error.message
      if !isSentence(error.message) { outcome.problems.append("says '\(error.message)'") }
      return
    }
    outcome.problems += problems(of: design)
    let content = ContentOracle(plan)
    var ledger = design.exposure.looksBack ? filledLedger(plan, &random) : nil
    for _ in 0..<random.whole(1...3) {
      let sitting = Sitting(plan, ledger, random: &random)
      outcome.sittings += 1
      outcome.problems += SittingProperties(of: sitting.session, plan, content).problems
      let items = sitting.session.path.compactMap { plan.number(ofItem: $0) }
      ledger?.add(
        items: items, theta: sitting.session.estimate.theta, circumstances: sitting.circumstances)
    }
  }

  /// As after a few sittings of other designs, in which some items were given far too often.
  private static func filledLedger(
    _ plan: TestPlan, _ random: inout SeededGenerator
  ) -> ExposureLedger {
    var ledger = ExposureLedger(for: plan)
    for _ in 0..<random.index(below: 30) {
      let circumstances = plan.circumstances(ledger: ledger, seed: random.next() >> 11)
      ledger.add(
        items: random.sample(5, of: Array(plan.pool.prefix(9))), theta: random.number(-2, 2),
        circumstances: circumstances)
    }
    return ledger
  }

  private static func problems(of design: Design) -> [String] {
    var problems: [String] = []
    do {
      let bytes = try JSONEncoder().encode(design)
      if try JSONDecoder().decode(Design.self, from: bytes) != design {
        problems.append("the design is another after \(String(decoding: bytes, as: UTF8.self))")
      }
    } catch {
      problems.append("the design cannot be read again: \(error)")
    }
    let english = design.english
    if english.isEmpty || Set(english).count != english.count || !english.allSatisfy(isText) {
      problems.append("in English: \(english)")
    }
    return problems
  }

  private static func isText(_ text: String) -> Bool {
    text.hasSuffix(".") && !text.hasSuffix("..") && !text.contains("  ")
      && !text.contains("nan") && !text.contains("inf ")
  }

  /// One that ends with a full stop; a number or a key has none before a space.
  private static func isSentence(_ text: String) -> Bool {
    isText(text) && !text.contains(". ") && !text.contains("\n")
  }
}
