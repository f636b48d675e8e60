import ItemBanks
import ItemResponse
import Testing

@testable import AdaptiveTesting

/// catsim 0.21.0 on the TCALS bank, November 2026: what its `UrrySelector` and `IntervalInfoSelector` pick, with
/// the distance and the mean information (its integral by SciPy's `quad`, divided by the width); and the item
/// whose `max_info_hpc` is nearest.
struct CatsimTests {
  struct Case: Sendable {
    let theta: Double
    let urry: (item: String, distance: Double)
    let peak: (item: String, distance: Double)
    /// Half a width, the item and its mean information.
    let intervals: [(halfWidth: Double, item: String, mean: Double)]
  }

  static let cases = [
    Case(
      theta: -1.5, urry: ("18", 0.019), peak: ("35", 0.0002581391904374897),
      intervals: [(0.3, "53", 1.0705099038877328), (1, "19", 0.8934460087369821)]),
    Case(
      theta: -0.4, urry: ("23", 0.054), peak: ("23", 0.001699873627647397),
      intervals: [(0.3, "10", 1.8629373400468618), (1, "63", 1.3820009172334815)]),
    Case(
      theta: 0.3, urry: ("11", 0.049), peak: ("12", 0.0047013228629745885),
      intervals: [(0.3, "63", 2.9146882272515375), (1, "63", 1.5896978476560348)]),
    Case(
      theta: 1.1, urry: ("77", 0.26), peak: ("27", 0.06763577979654833),
      intervals: [(0.3, "80", 1.3917102573947213), (1, "80", 1.0326901215456479)]),
  ]

  private func proposal(_ selection: Design.Selection, _ theta: Double) throws -> Proposal {
    let plan = try TestPlan(bank: Tcals.bank, design: .endless(selection: selection))
    return try #require(plan.selector.propose(in: SelectionState(theta: theta, given: [])))
      .proposal
  }

  @Test(arguments: cases)
  func picksTheSame(_ expected: Case) throws {
    let urry = try proposal(.init(criterion: .nearestDifficulty), expected.theta)
    #expect(urry.item == expected.urry.item)
    #expect(abs(urry.value - expected.urry.distance) < 1e-12)
    let peak = try proposal(.init(criterion: .nearestPeak), expected.theta)
    #expect(peak.item == expected.peak.item)
    #expect(abs(peak.value - expected.peak.distance) < 1e-12)
    for (halfWidth, item, mean) in expected.intervals {
      var selection = Design.Selection(criterion: .intervalInformation)
      selection.halfWidth = halfWidth
      let found = try proposal(selection, expected.theta)
      #expect(found.item == item)
      #expect(abs(found.value - mean) < 1e-6, "\(found.value)")
    }
  }
}
