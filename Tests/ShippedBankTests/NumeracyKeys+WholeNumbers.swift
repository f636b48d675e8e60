extension NumeracyKeys {
  /// Keys of the domain "whole-numbers", computed from the numbers in each stem.
  static var wholeNumbers: [String: ExpectedAnswer] {
    var keys: [String: ExpectedAnswer] = [:]

    keys["whole-001"] = .number(4.0 * 1000.0 + 50.0 + 6.0)
    keys["whole-002"] = .number(52.0 - 37.0)
    keys["whole-003"] = .number(6.0 * 7.0)
    keys["whole-004"] = .holds { text in
      guard let value = number(in: text) else { return false }
      return Int(value) / 100 % 10 == 7
    }
    keys["whole-005"] = .number(96.0 / 6.0)
    keys["whole-006"] = .number(-12.0 + 9.0)
    keys["whole-007"] = .holds { text in
      guard let value = number(in: text) else { return false }
      return 24 % Int(value) == 0
    }
    keys["whole-008"] = .number((3652.0 / 100.0).rounded() * 100.0)

    let signs: [(String, (Double, Double) -> Double)] = [
      ("+", { $0 + $1 }), ("−", { $0 - $1 }), ("×", { $0 * $1 }), ("÷", { $0 / $1 }),
    ]
    for (sign, calculate) in signs where calculate(84, 6) == 14 {
      keys["whole-009"] = .text(sign)
    }

    keys["whole-010"] = .number(4.0 + 6.0 * 5.0)
    keys["whole-011"] = .number(700.0 - 238.0)
    keys["whole-012"] = .number(6.0 + 3.0 * 14.0)
    keys["whole-013"] = .numbers((1...50).filter { divisors(of: $0).count == 2 }.map(Double.init))

    let letters = Array("A   B   C   D")
    let labels = Array("                0       10")
    if let nought = labels.firstIndex(of: "0"), let ten = labels.firstIndex(of: "1") {
      for (column, letter) in letters.enumerated() where letter != " " {
        let value = 10.0 * Double(column - nought) / Double(ten - nought)
        if value == -15 {
          keys["whole-014"] = .text(String(letter))
        }
      }
    }

    let income = 398.0 * 21.0
    let estimates = [800.0, 8_000.0, 12_000.0, 80_000.0]
    if let best = estimates.min(by: { abs($0 - income) < abs($1 - income) }) {
      keys["whole-015"] = .number(best)
    }

    keys["whole-016"] = .number(7.0 - (-5.0))

    if let together = (1...1000).first(where: { $0 % 12 == 0 && $0 % 18 == 0 }) {
      keys["whole-017"] = .number(Double(together))
    }

    keys["whole-018"] = .holds { text in
      power(in: text) == raised(2, to: 3) * raised(2, to: 4)
    }
    keys["whole-019"] = .holds { text in
      product(in: text) == 25.0 * 48.0
    }

    let difference = 10.0 - 4.0
    keys["whole-020"] = .number(2.0 * 2.0 * 2.0 + 3.0 * difference * difference / 9.0)

    let weekdays = [
      "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    ]
    var weekday = 1
    for _ in 1...100 {
      weekday = weekday == 6 ? 0 : weekday + 1
    }
    keys["whole-021"] = .text(weekdays[weekday])

    keys["whole-022"] = .number(Double(divisors(of: 36).count))
    keys["whole-023"] = .holds { text in
      guard let value = number(in: text) else { return false }
      let multiples = (1...2000).filter { $0 % 6 == 0 && $0 % 9 == 0 }
      return multiples.allSatisfy { $0 % Int(value) == 0 }
    }

    let expressions: [String: (Int, Int) -> Int] = [
      "p × q": { $0 * $1 }, "p × q + 2": { $0 * $1 + 2 }, "p + 2q": { $0 + 2 * $1 },
      "p + q": { $0 + $1 },
    ]
    let oddPrimes = (3...60).filter { divisors(of: $0).count == 2 }
    keys["whole-024"] = .holds { text in
      guard let expression = expressions[text] else { return false }
      return oddPrimes.allSatisfy { p in
        oddPrimes.allSatisfy { q in expression(p, q) % 2 == 0 }
      }
    }

    let lastDigits = Set((0...99).map { $0 * $0 % 10 })
    keys["whole-025"] = .numbers((0...9).filter { !lastDigits.contains($0) }.map(Double.init))

    var lastDigit = 1
    for _ in 1...23 {
      lastDigit = lastDigit * 7 % 10
    }
    keys["whole-026"] = .number(Double(lastDigit))

    let powers = [raised(2, to: 25), raised(3, to: 15), raised(5, to: 10), raised(30, to: 5)]
    keys["whole-027"] = .holds { text in
      power(in: text) == powers.max()
    }

    let left = (1...1000).filter { $0 % 2 != 0 && $0 % 5 != 0 }
    keys["whole-028"] = .number(Double(left.count))

    let sums = divisors(of: 10_000).compactMap { first -> Int? in
      let second = 10_000 / first
      let hasNought = String(first).contains("0") || String(second).contains("0")
      return hasNought ? nil : first + second
    }
    if Set(sums).count == 1, let sum = sums.first {
      keys["whole-029"] = .number(Double(sum))
    }

    let long = raised(4, to: 9) * raised(5, to: 17)
    keys["whole-030"] = .number(Double(String(long).count))

    var pairs = 0
    for first in 1...180 {
      for second in first...180 {
        let factor = highestCommonFactor(first, second)
        if factor == 6 && first * second / factor == 180 {
          pairs += 1
        }
      }
    }
    keys["whole-031"] = .number(Double(pairs))

    return keys
  }
}

private func divisors(of whole: Int) -> [Int] {
  (1...whole).filter { whole % $0 == 0 }
}

private func highestCommonFactor(_ first: Int, _ second: Int) -> Int {
  second == 0 ? first : highestCommonFactor(second, first % second)
}

private func raised(_ base: Int, to exponent: Int) -> Int {
  (0..<exponent).reduce(1) { result, _ in result * base }
}

/// The value of a power written with raised digits, such as "2¹²".
private func power(in text: String) -> Int? {
  let raisedDigits = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
  var exponent = 0
  for character in text {
    if let digit = raisedDigits.firstIndex(of: character) {
      exponent = 10 * exponent + digit
    }
  }
  guard let base = number(in: text), exponent > 0 else { return nil }
  return raised(Int(base), to: exponent)
}

/// The value of numbers joined by × and ÷ alone, from left to right, such as "4 × 6 ÷ 3".
private func product(in text: String) -> Double? {
  var result = 1.0
  var divides = false
  for word in text.split(separator: " ") {
    if word == "×" || word == "÷" {
      divides = word == "÷"
    } else if let value = number(in: String(word)) {
      result = divides ? result / value : result * value
    } else {
      return nil
    }
  }
  return result
}
