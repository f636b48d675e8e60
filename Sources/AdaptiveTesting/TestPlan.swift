import ItemBanks
import ItemResponse

/// A bank and a design made ready for giving tests: what all sittings of them share. Making one costs a
/// pass over the bank; a simulation makes one for all its people.
public final class TestPlan: Sendable {
  public let bank: Bank
  public let design: Design

  let selector: Selector
  let estimator: AbilityEstimator
  let fallback: AbilityEstimator
  /// By the item's number in the bank; `nil` where it has no parameters.
  let models: [PreparedModel?]
  let numberOfItem: [String: Int]
  /// The stopping rules that need no look at what would come next, and the others.
  let rules: [StoppingRule]
  let rulesLookingAhead: [StoppingRule]

  /// - Throws: `DesignError` where the design contradicts itself or the bank cannot carry it.
  public init(bank: Bank, design: Design) throws(DesignError) {
    try design.validate()
    self.bank = bank
    self.design = design
    let estimation = design.estimation
    models = bank.items.map { item in
      item.model.map { PreparedModel($0, quadrature: estimation.quadrature) }
    }
    selector = try Selector(bank: bank, design: design, prepared: models)
    estimator = AbilityEstimator(
      method: estimation.method, prior: estimation.prior, quadrature: estimation.quadrature)
    fallback = AbilityEstimator(
      method: estimation.fallback, prior: estimation.prior, quadrature: estimation.quadrature)
    rules = design.stopping.rules.filter { !$0.looksAhead }
    rulesLookingAhead = design.stopping.rules.filter(\.looksAhead)
    numberOfItem = Dictionary(
      bank.items.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Places in the bank of the items that may be given.
  public var pool: [Int] { selector.pool }

  /// The item's place in the bank, from 0.
  public func number(ofItem id: String) -> Int? { numberOfItem[id] }

  /// The model of the item at a place in the bank; `nil` where it has no parameters.
  public func model(_ number: Int) -> PreparedModel? { models[number] }

  func model(of item: String) -> PreparedModel? {
    numberOfItem[item].flatMap { models[$0] }
  }

  /// What is known of a person before the first answer.
  var prior: AbilityEstimate {
    let estimation = design.estimation
    return AbilityEstimate(
      theta: estimation.prior.mean, standardError: estimation.prior.standardDeviation,
      method: estimation.method, standardErrorKind: .prior)
  }

  /// From scored answers in the order they were given; `guess` is where it may lie.
  func estimate(_ responses: [ScoredResponse], near guess: Double) -> AbilityEstimate {
    guard !responses.isEmpty else { return prior }
    if let estimate = try? estimator.estimate(responses, near: guess) { return estimate }
    // The fallback is never MLE, and the others have a value for every non-empty pattern.
    return (try? fallback.estimate(responses, near: guess)) ?? prior
  }
}
