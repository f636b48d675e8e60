import Foundation
import Numerical

/// The group's part of `HierarchicalPosterior`: from coordinates to μ and σ and, for the gradient, back.
struct GroupCoordinates: Sendable {
  private let ridges: [ProductRidge]
  /// Where the coordinates have their origin: all T(μ), then all log σ.
  private let center: [Double]
  /// U of their covariance UᵀU, row-major.
  private let scale: [Double]

  private(set) var means: [Double]
  private(set) var deviations: [Double]

  /// Around the middle of the priors, of unit scale.
  init(_ priors: [GroupPrior]) {
    let count = 2 * priors.count
    self.init(
      center: priors.map(\.mean.mean) + priors.map { log(0.5 * $0.deviationScale) },
      scale: (0..<count * count).map { $0 % (count + 1) == 0 ? 1 : 0 }, ridges: [])
  }

  /// Standardised and uncorrelated ones, as far as the fit knows; `nil` where it has no errors.
  init?(_ fit: HierarchicalMAPFit, ridges: [ProductRidge]) {
    guard let covariance = fit.groupCovariance else { return nil }
    var center = fit.group.means + fit.group.deviations.map { log($0) }
    var sheared = covariance
    for ridge in ridges { ridge.shear(&center, &sheared) }
    guard let factor = Cholesky(sheared, order: center.count) else { return nil }
    self.init(center: center, scale: factor.upper, ridges: ridges)
  }

  private init(center: [Double], scale: [Double], ridges: [ProductRidge]) {
    (self.center, self.scale, self.ridges) = (center, scale, ridges)
    means = Array(repeating: 0, count: center.count / 2)
    deviations = means
  }

  /// Sets `means` and `deviations`.
  mutating func place(_ point: [Double]) {
    let count = means.count
    for column in center.indices {
      var value = center[column]
      for row in 0...column { value += scale[row * center.count + column] * point[row] }
      if column < count { means[column] = value } else { deviations[column - count] = exp(value) }
    }
    for ridge in ridges { ridge.unshear(&means) }
  }

  /// - Parameters:
  ///   - slopes: with respect to all μ, then all log σ; overwritten.
  ///   - gradient: the first of it is set to the derivatives with respect to the coordinates.
  func setGradient(_ gradient: inout [Double], from slopes: inout [Double]) {
    for ridge in ridges { ridge.shear(slopes: &slopes, at: means) }
    for row in center.indices {
      gradient[row] = 0
      for column in row..<center.count {
        gradient[row] += scale[row * center.count + column] * slopes[column]
      }
    }
  }
}
