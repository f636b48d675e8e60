import ItemBanks

extension Design {
  /// What the items are about: how the domains share the test, what it holds how much of, and which items go
  /// together or not.
  public struct Content: Sendable, Hashable {
    public var balance: Balance
    public var constraints: [Constraint]
    /// How `constraints` are kept.
    public var method: Method
    public var groups: [Group]

    public enum Method: String, Sendable, Hashable, CaseIterable {
      /// Items count for more the more of their constraints is still to be filled: the maximum priority
      /// index of Cheng & Chang (2009, doi:10.1348/000711008X304376).
      case priority
      /// Items count for less the more their constraints are expected to be overfilled: the weighted
      /// penalty model of Shin, Chien, Way & Swanson (2009).
      case penalty
      /// Each item comes from the best test of full length that holds the items given and keeps every
      /// constraint: the shadow test of van der Linden & Reese (1998, doi:10.1177/01466216980223006).
      case exact
    }

    public init(
      balance: Balance = .none, constraints: [Constraint] = [], method: Method = .priority,
      groups: [Group] = []
    ) {
      self.balance = balance
      self.constraints = constraints
      self.method = method
      self.groups = groups
    }

    public static let none = Content()
    /// Every domain of the bank the same share.
    public static let equalShares = Content(balance: .equalShares)
    /// Shares by domain id, see `Balance`.
    public static func shares(_ shares: [String: Double]) -> Content {
      Content(balance: .shares(shares))
    }
  }

  /// How the content domains share the test.
  public enum Balance: Sendable, Hashable {
    case none
    /// Every domain of the bank the same share.
    case equalShares
    /// Shares by domain id, each above 0; they are taken relative to their sum. Items of other
    /// domains are not given.
    case shares([String: Double])
  }
}

extension Design.Content: DesignPart {
  init(_ reader: inout DesignReader) throws(DesignError) {
    self.init(balance: try Design.Balance(&reader))
    for var constraint in try reader.objects("constraints") ?? [] {
      constraints.append(try Constraint(&constraint))
      try constraint.finish()
    }
    method = try reader.choice("method") ?? method
    for var group in try reader.objects("groups") ?? [] {
      groups.append(try Group(&group))
      try group.finish()
    }
  }

  /// What logs know of old, and of the rest what says something: the same log always gives the same bytes.
  var json: JSONValue {
    var fields = balance.fields
    if !constraints.isEmpty { fields["constraints"] = .array(constraints.map(\.json)) }
    if method != .priority { fields["method"] = .string(method.rawValue) }
    if !groups.isEmpty { fields["groups"] = .array(groups.map(\.json)) }
    return .object(fields)
  }

  func validate() throws(DesignError) {
    try balance.validate()
    var names: Set<String> = []
    for constraint in constraints {
      try constraint.validate()
      guard names.insert(constraint.name).inserted else {
        throw DesignError(
          message: "content.constraints: two are called '\(constraint.name)'; name each its own.")
      }
    }
    for group in groups { try group.validate() }
    if let twice = groups.indices.first(where: { groups[..<$0].contains(groups[$0]) }) {
      throw DesignError(
        message: "content.groups: the group of '\(groups[twice].items[0])' and "
          + "'\(groups[twice].items[1])' is there twice; once will do.")
    }
  }

  /// Checks what the part says about how the test stops.
  func validate(with stopping: Design.Stopping) throws(DesignError) {
    guard stopping.maximumItems == nil else { return }
    if method == .exact || (method == .penalty && !constraints.isEmpty) {
      throw DesignError(
        message:
          "content.method is \(method.rawValue), which needs to know how long the test is; set "
          + "stopping.max_items.")
    }
  }
}

extension Design.Balance {
  init(_ reader: inout DesignReader) throws(DesignError) {
    let balance = try reader.string("balance")
    let shares = try reader.numbers("shares")
    switch (balance, shares) {
    case (nil, let shares?): self = .shares(shares)
    case ("domains", nil): self = .equalShares
    case ("none", nil), (nil, nil): self = .none
    case (_, _?):
      throw DesignError(message: "content has 'balance' and 'shares'; keep the one that is meant.")
    case (let other?, nil):
      throw DesignError(message: "content.balance is '\(other)'; it must be domains or none.")
    }
  }

  var fields: [String: JSONValue] {
    switch self {
    case .none: ["balance": .string("none")]
    case .equalShares: ["balance": .string("domains")]
    case .shares(let shares): ["shares": .object(shares.mapValues(JSONValue.number))]
    }
  }

  func validate() throws(DesignError) {
    guard case .shares(let shares) = self else { return }
    if shares.isEmpty {
      throw DesignError(message: "content.shares is empty; name at least one domain.")
    }
    for (domain, share) in shares.sorted(by: { $0.key < $1.key })
    where !(share > 0 && share.isFinite) {
      throw DesignError(
        message: "content.shares: '\(domain)' is \(share); every share must be above 0.")
    }
  }
}
