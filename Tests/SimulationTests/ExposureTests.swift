import AdaptiveTesting
import Foundation
import ItemBanks
import ItemResponse
import Numerical
import Testing

@testable import Simulation

/// Rules that limit how often an item is given, held to what they promise on simulated people.
struct ExposureTests {
  private static let bank: Bank = {
    var random = SeededGenerator(seed: 5, stream: 0)
    return Bank(
      name: "made",
      items: (0..<60).map {
        Item(
          id: "q\($0)",
          parameters: LogisticModel(
            discrimination: exp(0.3 * random.normal()), difficulty: random.normal()))
      })
  }()

  private func design(_ exposure: Design.Exposure) -> Design {
    Design(exposure: exposure, stopping: .init(standardError: nil, maximumItems: 8))
  }

  private func summary(
    _ exposure: Design.Exposure, people: Int = 600, threads: Int? = nil
  ) throws -> SimulationSummary {
    let plan = try TestPlan(bank: Self.bank, design: design(exposure))
    let study = SimulationStudy(
      plan: plan, people: SimulatedPerson.draw(people, from: .standardNormal, seed: 11))
    return SimulationSummary(try #require(study.run(threads: threads)), plan: plan)
  }

  /// Four standard errors of the largest of some twenty rates, and a fortieth of the people who sit at once.
  private func slack(_ maximum: Double, people: Int) -> Double {
    4 * (maximum * (1 - maximum) / Double(people)).squareRoot() + 1.0 / 40
  }

  @Test func withoutALimitEverybodyGetsTheFirstItem() throws {
    #expect(try summary(.unlimited, people: 50).exposure.maximum == 1)
  }

  @Test(arguments: [
    Design.Exposure.restricted(maximum: 0.3), .eligibility(maximum: 0.3, bounds: []),
    .eligibility(maximum: 0.3, bounds: [-0.5, 0.5]),
  ])
  func noItemIsGivenToMoreThanAllowed(exposure: Design.Exposure) throws {
    let found = try summary(exposure)
    #expect(found.exposure.maximum <= 0.3 + slack(0.3, people: 600))
    #expect(found.length.minimum == 8, "nobody's test was cut short")
  }

  /// The whole first stage lies in the upper segment, and most people do not.
  @Test func aFirstStageKeepsTheLimitOfEverySegment() throws {
    var design = design(.eligibility(maximum: 0.3, bounds: [1]))
    design.start.firstStage = [1.4, 1.5, 1.6]
    let plan = try TestPlan(bank: Self.bank, design: design)
    let study = SimulationStudy(
      plan: plan, people: SimulatedPerson.draw(600, from: .standardNormal, seed: 11))
    let found = SimulationSummary(try #require(study.run()), plan: plan)
    #expect(found.exposure.maximum <= 0.3 + slack(0.3, people: 600))
  }

  @Test func overlapStaysBelowItsLimit() throws {
    let free = try summary(.unlimited).exposure.overlap
    let limited = try summary(.overlap(maximum: 0.25)).exposure.overlap
    #expect(free > 0.4)
    #expect(limited <= 0.25 + 0.03)
  }

  @Test func theComputedParametersHoldTheirLimit() throws {
    let search = try SympsonHetterSearch(
      bank: Self.bank, design: design(.sympsonHetter(.init(maximum: 0.3))))
    let result = try #require(try search.run(people: 400, seed: 3))
    #expect(result.isReached && !result.parameters.isEmpty)
    #expect(result.parameters.values.allSatisfy { $0 > 0 && $0 < 1 })
    let found = try summary(.sympsonHetter(.init(maximum: 0.3, parameters: result.parameters)))
    #expect(found.exposure.maximum <= 0.3 + slack(0.3, people: 600))
    #expect(try search.run(people: 400, seed: 3) == result)
  }

  @Test func aLimitThatTheBankCannotHoldIsNotReached() throws {
    // 8 of 60 items: less than 8/60 is impossible.
    let search = try SympsonHetterSearch(
      bank: Self.bank, design: design(.sympsonHetter(.init(maximum: 0.05))))
    let result = try #require(try search.run(people: 200, seed: 3, rounds: 10))
    #expect(!result.isReached)
    let found = try summary(.restricted(maximum: 0.05), people: 200)
    #expect(found.length.minimum == 8, "the rule gives way before a test ends for it")
  }

  @Test func onlySympsonHetterHasParametersToCompute() {
    #expect(throws: DesignError.self) {
      try SympsonHetterSearch(bank: Self.bank, design: design(.restricted(maximum: 0.2)))
    }
  }

  @Test func threadsChangeNothing() throws {
    for exposure in [
      Design.Exposure.eligibility(maximum: 0.3, bounds: [0]), .overlap(maximum: 0.2),
    ] {
      #expect(
        try summary(exposure, people: 200, threads: 1)
          == summary(exposure, people: 200, threads: 3))
    }
  }
}
