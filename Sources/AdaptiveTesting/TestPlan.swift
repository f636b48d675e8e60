import ItemBanks
import ItemResponse
import Numerical

/// A bank and a design made ready for giving tests: what all sittings of them share. Making one costs a
/// pass over the bank; a simulation makes one for all its people.
public final class TestPlan: Sendable {
  public let bank: Bank
  public let design: Design

  let selector: Selector
  /// `nil` where the design gives none.
  let pretest: PretestItems?
  let estimator: PlanEstimator
  /// The design's, cut to where a uniform prior allows abilities; what models are prepared on.
  let quadrature: Quadrature
  /// By the item's number in the bank; `nil` where it has no parameters.
  let models: [PreparedModel?]
  let numberOfItem: [String: Int]
  /// The stopping rules that need no look at what would come next, and the others.
  let rules: [StoppingRule]
  let rulesLookingAhead: [StoppingRule]

  /// - Throws: `DesignError` where the design contradicts itself or the bank cannot carry it.
  public init(bank: Bank, design: Design) throws(DesignError) {
    try design.validate()
    try design.estimation.validate(for: bank)
    self.bank = bank
    self.design = design
    let quadrature = design.estimation.prior.grid(over: design.estimation.quadrature)
    self.quadrature = quadrature
    models = bank.items.map { item in
      item.model.map { PreparedModel($0, quadrature: quadrature) }
    }
    estimator = PlanEstimator(design.estimation)
    selector = try Selector(
      bank: bank, design: design, prepared: models, quadrature: quadrature, estimator: estimator)
    pretest = PretestItems(design, in: bank, scored: selector.pool)
    rules = design.stopping.rules.filter { !$0.looksAhead }
    rulesLookingAhead = design.stopping.rules.filter(\.looksAhead)
    numberOfItem = Dictionary(
      bank.items.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Places in the bank of the items that may be given and scored.
  public var pool: [Int] { selector.pool }

  /// Places in the bank of the items that may be given as pretest items.
  public var pretestPool: [Int] { pretest?.pool ?? [] }

  /// The item's place in the bank, from 0.
  public func number(ofItem id: String) -> Int? { numberOfItem[id] }

  /// The model of the item at a place in the bank; `nil` where it has no parameters.
  public func model(_ number: Int) -> PreparedModel? { models[number] }

  func model(of item: String) -> PreparedModel? {
    numberOfItem[item].flatMap { models[$0] }
  }

  /// What is known of a person before the first answer.
  var prior: AbilityEstimate { estimator.prior }

  /// From scored answers in the order they were given; `guess` is where it may lie.
  func estimate(_ pattern: ResponsePattern, near guess: Double) -> AbilityEstimate {
    estimator.estimate(pattern, near: guess)
  }
}
