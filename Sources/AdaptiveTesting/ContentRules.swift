import ItemBanks
import Numerical

/// What a design says of content, made out for a bank.
struct ContentRules: Sendable {
  /// Numbers of the items that may be given, rising: of the domains that have a share, where the design says so.
  let supply: [Int]
  private let shares: ContentShares?
  private let assembly: TestAssembly?

  /// - Parameter candidates: the numbers of the items that could be given as far as content plays no part.
  init(_ design: Design, in bank: Bank, candidates: [Int]) throws(DesignError) {
    let content = design.content
    switch content.balance {
    case .none:
      shares = nil
      supply = candidates
    case .equalShares:
      shares = try ContentShares(nil, in: bank, supply: candidates)
      supply = candidates
    case .shares(let named):
      shares = try ContentShares(named, in: bank, supply: candidates)
      supply = candidates.filter { named[bank.items[$0].domain ?? ""] != nil }
    }
    var bounds: [ContentBound] = []
    for constraint in content.constraints {
      bounds.append(try ContentBound(constraint, in: bank, candidates: supply))
    }
    guard content.method == .exact, let length = design.stopping.maximumItems else {
      assembly = nil
      return
    }
    guard BinaryProgram.canSolve else {
      throw DesignError(
        message: "content.method is exact, which needs GLPK; install it: apt-get install libglpk40")
    }
    let assembly = TestAssembly(
      length: length, items: supply, itemCount: bank.items.count, bounds: bounds)
    try assembly.checkFeasible(bank: bank.name)
    self.assembly = assembly
  }

  /// In the order in which they act: what is lost to the test, what the best test needs, what is not next.
  func filters(
    around criterion: any ItemCriterion, standingAside: StandingAside?
  ) -> [any EligibilityFilter] {
    var filters: [any EligibilityFilter] = [AlreadyGiven()]
    if let assembly {
      filters.append(
        ShadowTest(assembly: assembly, criterion: criterion, standingAside: standingAside))
    }
    if let shares { filters.append(shares) }
    if let standingAside { filters.append(standingAside) }
    return filters
  }
}
