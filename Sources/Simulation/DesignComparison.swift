import AdaptiveTesting
import Foundation
import Numerical

/// Two designs given to the same people: what the second changes, person by person.
public struct DesignComparison: Sendable, Hashable {
  /// A mean difference, second less first, with the ends of its 95 % interval.
  public struct Difference: Sendable, Hashable {
    public let value: Double
    public let interval: ClosedRange<Double>

    /// Whether chance alone would rarely show so much.
    public var isClear: Bool { !interval.contains(0) }
  }

  /// In items.
  public let length: Difference
  /// Of |θ̂ − θ|, in logits.
  public let absoluteError: Difference
  /// Of (θ̂ − θ)², in logits².
  public let squaredError: Difference
  /// Of θ̂ − θ, in logits.
  public let bias: Difference
  /// Of the highest exposure rate.
  public let maximumExposure: Difference
  /// Of the test overlap.
  public let overlap: Difference

  /// Intervals of what is a mean over people come from the paired differences' standard error; those of
  /// exposure, which is not, from resampling the people `resamples` times (the percentile bootstrap of
  /// Efron & Tibshirani 1993), both designs with the same ones.
  ///
  /// - Precondition: the same people in the same order, at least two.
  public init(
    _ first: [SimulatedSitting], _ firstPlan: TestPlan, _ second: [SimulatedSitting],
    _ secondPlan: TestPlan, seed: UInt64, resamples: Int = 400
  ) {
    precondition(first.count == second.count && first.count > 1)
    precondition(zip(first, second).allSatisfy { $0.theta == $1.theta })
    func paired(_ value: (SimulatedSitting) -> Double) -> Difference {
      let differences = zip(first, second).map { value($1) - value($0) }
      let mean = differences.mean(of: { $0 })
      let count = Double(differences.count)
      let variance =
        differences.mean(of: { ($0 - mean) * ($0 - mean) }) * count / (count - 1)
      let half = 1.959963984540054 * (variance / count).squareRoot()
      return Difference(value: mean, interval: (mean - half)...(mean + half))
    }
    length = paired { Double($0.length) }
    absoluteError = paired { abs($0.error) }
    squaredError = paired { $0.error * $0.error }
    bias = paired(\.error)

    let found = [
      SimulationSummary.Exposure(first, plan: firstPlan),
      SimulationSummary.Exposure(second, plan: secondPlan),
    ]
    var maxima: [Double] = []
    var overlaps: [Double] = []
    for resample in 0..<resamples {
      var generator = SeededGenerator(seed: seed, stream: UInt64(resample))
      var times = [Int](repeating: 0, count: first.count)
      for _ in times.indices { times[generator.index(below: times.count)] += 1 }
      let one = SimulationSummary.Exposure(first, times: times, plan: firstPlan)
      let other = SimulationSummary.Exposure(second, times: times, plan: secondPlan)
      maxima.append(other.maximum - one.maximum)
      overlaps.append(other.overlap - one.overlap)
    }
    func resampled(_ value: Double, _ draws: [Double]) -> Difference {
      let sorted = draws.sorted()
      guard let low = sorted.quantile(0.025), let high = sorted.quantile(0.975) else {
        return Difference(value: value, interval: -.infinity ... .infinity)
      }
      return Difference(value: value, interval: low...high)
    }
    maximumExposure = resampled(found[1].maximum - found[0].maximum, maxima)
    overlap = resampled(found[1].overlap - found[0].overlap, overlaps)
  }
}

extension [Double] {
  /// Of sorted values, interpolated between the two nearest.
  fileprivate func quantile(_ probability: Double) -> Double? {
    guard !isEmpty else { return nil }
    let place = probability * Double(count - 1)
    let low = Int(place)
    let high = Swift.min(low + 1, count - 1)
    return self[low] + (place - Double(low)) * (self[high] - self[low])
  }
}
