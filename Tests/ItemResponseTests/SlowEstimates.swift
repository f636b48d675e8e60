import Foundation
import ItemResponse

/// Estimates by the plainest means there are, to compare the estimator with: probabilities from the
/// formula, whole grids, bisection.
struct SlowEstimates {
  let items: [PlainItem]
  let scores: [Int]

  func logLikelihood(_ theta: Double) -> Double {
    zip(items, scores).reduce(0) { sum, pair in
      let p = pair.0.p(theta)
      return sum + log(pair.1 == 1 ? p : 1 - p)
    }
  }

  func information(_ theta: Double) -> Double {
    items.reduce(0) { sum, item in
      let p = item.p(theta)
      return sum + item.p1(theta) * item.p1(theta) / (p * (1 - p))
    }
  }

  /// Mean and SD of likelihood × exp(`logPrior`) by the trapezoid rule, in the order of the textbook.
  func posterior(
    from low: Double, to high: Double, points: Int,
    logPrior: (Double) -> Double = { -0.5 * $0 * $0 }
  ) -> (mean: Double, sd: Double) {
    let h = (high - low) / Double(points - 1)
    let thetas = (0..<points).map { low + h * Double($0) }
    let logs = thetas.map { logLikelihood($0) + logPrior($0) }
    let top = logs.max() ?? 0
    var weights = logs.map { exp($0 - top) }
    weights[0] /= 2
    weights[points - 1] /= 2
    let total = weights.reduce(0, +)
    let mean = zip(weights, thetas).reduce(0) { $0 + $1.0 * $1.1 } / total
    let second = zip(weights, thetas).reduce(0) { $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean) }
    return (mean, (second / total).squareRoot())
  }

  /// Where `function` is largest on [−12, 12]: the best point of a grid, refined by golden section.
  func maximum(of function: (Double) -> Double) -> Double {
    var best = (theta: -12.0, value: -Double.infinity)
    for step in 0...480 {
      let theta = -12 + 0.05 * Double(step)
      let value = function(theta)
      if value > best.value { best = (theta, value) }
    }
    let golden = (5.0.squareRoot() - 1) / 2
    var low = best.theta - 0.05
    var high = best.theta + 0.05
    for _ in 0..<40 {
      let left = high - golden * (high - low)
      let right = low + golden * (high - low)
      if function(left) > function(right) { high = right } else { low = left }
    }
    return 0.5 * (low + high)
  }

  /// Warm (1989), eq. 9: Σ (x − P)P′/(P(1 − P)) + J/(2I).
  func warm(_ theta: Double) -> Double {
    var score = 0.0
    var j = 0.0
    for (item, x) in zip(items, scores) {
      let p = item.p(theta)
      let pq = p * (1 - p)
      score += (Double(x) - p) * item.p1(theta) / pq
      j += item.p1(theta) * item.p2(theta) / pq
    }
    return score + j / (2 * information(theta))
  }

  /// Every downward zero of Warm's function on [−12, 12], by bisection.
  func warmRoots() -> [Double] {
    var roots: [Double] = []
    var previous = warm(-12)
    for step in 1...480 {
      let theta = -12 + 0.05 * Double(step)
      let value = warm(theta)
      if previous > 0, value <= 0 {
        var low = theta - 0.05
        var high = theta
        for _ in 0..<50 {
          let middle = 0.5 * (low + high)
          if warm(middle) > 0 { low = middle } else { high = middle }
        }
        roots.append(0.5 * (low + high))
      }
      previous = value
    }
    return roots
  }
}
