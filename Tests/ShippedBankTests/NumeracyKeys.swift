/// What the key of one item must be, computed from the numbers in its stem.
enum ExpectedAnswer {
  /// Numeric item: the answer is within max(tolerance, 1e-9) of this number.
  /// Choice item: the keyed option reads as this number, and no other option does.
  case number(Double)
  /// Choice item: the text of the keyed option. Text item: one of the accepted answers.
  case text(String)
  /// Multiple item: the texts of the keyed options, as a set.
  case texts([String])
  /// Multiple item: exactly the keyed options read as one of these numbers.
  case numbers([Double])
  /// Choice or multiple item: true for every keyed option and false for every other option.
  /// Text item: true for every accepted answer.
  case holds((String) -> Bool)
}

/// The independently computed keys of the bank "numeracy", one table for each domain.
enum NumeracyKeys {
  /// The keys of all domains, by item id. An id that stands in two tables traps.
  static var all: [String: ExpectedAnswer] {
    let tables = [
      wholeNumbers, fractions, percent, ratio, algebra, functions, geometry, data, chance,
    ]
    var keys: [String: ExpectedAnswer] = [:]
    for table in tables {
      for (id, answer) in table {
        precondition(keys[id] == nil, "the item \(id) stands in two tables")
        keys[id] = answer
      }
    }
    return keys
  }
}

/// The first number in a text, or nil where there is none.
///
/// Reads decimals ("0.35"), thousands grouped by commas ("1,200"), fractions ("3/8", "3 / 8"),
/// vulgar fractions ("¼"), mixed numbers ("2 3/8", "1¼") and a sign ("−4", U+2212 or a hyphen)
/// which does not follow a letter, digit or closing bracket. Whatever stands around the number
/// (units, "%", "x =", currency signs, brackets) is passed over; exponents are not read.
func number(in text: String) -> Double? {
  var reader = NumberReader(text)
  return reader.firstNumber()
}

/// Walks through the characters of a text in search of its first number.
private struct NumberReader {
  private let characters: [Character]
  private var position = 0

  private static let digits: Set<Character> = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]

  private static let fractions: [Character: (over: Double, under: Double)] = [
    "½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅖": (2, 5),
    "⅗": (3, 5), "⅘": (4, 5), "⅙": (1, 6), "⅚": (5, 6), "⅐": (1, 7), "⅛": (1, 8), "⅜": (3, 8),
    "⅝": (5, 8), "⅞": (7, 8), "⅑": (1, 9), "⅒": (1, 10), "↉": (0, 3),
  ]

  private static let spaces: Set<Character> = [" ", "\u{A0}", "\u{2009}", "\u{202F}"]
  private static let minusSigns: Set<Character> = ["−", "-"]
  private static let slashes: Set<Character> = ["/", "⁄"]
  private static let closing: Set<Character> = [")", "]", "}", "%", "²", "³"]

  init(_ text: String) {
    characters = Array(text)
  }

  mutating func firstNumber() -> Double? {
    while position < characters.count {
      let start = position
      if let size = unsignedNumber() {
        return isNegative(at: start) ? -size : size
      }
      position = start + 1
    }
    return nil
  }

  /// Reads a number without its sign at the position, or leaves the position where it is.
  private mutating func unsignedNumber() -> Double? {
    if let fraction = vulgarFraction() {
      return fraction
    }
    guard let (first, isWhole) = decimal() else { return nil }
    if let under = denominator() {
      return first / under
    }
    if isWhole {
      let end = position
      skipSpaces()
      if let fraction = vulgarFraction() {
        return first + fraction
      }
      if position > end, let (over, overIsWhole) = decimal(), overIsWhole,
        let under = denominator()
      {
        return first + over / under
      }
      position = end
    }
    return first
  }

  private mutating func vulgarFraction() -> Double? {
    guard let fraction = character(at: position).flatMap({ Self.fractions[$0] }) else {
      return nil
    }
    position += 1
    return fraction.over / fraction.under
  }

  /// Reads "/" and a whole number other than nought, or leaves the position where it is.
  private mutating func denominator() -> Double? {
    let start = position
    skipSpaces()
    if let slash = character(at: position), Self.slashes.contains(slash) {
      position += 1
      skipSpaces()
      if let (under, isWhole) = decimal(), isWhole, under != 0 {
        return under
      }
    }
    position = start
    return nil
  }

  /// Reads digits, with grouping commas and a decimal point where there are any.
  private mutating func decimal() -> (value: Double, isWhole: Bool)? {
    let startsWithPoint = character(at: position) == "." && isDigit(at: position + 1)
    guard isDigit(at: position) || startsWithPoint else { return nil }
    var digits = ""
    var leadingDigits = 0
    while let next = character(at: position), isDigit(at: position) {
      digits.append(next)
      leadingDigits += 1
      position += 1
    }
    if (1...3).contains(leadingDigits) {
      while isGroup(at: position) {
        digits.append(contentsOf: String(characters[(position + 1)...(position + 3)]))
        position += 4
      }
    }
    var isWhole = true
    if character(at: position) == ".", isDigit(at: position + 1) {
      isWhole = false
      digits.append(digits.isEmpty ? "0." : ".")
      position += 1
      while let next = character(at: position), isDigit(at: position) {
        digits.append(next)
        position += 1
      }
    }
    guard let value = Double(digits) else { return nil }
    return (value, isWhole)
  }

  /// Whether a separator and exactly three digits stand at the index.
  private func isGroup(at index: Int) -> Bool {
    guard let separator = character(at: index) else { return false }
    guard separator == "," || separator == "\u{2009}" || separator == "\u{202F}" else {
      return false
    }
    for offset in 1...3 where !isDigit(at: index + offset) {
      return false
    }
    return !isDigit(at: index + 4)
  }

  /// Whether a sign (and not a subtraction) stands before the number that starts at the index.
  private func isNegative(at index: Int) -> Bool {
    var before = index - 1
    while let passed = character(at: before),
      Self.spaces.contains(passed) || passed.isCurrencySymbol
    {
      before -= 1
    }
    guard let sign = character(at: before), Self.minusSigns.contains(sign) else { return false }
    before -= 1
    while let passed = character(at: before), Self.spaces.contains(passed) {
      before -= 1
    }
    guard let left = character(at: before) else { return true }
    return !(left.isLetter || left.isNumber || Self.closing.contains(left))
  }

  private func character(at index: Int) -> Character? {
    characters.indices.contains(index) ? characters[index] : nil
  }

  private func isDigit(at index: Int) -> Bool {
    character(at: index).map { Self.digits.contains($0) } ?? false
  }

  private mutating func skipSpaces() {
    while let next = character(at: position), Self.spaces.contains(next) {
      position += 1
    }
  }
}
