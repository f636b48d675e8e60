import Foundation
import ItemResponse
import Numerical
import Testing

@testable import Calibration

@Suite struct DifferentialItemFunctioningTests {
  /// Two groups half a logit apart; item 2 is harder for the focal one by `shift`.
  static func twoGroups(
    persons: Int, items: Int = 12, shift: Double = 0, missing: Double = 0, seed: UInt64
  ) -> ResponseMatrix {
    var generator = SeededGenerator(seed: seed)
    let normal = NormalDistribution()
    let models = (0..<items).map {
      LogisticModel(discrimination: 1.2, difficulty: -1.5 + 3 * Double($0) / Double(items - 1))
    }
    var groups: [String] = []
    let rows = (0..<2 * persons).map { person -> [Int?] in
      let isFocal = person >= persons
      groups.append(isFocal ? "focal" : "reference")
      let theta = normal.quantile(generator.uniform() + 1e-16) - (isFocal ? 0.5 : 0)
      return models.indices.map { item in
        let draw = generator.uniform()
        if generator.uniform() < missing { return nil }
        return draw < models[item].probability(at: theta - (isFocal && item == 2 ? shift : 0))
          ? 1 : 0
      }
    }
    return ResponseMatrix(
      items: (0..<items).map { "item\($0)" }, scores: rows, groups: groups)
  }

  func look(_ responses: ResponseMatrix, threads: Int? = nil) -> DifferentialItemFunctioning {
    DifferentialItemFunctioning(
      responses, reference: "reference", focal: "focal", threads: threads)!
  }

  @Test func missingResponsesAreMatchedOnAbility() {
    let responses = Self.twoGroups(persons: 300, items: 8, shift: 1.6, missing: 0.3, seed: 3)
    let found = look(responses)
    #expect(found.matching == .ability(strata: 20))
    #expect(found.referencePersons == 300 && found.focalPersons == 300)
    for item in found.items {
      #expect(item.mantelHaenszel != nil && item.logistic != nil, "\(item.id)")
      #expect(item.mantelHaenszelObstacle == nil && item.logisticObstacle == nil)
    }
    let item = found.items[2].purifiedMantelHaenszel!
    #expect(item.test.pValue < 1e-4 && item.delta < -1)
    #expect(item.effectSize != .negligible)
    #expect(found.items[2].purifiedLogistic!.uniform.pValue < 1e-4)
  }

  #if !DEBUG
    /// Where nothing differs but ability, few items are flagged, though the groups saw different shares
    /// of the items.
    @Test func nothingIsFoundWhereNothingIs() {
      var flagged = SIMD2(0, 0)
      for seed in 1...20 {
        let responses = Self.twoGroups(
          persons: 400, items: 20, missing: 0.4, seed: UInt64(seed))
        for item in look(responses).items {
          if item.mantelHaenszel!.test.pValue < 0.05 { flagged[0] += 1 }
          if item.logistic!.both.pValue < 0.05 { flagged[1] += 1 }
        }
      }
      // 400 tests at 0.05: 20, and four binomial errors more.
      #expect(flagged[0] < 38 && flagged[1] < 38, "\(flagged)")
    }
  #endif

  @Test func whatCannotBeTestedSaysWhy() {
    let plain = Self.twoGroups(persons: 60, items: 6, seed: 9)
    var rows = (0..<120).map { person in (0..<6).map { plain[person: person, item: $0] } }
    for person in rows.indices {
      if person >= 60 { rows[person][0] = 1 }
      if person >= 60 { rows[person][1] = nil }
      rows[person][3] = 0
    }
    let responses = ResponseMatrix(
      items: (0..<6).map { "item\($0)" }, scores: rows,
      groups: (0..<120).map { $0 < 60 ? "reference" : "focal" })
    let found = look(responses)
    #expect(found.items[0].logistic == nil)
    #expect(found.items[0].logisticObstacle == .constantInGroup("focal"))
    #expect(found.items[0].mantelHaenszel != nil)
    #expect(found.items[1].mantelHaenszelObstacle == .notSeen(group: "focal"))
    #expect(found.items[1].logisticObstacle == .notSeen(group: "focal"))
    #expect(found.items[3].mantelHaenszelObstacle == .constant)
    #expect("\(found.items[3].mantelHaenszelObstacle!)" == "everybody answered it the same")
    #expect(found.items[4].mantelHaenszelObstacle == nil)
  }

  @Test func separatedDataHaveNoLogisticFit() throws {
    let ones = [Double](repeating: 1, count: 8)
    let x = (0..<8).map(Double.init)
    let y = x.map { $0 > 3 ? 1.0 : 0 }
    #expect(throws: LogisticRegression.Failure.separated) {
      try LogisticRegression(y, on: [ones, x])
    }
    #expect(throws: LogisticRegression.Failure.collinear) {
      try LogisticRegression([0, 1, 0, 1, 1, 0, 1, 0], on: [ones, x, x])
    }
    let fit = try LogisticRegression([0, 1, 0, 1, 0, 1, 1, 1], on: [ones, x])
    #expect(fit.coefficients[1] > 0)
  }

  /// Δ = 1.6 with an error of 0.1 is C; with an error of 0.5 it does not exceed 1 beyond chance.
  @Test func classCAsksForMoreThanChance() {
    func size(delta: Double, error: Double) -> String {
      DifferentialItemFunctioning.MantelHaenszel(
        test: ChiSquareTest(statistic: 30, degreesOfFreedom: 1), oddsRatio: exp(delta / 2.35),
        logOddsRatioStandardError: error / 2.35, level: 0.05
      ).effectSize.rawValue
    }
    #expect(size(delta: 1.6, error: 0.1) == "C" && size(delta: -1.6, error: 0.1) == "C")
    #expect(size(delta: 1.6, error: 0.5) == "B")
    #expect(size(delta: 1.4, error: 0.1) == "B" && size(delta: 0.9, error: 0.01) == "A")
    let unclear = DifferentialItemFunctioning.MantelHaenszel(
      test: ChiSquareTest(statistic: 3, degreesOfFreedom: 1), oddsRatio: 4,
      logOddsRatioStandardError: 0.8, level: 0.05)
    #expect(unclear.effectSize == .negligible)
  }

  @Test func purificationSaysHowItEnded() {
    #expect(Purification.run(most: 5) { _ in [] } == Purification(rounds: 0, outcome: .settled))
    #expect(Purification.run(most: 5) { _ in [1] } == Purification(rounds: 1, outcome: .settled))
    #expect(
      Purification.run(most: 5) { $0 == [1] ? [2] : [1] }
        == Purification(rounds: 2, outcome: .cycled))
    #expect(
      Purification.run(most: 5) { $0.isEmpty ? [1] : [] }
        == Purification(rounds: 1, outcome: .cycled))
    #expect(
      Purification.run(most: 1) { _ in [1, 2] }
        == Purification(rounds: 0, outcome: .everythingFlagged))
    #expect(
      Purification.run(most: 99) { Set(0...$0.count) }
        == Purification(rounds: 10, outcome: .exhausted))
  }

  @Test func likelihoodRatioTellsWhetherItArrived() {
    let responses = Self.twoGroups(persons: 150, items: 4, seed: 2)
    func look(_ iterations: Int, threads: Int = 1) -> LikelihoodRatioDIF {
      LikelihoodRatioDIF(
        responses, reference: "reference", focal: "focal", model: .onePL, purifies: false,
        maximumIterations: iterations, threads: threads)!
    }
    #expect(look(500).converged && look(500).items.allSatisfy(\.converged))
    #expect(look(500).purification.outcome == .skipped)
    #expect(!look(3).converged)
  }
}
