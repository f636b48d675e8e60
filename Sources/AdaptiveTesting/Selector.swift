import ItemBanks
import ItemResponse
import Numerical

/// The pipeline that picks an item: candidates → filters → criterion → draw.
struct Selector: Sendable {
  let items: [Item]
  /// Models by candidate, in bank order, apart from the items so that a scan touches little memory.
  private let candidates: [Candidate]
  private let filters: [any EligibilityFilter]
  private let selection: Design.Selection
  private let seed: UInt64

  /// How many items a scored test may use: all with parameters, unless the design's content shares
  /// leave out a domain.
  let candidateCount: Int

  private struct Candidate: Sendable {
    let item: Int
    let model: any ResponseModel
  }

  init(bank: Bank, design: Design, seed: UInt64) throws(DesignError) {
    items = bank.items
    // In a bank that asks questions, an item without one cannot be put before a person.
    let asks = bank.isAdministrable
    let candidates = bank.items.enumerated().compactMap { index, item -> Candidate? in
      guard item.isOperational, let model = item.model, !asks || item.question != nil else {
        return nil
      }
      return Candidate(item: index, model: model)
    }
    guard !candidates.isEmpty else {
      throw DesignError(
        message: "bank '\(bank.name)' has no item that can be given; give its items parameters.")
    }
    var filters: [any EligibilityFilter] = [AlreadyGiven(itemCount: bank.items.count)]
    let supply = candidates.map(\.item)
    switch design.content {
    case .none: break
    case .equalShares: filters.append(try ContentShares(nil, in: bank, supply: supply))
    case .shares(let shares):
      filters.append(try ContentShares(shares, in: bank, supply: supply))
    }
    self.candidates = candidates
    self.filters = filters
    if case .shares(let shares) = design.content {
      candidateCount = candidates.count { shares[bank.items[$0.item].domain ?? ""] != nil }
    } else {
      candidateCount = candidates.count
    }
    selection = design.selection
    self.seed = seed
  }

  /// The best item at `theta` for a person who has been given `given` (item indices, in order);
  /// `nil` when none is eligible. Costs one information per eligible item.
  ///
  /// Ties go to the item that stands first in the bank. What is drawn depends on the seed and the
  /// position only, so a replay draws the same.
  func propose(at theta: Double, given: [Int]) -> Choice? {
    let prepared = filters.map { $0.prepared(given: given) }
    var blocked = [Int](repeating: 0, count: filters.count)
    var best = BestCandidates(capacity: min(selection.randomesque, candidates.count) + 1)
    var eligible = 0
    for candidate in candidates {
      if let filter = prepared.firstIndex(where: { !$0(candidate.item) }) {
        blocked[filter] += 1
        continue
      }
      eligible += 1
      best.insert(
        item: candidate.item, value: value(of: candidate.model, at: theta))
    }
    guard eligible > 0 else { return nil }

    let pool = min(selection.randomesque, eligible)
    var generator = SeededGenerator(seed: seed, stream: UInt64(given.count) + 1)
    let drawn = pool == 1 ? 0 : generator.index(below: pool)
    let chosen = best.entries[drawn]
    let runnerUp = best.entries.indices.first { $0 != drawn }.map { best.entries[$0] }
    return Choice(
      item: chosen.item,
      proposal: Proposal(
        item: items[chosen.item].id, position: given.count + 1, theta: theta,
        criterion: selection.criterion, value: chosen.value,
        runnerUp: runnerUp.map { .init(item: items[$0.item].id, value: $0.value) },
        eligible: eligible, drawnFrom: pool,
        blocked: zip(filters, blocked).compactMap { filter, count in
          count > 0 ? .init(rule: filter.rule, count: count) : nil
        }),
      bestValue: best.entries[0].value)
  }

  struct Choice {
    let item: Int
    let proposal: Proposal
    /// What the best eligible item is worth; the drawn one may be worth a little less.
    let bestValue: Double
  }

  private func value(of model: any ResponseModel, at theta: Double) -> Double {
    switch selection.criterion {
    case .maximumFisherInformation: model.information(at: theta)
    }
  }
}

