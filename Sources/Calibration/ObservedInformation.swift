import CCalibration
import Foundation
import Numerical

/// The observed information of the marginal likelihood, exactly, by Louis' identity (1982,
/// J. R. Stat. Soc. B 44, 226, eq. 3.2): the complete-data information expected over the posterior,
/// minus the posterior covariance of the complete-data score,
///
///     I = Σᵤ E[−∂²ℓᵤ(θ) | xᵤ] − Σᵤ Cov[∂ℓᵤ(θ) | xᵤ].
///
/// It equals what Oakes' identity (1999, doi:10.1111/1467-9868.00188) gives, without numerical
/// differentiation. The first term is a block for each item; the second has two routes, see
/// `missingInformation`.
struct ObservedInformation {
  let layout: ParameterLayout
  let priors: ItemPriors
  let step: ExpectationStep
  let curves: [ItemCurve]
  let grid: LatentGrid
  let counts: ExpectedCounts
  let latentMean: Double
  let latentDeviation: Double

  /// The gradient of the penalised log-likelihood over the free parameters (Fisher's identity: the
  /// expected complete-data score), and minus its Hessian, row-major. `counts` must be those of
  /// `curves` on `grid`, and `step` prepared for them.
  func evaluate(withInformation: Bool) -> (
    gradient: [Double], information: [Double], logPrior: Double
  ) {
    var gradient = [Double](repeating: 0, count: layout.count)
    var information = withInformation ? missingInformation().map { -$0 } : []
    var logPrior = 0.0
    var isFirst = true
    for (item, slot) in layout.slots.enumerated() where slot[1] >= 0 {
      var objective = counts.seen.withUnsafeBufferPointer { seen in
        counts.right.withUnsafeBufferPointer { right in
          grid.nodes.withUnsafeBufferPointer { nodes in
            ItemObjective(
              curves[item], seen: seen.baseAddress! + item * counts.stride,
              right: right.baseAddress! + item * counts.stride, nodes: nodes.baseAddress!,
              count: nodes.count, curvature: .observed)
          }
        }
      }
      if !priors.isEmpty {
        let likelihood = objective.value
        if layout.sharedSlope >= 0 {
          priors.addShared(to: &objective, at: curves[item], isFirst: isFirst)
        } else {
          var free = SIMD4<Int>(repeating: 0)
          for parameter in 0..<4 { free[parameter] = slot[parameter] >= 0 ? 1 : 0 }
          priors.add(to: &objective, at: curves[item], isFree: free)
        }
        logPrior += objective.value - likelihood
        isFirst = false
      }
      for i in 0..<4 where slot[i] >= 0 {
        gradient[slot[i]] += objective.gradient[i]
        guard withInformation else { continue }
        for j in 0..<4 where slot[j] >= 0 {
          information[slot[i] * layout.count + slot[j]] += objective.information[4 * i + j]
        }
      }
    }
    if layout.hasFreeLatent {
      addLatent(to: &gradient, information: &information, withInformation: withInformation)
    }
    return (gradient, information, logPrior)
  }

  // MARK: The latent distribution's mean and log SD

  /// log πₖ = qₖ − log Σ e^q with qₖ = −(θₖ − μ)² / 2σ²; in (μ, λ = log σ)
  ///   q′ = (t, z²), q″ = −(1/σ², 2t; 2t, 2z²) with t = (θ − μ)/σ², z = (θ − μ)/σ.
  private func addLatent(
    to gradient: inout [Double], information: inout [Double], withInformation: Bool
  ) {
    let scores = latentScores()
    let weights = grid.weights
    let variance = latentDeviation * latentDeviation
    let persons = counts.persons.prefix(grid.count).reduce(0, +)
    let indices = [layout.latentMean, layout.latentLogDeviation]
    // Σₖ Nₖ (−∂² log πₖ) = N (Hess of log Z) − Σ Nₖ qₖ″
    func curvature(_ node: Double, _ i: Int, _ j: Int) -> Double {
      let t = (node - latentMean) / variance
      if i == 0, j == 0 { return -1 / variance }
      if i == 1, j == 1 { return -2 * t * t * variance }
      return -2 * t
    }
    for i in 0..<2 where indices[i] >= 0 {
      for k in 0..<grid.count { gradient[indices[i]] += counts.persons[k] * scores[i][k] }
      guard withInformation else { continue }
      for j in 0..<2 where indices[j] >= 0 {
        var sum = 0.0
        for k in 0..<grid.count {
          let logNormaliser =
            curvature(grid.nodes[k], i, j) + scores[i][k] * scores[j][k]
          sum += persons * weights[k] * logNormaliser
          sum -= counts.persons[k] * curvature(grid.nodes[k], i, j)
        }
        information[indices[i] * layout.count + indices[j]] += sum
      }
    }
  }

