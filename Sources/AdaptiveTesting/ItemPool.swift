import ItemResponse
import Numerical

/// The items that a test may give, as criteria see them.
struct ItemPool: Sendable {
  /// Numbers in the bank, rising.
  let items: [Int]
  /// The same items as a set.
  let candidates: ItemSet
  /// By number in the bank; every item of the pool has one.
  let models: [PreparedModel?]
  /// The same, for what they tell: where the design takes errors of item parameters into account, information
  /// is less than the models'.
  let informative: [PreparedModel?]
  let prior: Prior
  /// The one that the models are prepared on.
  let quadrature: Quadrature
  let estimator: PlanEstimator
  /// Of a fixed list, the place of each item, from 1; else empty.
  let order: [Int: Int]

  func model(_ item: Int) -> PreparedModel { Self.model(item, in: models) }

  /// What an item tells, by its number: a model to ask for information, not for probabilities.
  func informant(_ item: Int) -> PreparedModel { Self.model(item, in: informative) }

  private static func model(_ item: Int, in models: [PreparedModel?]) -> PreparedModel {
    guard let model = models[item] else { preconditionFailure("item \(item) is not of the pool") }
    return model
  }

  /// Over ability, after the answers that count.
  func distribution(_ weighting: Weighting, in state: SelectionState) -> Posterior {
    Posterior(
      of: state.responses, prior: weighting == .posterior ? prior : nil, quadrature: quadrature)
  }

  /// Over what criteria average.
  enum Weighting: Sendable {
    /// The likelihood alone, made to integrate to 1 over the quadrature's range. Programs that leave it as it
    /// is rank items alike, until a long test's likelihood is no more than 0.
    case likelihood
    case posterior
  }
}
