import CCalibration
import Foundation
import Numerical

/// The weights of a histogram under which given likelihoods are most probable, with the histogram's
/// mean and SD held: max Σᵤ nᵤ log Σₖ Lᵤₖ wₖ over w ≥ 0, A w = c.
///
/// The problem is concave and its answer sparse; EM creeps towards the weights that are 0 without ever
/// arriving. A primal–dual interior point method (Boyd & Vandenberghe 2004, *Convex Optimization*,
/// alg. 11.2) takes some fifteen steps and knows how far from the maximum it is at most.
struct HistogramWeights {
  /// [pattern][node], rows `stride` long, each up to a factor of its own.
  let likelihoods: Buffer<Double>
  /// Persons with each pattern.
  let counts: Buffer<Double>
  let patternCount: Int
  let nodes: [Double]
  let stride: Int
  /// Whether mean 0 and SD 1 are asked for, besides the sum of 1.
  let isStandardised: Bool
  let parallel: Parallel

  /// - Parameter start: positive weights.
  func maximise(from start: [Double]) -> [Double] {
    let k = nodes.count
    let persons = (0..<patternCount).reduce(0) { $0 + counts.base[$1] }
    let constraints =
      isStandardised
      ? [nodes.map { _ in 1.0 }, nodes, nodes.map { $0 * $0 }] : [nodes.map { _ in 1.0 }]
    let targets = isStandardised ? [1.0, 0, 1] : [1.0]
    var w = start
    var barrier = 1e-2 / Double(k)
    var z = w.map { barrier / $0 }
    var multipliers = [Double](repeating: 0, count: targets.count)
    // The log-likelihood is within persons · gap of its maximum.
    let enough = 1e-8 / persons
    for _ in 0..<100 {
      let (gradient, hessian) = derivatives(w, persons: persons)
      let gap = zip(w, z).reduce(0) { $0 + $1.0 * $1.1 }
      let violation = zip(constraints, targets).reduce(0) { sum, row in
        max(sum, abs(dot(row.0, w) - row.1))
      }
      var dual = gradient.indices.map { -gradient[$0] - z[$0] }
      for (row, multiplier) in zip(constraints, multipliers) {
        for i in 0..<k { dual[i] -= multiplier * row[i] }
      }
      let unbalanced = zip(dual, w).reduce(0) { $0 + abs($1.0) * $1.1 }
      if gap < enough, violation < 1e-12, unbalanced < enough { break }
      barrier = max(0.1 * min(barrier, gap / Double(k)), 0.1 * enough / Double(k))

      var matrix = hessian
      for i in 0..<k { matrix[i * k + i] += z[i] / w[i] }
      guard let factor = Cholesky(matrix, order: k, tolerance: 1e-15) else { break }
      let right = (0..<k).map { -dual[$0] + barrier / w[$0] - z[$0] }
      let free = factor.solve(right)
      let solved = constraints.map { factor.solve($0) }
      var schur: [Double] = []
      for row in constraints { for column in solved { schur.append(dot(row, column)) } }
      let needed = zip(constraints, targets).map { row, target in
        target - dot(row, w) - dot(row, free)
      }
      guard let inner = Cholesky(schur, order: targets.count, tolerance: 1e-15) else { break }
      let moved = inner.solve(needed)
      var step = free
      for (column, multiplier) in zip(solved, moved) {
        for i in 0..<k { step[i] += multiplier * column[i] }
      }
      let dualStep = (0..<k).map { (barrier - z[$0] * step[$0]) / w[$0] - z[$0] }
      func reach(_ x: [Double], _ d: [Double]) -> Double {
        zip(x, d).reduce(1) { $1.1 < 0 ? min($0, -0.99 * $1.0 / $1.1) : $0 }
      }
      let (primal, conjugate) = (reach(w, step), reach(z, dualStep))
      for i in 0..<k {
        w[i] += primal * step[i]
        z[i] += conjugate * dualStep[i]
      }
      for i in moved.indices { multipliers[i] += conjugate * moved[i] }
    }
    return w
  }

  private func dot(_ x: [Double], _ y: [Double]) -> Double {
    zip(x, y).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// Of the mean log-likelihood: the gradient, and minus the Hessian.
  private func derivatives(
    _ weights: [Double], persons: Double
  ) -> (gradient: [Double], information: [Double]) {
    let (stride, k) = (stride, nodes.count)
    let blockCount = max(1, min(16, patternCount / 256))
    let products = (0..<blockCount).map { _ in Buffer<Double>(stride * stride, filledWith: 0) }
    let sums = (0..<blockCount).map { _ in Buffer<Double>(stride, filledWith: 0) }
    defer { for buffer in products + sums { buffer.keepAlive() } }
    let (likelihoods, counts, patternCount) = (likelihoods, counts, patternCount)
    parallel.forEach(blockCount) { block in
      let batch = 64
      let rows = Buffer<Double>(batch * stride, filledWith: 0)
      defer { rows.keepAlive() }
      var first = block * patternCount / blockCount
      let end = (block + 1) * patternCount / blockCount
      while first < end {
        let last = min(first + batch, end)
        for pattern in first..<last {
          let source = likelihoods.base + pattern * stride
          let target = rows.base + (pattern - first) * stride
          var total = 0.0
          for i in 0..<k { total += source[i] * weights[i] }
          let n = counts.base[pattern]
          let root = n.squareRoot() / total
          for i in 0..<k {
            target[i] = source[i] * root
            sums[block].base[i] += source[i] * n / total
          }
        }
        ccal_cross_products(rows.base, Int64(last - first), Int64(stride), products[block].base)
        first = last
      }
    }
    var gradient = [Double](repeating: 0, count: k)
    var information = [Double](repeating: 0, count: k * k)
    for block in 0..<blockCount {
      for i in 0..<k {
        gradient[i] += sums[block].base[i] / persons
        for j in i..<k {
          information[i * k + j] += products[block].base[i * stride + j] / persons
        }
      }
    }
    return (gradient, information)
  }
}
