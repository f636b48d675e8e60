import Foundation

extension NumeracyKeys {
  /// Keys of the domain "algebra", computed from the numbers in each stem.
  ///
  /// Left out: alg-009 (what an expression stands for).
  static var algebra: [String: ExpectedAnswer] {
    var keys: [String: ExpectedAnswer] = [:]
    addSimpleAlgebra(to: &keys)
    addLinearAlgebra(to: &keys)
    addQuadraticAlgebra(to: &keys)
    return keys
  }

  private typealias AlgebraRule = (Double) -> Double
  private typealias AlgebraCondition = (Double) -> Bool

  private static func addSimpleAlgebra(to keys: inout [String: ExpectedAnswer]) {
    for box in -50...50 {
      if box + 6 == 14 { keys["alg-001"] = .number(Double(box)) }
      if 9 + 6 == box + 7 { keys["alg-005"] = .number(Double(box)) }
      if 4 * box == 28 { keys["alg-007"] = .number(Double(box)) }
      if 5 * box - 4 == 21 { keys["alg-011"] = .number(Double(box)) }
      if 5 * box - 3 == 2 * box + 9 { keys["alg-016"] = .number(Double(box)) }
    }
    let terms = [5.0, 8.0, 11.0, 14.0]
    keys["alg-002"] = .number(terms[3] + (terms[1] - terms[0]))
    keys["alg-003"] = .number(5.0 + 7.0)

    var stickers: [String: AlgebraRule] = [:]
    stickers["k − 4"] = { k in k - 4.0 }
    stickers["4 − k"] = { k in 4.0 - k }
    stickers["4k"] = { k in 4.0 * k }
    stickers["k + 4"] = { k in k + 4.0 }
    keys["alg-004"] = .holds(
      algebraAgreement(of: stickers) { k in
        var owned = k
        for _ in 1...4 { owned += 1.0 }
        return owned
      })

    keys["alg-006"] = .number(3.0 * 4.0)

    var likeTerms: [String: AlgebraRule] = [:]
    likeTerms["7a"] = { a in 7.0 * a }
    likeTerms["7a²"] = { a in 7.0 * a * a }
    likeTerms["10a"] = { a in 10.0 * a }
    likeTerms["10a²"] = { a in 10.0 * a * a }
    keys["alg-008"] = .holds(algebraAgreement(of: likeTerms) { a in 5.0 * a + 2.0 * a })

    let stem: AlgebraRule = { x in 4.0 * x + 3.0 + 2.0 * x + 5.0 }
    let constant = Int(stem(0.0))
    let coefficient = Int(stem(1.0)) - constant
    keys["alg-010"] = .text("\(coefficient)x + \(constant)")

    var bracket: [String: AlgebraRule] = [:]
    bracket["3x + 4"] = { x in 3.0 * x + 4.0 }
    bracket["3x + 7"] = { x in 3.0 * x + 7.0 }
    bracket["3x + 12"] = { x in 3.0 * x + 12.0 }
    bracket["x + 12"] = { x in x + 12.0 }
    keys["alg-012"] = .holds(algebraAgreement(of: bracket) { x in 3.0 * (x + 4.0) })
  }

