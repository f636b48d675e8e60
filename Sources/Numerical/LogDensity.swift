import Foundation

/// The logarithm of a density on ℝⁿ, up to a constant, with its gradient: what a sampler asks for.
///
/// A value, since evaluating it may use memory of its own: whoever works on several threads gives each a
/// copy.
public protocol LogDensity: Sendable {
  var dimension: Int { get }

  /// - Parameters:
  ///   - point: `dimension` numbers.
  ///   - gradient: set to the derivatives; `dimension` numbers.
  /// - Returns: −∞ or NaN where the density is zero or cannot be computed; the sampler takes such a
  ///   place for one that it may not go to.
  mutating func logDensity(at point: [Double], gradient: inout [Double]) -> Double

  /// What a coordinate is called in an error.
  func name(ofCoordinate index: Int) -> String
}

extension LogDensity {
  public func name(ofCoordinate index: Int) -> String { "coordinate \(index)" }

  /// The gradient at `point` by central differences, to check the one that `logDensity` gives.
  ///
  /// - Parameter step: relative to max(1, |x|); the default balances truncation against rounding.
  /// - Complexity: 2 · `dimension` evaluations.
  public func gradientByDifferences(at point: [Double], step: Double = 6e-6) -> [Double] {
    var density = self
    var unused = point
    return point.indices.map { index in
      let width = step * max(1, abs(point[index]))
      var moved = point
      moved[index] = point[index] + width
      let above = density.logDensity(at: moved, gradient: &unused)
      moved[index] = point[index] - width
      let below = density.logDensity(at: moved, gradient: &unused)
      return (above - below) / (2 * width)
    }
  }
}
