import Foundation
import ItemBanks

/// Takes the keys of one part of a design, with the path of each in every message.
struct DesignReader {
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

  /// A part, read to its last key.
  mutating func part<Part: DesignPart>(_ key: String) throws(DesignError) -> Part? {
    guard var reader = try object(key) else { return nil }
    let part = try Part(&reader)
    try reader.finish()
    return part
  }

  mutating func object(_ key: String) throws(DesignError) -> DesignReader? {
    guard let value = take(key) else { return nil }
    return try DesignReader(value, path: name(key))
  }

  mutating func objects(_ key: String) throws(DesignError) -> [DesignReader]? {
    guard let values = try array(key) else { return nil }
    var readers: [DesignReader] = []
    for value in values { readers.append(try DesignReader(value, path: name(key))) }
    return readers
  }

  private mutating func array(_ key: String) throws(DesignError) -> [JSONValue]? {
    guard let value = take(key) else { return nil }
    guard case .array(let values) = value else {
      throw DesignError(message: "\(name(key)) must be a list.")
    }
    return values
  }

  /// Numbers in order.
  mutating func list(_ key: String) throws(DesignError) -> [Double]? {
    guard let values = try array(key) else { return nil }
    var numbers: [Double] = []
    for value in values {
      guard case .number(let number) = value, number.isFinite else {
        throw DesignError(message: "\(name(key)) must be a list of numbers.")
      }
      numbers.append(number)
    }
    return numbers
  }

  mutating func strings(_ key: String) throws(DesignError) -> [String]? {
    guard let values = try array(key) else { return nil }
    var strings: [String] = []
    for value in values {
      guard case .string(let string) = value else {
        throw DesignError(message: "\(name(key)) must be a list of texts.")
      }
      strings.append(string)
    }
    return strings
  }

  /// A whole number, or a list of them.
  mutating func wholes(_ key: String) throws(DesignError) -> [Int]? {
    guard case .array? = fields[key] else { return try whole(key).map { [$0] } }
    var wholes: [Int] = []
    for number in try list(key) ?? [] {
      guard number == number.rounded(), abs(number) < 1e9 else {
        throw DesignError(message: "\(name(key)) has \(number) in it; write whole numbers.")
      }
      wholes.append(Int(number))
    }
    return wholes
  }

  /// `{"from": -1, "to": 1}`.
  mutating func range(_ key: String) throws(DesignError) -> ClosedRange<Double>? {
    guard var part = try object(key) else { return nil }
    let (low, high) = (try part.number("from"), try part.number("to"))
    try part.finish()
    guard let low, let high, low < high else {
      throw DesignError(message: "\(name(key)) must be an object with 'from' less than 'to'.")
    }
    return low...high
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

  /// An object whose keys are the user's own.
  mutating func values(_ key: String) throws(DesignError) -> [String: JSONValue]? {
    guard let value = take(key) else { return nil }
    guard case .object(let object) = value else {
      throw DesignError(message: "\(name(key)) must be a JSON object.")
    }
    return object
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
    throw DesignError(message: "'\(name(unknown))' is not known in a design; see cat-design(5).")
  }
}

extension JSONValue {
  static func range(_ range: ClosedRange<Double>) -> JSONValue {
    .object(["from": .number(range.lowerBound), "to": .number(range.upperBound)])
  }
}
