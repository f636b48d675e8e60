import Foundation

/// P(a) = exp(β Q_a) / Σ exp(β Q_b), shifted by the largest so that nothing overflows.
func softmax(_ values: some Collection<Double>, inverseTemperature: Double) -> [Double] {
  let largest = values.max() ?? 0
  let weights = values.map { exp(inverseTemperature * ($0 - largest)) }
  let total = weights.reduce(0, +)
  return weights.map { $0 / total }
}

/// β = eᵘ for a likelihood, with u kept where β times a difference of values stays finite, so that a fit
/// that strays meets a very low likelihood rather than NaN.
func inverseTemperature(at unconstrained: Double) -> Double {
  exp(min(max(unconstrained, -300), 300))
}

/// A sum of logarithms of numbers from 1 to about 1e30, which multiplies and takes the logarithm seldom.
struct LogarithmSum {
  private var sum = 0.0
  private var product = 1.0

  var value: Double { sum + log(product) }

  mutating func add(_ shift: Double, logarithmOf factor: Double) {
    sum += shift
    product *= factor
    guard product > 1e250 else { return }
    sum += log(product)
    product = 1
  }
}
