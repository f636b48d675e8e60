import AdaptiveTesting
import Numerical

/// The results of a group whose sittings are finished and stand.
public struct GroupScores: Sendable, Hashable {
  public let group: String
  /// With a result that stands; a person who sat several times counts each time.
  public let count: Int
  public let personCount: Int
  /// Of θ as the sittings gave it, in logits; NaN without a result.
  public let mean: Double
  /// With n − 1; `nil` below two results.
  public let standardDeviation: Double?
  /// By cut score: how many are at or above it.
  public let aboveCounts: [Int]

  init(group: String, scores: [(person: String, theta: Double)], cuts: [Double]) {
    self.group = group
    count = scores.count
    personCount = Set(scores.map(\.person)).count
    let mean = scores.reduce(0) { $0 + $1.theta } / Double(scores.count)
    self.mean = mean
    let squares = scores.reduce(0) { $0 + ($1.theta - mean) * ($1.theta - mean) }
    standardDeviation =
      scores.count > 1 ? (squares / Double(scores.count - 1)).squareRoot() : nil
    aboveCounts = cuts.map { cut in scores.count { $0.theta >= cut } }
  }

  /// By cut score; empty without a result.
  public var masteryShares: [Double] {
    count > 0 ? aboveCounts.map { Double($0) / Double(count) } : []
  }

  /// Of the means, by Welch's interval (1947, doi:10.1093/biomet/34.1-2.28).
  static func difference(_ reference: GroupScores, _ focal: GroupScores) -> GroupDifference? {
    guard let first = reference.standardDeviation, let second = focal.standardDeviation else {
      return nil
    }
    let parts = [
      (first * first / Double(reference.count), Double(reference.count - 1)),
      (second * second / Double(focal.count), Double(focal.count - 1)),
    ]
    let variance = parts[0].0 + parts[1].0
    let value = focal.mean - reference.mean
    guard variance > 0 else { return GroupDifference(value: value, interval: value...value) }
    let freedom = variance * variance / parts.reduce(0) { $0 + $1.0 * $1.0 / $1.1 }
    let reach = studentQuantile(0.975, degreesOfFreedom: freedom) * variance.squareRoot()
    return GroupDifference(value: value, interval: (value - reach)...(value + reach))
  }

  /// Of shares, by Newcombe's hybrid of score intervals (1998,
  /// doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I, method 10).
  static func masteryDifferences(
    _ reference: GroupScores, _ focal: GroupScores
  ) -> [GroupDifference] {
    guard reference.count > 0, focal.count > 0 else { return [] }
    return zip(reference.aboveCounts, focal.aboveCounts).map { first, second in
      let (p, q) = (
        Double(first) / Double(reference.count), Double(second) / Double(focal.count)
      )
      let (a, b) = (scoreInterval(p, reference.count), scoreInterval(q, focal.count))
      func reach(_ x: Double, _ y: Double) -> Double { (x * x + y * y).squareRoot() }
      let value = q - p
      return GroupDifference(
        value: value,
        interval: (value
          - reach(q - b.lowerBound, a.upperBound - p))...(value
          + reach(b.upperBound - q, p - a.lowerBound)))
    }
  }

  /// Wilson's interval of a share (1927, doi:10.1080/01621459.1927.10502953).
  private static func scoreInterval(_ share: Double, _ count: Int) -> ClosedRange<Double> {
    let n = Double(count)
    let square = 1.959964 * 1.959964
    let centre = share + square / (2 * n)
    let reach = (square * (share * (1 - share) / n + square / (4 * n * n))).squareRoot()
    let scale = 1 + square / n
    return max(0, (centre - reach) / scale)...min(1, (centre + reach) / scale)
  }
}
