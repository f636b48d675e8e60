import Foundation
import ItemResponse
import Numerical

/// Whether an item treats two groups of equal ability differently.
public struct DifferentialItemFunctioning: Sendable {
  /// How large an effect is, in the classes of the Educational Testing Service (Zieky 1993) by size
  /// and difference from 0. The Service's own rule asks of C also that it differ from 1 beyond
  /// chance.
  public enum EffectSize: String, Sendable, Codable, CaseIterable {
    case negligible = "A"
    case moderate = "B"
    case large = "C"
  }

  /// Mantel & Haenszel (1959) over the strata of equal score, as Holland & Thayer (1988) use it.
  public struct MantelHaenszel: Sendable, Hashable {
    /// With the continuity correction.
    public let test: ChiSquareTest
    /// α, the common odds ratio, reference over focal: above 1 the item favours the reference group.
    public let oddsRatio: Double
    /// Of log α (Robins, Breslow & Greenland 1986, doi:10.2307/2531052).
    public let logOddsRatioStandardError: Double
    /// Δ = −2.35 log α.
    public var delta: Double { -2.35 * log(oddsRatio) }
    /// A unless Δ is significant and at least 1 in size; C where it is also at least 1.5.
    public let effectSize: EffectSize
  }

  /// Logistic regression on score, group and their product (Swaminathan & Rogers 1990,
  /// doi:10.1111/j.1745-3984.1990.tb00754.x).
  public struct Logistic: Sendable, Hashable {
    /// Group and product together.
    public let both: ChiSquareTest
    /// Group alone.
    public let uniform: ChiSquareTest
    /// Product, given the group.
    public let nonuniform: ChiSquareTest
    /// What group and product add to Nagelkerke's R² (1991, doi:10.1093/biomet/78.3.691).
    public let addedRSquare: Double
    /// By `addedRSquare`: below 0.035 negligible, from 0.07 large (Jodoin & Gierl 2001,
    /// doi:10.1207/S15324818AME1404_2), and negligible where not significant.
    public let effectSize: EffectSize
  }

  public struct Item: Sendable {
    public let id: String
    /// Matched on the score of all items.
    public let mantelHaenszel: MantelHaenszel?
    /// Matched on the items that purification left, and the item itself.
    public let purifiedMantelHaenszel: MantelHaenszel?
    /// `nil` where the fit does not exist (the item is constant in a group).
    public let logistic: Logistic?
    public let purifiedLogistic: Logistic?
  }

  public let reference: String
  public let focal: String
  public let items: [Item]
  public let referencePersons: Int
  public let focalPersons: Int

  /// Both tests for every item, with purification: items flagged at `level` leave the matching score
  /// until the set no longer changes (at most ten rounds; Candell & Drasgow 1988,
  /// doi:10.1177/014662168801200304). Only persons who answered every item are compared.
  ///
  /// - Returns: `nil` where there are no groups by these names with complete persons in them.
  public init?(
    _ responses: ResponseMatrix, reference: String, focal: String, level: Double = 0.05
  ) {
    guard let data = GroupedScores(responses, reference: reference, focal: focal) else {
      return nil
    }
    self.reference = reference
    self.focal = focal
    referencePersons = data.isFocal.count { !$0 }
    focalPersons = data.isFocal.count { $0 }
    let count = data.itemCount

    func purified<Statistic>(
      _ compute: (Int, [Int]) -> Statistic?, p: (Statistic) -> Double
    ) -> (all: [Statistic?], purified: [Statistic?]) {
      let everything = data.scores(of: Array(0..<count))
      let all = (0..<count).map { compute($0, everything) }
      var flagged = Set((0..<count).filter { all[$0].map { p($0) < level } ?? false })
      var latest = all
      for _ in 0..<10 {
        guard !flagged.isEmpty, flagged.count < count else { break }
        let anchor = data.scores(of: (0..<count).filter { !flagged.contains($0) })
        latest = (0..<count).map { item in
          // The studied item always counts, or a difference would appear that is not there.
          let matching =
            flagged.contains(item)
            ? zip(anchor, data.persons).map { $0 + Int($1[item]) } : anchor
          return compute(item, matching)
        }
        let next = Set((0..<count).filter { latest[$0].map { p($0) < level } ?? false })
        if next == flagged { break }
        flagged = next
      }
      return (all, latest)
    }
    let mantel = purified(
      { data.mantelHaenszel($0, matching: $1, level: level) }, p: { $0.test.pValue })
    let logistic = purified(
      { data.logistic($0, matching: $1, level: level) }, p: { $0.both.pValue })
    items = (0..<count).map {
      Item(
        id: responses.items[$0], mantelHaenszel: mantel.all[$0],
        purifiedMantelHaenszel: mantel.purified[$0], logistic: logistic.all[$0],
        purifiedLogistic: logistic.purified[$0])
    }
  }
}

