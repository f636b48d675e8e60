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
    (shares, supply) = try Self.balance(content.balance, in: bank, candidates: candidates)
    length = design.stopping.maximumItems
    var bounds: [ContentBound] = []
    for constraint in content.constraints {
      bounds.append(try ContentBound(constraint, in: bank, candidates: supply))
    }
    weighting = Self.weighting(content, bounds, pool: supply, length: length)
    let number = Self.numbers(in: bank)
    blocks = try ItemBlocks(content.groups, in: bank, candidates: supply, number: number)
    enemies = try Enemies(content.groups, in: bank, candidates: supply, number: number)
    try Self.checkPeace(blocks, enemies, in: bank)
    guard content.method == .exact, let length else {
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

  private static func balance(
    _ balance: Design.Balance, in bank: Bank, candidates: [Int]
  ) throws(DesignError) -> (ContentShares?, supply: [Int]) {
    switch balance {
    case .none:
      return (nil, candidates)
    case .equalShares:
      return (try ContentShares(nil, in: bank, supply: candidates), candidates)
    case .shares(let shares):
      return (
        try ContentShares(shares, in: bank, supply: candidates),
        candidates.filter { shares[bank.items[$0].domain ?? ""] != nil }
      )
    }
  }

  /// The numbers of items by their ids, which a design or an enemy may have wrong.
  private static func numbers(in bank: Bank) -> (String) throws(DesignError) -> Int {
    let numbers = Dictionary(
      bank.items.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    return { (id) throws(DesignError) in
      guard let number = numbers[id] else {
        throw DesignError(
          message: "content: there is no item '\(id)' in bank '\(bank.name)', which a group or an "
            + "enemy names; correct its id.")
      }
      return number
    }
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
      filters.append(ItemBlocks.Closed(blocks: blocks, enemies: enemies, length: length))
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
