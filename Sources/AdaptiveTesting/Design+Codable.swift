import Foundation
import ItemBanks
import ItemResponse
import Numerical

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
    self.init()
    var root = try DesignReader(value, path: "design")
    if var part = try root.part("start") {
      start.theta = try part.number("theta")
      try part.finish()
    }
    if var part = try root.part("selection") {
      selection.criterion = try part.choice("criterion") ?? selection.criterion
      selection.randomesque = try part.whole("randomesque") ?? selection.randomesque
      try part.finish()
    }
    if var part = try root.part("content") {
      content = try ContentBalance(&part)
      try part.finish()
    }
    if var part = try root.part("estimation") {
      estimation.method = try part.choice("method") ?? estimation.method
      estimation.fallback = try part.choice("fallback") ?? estimation.fallback
      estimation.prior = try part.decoded("prior") ?? estimation.prior
      estimation.quadrature = try part.decoded("quadrature") ?? estimation.quadrature
      try part.finish()
    }
    if var part = try root.part("stopping") {
      // A stopping part says all of how the test stops: without "se" there is no such rule.
      stopping.standardError = try part.number("se")
      stopping.minimumItems = try part.whole("min_items") ?? stopping.minimumItems
      stopping.maximumItems = try part.whole("max_items")
      stopping.timeLimit = try part.number("time_limit")
      stopping.minimumInformation = try part.number("min_information")
      try part.finish()
    }
    if var part = try root.part("feedback") {
      feedback.showsMissedItems = try part.bool("missed") ?? false
      try part.finish()
    }
    try root.finish()
    try validate()
  }

  /// The design as JSON, every part written out.
  public var json: JSONValue {
    var startFields: [String: JSONValue] = [:]
    startFields["theta"] = start.theta.map(JSONValue.number)
    var stoppingFields: [String: JSONValue] = [
      "min_items": .number(Double(stopping.minimumItems))
    ]
    stoppingFields["se"] = stopping.standardError.map(JSONValue.number)
    stoppingFields["max_items"] = stopping.maximumItems.map { .number(Double($0)) }
    stoppingFields["time_limit"] = stopping.timeLimit.map(JSONValue.number)
    stoppingFields["min_information"] = stopping.minimumInformation.map(JSONValue.number)

    let prior: JSONValue =
      switch estimation.prior {
      case .normal(let mean, let deviation):
        .object(["mean": .number(mean), "sd": .number(deviation)])
      case .uniform(let range):
        .object(["from": .number(range.lowerBound), "to": .number(range.upperBound)])
      }
    let quadrature = estimation.quadrature
    return .object([
      "start": .object(startFields),
      "selection": .object([
        "criterion": .string(selection.criterion.rawValue),
        "randomesque": .number(Double(selection.randomesque)),
      ]),
      "content": content.json,
      "estimation": .object([
        "method": .string(estimation.method.rawValue),
        "fallback": .string(estimation.fallback.rawValue),
        "prior": prior,
        "quadrature": .object([
          "from": .number(quadrature.lowerBound), "to": .number(quadrature.upperBound),
          "points": .number(Double(quadrature.pointCount)),
        ]),
      ]),
      "stopping": .object(stoppingFields),
      "feedback": .object(["missed": .bool(feedback.showsMissedItems)]),
    ])
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

extension Design.ContentBalance {
  fileprivate init(_ part: inout DesignReader) throws(DesignError) {
    let balance = try part.string("balance")
    let shares = try part.numbers("shares")
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

  fileprivate var json: JSONValue {
    switch self {
    case .none: .object(["balance": .string("none")])
    case .equalShares: .object(["balance": .string("domains")])
    case .shares(let shares): .object(["shares": .object(shares.mapValues(JSONValue.number))])
    }
  }
}

/// Takes the keys of one part of a design, with the path of each in every message.
private struct DesignReader {
  private var fields: [String: JSONValue]
  private let path: String

  init(_ value: JSONValue, path: String) throws(DesignError) {
    guard case .object(let fields) = value else {
      throw DesignError(message: "\(path) must be a JSON object.")
    }
    self.fields = fields
    self.path = path
  }

  private func name(_ key: String) -> String { path == "design" ? key : "\(path).\(key)" }

  private mutating func take(_ key: String) -> JSONValue? {
    guard let value = fields.removeValue(forKey: key), value != .null else { return nil }
    return value
  }

  mutating func part(_ key: String) throws(DesignError) -> DesignReader? {
    guard let value = take(key) else { return nil }
    return try DesignReader(value, path: name(key))
  }

  mutating func number(_ key: String) throws(DesignError) -> Double? {
    guard let value = take(key) else { return nil }
    guard case .number(let number) = value, number.isFinite else {
      throw DesignError(message: "\(name(key)) must be a number.")
    }
    return number
  }

  mutating func whole(_ key: String) throws(DesignError) -> Int? {
    guard let number = try number(key) else { return nil }
    guard number == number.rounded(), abs(number) < 1e9 else {
      throw DesignError(message: "\(name(key)) is \(number); it must be a whole number.")
    }
    return Int(number)
  }

  mutating func bool(_ key: String) throws(DesignError) -> Bool? {
    guard let value = take(key) else { return nil }
    guard case .bool(let bool) = value else {
      throw DesignError(message: "\(name(key)) must be true or false.")
    }
    return bool
  }

  mutating func string(_ key: String) throws(DesignError) -> String? {
    guard let value = take(key) else { return nil }
    guard case .string(let string) = value else {
      throw DesignError(message: "\(name(key)) must be a text.")
    }
    return string
  }

  mutating func numbers(_ key: String) throws(DesignError) -> [String: Double]? {
    guard let value = take(key) else { return nil }
    guard case .object(let object) = value else {
      throw DesignError(message: "\(name(key)) must be an object of numbers.")
    }
    var numbers: [String: Double] = [:]
    for (entry, value) in object.sorted(by: { $0.key < $1.key }) {
      guard case .number(let number) = value else {
        throw DesignError(message: "\(name(key)): '\(entry)' must be a number.")
      }
      numbers[entry] = number
    }
    return numbers
  }

  mutating func choice<Value: RawRepresentable & CaseIterable>(
    _ key: String
  ) throws(DesignError) -> Value? where Value.RawValue == String {
    guard let string = try string(key) else { return nil }
    guard let value = Value(rawValue: string) else {
      let known = Value.allCases.map(\.rawValue).joined(separator: ", ")
      throw DesignError(message: "\(name(key)) is '\(string)'; it must be one of \(known).")
    }
    return value
  }

  /// A part that decodes itself; what it would not write, it did not read.
  mutating func decoded<Value: Codable>(_ key: String) throws(DesignError) -> Value? {
    guard let value = take(key) else { return nil }
    let result: Value
    let written: JSONValue
    do {
      result = try JSONDecoder().decode(Value.self, from: try JSONEncoder().encode(value))
      written = try JSONDecoder().decode(JSONValue.self, from: try JSONEncoder().encode(result))
    } catch DecodingError.dataCorrupted(let context) {
      throw DesignError(message: "\(name(key)): \(context.debugDescription).")
    } catch {
      throw DesignError(message: "\(name(key)) has a key that is missing or not a number.")
    }
    if case .object(var rest) = value, case .object(let known) = written {
      for read in known.keys { rest[read] = nil }
      try DesignReader(.object(rest), path: name(key)).finish()
    }
    return result
  }

  func finish() throws(DesignError) {
    guard let unknown = fields.keys.sorted().first else { return }
    throw DesignError(message: "'\(name(unknown))' is not known in a design; see cat-itembank(5).")
  }
}
