import ItemBanks

/// Items that are given one after the other: the set about one stimulus, or a group of a design.
struct ItemBlock: Sendable {
  /// For messages: `set 's1'`, `group of 'a' and 'b'`.
  let name: String
  /// Item numbers, in the bank's order or, where `isOrdered`, in the one in which they are given.
  let members: [Int]
  let minimum: Int
  let maximum: Int
  var isOrdered = false
}

/// All blocks of a test, none of which share an item, and how far each has come.
struct ItemBlocks: Sendable {
  let blocks: [ItemBlock]
  private let blockOfItem: [Int?]
  private let members: [ItemSet]

  init(_ blocks: [ItemBlock], itemCount: Int) {
    self.blocks = blocks
    var blockOfItem = [Int?](repeating: nil, count: itemCount)
    for (number, block) in blocks.enumerated() {
      for item in block.members { blockOfItem[item] = number }
    }
    self.blockOfItem = blockOfItem
    members = blocks.map { ItemSet($0.members, itemCount: itemCount) }
  }

  /// The block that the last item given belongs to, with how many of its items were given, while it may go on.
  private func open(_ given: [Int]) -> (number: Int, count: Int)? {
    guard let last = given.last, let number = blockOfItem[last] else { return nil }
    let count = given.count { blockOfItem[$0] == number }
    return count < blocks[number].maximum ? (number, count) : nil
  }

  /// Whether two items belong to the same block.
  func isOneBlock(_ item: Int, _ other: Int?) -> Bool {
    guard let other, let block = blockOfItem[item] else { return false }
    return blockOfItem[other] == block
  }

  /// Whether a block is begun that needs more items.
  func isUnfinished(_ given: [Int]) -> Bool {
    open(given).map { $1 < blocks[$0].minimum } ?? false
  }
}

extension ItemBlocks {
  /// Takes out what no longer belongs in the test: the rest of blocks that are closed, and what would keep a block from
  /// getting as many items as it needs.
  struct Closed: EligibilityFilter {
    let blocks: ItemBlocks
    let enemies: Enemies
    /// Of the test, where it is known.
    let length: Int?

    var rule: Proposal.Blocking.Rule { .closedSet }

    func restrict(_ eligible: inout ItemSet, in state: SelectionState) -> Int {
      let open = blocks.open(state.given)
      let begun = Set(state.given.compactMap { blocks.blockOfItem[$0] })
      let room = length.map { $0 - state.given.count } ?? .max
      var count = 0
      for (number, block) in blocks.blocks.enumerated() where number != open?.number {
        let isPossible =
          !begun.contains(number) && block.minimum <= room
          && eligible.count(in: blocks.members[number]) >= block.minimum
        if !isPossible { count += eligible.subtract(blocks.members[number]) }
      }
      for (number, block) in blocks.blocks.enumerated() where enemies.areAmong(block.members) {
        let missing = block.minimum - (number == open?.number ? open?.count ?? 0 : 0)
        let left = block.members.filter(eligible.contains)
        for item in left {
          let friends = left.filter { $0 != item && !enemies.areEnemies($0, item) }
          guard !enemies.leaves(missing - 1, of: friends[...]) else { continue }
          eligible.remove(item)
          count += 1
        }
      }
      return count
    }
  }

  /// Stays with the block that is begun as long as it has items to give, and keeps the order of those that have one.
  struct Sequence: EligibilityFilter {
    let blocks: ItemBlocks

    var rule: Proposal.Blocking.Rule { .openSet }

    func restrict(_ eligible: inout ItemSet, in state: SelectionState) -> Int {
      var count = 0
      if let (number, _) = blocks.open(state.given),
        !eligible.isDisjoint(with: blocks.members[number])
      {
        count += eligible.formIntersection(blocks.members[number])
      }
      for block in blocks.blocks where block.isOrdered {
        guard let next = block.members.first(where: eligible.contains) else { continue }
        for item in block.members where item != next && eligible.contains(item) {
          eligible.remove(item)
          count += 1
        }
      }
      return count
    }
  }
}

extension ItemBlocks {
  /// The sets of a bank and the groups of a design.
  ///
  /// - Parameters:
  ///   - candidates: the numbers of the items that may be given.
  ///   - number: of an item by its id; throws for one that the bank does not have.
  init(
    _ groups: [Design.Content.Group], in bank: Bank, candidates: [Int],
    number: (String) throws(DesignError) -> Int
  ) throws(DesignError) {
    var blocks = Self.sets(of: bank, candidates: candidates)
    let supply = Set(candidates)
    for group in groups where group.rule != .independent {
      var members: [Int] = []
      for id in group.items {
        let item = try number(id)
        guard supply.contains(item) else {
          throw DesignError(
            message:
              "content.groups: '\(id)' cannot be given, so that its group cannot be, either; "
              + "leave it out.")
        }
        members.append(item)
      }
      let isOrdered = group.rule == .ordered
      blocks.append(
        ItemBlock(
          name: "the group of \(group.items.map { "'\($0)'" }.joined(separator: ", "))",
          members: isOrdered ? members : members.sorted(), minimum: members.count,
          maximum: members.count, isOrdered: isOrdered))
    }
    var owner: [Int: String] = [:]
    for block in blocks {
      for item in block.members {
        if let other = owner.updateValue(block.name, forKey: item) {
          throw DesignError(
            message: "content.groups: item '\(bank.items[item].id)' is in \(other) and in "
              + "\(block.name); an item can follow in one of them only.")
        }
      }
    }
    self.init(blocks, itemCount: bank.items.count)
  }

  private static func sets(of bank: Bank, candidates: [Int]) -> [ItemBlock] {
    var ids: [String] = []
    var members: [String: [Int]] = [:]
    for item in candidates {
      guard let id = bank.items[item].set else { continue }
      if members[id] == nil { ids.append(id) }
      members[id, default: []].append(item)
    }
    return ids.map { id in
      let known = bank.sets.first { $0.id == id }
      let members = members[id] ?? []
      return ItemBlock(
        name: "set '\(id)'", members: members, minimum: known?.minimum ?? 1,
        maximum: min(known?.maximum ?? members.count, members.count))
    }
  }
}
