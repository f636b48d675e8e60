import Foundation
import Numerical

// As in ContextualQLearning+Likelihood.swift without derivatives, eight points side by side.
extension ContextualQLearning {
  public func logLikelihoods(ofSubject subject: Int, at points: [Double]) -> [Double] {
    withUnsafeTemporaryAllocation(of: Lanes.self, capacity: rowCount * log.actions.count) { cells in
      withUnsafeTemporaryAllocation(of: Lanes.self, capacity: longestGap + 1) { powers in
        eightByEight(points, parameterCount: 3) { lanes in
          follow(visits[subject], LaneRates(lanes[...], powers), cells.baseAddress!)
        }
      }
    }
  }

  private func follow(
    _ visits: [Visit], _ rates: LaneRates, _ cells: UnsafeMutablePointer<Lanes>
  ) -> Lanes {
    let actions = log.actions.count
    // 1 / P
    var surprise = LaneLogProduct()
    for visit in visits {
      let row = cells + Int(visit.row) * actions
      rates.age(row, actions, by: Int(visit.gap))
      let largest = largest(of: row, actions)
      var total = Lanes.zero
      for action in 0..<actions {
        total += Lanes.exponential(rates.beta * (row[action] - largest))
      }
      let chosen = row + Int(visit.action)
      surprise.multiply(by: total, log: rates.beta * (largest - chosen.pointee))
      chosen.pointee += rates.alpha * (visit.reward - chosen.pointee)
    }
    return -surprise.value
  }
}
