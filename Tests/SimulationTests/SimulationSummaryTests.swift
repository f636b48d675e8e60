import AdaptiveTesting
import ItemBanks
import ItemResponse
import Simulation
import Testing

@Suite struct SimulationSummaryTests {
  private func sitting(
    theta: Double, estimate: Double, items: [Int32], error: Double = 0.5
  ) -> SimulatedSitting {
    SimulatedSitting(
      theta: theta,
      estimate: AbilityEstimate(
        theta: estimate, standardError: error, method: .eap, standardErrorKind: .posteriorSD),
      stopReason: .precision, items: items, scores: items.map { _ in 1 })
  }

  private func plan(items: Int) throws -> TestPlan {
    let items = (0..<items).map { Item(id: "\($0)", parameters: LogisticModel(difficulty: 0)) }
    return try TestPlan(bank: Bank(name: "flat", items: items), design: Design())
  }

  /// catsim 0.21, tests/test_cat.py: bias, mean squared error and its root of 1, 2, 3 for 0, 0, 0.
  @Test func errorsAgreeWithCatsim() throws {
    let sittings = [1.0, 2, 3].map { sitting(theta: 0, estimate: $0, items: [0]) }
    let accuracy = SimulationSummary(sittings, plan: try plan(items: 1)).accuracy
    #expect(abs(accuracy.bias - 2) < 1e-12)
    #expect(abs(accuracy.rootMeanSquareError - 2.160246899469287) < 1e-12)
    #expect(accuracy.meanAbsoluteError == 2 && accuracy.correlation.isNaN)
    #expect(accuracy.coverage == 0)
  }

  /// catsim 0.21, src/catsim/cat.py: five items at a rate of 0.3 each and tests of 3 items overlap by
  /// 0.6. Rates that low for that length cannot come from sittings, so the same formula is checked at
  /// rates that can: five items, three given to each of five people in turn.
  @Test func evenExposureOverlapsByItsRate() throws {
    let sittings = (0..<5).map { (person: Int32) in
      sitting(theta: 0, estimate: 0, items: (0..<3).map { (person + $0) % 5 })
    }
    let exposure = SimulationSummary(sittings, plan: try plan(items: 5)).exposure
    #expect(exposure.rates.allSatisfy { abs($0 - 0.6) < 1e-12 })
    #expect(abs(exposure.overlap - 0.6) < 1e-12)
    #expect(exposure.maximum == exposure.rates.max() && exposure.unusedCount == 0)
  }

  /// Against the mean share in common, counted over all pairs: the formula takes a person's pair with
  /// themselves along, so it is larger by (1 − mean) / people.
  @Test func overlapIsTheShareInCommon() throws {
    let items: [[Int32]] = [[0, 1], [0, 2], [0, 3], [1, 2]]
    let sittings = items.map { sitting(theta: 0, estimate: 0, items: $0) }
    let exposure = SimulationSummary(sittings, plan: try plan(items: 5)).exposure
    var shares: [Double] = []
    for left in items {
      for right in items { shares.append(Double(Set(left).intersection(right).count) / 2) }
    }
    #expect(abs(exposure.overlap - shares.reduce(0, +) / 16) < 1e-12)
    #expect(exposure.unusedCount == 1 && exposure.maximum == 0.75)
  }

  @Test func decilesGoUpInAbility() throws {
    let sittings = (0..<25).map {
      sitting(theta: Double(24 - $0), estimate: Double(24 - $0), items: [0])
    }
    let summary = SimulationSummary(sittings, plan: try plan(items: 1))
    #expect(summary.deciles.count == 10)
    #expect(summary.deciles.reduce(0) { $0 + $1.people } == 25)
    #expect(summary.deciles.first?.theta.lowerBound == 0)
    #expect(summary.deciles.last?.theta.upperBound == 24)
    #expect(summary.accuracy.correlation > 0.999999 && summary.accuracy.coverage == 1)
    #expect(summary.stopReasons == [.precision: 25])
  }

  @Test func fewAbilitiesAreGroupsOfTheirOwn() throws {
    let sittings = (0..<60).map {
      sitting(theta: Double($0 % 3), estimate: Double($0 % 3) + 0.1, items: [0])
    }
    let groups = SimulationSummary(sittings, plan: try plan(items: 1)).conditional
    #expect(groups.map(\.theta) == [0...0, 1...1, 2...2])
    #expect(groups.map(\.people) == [20, 20, 20])
    #expect(groups.allSatisfy { abs($0.accuracy.bias - 0.1) < 1e-12 })
  }

  @Test(arguments: [(1000, 20), (60, 12), (3, 1)])
  func manyAbilitiesAreGroupsOfEqualSize(people: Int, groups: Int) throws {
    let sittings = (0..<people).map {
      sitting(theta: Double(people - $0), estimate: 0, items: [0])
    }
    let found = SimulationSummary(sittings, plan: try plan(items: 1)).conditional
    #expect(found.count == groups)
    #expect(found.reduce(0) { $0 + $1.people } == people)
    #expect(found.map(\.meanTheta) == found.map(\.meanTheta).sorted())
  }
}
