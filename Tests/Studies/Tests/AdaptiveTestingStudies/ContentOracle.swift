import AdaptiveTesting
import ItemBanks
import Numerical

/// The rules of content of a bank and a design, read from their definitions, item by item.
struct ContentOracle {
  /// Items that are given one after the other.
  struct Block {
    let name: String
    let items: [String]
    let minimum: Int
    let maximum: Int
    let isOrdered: Bool
  }

  private let design: Design
  private let items: [String: Item]
  private let pool: [Item]
  let blocks: [Block]
  private var enemies: [String: Set<String>] = [:]

  init(_ plan: TestPlan) {
    design = plan.design
    items = Dictionary(uniqueKeysWithValues: plan.bank.items.map { ($0.id, $0) })
    let shares: [String: Double]? =
      if case .shares(let shares) = plan.design.content.balance { shares } else { nil }
    pool = plan.pool.map { plan.bank.items[$0] }.filter {
      shares?[$0.domain ?? ""] != nil || shares == nil
    }
    var blocks: [Block] = []
    for (set, members) in Dictionary(grouping: pool.filter { $0.set != nil }, by: \.set) {
      let known = plan.bank.sets.first { $0.id == set }
      blocks.append(
        Block(
          name: set ?? "", items: members.map(\.id), minimum: known?.minimum ?? 1,
          maximum: known?.maximum ?? members.count, isOrdered: false))
    }
    for group in plan.design.content.groups where group.rule != .independent {
      blocks.append(
        Block(
          name: group.items.joined(separator: " "), items: group.items,
          minimum: group.items.count, maximum: group.items.count,
          isOrdered: group.rule == .ordered))
    }
    self.blocks = blocks
    let independent = plan.design.content.groups.filter { $0.rule == .independent }.map(\.items)
    for pair in pool.flatMap({ item in item.enemies.map { [item.id, $0] } }) + independent {
      for item in pair { enemies[item, default: []].formUnion(pair.filter { $0 != item }) }
    }
  }

  /// Whether nothing but the criterion says what comes next.
  var isFree: Bool {
    blocks.isEmpty && enemies.isEmpty && design.content.balance == .none
      && design.content.constraints.isEmpty && design.content.method != .exact
      && design.exposure == .unlimited && design.selection.strata == nil
  }

  func problems(of session: TestSession) -> [String] {
    let path = session.path
    let isCut = session.stopReason == .timeLimit
    return enemyProblems(path) + blocks.flatMap { problems(of: $0, path, isCut: isCut) }
      + shareProblems(path) + constraintProblems(path)
  }

  private func enemyProblems(_ path: [String]) -> [String] {
    path.compactMap { item in
      let met = path.filter { enemies[item]?.contains($0) ?? false }
      return met.isEmpty ? nil : "\(item) is given with its enemies \(met)"
    }
  }

  private func problems(of block: Block, _ path: [String], isCut: Bool) -> [String] {
    let places = path.indices.filter { block.items.contains(path[$0]) }
    guard let first = places.first, let last = places.last else { return [] }
    var problems: [String] = []
    if last - first + 1 != places.count { problems.append("\(block.name) is broken: \(path)") }
    if places.count > block.maximum { problems.append("\(block.name) has too many: \(path)") }
    let isLast = last == path.count - 1
    if places.count < block.minimum, !(isCut && isLast) {
      problems.append("\(block.name) has fewer than \(block.minimum): \(path)")
    }
    let given = places.map { path[$0] }
    if block.isOrdered, given != Array(block.items.prefix(given.count)) {
      problems.append("\(block.name) is out of order: \(path)")
    }
    return problems
  }

