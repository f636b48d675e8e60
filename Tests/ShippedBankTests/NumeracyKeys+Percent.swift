extension NumeracyKeys {
  /// Keys of the domain "percent", computed from the numbers in each stem.
  static var percent: [String: ExpectedAnswer] {
    var keys: [String: ExpectedAnswer] = [:]

    keys["perc-001"] = .number(1.0 / 2.0)
    keys["perc-002"] = .number(3.50 + 2.25)
    keys["perc-003"] = .number(60.0 * 50.0 / 100.0)
    if let largest = [0.4, 0.35, 0.309, 0.125].max() {
      keys["perc-004"] = .number(largest)
    }
    keys["perc-005"] = .number(0.7 * 100.0)
    keys["perc-006"] = .number(230.0 * 10.0 / 100.0)
    keys["perc-007"] = .number(3.6 * 10.0)
    keys["perc-008"] = .number(80.0 * 25.0 / 100.0)
    keys["perc-009"] = .number(40.0 - 40.0 * 20.0 / 100.0)
    keys["perc-010"] = .number((12.847 * 10.0).rounded() / 10.0)

    let letters = Array("    A       B       C           D")
    let labels = Array("       0.3                 0.4")
    let points = labels.indices.filter { labels[$0] == "." }
    for (column, letter) in letters.enumerated() where letter != " " {
      let share = Double(column - points[0]) / Double(points[1] - points[0])
      if abs(0.3 + 0.1 * share - 0.36) < 1e-9 {
        keys["perc-011"] = .text(String(letter))
      }
    }

    keys["perc-012"] = .number(18.0 / 25.0 * 100.0)
    keys["perc-013"] = .holds { text in
      guard let value = number(in: text) else { return false }
      return abs((text.contains("%") ? value / 100.0 : value) - 0.4) < 1e-9
    }
    keys["perc-014"] = .number(0.3 * 0.2)
    keys["perc-015"] = .number(6.0 / 0.5)

    for denominator in (1...100).reversed() where 35 * denominator % 100 == 0 {
      keys["perc-016"] = .text("\(35 * denominator / 100)/\(denominator)")
    }

    keys["perc-017"] = .holds { text in
      guard let value = number(in: text) else { return false }
      return 0.6 < value && value < 0.61
    }
    keys["perc-018"] = .number((300.0 - 250.0) / 250.0 * 100.0)
    keys["perc-019"] = .number(120.0 / 80.0 * 100.0)

    let oldPrices = (1...200).filter { abs(Double($0) * (1.0 - 0.20) - 64.0) < 1e-9 }
    if oldPrices.count == 1 {
      keys["perc-020"] = .number(Double(oldPrices[0]))
    }

    var price = 100.0
    price += price * 10.0 / 100.0
    price -= price * 10.0 / 100.0
    let change = price - 100.0
    keys["perc-021"] = .holds { text in
      let size = number(in: text) ?? 0.0
      return abs((text.contains("lower") ? -size : size) - change) < 1e-9
    }

    var reduced = 100.0
    reduced -= reduced * 30.0 / 100.0
    reduced -= reduced * 20.0 / 100.0
    keys["perc-022"] = .number(100.0 - reduced)

    let increases: [String: (Double) -> Double] = [
      "x × 0.25": { $0 * 0.25 }, "x × 1.25": { $0 * 1.25 }, "x ÷ 0.8": { $0 / 0.8 },
      "x + 0.25": { $0 + 0.25 }, "x + x ÷ 4": { $0 + $0 / 4.0 },
    ]
    keys["perc-023"] = .holds { text in
      guard let increase = increases[text] else { return false }
      return [0.5, 1.0, 3.0, 80.0].allSatisfy { x in
        abs(increase(x) - (x + x * 25.0 / 100.0)) < 1e-9
      }
    }

    let solutions = (1...1000).filter { 40 * $0 == 25 * $0 + 18 * 100 }
    if solutions.count == 1 {
      keys["perc-024"] = .number(Double(solutions[0]))
    }

    let terms: [String: (Double) -> Double] = [
      "x × x": { $0 * $0 }, "√x": { $0.squareRoot() }, "1 ÷ x": { 1.0 / $0 },
      "x × 0.5": { $0 * 0.5 }, "x ÷ 0.5": { $0 / 0.5 },
    ]
    keys["perc-025"] = .holds { text in
      guard let term = terms[text] else { return false }
      return (1...99).allSatisfy { step in
        let x = Double(step) / 100.0
        return term(x) < x
      }
    }

    for denominator in (2...99).reversed() {
      for numerator in 1..<denominator {
        let digits = decimals(numerator, denominator, count: 12)
        if digits == [3, 6, 3, 6, 3, 6, 3, 6, 3, 6, 3, 6] {
          keys["perc-026"] = .text("\(numerator)/\(denominator)")
        }
      }
    }

    let pupils = 1000.0
    let girlsWhoCycle = pupils * 0.40 * 0.60
    let girls = pupils * 0.48
    keys["perc-027"] = .number(girlsWhoCycle / girls * 100.0)

    let yearly = 1.44.squareRoot()
    keys["perc-028"] = .number((yearly * yearly * yearly - 1.0) * 100.0)

    let dryMatter = 20.0 * (1.0 - 0.80)
    keys["perc-029"] = .number(dryMatter / (1.0 - 0.20))

    let ending = (2...20).filter { denominator in
      decimals(1, denominator, count: 30).suffix(10).allSatisfy { $0 == 0 }
    }
    keys["perc-030"] = .number(Double(ending.count))

    let ticketHolders = 200 * 99 / 100
    let leaving = (0..<ticketHolders).filter { gone in
      100 * (ticketHolders - gone) == 98 * (200 - gone)
    }
    if leaving.count == 1 {
      keys["perc-031"] = .number(Double(leaving[0]))
    }

    return keys
  }
}

/// The first digits after the decimal point of a fraction less than 1, by long division.
private func decimals(_ numerator: Int, _ denominator: Int, count: Int) -> [Int] {
  var remainder = numerator
  var digits: [Int] = []
  for _ in 0..<count {
    remainder *= 10
    digits.append(remainder / denominator)
    remainder %= denominator
  }
  return digits
}
