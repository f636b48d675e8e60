import Foundation
import ItemResponse
import Numerical
import Testing

struct UncertainLogisticModelTests {
  private let errors = ParameterErrors(
    discrimination: 0.15, difficulty: 0.2, lowerAsymptote: 0.04, upperAsymptote: 0.02)

  /// The derivatives by differences.
  @Test func varianceIsTheDeltaMethods() {
    let h = 1e-5
    for item in randomItems(40, seed: 5) where item.c > h && item.d < 1 - h {
      let model = UncertainLogisticModel(item.model, errors: errors)
      for theta in [-2.5, -0.3, 0.8, 3] {
        func slope(_ change: (Double) -> PlainItem) -> Double {
          (change(h).p(theta) - change(-h).p(theta)) / (2 * h)
        }
        let a = slope { PlainItem(a: item.a + $0, b: item.b, c: item.c, d: item.d) }
        let b = slope { PlainItem(a: item.a, b: item.b + $0, c: item.c, d: item.d) }
        let c = slope { PlainItem(a: item.a, b: item.b, c: item.c + $0, d: item.d) }
        let d = slope { PlainItem(a: item.a, b: item.b, c: item.c, d: item.d + $0) }
        let expected =
          pow(a * 0.15, 2) + pow(b * 0.2, 2) + pow(c * 0.04, 2) + pow(d * 0.02, 2)
        #expect(abs(model.probabilityVariance(at: theta) - expected) < 1e-9)
        let p = item.p(theta)
        let information = pow(item.p1(theta), 2) / (p * (1 - p) + expected)
        #expect(abs(model.information(at: theta) - information) < 1e-8)
      }
    }
  }

  /// Σ w (X − P̂) = 0 with w = P′ / (PQ + Var P̂), over many calibrations with these errors, has the variance
  /// that I* says.
  @Test func isThePrecisionOverManyCalibrations() {
    var generator = SeededGenerator(seed: 21)
    let items = (0..<60).map { PlainItem(a: 1.2, b: -1.5 + 0.05 * Double($0)) }
    let errors = ParameterErrors(discrimination: 0, difficulty: 0.5)
    let truth = 0.2
    var squares = 0.0
    let count = 1500
    for _ in 0..<count {
      let known = items.map { item in
        UncertainLogisticModel(
          PlainItem(a: 1.2, b: item.b + 0.5 * generator.normal()).model, errors: errors)
      }
      let scores = items.map { generator.uniform() < $0.p(truth) ? 1.0 : 0.0 }
      // One Newton step from the truth is the linear estimator that the derivation is about.
      var (sum, slope) = (0.0, 0.0)
      for (model, score) in zip(known, scores) {
        let p = model.model.probability(at: truth)
        let rise = 1.2 * p * (1 - p)
        let weight = rise / (p * (1 - p) + model.probabilityVariance(at: truth))
        sum += weight * (score - p)
        slope += weight * rise
      }
      squares += (sum / slope) * (sum / slope)
    }
    let information = items.reduce(0) {
      $0 + UncertainLogisticModel($1.model, errors: errors).information(at: truth)
    }
    let plain = items.reduce(0) { $0 + $1.model.information(at: truth) }
    let found = Double(count) / squares
    // The variance of a variance from 1500 draws is known to 3.7 %; errors of 0.5 logits are large beside the
    // first order of the delta method.
    #expect(abs(found / information - 1) < 0.15, "\(found) beside \(information), seed 21")
    #expect(found < 0.95 * plain, "\(found) beside \(plain), seed 21")
  }

  @Test func withoutErrorsItIsTheModel() {
    for item in randomItems(12, seed: 9) {
      let model = UncertainLogisticModel(item.model, errors: ParameterErrors())
      for theta in [-40.0, -1, 0.4, 40] {
        #expect(model.information(at: theta) == item.model.information(at: theta))
        #expect(
          model.logProbability(of: 1, at: theta) == item.model.logProbability(of: 1, at: theta))
      }
    }
  }

  @Test func errorsOnlyTakeAway() {
    for item in randomItems(40, seed: 6) {
      let model = UncertainLogisticModel(item.model, errors: errors)
      for theta in stride(from: -6.0, through: 6, by: 0.5) {
        let information = model.information(at: theta)
        #expect(information >= 0 && information <= item.model.information(at: theta))
      }
    }
  }
}
