import Foundation
import ItemResponse

/// A calibration put on the scale of a bank by the items that both have, and how well these agree.
public struct CommonItemLink: Sendable {
  public let method: Linking.Method
  public let linking: Linking
  /// Of A and B, had other items of their kind been common: the jackknife over the common items, in at
  /// most 40 groups. `nil` for fewer than four items.
  public let slopeStandardError: Double?
  public let interceptStandardError: Double?
  /// In the order in which they were given.
  public let items: [Item]

  /// One common item, on the scale reached.
  public struct Item: Sendable {
    public let id: String
    /// As calibrated, on the new scale.
    public let linked: LogisticModel
    /// As the bank has it.
    public let target: LogisticModel
    /// By how much the item has become harder, in units of the bank's scale.
    public var displacement: Double { linked.difficulty - target.difficulty }
    /// The displacement against those of the other items: (d − median) / (0.74 × interquartile range)
    /// (Huynh & Meyer 2010, doi:10.7275/ycx6-e864). `nil` for fewer than four items, or where half of
    /// them agree exactly.
    public let robustZ: Double?
    /// Root mean squared difference of the two curves over a standard normal ability distribution.
    public let curveDistance: Double
    /// The displacement is out of line with the other items' (|z| > 1.645, Huynh & Meyer) and matters
    /// (at least 0.3 logits, the usual screen for common items; Miller, Rotou & Twing 2004).
    public var isUnstable: Bool {
      abs(displacement) >= 0.3 && (robustZ.map { abs($0) > 1.645 } ?? true)
    }
  }

  /// - Parameters:
  ///   - source: items with what the calibration found.
  ///   - target: the bank's parameters by item; what `source` does not have is left out.
  /// - Returns: `nil` for fewer than two common items, or where their difficulties do not vary.
  public init?(
    _ source: [(id: String, model: LogisticModel)], to target: [String: LogisticModel],
    method: Linking.Method
  ) {
    let common = source.compactMap { item in target[item.id].map { (item.id, item.model, $0) } }
    guard let linking = Linking(from: common.map(\.1), to: common.map(\.2), method: method) else {
      return nil
    }
    self.method = method
    self.linking = linking
    let linked = common.map { linking.transform($0.1) }
    let scores = Self.robustScores(zip(linked, common).map { $0.difficulty - $1.2.difficulty })
    items = common.indices.map { index in
      Item(
        id: common[index].0, linked: linked[index], target: common[index].2,
        robustZ: scores?[index], curveDistance: Self.distance(linked[index], common[index].2))
    }
    let errors = Self.jackknife(common.map { ($0.1, $0.2) }, method)
    slopeStandardError = errors?.slope
    interceptStandardError = errors?.intercept
  }

  private static func robustScores(_ values: [Double]) -> [Double]? {
    guard values.count >= 4 else { return nil }
    let sorted = values.sorted()
    // Linear between order statistics, R's default (type 7).
    func quantile(_ share: Double) -> Double {
      let place = share * Double(sorted.count - 1)
      let below = Int(place)
      let above = min(below + 1, sorted.count - 1)
      return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
    }
    let spread = 0.74 * (quantile(0.75) - quantile(0.25))
    guard spread > 1e-9 else { return nil }
    let median = quantile(0.5)
    return values.map { ($0 - median) / spread }
  }

  private static func distance(_ one: LogisticModel, _ other: LogisticModel) -> Double {
    var (sum, total) = (0.0, 0.0)
    for step in -40...40 {
      let theta = 0.1 * Double(step)
      let weight = exp(-0.5 * theta * theta)
      let difference = one.probability(at: theta) - other.probability(at: theta)
      sum += weight * difference * difference
      total += weight
    }
    return (sum / total).squareRoot()
  }

  private static func jackknife(
    _ pairs: [(LogisticModel, LogisticModel)], _ method: Linking.Method
  ) -> (slope: Double, intercept: Double)? {
    guard pairs.count >= 4 else { return nil }
    let groups = min(40, pairs.count)
    var found: [Linking] = []
    for group in 0..<groups {
      let rest = pairs.indices.filter { $0 % groups != group }.map { pairs[$0] }
      guard let linking = Linking(from: rest.map(\.0), to: rest.map(\.1), method: method) else {
        return nil
      }
      found.append(linking)
    }
    func error(_ values: [Double]) -> Double {
      let n = Double(values.count)
      let mean = values.reduce(0, +) / n
      return ((n - 1) / n * values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }).squareRoot()
    }
    return (error(found.map(\.slope)), error(found.map(\.intercept)))
  }
}

extension ItemStandardErrors {
  /// On the scale that `linking` leads to, whose own error is not in it. That of the intercept is not
  /// known there, since it takes the covariance of a and b.
  public func transformed(by linking: Linking) -> ItemStandardErrors {
    ItemStandardErrors(
      discrimination: discrimination.map { $0 / linking.slope },
      difficulty: difficulty.map { $0 * linking.slope }, lowerAsymptote: lowerAsymptote,
      upperAsymptote: upperAsymptote)
  }
}
