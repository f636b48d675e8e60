import AdaptiveTesting
import Foundation
import ItemBanks
import ItemResponse
import Numerical
import Testing

@testable import Simulation

@Suite struct DesignAdvisorTests {
  private let bank = {
    var generator = SeededGenerator(seed: 2)
    return Bank(
      name: "b",
      items: (0..<60).map {
        Item(
          id: "\($0)",
          parameters: LogisticModel(
            discrimination: 1.4 * exp(0.2 * generator.normal()), difficulty: generator.normal()))
      })
  }()

  private func candidate(_ threshold: Double, _ randomesque: Int = 1) -> DesignCandidate {
    DesignCandidate(
      name: "\(threshold) of \(randomesque)",
      design: Design(
        selection: .init(randomesque: .init(randomesque)),
        stopping: .init(standardError: threshold, maximumItems: 25)))
  }

  private func advise(
    _ candidates: [DesignCandidate], _ requirements: DesignRequirements, people: Int = 80,
    threads: Int? = nil
  ) throws -> DesignAdvice {
    try DesignAdvisor(
      bank: bank, candidates: candidates, requirements: requirements,
      people: SimulatedPerson.draw(people, from: .standardNormal, seed: 3), seed: 3
    ).run(threads: threads)
  }

  /// Halving leaves the design that trying all of them on everybody would choose.
  @Test func halvingFindsWhatTryingAllFinds() throws {
    let candidates = [0.7, 0.65, 0.6, 0.55, 0.5, 0.47, 0.44, 0.41].flatMap {
      [candidate($0), candidate($0, 8)]
    }
    let requirements = DesignRequirements(standardError: 0.6)
    let people = SimulatedPerson.draw(80, from: .standardNormal, seed: 3)
    let advice = try advise(candidates, requirements)
    let all = try candidates.map { candidate in
      let plan = try TestPlan(bank: bank, design: candidate.design)
      return DesignTrial(
        candidate: candidate, plan: plan,
        sittings: try #require(SimulationStudy(plan: plan, people: people).run()))
    }
    let best = all.filter { requirements.areMet(by: $0) }.min { $0.meanLength < $1.meanLength }
    #expect(best != nil && advice.recommended?.candidate == best?.candidate)
    #expect(advice.recommended?.meanLength == best?.meanLength)
    #expect(advice.finalists.count == DesignAdvisor.finalistCount)
    #expect(advice.trials.count == candidates.count)
    let second = try #require(advice.runnerUp)
    #expect(second.meanLength >= (best?.meanLength ?? .infinity))
  }

  /// The best item first goes to everybody; only a draw from many keeps it from that.
  @Test func exposureIsHeldTo() throws {
    let candidates = [1, 3, 20].map { candidate(0.5, $0) }
    let loose = try advise(candidates, .init(standardError: 0.6))
    #expect(loose.recommended?.candidate == candidates[0])
    let tight = try advise(candidates, .init(standardError: 0.6, maximumExposure: 0.6))
    #expect(tight.recommended?.candidate == candidates[2])
    #expect((tight.recommended?.exposure.upperLimit ?? 1) <= 0.6)
  }

  @Test func nothingIsRecommendedWhereNothingWillDo() throws {
    let advice = try advise([candidate(0.5), candidate(0.6)], .init(standardError: 0.2))
    #expect(advice.recommended == nil && advice.runnerUp == nil && advice.finalists.count == 2)
  }

  @Test func threadsChangeNothing() throws {
    let candidates = [0.8, 0.75, 0.7, 0.65, 0.6, 0.55, 0.5, 0.45, 0.42].map { candidate($0) }
    let one = try advise(candidates, .init(standardError: 0.55), threads: 1)
    let three = try advise(candidates, .init(standardError: 0.55), threads: 3)
    #expect(one.trials.map(\.sittings) == three.trials.map(\.sittings))
  }

  @Test func roundsGrowFourfold() {
    let candidates = (0..<200).map { _ in candidate(0.5) }
    func sizes(_ people: Int, _ count: Int) -> [Int] {
      DesignAdvisor(
        bank: bank, candidates: Array(candidates.prefix(count)),
        requirements: .init(standardError: 0.5),
        people: SimulatedPerson.draw(people, from: .standardNormal, seed: 1), seed: 1
      ).roundSizes
    }
    #expect(sizes(2000, 200) == [31, 125, 500, 2000])
    #expect(sizes(2000, 4) == [2000])
    #expect(sizes(50, 200) == [50])
  }

  /// A hundred errors of ±0.3 have an RMSE of 0.3 without doubt. Wilson's limits are the shares p from which
  /// the observed one is just 1.645 of their own standard errors away.
  @Test func limitsAreThoseOfTheTextbook() throws {
    let plan = try TestPlan(bank: bank, design: Design())
    let sittings = (0..<100).map { (person: Int) -> SimulatedSitting in
      let item = person < 30 ? 0 : 1 + person % 40
      return SimulatedSitting(
        theta: 0,
        estimate: AbilityEstimate(
          theta: person % 2 == 0 ? 0.3 : -0.3, standardError: 0.4, method: .eap,
          standardErrorKind: .posteriorSD),
        stopReason: .precision, items: [Int32(item)], scores: [1])
    }
    let trial = DesignTrial(candidate: candidate(0.5), plan: plan, sittings: sittings)
    #expect(abs(trial.rootMeanSquareError.upperLimit - 0.3) < 1e-12)
    #expect(abs(trial.rootMeanSquareStandardError - 0.4) < 1e-12)
    #expect(trial.exposure.value == 0.3)
    let z = NormalDistribution().quantile(0.95)
    for limit in [trial.exposure.lowerLimit, trial.exposure.upperLimit] {
      let distance = abs(0.3 - limit) / (limit * (1 - limit) / 100).squareRoot()
      #expect(abs(distance - z) < 1e-9)
    }
    #expect(trial.exposure.lowerLimit < 0.3 && trial.exposure.upperLimit > 0.3)
  }

  @Test(arguments: [(AbilityMethod.eap, 1), (.wle, 2)])
  func variationsDifferAndAreValid(method: AbilityMethod, estimators: Int) throws {
    let candidates = try DesignCandidate.variations(
      of: Design(
        estimation: .init(method: method), stopping: .init(minimumItems: 12, maximumItems: 20)),
      for: bank, requirements: .init(standardError: 0.4, maximumExposure: 0.25))
    #expect(Set(candidates.map(\.design)).count == candidates.count)
    #expect(Set(candidates.map(\.name)).count == candidates.count)
    // 4 draws and 3 limits, 3 lengths, 3 errors.
    #expect(candidates.count == estimators * 7 * 3 * 3)
    for candidate in candidates { try candidate.design.validate() }
  }
}
