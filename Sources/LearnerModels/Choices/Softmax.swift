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

/// −Σ log P over choices, which multiplies totals, from 1 to about 1e30 each, and takes the logarithm seldom.
struct SurpriseSum {
  private var sum = 0.0
  private var product = 1.0

  var value: Double { sum + log(product) }

  mutating func add(_ choice: SoftmaxChoice) {
    sum += choice.shift
    product *= choice.total
    guard product > 1e250 else { return }
    sum += log(product)
    product = 1
  }
}

/// A value in its lane 0, and its derivatives with respect to up to three parameters in the others.
typealias ValueCell = SIMD4<Double>

/// The choice of one action of a row by the softmax of β times its values.
struct SoftmaxChoice {
  /// −log P(action) = shift + log total.
  let shift: Double
  let total: Double
  /// Σ_b P(b) (cell of b − cell of the action): −1/β times the gradient of log P(action) in its derivative
  /// lanes, and minus the derivative with respect to β in lane 0.
  let meanDifference: ValueCell

  /// The exponent is shifted only where an exponential would grow beyond e³⁰.
  init(
    of action: Int, in row: UnsafePointer<ValueCell>, count: Int, inverseTemperature beta: Double
  ) {
    let chosen = row[action]
    var largest = 0.0
    for index in 0..<count { largest = max(largest, row[index].x - chosen.x) }
    let shift = beta * largest > 30 ? beta * largest : 0
    var total = shift == 0 ? 1 : exp(-shift)
    var weighted = ValueCell.zero
    for offset in 1..<count {
      let other = action + offset < count ? action + offset : action + offset - count
      let difference = row[other] - chosen
      let weight = exp(beta * difference.x - shift)
      total += weight
      weighted += weight * difference
    }
    self.shift = shift
    self.total = total
    meanDifference = weighted / total
  }
}