  private static func addLinearAlgebra(to keys: inout [String: ExpectedAnswer]) {
    keys["alg-013"] = .holds { text in
      guard let x = number(in: text) else { return false }
      return 2.0 * x + 1.0 <= 9.0
    }
    let x = -3.0
    keys["alg-014"] = .number(x * x + 2.0)

    var nthTerms: [String: AlgebraRule] = [:]
    nthTerms["n + 4"] = { n in n + 4.0 }
    nthTerms["3n + 4"] = { n in 3.0 * n + 4.0 }
    nthTerms["4n − 1"] = { n in 4.0 * n - 1.0 }
    nthTerms["4n + 3"] = { n in 4.0 * n + 3.0 }
    let sequence = [3.0, 7.0, 11.0, 15.0]
    keys["alg-015"] = .holds(
      algebraAgreement(of: nthTerms, at: [1.0, 2.0, 3.0, 4.0]) { n in sequence[Int(n) - 1] })

    var factor = 1
    for candidate in 1...9 where 6 % candidate == 0 && 9 % candidate == 0 {
      factor = candidate
    }
    keys["alg-017"] = .text("\(factor)(\(6 / factor)x + \(9 / factor))")

    for x in -50...50 {
      for y in -50...50 where x + y == 11 && x - y == 3 {
        keys["alg-018"] = .number(Double(x))
      }
    }

    var ranges: [String: AlgebraCondition] = [:]
    ranges["x < −3"] = { x in x < -3.0 }
    ranges["x > −3"] = { x in x > -3.0 }
    ranges["x < 3"] = { x in x < 3.0 }
    ranges["x > 3"] = { x in x > 3.0 }
    keys["alg-019"] = .holds(algebraEquivalence(of: ranges) { x in -2.0 * x < 6.0 })

    keys["alg-021"] = .holds { text in
      var equations: [String: (Double, Double) -> Bool] = [:]
      equations["s = 20t"] = { s, t in s == 20.0 * t }
      equations["t = 20s"] = { s, t in t == 20.0 * s }
      equations["s = t + 20"] = { s, t in s == t + 20.0 }
      equations["s + t = 20"] = { s, t in s + t == 20.0 }
      guard let equation = equations[text] else { return false }
      var students = 0.0
      for teachers in 1...12 {
        students += 20.0
        if !equation(students, Double(teachers)) { return false }
      }
      return true
    }

    let step = (31.0 - 11.0) / (8.0 - 3.0)
    var term = 11.0
    for _ in 4...20 { term += step }
    keys["alg-024"] = .number(term)

    keys["alg-025"] = .holds { text in
      var differences: [String: AlgebraRule] = [:]
      differences["3x + 2 = 3x + 5"] = { x in (3.0 * x + 2.0) - (3.0 * x + 5.0) }
      differences["2(x + 1) = 2x + 2"] = { x in 2.0 * (x + 1.0) - (2.0 * x + 2.0) }
      differences["4x = 7x"] = { x in 4.0 * x - 7.0 * x }
      differences["5 − x = 4 − x"] = { x in (5.0 - x) - (4.0 - x) }
      differences["x + 1 = 1 − x"] = { x in (x + 1.0) - (1.0 - x) }
      guard let difference = differences[text] else { return false }
      // The sides differ by a linear rule: it is never 0 where it is constant but not 0.
      return difference(0.0) == difference(1.0) && difference(0.0) != 0.0
    }
  }

