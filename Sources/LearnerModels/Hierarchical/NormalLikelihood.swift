import Foundation
import Numerical

/// A likelihood as a normal density, log g(u) = bᵀu − ½ uᵀ I u.
struct NormalLikelihood: Sendable, Hashable {
  /// I, row-major, positive semidefinite.
  let information: [Double]
  /// b.
  let pull: [Double]

  var count: Int { pull.count }

  /// The one that leads from `group` to a posterior of this mean and covariance. Where the data seem to tell
  /// less than nothing of something, a part of the group's precision makes up for it.
  init(mean: [Double], covariance: [Double], group: GroupDistribution) {
    let count = mean.count
    let precisions = group.deviations.map { 1 / ($0 * $0) }
    let precision = Cholesky(covariance, order: count)?.inverse
    func information(without share: Double) -> [Double]? {
      guard var information = precision else { return nil }
      for index in 0..<count {
        information[index * count + index] -= share * precisions[index]
      }
      return Cholesky(information, order: count) == nil ? nil : information
    }
    let found = [1, 0.875, 0.75, 0.5, 0.25].lazy.compactMap(information).first
    let information = found ?? Array(repeating: 0, count: count * count)
    self.information = information
    pull = (0..<count).map { row in
      var sum = (mean[row] - group.means[row]) * precisions[row]
      for column in 0..<count { sum += information[row * count + column] * mean[column] }
      return sum
    }
  }

  func logValue(at u: [Double]) -> Double {
    var value = 0.0
    for row in 0..<count {
      var sum = pull[row]
      for column in 0..<count { sum -= 0.5 * information[row * count + column] * u[column] }
      value += u[row] * sum
    }
    return value
  }

  /// The normal distribution that is proportional to g N(u; μ, Σ), and the log of its integral up to a
  /// constant.
  func posterior(
    given group: GroupDistribution
  ) -> (mean: [Double], covariance: [Double], logIntegral: Double) {
    var precision = information
    var right = pull
    var constant = 0.0
    for index in 0..<count {
      let own = 1 / (group.deviations[index] * group.deviations[index])
      precision[index * count + index] += own
      right[index] += own * group.means[index]
      constant += log(own) - own * group.means[index] * group.means[index]
    }
    // Positive definite, being the sum of a semidefinite and a definite matrix.
    let factor = Cholesky(precision, order: count, tolerance: 0)!
    let mean = factor.solve(right)
    let square = zip(mean, right).reduce(0) { $0 + $1.0 * $1.1 }
    return (mean, factor.inverse, 0.5 * (constant + square - factor.logDeterminant))
  }
}
