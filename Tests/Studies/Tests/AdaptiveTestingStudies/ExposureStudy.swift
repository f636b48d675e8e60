import AdaptiveTesting
import Foundation
import ItemBanks
import ItemResponse
import Numerical
import Simulation
import Testing

/// Limits on exposure under random designs: 600 people sit each, in generations of no more than a fortieth of
/// those before them. `STUDIES=full` tries ten times as many designs.
@Suite(.serialized) struct ExposureStudy {
  private static let people = 600

  /// What became of a design.
  struct Outcome {
    let seed: UInt64
    let rule: Design.Exposure
    /// By item, how often it was given, and how often of that although it stood aside: the rule gave way.
    var given: [Int]
    var inSpite: [Int]

    var rates: [Double] { given.map { Double($0) / Double(people) } }
  }

  @Test func limitsAreHeld() throws {
    let isFull = ProcessInfo.processInfo.environment["STUDIES"] == "full"
    let count = isFull ? 400 : 40
    let outcomes = Parallel().map(count) { Self.outcome(seed: UInt64($0)) }.compactMap { $0 }
    #expect(outcomes.count >= 2 * count / 3)
    for outcome in outcomes {
      let problem = Self.problem(outcome)
      #expect(problem == nil, "seed \(outcome.seed), \(outcome.rule): \(problem ?? "")")
    }
    let ways = outcomes.reduce(0) { $0 + $1.inSpite.reduce(0, +) }
    let all = outcomes.reduce(0) { $0 + $1.given.reduce(0, +) }
    print(
      "\(outcomes.count) designs, \(all) items given, of which \(ways) although they stood aside")
  }

  private static func problem(_ outcome: Outcome) -> String? {
    guard let maximum = outcome.rule.maximum else { return "it has no limit" }
    if case .overlap = outcome.rule {
      let rates = outcome.rates
      let sum = rates.reduce(0, +)
      let overlap = rates.reduce(0) { $0 + $1 * $1 } / sum
      let inSpite = Double(outcome.inSpite.reduce(0, +)) / Double(people) / sum
      return overlap <= maximum + 0.03 + inSpite ? nil : "an overlap of \(overlap)"
    }
    let error = (maximum * (1 - maximum) / Double(people)).squareRoot()
    let largest =
      zip(outcome.given, outcome.inSpite)
      .map { Double($0 - $1) / Double(people) }.max() ?? 0
    return largest <= maximum + 4 * error + 1.0 / 40 ? nil : "a rate of \(largest)"
  }

  private static func outcome(seed: UInt64) -> Outcome? {
    var random = SeededGenerator(seed: seed, stream: 78)
    let bank = RandomBank.make(&random, from: 45, to: 70)
    var design = RandomDesign.make(&random, for: bank)
    // Lists, and items that a constraint names, are given whatever the limit.
    design.choose(
      random.pick([
        .maximumFisherInformation, .nearestDifficulty, .progressive, .proportional, .random,
        .intervalInformation, .posteriorGlobalDiscrimination, .expectedPosteriorVariance,
      ]))
    if design.content.method == .exact { design.content.method = .priority }
    design.estimation.hasExactErrors = false
    design.stopping.maximumItems = random.whole(5...10)
    design.stopping.minimumItems = min(design.stopping.minimumItems, 5)
    let maximum = random.number(0.25, 0.5)
    design.exposure = random.pick([
      .restricted(maximum: maximum), .eligibility(maximum: maximum, bounds: []),
      .eligibility(maximum: maximum, bounds: [-0.5, 0.5]), .overlap(maximum: maximum),
      .sympsonHetter(.init(maximum: maximum)),
    ])
    guard complete(&design, bank, seed), let plan = try? TestPlan(bank: bank, design: design) else {
      return nil
    }
    return sit(plan, seed: seed)
  }

  /// Computes what the rule of Sympson and Hetter needs; false where the bank cannot hold the limit.
  private static func complete(_ design: inout Design, _ bank: Bank, _ seed: UInt64) -> Bool {
    guard case .sympsonHetter(var rule) = design.exposure else { return true }
    guard let search = try? SympsonHetterSearch(bank: bank, design: design),
      let found = try? search.run(people: 400, seed: seed &+ 1000, threads: 1), found.isReached
    else { return false }
    rule.parameters = found.parameters
    design.exposure = .sympsonHetter(rule)
    return true
  }

  private static func sit(_ plan: TestPlan, seed: UInt64) -> Outcome {
    let none = [Int](repeating: 0, count: plan.bank.items.count)
    var outcome = Outcome(seed: seed, rule: plan.design.exposure, given: none, inSpite: none)
    var ledger = ExposureLedger(for: plan)
    var waiting: [Sitting] = []
    var generation = 1
    var random = SeededGenerator(seed: seed, stream: 79)
    for person in 1...people {
      let sitting = Sitting(plan, ledger, random: &random)
      count(sitting, plan, &outcome)
      waiting.append(sitting)
      guard waiting.count == generation else { continue }
      for sitting in waiting {
        ledger.add(
          items: sitting.session.path.compactMap { plan.number(ofItem: $0) },
          theta: sitting.session.estimate.theta, circumstances: sitting.circumstances)
      }
      waiting = []
      generation = max(1, person / 40)
    }
    return outcome
  }

  private static func count(_ sitting: Sitting, _ plan: TestPlan, _ outcome: inout Outcome) {
    let aside = standingAside(sitting.circumstances)
    let bounds =
      if case .eligibility(_, let bounds) = plan.design.exposure { bounds } else { [Double]() }
    for proposal in sitting.session.proposals {
      guard let item = plan.number(ofItem: proposal.item) else { continue }
      outcome.given[item] += 1
      let segment = bounds.count { $0 <= proposal.theta }
      if aside.indices.contains(segment), aside[segment].contains(item) {
        outcome.inSpite[item] += 1
      }
    }
  }

  /// As a log keeps them: by segment of ability, a bit for each item.
  private static func standingAside(_ circumstances: Circumstances) -> [Set<Int>] {
    guard let bytes = try? JSONEncoder().encode(circumstances),
      let kept = try? JSONDecoder().decode(Kept.self, from: bytes)
    else { return [] }
    return (kept.standingAside ?? []).map { data in
      var items: Set<Int> = []
      for (place, byte) in data.enumerated() {
        for bit in 0..<8 where byte & (1 << UInt8(bit)) != 0 { items.insert(8 * place + bit) }
      }
      return items
    }
  }

  private struct Kept: Decodable {
    let standingAside: [Data]?

    private enum CodingKeys: String, CodingKey { case standingAside = "standing_aside" }
  }
}
