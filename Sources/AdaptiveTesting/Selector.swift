import ItemBanks
import ItemResponse
import Numerical

/// What is known when the next item is picked.
struct SelectionState: Sendable {
  /// Where items are compared.
  let theta: Double
  /// Numbers of the items presented, in order.
  let given: [Int]
}

/// The pipeline that picks an item: candidates → filters → criterion → draw. Prepared once for a bank and
/// a design, shared by all their sittings.
struct Selector: Sendable {
  private let items: [Item]
  /// Places in the bank of the items that may be given, rising.
  let pool: [Int]
  private let candidates: ItemSet
  private let index: InformationIndex
  private let filters: [any EligibilityFilter]
  private let selection: Design.Selection

  /// How many items a scored test may use: all with parameters, unless the design's content shares
  /// leave out a domain.
  let candidateCount: Int

  /// - Parameter prepared: the items' models, by their number; `nil` for one without parameters.
  init(
    bank: Bank, design: Design, prepared: [PreparedModel?]
  ) throws(DesignError) {
    items = bank.items
    // In a bank that asks questions, an item without one cannot be put before a person.
    let asks = bank.isAdministrable
    var numbers: [Int] = []
    var models: [PreparedModel] = []
    for (number, item) in bank.items.enumerated() {
      guard item.isOperational, let model = prepared[number], !asks || item.question != nil else {
        continue
      }
      numbers.append(number)
      models.append(model)
    }
    guard !numbers.isEmpty else {
      throw DesignError(
        message: "bank '\(bank.name)' has no item that can be given; give its items parameters.")
    }
    var filters: [any EligibilityFilter] = [AlreadyGiven()]
    switch design.content {
    case .none: break
    case .equalShares: filters.append(try ContentShares(nil, in: bank, supply: numbers))
    case .shares(let shares):
      filters.append(try ContentShares(shares, in: bank, supply: numbers))
    }
    pool = numbers
    candidates = ItemSet(numbers, itemCount: bank.items.count)
    index = InformationIndex(items: numbers, models: models)
    self.filters = filters
    if case .shares(let shares) = design.content {
      candidateCount = numbers.count { shares[bank.items[$0].domain ?? ""] != nil }
    } else {
      candidateCount = numbers.count
    }
    selection = design.selection
  }

  /// The best item in a state; `nil` when none is eligible.
  ///
  /// Ties go to the item that stands first in the bank. What is drawn depends on the seed and the
  /// position only, so a replay draws the same.
  func propose(in state: SelectionState, seed: UInt64) -> Choice? {
    var eligible = candidates
    var blocked: [Proposal.Blocking] = []
    for filter in filters {
      let count = filter.restrict(&eligible, in: state)
      if count > 0 { blocked.append(.init(rule: filter.rule, count: count)) }
    }
    let eligibleCount = eligible.count
    guard eligibleCount > 0 else { return nil }

    let pool = min(selection.randomesque, eligibleCount)
    let best = best(pool + 1, in: state, among: eligible).entries
    var generator = SeededGenerator(seed: seed, stream: UInt64(state.given.count) + 1)
    let drawn = pool == 1 ? 0 : generator.index(below: pool)
    let chosen = best[drawn]
    let runnerUp = best.indices.first { $0 != drawn }.map { best[$0] }
    return Choice(
      item: chosen.item,
      proposal: Proposal(
        item: items[chosen.item].id, position: state.given.count + 1, theta: state.theta,
        criterion: selection.criterion, value: chosen.value,
        runnerUp: runnerUp.map { .init(item: items[$0.item].id, value: $0.value) },
        eligible: eligibleCount, drawnFrom: pool, blocked: blocked),
      bestValue: best[0].value)
  }

  struct Choice {
    let item: Int
    let proposal: Proposal
    /// What the best eligible item is worth; the drawn one may be worth a little less.
    let bestValue: Double
  }

  private func best(
    _ count: Int, in state: SelectionState, among eligible: ItemSet
  ) -> BestCandidates {
    switch selection.criterion {
    case .maximumFisherInformation: index.best(count, at: state.theta, among: eligible)
    }
  }
}
