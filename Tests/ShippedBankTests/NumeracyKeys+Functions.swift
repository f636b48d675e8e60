import Foundation

extension NumeracyKeys {
  /// Keys of the domain "functions", computed from the numbers in each stem.
  ///
  /// Left out: func-007 (what a stop looks like on a graph).
  static var functions: [String: ExpectedAnswer] {
    var keys: [String: ExpectedAnswer] = [:]
    addTablesAndRules(to: &keys)
    addLinesAndGrowth(to: &keys)
    addCurvesAndTransformations(to: &keys)
    return keys
  }

  private typealias FunctionRule = (Double) -> Double

  private static func addTablesAndRules(to keys: inout [String: ExpectedAnswer]) {
    keys["func-001"] = .number(7.0 + 5.0)
    let columns = [(1.0, 4.0), (2.0, 8.0), (3.0, 12.0)]
    let factor = columns[0].1 / columns[0].0
    if columns.allSatisfy({ $0.1 == factor * $0.0 }) {
      keys["func-002"] = .number(4.0 * factor)
    }
    keys["func-003"] = .number(6.0 * 2.0 + 1.0)
    let right = 3
    let up = 2
    keys["func-004"] = .text("(\(0 + right), \(0 + up))")
    keys["func-005"] = .number(20.0 - 2.0 * 3.0)

    var tableRules: [String: FunctionRule] = [:]
    tableRules["y = x + 1"] = { x in x + 1.0 }
    tableRules["y = 2x + 1"] = { x in 2.0 * x + 1.0 }
    tableRules["y = 3x"] = { x in 3.0 * x }
    tableRules["y = x + 2"] = { x in x + 2.0 }
    let row = [3.0, 4.0, 5.0]
    keys["func-006"] = .holds(
      functionsAgree(of: tableRules, at: [1.0, 2.0, 3.0]) { x in row[Int(x) - 1] })

    let doubledPlusFive: FunctionRule = { x in 2.0 * x + 5.0 }
    keys["func-008"] = .number(doubledPlusFive(3.0))

    var fares: [String: FunctionRule] = [:]
    fares["C = 3n + 8"] = { n in 3.0 * n + 8.0 }
    fares["C = 8n + 3"] = { n in 8.0 * n + 3.0 }
    fares["C = 11n"] = { n in 11.0 * n }
    fares["C = 24n"] = { n in 24.0 * n }
    keys["func-009"] = .holds(
      functionsAgree(of: fares, at: [1.0, 2.0, 5.0, 9.0]) { n in
        var fare = 8.0
        for _ in 1...Int(n) { fare += 3.0 }
        return fare
      })

    let crossing: (Int) -> Int = { x in 3 * x + 4 }
    keys["func-010"] = .text("(0, \(crossing(0)))")
    for x in -50...50 where 4 * x - 3 == 17 {
      keys["func-011"] = .number(Double(x))
    }
    keys["func-012"] = .holds { text in
      guard let (x, y) = functionPoint(of: text) else { return false }
      return y == 2.0 * x - 1.0
    }
  }

  private static func addLinesAndGrowth(to keys: inout [String: ExpectedAnswer]) {
    let slope = 2
    let intercept = 3 - slope * 0
    keys["func-013"] = .text("y = \(slope)x + \(intercept)")
    keys["func-014"] = .number((19.0 - 1.0) / (6.0 - 0.0))
    let leaves = 50.0
    let arrives = 60.0 + 20.0
    keys["func-015"] = .number((6.0 - 0.0) / (arrives - leaves) * 60.0)
    var milligrams = 80.0
    for _ in stride(from: 0, to: 12, by: 3) { milligrams /= 2.0 }
    keys["func-016"] = .number(milligrams)

    let f: FunctionRule = { x in x + 3.0 }
    let g: FunctionRule = { x in 2.0 * x }
    keys["func-017"] = .number(f(g(4.0)))

    let parabola: FunctionRule = { x in x * x - 4.0 * x }
    keys["func-018"] = .holds { text in
      let sides = text.components(separatedBy: " = ")
      guard sides.count == 2, let x = number(in: sides[0]), let y = number(in: sides[1]) else {
        return false
      }
      return parabola(x) == y
    }

    let runners = [("Ari", 30, 42), ("Ben", 36, 44)]
    let speeds = runners.map { ($0.0, ($0.2 - $0.1) / (8 - 6)) }.sorted { $0.1 > $1.1 }
    keys["func-019"] = .text("\(speeds[0].0), by \(speeds[0].1 - speeds[1].1) m/s")

    for x in -50...50 where x - 4 == 0 {
      keys["func-021"] = .text("\(x)")
    }

    var towns: [String: FunctionRule] = [:]
    towns["8,000 + 400t"] = { t in 8_000.0 + 400.0 * t }
    towns["8,000 × 0.05ᵗ"] = { t in 8_000.0 * pow(0.05, t) }
    towns["8,000 × 1.05ᵗ"] = { t in 8_000.0 * pow(1.05, t) }
    towns["8,000 × 1.5ᵗ"] = { t in 8_000.0 * pow(1.5, t) }
    keys["func-022"] = .holds(
      functionsAgree(of: towns, at: [1.0, 2.0, 3.0, 10.0], within: 1e-6) { t in
        var people = 8_000.0
        for _ in 1...Int(t) { people += people * 5.0 / 100.0 }
        return people
      })

    keys["func-026"] = .holds { text in
      var lines: [String: FunctionRule] = [:]
      lines["y = −2x + 3"] = { x in -2.0 * x + 3.0 }
      lines["y = −½x"] = { x in -0.5 * x }
      lines["y = 5 − 0.5x"] = { x in 5.0 - 0.5 * x }
      lines["x + 2y = 7"] = { x in (7.0 - x) / 2.0 }
      lines["y = ½x − 1"] = { x in 0.5 * x - 1.0 }
      guard let line = lines[text] else { return false }
      // The directions (1, 2) and (1, rise) are at right angles where 1 · 1 + 2 · rise = 0.
      let rise = line(1.0) - line(0.0)
      return 1.0 * 1.0 + 2.0 * rise == 0.0
    }

    for perTwoHours in 1...27 where perTwoHours * perTwoHours * perTwoHours == 27 {
      keys["func-029"] = .number(Double(perTwoHours * perTwoHours))
    }
  }

