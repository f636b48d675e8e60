import Foundation
import Numerical

/// The right and wrong answers of two groups to one item, to be compared among people who are matched on
/// something: a score, or an ability that is known from elsewhere.
public struct ComparedAnswers: Sendable {
  public typealias Obstacle = DifferentialItemFunctioning.Obstacle

  /// The groups' names, for obstacles.
  public let reference: String
  public let focal: String
  /// By person.
  public let isRight: [Bool]
  public let isFocal: [Bool]

  /// - Precondition: as many answers as memberships.
  public init(reference: String, focal: String, isRight: [Bool], isFocal: [Bool]) {
    precondition(isRight.count == isFocal.count)
    self.reference = reference
    self.focal = focal
    self.isRight = isRight
    self.isFocal = isFocal
  }

  /// Numbers from 0 for people whose values are alike: strata of as many people each.
  ///
  /// - Parameter most: at most so many, and no more than leave twenty people to each.
  public static func strata(of values: [Double], most: Int) -> [Int] {
    let count = max(1, min(most, values.count / 20))
    let sorted = values.sorted()
    let cuts = (1..<count).map { sorted[$0 * values.count / count] }
    return values.map { value in cuts.count { $0 <= value } }
  }

  /// - Parameters:
  ///   - strata: by person, numbers from 0; people of one number are compared with each other.
  ///   - level: at which an effect counts as different from none, for its class.
  public func mantelHaenszel(
    strata: [Int], level: Double = 0.05
  ) throws(Obstacle) -> DifferentialItemFunctioning.MantelHaenszel {
    try requireBothGroups()
    // Strata: [reference right, reference wrong, focal right, focal wrong]
    var cells = [SIMD4<Double>](repeating: .zero, count: (strata.max() ?? 0) + 1)
    for (person, stratum) in strata.enumerated() {
      cells[stratum][(isFocal[person] ? 2 : 0) + (isRight[person] ? 0 : 1)] += 1
    }
    var (observed, expected, variance) = (0.0, 0.0, 0.0)
    var (r, s) = (0.0, 0.0)
    var (pr, mixed, qs) = (0.0, 0.0, 0.0)
    for cell in cells {
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
    guard variance > 0 else { throw .noCommonStrata }
    let distance = abs(observed - expected)
    // As R's mantelhaen.test: no correction where it would turn the sign.
    let corrected = distance >= 0.5 ? distance - 0.5 : distance
    let test = ChiSquareTest(
      statistic: corrected * corrected / variance, degreesOfFreedom: 1)
    let error =
      r > 0 && s > 0
      ? (pr / (2 * r * r) + mixed / (2 * r * s) + qs / (2 * s * s)).squareRoot() : .nan
    return DifferentialItemFunctioning.MantelHaenszel(
      test: test, oddsRatio: r / s, logOddsRatioStandardError: error, level: level)
  }

  /// - Parameters:
  ///   - values: by person, what they are matched on.
  ///   - level: at which an effect counts as different from none, for its class.
  public func logistic(
    on values: [Double], level: Double = 0.05
  ) throws(Obstacle) -> DifferentialItemFunctioning.Logistic {
    try requireBothGroups()
    if let name = constantGroup { throw .constantInGroup(name) }
    let y = isRight.map { $0 ? 1.0 : 0 }
    let group = isFocal.map { $0 ? 1.0 : 0 }
    let product = zip(values, group).map { $0 * $1 }
    let ones = [Double](repeating: 1, count: y.count)
    let fits: [LogisticRegression]
    do {
      fits = try [[ones], [ones, values], [ones, values, group], [ones, values, group, product]]
        .map { try LogisticRegression(y, on: $0) }
    } catch LogisticRegression.Failure.collinear {
      throw .collinear
    } catch {
      throw .separated
    }
    let (empty, matched, uniform, full) = (fits[0], fits[1], fits[2], fits[3])
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

  // MARK: What stands in the way

  private func requireBothGroups() throws(Obstacle) {
    for (name, isFocal) in [(reference, false), (focal, true)]
    where !self.isFocal.contains(isFocal) {
      throw .notSeen(group: name)
    }
    if isConstant(isRight) { throw .constant }
  }

  /// The group in which all answers are the same.
  private var constantGroup: String? {
    for (name, isFocal) in [(reference, false), (focal, true)] {
      if isConstant(isRight.indices.filter { self.isFocal[$0] == isFocal }.map { isRight[$0] }) {
        return name
      }
    }
    return nil
  }

  private func isConstant(_ answers: [Bool]) -> Bool {
    answers.allSatisfy { $0 == answers[0] }
  }
}

extension DifferentialItemFunctioning.MantelHaenszel {
  /// Of Δ: 2.35 times that of log α (Holland & Thayer 1988, eq. 9 and after).
  public var deltaStandardError: Double { 2.35 * logOddsRatioStandardError }

  init(
    test: ChiSquareTest, oddsRatio: Double, logOddsRatioStandardError: Double, level: Double
  ) {
    let delta = abs(2.35 * log(oddsRatio))
    // An infinite Δ has no error to be tested by; that it differs from 0 is then all there is.
    let excess = delta.isFinite ? (delta - 1) / (2.35 * logOddsRatioStandardError) : .infinity
    var size = DifferentialItemFunctioning.EffectSize.negligible
    if test.pValue < level, delta >= 1 {
      let isBeyond = excess > NormalDistribution().quantile(1 - level)
      size = delta >= 1.5 && isBeyond ? .large : .moderate
    }
    self.test = test
    self.oddsRatio = oddsRatio
    self.logOddsRatioStandardError = logOddsRatioStandardError
    effectSize = size
  }
}
