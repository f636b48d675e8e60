import Foundation
import ItemResponse
import Numerical
import Testing

@testable import Calibration

@Suite struct RecoveryTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let model: CalibrationModel
    let missing: Double
    let persons: Int
    let items: Int
    var testDescription: String { "\(model) \(missing)" }
  }

  #if DEBUG
    static let cases = [
      Case(model: .twoPL, missing: 0, persons: 500, items: 10),
      Case(model: .onePL, missing: 0.5, persons: 600, items: 12),
    ]
    static let replications = 3
  #else
    static let cases = [
      Case(model: .rasch, missing: 0, persons: 1000, items: 20),
      Case(model: .onePL, missing: 0.8, persons: 3000, items: 40),
      Case(model: .twoPL, missing: 0, persons: 1000, items: 25),
      Case(model: .twoPL, missing: 0.8, persons: 4000, items: 50),
    ]
    static let replications = 40
  #endif

  /// 95 % intervals of slopes and intercepts cover in 93–97 % of cases (an allowance of four binomial
  /// errors is added for the number of replications run), and nothing is biased.
  @Test(arguments: cases) func intervalsCover(test: Case) throws {
    var inside = 0
    var total = 0
    for replication in 0..<Self.replications {
      let (responses, models) = Simulated.responses(
        persons: test.persons, items: test.items, missing: test.missing,
        commonSlope: !test.model.hasFreeSlopes, seed: UInt64(100 + replication))
      let result = try Calibrator(model: test.model).calibrate(responses)
      #expect(result.converged, "seed \(100 + replication)")
      for (item, truth) in zip(result.items, models) {
        if test.model.hasFreeSlopes {
          total += 1
          let error = item.standardErrors!.discrimination!
          if abs(item.model!.discrimination - truth.discrimination) < 1.959964 * error {
            inside += 1
          }
        }
        total += 1
        // The same in Rasch's metric, where the slope of 1.2 is the latent SD.
        let intercept = -item.model!.discrimination * item.model!.difficulty
        let expected = -truth.discrimination * truth.difficulty
        if abs(intercept - expected) < 1.959964 * item.standardErrors!.intercept! { inside += 1 }
      }
    }
    let coverage = Double(inside) / Double(total)
    let allowance = 4 * (0.05 * 0.95 / Double(total)).squareRoot()
    #expect(
      coverage > 0.95 - max(0.02, allowance) && coverage < 0.95 + max(0.02, allowance),
      "\(inside) of \(total)")
  }

  @Test(arguments: [CalibrationModel.threePL, .fourPL])
  func asymptotesWithPriors(model: CalibrationModel) throws {
    #if DEBUG
      let (persons, items) = (800, 12)
    #else
      let (persons, items) = (8000, 30)
    #endif
    let (responses, models) = Simulated.responses(
      persons: persons, items: items, lower: 0.2, upper: model == .fourPL ? 0.95 : 1, seed: 77)
    var calibrator = Calibrator(model: model)
    #expect(throws: CalibrationError.needsPrior(model)) { try calibrator.calibrate(responses) }
    calibrator.priors = .weak(for: model)
    // Centred where the asymptotes of these items are; the weak ones lie 0.03 and 0.04 further in.
    calibrator.priors.lowerAsymptote = BetaPrior(alpha: 5, beta: 20)
    if model == .fourPL { calibrator.priors.upperGap = BetaPrior(alpha: 1, beta: 19) }
    let result = try calibrator.calibrate(responses)
    #expect(result.converged)
    #expect(result.covariance != nil)
    var bias = 0.0
    for (item, truth) in zip(result.items, models) {
      bias += item.model!.lowerAsymptote - truth.lowerAsymptote
      #expect(item.standardErrors!.lowerAsymptote! > 0)
    }
    #expect(abs(bias / Double(items)) < 0.03)
    for (before, after) in zip(result.logLikelihoodTrace, result.logLikelihoodTrace.dropFirst()) {
      #expect(after >= before - 1e-8)
    }
  }

  @Test func anchorsHoldTheScale() throws {
    let (responses, models) = Simulated.responses(
      persons: 1500, items: 14, mean: 0.7, deviation: 1.3, seed: 9)
    let anchors = Dictionary(
      uniqueKeysWithValues: (0..<8).map { (responses.items[$0], models[$0]) })
    let result = try Calibrator(model: .twoPL, anchors: anchors).calibrate(responses)
    #expect(result.converged)
    #expect(abs(result.latentMean - 0.7) < 4 * result.latentMeanStandardError!)
    #expect(
      abs(result.latentStandardDeviation - 1.3) < 4 * result.latentStandardDeviationStandardError!)
    var squares = 0.0
    for index in 8..<14 {
      let z =
        (result.items[index].model!.difficulty - models[index].difficulty)
        / result.items[index].standardErrors!.difficulty!
      squares += z * z
    }
    #expect(squares < 22.5, "chi-square on 6, its 0.999")
    #expect(result.items[0].model == models[0])
    #expect(result.items[0].flags == [.anchor])
  }

  @Test func histogramFindsASkewedPopulation() throws {
    var generator = SeededGenerator(seed: 21)
    let normal = NormalDistribution()
    func z() -> Double { normal.quantile(generator.uniform() + 1e-16) }
    #if DEBUG
      let persons = 400
    #else
      let persons = 4000
    #endif
    let models = (0..<20).map {
      LogisticModel(discrimination: 1.5, difficulty: -2 + 0.2 * Double($0))
    }
    let rows = (0..<persons).map { _ -> [Int?] in
      let theta = generator.uniform() < 0.3 ? 1.8 + 0.3 * z() : -0.77 + 0.4 * z()
      return models.map { generator.uniform() < $0.probability(at: theta) ? 1 : 0 }
    }
    let responses = ResponseMatrix(items: (1...20).map(String.init), scores: rows)
    var calibrator = Calibrator(
      model: .twoPL, quadrature: Quadrature(from: -5, to: 5, points: 31),
      computesStandardErrors: false)
    let normalFit = try calibrator.calibrate(responses)
    calibrator.latentDistribution = .empiricalHistogram
    let histogram = try calibrator.calibrate(responses)
    #expect(histogram.converged)
    #expect(histogram.logLikelihood > normalFit.logLikelihood + 10)
    let mean = zip(histogram.latentNodes, histogram.latentWeights).reduce(0) { $0 + $1.0 * $1.1 }
    let square = zip(histogram.latentNodes, histogram.latentWeights).reduce(0) {
      $0 + $1.0 * $1.0 * $1.1
    }
    #expect(abs(mean) < 1e-9 && abs(square - 1) < 1e-9)
  }

  @Test func oddItemsAreFlaggedAndOddDataRefused() throws {
    let (simulated, _) = Simulated.responses(persons: 300, items: 7, seed: 2)
    var rows = (0..<300).map { person in (0..<6).map { simulated[person: person, item: $0] } }
    var generator = SeededGenerator(seed: 8)
    for person in rows.indices {
      let reversed = 1 - simulated[person: person, item: 6]!
      rows[person] += [1, nil, generator.uniform() < 0.5 ? 1 : 0, reversed]
    }
    let names = (0..<6).map { "item\($0)" } + ["constant", "unseen", "coin", "reversed"]
    let responses = ResponseMatrix(items: names, scores: rows)
    let result = try Calibrator(model: .twoPL).calibrate(responses)
    func flags(_ id: String) -> [ItemFlag] { result.items.first { $0.id == id }!.flags }
    #expect(flags("constant") == [.constant])
    #expect(flags("unseen") == [.neverSeen])
    #expect(flags("reversed").contains(.negativeDiscrimination))
    #expect(flags("coin").contains(.coinLike) || flags("coin").contains(.atBound))
    #expect(result.warnings.contains(.parameterAtBound))
    #expect(result.items[6].model == nil)
    let negative = try Calibrator(model: .twoPL, allowsNegativeDiscrimination: true)
      .calibrate(responses)
    #expect(negative.items[9].model!.discrimination < 0)
    #expect(negative.warnings.isEmpty)

    let nothing = ResponseMatrix(items: ["a"], scores: [[nil]])
    #expect(throws: CalibrationError.noResponses) { try Calibrator().calibrate(nothing) }
    let polytomous = ResponseMatrix(items: ["a"], scores: [[2], [0]])
    #expect(throws: CalibrationError.notDichotomous(highestScore: 2)) {
      try Calibrator().calibrate(polytomous)
    }
    let constant = ResponseMatrix(items: ["a"], scores: [[1], [1]])
    #expect(throws: CalibrationError.everyItemConstant) { try Calibrator().calibrate(constant) }
    #expect(throws: CalibrationError.cancelled) {
      try Calibrator().calibrate(responses) { $0.iteration < 2 }
    }
    // One person, one item, and the like: an answer or an error, never a trap.
    for scores: [[Int?]] in [
      [[1, 0]], [[1], [0]], [[1, 0], [0, 1]], [[1, nil], [nil, 0], [0, 1]],
    ] {
      let tiny = ResponseMatrix(items: (0..<scores[0].count).map(String.init), scores: scores)
      for model in CalibrationModel.allCases {
        _ = try? Calibrator(model: model, priors: .weak(for: model)).calibrate(tiny)
        _ = try? Calibrator(model: model).calibrate(tiny)
      }
      _ = try? ConditionalCalibrator().calibrate(tiny)
      _ = try? FewPersonsCalibrator().calibrate(tiny)
    }
  }
}
