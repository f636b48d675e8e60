import ItemBanks

extension Design.Content {
  /// Items that go together, or that exclude each other.
  public struct Group: Sendable, Hashable {
    /// By id, at least two.
    public var items: [String]
    public var rule: Rule

    /// As the options of the R package mirtCAT are called.
    public enum Rule: String, Sendable, CaseIterable {
      /// At most one of them is given.
      case independent
      /// Once the first is given, the others follow at once in the order of the list.
      case ordered
      /// Once one is given, the others follow at once, the best first.
      case together
    }

    public init(_ rule: Rule, _ items: [String]) {
      self.items = items
      self.rule = rule
    }
  }
}

extension Design.Content.Group {
  init(_ reader: inout DesignReader) throws(DesignError) {
    let items = try reader.strings("items") ?? []
    guard let rule: Rule = try reader.choice("rule") else {
      throw DesignError(
        message: "content.groups: one has no 'rule'; it must be independent, ordered or together.")
    }
    self.init(rule, items)
  }

  var json: JSONValue {
    .object(["items": .array(items.map(JSONValue.string)), "rule": .string(rule.rawValue)])
  }

  func validate() throws(DesignError) {
    guard items.count > 1 else {
      throw DesignError(
        message:
          "content.groups: a group has \(items.isEmpty ? "no items" : "only '\(items[0])'"); "
          + "name at least two.")
    }
    if let twice = firstTwice(items) {
      throw DesignError(message: "content.groups: '\(twice)' is in one group twice; once will do.")
    }
  }
}
