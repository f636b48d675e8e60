import Foundation
import ItemBanks

extension Design {
  /// Reads a design from JSON: a file's bytes, or the `design` of a bank line.
  ///
  /// - Throws: `DesignError` that names the key, for unknown keys too: a misspelt rule that is
  ///   quietly ignored would give another test than the one meant.
  public init(json: Data) throws(DesignError) {
    let value: JSONValue
    do {
      value = try JSONDecoder().decode(JSONValue.self, from: json)
    } catch {
      throw DesignError(message: "the design is not valid JSON; check its quotes and commas.")
    }
    try self.init(value)
  }

  public init(_ value: JSONValue) throws(DesignError) {
    var root = try DesignReader(value, path: "design")
    start = try root.part("start") ?? Start()
    selection = try root.part("selection") ?? Selection()
    exposure = try root.part("exposure") ?? .unlimited
    content = try root.part("content") ?? Content()
    estimation = try root.part("estimation") ?? Estimation()
    stopping = try root.part("stopping") ?? Stopping()
    pretest = try root.part("pretest")
    feedback = try root.part("feedback") ?? Feedback()
    try root.finish()
    try validate()
  }

  /// The design as JSON, every part written out but for an exposure that is not limited, and pretest items
  /// where there are none: logs are older than these parts, and the same log always gives the same bytes.
  public var json: JSONValue {
    var parts = [
      "start": start.json, "selection": selection.json, "content": content.json,
      "estimation": estimation.json, "stopping": stopping.json, "feedback": feedback.json,
    ]
    if exposure != .unlimited { parts["exposure"] = exposure.json }
    if let pretest { parts["pretest"] = pretest.json }
    return .object(parts)
  }
}

extension Design: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    try self.init(try container.decode(JSONValue.self))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(json)
  }
}

extension JSONValue {
  static func number(_ value: Int) -> JSONValue { .number(Double(value)) }
}
