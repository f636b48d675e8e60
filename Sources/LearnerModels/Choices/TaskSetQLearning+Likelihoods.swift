import Foundation
import Numerical

// As in TaskSetQLearning+Likelihood.swift without derivatives, eight points side by side.
extension TaskSetQLearning {
  public func logLikelihoods(ofSubject subject: Int, at points: [Double]) -> [Double] {
    let cellCount = log.states.count * taskSetCount * log.actions.count
    return withUnsafeTemporaryAllocation(
      of: Lanes.self, capacity: cellCount + (log.contexts.count + 3) * taskSetCount
    ) { cells in
      withUnsafeTemporaryAllocation(of: Lanes.self, capacity: 2 * (longestGap + 1)) { powers in
        let (lowPowers, highPowers) = (powers[...longestGap], powers[(longestGap + 1)...])
        return eightByEight(points, parameterCount: 6) { lanes in
          let low = LaneRates(lanes[0...2], UnsafeMutableBufferPointer(rebasing: lowPowers))
          let high = LaneRates(lanes[3...5], UnsafeMutableBufferPointer(rebasing: highPowers))
          return follow(visits[subject], low, high, cells.baseAddress!)
        }
      }
    }
  }

  private func follow(
    _ visits: [(low: Visit, high: Visit)], _ low: LaneRates, _ high: LaneRates,
    _ memory: UnsafeMutablePointer<Lanes>
  ) -> Lanes {
    let (taskSetCount, actions) = (taskSetCount, log.actions.count)
    let scores = memory
    let joint = scores + taskSetCount
    let totals = joint + taskSetCount
    let highCells = totals + taskSetCount
    let lowCells = highCells + log.contexts.count * taskSetCount
    var probability = LaneLogProduct()
    for visit in visits {
      let context = Int(visit.high.row)
      let highRow = highCells + context * taskSetCount
      let lowRow = lowCells + Int(visit.low.row) * taskSetCount * actions
      high.age(highRow, taskSetCount, by: Int(visit.high.gap))
      low.age(lowRow, taskSetCount * actions, by: Int(visit.low.gap))

      let largestHigh = largest(of: highRow, taskSetCount)
      var largestScore = Lanes(repeating: -.infinity)
      var largestJoint = largestScore
      for taskSet in 0..<taskSetCount {
        let policy = lowRow + taskSet * actions
        let largestLow = largest(of: policy, actions)
        var total = Lanes.zero
        for action in 0..<actions {
          total += Lanes.exponential(low.beta * (policy[action] - largestLow))
        }
        scores[taskSet] =
          high.beta * (highRow[taskSet] - largestHigh) + leaning(ofContext: context, to: taskSet)
        joint[taskSet] =
          scores[taskSet] + low.beta * (policy[Int(visit.low.action)] - largestLow)
        totals[taskSet] = total
        largestScore = largestScore.orLarger(scores[taskSet])
        largestJoint = largestJoint.orLarger(joint[taskSet])
      }
      // log w_k and log π_k(a) from their largest, so that neither under- nor overflows.
      var (normalizer, sum) = (Lanes.zero, Lanes.zero)
      for taskSet in 0..<taskSetCount {
        normalizer += Lanes.exponential(scores[taskSet] - largestScore)
        joint[taskSet] = Lanes.exponential(joint[taskSet] - largestJoint) / totals[taskSet]
        sum += joint[taskSet]
      }
      probability.multiply(by: sum / normalizer, log: largestJoint - largestScore)

      let perSum = 1 / sum
      for taskSet in 0..<taskSetCount {
        let share = joint[taskSet] * perSum
        let cell = lowRow + taskSet * actions + Int(visit.low.action)
        cell.pointee += low.alpha * share * (visit.low.reward - cell.pointee)
        highRow[taskSet] += high.alpha * share * (visit.high.reward - highRow[taskSet])
      }
    }
    return probability.value
  }
}
