import ItemResponse
import Numerical

/// What items are worth in a state of the test.
protocol ItemCriterion: Sendable {
  /// The worth of an item by its number in the bank: larger is better. What all items have in common is
  /// worked out before the first is asked for. Items of the pool only.
  func valuation(in state: SelectionState) -> (Int) -> Double

  /// What people are told of an item's worth, in the criterion's own unit. The default is the worth itself.
  func quantity(of item: Int, worth: Double, in state: SelectionState) -> Double

  /// The `count` eligible items that are worth most, fewer where there are fewer. The default asks for the
  /// worth of each.
  func best(_ count: Int, in state: SelectionState, among eligible: ItemSet) -> BestCandidates
}

extension ItemCriterion {
  func quantity(of item: Int, worth: Double, in state: SelectionState) -> Double { worth }

  func best(_ count: Int, in state: SelectionState, among eligible: ItemSet) -> BestCandidates {
    let value = valuation(in: state)
    var best = BestCandidates(capacity: count)
    eligible.visit { best.insert(item: $0, value: value($0)) }
    return best
  }
}

extension Design {
  func criterion(for pool: ItemPool, index: InformationIndex) -> any ItemCriterion {
    switch selection.criterion {
    case .maximumFisherInformation: MaximumFisherInformation(pool: pool, index: index)
    case .nearestDifficulty: NearestPlace(pool: pool, place: \.location)
    case .nearestPeak: NearestPlace(pool: pool, place: \.mostInformativeTheta)
    case .likelihoodWeightedInformation: WeightedInformation(pool: pool, weighting: .likelihood)
    case .posteriorWeightedInformation: WeightedInformation(pool: pool, weighting: .posterior)
    case .intervalInformation:
      IntervalInformation(pool: pool, halfWidth: selection.halfWidth)
    case .expectedPosteriorVariance: ExpectedPosteriorVariance(pool: pool)
    case .expectedInformation:
      ExpectedInformation(pool: pool, information: selection.information ?? .fisher)
    case .kullbackLeibler: KullbackLeibler(pool: pool, weighting: .likelihood)
    case .posteriorKullbackLeibler: KullbackLeibler(pool: pool, weighting: .posterior)
    case .globalDiscrimination: GlobalDiscrimination(pool: pool, weighting: .likelihood)
    case .posteriorGlobalDiscrimination:
      GlobalDiscrimination(pool: pool, weighting: .posterior)
    case .progressive:
      Progressive(pool: pool, index: index, advance: Advance(self, poolSize: pool.items.count))
    case .proportional:
      Proportional(pool: pool, advance: Advance(self, poolSize: pool.items.count))
    case .random: Proportional(pool: pool, advance: nil)
    case .fixed: FixedOrder(places: pool.order)
    }
  }
}

/// Information at the current estimate (Lord 1980); found by an index.
struct MaximumFisherInformation: ItemCriterion {
  let pool: ItemPool
  let index: InformationIndex

  func valuation(in state: SelectionState) -> (Int) -> Double {
    { pool.informant($0).information(at: state.theta) }
  }

  func best(_ count: Int, in state: SelectionState, among eligible: ItemSet) -> BestCandidates {
    index.best(count, at: state.theta, among: eligible)
  }
}

/// Distance from the current estimate to an item's place, in logits: its difficulty (Urry 1970), or the peak
/// of its information.
struct NearestPlace: ItemCriterion {
  let pool: ItemPool
  let place: @Sendable (PreparedModel) -> Double

  func valuation(in state: SelectionState) -> (Int) -> Double {
    { -abs(place(pool.model($0)) - state.theta) }
  }

  func quantity(of item: Int, worth: Double, in state: SelectionState) -> Double { -worth }
}

/// The items of a list in its order.
struct FixedOrder: ItemCriterion {
  /// By number in the bank, the place in the list, from 1.
  let places: [Int: Int]

  func valuation(in state: SelectionState) -> (Int) -> Double {
    { item in -Double(places[item] ?? places.count + 1) }
  }

  func quantity(of item: Int, worth: Double, in state: SelectionState) -> Double { -worth }
}
