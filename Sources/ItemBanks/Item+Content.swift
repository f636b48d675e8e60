extension Item {
  /// A property of an item's content.
  public enum Attribute: Sendable, Hashable {
    case number(Double)
    case text(String)

    /// `nil` for what is neither a finite number nor a text.
    public init?(_ json: JSONValue) {
      switch json {
      case .number(let number) where number.isFinite: self = .number(number)
      case .string(let text): self = .text(text)
      default: return nil
      }
    }

    public var json: JSONValue {
      switch self {
      case .number(let number): .number(number)
      case .text(let text): .string(text)
      }
    }
  }

  /// Properties that every item has by itself, so that no attribute may go by these names.
  static let ownProperties: Set<String> = ["domain", "type", "status", "set"]

  /// A property by name: `domain`, `type` (see `AnswerFormat.name`), `status`, `set`, or one of the attributes;
  /// `nil` where the item has none of that name.
  public func property(_ name: String) -> Attribute? {
    switch name {
    case "domain": domain.map(Attribute.text)
    case "type": (question?.format.name).map(Attribute.text)
    case "status": .text(status.rawValue)
    case "set": set.map(Attribute.text)
    default: attributes[name]
    }
  }
}

extension AnswerFormat {
  /// What rules of content call it.
  public var name: String {
    switch self {
    case .choice: "choice"
    case .multiple: "multiple"
    case .numeric: "numeric"
    case .text: "text"
    case .partialCredit: "partial_credit"
    case .rating: "rating"
    }
  }
}

extension Bank {
  /// Items about one stimulus: a text, a table, a case.
  public struct StimulusSet: Sendable, Hashable, Identifiable {
    public let id: String
    /// Shown above the stem of each of its items; laid out as a stem is.
    public let stimulus: String?
    /// Once the set is begun at least so many of its items are given.
    public let minimum: Int
    /// At most so many are; `nil`: all of them.
    public let maximum: Int?

    public init(id: String, stimulus: String? = nil, minimum: Int = 1, maximum: Int? = nil) {
      self.id = id
      self.stimulus = stimulus
      self.minimum = minimum
      self.maximum = maximum
    }
  }
}

// MARK: In bank files

extension Item.Attribute {
  static func attributes(_ fields: inout FieldReader) -> [String: Item.Attribute] {
    var attributes: [String: Item.Attribute] = [:]
    for (name, value) in (fields.object("attributes") ?? [:]).sorted(by: { $0.key < $1.key }) {
      if Item.ownProperties.contains(name) {
        fields.error("attribute '\(name)' has the name of a property of every item; rename it.")
      } else if let attribute = Item.Attribute(value) {
        attributes[name] = attribute
      } else if value != .null {
        fields.error("attribute '\(name)' is \(value.kindName); it must be a text or a number.")
      }
    }
    return attributes
  }
}

extension Item {
  static func enemies(of id: String, _ fields: inout FieldReader) -> [String] {
    let enemies = fields.strings("enemies") ?? []
    if enemies.contains(id) { fields.error("the item is its own enemy; leave its id out.") }
    var seen: Set<String> = []
    return enemies.filter { $0 != id && seen.insert($0).inserted }
  }
}

extension Bank.StimulusSet {
  init(_ fields: inout FieldReader) {
    let stimulus = fields.string("stimulus")
    let minimum = fields.whole("min") ?? 1
    let maximum = fields.whole("max")
    if minimum < 1 { fields.error("'min' is \(minimum); it must be at least 1.") }
    if let maximum, maximum < minimum {
      fields.error("'max' is \(maximum), less than 'min', \(minimum); raise it.")
    }
    if let stimulus, stimulus.allSatisfy(\.isWhitespace) {
      fields.error("the stimulus is empty; leave it out or write what the items are about.")
    }
    self.init(
      id: fields.identifier("set") ?? "", stimulus: stimulus, minimum: minimum, maximum: maximum)
  }

  var fields: [String: JSONValue] {
    var fields: [String: JSONValue] = ["set": .string(id)]
    fields["stimulus"] = stimulus.map(JSONValue.string)
    if minimum != 1 { fields["min"] = .number(Double(minimum)) }
    fields["max"] = maximum.map { .number(Double($0)) }
    return fields
  }
}
