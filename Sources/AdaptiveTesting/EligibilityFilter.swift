import ItemBanks

/// Takes items out of the running.
protocol EligibilityFilter: Sendable {
  var rule: Proposal.Blocking.Rule { get }
  /// Leaves in `eligible` what may be given next, and says how many items that took out.
  func restrict(_ eligible: inout ItemSet, in state: SelectionState) -> Int
}

/// No item twice.
struct AlreadyGiven: EligibilityFilter {
  var rule: Proposal.Blocking.Rule { .given }

  func restrict(_ eligible: inout ItemSet, in state: SelectionState) -> Int {
    var count = 0
    for item in state.given where eligible.contains(item) {
      eligible.remove(item)
      count += 1
    }
    return count
  }
}

/// Content balancing after Kingsbury & Zara (1989, doi:10.1207/s15324818ame0204_6): only items of the
/// domain that lags furthest behind its target share are eligible, or of all that lag equally. A
/// domain with nothing left to give is passed over.
struct ContentShares: EligibilityFilter {
  /// Domains by number, as are the arrays below; items of a domain without a share have none.
  private let domainOfItem: [Int?]
  /// Summing to 1.
  private let targets: [Double]
  /// What each domain can give.
  private let supply: [ItemSet]

  var rule: Proposal.Blocking.Rule { .contentShare }

  /// - Parameters:
  ///   - shares: relative; `nil` gives every domain the same.
  ///   - candidates: the numbers of the items that may be given.
  init(
    _ shares: [String: Double]?, in bank: Bank, supply candidates: [Int]
  ) throws(DesignError) {
    let shares =
      shares
      ?? Dictionary(
        candidates.map { (bank.items[$0].domain ?? "", 1) }, uniquingKeysWith: { $1 })
    let names = shares.keys.sorted()
    let numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    let domainOfItem = bank.items.map { numbers[$0.domain ?? ""] }
    self.domainOfItem = domainOfItem

    supply = names.indices.map { domain in
      ItemSet(candidates.filter { domainOfItem[$0] == domain }, itemCount: bank.items.count)
    }
    if let empty = supply.firstIndex(where: \.isEmpty) {
      throw DesignError(
        message:
          "content.shares names '\(names[empty])', of which bank '\(bank.name)' has nothing to give."
      )
    }
    let weights = names.map { shares[$0] ?? 0 }
    let total = weights.reduce(0, +)
    targets = weights.map { $0 / total }
  }

  func restrict(_ eligible: inout ItemSet, in state: SelectionState) -> Int {
    var counts = [Int](repeating: 0, count: targets.count)
    for item in state.given {
      if let domain = domainOfItem[item] { counts[domain] += 1 }
    }
    // Measured at the length that the next item makes: a domain's deficit is then at most one item,
    // where the shares so far would let small domains crowd out a large one.
    let length = Double(state.given.count + 1)
    let gaps = targets.indices.map { domain in
      !supply[domain].isDisjoint(with: eligible)
        ? targets[domain] - Double(counts[domain]) / length : -.infinity
    }
    let widest = gaps.max() ?? -.infinity
    // Shares such as 1/3 leave rounding in the last places; that much difference is none.
    let open = gaps.indices.filter { gaps[$0] > -.infinity && gaps[$0] >= widest - 1e-9 }
    guard let first = open.first else {
      return eligible.formIntersection(ItemSet(itemCount: domainOfItem.count))
    }
    var allowed = supply[first]
    for domain in open.dropFirst() { allowed.formUnion(supply[domain]) }
    return eligible.formIntersection(allowed)
  }
}

/// Limits how often items are given over all sittings: those that stand aside in this one, by the rule of
/// Sympson & Hetter (1985) or by what was given before.
///
/// Sympson and Hetter let an item, once selected, be given with its probability, or else put it aside for
/// the rest of the test. An item is tried at most once in a sitting, so it makes no difference to draw for
/// all items beforehand, from the sitting's seed.
struct StandingAside: EligibilityFilter {
  private let bounds: [Double]
  /// By item number, the chance of being given; empty for rules that look back.
  private let parameters: [Double]
  /// Items of the first stage: they are chosen at abilities that say nothing of the segment that will count them.
  private let firstStage: Int

  var rule: Proposal.Blocking.Rule { .exposure }

  init?(_ design: Design, in bank: Bank) throws(DesignError) {
    var parameters: [Double] = []
    var bounds: [Double] = []
    switch design.exposure {
    case .unlimited: return nil
    case .sympsonHetter(let rule):
      // Without parameters, every item is given: so the simulation that computes them begins.
      let known = rule.parameters ?? [:]
      let ids = Set(bank.items.map(\.id))
      if let unknown = known.keys.sorted().first(where: { !ids.contains($0) }) {
        throw DesignError(
          message:
            "exposure.parameters names '\(unknown)', which bank '\(bank.name)' does not have.")
      }
      parameters = bank.items.map { known[$0.id] ?? 1 }
    case .eligibility(_, let given): bounds = given
    case .restricted, .overlap: break
    }
    self.parameters = parameters
    self.bounds = bounds
    firstStage = design.start.firstStage.count
  }

  /// Gives way where nothing would be left: a test that cannot go on helps nobody.
  func restrict(_ eligible: inout ItemSet, in state: SelectionState) -> Int {
    var rest = eligible
    var count = 0
    if parameters.isEmpty {
      let segments = state.circumstances.standingAside
      guard segments.count == bounds.count + 1 else { return 0 }
      let here = segmentNumber(of: state.theta, bounds: bounds)
      for (segment, aside) in segments.enumerated()
      where segment == here || state.given.count < firstStage {
        count += rest.subtract(aside)
      }
    } else {
      eligible.visit { item in
        let chance = parameters[item]
        if chance < 1, lottery(item, seed: state.seed, use: 0) >= chance {
          rest.remove(item)
          count += 1
        }
      }
    }
    guard !rest.isEmpty else { return 0 }
    eligible = rest
    return count
  }
}
