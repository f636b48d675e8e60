import AdaptiveTesting
import Foundation

/// What a study found about a design.
public struct SimulationSummary: Sendable, Hashable {
  public let people: Int
  public let length: Length
  public let accuracy: Accuracy
  /// Ten groups of equal size by true ability, the lowest first; fewer where there are fewer people.
  public let deciles: [AbilityGroup]
  /// Finer groups, the lowest first, to see how things go with ability: a group for each ability where
  /// people share few, else up to 20 of equal size.
  public let conditional: [AbilityGroup]
  public let exposure: Exposure
  public let blueprint: Blueprint
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

  /// People of like ability.
  public struct AbilityGroup: Sendable, Hashable {
    /// From the least able of them to the most.
    public let theta: ClosedRange<Double>
    public let meanTheta: Double
    public let people: Int
    public let length: Length
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
    let sorted = sittings.sorted { $0.theta < $1.theta }
    deciles = Self.equalGroups(10, of: sorted)
    conditional = Self.conditionalGroups(of: sorted)
    exposure = Exposure(sittings, plan: plan)
    blueprint = Blueprint(sittings, plan: plan)
    stopReasons = Dictionary(sittings.map { ($0.stopReason, 1) }, uniquingKeysWith: +)
  }

  /// Fewer where there are fewer people.
  private static func equalGroups(
    _ most: Int, of sorted: [SimulatedSitting]
  ) -> [AbilityGroup] {
    let count = min(most, sorted.count)
    return (0..<count).map { group in
      AbilityGroup(
        sorted[group * sorted.count / count..<(group + 1) * sorted.count / count])
    }
  }

  private static func conditionalGroups(of sorted: [SimulatedSitting]) -> [AbilityGroup] {
    var starts = [0]
    for person in sorted.indices.dropFirst() where sorted[person].theta != sorted[person - 1].theta
    {
      starts.append(person)
      // Abilities that hardly anybody shares.
      if starts.count > 100 { break }
    }
    guard starts.count <= 100, starts.count * 5 <= sorted.count else {
      return equalGroups(max(1, min(20, sorted.count / 5)), of: sorted)
    }
    return zip(starts, starts.dropFirst() + [sorted.count]).map { AbilityGroup(sorted[$0..<$1]) }
  }
}

extension SimulationSummary.AbilityGroup {
  /// - Parameter sorted: at least one, by rising true ability.
  init(_ sorted: ArraySlice<SimulatedSitting>) {
    theta = sorted[sorted.startIndex].theta...sorted[sorted.endIndex - 1].theta
    meanTheta = sorted.mean(of: \.theta)
    people = sorted.count
    length = .init(sorted)
    accuracy = .init(sorted)
  }
}

extension SimulationSummary.Length {
  init(_ sittings: some Collection<SimulatedSitting>) {
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
  init(_ sittings: some Collection<SimulatedSitting>) {
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
