import Foundation
import Numerical

// With D = Q − Q₀ and its sensitivities A = ∂D/∂α and F = ∂D/∂φ, one trial of gap k does to a row
//
//     F ← (1−φ)ᵏ F − k (1−φ)ᵏ⁻¹ D     A ← (1−φ)ᵏ A     D ← (1−φ)ᵏ D
//
// and, after the choice of a and with the reward R = r − Q₀, to the chosen cell
//
//     A ← (1−α) A + (R − D)     F ← (1−α) F     D ← D + α (R − D)
//
// log P(a) = −log Σ_b exp(β (D_b − D_a)), whose derivative with respect to anything x is
// −Σ_b P(b) ∂(β (D_b − D_a))/∂x: one weighted sum of differences serves β, α and φ alike. A cell holds D, A, F.
extension ContextualQLearning {
  public func logLikelihood(
    ofSubject subject: Int, at unconstrained: [Double], gradient: inout [Double]
  ) -> Double {
    let alpha = logistic(unconstrained[0])
    let beta = inverseTemperature(at: unconstrained[1])
    let forget = logistic(unconstrained[2])

    let (value, sum) = withUnsafeTemporaryAllocation(
      of: ValueCell.self, capacity: rowCount * log.actions.count
    ) { cells in
      withUnsafeTemporaryAllocation(of: Double.self, capacity: longestGap + 1) { powers in
        fill(powers, withPowersOf: logistic(-unconstrained[2]))
        return follow(
          visits[subject], cells: cells.baseAddress!, retention: powers.baseAddress!,
          alpha: alpha, beta: beta)
      }
    }
    gradient[0] = -beta * sum.y * alpha * logistic(-unconstrained[0])
    gradient[1] = -beta * sum.x
    gradient[2] = -beta * sum.z * forget * logistic(-unconstrained[2])
    return value
  }

  /// - Returns: the log-likelihood, and Σ over trials of Σ_b P(b) (cell of b − chosen cell).
  private func follow(
    _ visits: [Visit], cells: UnsafeMutablePointer<ValueCell>, retention: UnsafePointer<Double>,
    alpha: Double, beta: Double
  ) -> (Double, ValueCell) {
    let actions = log.actions.count
    var surprise = SurpriseSum()
    var sum = ValueCell.zero
    for visit in visits {
      let row = cells + Int(visit.row) * actions
      Self.age(row, actions, by: Int(visit.gap), retention)

      let action = Int(visit.action)
      let choice = SoftmaxChoice(of: action, in: row, count: actions, inverseTemperature: beta)
      surprise.add(choice)
      sum += choice.meanDifference

      var chosen = row[action]
      let error = visit.reward - chosen.x
      chosen -= alpha * chosen
      chosen += ValueCell(alpha * visit.reward, error, 0, 0)
      row[action] = chosen
    }
    return (-surprise.value, sum)
  }

  private static func age(
    _ row: UnsafeMutablePointer<ValueCell>, _ actions: Int, by gap: Int,
    _ retention: UnsafePointer<Double>
  ) {
    guard gap > 0 else { return row.update(repeating: .zero, count: actions) }
    let kept = retention[gap]
    let slope = Double(gap) * retention[gap - 1]
    for action in 0..<actions {
      let cell = row[action]
      row[action] = kept * cell - ValueCell(0, 0, slope * cell.x, 0)
    }
  }
}

/// 1, x, x², …
func fill(_ powers: UnsafeMutableBufferPointer<Double>, withPowersOf x: Double) {
  var power = 1.0
  for index in powers.indices {
    powers[index] = power
    power *= x
  }
}
