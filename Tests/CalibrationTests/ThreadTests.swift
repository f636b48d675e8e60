import ItemResponse
import Numerical
import Testing

@testable import Calibration

/// The same bits on one, two and five threads, for everything that takes a number of them.
@Suite struct ThreadTests {
  #if DEBUG
    static let persons = 600
  #else
    static let persons = 5000
  #endif
  let complete = Simulated.responses(persons: Self.persons, items: 9, seed: 14).responses
  let holed = Simulated.responses(persons: Self.persons, items: 9, missing: 0.2, seed: 15).responses

  /// Text holds every bit of a `Double`, NaN among them.
  func same(_ body: (Int) throws -> Any) rethrows {
    let one = String(describing: try body(1))
    #expect(!one.isEmpty)
    for threads in [2, 5] { #expect(String(describing: try body(threads)) == one) }
  }

  @Test(arguments: [Calibrator.LatentDistribution.normal, .empiricalHistogram])
  func calibration(distribution: Calibrator.LatentDistribution) throws {
    let isNormal = distribution == .normal
    for responses in isNormal ? [complete, holed] : [holed] {
      try same { threads in
        let result = try Calibrator(
          quadrature: Quadrature(from: -5, to: 5, points: isNormal ? 41 : 21),
          latentDistribution: distribution, computesStandardErrors: isNormal, threads: threads
        ).calibrate(responses)
        return (result.items, result.logLikelihood, result.covariance ?? [], result.latentWeights)
      }
    }
  }

  @Test func fit() throws {
    for responses in [complete, holed] {
      let result = try Calibrator().calibrate(responses)
      let holdout = Holdout(responses, share: 0.1, seed: 1)
      same { result.itemFit(responses, threads: $0) }
      same { result.localDependence(responses, threads: $0) }
      same { result.personFit(responses, threads: $0) }
      same { result.empiricalReliability(responses, threads: $0) }
      same { result.evaluate(holdout, threads: $0) }
      same { result.abilities(responses, threads: $0) }
    }
    let result = try Calibrator().calibrate(complete)
    try same { try result.modelFit(complete, threads: $0) }
  }

  @Test(arguments: [0.0, 0.3]) func differences(missing: Double) {
    let responses = DifferentialItemFunctioningTests.twoGroups(
      persons: 200, items: 6, shift: 1.2, missing: missing, seed: 6)
    same {
      DifferentialItemFunctioning(
        responses, reference: "reference", focal: "focal", threads: $0)!
    }
    same {
      LikelihoodRatioDIF(
        responses, reference: "reference", focal: "focal", model: .onePL, purifies: false,
        threads: $0)!
    }
  }

  @Test func fewPersonsAndCustomModels() throws {
    let few = Simulated.responses(persons: 6, items: 300, seed: 16).responses
    try same { try FewPersonsCalibrator(threads: $0).calibrate(few) }
    let some = holed.persons(at: Array(0..<200))
    try same {
      try CustomCalibrator<ComplementaryLogLog>(tolerance: 1e-3, threads: $0).calibrate(some)
    }
  }
}
