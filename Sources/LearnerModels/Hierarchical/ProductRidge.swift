import Foundation
import Numerical

/// Two parameters of which data know the product better than either: where a learning rate is small, values are
/// proportional to it, and an inverse temperature multiplies them.
///
/// Sheared, with log(rate · factor) in place of log factor, the likelihood's ridge is straight and along an axis:
///
///     v = T(u)     v_factor = u_factor + f(u_rate)     f(x) = log logistic(x)
public struct ProductRidge: Sendable, Hashable {
  /// Which parameter is between 0 and 1 (the logit link), and which above 0 (the log link).
  public let rate: Int
  public let factor: Int

  public init(rate: Int, factor: Int) {
    precondition(rate != factor)
    self.rate = rate
    self.factor = factor
  }

  static func f(_ x: Double) -> Double { logLogistic(x) }
  /// f'.
  static func slope(_ x: Double) -> Double { logistic(-x) }
  /// f''.
  static func curvature(_ x: Double) -> Double { -logistic(x) * logistic(-x) }

  /// u ↦ T(u).
  func shear(_ u: inout [Double]) { u[factor] += Self.f(u[rate]) }

  /// T(u) ↦ u.
  func unshear(_ v: inout [Double]) { v[factor] -= Self.f(v[rate]) }

  /// The mean and covariance of u ↦ those of T(u), as if T were linear.
  func shear(_ mean: inout [Double], _ covariance: inout [Double]) {
    let (count, slope) = (mean.count, Self.slope(mean[rate]))
    shear(&mean)
    for row in 0..<count {
      covariance[row * count + factor] += slope * covariance[row * count + rate]
    }
    for column in 0..<count {
      covariance[factor * count + column] += slope * covariance[rate * count + column]
    }
  }

  /// The derivatives with respect to u ↦ those with respect to T(u).
  func shear(slopes: inout [Double], at u: [Double]) {
    slopes[rate] -= Self.slope(u[rate]) * slopes[factor]
  }
}
