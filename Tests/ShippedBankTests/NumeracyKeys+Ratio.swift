import Foundation

extension NumeracyKeys {
  /// Keys of the domain "ratio", computed from the numbers in each stem.
  static var ratio: [String: ExpectedAnswer] {
    var keys: [String: ExpectedAnswer] = [:]
    keys["ratio-001"] = .number(3.0 * 4.0)
    keys["ratio-002"] = .number(3.0 / 2.0 * 4.0)
    let red = 6
    let blue = 4
    keys["ratio-003"] = .text("\(red) : \(blue)")
    keys["ratio-004"] = .number(40.0 / 5.0)
    keys["ratio-005"] = .number(15.0 * 3.0)
    keys["ratio-006"] = .text(lowestRatio(8, 12))
    keys["ratio-007"] = .number(7.0 * 5.0)
    keys["ratio-008"] = .number(20.0 * 1.0 / (1.0 + 3.0))
    keys["ratio-009"] = .number(6.0 / 2.0 * 3.0)
    keys["ratio-010"] = .holds { text in
      guard let (first, second) = ratioTerms(of: text) else { return false }
      return first * 5.0 == second * 2.0
    }
    keys["ratio-011"] = .text(cheapestBag())
    let girls = 3
    let choir = girls + 2
    let divisor = ratioDivisor(girls, choir)
    keys["ratio-012"] = .text("\(girls / divisor)/\(choir / divisor)")
    let painterDays = 4.0 * 6.0
    keys["ratio-013"] = .number(painterDays / 8.0)
    keys["ratio-014"] = .number(15.0 * 16.0 / 10.0)
    let rand = 360.0 / (4.0 + 5.0)
    keys["ratio-015"] = .number(rand * 5.0 - rand * 4.0)
    let trainHours = 1.0 + 30.0 / 60.0
    keys["ratio-016"] = .number(180.0 / trainHours)
    keys["ratio-017"] = .holds(isProportionalRule)
    let pathInCentimetres = 8.0 * 25_000.0
    keys["ratio-018"] = .text("\(Int(pathInCentimetres / 100.0 / 1_000.0)) km")
    keys["ratio-019"] = .holds { text in
      guard let (a, b) = ratioTerms(of: text) else { return false }
      return 3.0 * a == 5.0 * b
    }
    for age in 1...60 where age * 7 == (age + 30) * 2 {
      keys["ratio-020"] = .number(Double(age))
    }
    let metresPerHour = 20.0 * 60.0 * 60.0
    keys["ratio-021"] = .number(metresPerHour / 1_000.0)
    let boltsPerMachineHour = 180.0 / (3.0 * 4.0)
    keys["ratio-022"] = .number(boltsPerMachineHour * 5.0 * 6.0)
    keys["ratio-023"] = .holds(isTrueOfSquares)
    let rideHours = 12.0 / 12.0 + 12.0 / 6.0
    keys["ratio-024"] = .number((12.0 + 12.0) / rideHours)
    keys["ratio-025"] = .text(lowestRatio(2 * 4, 3 * 5))
    let lampConstant = 90.0 * 2.0 * 2.0
    keys["ratio-026"] = .number(lampConstant / (6.0 * 6.0))
    for minutes in 1...300 {
      let walked = 5 * (90 + minutes)
      let cycled = 15 * minutes
      if walked == cycled {
        keys["ratio-027"] = .number(Double(minutes))
      }
    }
    let solids = 30.0 * 1.0 / (4.0 + 1.0)
    keys["ratio-028"] = .number(solids * (1.0 + 3.0) / 3.0)
    let kilometresPerCentimetre = 50_000.0 / 100.0 / 1_000.0
    keys["ratio-029"] = .number(6.0 * kilometresPerCentimetre * kilometresPerCentimetre)
    for speed in 1...500 {
      let hoursForTwoKilometres = 1.0 / 36.0 + 1.0 / Double(speed)
      if abs(2.0 / hoursForTwoKilometres - 45.0) < 1e-9 {
        keys["ratio-030"] = .number(Double(speed))
      }
    }
    let pairRates = 1.0 / 21.0 + 1.0 / 24.0 + 1.0 / 28.0
    keys["ratio-031"] = .number(1.0 / (pairRates / 2.0))
    return keys
  }

  private static func ratioDivisor(_ a: Int, _ b: Int) -> Int {
    b == 0 ? a : ratioDivisor(b, a % b)
  }

  private static func lowestRatio(_ a: Int, _ b: Int) -> String {
    let divisor = ratioDivisor(a, b)
    return "\(a / divisor) : \(b / divisor)"
  }

  /// The two numbers of an option such as "4 : 10".
  private static func ratioTerms(of text: String) -> (Double, Double)? {
    let terms = text.components(separatedBy: " : ").compactMap { number(in: $0) }
    return terms.count == 2 ? (terms[0], terms[1]) : nil
  }

  /// The text of the bag of rice (ratio-011) with the lowest price per kilogram.
  private static func cheapestBag() -> String {
    let bags: [(text: String, kilograms: Double)] = [
      ("500 g for €2.00", 0.5), ("1 kg for €3.60", 1.0), ("2 kg for €7.00", 2.0),
      ("5 kg for €18.50", 5.0),
    ]
    var best = ""
    var bestPrice = Double.infinity
    for bag in bags {
      guard let price = number(in: bag.text.components(separatedBy: "€")[1]) else { continue }
      let perKilogram = price / bag.kilograms
      if perKilogram < bestPrice {
        best = bag.text
        bestPrice = perKilogram
      }
    }
    return best
  }

  /// Whether the rule of an option of ratio-017 multiplies y whenever it multiplies x.
  private static func isProportionalRule(_ text: String) -> Bool {
    var rules: [String: (Double) -> Double] = [:]
    rules["y = 3x"] = { x in 3.0 * x }
    rules["y = x + 3"] = { x in x + 3.0 }
    rules["y = x/4"] = { x in x / 4.0 }
    rules["y = 4/x"] = { x in 4.0 / x }
    rules["y = x²"] = { x in x * x }
    guard let rule = rules[text] else { return false }
    for x in [1.0, 2.5, 7.0] {
      for factor in [2.0, 3.0, 0.5] where abs(rule(factor * x) - factor * rule(x)) > 1e-9 {
        return false
      }
    }
    return true
  }

  /// Whether an option such as "x × 2 makes y × 4" is true where y is a multiple of x².
  private static func isTrueOfSquares(_ text: String) -> Bool {
    let parts = text.components(separatedBy: " makes ")
    guard parts.count == 2, let onX = number(in: parts[0]), let onY = number(in: parts[1]) else {
      return false
    }
    let factorOfX = parts[0].contains("÷") ? 1.0 / onX : onX
    let factorOfY = parts[1].contains("÷") ? 1.0 / onY : onY
    let rule: (Double) -> Double = { x in 0.7 * x * x }
    return abs(rule(factorOfX * 3.0) - factorOfY * rule(3.0)) < 1e-9
  }
}
