extension NumeracyKeys {
  /// Keys of the domain "fractions", computed from the numbers in each stem.
  static var fractions: [String: ExpectedAnswer] {
    var keys: [String: ExpectedAnswer] = [:]

    let bar = "[#][#][#][ ]"
    let filled = bar.filter { $0 == "#" }.count
    let parts = bar.filter { $0 == "[" }.count
    keys["frac-001"] = .number(Double(filled) / Double(parts))

    keys["frac-002"] = .number(18.0 / 2.0)
    keys["frac-003"] = .number(1.0 / 2.0)
    if let largest = [1.0 / 3.0, 1.0 / 4.0, 1.0 / 6.0, 1.0 / 8.0].max() {
      keys["frac-004"] = .number(largest)
    }
    keys["frac-005"] = .number((2.0 + 3.0) / 7.0)
    keys["frac-006"] = .number(48.0 / 4.0)
    keys["frac-007"] = .number(2.0 + 1.0 / 3.0)
    keys["frac-008"] = .text(simplest(12, 18))
    keys["frac-009"] = .holds { text in
      guard let value = number(in: text) else { return false }
      return value < 0.5
    }
    keys["frac-010"] = .number(20.0 * 3.0 / 4.0)
    keys["frac-011"] = .number((1.0 * 3.0 + 1.0 * 2.0) / (2.0 * 3.0))
    keys["frac-012"] = .number(150.0 - 150.0 * 2.0 / 5.0)
    keys["frac-013"] = .numbers([3.0 / 5.0])
    keys["frac-014"] = .number((2.0 * 3.0) / (3.0 * 4.0))
    keys["frac-015"] = .holds { text in
      guard let value = number(in: text) else { return false }
      return 1.0 / 3.0 < value && value < 1.0 / 2.0
    }
    keys["frac-016"] = .text(simplest(5 * 4 - 1 * 6, 6 * 4))

    let ribbon = 6.0
    let piece = 3.0 / 4.0
    keys["frac-017"] = .number((ribbon / piece).rounded(.down))

    keys["frac-018"] = .number((3.0 * 3.0) / (5.0 * 2.0))

    let wholes = (1...1000).filter { $0 * 3 == 24 * 8 }
    if wholes.count == 1 {
      keys["frac-019"] = .number(Double(wholes[0]))
    }

    let minuend = 4.0 + 1.0 / 3.0
    let subtrahend = 1.0 + 3.0 / 4.0
    keys["frac-020"] = .number(minuend - subtrahend)

    keys["frac-021"] = .holds { text in
      let words = text.split(separator: " ").map(String.init)
      guard words.count == 3, let first = number(in: words[0]), let second = number(in: words[2])
      else { return false }
      return (words[1] == "×" ? first * second : first / second) > 12
    }

    let between = (0...24).filter { 3 * $0 > 2 * 24 && 4 * $0 < 3 * 24 }
    if between.count == 1 {
      keys["frac-022"] = .number(Double(between[0]))
    }

    keys["frac-023"] = .number((2.0 * 1.0) / (3.0 * 4.0))

    let capacities = (1...500).filter { 5 * ($0 + 4 * 21) == 3 * 4 * $0 }
    if capacities.count == 1 {
      keys["frac-024"] = .number(Double(capacities[0]))
    }

    var money = 1.0
    for spent in [1.0 / 3.0, 1.0 / 2.0, 3.0 / 4.0] {
      money -= money * spent
    }
    keys["frac-025"] = .number(money)

    let filledEachHour = 1.0 / 4.0 + 1.0 / 12.0
    keys["frac-026"] = .number(1.0 / filledEachHour)

    let expressions: [String: (Double, Double) -> Double] = [
      "a/(b + 1)": { a, b in a / (b + 1) },
      "(a + 1)/b": { a, b in (a + 1) / b },
      "(a + 1)/(b + 1)": { a, b in (a + 1) / (b + 1) },
      "(a × a)/(b × b)": { a, b in (a * a) / (b * b) },
      "b/a": { a, b in b / a },
    ]
    keys["frac-027"] = .holds { text in
      guard let expression = expressions[text] else { return false }
      for b in 2...40 {
        for a in 1..<b {
          let first = Double(a)
          let second = Double(b)
          if expression(first, second) <= first / second + 1e-12 {
            return false
          }
        }
      }
      return true
    }

    let numerator = 1.0 + 1.0 / 4.0
    let denominator = 1.0 - 1.0 / 6.0
    keys["frac-028"] = .number(numerator / denominator)

    var over = 0
    var under = 1
    for first in 1...9 {
      let term = first * (first + 1)
      over = over * term + under
      under *= term
      let factor = highestCommonFactor(over, under)
      over /= factor
      under /= factor
    }
    keys["frac-029"] = .text(simplest(over, under))

    var greatest = 0.0
    for a in 1...100 {
      for b in a...100 {
        for c in b...100 where b * c + a * c + a * b < a * b * c {
          let sum = Double(b * c + a * c + a * b) / Double(a * b * c)
          greatest = max(greatest, sum)
        }
      }
    }
    keys["frac-030"] = .number(greatest)

    var ways = 0
    for a in 1...100 {
      for b in a...100 where 6 * (a + b) == a * b {
        ways += 1
      }
    }
    keys["frac-031"] = .number(Double(ways))

    return keys
  }
}

private func highestCommonFactor(_ first: Int, _ second: Int) -> Int {
  second == 0 ? first : highestCommonFactor(second, first % second)
}

/// The fraction in its simplest form, such as "2/3".
private func simplest(_ numerator: Int, _ denominator: Int) -> String {
  let factor = highestCommonFactor(numerator, denominator)
  return "\(numerator / factor)/\(denominator / factor)"
}
