import ItemBanks

extension Design.Content {
  /// How many of some items a test holds, or how much of something they have.
  public struct Constraint: Sendable, Hashable {
    /// For messages.
    public var name: String
    public var scope: Scope
    /// The numeric attribute that is summed; `nil`: the items are counted.
    public var sum: String?
    /// `nil`: no bound.
    public var minimum: Double?
    public var maximum: Double?
    /// How much it matters beside the others where not all can be kept; above 0. The exact method keeps all.
    public var weight: Double

    /// Which items a constraint is about.
    public enum Scope: Sendable, Hashable {
      /// Every item.
      case all
      /// Those whose properties are among these, by the property's name; see `Item.property(_:)`.
      case matching([String: [Item.Attribute]])
      /// By id.
      case items([String])
    }

    public init(
      name: String, scope: Scope = .all, sum: String? = nil, minimum: Double? = nil,
      maximum: Double? = nil, weight: Double = 1
    ) {
      self.name = name
      self.scope = scope
      self.sum = sum
      self.minimum = minimum
      self.maximum = maximum
      self.weight = weight
    }
  }
}

extension Design.Content.Constraint {
  init(_ reader: inout DesignReader) throws(DesignError) {
    guard let name = try reader.string("name"), !name.isEmpty else {
      throw DesignError(message: "content.constraints: one has no 'name'; give each a name.")
    }
    let conditions = try reader.values("where")
    let items = try reader.strings("items")
    var scope = Scope.all
    switch (conditions, items) {
    case (nil, nil): break
    case (nil, let items?): scope = .items(items)
    case (let conditions?, nil):
      scope = .matching(try Self.properties(conditions, in: name))
    case (_?, _?):
      throw DesignError(
        message:
          "content.constraints: '\(name)' has 'where' and 'items'; keep the one that is meant."
      )
    }
    self.init(
      name: name, scope: scope, sum: try reader.string("sum"), minimum: try reader.number("min"),
      maximum: try reader.number("max"), weight: try reader.number("weight") ?? 1)
  }

  private static func properties(
    _ conditions: [String: JSONValue], in name: String
  ) throws(DesignError) -> [String: [Item.Attribute]] {
    var properties: [String: [Item.Attribute]] = [:]
    for (property, value) in conditions.sorted(by: { $0.key < $1.key }) {
      let values = if case .array(let list) = value { list } else { [value] }
      let wanted = values.compactMap { Item.Attribute($0) }
      guard wanted.count == values.count, !wanted.isEmpty else {
        throw DesignError(
          message: "content.constraints: '\(name)' asks for a '\(property)' that is not a text, a "
            + "number or a list of them.")
      }
      properties[property] = wanted
    }
    return properties
  }

  var json: JSONValue {
    var fields: [String: JSONValue] = ["name": .string(name)]
    switch scope {
    case .all: break
    case .items(let items): fields["items"] = .array(items.map(JSONValue.string))
    case .matching(let properties):
      fields["where"] = .object(properties.mapValues { .array($0.map(\.json)) })
    }
    fields["sum"] = sum.map(JSONValue.string)
    fields["min"] = minimum.map(JSONValue.number)
    fields["max"] = maximum.map(JSONValue.number)
    if weight != 1 { fields["weight"] = .number(weight) }
    return .object(fields)
  }

  func validate() throws(DesignError) {
    func fail(_ what: String) -> DesignError {
      DesignError(message: "content.constraints: '\(name)' \(what)")
    }
    if minimum == nil && maximum == nil { throw fail("has neither 'min' nor 'max'; set one.") }
    for (key, bound) in [("min", minimum), ("max", maximum)] {
      guard let bound else { continue }
      if bound < 0 { throw fail("has a '\(key)' of \(plain(bound)); it must be at least 0.") }
      if sum == nil, bound != bound.rounded() {
        throw fail("has a '\(key)' of \(plain(bound)); items are counted in whole numbers.")
      }
    }
    if let minimum, let maximum, minimum > maximum {
      throw fail("has a 'min' of \(plain(minimum)), above its 'max' of \(plain(maximum)).")
    }
    if !(weight > 0 && weight.isFinite) {
      throw fail("has a 'weight' of \(plain(weight)); it must be above 0.")
    }
    if case .items(let items) = scope {
      if items.isEmpty { throw fail("has an empty list of 'items'; name some.") }
      if let twice = firstTwice(items) { throw fail("names item '\(twice)' twice; once will do.") }
    }
  }
}

/// The first that stands in a list twice.
func firstTwice(_ texts: [String]) -> String? {
  var seen: Set<String> = []
  return texts.first { !seen.insert($0).inserted }
}
