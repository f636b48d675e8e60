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
    let slope = Self.slope(mean[rate])
    shear(&mean)
    Self.add(slope, of: rate, to: factor, in: &covariance, order: mean.count)
  }

  /// I ↦ JᵀIJ with J = T'(u).
  func shear(information: inout [Double], at u: [Double]) {
    Self.add(Self.slope(u[rate]), of: factor, to: rate, in: &information, order: u.count)
  }

  /// A share of one row to another, then of the columns.
  private static func add(
    _ share: Double, of source: Int, to target: Int, in matrix: inout [Double], order: Int
  ) {
    for index in 0..<order {
      matrix[target * order + index] += share * matrix[source * order + index]
    }
    for index in 0..<order {
      matrix[index * order + target] += share * matrix[index * order + source]
    }
  }

  /// The derivatives with respect to u ↦ those with respect to T(u).
  func shear(slopes: inout [Double], at u: [Double]) {
    slopes[rate] -= Self.slope(u[rate]) * slopes[factor]
  }
}
