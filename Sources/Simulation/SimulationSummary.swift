import AdaptiveTesting
import Foundation

/// What a study found about a design.
public struct SimulationSummary: Sendable, Hashable {
  public let people: Int
  public let length: Length
  public let accuracy: Accuracy
  /// Ten groups of equal size by true ability, the lowest first; fewer where there are fewer people.
  public let deciles: [Decile]
  public let exposure: Exposure
  public let stopReasons: [StopReason: Int]

  public struct Length: Sendable, Hashable {
    public let mean: Double
    public let standardDeviation: Double
    public let minimum: Int
    public let maximum: Int
  }

  /// Of θ̂ against θ, in logits.
  public struct Accuracy: Sendable, Hashable {
    /// The mean of θ̂ − θ.
    public let bias: Double
    public let rootMeanSquareError: Double
    public let meanAbsoluteError: Double
    /// The mean of the standard errors that the tests themselves reported; infinite ones left out.
    public let meanStandardError: Double
    /// Of θ̂ with θ; NaN where either does not vary.
    public let correlation: Double
    /// The share of people whose true θ lies within 1.96 reported standard errors.
    public let coverage: Double
  }

  public struct Decile: Sendable, Hashable {
    public let theta: ClosedRange<Double>
    public let people: Int
    public let meanLength: Double
    public let accuracy: Accuracy
  }

  /// How often items were given.
  public struct Exposure: Sendable, Hashable {
    /// By item number: the share of sittings in which it was given.
    public let rates: [Double]
    /// The numbers of the items that might have been given, in bank order.
    public let pool: [Int]
    /// The mean share of items that two sittings have in common (Chen, Ankenmann & Spray 2003,
    /// doi:10.1111/j.1745-3984.2003.tb01100.x): (N/Q) S² + Q/N with Q the mean length, N the pool and
    /// S² the variance of the rates.
    public let overlap: Double
    public let maximum: Double
    /// Those of the pool that were never given.
    public let unusedCount: Int
  }
}

extension SimulationSummary {
  /// - Precondition: at least one sitting.
  public init(_ sittings: [SimulatedSitting], plan: TestPlan) {
    precondition(!sittings.isEmpty)
    people = sittings.count
    length = Length(sittings)
    accuracy = Accuracy(sittings)
    deciles = Self.deciles(sittings)
    exposure = Exposure(sittings, plan: plan)
    stopReasons = Dictionary(sittings.map { ($0.stopReason, 1) }, uniquingKeysWith: +)
  }

  private static func deciles(_ sittings: [SimulatedSitting]) -> [Decile] {
    let sorted = sittings.sorted { $0.theta < $1.theta }
    let count = min(10, sorted.count)
    return (0..<count).map { decile in
      let group = Array(
        sorted[decile * sorted.count / count..<(decile + 1) * sorted.count / count])
      return Decile(
        theta: group[0].theta...group[group.count - 1].theta, people: group.count,
        meanLength: group.mean { Double($0.length) }, accuracy: Accuracy(group))
    }
  }
}

extension SimulationSummary.Length {
  init(_ sittings: [SimulatedSitting]) {
    let lengths = sittings.map(\.length)
    let mean = sittings.mean { Double($0.length) }
    self.mean = mean
    standardDeviation =
      sittings.mean { (Double($0.length) - mean) * (Double($0.length) - mean) }.squareRoot()
    minimum = lengths.min() ?? 0
    maximum = lengths.max() ?? 0
  }
}

extension SimulationSummary.Accuracy {
  init(_ sittings: [SimulatedSitting]) {
    bias = sittings.mean(of: \.error)
    rootMeanSquareError = sittings.mean { $0.error * $0.error }.squareRoot()
    meanAbsoluteError = sittings.mean { abs($0.error) }
    meanStandardError = sittings.filter(\.estimate.standardError.isFinite)
      .mean(of: \.estimate.standardError)
    let trueMean = sittings.mean(of: \.theta)
    let estimateMean = sittings.mean(of: \.estimate.theta)
    let covariance = sittings.mean { ($0.theta - trueMean) * ($0.estimate.theta - estimateMean) }
    let trueVariance = sittings.mean { ($0.theta - trueMean) * ($0.theta - trueMean) }
    let estimateVariance = sittings.mean {
      ($0.estimate.theta - estimateMean) * ($0.estimate.theta - estimateMean)
    }
    correlation =
      trueVariance > 0 && estimateVariance > 0
      ? covariance / (trueVariance * estimateVariance).squareRoot() : .nan
    coverage = sittings.mean { abs($0.error) <= 1.96 * $0.estimate.standardError ? 1 : 0 }
  }
}

extension SimulationSummary.Exposure {
  /// - Parameter times: how often each sitting counts; once without it.
  init(_ sittings: [SimulatedSitting], times: [Int]? = nil, plan: TestPlan) {
    var counts = [Int](repeating: 0, count: plan.bank.items.count)
    var people = 0
    var given = 0
    for (number, sitting) in sittings.enumerated() {
      let weight = times?[number] ?? 1
      people += weight
      given += weight * sitting.length
      for item in sitting.items { counts[Int(item)] += weight }
    }
    let pool = plan.pool
    let poolSize = Double(pool.count)
    let meanLength = Double(given) / Double(people)
    let meanRate = meanLength / poolSize
    var squares = 0.0
    for item in pool {
      let deviation = Double(counts[item]) / Double(people) - meanRate
      squares += deviation * deviation
    }
    rates = counts.map { Double($0) / Double(people) }
    self.pool = pool
    overlap = meanLength > 0 ? squares / meanLength + meanRate : 0
    maximum = pool.map { Double(counts[$0]) / Double(people) }.max() ?? 0
    unusedCount = pool.count { counts[$0] == 0 }
  }
}

extension Collection {
  /// NaN of nothing.
  func mean(of value: (Element) -> Double) -> Double {
    reduce(0) { $0 + value($1) } / Double(count)
  }
}
