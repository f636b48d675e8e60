import Foundation
import Numerical

// A cell holds D = Q − Q₀, A₊ = ∂D/∂α₊ and A₋ = ∂D/∂α₋. With R = r − Q₀ and the rate α of the error's sign, the
// chosen cell becomes A ← (1−α) A, plus R − D for the rate that was used, and D ← D + α (R − D). The likelihood is
// continuous where an error changes its sign, but has a kink there.
extension RescorlaWagner {
  public func logLikelihood(
    ofSubject subject: Int, at unconstrained: [Double], gradient: inout [Double]
  ) -> Double {
    let last = parameters.count - 1
    let positive = logistic(unconstrained[0])
    let negative = logistic(unconstrained[last - 1])
    let beta = inverseTemperature(at: unconstrained[last])
    let (value, sum) = withUnsafeTemporaryAllocation(
      of: ValueCell.self, capacity: rowCount * log.actions.count
    ) {
      follow(visits[subject], $0.baseAddress!, positive, negative, beta)
    }
    let slopes =
      -beta
      * SIMD2(
        sum.y * positive * logistic(-unconstrained[0]),
        sum.z * negative * logistic(-unconstrained[last - 1]))
    gradient[0] = slopes.x
    gradient[1] = slopes.y
    if learningRates == .symmetric { gradient[0] = slopes.sum() }
    gradient[last] = -beta * sum.x
    return value
  }

  /// - Returns: the log-likelihood, and Σ over trials of Σ_b P(b) (cell of b − chosen cell).
  private func follow(
    _ visits: [Visit], _ cells: UnsafeMutablePointer<ValueCell>, _ positive: Double,
    _ negative: Double, _ beta: Double
  ) -> (Double, ValueCell) {
    let actions = log.actions.count
    var surprise = SurpriseSum()
    var sum = ValueCell.zero
    for visit in visits {
      let row = cells + Int(visit.row) * actions
      if visit.gap == 0 { row.update(repeating: .zero, count: actions) }
      let action = Int(visit.action)
      let choice = SoftmaxChoice(of: action, in: row, count: actions, inverseTemperature: beta)
      surprise.add(choice)
      sum += choice.meanDifference

      let error = visit.reward - row[action].x
      let rate = error >= 0 ? positive : negative
      row[action] -= rate * ValueCell(0, row[action].y, row[action].z, 0)
      row[action] += ValueCell(rate * error, error >= 0 ? error : 0, error >= 0 ? 0 : error, 0)
    }
    return (-surprise.value, sum)
  }
}