  private static func addQuadraticAlgebra(to keys: inout [String: ExpectedAnswer]) {
    var squares: [String: AlgebraRule] = [:]
    squares["2x + 10"] = { x in 2.0 * x + 10.0 }
    squares["x² + 25"] = { x in x * x + 25.0 }
    squares["x² + 5x + 25"] = { x in x * x + 5.0 * x + 25.0 }
    squares["x² + 10x + 25"] = { x in x * x + 10.0 * x + 25.0 }
    keys["alg-020"] = .holds(algebraAgreement(of: squares) { x in (x + 5.0) * (x + 5.0) })

    var solutions: Set<Double> = []
    for x in -50...50 where x * x == 5 * x { solutions.insert(Double(x)) }
    keys["alg-022"] = .holds { [solutions] text in
      let named = text.components(separatedBy: " or ").compactMap { number(in: $0) }
      return Set(named) == solutions
    }

    var products: [String: AlgebraRule] = [:]
    products["4(x − 3)²"] = { x in 4.0 * (x - 3.0) * (x - 3.0) }
    products["(2x − 6)(2x + 6)"] = { x in (2.0 * x - 6.0) * (2.0 * x + 6.0) }
    products["(2x − 6)²"] = { x in (2.0 * x - 6.0) * (2.0 * x - 6.0) }
    products["4(x − 3)(x + 3)"] = { x in 4.0 * (x - 3.0) * (x + 3.0) }
    products["4(x² − 9)"] = { x in 4.0 * (x * x - 9.0) }
    keys["alg-023"] = .holds(algebraAgreement(of: products) { x in 4.0 * x * x - 36.0 })

    var quotients: [String: AlgebraRule] = [:]
    quotients["−3/x"] = { x in -3.0 / x }
    quotients["(x − 3)/x"] = { x in (x - 3.0) / x }
    quotients["(x + 3)/x"] = { x in (x + 3.0) / x }
    quotients["x − 3"] = { x in x - 3.0 }
    keys["alg-026"] = .holds(
      algebraAgreement(of: quotients) { x in (x * x - 9.0) / (x * x + 3.0 * x) })

    for x in -20...20 {
      let left = pow(2.0, Double(x + 1))
      let right = pow(8.0, Double(x - 1))
      if abs(left - right) < 1e-12 * left { keys["alg-027"] = .number(Double(x)) }
    }

    var ranges: [String: AlgebraCondition] = [:]
    ranges["0 < x < 5"] = { x in 0.0 < x && x < 5.0 }
    ranges["x < 0 or x > 5"] = { x in x < 0.0 || x > 5.0 }
    ranges["x < 5"] = { x in x < 5.0 }
    ranges["x > 5"] = { x in x > 5.0 }
    keys["alg-028"] = .holds(algebraEquivalence(of: ranges) { x in x * x < 5.0 * x })

    let roots = (-50...50).map(Double.init).filter { x in
      x + 6.0 >= 0.0 && abs((x + 6.0).squareRoot() - x) < 1e-12
    }
    keys["alg-029"] = .holds { text in
      roots.count == 1 && number(in: text) == roots[0]
    }

    let halfGap = (6.0 * 6.0 - 4.0 * 4.0).squareRoot() / 2.0
    let p = 3.0 + halfGap
    let q = 3.0 - halfGap
    let sum = 1.0 / p + 1.0 / q
    keys["alg-030"] = .holds { text in
      guard let value = number(in: text) else { return false }
      return abs(p * p - 6.0 * p + 4.0) < 1e-9 && abs(value - sum) < 1e-9
    }

    var intervals: [String: AlgebraCondition] = [:]
    intervals["−6 < k < 2"] = { k in -6.0 < k && k < 2.0 }
    intervals["−2 < k < 6"] = { k in -2.0 < k && k < 6.0 }
    intervals["k < −2 or k > 6"] = { k in k < -2.0 || k > 6.0 }
    intervals["k > 6"] = { k in k > 6.0 }
    keys["alg-031"] = .holds(
      algebraEquivalence(of: intervals) { k in
        // No solution: the lowest value of the left side, at x = −k/2, lies above 0.
        let x = -k / 2.0
        return x * x + k * x + k + 3.0 > 0.0
      })
  }

  /// Tells whether an option's expression has the values of the target at every point.
  private static func algebraAgreement(
    of options: [String: AlgebraRule], at points: [Double] = [-2.3, -0.7, 1.0, 1.9, 4.6],
    with target: @escaping AlgebraRule
  ) -> (String) -> Bool {
    { text in
      guard let option = options[text] else { return false }
      return points.allSatisfy { abs(option($0) - target($0)) < 1e-9 }
    }
  }

  /// Tells whether an option's condition is true for the same numbers as the target.
  private static func algebraEquivalence(
    of options: [String: AlgebraCondition], with target: @escaping AlgebraCondition
  ) -> (String) -> Bool {
    { text in
      guard let option = options[text] else { return false }
      return (-80...80).allSatisfy { option(Double($0) / 4.0) == target(Double($0) / 4.0) }
    }
  }
}
