import AdaptiveTesting
import ItemBanks
import Simulation

extension SessionReport {
  /// What a test held of a domain beside what its design wanted.
  struct DomainContent: Sendable, Hashable {
    let id: String
    let title: String
    let given: Int
    /// Of all items given and scored.
    let share: Double
    /// `nil` where the design wants no share in particular.
    let target: Double?
    /// The share of the domain's points that the person is expected to get; `nil` where nothing tells.
    let strength: ResultSummary.DomainStrength?
  }

  /// What a test held beside what a constraint of its design wants.
  struct ConstraintContent: Sendable, Hashable {
    let constraint: Design.Content.Constraint
    /// Items, or the sum of the attribute over them.
    let given: Double

    var isKept: Bool {
      // Sums of decimals leave rounding in the last places.
      given >= (constraint.minimum ?? 0) - 1e-9 && given <= (constraint.maximum ?? .infinity) + 1e-9
    }
  }

  /// In the bank's order of domains; empty where the bank is not divided and the design wants no shares.
  var domainContents: [DomainContent] {
    let targets = Blueprint.targets(of: session.plan)
    let answers = session.answers.filter { !$0.isPretest }
    let counts = Dictionary(answers.map { ($0.item.domain ?? "", 1) }, uniquingKeysWith: +)
    let named = session.bank.domains.map(\.id)
    let others = Set(counts.keys).union(targets.keys).subtracting(named).sorted()
    let domains = (named + others).filter { counts[$0] != nil || targets[$0] != nil }
    guard domains.count > 1 || !targets.isEmpty else { return [] }
    let strengths = ResultSummary(session, header: header).domains
    return domains.map { id in
      let title = id.isEmpty ? "no domain" : session.bank.title(ofDomain: id)
      let given = counts[id] ?? 0
      return DomainContent(
        id: id, title: title, given: given,
        share: answers.isEmpty ? 0 : Double(given) / Double(answers.count),
        target: targets.isEmpty ? nil : targets[id] ?? 0,
        strength: strengths.first { $0.title == title })
    }
  }

  var constraintContents: [ConstraintContent] {
    session.design.content.constraints.map { constraint in
      let items = session.answers.filter { !$0.isPretest }.map(\.item)
        .filter { constraint.scope.contains($0) }
      let given =
        constraint.sum.map { name in
          items.reduce(0.0) {
            if case .number(let value) = $1.property(name) { $0 + value } else { $0 }
          }
        } ?? Double(items.count)
      return ConstraintContent(constraint: constraint, given: given)
    }
  }
}

extension Design.Content.Constraint.Scope {
  fileprivate func contains(_ item: Item) -> Bool {
    switch self {
    case .all: true
    case .items(let ids): ids.contains(item.id)
    case .matching(let properties):
      properties.allSatisfy { name, values in
        item.property(name).map(values.contains) ?? false
      }
    }
  }
}

extension Design.Content.Constraint {
  /// `2 to 4`, `at least 2`, `3`.
  var bounds: String {
    func plain(_ value: Double) -> String {
      Wording.decimal(value, value == value.rounded() ? 0 : 2)
    }
    return switch (minimum, maximum) {
    case (let low?, let high?) where low == high: plain(low)
    case (let low?, let high?): "\(plain(low)) to \(plain(high))"
    case (let low?, nil): "at least \(plain(low))"
    case (nil, let high?): "at most \(plain(high))"
    case (nil, nil): "any"
    }
  }
}
