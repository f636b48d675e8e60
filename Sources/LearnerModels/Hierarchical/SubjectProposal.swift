import Foundation
import Numerical

/// Where one subject's parameters are drawn from to integrate over them: a mixture of Student's t
/// distributions that learns from its own draws (Cappé, Douc, Guillin, Marin & Robert 2008,
/// doi:10.1007/s11222-008-9059-x), and the group distribution, so that weights are bounded and no mode is out
/// of reach (Hesterberg 1995, doi:10.1080/00401706.1995.10484303).
struct SubjectProposal: Sendable {
  /// The group's share of the draws, and that of the component which covers the posterior as a whole.
  private static let groupShare = 0.1
  private static let wholeShare = 0.2

  /// Their shares sum to 1 together with those of `whole` and of the group.
  private var components: [StudentComponent]
  private var whole: StudentComponent?

  init(_ components: [StudentComponent]) {
    self.components = components
    share()
  }

  private var all: [StudentComponent] { components + (whole.map { [$0] } ?? []) }

  private mutating func share() {
    let total = components.reduce(0) { $0 + $1.share }
    let available = 1 - Self.groupShare - (whole?.share ?? 0)
    for index in components.indices { components[index].share *= available / total }
  }

  /// Stratified: each component has its share of the draws, the group what is left.
  ///
  /// - Returns: `[draw][parameter]`, row-major.
  func draws(
    _ count: Int, group: GroupDistribution, using generator: inout SeededGenerator
  ) -> [Double] {
    var draws: [Double] = []
    draws.reserveCapacity(count * group.means.count)
    var share = 0.0
    var drawn = 0
    for component in all {
      share += component.share
      while Double(drawn) + 0.5 < share * Double(count) {
        draws += component.draw(using: &generator)
        drawn += 1
      }
    }
    for _ in drawn..<max(drawn, count) {
      draws += zip(group.means, group.deviations).map { $0 + $1 * generator.normal() }
    }
    return draws
  }

  func logDensity(_ x: [Double], group: GroupDistribution) -> Double {
    var logGroup = -0.5 * Double(x.count) * log(2 * Double.pi)
    for index in x.indices {
      let z = (x[index] - group.means[index]) / group.deviations[index]
      logGroup -= 0.5 * z * z + log(group.deviations[index])
    }
    return log(
      all.reduce(Self.groupShare * exp(logGroup)) {
        $0 + $1.share * exp($1.logDensity(atDistance: $1.distance(x)))
      })
  }

  /// Adds, or replaces, the component that covers the posterior as a whole, as the stand-in for the
  /// likelihood does (`SubjectSample`).
  mutating func cover(_ posterior: SubjectApproximation) {
    guard let factor = Cholesky(posterior.covariance, order: posterior.mean.count) else { return }
    whole = StudentComponent(share: Self.wholeShare, center: posterior.mean, factor: factor)
    share()
  }

  /// One step of EM towards the posterior that weighted draws from this mixture stand for. A component that
  /// none of them supports is let go.
  mutating func adapt(to sample: SubjectSample, given group: GroupDistribution) {
    let weights = sample.weights(given: group)
    // Truncated, so that few draws do not lead all others (Ionides 2008, doi:10.1198/106186008X320456).
    let limit = 1 / Double(weights.count).squareRoot()
    let total = weights.reduce(0) { $0 + min($1, limit) }
    let truncated = weights.map { min($0, limit) / total }
    let adapted = components.compactMap { $0.adapted(to: sample, weights: truncated) }
    guard adapted.isEmpty == false else { return }
    components = adapted
    share()
  }
}

/// One multivariate t distribution of a mixture.
struct StudentComponent: Sendable {
  /// Heavier tails than a posterior's cost few draws, lighter ones let weights grow without bound.
  private static let degreesOfFreedom = 8

  var share: Double
  let center: [Double]
  /// Of its scale.
  private let factor: Cholesky
  private let logConstant: Double

  init(share: Double, center: [Double], factor: Cholesky) {
    self.share = share
    self.center = center
    self.factor = factor
    let (count, freedom) = (Double(center.count), Double(Self.degreesOfFreedom))
    logConstant =
      lgamma(0.5 * (freedom + count)) - lgamma(0.5 * freedom)
      - 0.5 * (count * log(freedom * Double.pi) + factor.logDeterminant)
  }

  private var count: Int { center.count }

  /// Row-major.
  var scale: [Double] {
    var scale = [Double](repeating: 0, count: count * count)
    for inner in 0..<count {
      for row in inner..<count {
        for column in inner..<count {
          scale[row * count + column] +=
            factor.upper[inner * count + row] * factor.upper[inner * count + column]
        }
      }
    }
    return scale
  }

  /// (x − center)ᵀ scale⁻¹ (x − center).
  func distance(_ x: [Double]) -> Double {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: count) { z in
      var sum = 0.0
      for row in 0..<count {
        var value = x[row] - center[row]
        for above in 0..<row { value -= factor.upper[above * count + row] * z[above] }
        value /= factor.upper[row * count + row]
        z[row] = value
        sum += value * value
      }
      return sum
    }
  }

  func logDensity(atDistance distance: Double) -> Double {
    let freedom = Double(Self.degreesOfFreedom)
    return logConstant - 0.5 * (freedom + Double(count)) * log1p(distance / freedom)
  }

  func draw(using generator: inout SeededGenerator) -> [Double] {
    let z = (0..<count).map { _ in generator.normal() }
    var chiSquare = 0.0
    for _ in 0..<Self.degreesOfFreedom {
      let x = generator.normal()
      chiSquare += x * x
    }
    let stretch = (Double(Self.degreesOfFreedom) / chiSquare).squareRoot()
    return (0..<count).map { row in
      var sum = 0.0
      for column in 0...row { sum += factor.upper[column * count + row] * z[column] }
      return center[row] + stretch * sum
    }
  }

  /// As the draws that come from it, weighted, have it; its scale is held to what it was by as many draws as
  /// there are parameters. `nil` where it has less than a hundredth of their weight.
  func adapted(to sample: SubjectSample, weights: [Double]) -> StudentComponent? {
    let freedom = Double(Self.degreesOfFreedom)
    var (share, squares, total) = (0.0, 0.0, 0.0)
    var sum = [Double](repeating: 0, count: count)
    var products = [Double](repeating: 0, count: count * count)
    for index in weights.indices where weights[index] > 0 {
      let x = Array(sample.draws[index * count..<(index + 1) * count])
      let distance = distance(x)
      let logDensity = logDensity(atDistance: distance)
      let weight = weights[index] * self.share * exp(logDensity - sample.logDensities[index])
      share += weight
      squares += weight * weight
      let scaled = weight * (freedom + Double(count)) / (freedom + distance)
      total += scaled
      for row in 0..<count {
        let offset = scaled * (x[row] - center[row])
        sum[row] += offset
        for column in 0..<count {
          products[row * count + column] += offset * (x[column] - center[column])
        }
      }
    }
    guard share > 0.01 else { return nil }
    let (supported, held) = (share * share / squares, Double(count))
    var scale = scale
    for row in 0..<count {
      for column in 0..<count {
        let spread = products[row * count + column] - sum[row] * sum[column] / total
        scale[row * count + column] =
          (supported * spread / share + held * scale[row * count + column]) / (supported + held)
      }
    }
    guard let factor = Cholesky(scale, order: count) else { return self }
    return StudentComponent(
      share: share, center: zip(center, sum).map { $0 + $1 / total }, factor: factor)
  }
}
