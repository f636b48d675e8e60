import AdaptiveTesting
import ItemBanks
import ItemResponse
import Simulation
import Testing

@Suite struct ClassificationAccuracyTests {
  private func plan(_ stopping: Design.Stopping = .init()) throws -> TestPlan {
    try TestPlan(
      bank: Bank(
        name: "one", items: [Item(id: "0", parameters: LogisticModel(difficulty: 0))]),
      design: Design(stopping: stopping))
  }

  /// So many people with a true ability and an estimate.
  private func sittings(_ groups: [(count: Int, theta: Double, estimate: Double)])
    -> [SimulatedSitting]
  {
    groups.flatMap { group in
      [SimulatedSitting](
        repeating: SimulatedSitting(
          theta: group.theta,
          estimate: AbilityEstimate(
            theta: group.estimate, standardError: 0.3, method: .eap,
            standardErrorKind: .posteriorSD),
          stopReason: .precision, items: [0], scores: [1]), count: group.count)
    }
  }

  /// The textbook table of 20, 5, 10 and 15: agreement .70, by chance .50, kappa .40.
  @Test func oneCut() throws {
    let found = ClassificationAccuracy(
      sittings([(20, 1, 1), (5, 1, -1), (10, -1, 1), (15, -1, -1)]), plan: try plan(), cuts: [0])
    let cut = try #require(found.cuts.first)
    #expect(cut.rightShare == 0.7 && abs(cut.kappa - 0.4) < 1e-12)
    #expect(cut.sensitivity == 0.8 && cut.specificity == 0.6)
    #expect(found.rightShare == 0.7 && abs(found.kappa - 0.4) < 1e-12)
  }

  /// Counted by hand: three classes with 6 of 8 in the right one; by chance (2·3 + 4·4 + 2·1) / 64.
  @Test func severalCuts() throws {
    let found = ClassificationAccuracy(
      sittings([(2, -1, -1), (3, 0.5, 0.5), (1, 0.5, -0.5), (1, 2, 2), (1, 2, 1.4)]),
      plan: try plan(), cuts: [1.5, 0, 1.5])
    #expect(found.cuts.map(\.theta) == [0, 1.5])
    #expect(found.rightShare == 0.75)
    let chance = 24.0 / 64
    #expect(abs(found.kappa - (0.75 - chance) / (1 - chance)) < 1e-12)
    #expect(found.cuts[0].rightShare == 0.875 && found.cuts[1].rightShare == 0.875)
    #expect(found.cuts[1].sensitivity == 0.5 && found.cuts[1].specificity == 1)
  }

  /// Who is at the cut is above it.
  @Test func theCutItselfIsAbove() throws {
    let found = ClassificationAccuracy(
      sittings([(1, 0, 0), (1, 0, -0.1)]), plan: try plan(), cuts: [0])
    #expect(found.cuts[0].sensitivity == 0.5 && found.cuts[0].specificity.isNaN)
  }

  @Test func oneClassHasNoKappa() throws {
    let found = ClassificationAccuracy(sittings([(3, 1, 1)]), plan: try plan(), cuts: [0])
    #expect(found.rightShare == 1 && found.kappa.isNaN && found.cuts[0].specificity.isNaN)
  }

  /// What the test decided goes before what its estimate says; where it did not, the estimate does.
  @Test func theTestsOwnDecisionsCount() throws {
    let classification = Classification(cuts: [0], method: .interval(level: 0.9))
    let plan = try plan(.init(rules: [.classified(classification)]))
    let sides: [Classification.Side?] = [.above, .below, nil, nil]
    let people = sides.map { side in
      SimulatedSitting(
        theta: 1,
        estimate: AbilityEstimate(
          theta: side == .above ? -1 : 1, standardError: 0.3, method: .eap,
          standardErrorKind: .posteriorSD),
        stopReason: .classified, items: [0], scores: [1], sides: [side])
    }
    let found = ClassificationAccuracy(people, plan: plan, cuts: [0, 2])
    #expect(found.cuts[0].rightShare == 0.75 && found.cuts[0].decidedShare == 0.5)
    #expect(found.cuts[1].rightShare == 1 && found.cuts[1].decidedShare == nil)
  }
}
