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

  func areEnemies(_ first: Int, _ second: Int) -> Bool {
    enemiesOfItem[first]?.contains(second) ?? false
  }
}
