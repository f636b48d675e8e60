import ItemBanks
import ItemResponse
import Numerical

/// The pipeline that picks an item: candidates → filters → criterion → weights → draw. Prepared once for a bank and
/// a design, shared by all their sittings.
struct Selector: Sendable {
  private let items: [Item]
  private let itemPool: ItemPool
  /// Places in the bank of the items that may be given, rising.
  var pool: [Int] { itemPool.items }
  private let candidates: ItemSet
  private let index: InformationIndex
  let criterion: any ItemCriterion
  private let filters: [any EligibilityFilter]
  private let weighting: (any ContentWeighting)?
  private let blocks: ItemBlocks
  private let selection: Design.Selection

  /// How many items a scored test may use: all with parameters, unless the design's content shares
  /// leave out a domain.
  let candidateCount: Int

  /// Why a test ends that has nothing more to give.
  let exhaustion: StopReason

  /// - Parameters:
  ///   - prepared: the items' models, by their number; `nil` for one without parameters.
  ///   - quadrature: what they are prepared on.
  init(
    bank: Bank, design: Design, prepared: [PreparedModel?], quadrature: Quadrature,
    estimator: PlanEstimator
  ) throws(DesignError) {
    items = bank.items
    // In a bank that asks questions, an item without one cannot be put before a person.
    let asks = bank.isAdministrable
    var numbers = bank.items.indices.filter { number in
      bank.items[number].isOperational && prepared[number] != nil
        && (!asks || bank.items[number].question != nil)
    }
    guard !numbers.isEmpty else {
      throw DesignError(
        message: "bank '\(bank.name)' has no item that can be given; give its items parameters.")
    }
    let order = try design.selection.order(in: bank, from: numbers)
    if let order { numbers = order.keys.sorted() }
    exhaustion = order == nil ? .bankExhausted : .listExhausted

    candidates = ItemSet(numbers, itemCount: bank.items.count)
    itemPool = ItemPool(
      items: numbers, candidates: candidates, models: prepared,
      informative: try design.selection.informants(in: bank, prepared),
      prior: design.estimation.prior, quadrature: quadrature, estimator: estimator,
      order: order ?? [:])
    index = InformationIndex(items: numbers, models: numbers.map(itemPool.informant))
    criterion = design.criterion(for: itemPool, index: index)
    let rules = try ContentRules(design, in: bank, candidates: numbers)
    var filters = try rules.filters(
      around: criterion, standingAside: StandingAside(design, in: bank))
    if let strata = design.selection.strata {
      // Last, since it gives way where the others leave nothing of its stratum.
      filters.append(
        try StratumFilter(
          strata, in: bank, pool: itemPool, maximumItems: design.stopping.maximumItems))
    }
    self.filters = filters
    weighting = rules.weighting
    blocks = rules.blocks
    candidateCount = rules.supply.count
    selection = design.selection
  }

  /// The best item in a state; `nil` when none is eligible.
  ///
  /// Ties go to the item that stands first in the bank. What is drawn depends on the seed and the
  /// position only, so a replay draws the same.
  func propose(in state: SelectionState) -> Choice? {
    var eligible = candidates
    var blocked: [Proposal.Blocking] = []
    for filter in filters {
      let count = filter.restrict(&eligible, in: state)
      if count > 0 { blocked.append(.init(rule: filter.rule, count: count)) }
    }
    let eligibleCount = eligible.count
    guard eligibleCount > 0 else { return nil }

    let isDraw = selection.criterion.isDraw
    let size = isDraw ? 1 : selection.randomesque.size(at: state.position)
    let wanted = isDraw ? 1 : min(size, eligibleCount) + 1
    let (best, alike) =
      weighting?.best(wanted, by: criterion, in: state, among: eligible)
      ?? (criterion.best(wanted, in: state, among: eligible).entries, eligibleCount)
    let compared = min(size, alike)
    var generator = state.generator()
    let drawn = compared == 1 ? 0 : generator.index(below: compared)
    let chosen = best[drawn]
    let runnerUp = best.indices.first { $0 != drawn }.map { best[$0] }
    func quantity(_ entry: BestCandidates.Entry) -> Double {
      guard weighting == nil else { return entry.value }
      return criterion.quantity(of: entry.item, worth: entry.value, in: state)
    }
    return Choice(
      item: chosen.item,
      proposal: Proposal(
        item: items[chosen.item].id, position: state.position + state.pretestCount,
        theta: state.theta,
        criterion: selection.criterion, value: quantity(chosen),
        runnerUp: runnerUp.map { .init(item: items[$0.item].id, value: quantity($0)) },
        eligible: eligibleCount, drawnFrom: isDraw ? eligibleCount : compared, blocked: blocked,
        pretest: nil),
      eligible: eligible)
  }

  /// Whether an item goes on with the block that the last one given belongs to.
  func isContinuation(_ item: Int, of given: [Int]) -> Bool { blocks.isOneBlock(item, given.last) }

  /// Whether items given one after the other are begun and not complete.
  func isUnfinished(_ given: [Int]) -> Bool { blocks.isUnfinished(given) }

  func model(_ item: Int) -> PreparedModel { itemPool.model(item) }

  struct Choice {
    let item: Int
    let proposal: Proposal
    let eligible: ItemSet
  }

  /// The most that any of the items compared for a choice would tell where they were compared.
  func largestInformation(among choice: Choice) -> Double {
    index.best(1, at: choice.proposal.theta, among: choice.eligible).entries[0].value
  }
}
