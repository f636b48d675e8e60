import Foundation
import Numerical

// Everything below is a number with its derivatives with respect to the six unconstrained parameters, carried
// forward through the trials; values are kept as deviations D from Q₀, which cancels from every softmax. With
// ∂ for such a derivative, s for scores, and p for responsibilities:
//
//     forgetting    ∂(cᵍ D) = cᵍ ∂D + g cᵍ⁻¹ D ∂c,  c = 1 − φ, over g trials at once
//     softmax       ∂ log softmax(s)_a = ∂s_a − Σ_b softmax(s)_b ∂s_b
//     mixture       ∂ log P = Σ_k p_k ∂j_k,  j_k = log w_k + log π_k(a);   ∂p_k = p_k (∂j_k − ∂ log P)
//     learning      ∂(D + α p (R − D)) = (1 − α p) ∂D + (R − D) (α ∂p + p ∂α)
extension TaskSetQLearning {
  public func logLikelihood(
    ofSubject subject: Int, at unconstrained: [Double], gradient: inout [Double]
  ) -> Double {
    let cellCount = log.states.count * taskSetCount * log.actions.count
    let total = withUnsafeTemporaryAllocation(
      of: Sensitive.self, capacity: cellCount + (log.contexts.count + 2) * taskSetCount
    ) { cells in
      withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * (longestGap + 1)) { powers in
        let low = Rates(
          unconstrained, first: 0, UnsafeMutableBufferPointer(rebasing: powers[...longestGap]))
        let high = Rates(
          unconstrained, first: 3, UnsafeMutableBufferPointer(rebasing: powers[(longestGap + 1)...])
        )
        return follow(visits[subject], low, high, cells.baseAddress!)
      }
    }
    for index in 0..<6 { gradient[index] = total.slope[index] }
    return total.value
  }

  private func follow(
    _ visits: [(low: Visit, high: Visit)], _ low: Rates, _ high: Rates,
    _ cells: UnsafeMutablePointer<Sensitive>
  ) -> Sensitive {
    let actions = log.actions.count
    let shares = cells
    let highScores = shares + taskSetCount
    let highCells = highScores + taskSetCount
    let lowCells = highCells + log.contexts.count * taskSetCount
    var sum = Sensitive.zero
    for visit in visits {
      let highRow = highCells + Int(visit.high.row) * taskSetCount
      let lowRow = lowCells + Int(visit.low.row) * taskSetCount * actions
      high.age(highRow, taskSetCount, by: Int(visit.high.gap))
      low.age(lowRow, taskSetCount * actions, by: Int(visit.low.gap))

      high.setScores(highScores, of: highRow, taskSetCount)
      for taskSet in 0..<taskSetCount {
        highScores[taskSet].value += leaning(ofContext: Int(visit.high.row), to: taskSet)
        let policy = lowRow + taskSet * actions
        shares[taskSet] = low.logSoftmax(policy, actions, at: Int(visit.low.action))
      }
      sum += Self.mix(shares, highScores, taskSetCount)

      for taskSet in 0..<taskSetCount {
        let cell = lowRow + taskSet * actions + Int(visit.low.action)
        low.learn(&cell.pointee, from: visit.low.reward, share: shares[taskSet])
        high.learn(&highRow[taskSet], from: visit.high.reward, share: shares[taskSet])
      }
    }
    return sum
  }

  /// - Parameters:
  ///   - shares: log π_k(a) before, p_k after.
  ///   - scores: what the task sets' probabilities are the softmax of.
  /// - Returns: log P(a).
  private static func mix(
    _ shares: UnsafeMutablePointer<Sensitive>, _ scores: UnsafePointer<Sensitive>, _ count: Int
  ) -> Sensitive {
    let normalizer = logSumExp(scores, count)
    for index in 0..<count { shares[index] += scores[index] }
    let joint = logSumExp(shares, count)
    for index in 0..<count {
      let share = exp(shares[index].value - joint.value)
      shares[index] = Sensitive(
        value: share, slope: share * (shares[index].slope - joint.slope))
    }
    return Sensitive(
      value: joint.value - normalizer.value, slope: joint.slope - normalizer.slope)
  }

  fileprivate static func logSumExp(
    _ terms: UnsafePointer<Sensitive>, _ count: Int
  ) -> Sensitive {
    var largest = terms[0].value
    for index in 1..<count { largest = max(largest, terms[index].value) }
    var total = 0.0
    var slope = SIMD8<Double>.zero
    for index in 0..<count {
      let weight = exp(terms[index].value - largest)
      total += weight
      slope += weight * terms[index].slope
    }
    return Sensitive(value: largest + Foundation.log(total), slope: slope / total)
  }
}

