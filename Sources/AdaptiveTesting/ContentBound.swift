import ItemBanks

/// A constraint of a design as a bank's items see it: a sum over the items given that lies in a range.
struct ContentBound: Sendable {
  let name: String
  /// By item number, what an item adds; 0 for items that the constraint is not about. Never below 0.
  let amounts: [Double]
  /// The upper end is infinite where there is none.
  let range: ClosedRange<Double>
  let weight: Double

  func total(of items: some Sequence<Int>) -> Double {
    items.reduce(0) { $0 + amounts[$1] }
  }
}

extension ContentBound {
  /// - Parameter candidates: the numbers of the items that may be given; only they are looked at.
  init(
    _ constraint: Design.Content.Constraint, in bank: Bank, candidates: [Int]
  ) throws(DesignError) {
    let numbers = try Self.scope(constraint, in: bank, candidates: candidates)
    var amounts = [Double](repeating: 0, count: bank.items.count)
    for number in numbers {
      amounts[number] = try Self.amount(of: bank.items[number], constraint)
    }
    let most = amounts.reduce(0, +)
    if let minimum = constraint.minimum, most < minimum {
      throw Self.error(
        constraint,
        "has a 'min' of \(plain(minimum)), but all there is in bank '\(bank.name)' comes "
          + "to \(plain(most)); lower it.")
    }
    self.init(
      name: constraint.name, amounts: amounts,
      range: (constraint.minimum ?? 0)...(constraint.maximum ?? .infinity),
      weight: constraint.weight)
  }

  private static func amount(
    of item: Item, _ constraint: Design.Content.Constraint
  ) throws(DesignError) -> Double {
    guard let sum = constraint.sum else { return 1 }
    guard case .number(let amount)? = item.attributes[sum] else {
      throw error(constraint, "sums '\(sum)', which item '\(item.id)' has no number for; add it.")
    }
    guard amount >= 0 else {
      throw error(
        constraint,
        "sums '\(sum)', which is \(plain(amount)) for item '\(item.id)'; it must be at "
          + "least 0.")
    }
    return amount
  }

  /// Numbers of the items that a constraint is about.
  private static func scope(
    _ constraint: Design.Content.Constraint, in bank: Bank, candidates: [Int]
  ) throws(DesignError) -> [Int] {
    switch constraint.scope {
    case .all:
      return candidates
    case .items(let ids):
      let known = Set(bank.items.map(\.id))
      if let unknown = ids.first(where: { !known.contains($0) }) {
        throw error(
          constraint, "names item '\(unknown)', which bank '\(bank.name)' does not have.")
      }
      let wanted = Set(ids)
      return candidates.filter { wanted.contains(bank.items[$0].id) }
    case .matching(let properties):
      for (property, values) in properties.sorted(by: { $0.key < $1.key }) {
        let found = Set(bank.items.compactMap { $0.property(property) })
        guard !found.isEmpty else {
          throw error(
            constraint, "asks for '\(property)', which no item of bank '\(bank.name)' has.")
        }
        if let unknown = values.first(where: { !found.contains($0) }) {
          throw error(
            constraint,
            "asks for \(property) '\(unknown.text)', which no item of bank '\(bank.name)' has.")
        }
      }
      return candidates.filter { number in
        properties.allSatisfy { property, values in
          bank.items[number].property(property).map(values.contains) ?? false
        }
      }
    }
  }

  private static func error(
    _ constraint: Design.Content.Constraint, _ what: String
  ) -> DesignError {
    DesignError(message: "content.constraints: '\(constraint.name)' \(what)")
  }
}

extension Item.Attribute {
  fileprivate var text: String {
    switch self {
    case .number(let number): plain(number)
    case .text(let text): text
    }
  }
}