  /// ∂ log πₖ / ∂(μ, log σ), centred so that its prior expectation is 0.
  func latentScores() -> [[Double]] {
    let weights = grid.weights
    var scores = [[Double]](repeating: [Double](repeating: 0, count: grid.count), count: 2)
    for (k, node) in grid.nodes.enumerated() {
      let z = (node - latentMean) / latentDeviation
      scores[0][k] = z / latentDeviation
      scores[1][k] = z * z
    }
    for i in 0..<2 {
      let mean = zip(scores[i], weights).reduce(0) { $0 + $1.0 * $1.1 }
      for k in 0..<grid.count { scores[i][k] -= mean }
    }
    return scores
  }

  // MARK: Σ Cov[score | pattern]

  private func missingInformation() -> [Double] {
    let isLogistic2 = layout.slots.allSatisfy { $0[2] < 0 && $0[3] < 0 }
    let hasAsymptotes = curves.contains { $0.hasAsymptotes }
    return step.patterns.isComplete && isLogistic2 && !hasAsymptotes && !layout.hasFreeLatent
      ? completeTwoParameterCovariance() : covarianceByPattern()
  }

  /// How many multiplications `evaluate` takes, roughly; for deciding whether it is worth them.
  var cost: Double {
    let patterns = Double(step.patterns.count)
    let isLogistic2 = layout.slots.allSatisfy { $0[2] < 0 && $0[3] < 0 }
    let perItem = isLogistic2 ? 2.0 : Double(layout.count) / Double(max(1, layout.slots.count))
    let columns = Double(step.patterns.responseCount) / Double(max(1, step.patterns.personCount))
    if step.patterns.isComplete && isLogistic2 && !layout.hasFreeLatent {
      return patterns
        * (columns * columns / 2 + Double(grid.count * grid.count) / 2 + 100 * columns)
    }
    return patterns * Double(grid.count) / 2 * pow(perItem * columns, 2) / 2
  }

