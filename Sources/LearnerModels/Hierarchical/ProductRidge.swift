import Foundation
import Numerical

/// Two parameters of which data know the product better than either: where a learning rate is small, values are
/// proportional to it, and an inverse temperature multiplies them.
///
/// In v, which has log(rate · factor) in place of log factor, the likelihood's ridge is straight, and along an axis:
///
///     v = T(u)     v_factor = u_factor + f(u_rate)     f(x) = log logistic(x)
///
/// T leaves volumes as they are.
public struct ProductRidge: Sendable, Hashable {
  /// Which parameter is between 0 and 1 (the logit link), and which above 0 (the log link).
  public let rate: Int
  public let factor: Int

  public init(rate: Int, factor: Int) {
    self.rate = rate
    self.factor = factor
  }

  /// f and its derivatives.
  static func bend(_ x: Double) -> Double { logLogistic(x) }
  static func slope(_ x: Double) -> Double { logistic(-x) }
  static func curvature(_ x: Double) -> Double { -logistic(x) * logistic(-x) }

  /// u ↦ T(u).
  func straighten(_ u: inout [Double]) { u[factor] += Self.bend(u[rate]) }

  /// The mean and covariance of u ↦ those of v, as if T were linear.
  func straighten(_ mean: inout [Double], _ covariance: inout [Double]) {
    let (count, slope) = (mean.count, Self.slope(mean[rate]))
    straighten(&mean)
    for row in 0..<count {
      covariance[row * count + factor] += slope * covariance[row * count + rate]
    }
    for column in 0..<count {
      covariance[factor * count + column] += slope * covariance[rate * count + column]
    }
  }

  /// The derivatives with respect to u ↦ those with respect to v.
  func straighten(slopes: inout [Double], at u: [Double]) {
    slopes[rate] -= Self.slope(u[rate]) * slopes[factor]
  }

  /// T(u) ↦ u.
  func bend(_ v: inout [Double]) { v[factor] -= Self.bend(v[rate]) }
}
