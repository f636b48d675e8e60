import AdaptiveTesting
import ItemResponse
import Simulation
import Testing

@Suite struct ClassificationAccuracyTests {
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
      sittings([(20, 1, 1), (5, 1, -1), (10, -1, 1), (15, -1, -1)]), cuts: [0])
    let cut = try #require(found.cuts.first)
    #expect(cut.rightShare == 0.7 && abs(cut.kappa - 0.4) < 1e-12)
    #expect(cut.sensitivity == 0.8 && cut.specificity == 0.6)
    #expect(found.rightShare == 0.7 && abs(found.kappa - 0.4) < 1e-12)
  }

  /// Counted by hand: three classes with 6 of 8 in the right one; by chance (2·3 + 4·4 + 2·1) / 64.
  @Test func severalCuts() {
    let found = ClassificationAccuracy(
      sittings([(2, -1, -1), (3, 0.5, 0.5), (1, 0.5, -0.5), (1, 2, 2), (1, 2, 1.4)]),
      cuts: [1.5, 0, 1.5])
    #expect(found.cuts.map(\.theta) == [0, 1.5])
    #expect(found.rightShare == 0.75)
    let chance = 24.0 / 64
    #expect(abs(found.kappa - (0.75 - chance) / (1 - chance)) < 1e-12)
    #expect(found.cuts[0].rightShare == 0.875 && found.cuts[1].rightShare == 0.875)
    #expect(found.cuts[1].sensitivity == 0.5 && found.cuts[1].specificity == 1)
  }

  /// Who is at the cut is above it.
  @Test func theCutItselfIsAbove() {
    let found = ClassificationAccuracy(sittings([(1, 0, 0), (1, 0, -0.1)]), cuts: [0])
    #expect(found.cuts[0].sensitivity == 0.5 && found.cuts[0].specificity.isNaN)
  }

  @Test func oneClassHasNoKappa() {
    let found = ClassificationAccuracy(sittings([(3, 1, 1)]), cuts: [0])
    #expect(found.rightShare == 1 && found.kappa.isNaN && found.cuts[0].specificity.isNaN)
  }
}