  /// Complete data, 2PL (and 1PL, Rasch): the score of item j is (x_j θ − P_jθ, −P_j) up to a constant
  /// of θ, which the covariance ignores. With C the posterior covariance operator of one pattern on
  /// the grid, diag(w) − wwᵀ, and A the columns −P_jθ and −P_j, three sums over the patterns
  ///     M = Σ n C,   V_j = Σ n x_j C θ,   W_jl = Σ n x_j x_l Var(θ)
  /// give everything: AᵀMA, plus V_jᵀA_l for each slope, plus W between slopes.
  private func completeTwoParameterCovariance() -> [Double] {
    let (stride, patterns, grid) = (grid.stride, step.patterns, grid)
    let items = patterns.itemCount
    let padded = (items + 15) / 16 * 16
    let blocks = step.blocks
    let moments = blocks.map { _ in Buffer<Double>(stride * stride, filledWith: 0) }
    let totals = blocks.map { _ in Buffer<Double>(stride, filledWith: 0) }
    let products = blocks.map { _ in Buffer<Double>(padded * padded, filledWith: 0) }
    let rows = blocks.map { _ in Buffer<Double>(patterns.rowCount * stride, filledWith: 0) }
    defer { for buffer in moments + totals + products + rows { buffer.keepAlive() } }
    step.parallel.forEach(blocks.count) { block in
      let batch = 64
      let weights = Buffer<Double>(batch * stride, filledWith: 0)
      let deviations = Buffer<Double>(batch * stride, filledWith: 0)
      let scores = Buffer<Double>(batch * padded, filledWith: 0)
      let logs = Buffer<Double>(batch, filledWith: 0)
      defer { for buffer in [weights, deviations, scores, logs] { buffer.keepAlive() } }
      var first = blocks[block].lowerBound
      while first < blocks[block].upperBound {
        let last = min(first + batch, blocks[block].upperBound)
        step.posteriors(of: first..<last, into: weights.base, logLikelihoods: logs.base)
        scores.base.update(repeating: 0, count: (last - first) * padded)
        for pattern in first..<last {
          let w = weights.base + (pattern - first) * stride
          let v = deviations.base + (pattern - first) * stride
          let n = patterns.counts.base[pattern]
          var mean = 0.0
          for k in 0..<grid.count { mean += w[k] * grid.nodes[k] }
          var variance = 0.0
          let root = n.squareRoot()
          for k in 0..<grid.count {
            let distance = grid.nodes[k] - mean
            variance += w[k] * distance * distance
            v[k] = n * w[k] * distance
            totals[block].base[k] += n * w[k]
            w[k] *= root
          }
          let x = scores.base + (pattern - first) * padded
          let scale = (n * variance).squareRoot()
          patterns.forEachCell(of: pattern) { item, score in if score == 1 { x[item] = scale } }
        }
        let count = Int64(last - first)
        ccal_cross_products(weights.base, count, Int64(stride), moments[block].base)
        ccal_cross_products(scores.base, count, Int64(padded), products[block].base)
        ccal_scatter(
          patterns.raw, Int64(first), Int64(last), deviations.base, Int64(stride), rows[block].base)
        first = last
      }
    }
    func total(_ buffers: [Buffer<Double>]) -> UnsafeMutablePointer<Double> {
      let sum = buffers[0].base
      for buffer in buffers.dropFirst() {
        for index in 0..<buffer.count { sum[index] += buffer.base[index] }
      }
      return sum
    }
    let outer = total(moments)
    let persons = total(totals)
    let product = total(products)
    let rowSums = total(rows)

    // V: rows to items.
    var v = [Double](repeating: 0, count: items * stride)
    for row in 0..<patterns.rowCount {
      for index in patterns.cellStarts[row]..<patterns.cellStarts[row + 1] {
        let cell = Int(patterns.cells[index])
        guard cell & 1 == 1 else { continue }
        for k in 0..<stride { v[(cell >> 1) * stride + k] += rowSums[row * stride + k] }
      }
    }
    // A and MA, both [2·item + (0 slope, 1 intercept)][node].
    let points = grid.count
    var a = [Double](repeating: 0, count: 2 * items * stride)
    var ma = a
    for item in 0..<items {
      for k in 0..<points {
        let p = curves[item].probability(at: grid.nodes[k])
        a[2 * item * stride + k] = -p * grid.nodes[k]
        a[(2 * item + 1) * stride + k] = -p
      }
    }
    a.withUnsafeBufferPointer { a in
      ma.withUnsafeMutableBufferPointer { ma in
        for column in 0..<2 * items {
          let target = ma.baseAddress! + column * stride
          let source = a.baseAddress! + column * stride
          for k in 0..<points {
            target[k] += persons[k] * source[k]
            let value = source[k]
            // The outer products' upper triangle, used for both halves.
            for l in k..<points { target[l] -= outer[k * stride + l] * value }
            for l in (k + 1)..<max(points, k + 1) { target[k] -= outer[k * stride + l] * source[l] }
          }
        }
      }
    }
    func dot(
      _ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>
    ) -> Double {
      var sums = SIMD8<Double>(repeating: 0)
      for k in Swift.stride(from: 0, to: stride, by: 8) {
        let left = UnsafeRawPointer(x + k).loadUnaligned(as: SIMD8<Double>.self)
        let right = UnsafeRawPointer(y + k).loadUnaligned(as: SIMD8<Double>.self)
        sums += left * right
      }
      return sums.sum()
    }
    var result = [Double](repeating: 0, count: layout.count * layout.count)
    a.withUnsafeBufferPointer { a in
      ma.withUnsafeBufferPointer { ma in
        v.withUnsafeBufferPointer { v in
          for j in 0..<items where layout.slots[j][1] >= 0 {
            for l in 0..<items where layout.slots[l][1] >= 0 {
              for i in 0..<2 where layout.slots[j][i] >= 0 {
                for m in 0..<2 where layout.slots[l][m] >= 0 {
                  var value = dot(
                    a.baseAddress! + (2 * j + i) * stride, ma.baseAddress! + (2 * l + m) * stride)
                  if i == 0 {
                    value += dot(
                      v.baseAddress! + j * stride, a.baseAddress! + (2 * l + m) * stride)
                  }
                  if m == 0 {
                    value += dot(
                      v.baseAddress! + l * stride, a.baseAddress! + (2 * j + i) * stride)
                  }
                  if i == 0, m == 0 { value += product[min(j, l) * padded + max(j, l)] }
                  result[layout.slots[j][i] * layout.count + layout.slots[l][m]] += value
                }
              }
            }
          }
        }
      }
    }
    return result
  }
}

extension ObservedInformation: Sendable {}
