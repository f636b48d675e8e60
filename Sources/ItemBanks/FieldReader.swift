/// Takes the fields of one JSON object by name and type, and remembers every problem on the way and
/// every field that nobody asked for.
struct FieldReader {
  private var fields: [String: JSONValue]
  private var problems: [(BankProblem.Severity, String)] = []

  init(_ fields: [String: JSONValue]) {
    self.fields = fields
  }

  func has(_ name: String) -> Bool { fields[name].map { $0 != .null } ?? false }

  mutating func error(_ message: String) { problems.append((.error, message)) }
  mutating func warning(_ message: String) { problems.append((.warning, message)) }

  /// All problems, with one warning for each field that was never taken.
  func finalProblems() -> [(BankProblem.Severity, String)] {
    problems
      + fields.keys.sorted().map {
        (.warning, "field '\($0)' is not known; it is kept out of the bank.")
      }
  }

  /// `null` counts as absent: that is how many programs write a missing value.
  mutating func take(_ name: String) -> JSONValue? {
    guard let value = fields.removeValue(forKey: name), value != .null else { return nil }
    return value
  }

  mutating func string(_ name: String) -> String? {
    guard let value = take(name) else { return nil }
    guard case .string(let string) = value else {
      error("'\(name)' is \(value.kindName); it must be a text.")
      return nil
    }
    return string
  }

  mutating func requiredString(_ name: String) -> String {
    guard has(name) else {
      error("'\(name)' is missing.")
      return ""
    }
    let text = string(name) ?? ""
    return text
  }

  /// A non-empty text without white space, control characters or marks that cannot be seen.
  mutating func identifier(_ name: String) -> String? {
    guard let text = string(name) else { return nil }
    let isClean = text.unicodeScalars.allSatisfy {
      !$0.properties.isWhitespace
        && ![.control, .format, .unassigned].contains($0.properties.generalCategory)
    }
    guard !text.isEmpty, isClean else {
      error("'\(name)' is '\(text)'; it must be a text without spaces, and not empty.")
      return nil
    }
    return text
  }

  mutating func number(_ name: String) -> Double? {
    guard let value = take(name) else { return nil }
    guard case .number(let number) = value, number.isFinite else {
      error("'\(name)' is \(value.kindName); it must be a finite number.")
      return nil
    }
    return number
  }

  mutating func whole(_ name: String) -> Int? {
    guard let number = number(name) else { return nil }
    guard let whole = Int(exactly: number) else {
      error("'\(name)' is \(number); it must be a whole number.")
      return nil
    }
    return whole
  }

  mutating func bool(_ name: String) -> Bool? {
    guard let value = take(name) else { return nil }
    guard case .bool(let bool) = value else {
      error("'\(name)' is \(value.kindName); it must be true or false.")
      return nil
    }
    return bool
  }

  mutating func strings(_ name: String) -> [String]? {
    guard let value = take(name) else { return nil }
    if case .array(let array) = value {
      let strings = array.compactMap { element -> String? in
        if case .string(let string) = element { string } else { nil }
      }
      if strings.count == array.count { return strings }
    }
    error("'\(name)' must be a list of texts.")
    return nil
  }

  mutating func numbers(_ name: String) -> [Double]? {
    guard let value = take(name) else { return nil }
    if case .array(let array) = value {
      let numbers = array.compactMap { element -> Double? in
        if case .number(let number) = element, number.isFinite { number } else { nil }
      }
      if numbers.count == array.count { return numbers }
    }
    error("'\(name)' must be a list of finite numbers.")
    return nil
  }

  mutating func objects(_ name: String) -> [[String: JSONValue]]? {
    guard let value = take(name) else { return nil }
    if case .array(let array) = value {
      let objects = array.compactMap { element -> [String: JSONValue]? in
        if case .object(let object) = element { object } else { nil }
      }
      if objects.count == array.count { return objects }
    }
    error("'\(name)' must be a list of objects.")
    return nil
  }

  mutating func object(_ name: String) -> [String: JSONValue]? {
    guard let value = take(name) else { return nil }
    guard case .object(let object) = value else {
      error("'\(name)' is \(value.kindName); it must be an object.")
      return nil
    }
    return object
  }

  /// Reads a part of this object with a reader of its own, whose problems become this one's.
  mutating func nested<Result>(
    _ fields: [String: JSONValue], in place: String, _ body: (inout FieldReader) -> Result
  ) -> Result {
    var reader = FieldReader(fields)
    let result = body(&reader)
    problems += reader.finalProblems().map { ($0.0, "\(place): \($0.1)") }
    return result
  }
}