/// Complete responses of two groups.
struct GroupedScores {
  let persons: [[UInt8]]
  let isFocal: [Bool]
  let itemCount: Int

  init?(_ responses: ResponseMatrix, reference: String, focal: String) {
    guard let groups = responses.groups else { return nil }
    var persons: [[UInt8]] = []
    var isFocal: [Bool] = []
    var person = 0
    responses.scores.forEachRow { row in
      defer { person += 1 }
      guard let group = groups[person], group == reference || group == focal,
        !row.contains(ScoreGrid.missing)
      else { return }
      persons.append(Array(row))
      isFocal.append(group == focal)
    }
    guard isFocal.contains(true), isFocal.contains(false) else { return nil }
    self.persons = persons
    self.isFocal = isFocal
    itemCount = responses.itemCount
  }

  func scores(of items: [Int]) -> [Int] {
    persons.map { row in items.reduce(0) { $0 + Int(row[$1]) } }
  }

  func mantelHaenszel(
    _ item: Int, matching: [Int], level: Double
  ) -> DifferentialItemFunctioning.MantelHaenszel? {
    // Strata: [reference right, reference wrong, focal right, focal wrong]
    var strata = [SIMD4<Double>](repeating: .zero, count: (matching.max() ?? 0) + 1)
    for (index, row) in persons.enumerated() {
      strata[matching[index]][(isFocal[index] ? 2 : 0) + (row[item] == 1 ? 0 : 1)] += 1
    }
    var (observed, expected, variance) = (0.0, 0.0, 0.0)
    var (r, s) = (0.0, 0.0)
    var (pr, mixed, qs) = (0.0, 0.0, 0.0)
    for cell in strata {
      let (a, b, c, d) = (cell[0], cell[1], cell[2], cell[3])
      let total = cell.sum()
      guard total > 1 else { continue }
      let (reference, focal, right, wrong) = (a + b, c + d, a + c, b + d)
      observed += a
      expected += reference * right / total
      variance += reference * focal * right * wrong / (total * total * (total - 1))
      r += a * d / total
      s += b * c / total
      pr += (a + d) / total * (a * d / total)
      mixed += (a + d) / total * (b * c / total) + (b + c) / total * (a * d / total)
      qs += (b + c) / total * (b * c / total)
    }
    guard variance > 0 else { return nil }
    let distance = abs(observed - expected)
    // As R's mantelhaen.test: no correction where it would turn the sign.
    let corrected = distance >= 0.5 ? distance - 0.5 : distance
    let test = ChiSquareTest(
      statistic: corrected * corrected / variance, degreesOfFreedom: 1)
    let oddsRatio = r / s
    let error = (pr / (2 * r * r) + mixed / (2 * r * s) + qs / (2 * s * s)).squareRoot()
    let delta = abs(2.35 * log(oddsRatio))
    var size = DifferentialItemFunctioning.EffectSize.negligible
    if test.pValue < level, delta >= 1 { size = delta >= 1.5 ? .large : .moderate }
    return DifferentialItemFunctioning.MantelHaenszel(
      test: test, oddsRatio: oddsRatio, logOddsRatioStandardError: error, effectSize: size)
  }

  func logistic(
    _ item: Int, matching: [Int], level: Double
  ) -> DifferentialItemFunctioning.Logistic? {
    let y = persons.map { Double($0[item]) }
    let score = matching.map(Double.init)
    let group = isFocal.map { $0 ? 1.0 : 0 }
    let product = zip(score, group).map { $0 * $1 }
    let ones = [Double](repeating: 1, count: y.count)
    guard let empty = LogisticRegression(y, on: [ones]),
      let matched = LogisticRegression(y, on: [ones, score]),
      let uniform = LogisticRegression(y, on: [ones, score, group]),
      let full = LogisticRegression(y, on: [ones, score, group, product])
    else { return nil }
    func ratio(
      _ larger: LogisticRegression, _ smaller: LogisticRegression, _ freedom: Int
    ) -> ChiSquareTest {
      ChiSquareTest(
        statistic: max(0, 2 * (larger.logLikelihood - smaller.logLikelihood)),
        degreesOfFreedom: freedom)
    }
    // Nagelkerke: (1 − (L₀/L)^(2/n)) / (1 − L₀^(2/n))
    let n = Double(y.count)
    func rSquare(_ fit: LogisticRegression) -> Double {
      (1 - exp(2 / n * (empty.logLikelihood - fit.logLikelihood)))
        / (1 - exp(2 / n * empty.logLikelihood))
    }
    let both = ratio(full, matched, 2)
    let added = rSquare(full) - rSquare(matched)
    var size = DifferentialItemFunctioning.EffectSize.negligible
    if both.pValue < level, added >= 0.035 { size = added >= 0.07 ? .large : .moderate }
    return DifferentialItemFunctioning.Logistic(
      both: both, uniform: ratio(uniform, matched, 1), nonuniform: ratio(full, uniform, 1),
      addedRSquare: added, effectSize: size)
  }
}