/// A number and its derivatives with respect to the parameters; two of the eight are unused.
private struct Sensitive {
  var value: Double
  var slope: SIMD8<Double>

  static let zero = Sensitive(value: 0, slope: .zero)

  static func += (sum: inout Sensitive, term: Sensitive) {
    sum.value += term.value
    sum.slope += term.slope
  }
}

/// The three parameters of a level, and what the gradient needs of them.
private struct Rates {
  let alpha: Double
  let beta: Double
  let alphaSlope: SIMD8<Double>
  let betaSlope: SIMD8<Double>
  let retentionSlope: SIMD8<Double>
  /// (1 − φ)ᵍ by g.
  let retention: UnsafeMutableBufferPointer<Double>

  init(_ point: [Double], first: Int, _ powers: UnsafeMutableBufferPointer<Double>) {
    func slope(_ index: Int, _ value: Double) -> SIMD8<Double> {
      var slope = SIMD8<Double>.zero
      slope[index] = value
      return slope
    }
    alpha = logistic(point[first])
    beta = inverseTemperature(at: point[first + 1])
    let kept = logistic(-point[first + 2])
    alphaSlope = slope(first, alpha * logistic(-point[first]))
    betaSlope = slope(first + 1, beta)
    retentionSlope = slope(first + 2, -kept * logistic(point[first + 2]))
    retention = powers
    fill(powers, withPowersOf: kept)
  }

  func age(_ row: UnsafeMutablePointer<Sensitive>, _ count: Int, by gap: Int) {
    guard gap > 0 else { return row.update(repeating: .zero, count: count) }
    let kept = retention[gap]
    let slope = Double(gap) * retention[gap - 1] * retentionSlope
    for index in 0..<count {
      let cell = row[index]
      row[index] = Sensitive(
        value: kept * cell.value, slope: kept * cell.slope + cell.value * slope)
    }
  }

  /// β (D − D'), D' being the largest of the row: that leaves the softmax as it is, and keeps its precision
  /// where β is large.
  func setScores(
    _ scores: UnsafeMutablePointer<Sensitive>, of row: UnsafePointer<Sensitive>, _ count: Int
  ) {
    var largest = row[0]
    for index in 1..<count where row[index].value > largest.value { largest = row[index] }
    for index in 0..<count {
      let difference = row[index].value - largest.value
      scores[index] = Sensitive(
        value: beta * difference,
        slope: beta * (row[index].slope - largest.slope) + difference * betaSlope)
    }
  }

  /// log softmax(β D) of one action of a row.
  func logSoftmax(
    _ row: UnsafePointer<Sensitive>, _ count: Int, at action: Int
  ) -> Sensitive {
    let chosen = row[action]
    var largest = 0.0
    for index in 0..<count { largest = max(largest, row[index].value - chosen.value) }
    let shift = beta * largest
    var total = 0.0
    var value = 0.0
    var slope = SIMD8<Double>.zero
    for index in 0..<count {
      let difference = row[index].value - chosen.value
      let weight = exp(beta * difference - shift)
      total += weight
      value += weight * difference
      slope += weight * (row[index].slope - chosen.slope)
    }
    return Sensitive(
      value: -shift - log(total), slope: (-beta * slope - value * betaSlope) / total)
  }

  /// D ← D + α p (R − D).
  func learn(_ cell: inout Sensitive, from reward: Double, share: Sensitive) {
    let error = reward - cell.value
    let step = alpha * share.value
    cell.slope += error * (alpha * share.slope + share.value * alphaSlope) - step * cell.slope
    cell.value += step * error
  }
}
