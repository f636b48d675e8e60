import AdaptiveTesting

/// The content that people got beside the content that they were meant to get.
public struct Blueprint: Sendable, Hashable {
  /// In the order of their ids; empty where the pool is not divided into domains.
  public let domains: [Domain]
  /// The share of people for whom every domain stayed within one item of its target at the length of their
  /// own test; `nil` where the design has no targets.
  public let metShare: Double?

  public struct Domain: Sendable, Hashable, Identifiable {
    /// Empty for items that are of no domain.
    public let id: String
    /// The share of a test that the design wants; `nil` where it wants none in particular.
    public let target: Double?
    /// Of the people's shares.
    public let mean: Double
    public let minimum: Double
    public let maximum: Double
  }

  /// - Precondition: at least one sitting.
  public init(_ sittings: [SimulatedSitting], plan: TestPlan) {
    let targets = Self.targets(of: plan)
    let names = Set(plan.pool.map { plan.bank.items[$0].domain ?? "" })
      .union(targets.keys).sorted()
    guard !targets.isEmpty || names.count > 1 else {
      domains = []
      metShare = nil
      return
    }
    let numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    let domainOfItem = plan.bank.items.map { numbers[$0.domain ?? ""] }
    var sums = [Double](repeating: 0, count: names.count)
    var minima = [Double](repeating: .infinity, count: names.count)
    var maxima = [Double](repeating: 0, count: names.count)
    var met = 0
    for sitting in sittings {
      var counts = [Int](repeating: 0, count: names.count)
      for item in sitting.items {
        if let domain = domainOfItem[Int(item)] { counts[domain] += 1 }
      }
      let length = Double(sitting.length)
      for domain in names.indices {
        let share = length > 0 ? Double(counts[domain]) / length : 0
        sums[domain] += share
        minima[domain] = min(minima[domain], share)
        maxima[domain] = max(maxima[domain], share)
      }
      let isMet = names.indices.allSatisfy { domain in
        // Shares such as 1/3 leave rounding in the last places.
        abs(Double(counts[domain]) - (targets[names[domain]] ?? 0) * length) <= 1 + 1e-9
      }
      if isMet { met += 1 }
    }
    domains = names.indices.map { domain in
      Domain(
        id: names[domain], target: targets.isEmpty ? nil : targets[names[domain]] ?? 0,
        mean: sums[domain] / Double(sittings.count), minimum: minima[domain],
        maximum: maxima[domain])
    }
    metShare = targets.isEmpty ? nil : Double(met) / Double(sittings.count)
  }

  /// The shares that a design wants by domain, summing to 1; empty where it wants none in particular.
  public static func targets(of plan: TestPlan) -> [String: Double] {
    let weights: [String: Double] =
      switch plan.design.content.balance {
      case .none: [:]
      case .equalShares:
        Dictionary(
          plan.pool.map { (plan.bank.items[$0].domain ?? "", 1) }, uniquingKeysWith: { $1 })
      case .shares(let shares): shares
      }
    let total = weights.values.reduce(0, +)
    return weights.mapValues { $0 / total }
  }
}
