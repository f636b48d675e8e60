import Foundation
import ItemResponse
import Numerical

/// A logistic item written out from the formula, as the plainest thing to compare with.
struct PlainItem: Sendable, CustomStringConvertible {
  let a: Double
  let b: Double
  var c = 0.0
  var d = 1.0

  var model: LogisticModel {
    LogisticModel(discrimination: a, difficulty: b, lowerAsymptote: c, upperAsymptote: d)
  }

  func response(_ score: Int) -> ScoredResponse { ScoredResponse(model: model, score: score) }

  /// P = c + (d − c) / (1 + e^(−a(θ − b))) and its first two derivatives.
  func p(_ theta: Double) -> Double { c + (d - c) * l(theta) }
  func p1(_ theta: Double) -> Double { a * (d - c) * l(theta) * (1 - l(theta)) }
  func p2(_ theta: Double) -> Double { a * p1(theta) * (1 - 2 * l(theta)) }
  private func l(_ theta: Double) -> Double { 1 / (1 + exp(-a * (theta - b))) }

  var description: String { "a \(a), b \(b), c \(c), d \(d)" }
}

/// Random items of every kind the logistic model has: a quarter each with one to four parameters.
func randomItems(_ count: Int, seed: UInt64) -> [PlainItem] {
  var generator = SeededGenerator(seed: seed)
  return (0..<count).map { index in
    let b = 6 * generator.uniform() - 3
    let a = 0.3 + 2.2 * generator.uniform()
    let c = 0.35 * generator.uniform()
    let d = 1 - 0.2 * generator.uniform()
    return switch index % 4 {
    case 0: PlainItem(a: 1, b: b)
    case 1: PlainItem(a: a, b: b)
    case 2: PlainItem(a: a, b: b, c: c)
    default: PlainItem(a: a, b: b, c: c, d: d)
    }
  }
}

/// Answers of a person of ability `theta`.
func randomScores(of items: [PlainItem], at theta: Double, seed: UInt64) -> [Int] {
  var generator = SeededGenerator(seed: seed, stream: 1)
  return items.map { generator.uniform() < $0.p(theta) ? 1 : 0 }
}

/// The generalised partial credit model (Muraki 1992): P(k) ∝ exp Σ_{v ≤ k} a(θ − b_v), written here
/// to show that a model from outside works everywhere.
struct PartialCredit: ResponseModel {
  let a: Double
  let b: [Double]

  var scoreCount: Int { b.count + 1 }

  func logProbability(of score: Int, at theta: Double) -> LogProbability {
    var exponents = [0.0]
    for step in b { exponents.append(exponents[exponents.count - 1] + a * (theta - step)) }
    let total = logSumExp(exponents)
    let probabilities = exponents.map { exp($0 - total) }
    let mean = probabilities.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element }
    let variance = probabilities.enumerated().reduce(0) {
      $0 + (Double($1.offset) - mean) * (Double($1.offset) - mean) * $1.element
    }
    return LogProbability(
      value: exponents[score] - total, slope: a * (Double(score) - mean),
      curvature: -a * a * variance)
  }
}
