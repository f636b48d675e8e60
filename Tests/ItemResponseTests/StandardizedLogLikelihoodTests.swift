import Foundation
import ItemResponse
import Numerical
import Testing

/// lz* against the published formulas, with every derivative by finite differences.
@Suite struct StandardizedLogLikelihoodTests {
  private static func pattern(_ seed: UInt64, lower: Double) -> [ScoredResponse] {
    var generator = SeededGenerator(seed: seed)
    return (0..<18).map { _ in
      let model = LogisticModel(
        discrimination: exp(0.3 * generator.normal()), difficulty: generator.normal(),
        lowerAsymptote: lower)
      return ScoredResponse(
        model: model, score: generator.uniform() < model.probability(at: 0.4) ? 1 : 0)
    }
  }

  private func derivative(_ x: Double, of function: (Double) -> Double) -> Double {
    (function(x + 1e-5) - function(x - 1e-5)) / 2e-5
  }

  /// Snijders 2001 with the r₀ of Magis, Raîche & Béland 2012, for right and wrong answers.
  private func published(
    _ answers: [ScoredResponse], theta: Double, method: AbilityMethod
  ) -> Double {
    var (crossed, squared, biased, information) = (0.0, 0.0, 0.0, 0.0)
    var terms: [(w: Double, r: Double, pq: Double, residual: Double)] = []
    for answer in answers {
      let p = { (x: Double) in answer.model.probability(of: 1, at: x) }
      let value = p(theta)
      let slope = derivative(theta, of: p)
      let curvature = (p(theta + 1e-3) - 2 * value + p(theta - 1e-3)) / 1e-6
      let pq = value * (1 - value)
      crossed += slope * log(value / (1 - value))
      squared += slope * slope / pq
      biased += slope * curvature / pq
      information += slope * slope / pq
      terms.append((log(value / (1 - value)), slope / pq, pq, Double(answer.score) - value))
    }
    let c = crossed / squared
    let r0 =
      switch method {
      case .mle: 0.0
      case .map: -theta
      case .wle: biased / (2 * information)
      default: Double.nan
      }
    let w = terms.reduce(0) { $0 + $1.residual * $1.w }
    let variance = terms.reduce(0) { $0 + ($1.w - c * $1.r) * ($1.w - c * $1.r) * $1.pq }
    return (w + c * r0) / variance.squareRoot()
  }

  @Test(arguments: [AbilityMethod.mle, .map, .wle], [0, 0.2])
  func agreesWithThePublishedFormulaForEachEstimator(method: AbilityMethod, lower: Double) throws {
    for seed in 1...6 as ClosedRange<UInt64> {
      let answers = Self.pattern(seed, lower: lower)
      guard let estimate = try? AbilityEstimator(method: method).estimate(answers) else { continue }
      let value = try #require(answers.standardizedLogLikelihood(at: estimate.theta))
      let expected = published(answers, theta: estimate.theta, method: method)
      // The second differences carry an error of 1e-6 or so.
      #expect(abs(value - expected) < 2e-5, "seed \(seed)")
    }
  }

  /// For graded items the sums go over all scores (Sinharay 2016); at the MLE r₀ is 0.
  @Test func agreesWithThePolytomousFormula() throws {
    var generator = SeededGenerator(seed: 3)
    let answers = (0..<12).map { _ in
      let first = generator.normal() - 0.8
      let model = GradedModel(discrimination: 1.3, thresholds: [first, first + 0.7, first + 1.5])
      return ScoredResponse(model: model, score: generator.index(below: 4))
    }
    let theta = try AbilityEstimator(method: .mle).estimate(answers).theta
    var (w, variance, crossed, information) = (0.0, 0.0, 0.0, 0.0)
    for answer in answers {
      for score in 0..<4 {
        let p = { (x: Double) in answer.model.probability(of: score, at: x) }
        let slope = derivative(theta, of: p)
        crossed += slope * log(p(theta))
        information += slope * slope / p(theta)
        w += ((score == answer.score ? 1 : 0) - p(theta)) * log(p(theta))
      }
    }
    for answer in answers {
      let values = (0..<4).map { score in
        let p = { (x: Double) in answer.model.probability(of: score, at: x) }
        let ratio = derivative(theta, of: p) / p(theta)
        return (p: p(theta), v: log(p(theta)) - crossed / information * ratio)
      }
      let mean = values.reduce(0) { $0 + $1.p * $1.v }
      variance += values.reduce(0) { $0 + $1.p * ($1.v - mean) * ($1.v - mean) }
    }
    let value = try #require(answers.standardizedLogLikelihood(at: theta))
    #expect(abs(value - w / variance.squareRoot()) < 1e-6)
  }

  /// What misfits is lower than what fits.
  @Test func aReversedPatternIsLow() throws {
    let models = (0..<15).map { LogisticModel(difficulty: -2.1 + 0.3 * Double($0)) }
    func value(_ isRight: (Int) -> Bool) throws -> Double {
      let answers = models.indices.map {
        ScoredResponse(model: models[$0], score: isRight($0) ? 1 : 0)
      }
      let theta = try AbilityEstimator(method: .wle).estimate(answers).theta
      return try #require(answers.standardizedLogLikelihood(at: theta))
    }
    #expect(try value { $0 < 7 } > 1)
    #expect(try value { $0 >= 8 } < -4)
  }

  @Test func equalItemsCannotDisagree() {
    let model = LogisticModel(difficulty: 0)
    let answers = [0, 1, 1].map { ScoredResponse(model: model, score: $0) }
    #expect(answers.standardizedLogLikelihood(at: 0.3) == nil)
    #expect([ScoredResponse]().standardizedLogLikelihood(at: 0) == nil)
  }
}
