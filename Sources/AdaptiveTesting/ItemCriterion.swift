import ItemResponse
import Numerical

/// What items are worth in a state of the test.
protocol ItemCriterion: Sendable {
  /// The worth of an item by its number in the bank: larger is better. What all items have in common is
  /// worked out before the first is asked for. Items of the pool only.
  func valuation(in state: SelectionState) -> (Int) -> Double

  /// The `count` eligible items that are worth most, fewer where there are fewer. The default asks for the
  /// worth of each.
  func best(_ count: Int, in state: SelectionState, among eligible: ItemSet) -> BestCandidates
}

extension ItemCriterion {
  func best(_ count: Int, in state: SelectionState, among eligible: ItemSet) -> BestCandidates {
    let value = valuation(in: state)
    var best = BestCandidates(capacity: count)
    eligible.visit { best.insert(item: $0, value: value($0)) }
    return best
  }
}

/// The items that a test may give, as criteria see them.
struct ItemPool: Sendable {
  /// Numbers in the bank, rising.
  let items: [Int]
  /// By number in the bank; every item of the pool has one.
  let models: [PreparedModel?]
  let prior: Prior
  let quadrature: Quadrature

  func model(_ item: Int) -> PreparedModel {
    guard let model = models[item] else { preconditionFailure("item \(item) is not of the pool") }
    return model
  }
}

extension Design.Selection {
  func criterion(for pool: ItemPool, index: InformationIndex) -> any ItemCriterion {
    switch criterion {
    case .maximumFisherInformation: MaximumFisherInformation(pool: pool, index: index)
    }
  }
}

/// Information at the current estimate (Lord 1980); found by an index.
struct MaximumFisherInformation: ItemCriterion {
  let pool: ItemPool
  let index: InformationIndex

  func valuation(in state: SelectionState) -> (Int) -> Double {
    { pool.model($0).information(at: state.theta) }
  }

  func best(_ count: Int, in state: SelectionState, among eligible: ItemSet) -> BestCandidates {
    index.best(count, at: state.theta, among: eligible)
  }
}
