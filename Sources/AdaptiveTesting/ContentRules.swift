import ItemBanks
import Numerical

/// What a design says of content, made out for a bank.
struct ContentRules: Sendable {
  /// Numbers of the items that may be given, rising: of the domains that have a share, where the design says so.
  let supply: [Int]
  let blocks: ItemBlocks
  private let enemies: Enemies
  private let shares: ContentShares?
  private let assembly: TestAssembly?
  private let length: Int?
  /// `nil` where the criterion alone counts.
  let weighting: (any ContentWeighting)?

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
    let numbers = Dictionary(
      bank.items.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    func number(_ id: String) throws(DesignError) -> Int {
      guard let number = numbers[id] else {
        throw DesignError(
          message:
            "content: there is no item '\(id)' in bank '\(bank.name)', which a group or an enemy "
            + "names; correct its id.")
      }
      return number
    }
    blocks = try ItemBlocks(content.groups, in: bank, candidates: supply, number: number)
    enemies = try Enemies(content.groups, in: bank, candidates: supply, number: number)
    try Self.checkPeace(blocks, enemies, in: bank)
    length = design.stopping.maximumItems
    weighting = Self.weighting(content, bounds, pool: supply, length: length)
    guard content.method == .exact, let length = design.stopping.maximumItems else {
      assembly = nil
      return
    }
    guard BinaryProgram.canSolve else {
      throw DesignError(
        message: "content.method is exact, which needs GLPK; install it: apt-get install libglpk40")
    }
    let assembly = TestAssembly(
      length: length, items: supply, itemCount: bank.items.count, bounds: bounds,
      cliques: enemies.cliques, blocks: blocks.blocks)
    try assembly.checkFeasible(bank: bank.name)
    self.assembly = assembly
  }

  private static func weighting(
    _ content: Design.Content, _ bounds: [ContentBound], pool: [Int], length: Int?
  ) -> (any ContentWeighting)? {
    guard !bounds.isEmpty else { return nil }
    return switch content.method {
    case .priority: PriorityIndex(bounds: bounds)
    case .penalty: length.map { WeightedPenalties(bounds, pool: pool, length: $0) }
    case .exact: nil
    }
  }

  /// Where all items of a block must be given, none may exclude another.
  private static func checkPeace(
    _ blocks: ItemBlocks, _ enemies: Enemies, in bank: Bank
  ) throws(DesignError) {
    for block in blocks.blocks where block.minimum == block.members.count {
      for (place, first) in block.members.enumerated() {
        for second in block.members.dropFirst(place + 1) where enemies.areEnemies(first, second) {
          throw DesignError(
            message:
              "content: '\(bank.items[first].id)' and '\(bank.items[second].id)' exclude each "
              + "other, but \(block.name) needs both; take one out.")
        }
      }
    }
  }

  /// In the order in which they act: what is lost to the test, what the best test needs, what is not next.
  func filters(
    around criterion: any ItemCriterion, standingAside: StandingAside?
  ) -> [any EligibilityFilter] {
    var filters: [any EligibilityFilter] = [AlreadyGiven()]
    if !enemies.cliques.isEmpty { filters.append(enemies) }
    if !blocks.blocks.isEmpty {
      filters.append(ItemBlocks.Closed(blocks: blocks, length: length))
    }
    if let assembly {
      filters.append(
        ShadowTest(assembly: assembly, criterion: criterion, standingAside: standingAside))
    }
    if !blocks.blocks.isEmpty { filters.append(ItemBlocks.Sequence(blocks: blocks)) }
    if let shares { filters.append(shares) }
    if let standingAside { filters.append(standingAside) }
    return filters
  }
}
