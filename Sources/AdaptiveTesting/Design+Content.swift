import ItemBanks

extension Design {
  /// How the content domains share the test.
  public enum ContentBalance: Sendable, Hashable {
    case none
    /// Every domain of the bank the same share.
    case equalShares
    /// Shares by domain id, each above 0; they are taken relative to their sum. Items of other
    /// domains are not given.
    case shares([String: Double])
  }
}

extension Design.ContentBalance: DesignPart {
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

  var json: JSONValue {
    switch self {
    case .none: .object(["balance": .string("none")])
    case .equalShares: .object(["balance": .string("domains")])
    case .shares(let shares): .object(["shares": .object(shares.mapValues(JSONValue.number))])
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

  var english: String? {
    switch self {
    case .none:
      return nil
    case .equalShares:
      return "Every content domain gets the same share of the items: the one furthest behind comes "
        + "next."
    case .shares(let shares):
      let total = shares.values.reduce(0, +)
      let list = shares.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        .map { "\($0.key) \(plain(100 * $0.value / total)) %" }.joined(separator: ", ")
      return "The content domains share the items: \(list); the one furthest behind comes next."
    }
  }
}
