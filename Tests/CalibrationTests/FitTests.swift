import ItemResponse
import Numerical
import Testing

@testable import Calibration

@Suite struct FitTests {
  /// S-X² of mirt's own test (philchalmers/mirt test-01-mirtOne.R), recomputed at the exact maximum.
  @Test func scoreChiSquareLSAT7() throws {
    let result = try Calibrator(model: .twoPL, quadrature: CalibratorTests.fine)
      .calibrate(LSAT.section7)
    let fit = result.itemFit(LSAT.section7)
    let expected = [4.7505, 14.4534, 1.2727, 5.2365, 0.9409]
    for (item, value) in zip(fit, expected) {
      #expect(abs(item.scoreChiSquare!.statistic - value) < 1e-4)
      #expect(item.scoreChiSquare!.degreesOfFreedom == 2)
    }
    #expect(abs(fit[1].scoreChiSquare!.pValue - 0.000727) < 1e-5)
  }

  /// The same source: M₂ = 5.291576 on 9 degrees of freedom; 5.29135 recomputed.
  @Test func m2OfLSAT6() throws {
    let result = try Calibrator(model: .rasch, quadrature: CalibratorTests.fine)
      .calibrate(LSAT.section6)
    let fit = try result.modelFit(LSAT.section6)
    #expect(abs(fit.m2.statistic - 5.29135) < 1e-4)
    #expect(fit.m2.degreesOfFreedom == 9)
    #expect(fit.rmsea == 0)
    #expect(fit.rmseaInterval.lowerBound == 0)
    #expect(fit.cfi == 1)
    #expect(fit.tli > 1)
    #expect(fit.srmsr > 0 && fit.srmsr < 0.05)
  }

  @Test func classicalStatisticsLSAT6() {
    let found = ClassicalStatistics(LSAT.section6)
    #expect(found.items.map(\.proportionCorrect) == [0.924, 0.709, 0.553, 0.763, 0.870])
    // ltm::descript(LSAT): alpha 0.2950.
    #expect(abs(found.alpha - 0.2950) < 5e-5)
    #expect(found.completePersons == 1000)
    #expect(abs(found.meanScore - 3.819) < 1e-12)
  }
}

@Suite struct OtherFitTests {
  let simulated = Simulated.responses(persons: 600, items: 12, seed: 31)

  @Test func statisticsOfDataThatFit() throws {
    let responses = simulated.responses
    let result = try Calibrator(model: .twoPL).calibrate(responses)
    let fit = result.itemFit(responses)
    // 12 p-values: the smallest of them is below 0.001 in one data set of eighty.
    #expect(fit.allSatisfy { $0.scoreChiSquare!.pValue > 0.001 })
    #expect(
      fit.allSatisfy { abs($0.infit - 1) < 0.1 && abs($0.outfit - 1) < 0.2 },
      "\(fit)")
    let dependence = result.localDependence(responses)
    #expect(dependence.pairs.count == 66)
    #expect(abs(dependence.mean - -1.0 / 11) < 0.03)
    #expect(dependence.suspicious().isEmpty)
    let persons = result.personFit(responses).compactMap { $0?.standardizedLogLikelihood }
    let mean = persons.reduce(0, +) / Double(persons.count)
    let square = persons.reduce(0) { $0 + $1 * $1 } / Double(persons.count)
    #expect(abs(mean) < 0.2 && abs(square - 1) < 0.35)
    #expect(result.marginalReliability > 0.5 && result.marginalReliability < 0.9)
    #expect(abs(result.empiricalReliability(responses) - result.marginalReliability) < 0.05)
    let abilities = result.abilities(responses)
    #expect(abilities.count == 600 && abilities.allSatisfy { $0 != nil })
    let expected = result.expectedAbilities(responses, parallel: Parallel())
    // AbilityEstimator halves the weight of the outermost points.
    for (ability, value) in zip(abilities, expected) { #expect(abs(ability!.theta - value) < 2e-6) }
  }

  /// Whatever the length of the test, infit and outfit are 1 on average where the model holds.
  @Test(arguments: [5, 20]) func meanSquaresExpectOne(items: Int) throws {
    #if DEBUG
      let persons = 500
    #else
      let persons = 20_000
    #endif
    let (responses, _) = Simulated.responses(persons: persons, items: items, seed: 77)
    let result = try Calibrator(model: .twoPL).calibrate(responses)
    let fit = result.itemFit(responses)
    let infit = fit.reduce(0) { $0 + $1.infit } / Double(items)
    let outfit = fit.reduce(0) { $0 + $1.outfit } / Double(items)
    let leeway = 1.5 / Double(persons).squareRoot()
    #expect(abs(infit - 1) < leeway && abs(outfit - 1) < 3 * leeway, "\(infit) \(outfit)")
  }

  @Test func dependentItemsStandOut() throws {
    var rows = (0..<600).map { person in
      (0..<12).map { simulated.responses[person: person, item: $0] }
    }
    for person in rows.indices where person % 5 != 0 { rows[person][3] = rows[person][7] }
    let responses = ResponseMatrix(items: (0..<12).map { "item\($0)" }, scores: rows)
    let result = try Calibrator(model: .onePL).calibrate(responses)
    let pair = result.localDependence(responses).pairs[0]
    #expect(Set([pair.first, pair.second]) == ["item3", "item7"])
    #expect(pair.correlation > 0.4)
    let fit = try result.modelFit(responses)
    #expect(fit.m2.pValue < 1e-6)
    #expect(fit.rmsea > 0.03 && fit.rmseaInterval.contains(fit.rmsea))
    #expect(fit.cfi < 0.95 && fit.tli < 0.95)
  }

