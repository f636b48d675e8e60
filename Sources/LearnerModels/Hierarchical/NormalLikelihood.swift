import Foundation
import Numerical

/// A likelihood as a normal density, log g(u) = bᵀu − ½ uᵀ I u.
struct NormalLikelihood: Sendable, Hashable {
  /// I, row-major, positive semidefinite.
  private(set) var information: [Double]
  /// b.
  private(set) var pull: [Double]

  var count: Int { pull.count }

  /// Of data that tell nothing.
  init(count: Int) {
    information = Array(repeating: 0, count: count * count)
    pull = Array(repeating: 0, count: count)
  }

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

extension NormalLikelihood {
  /// In v (`ProductRidge`): the one that leads from `group` to the posterior's mean, with the information that the
  /// likelihood's slopes have one standard error to either side. The posterior's precision less the group's would
  /// be the same in theory, but is lost in rounding and chance where a group is narrow.
  ///
  /// Of data that tell nothing where slopes are not finite or the posterior's covariance is not definite; never of
  /// data that tell more than the posterior knows, since slopes may be so large somewhere that they mean nothing.
  init(
    ofSubject subject: Int, of model: some SubjectModel, near posterior: SubjectApproximation,
    given group: GroupDistribution, along ridges: [ProductRidge]
  ) {
    let count = posterior.mean.count
    self.init(count: count)
    var (mean, covariance) = (posterior.mean, posterior.covariance)
    for ridge in ridges { ridge.shear(&mean, &covariance) }
    guard let factor = Cholesky(covariance, order: count) else { return }

    func slopes(at v: [Double]) -> [Double] {
      var (u, slopes) = (v, v)
      for ridge in ridges { ridge.unshear(&u) }
      _ = model.logLikelihood(ofSubject: subject, at: u, gradient: &slopes)
      for ridge in ridges { ridge.shear(slopes: &slopes, at: u) }
      return slopes
    }
    func product(_ x: [Double], _ y: [Double]) -> Double {
      zip(x, y).reduce(0) { $0 + $1.0 * $1.1 }
    }
    // A standard error in each direction that has posterior correlations taken out: v = mean + Uᵀx.
    let steps = (0..<count).map { Array(factor.upper[$0 * count..<($0 + 1) * count]) }
    let changes = steps.map { step in
      zip(slopes(at: zip(mean, step).map(+)), slopes(at: zip(mean, step).map(-))).map {
        0.5 * ($0 - $1)
      }
    }
    var whitened = [Double](repeating: 0, count: count * count)
    for row in 0..<count {
      for column in 0..<count {
        whitened[row * count + column] =
          -0.5 * (product(steps[row], changes[column]) + product(steps[column], changes[row]))
      }
    }
    guard whitened.allSatisfy(\.isFinite) else { return }
    whitened = SymmetricEigenvectors(whitened, order: count).matrix { min(max(0, $0), 1) }
    // U⁻¹ (whitened) U⁻ᵀ: with C the covariance, UC⁻¹ has the rows of U⁻ᵀ.
    let rows = steps.map(factor.solve)
    for row in 0..<count {
      for column in 0..<count {
        let weight = whitened[row * count + column]
        for one in 0..<count {
          for other in 0..<count {
            information[one * count + other] += weight * rows[row][one] * rows[column][other]
          }
        }
      }
    }
    // What the data pull against at the posterior's mean is the group.
    pull = posterior.mean.indices.map {
      (posterior.mean[$0] - group.means[$0]) / (group.deviations[$0] * group.deviations[$0])
    }
    for ridge in ridges { ridge.shear(slopes: &pull, at: posterior.mean) }
    for row in 0..<count {
      for column in 0..<count { pull[row] += information[row * count + column] * mean[column] }
    }
  }
}
