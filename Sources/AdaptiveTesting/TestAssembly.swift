import Numerical

/// The best test of a fixed length under all the rules of its content, as a programme in 0-1 variables (van der Linden
/// 2005, Linear Models for Optimal Test Design, doi:10.1007/0-387-29054-0).
struct TestAssembly: Sendable {
  private let length: Int
  /// Numbers of the items that may be in the test, rising; the variables of the programme, in this order.
  private let items: [Int]
  let itemCount: Int
  private let program: BinaryProgram
  private let rules: [Rule]

  /// A rule by the name under which people know it, with its rows.
  struct Rule: Sendable {
    let name: String
    var rows: [BinaryProgram.Row] = []
  }

  /// - Parameters:
  ///   - cliques: items of which at most one is in a test.
  ///   - blocks: items that are in a test together or not at all.
  init(
    length: Int, items: [Int], itemCount: Int, bounds: [ContentBound], cliques: [[Int]] = [],
    blocks: [ItemBlock] = []
  ) {
    self.length = length
    self.items = items
    self.itemCount = itemCount
    let variables = Dictionary(uniqueKeysWithValues: items.enumerated().map { ($1, $0) })
    func terms(_ numbers: [Int], _ amount: (Int) -> Double = { _ in 1 }) -> [BinaryProgram.Term] {
      numbers.compactMap { item in variables[item].map { .init($0, amount(item)) } }
    }
    var program = BinaryProgram(variables: items.count)
    var rules: [Rule] = []
    for bound in bounds {
      rules.append(
        Rule(
          name: "'\(bound.name)'",
          rows: [
            .init(terms(items.filter { bound.amounts[$0] != 0 }) { bound.amounts[$0] }, bound.range)
          ]))
    }
    if !cliques.isEmpty {
      rules.append(
        Rule(name: "the enemies", rows: cliques.map { .init(terms($0), 0...1) }))
    }
    for block in blocks {
      // 1 where the test has the block: then it has at least the minimum of its items and at most the maximum.
      let has = program.addVariables(1)
      let members = terms(block.members)
      rules.append(
        Rule(
          name: block.name,
          rows: [
            .init(members + [.init(has, -Double(block.minimum))], 0...(.infinity)),
            .init(members + [.init(has, -Double(block.maximum))], -.infinity...0),
          ]))
    }
    self.program = program
    self.rules = rules
  }

  /// The items of the best test.
  ///
  /// - Parameters:
  ///   - given: items that are in the test, whatever they are worth.
  ///   - available: items that may be in it beside them.
  ///   - preferred: those of them without which as few others as possible are in it, whatever they are worth.
  ///   - value: the worth of an available item.
  /// - Returns: `nil` where no test keeps all the rules.
  func best(
    containing given: [Int], from available: ItemSet, preferring preferred: ItemSet,
    value: (Int) -> Double
  ) -> ItemSet? {
    var program = whole(rules)
    for (place, item) in items.enumerated() {
      program.settled[place] = available.contains(item) ? nil : false
    }
    let variables = Dictionary(uniqueKeysWithValues: items.enumerated().map { ($1, $0) })
    for item in given { if let place = variables[item] { program.settled[place] = true } }
    let others = items.indices.filter {
      program.settled[$0] == nil && !preferred.contains(items[$0])
    }
    if !others.isEmpty {
      for place in others { program.objective[place] = -1 }
      guard case .optimal(let chosen) = program.solve() else { return nil }
      let fewest = others.count { chosen[$0] }
      program.require(others.map { .init($0) }, in: 0...Double(fewest))
    }
    setObjective(of: &program, value: value)
    guard case .optimal(let chosen) = program.solve() else { return nil }
    return ItemSet(items.indices.filter { chosen[$0] }.map { items[$0] }, itemCount: itemCount)
  }

  private func setObjective(of program: inout BinaryProgram, value: (Int) -> Double) {
    let free = items.indices.filter { program.settled[$0] == nil }
    let values = free.map { value(items[$0]) }
    let largest = values.reduce(0) { $1.isFinite ? max($0, abs($1)) : $0 }
    for (place, value) in zip(free, values) {
      let scaled = value.isFinite && largest > 0 ? value / largest : -1
      // Among equals the first of the bank: a millionth of the largest value is the least that the solver notices.
      program.objective[place] = scaled - 1e-6 * Double(place) / Double(items.count)
    }
  }

  private func whole(_ rules: [Rule]) -> BinaryProgram {
    var program = program
    program.require(items.indices.map { .init($0) }, in: Double(length)...Double(length))
    for rule in rules { for row in rule.rows { program.require(row) } }
    return program
  }

  private func isFeasible(_ rules: [Rule]) -> Bool {
    if case .optimal = whole(rules).solve() { true } else { false }
  }

  /// Checks that there is a test that keeps all the rules.
  ///
  /// - Throws: `DesignError` that names rules that contradict each other, none of which could be left out: each in
  ///   turn is dropped for good where the others still contradict each other (the deletion filter of Chinneck &
  ///   Dravnieks 1991, doi:10.1287/ijoc.3.2.157).
  func checkFeasible(bank name: String) throws(DesignError) {
    guard items.count >= length else {
      throw DesignError(
        message:
          "stopping.max_items is \(length), but bank '\(name)' has only \(items.count) items to "
          + "give; content.method exact needs as many.")
    }
    guard !isFeasible(rules) else { return }
    var conflict = rules
    var place = 0
    while place < conflict.count {
      var fewer = conflict
      fewer.remove(at: place)
      if isFeasible(fewer) { place += 1 } else { conflict = fewer }
    }
    let names = conflict.map(\.name)
    let list = names.dropLast().joined(separator: ", ")
    let subject = names.count == 1 ? names[0] : "\(list) and \(names[names.count - 1])"
    throw DesignError(
      message:
        "content: bank '\(name)' has no test of \(length) items that keeps \(subject); loosen "
        + "\(names.count == 1 ? "it" : "one of them") or change stopping.max_items.")
  }
}