  @Test func comparisonPrefersTheTrueModel() throws {
    let results = try [CalibrationModel.onePL, .twoPL].map {
      try Calibrator(model: $0).calibrate(LSAT.section7)
    }
    let comparison = ModelComparison(results)
    // 2 (2664.90089085 − 2658.80511355) on 4 degrees of freedom.
    #expect(abs(comparison.rows[1].likelihoodRatio!.statistic - 12.1915546) < 1e-5)
    #expect(comparison.rows[1].likelihoodRatio!.degreesOfFreedom == 4)
    #expect(abs(comparison.rows[1].likelihoodRatio!.pValue - 0.01600) < 1e-4)
    #expect(comparison.preferred == .onePL)
  }

  @Test func holdoutPredicts() throws {
    let holdout = Holdout(simulated.responses, share: 0.1, seed: 1)
    let total = Double(simulated.responses.responseCount)
    #expect(abs(Double(holdout.cells.count) - 0.1 * total) < 5 * (0.09 * total).squareRoot())
    #expect(
      holdout.training.responseCount + holdout.cells.count == simulated.responses.responseCount)
    for cell in holdout.cells {
      #expect(simulated.responses[person: cell.person, item: cell.item] == cell.score)
      #expect(holdout.training[person: cell.person, item: cell.item] == nil)
    }
    let result = try Calibrator(model: .twoPL).calibrate(holdout.training)
    let evaluation = result.evaluate(holdout)
    #expect(evaluation.logLoss < 0.65 && evaluation.areaUnderCurve > 0.68)
    #expect(evaluation.accuracy > 0.6 && evaluation.brierScore < 0.24)
  }

  @Test func holdoutTakesFromEveryItemAndLeavesNobodyEmpty() {
    let responses = simulated.responses
    let holdout = Holdout(responses, share: 0.5, seed: 3)
    let expected = 0.5 * Double(responses.personCount)
    for item in 0..<responses.itemCount {
      let count = Double(holdout.cells.count { $0.item == item })
      #expect(abs(count - expected) < 5 * (0.5 * expected).squareRoot(), "item \(item): \(count)")
    }
    let nearlyAll = Holdout(responses, share: 0.99, seed: 3)
    let left = Set(nearlyAll.cells.map(\.person))
    #expect(left.count == responses.personCount)
    #expect(nearlyAll.training.responseCount >= responses.personCount)
    let perPerson = Dictionary(grouping: nearlyAll.cells, by: \.person)
    #expect(perPerson.values.allSatisfy { $0.count < responses.itemCount })
  }

  @Test func areaUnderCurveByHand() {
    let evaluation = PredictionAccuracy(
      predictions: [(0.9, 1), (0.8, 0), (0.7, 1), (0.7, 0), (0.2, 0)])
    // Of six pairs, right over wrong: 0.9 beats three; 0.7 beats one, ties one, loses one.
    #expect(abs(evaluation.areaUnderCurve - 4.5 / 6) < 1e-15)
    #expect(evaluation.accuracy == 0.6)
  }

  @Test(arguments: Linking.Method.allCases) func linkingUndoesAChangeOfScale(
    method: Linking.Method
  ) {
    let change = Linking(slope: 1.3, intercept: -0.4)
    let target = simulated.models.map(change.transform)
    let found = Linking(from: simulated.models, to: target, method: method)!
    #expect(abs(found.slope - 1.3) < 1e-8 && abs(found.intercept - -0.4) < 1e-8)
    let theta = 0.7
    for (old, new) in zip(simulated.models, target) {
      #expect(
        abs(old.probability(at: theta) - new.probability(at: change.transform(theta: theta)))
          < 1e-14)
    }
    #expect(Linking(from: [], to: [], method: method) == nil)
  }

  @Test func likelihoodRatioFindsTheItemThatDiffers() throws {
    var generator = SeededGenerator(seed: 41)
    let normal = NormalDistribution()
    var rows: [[Int?]] = []
    var groups: [String] = []
    let models = (0..<8).map {
      LogisticModel(discrimination: 1.2, difficulty: -1.4 + 0.4 * Double($0))
    }
    #if DEBUG
      let persons = 500
    #else
      let persons = 1500
    #endif
    for person in 0..<2 * persons {
      let isFocal = person >= persons
      let theta = normal.quantile(generator.uniform() + 1e-16) - (isFocal ? 0.5 : 0)
      groups.append(isFocal ? "focal" : "reference")
      rows.append(
        models.indices.map { item in
          let shift = isFocal && item == 2 ? 0.8 : 0
          return generator.uniform() < models[item].probability(at: theta - shift) ? 1 : 0
        })
    }
    let responses = ResponseMatrix(
      items: (0..<8).map { "item\($0)" }, scores: rows, groups: groups)
    let found = LikelihoodRatioDIF(
      responses, reference: "reference", focal: "focal", level: 0.005)!
    #expect(found.items.filter(\.isFlagged).map(\.id) == ["item2"])
    #expect(found.items[2].test!.degreesOfFreedom == 2)
    #expect(abs(found.focalMean - -0.5) < 0.25)
    #expect(found.items[2].focal!.difficulty > found.items[2].reference!.difficulty + 0.3)
  }
}
