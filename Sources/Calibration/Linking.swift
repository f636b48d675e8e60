import Foundation
import ItemResponse
import Numerical

/// The change of scale θ* = A θ + B that puts one calibration on the scale of another, found from
/// items that both have.
public struct Linking: Sendable, Hashable {
  /// A
  public let slope: Double
  /// B
  public let intercept: Double

  public init(slope: Double, intercept: Double) {
    self.slope = slope
    self.intercept = intercept
  }

  public enum Method: String, Sendable, Codable, CaseIterable {
    /// Means and standard deviations of the difficulties agree (Marco 1977,
    /// doi:10.1111/j.1745-3984.1977.tb00033.x).
    case meanSigma = "mean_sigma"
    /// Means of the discriminations, and means of the difficulties, agree (Loyd & Hoover 1980,
    /// doi:10.1111/j.1745-3984.1980.tb00825.x). Between two Rasch calibrations A is then 1.
    case meanMean = "mean_mean"
    /// Item curves agree (Haebara 1980, doi:10.4992/psycholres1954.22.144).
    case haebara
    /// Test curves agree (Stocking & Lord 1983, doi:10.1177/014662168300700208).
    case stockingLord = "stocking_lord"
  }

  /// The parameters of an item on the new scale: a/A and A b + B; the asymptotes stay.
  public func transform(_ model: LogisticModel) -> LogisticModel {
    LogisticModel(
      discrimination: model.discrimination / slope,
      difficulty: slope * model.difficulty + intercept, lowerAsymptote: model.lowerAsymptote,
      upperAsymptote: model.upperAsymptote)
  }

  public func transform(theta: Double) -> Double { slope * theta + intercept }

  /// - Parameters:
  ///   - source: common items on the scale that is to be changed.
  ///   - target: the same items, in the same order, on the scale to be reached.
  ///   - quadrature: where Haebara and Stocking & Lord compare the curves, on the target scale and
  ///     weighted by a standard normal density there; nothing is compared on the source's scale.
  /// - Returns: `nil` for fewer than two items, or where the difficulties do not vary.
  public init?(
    from source: [LogisticModel], to target: [LogisticModel], method: Method,
    quadrature: Quadrature = Quadrature(from: -4, to: 4, points: 81)
  ) {
    precondition(source.count == target.count)
    guard source.count >= 2 else { return nil }
    func moments(_ models: [LogisticModel]) -> (mean: Double, deviation: Double) {
      let n = Double(models.count)
      let mean = models.reduce(0) { $0 + $1.difficulty } / n
      let square = models.reduce(0) { $0 + ($1.difficulty - mean) * ($1.difficulty - mean) } / n
      return (mean, square.squareRoot())
    }
    let (from, to) = (moments(source), moments(target))
    guard from.deviation > 0, to.deviation > 0 else { return nil }
    func linking(slope: Double) -> Linking {
      Linking(slope: slope, intercept: to.mean - slope * from.mean)
    }
    let start = linking(slope: to.deviation / from.deviation)
    guard method != .meanSigma else {
      self = start
      return
    }
    guard method != .meanMean else {
      let slopes = [source, target].map { $0.reduce(0) { $0 + $1.discrimination } }
      self = linking(slope: slopes[0] / slopes[1])
      return
    }
    let points = quadrature.points
    let weights = points.map { exp(-0.5 * $0 * $0) }
    let total = weights.reduce(0, +)

    // Least squares in (A, B) by Gauss–Newton with Levenberg's damping: residuals per point and item
    // (Haebara) or per point (Stocking–Lord).
    func residuals(_ linking: Linking) -> (value: Double, normal: [Double], gradient: [Double]) {
      var value = 0.0
      var normal = [0.0, 0, 0, 0]
      var gradient = [0.0, 0]
      for (theta, weight) in zip(points, weights) {
        var sum = 0.0
        var slopes = (0.0, 0.0)
        // P at θ on the target scale of the transformed item is P of the source at (θ − B)/A.
        let origin = (theta - linking.intercept) / linking.slope
        for (old, new) in zip(source, target) {
          let distance = new.probability(at: theta) - old.probability(at: origin)
          let derivative =
            old.probability(at: origin) * old.logProbability(of: 1, at: origin).slope
          let (inA, inB) = (derivative * origin / linking.slope, derivative / linking.slope)
          if method == .haebara {
            accumulate(distance, inA, inB, weight / total)
          } else {
            sum += distance
            slopes.0 += inA
            slopes.1 += inB
          }
        }
        if method == .stockingLord { accumulate(sum, slopes.0, slopes.1, weight / total) }
      }
      func accumulate(_ r: Double, _ a: Double, _ b: Double, _ weight: Double) {
        value += weight * r * r
        gradient[0] += weight * r * a
        gradient[1] += weight * r * b
        normal[0] += weight * a * a
        normal[1] += weight * a * b
        normal[2] += weight * a * b
        normal[3] += weight * b * b
      }
      return (value, normal, gradient)
    }
    var current = start
    var state = residuals(current)
    var damping = 1e-6
    for _ in 0..<200 {
      var normal = state.normal
      normal[0] *= 1 + damping
      normal[3] *= 1 + damping
      guard let factor = Cholesky(normal, order: 2, tolerance: 1e-14) else { break }
      // r falls by (a, b)·step.
      let step = factor.solve(state.gradient.map { -$0 })
      let next = Linking(
        slope: current.slope + step[0], intercept: current.intercept + step[1])
      guard next.slope > 0 else {
        damping = max(10 * damping, 1e-3)
        continue
      }
      let candidate = residuals(next)
      if candidate.value <= state.value {
        current = next
        state = candidate
        damping = max(damping * 0.1, 1e-12)
        if max(abs(step[0]), abs(step[1])) < 1e-12 { break }
      } else {
        damping = max(10 * damping, 1e-3)
        if damping > 1e10 { break }
      }
    }
    self = current
  }
}
