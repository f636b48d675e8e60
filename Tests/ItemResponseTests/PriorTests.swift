import Foundation
import ItemResponse
import Testing

struct PriorTests {
  @Test func momentsAndPrecision() {
    let normal = Prior.normal(mean: 0.5, standardDeviation: 2)
    #expect(normal.mean == 0.5 && normal.standardDeviation == 2 && normal.precision == 0.25)
    let uniform = Prior.uniform(-3...3)
    #expect(uniform.mean == 0 && uniform.precision == 0)
    #expect(abs(uniform.standardDeviation - 3.0.squareRoot()) < 1e-15)
  }

  @Test func normalDensityHasItsDerivatives() {
    let prior = Prior.normal(mean: 0.5, standardDeviation: 2)
    let at = prior.logDensity(at: 2.5)
    #expect(at == LogProbability(value: -0.5, slope: -0.5, curvature: -0.25))
  }

  @Test func uniformDensityEndsAtItsBounds() {
    let prior = Prior.uniform(-1...2)
    #expect(prior.logDensity(at: -1).value == 0 && prior.logDensity(at: 2).value == 0)
    #expect(prior.logDensity(at: -1.001).value == -.infinity)
  }

  @Test(arguments: [
    (#"{"mean": 0.5, "sd": 2}"#, Prior.normal(mean: 0.5, standardDeviation: 2)),
    (#"{}"#, .standardNormal), (#"{"mean": 1}"#, .normal(mean: 1, standardDeviation: 1)),
    (#"{"from": -4, "to": 4}"#, .uniform(-4...4)),
  ])
  func readsJSON(json: String, prior: Prior) throws {
    #expect(try JSONDecoder().decode(Prior.self, from: Data(json.utf8)) == prior)
    let written = try JSONEncoder().encode(prior)
    #expect(try JSONDecoder().decode(Prior.self, from: written) == prior)
  }

  @Test(arguments: [
    #"{"sd": 0}"#, #"{"sd": -1}"#, #"{"from": 4, "to": -4}"#, #"{"from": 1}"#, #"{"mean": "x"}"#,
  ])
  func refusesWhatIsNoPrior(json: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Prior.self, from: Data(json.utf8))
    }
  }
}