  private static func addCurvesAndTransformations(to keys: inout [String: ExpectedAnswer]) {
    let curve: FunctionRule = { x in (x - 3.0) * (x - 3.0) + 2.0 }
    let lowest = (-80...80).map { Double($0) / 4.0 }.min { curve($0) < curve($1) } ?? 0.0
    keys["func-020"] = .holds { text in
      guard let (x, y) = functionPoint(of: text) else { return false }
      return x == lowest && y == curve(lowest)
    }

    var moved: [String: FunctionRule] = [:]
    moved["y = x² + 4"] = { x in x * x + 4.0 }
    moved["y = x² − 4"] = { x in x * x - 4.0 }
    moved["y = (x + 4)²"] = { x in (x + 4.0) * (x + 4.0) }
    moved["y = (x − 4)²"] = { x in (x - 4.0) * (x - 4.0) }
    let square: FunctionRule = { x in x * x }
    keys["func-023"] = .holds { text in
      guard let rule = moved[text] else { return false }
      // Each point (x, x²) must turn up again four units further to the right.
      return (-9...9).map(Double.init).allSatisfy { rule($0 + 4.0) == square($0) }
    }

    let halved: FunctionRule = { x in (x - 5.0) / 2.0 }
    var inverses: [String: FunctionRule] = [:]
    inverses["2x + 5"] = { x in 2.0 * x + 5.0 }
    inverses["2x − 5"] = { x in 2.0 * x - 5.0 }
    inverses["(x + 5)/2"] = { x in (x + 5.0) / 2.0 }
    inverses["2/(x − 5)"] = { x in 2.0 / (x - 5.0) }
    keys["func-024"] = .holds { text in
      guard let inverse = inverses[text] else { return false }
      return [-3.0, 0.0, 1.0, 8.0].allSatisfy { abs(inverse(halved($0)) - $0) < 1e-9 }
    }

    let valley: FunctionRule = { x in x * x - 8.0 * x + 3.0 }
    keys["func-025"] = .number((-200...200).map { valley(Double($0) / 4.0) }.min() ?? 0.0)

    let outer: FunctionRule = { x in 2.0 * x + 1.0 }
    var inner: [String: FunctionRule] = [:]
    inner["3x − 5"] = { x in 3.0 * x - 5.0 }
    inner["3x − 3"] = { x in 3.0 * x - 3.0 }
    inner["4x − 6"] = { x in 4.0 * x - 6.0 }
    inner["12x − 9"] = { x in 12.0 * x - 9.0 }
    keys["func-027"] = .holds { text in
      guard let g = inner[text] else { return false }
      return [-2.0, 0.0, 1.0, 7.0].allSatisfy { abs(outer(g($0)) - (6.0 * $0 - 5.0)) < 1e-9 }
    }

    // Rules which agree in nothing but f(6) = 4.
    let candidates: [FunctionRule] = [
      { x in x - 2.0 }, { x in x * x / 9.0 }, { x in 10.0 - x }, { x in 24.0 / x },
    ]
    keys["func-028"] = .holds { text in
      guard let (x, y) = functionPoint(of: text) else { return false }
      return candidates.allSatisfy { f in
        abs(f(6.0) - 4.0) < 1e-9 && abs(f(2.0 * x) + 1.0 - y) < 1e-9
      }
    }

    for m in 1...100 {
      // The parabola lies x² − mx + 4 above the line, least of all at x = m/2.
      let x = Double(m) / 2.0
      if x * x - Double(m) * x + 4.0 == 0.0 { keys["func-030"] = .number(Double(m)) }
    }
    let right: FunctionRule = { x in x + 6.0 }
    for there in -50...50 {
      for opposite in -50...50 {
        let first = Double(there + 2 * opposite) == right(3.0)
        let second = Double(opposite + 2 * there) == right(-3.0)
        if first && second { keys["func-031"] = .number(Double(there)) }
      }
    }
  }

  /// The two coordinates of an option such as "(3, −2)".
  private static func functionPoint(of text: String) -> (Double, Double)? {
    let parts = text.components(separatedBy: ", ").compactMap { number(in: $0) }
    return parts.count == 2 ? (parts[0], parts[1]) : nil
  }

  /// Tells whether an option's rule has the values of the target at every point.
  private static func functionsAgree(
    of options: [String: FunctionRule], at points: [Double], within margin: Double = 1e-9,
    as target: @escaping FunctionRule
  ) -> (String) -> Bool {
    { text in
      guard let option = options[text] else { return false }
      return points.allSatisfy { abs(option($0) - target($0)) < margin }
    }
  }
}
