import AdaptiveTesting
import ItemBanks
import ItemResponse
import Numerical
import Simulation
import Testing

@Suite struct DesignComparisonTests {
  private func studies(_ count: Int, seed: UInt64) throws -> (SimulationStudy, SimulationStudy) {
    var generator = SeededGenerator(seed: 4)
    let items = (0..<60).map {
      Item(id: "\($0)", parameters: LogisticModel(difficulty: generator.normal()))
    }
    let bank = Bank(name: "b", items: items)
    func plan(_ length: Int) throws -> TestPlan {
      try TestPlan(
        bank: bank, design: Design(stopping: .init(standardError: nil, maximumItems: length)))
    }
    let people = SimulatedPerson.draw(count, from: .standardNormal, seed: seed)
    return (
      SimulationStudy(plan: try plan(6), people: people),
      SimulationStudy(plan: try plan(12), people: people)
    )
  }

  @Test func aDesignComparedWithItselfDiffersInNothing() throws {
    let (study, _) = try studies(30, seed: 1)
    let sittings = try #require(study.run())
    let comparison = DesignComparison(sittings, study.plan, sittings, study.plan, seed: 1)
    for difference in [
      comparison.length, comparison.absoluteError, comparison.squaredError, comparison.bias,
      comparison.maximumExposure, comparison.overlap,
    ] {
      #expect(difference.value == 0 && difference.interval == 0...0 && !difference.isClear)
    }
  }

  @Test func longerTestsAreMorePrecise() throws {
    let (short, long) = try studies(150, seed: 2)
    let comparison = DesignComparison(
      try #require(short.run()), short.plan, try #require(long.run()), long.plan, seed: 2)
    #expect(comparison.length.value == 6 && comparison.length.interval == 6...6)
    #expect(comparison.absoluteError.value < 0 && comparison.absoluteError.isClear)
    #expect(comparison.overlap.interval.contains(comparison.overlap.value))
  }

  /// The interval of a paired difference of known spread: ±1.96 SD/√n.
  @Test func intervalsAreThoseOfPairedMeans() throws {
    let (study, _) = try studies(1, seed: 3)
    func sitting(_ theta: Double, _ estimate: Double) -> SimulatedSitting {
      SimulatedSitting(
        theta: theta,
        estimate: AbilityEstimate(
          theta: estimate, standardError: 1, method: .eap, standardErrorKind: .posteriorSD),
        stopReason: .precision, items: [0], scores: [1])
    }
    let first = [0.0, 0, 0, 0].map { sitting($0, $0) }
    let second = [1.0, 2, 3, 4].map { sitting(0, $0) }
    let bias = DesignComparison(first, study.plan, second, study.plan, seed: 1).bias
    // The standard deviation of 1…4 is √(5/3).
    let half = 1.959963984540054 * (5.0 / 3 / 4).squareRoot()
    #expect(abs(bias.value - 2.5) < 1e-12)
    #expect(abs(bias.interval.lowerBound - (2.5 - half)) < 1e-12)
    #expect(abs(bias.interval.upperBound - (2.5 + half)) < 1e-12)
  }
}
