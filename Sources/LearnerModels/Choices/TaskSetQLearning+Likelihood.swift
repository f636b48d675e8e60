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
    // Of probabilities whose logarithm is still to be taken.
    var product = 1.0
    for visit in visits {
      let highRow = highCells + Int(visit.high.row) * taskSetCount
      let lowRow = lowCells + Int(visit.low.row) * taskSetCount * actions
      high.age(highRow, taskSetCount, by: Int(visit.high.gap))
      low.age(lowRow, taskSetCount * actions, by: Int(visit.low.gap))

      high.setScores(highScores, of: highRow, taskSetCount)
      var largest = -Double.infinity
      for taskSet in 0..<taskSetCount {
        highScores[taskSet].value += leaning(ofContext: Int(visit.high.row), to: taskSet)
        let policy = lowRow + taskSet * actions
        let (log, total) = low.logSoftmax(policy, actions, at: Int(visit.low.action))
        shares[taskSet] = Sensitive(
          value: log.value + highScores[taskSet].value, total: total,
          slope: log.slope + highScores[taskSet].slope)
        largest = max(largest, shares[taskSet].value)
      }
      let (joint, ratio) = Self.mix(shares, highScores, taskSetCount, largest: largest)
      sum += joint
      product *= ratio
      if product < 1e-200 {
        sum.value += Foundation.log(product)
        product = 1
      }

      for taskSet in 0..<taskSetCount {
        let cell = lowRow + taskSet * actions + Int(visit.low.action)
        low.learn(&cell.pointee, from: visit.low.reward, share: shares[taskSet])
        high.learn(&highRow[taskSet], from: visit.high.reward, share: shares[taskSet])
      }
    }
    sum.value += Foundation.log(product)
    return sum
  }

  /// Neither under- nor overflows: the largest term is one over the number of actions at least.
  ///
  /// - Parameters:
  ///   - shares: log w_k + log π_k(a), up to a constant and the log of a total, before; p_k after.
  ///   - scores: what the task sets' probabilities are the softmax of.
  ///   - largest: of the values of `shares`.
  /// - Returns: log P(a), but for the log of `ratio` in its value.
  private static func mix(
    _ shares: UnsafeMutablePointer<Sensitive>, _ scores: UnsafePointer<Sensitive>,
    _ count: Int, largest: Double
  ) -> (joint: Sensitive, ratio: Double) {
    var largestScore = scores[0].value
    for index in 1..<count { largestScore = max(largestScore, scores[index].value) }
    var (normalizer, joint) = (0.0, 0.0)
    var (normalizerSlope, jointSlope) = (Slope.zero, Slope.zero)
    for index in 0..<count {
      let score = exp(scores[index].value - largestScore)
      normalizer += score
      normalizerSlope = normalizerSlope + score * scores[index].slope
      let weight = exp(shares[index].value - largest) / shares[index].total
      joint += weight
      jointSlope = jointSlope + weight * shares[index].slope
      shares[index].value = weight
    }
    jointSlope = jointSlope / joint
    for index in 0..<count {
      let share = shares[index].value / joint
      shares[index] = Sensitive(
        value: share, slope: share * (shares[index].slope - jointSlope))
    }
    let slope = jointSlope - normalizerSlope / normalizer
    return (Sensitive(value: largest - largestScore, slope: slope), joint / normalizer)
  }
}

/// Derivatives with respect to the parameters; two of the eight are unused.
private typealias Slope = SIMD8<Double>

extension Slope {
  fileprivate init(_ value: Double, at index: Int) {
    self = .zero
    self[index] = value
  }
}

/// A number and its derivatives.
private struct Sensitive {
  var value: Double
  /// Where the value is a logarithm, what it is still to be divided by.
  var total = 1.0
  var slope: Slope

  static var zero: Self { Sensitive(value: 0, slope: .zero) }

  static func += (sum: inout Sensitive, term: Sensitive) {
    sum.value += term.value
    sum.slope = sum.slope + term.slope
  }
}

/// The three parameters of a level, and what the gradient needs of them.
private struct Rates {
  let alpha: Double
  let beta: Double
  let alphaSlope: Slope
  let betaSlope: Slope
  let retentionSlope: Slope
  /// (1 − φ)ᵍ by g.
  let retention: UnsafeMutableBufferPointer<Double>

  init(_ point: [Double], first: Int, _ powers: UnsafeMutableBufferPointer<Double>) {
    alpha = logistic(point[first])
    beta = inverseTemperature(at: point[first + 1])
    let kept = logistic(-point[first + 2])
    alphaSlope = Slope(alpha * logistic(-point[first]), at: first)
    betaSlope = Slope(beta, at: first + 1)
    retentionSlope = Slope(-kept * logistic(point[first + 2]), at: first + 2)
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
    _ scores: UnsafeMutablePointer<Sensitive>, of row: UnsafePointer<Sensitive>,
    _ count: Int
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

  /// log softmax(β D) of one action of a row, but for − log `total` in its value.
  func logSoftmax(
    _ row: UnsafePointer<Sensitive>, _ count: Int, at action: Int
  ) -> (Sensitive, total: Double) {
    let chosen = row[action]
    var largest = 0.0
    for index in 0..<count { largest = max(largest, row[index].value - chosen.value) }
    let shift = beta * largest
    var total = shift == 0 ? 1 : exp(-shift)
    var value = 0.0
    var slope = Slope.zero
    for index in 0..<count where index != action {
      let difference = row[index].value - chosen.value
      let weight = exp(beta * difference - shift)
      total += weight
      value += weight * difference
      slope = slope + weight * (row[index].slope - chosen.slope)
    }
    return (
      Sensitive(value: -shift, slope: (-beta * slope - value * betaSlope) / total), total
    )
  }

  /// D ← D + α p (R − D).
  func learn(_ cell: inout Sensitive, from reward: Double, share: Sensitive) {
    let error = reward - cell.value
    let step = alpha * share.value
    cell.slope =
      (1 - step) * cell.slope + error * (alpha * share.slope + share.value * alphaSlope)
    cell.value += step * error
  }
}
