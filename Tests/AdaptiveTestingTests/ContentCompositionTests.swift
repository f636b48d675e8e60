import Foundation
import ItemBanks
import ItemResponse
import Numerical
import Testing

@testable import AdaptiveTesting

/// All rules of content at once, with the rules of exposure and random draws.
struct ContentCompositionTests {
  private static let methods: [Design.Content.Method] =
    BinaryProgram.canSolve ? [.priority, .penalty, .exact] : [.priority, .penalty]

  private let sets = [
    Bank.StimulusSet(id: "s1", minimum: 2, maximum: 3), Bank.StimulusSet(id: "s2", maximum: 2),
  ]

  private func design(_ method: Design.Content.Method, _ bank: Bank, seed: UInt64) -> Design {
    var random = SeededGenerator(seed: seed, stream: 11)
    let aside = Dictionary(
      uniqueKeysWithValues: bank.items.map { ($0.id, 0.4 + 0.6 * random.uniform()) })
    let balance: Design.Balance = random.index(below: 2) == 0 ? .none : .equalShares
    return fixedLength(
      14,
      .init(
        balance: balance,
        constraints: [
          .init(
            name: "algebra", scope: .matching(["domain": [.text("algebra")]]), minimum: 3,
            maximum: 6),
          .init(name: "time", sum: "seconds", maximum: 14 * 52),
        ], method: method,
        groups: [
          .init(.together, ["q71", "q72"]), .init(.ordered, ["q75", "q73"]),
          .init(.independent, ["q61", "q62", "q63"]),
        ]),
      exposure: random.index(below: 2) == 0
        ? .unlimited : .sympsonHetter(.init(maximum: 0.3, parameters: aside)),
      randomesque: [1 + random.index(below: 3)])
  }

  @Test(arguments: UInt64(1)...8, methods)
  func everyRuleHoldsBesideTheOthers(seed: UInt64, method: Design.Content.Method) throws {
    let bank = contentBank(80, seed: seed, enemies: true, setSize: 6, sets: sets)
    let design = design(method, bank, seed: seed)
    let script = randomScript(seed)
    let session = try finished(bank, design, seed: seed, script: script)
    let path = session.path
    #expect(path.count == 14 && Set(path).count == 14, "seed \(seed)")
    if method == .exact {
      for constraint in design.content.constraints {
        #expect(constraint.holds(for: path, in: bank), "\(constraint.name), seed \(seed)")
      }
    }
    let given = bank.items.filter { path.contains($0.id) }
    #expect(given.allSatisfy { !$0.enemies.contains(where: path.contains) }, "seed \(seed)")
    #expect(path.filter(["q61", "q62", "q63"].contains).count <= 1)
    for group in [["q71", "q72"], ["q75", "q73"]] {
      let places = group.compactMap(path.firstIndex)
      #expect(places.isEmpty || (places.count == 2 && abs(places[0] - places[1]) == 1))
    }
    let ofSets = path.map { id in bank.items.first { $0.id == id }?.set }
    for set in Set(ofSets.compactMap { $0 }) {
      let places = ofSets.indices.filter { ofSets[$0] == set }
      #expect(places.last! - places.first! == places.count - 1, "\(set), seed \(seed)")
    }
    try goesOnFromItsLog(session, script: script)
  }

  /// The best whole test, an index and a penalty all begin with what a criterion says, whichever it is.
  @Test(arguments: Design.Criterion.allCases.filter { $0 != .fixed }, methods)
  func everyCriterionTakesPart(
    criterion: Design.Criterion, method: Design.Content.Method
  ) throws {
    let bank = contentBank(40, seed: 9, enemies: true)
    var design = fixedLength(
      8,
      .init(
        constraints: ["algebra", "geometry", "data"].map {
          .init(name: $0, scope: .matching(["domain": [.text($0)]]), minimum: 2, maximum: 3)
        }, method: method))
    design.selection.criterion = criterion
    let session = try finished(bank, design, seed: 4, script: randomScript(4))
    #expect(session.path.count == 8 && Set(session.path).count == 8)
    for constraint in design.content.constraints {
      #expect(constraint.holds(for: session.path, in: bank), "\(constraint.name)")
    }
    try goesOnFromItsLog(session, script: randomScript(4))
  }

  /// As a sitting that was cut off does: from its design and events as they are on disk.
  private func goesOnFromItsLog(_ session: TestSession, script: Script) throws {
    let design = try JSONDecoder().decode(
      Design.self, from: try JSONEncoder().encode(session.design))
    #expect(design == session.design)
    let half = try session.events.prefix(session.events.count / 2 | 1).map {
      try JSONDecoder().decode(SessionEvent.self, from: try JSONEncoder().encode($0))
    }
    var copy = try TestSession(
      replaying: Array(half), bank: session.bank, design: design, seed: session.seed)
    if let current = copy.current {
      copy.record(
        score: script.score(of: current), at: (copy.events.last?.time ?? 0) + script.thinking)
    }
    script.run(&copy)
    #expect(copy.events == session.events)
  }
}