/// Takes items out of the running. A filter looks at the sitting once per step and then at each
/// candidate.
private protocol EligibilityFilter: Sendable {
  var rule: Proposal.Blocking.Rule { get }
  /// A test of whether the item at an index may be given after the items `given`.
  func prepared(given: [Int]) -> (Int) -> Bool
}

private struct AlreadyGiven: EligibilityFilter {
  let itemCount: Int

  var rule: Proposal.Blocking.Rule { .given }

  func prepared(given: [Int]) -> (Int) -> Bool {
    var isGiven = [Bool](repeating: false, count: itemCount)
    for index in given { isGiven[index] = true }
    return { [isGiven] in !isGiven[$0] }
  }
}

/// Content balancing after Kingsbury & Zara (1989, doi:10.1207/s15324818ame0204_6): only items of the
/// domain that lags furthest behind its target share are eligible, or of all that lag equally. A
/// domain with nothing left to give is passed over.
private struct ContentShares: EligibilityFilter {
  /// Domains by number, as are the arrays below; items of a domain without a share have none.
  private let domainOfItem: [Int?]
  /// Summing to 1.
  private let targets: [Double]
  /// How many items each domain can give.
  private let supply: [Int]

  var rule: Proposal.Blocking.Rule { .contentShare }

  /// - Parameters:
  ///   - shares: relative; `nil` gives every domain the same.
  ///   - candidates: the indices of the items that may be given.
  init(
    _ shares: [String: Double]?, in bank: Bank, supply candidates: [Int]
  ) throws(DesignError) {
    let operational = candidates.map { bank.items[$0] }
    let shares =
      shares ?? Dictionary(operational.map { ($0.domain ?? "", 1) }, uniquingKeysWith: { $1 })
    let names = shares.keys.sorted()
    let numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    domainOfItem = bank.items.map { numbers[$0.domain ?? ""] }

    var supply = [Int](repeating: 0, count: names.count)
    for item in operational {
      if let domain = numbers[item.domain ?? ""] { supply[domain] += 1 }
    }
    if let empty = supply.firstIndex(of: 0) {
      throw DesignError(
        message:
          "content.shares names '\(names[empty])', of which bank '\(bank.name)' has nothing to give."
      )
    }
    self.supply = supply
    let weights = names.map { shares[$0] ?? 0 }
    let total = weights.reduce(0, +)
    targets = weights.map { $0 / total }
  }

  func prepared(given: [Int]) -> (Int) -> Bool {
    var counts = [Int](repeating: 0, count: targets.count)
    for index in given {
      if let domain = domainOfItem[index] { counts[domain] += 1 }
    }
    // Measured at the length that the next item makes: a domain's deficit is then at most one item,
    // where the shares so far would let small domains crowd out a large one.
    let length = Double(given.count + 1)
    let gaps = targets.indices.map { domain in
      counts[domain] < supply[domain]
        ? targets[domain] - Double(counts[domain]) / length : -.infinity
    }
    let widest = gaps.max() ?? -.infinity
    // Shares such as 1/3 leave rounding in the last places; that much difference is none.
    let isOpen = gaps.map { $0 > -.infinity && $0 >= widest - 1e-9 }
    return { [domainOfItem] in domainOfItem[$0].map { isOpen[$0] } ?? false }
  }
}

/// The few best of a stream of candidates, best first, earlier ones first among equals.
private struct BestCandidates {
  struct Entry {
    let item: Int
    let value: Double
  }

  private(set) var entries: [Entry] = []
  private let capacity: Int

  init(capacity: Int) {
    self.capacity = capacity
    entries.reserveCapacity(capacity + 1)
  }

  mutating func insert(item: Int, value: Double) {
    if entries.count == capacity, let last = entries.last, !(value > last.value) { return }
    // Kept sorted by insertion: the capacity is a handful.
    let place = entries.firstIndex { value > $0.value } ?? entries.endIndex
    entries.insert(Entry(item: item, value: value), at: place)
    if entries.count > capacity { entries.removeLast() }
  }
}
