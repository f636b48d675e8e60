import Foundation
import ItemResponse
import Numerical
import Testing

@testable import Calibration

/// The exact gradient and information against central differences of the log-likelihood and of the
/// gradient, for every model, with and without missing responses, priors, and a free latent
/// distribution.
@Suite struct ObservedInformationTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let model: CalibrationModel
    let missing: Double
    let hasPriors: Bool
    let isAnchored: Bool
    var testDescription: String { "\(model) \(missing) \(hasPriors) \(isAnchored)" }
  }

  static let cases: [Case] = [
    Case(model: .rasch, missing: 0, hasPriors: false, isAnchored: false),
    Case(model: .onePL, missing: 0.3, hasPriors: true, isAnchored: false),
    Case(model: .twoPL, missing: 0, hasPriors: false, isAnchored: false),
    Case(model: .twoPL, missing: 0.3, hasPriors: true, isAnchored: false),
    Case(model: .threePL, missing: 0, hasPriors: true, isAnchored: false),
    Case(model: .fourPL, missing: 0.2, hasPriors: true, isAnchored: false),
    Case(model: .rasch, missing: 0, hasPriors: false, isAnchored: true),
    Case(model: .twoPL, missing: 0.2, hasPriors: false, isAnchored: true),
  ]

  @Test(arguments: cases) func matchesDifferences(test: Case) {
    let items = 6
    let responses = Simulated.responses(
      persons: 60, items: items, missing: test.missing, seed: 5
    ).responses
    var generator = SeededGenerator(seed: 3)
    let patterns = responses.scores.withUnsafeRows { rows in
      CodedPatterns(rowCount: rows.rowCount, isIncluded: .init(repeating: true, count: items)) {
        rows.copyRow($0, to: $1)
      }
    }
    let layout = ParameterLayout(
      model: test.model, isFree: (0..<items).map { !test.isAnchored || $0 > 1 },
      fixesSlopes: test.model == .rasch && test.isAnchored, freesLatentMean: test.isAnchored,
      freesLatentDeviation: test.isAnchored)
    let priors = test.hasPriors ? ItemPriors.weak(for: test.model) : .none
    var base = (0..<items).map { _ in
      ItemCurve(slope: 0.7 + generator.uniform(), intercept: generator.uniform() - 0.5)
    }
    for item in 0..<items {
      if test.model.hasLowerAsymptote { base[item].lowerLogit = -1.5 - generator.uniform() }
      if test.model.hasUpperAsymptote { base[item].upperLogit = 2 + generator.uniform() }
    }
    if layout.sharedSlope >= 0 { for item in 0..<items { base[item].slope = 1.2 } }
    if layout.sharedSlope < 0, !test.model.hasFreeSlopes {
      for item in 0..<items { base[item].slope = 1 }
    }
    let expectation = ExpectationStep(
      patterns: patterns, stride: LatentGrid(.standard).stride, parallel: Parallel(threads: 1))
    func evaluate(_ x: [Double], withInformation: Bool = false) -> (
      value: Double, gradient: [Double], information: [Double]
    ) {
      var curves = base
      layout.apply(x, to: &curves)
      let mean = layout.latentMean >= 0 ? x[layout.latentMean] : 0
      let deviation = layout.latentLogDeviation >= 0 ? exp(x[layout.latentLogDeviation]) : 1
      var grid = LatentGrid(.standard)
      grid.setNormal(mean: mean, standardDeviation: deviation)
      let counts = expectation.run(curves, on: grid)
      let (gradient, information, logPrior) = ObservedInformation(
        layout: layout, priors: priors, step: expectation, curves: curves, grid: grid,
        counts: counts, latentMean: mean, latentDeviation: deviation
      ).evaluate(withInformation: withInformation)
      return (counts.logLikelihood + logPrior, gradient, information)
    }
    let x = layout.vector(curves: base, mean: 0.3, deviation: 1.2)
    let at = evaluate(x, withInformation: true)
    let h = 1e-4
    for i in 0..<layout.count {
      var (above, below) = (x, x)
      above[i] += h
      below[i] -= h
      let (up, down) = (evaluate(above), evaluate(below))
      let slope = (up.value - down.value) / (2 * h)
      #expect(abs(at.gradient[i] - slope) < 1e-5 * (1 + abs(slope)), "gradient \(i)")
      for j in 0..<layout.count {
        let curvature = -(up.gradient[j] - down.gradient[j]) / (2 * h)
        #expect(
          abs(at.information[i * layout.count + j] - curvature) < 1e-5 * (1 + abs(curvature)),
          "information \(i) \(j)")
      }
    }
  }
}
