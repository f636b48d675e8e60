/// The distribution of the number of right answers given ability (Lord & Wingersky 1984,
/// doi:10.1177/014662168400800409).
enum ScoreDistribution {
  /// P(score = s) for s = 0 ... n, items answered independently with these probabilities.
  static func conditional(_ probabilities: [Double]) -> [Double] {
    var distribution = [1.0]
    distribution.reserveCapacity(probabilities.count + 1)
    for p in probabilities { add(p, to: &distribution) }
    return distribution
  }

  static func add(_ p: Double, to distribution: inout [Double]) {
    let q = 1 - p
    distribution.append(distribution[distribution.count - 1] * p)
    for score in stride(from: distribution.count - 2, to: 0, by: -1) {
      distribution[score] = distribution[score] * q + distribution[score - 1] * p
    }
    distribution[0] *= q
  }

  /// The same without one of its items, by running the recursion backward from the end where it is
  /// stable: division by q from below while p ≤ 1/2, by p from above otherwise.
  static func removing(_ p: Double, from distribution: [Double]) -> [Double] {
    let n = distribution.count - 1
    var result = [Double](repeating: 0, count: n)
    if p <= 0.5 {
      var previous = 0.0
      for score in 0..<n {
        previous = max(0, (distribution[score] - previous * p) / (1 - p))
        result[score] = previous
      }
    } else {
      var previous = 0.0
      for score in stride(from: n, to: 0, by: -1) {
        previous = max(0, (distribution[score] - previous * (1 - p)) / p)
        result[score - 1] = previous
      }
    }
    return result
  }
}