  /// No domain is ever chosen while another lags further behind and has something left.
  private func shareProblems(_ path: [String]) -> [String] {
    let shares: [String: Double]
    switch design.content.balance {
    case .none: return []
    case .equalShares:
      shares = Dictionary(pool.map { ($0.domain ?? "", 1) }, uniquingKeysWith: { $1 })
    case .shares(let named):
      if let stranger = path.first(where: { named[items[$0]?.domain ?? ""] == nil }) {
        return ["\(stranger) is of a domain without a share"]
      }
      shares = named
    }
    guard blocks.isEmpty, enemies.isEmpty, design.content.method != .exact else { return [] }
    let total = shares.values.reduce(0, +)
    func gap(_ domain: String, _ given: ArraySlice<String>) -> Double {
      let count = given.count { (items[$0]?.domain ?? "") == domain }
      return (shares[domain] ?? 0) / total - Double(count) / Double(given.count + 1)
    }
    return path.indices.compactMap { place in
      let given = path[..<place]
      let open = Set(pool.filter { !given.contains($0.id) }.map { $0.domain ?? "" })
      let widest = open.map { gap($0, given) }.max() ?? 0
      let chosen = items[path[place]]?.domain ?? ""
      return gap(chosen, given) > widest - 1e-6
        ? nil : "\(chosen) comes before a domain that lags further behind: \(path)"
    }
  }

  private func constraintProblems(_ path: [String]) -> [String] {
    let content = design.content
    let given = path.compactMap { items[$0] }
    if content.method == .exact {
      guard path.count == design.stopping.maximumItems else { return [] }
      return content.constraints.filter { !$0.isKept(by: given) }.map { "'\($0.name)' is not kept" }
    }
    guard content.method == .priority, design.exposure == .unlimited, blocks.isEmpty,
      enemies.isEmpty, design.content.balance == .none, design.selection.strata == nil
    else { return [] }
    return path.indices.compactMap { place in
      let before = Array(given[..<place])
      guard content.constraints.contains(where: { !$0.hasRoom(for: given[place], after: before) })
      else { return nil }
      let others = pool.filter { item in
        !path[...place].contains(item.id)
          && content.constraints.allSatisfy { $0.hasRoom(for: item, after: before) }
      }
      return others.isEmpty
        ? nil : "\(path[place]) overfills what \(others.map(\.id)) would not: \(path)"
    }
  }

  /// Items that could come next at the end of a path, as far as rules that never give way say.
  func open(after path: [String]) -> [String] {
    let list = design.selection.items
    let room = design.stopping.maximumItems.map { $0 - path.count } ?? .max
    func isFree(_ item: Item) -> Bool {
      !path.contains(item.id) && list?.contains(item.id) ?? true
        && (enemies[item.id] ?? []).isDisjoint(with: path)
    }
    let free = pool.filter(isFree).map(\.id)
    return free.filter { item in
      guard let block = blocks.first(where: { $0.items.contains(item) }) else { return true }
      let begun = path.count(where: block.items.contains)
      if begun > 0 {
        return begun < block.maximum && path.last.map(block.items.contains) ?? false
      }
      return block.minimum <= room && hasTest(block, with: item, from: free)
    }
  }

  /// Whether a block that begins with an item can have its minimum without enemies.
  private func hasTest(_ block: Block, with item: String, from free: [String]) -> Bool {
    func grow(_ chosen: [String], _ rest: ArraySlice<String>) -> Bool {
      if chosen.count >= block.minimum { return true }
      guard let next = rest.first else { return false }
      let others = rest.dropFirst()
      let isPeaceful = (enemies[next] ?? []).isDisjoint(with: chosen)
      return (isPeaceful && grow(chosen + [next], others)) || grow(chosen, others)
    }
    if block.isOrdered, block.items.first != item { return false }
    return grow([item], free.filter { block.items.contains($0) && $0 != item }[...])
  }
}

extension Design.Content.Constraint {
  func isKept(by items: [Item]) -> Bool {
    let total = total(of: items)
    return total >= (minimum ?? 0) - 1e-6 && total <= (maximum ?? .infinity) + 1e-6
  }

  func hasRoom(for item: Item, after given: [Item]) -> Bool {
    let amount = amount(of: item)
    return amount == 0 || total(of: given) + amount <= (maximum ?? .infinity) + 1e-9
  }
}
