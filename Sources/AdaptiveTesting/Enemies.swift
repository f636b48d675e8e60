import ItemBanks

/// Items of which at most one is given: enemies by the bank, independent groups by the design.
struct Enemies: EligibilityFilter {
  /// Sets of items that exclude each other, by number, each rising.
  let cliques: [[Int]]
  private let enemiesOfItem: [Int: ItemSet]

  var rule: Proposal.Blocking.Rule { .enemy }

  /// - Parameters:
  ///   - candidates: the numbers of the items that may be given.
  ///   - number: of an item by its id; throws for one that the bank does not have.
  init(
    _ groups: [Design.Content.Group], in bank: Bank, candidates: [Int],
    number: (String) throws(DesignError) -> Int
  ) throws(DesignError) {
    let supply = Set(candidates)
    var cliques: Set<[Int]> = []
    for item in candidates {
      for enemy in bank.items[item].enemies {
        let other = try number(enemy)
        if supply.contains(other) { cliques.insert([min(item, other), max(item, other)]) }
      }
    }
    for group in groups where group.rule == .independent {
      var members: [Int] = []
      for id in group.items { members.append(try number(id)) }
      cliques.insert(members.filter(supply.contains).sorted())
    }
    var enemiesOfItem: [Int: ItemSet] = [:]
    for clique in cliques {
      for item in clique {
        var enemies = enemiesOfItem[item] ?? ItemSet(itemCount: bank.items.count)
        for other in clique where other != item { enemies.insert(other) }
        enemiesOfItem[item] = enemies
      }
    }
    self.cliques = cliques.sorted { $0.lexicographicallyPrecedes($1) }
    self.enemiesOfItem = enemiesOfItem
  }

  func restrict(_ eligible: inout ItemSet, in state: SelectionState) -> Int {
    state.given.reduce(0) { count, item in
      count + (enemiesOfItem[item].map { eligible.subtract($0) } ?? 0)
    }
  }

  /// Whether any of some items exclude each other.
  func areAmong(_ items: [Int]) -> Bool {
    items.contains { item in
      enemiesOfItem[item].map { enemies in items.contains(where: enemies.contains) } ?? false
    }
  }

  /// Whether so many of some items can be given together. Costs up to 2ⁿ steps for n items.
  func leaves(_ count: Int, of items: ArraySlice<Int>) -> Bool {
    guard count > 0 else { return true }
    guard items.count >= count, let first = items.first else { return false }
    let rest = items.dropFirst()
    let friends = rest.filter { !areEnemies(first, $0) }
    // One without enemies among them costs nothing.
    return leaves(count - 1, of: friends[...])
      || (friends.count < rest.count && leaves(count, of: rest))
  }

  func areEnemies(_ first: Int, _ second: Int) -> Bool {
    enemiesOfItem[first]?.contains(second) ?? false
  }
}
