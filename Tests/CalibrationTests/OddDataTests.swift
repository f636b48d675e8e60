import Foundation
import ItemResponse
import Numerical
import Testing

@testable import Calibration

/// Responses that no model can do much with: an answer in words, and soon.
@Suite struct OddDataTests {
  static func matrix(_ rows: [[Int?]]) -> ResponseMatrix {
    ResponseMatrix(items: rows[0].indices.map { "item\($0)" }, scores: rows)
  }

  @Test(arguments: CalibrationModel.allCases) func constantDataAreRefused(
    model: CalibrationModel
  ) {
    for priors in [ItemPriors.weak(for: model), .recommended(for: model, responses: LSAT.section6)]
    {
      let calibrator = Calibrator(model: model, priors: priors)
      // Items of which each is right for all or wrong for all.
      let items = Self.matrix((0..<50).map { _ in [1, 0, 1, 0] })
      #expect(throws: CalibrationError.everyItemConstant) { try calibrator.calibrate(items) }
      // Persons who are all right or all wrong, with and without a constant item beside.
      let persons = Self.matrix((0..<50).map { [$0 % 2, $0 % 2, $0 % 2] })
      #expect(throws: CalibrationError.everyPersonConstant) { try calibrator.calibrate(persons) }
      let beside = Self.matrix((0..<50).map { [$0 % 2, $0 % 2, 1] })
      #expect(throws: CalibrationError.everyPersonConstant) { try calibrator.calibrate(beside) }
    }
    #expect(throws: CalibrationError.everyPersonConstant) {
      try FewPersonsCalibrator().calibrate(Self.matrix([[1, 1, 1, nil], [0, 0, 0, 0]]))
    }
    for error in [
      CalibrationError.everyItemConstant, .everyPersonConstant,
      .tooManyPersons(persons: 10, items: 20),
    ] {
      #expect(!"\(error)".isEmpty && !"\(error)".hasSuffix("."))
    }
  }

  /// The item's key is wrong: its slope wants below 0, so it has none, and no difficulty either.
  @Test func aReversedItemHasNoDifficulty() throws {
    var rows = (0..<1000).map { person in (0..<5).map { LSAT.section7[person: person, item: $0] } }
    for person in rows.indices { rows[person][2] = 1 - rows[person][2]! }
    let responses = Self.matrix(rows)
    let result = try Calibrator(model: .twoPL).calibrate(responses)
    let item = result.items[2]
    #expect(item.model == nil && item.standardErrors == nil)
    #expect(item.flags == [.atBound, .negativeDiscrimination])
    #expect(result.warnings == [.parameterAtBound] && result.converged)
    // The others are as if the item were not there.
    let others = try Calibrator(model: .twoPL).calibrate(responses.items(at: [0, 1, 3, 4]))
    for (mine, its) in zip([0, 1, 3, 4].map { result.items[$0] }, others.items) {
      #expect(abs(mine.model!.difficulty - its.model!.difficulty) < 1e-3)
    }
    #expect(result.itemFit(responses).count == 4)
    #expect(try result.modelFit(responses).m2.degreesOfFreedom == 2)
    #expect(result.abilities(responses).allSatisfy { $0 != nil })
    let free = try Calibrator(model: .twoPL, allowsNegativeDiscrimination: true)
      .calibrate(responses)
    #expect(free.items[2].model!.discrimination < -1)
  }

  @Test func slopesWithoutAMaximumStopSoon() throws {
    for seed in 1...8 {
      let (responses, _) = Simulated.responses(persons: 14, items: 5, seed: UInt64(seed))
      for model in [CalibrationModel.onePL, .twoPL] {
        guard let result = try? Calibrator(model: model).calibrate(responses) else { continue }
        #expect(result.iterations < 500, "seed \(seed): \(result.iterations)")
        #expect(
          result.converged || result.warnings.contains(.parameterAtBound), "seed \(seed) \(model)")
        #expect(Set(result.warnings).count == result.warnings.count, "seed \(seed)")
        for (before, after) in zip(
          result.logLikelihoodTrace, result.logLikelihoodTrace.dropFirst())
        {
          #expect(after >= before - 1e-8, "seed \(seed)")
        }
      }
    }
  }

  @Test func anchorsThatNobodyAnsweredHoldNothing() throws {
    var rows = (0..<400).map { person -> [Int?] in
      (0..<5).map { LSAT.section7[person: person, item: $0] }
    }
    for person in rows.indices { rows[person].append(nil) }
    let responses = Self.matrix(rows)
    let anchor = ["item5": LogisticModel(discrimination: 1.2, difficulty: 0.5)]
    let result = try Calibrator(anchors: anchor).calibrate(responses)
    let plain = try Calibrator().calibrate(responses)
    #expect(result.latentMeanStandardError == nil)
    #expect(result.latentMean == 0 && result.latentStandardDeviation == 1)
    #expect(result.parameterCount == 10)
    #expect(result.logLikelihood == plain.logLikelihood)
    #expect(result.items[5].flags == [.neverSeen, .anchor])
    let other = Calibrator(anchors: ["no such item": LogisticModel(difficulty: 0)])
    #expect(try other.calibrate(responses).parameterCount == 10)
  }
}
