import Foundation
import Numerical

/// The sums over sittings from which an item's tests are made. A summand has mean 0, sitting by sitting, where
/// the parameters are right.
struct ItemTally: Sendable {
  struct Result: Sendable {
    let statistic: Double
    let probability: Double
  }

  private(set) var groups: [ItemReview.Group] = []
  private(set) var shift: Result?
  private(set) var drift: (statistic: Double, probability: Double, after: Int)?
  private(set) var misfit: (statistic: Double, probability: Double, infit: Double, outfit: Double)?
  private(set) var effectiveCount = 0.0

  /// Fewer answers say nothing about fit.
  private static let minimumCount = 10

  private var sittings: [Int] = []
  /// By answer: how much the log-likelihood gains with a logit of difficulty.
  private var scores: [Double] = []
  private var squaredSlopes = 0.0
  private var outfitSum = 0.0
  private var expectedInformation = 0.0
  private var misfitSum = 0.0
  private var misfitSquares = 0.0
  private var groupSums = [GroupSum](repeating: GroupSum(), count: 3)

  private struct GroupSum {
    var count = 0.0
    var observed = 0.0
    var expected = 0.0
    var squares = 0.0
  }

  mutating func add(
    _ score: Int, in sitting: Int, posterior: [Double], curve: ItemCurves, groupOfPoint: [Int]
  ) {
    let slopes = curve.slopes[score]
    var first = 0.0
    var second = 0.0
    var relative = 0.0
    var information = 0.0
    for index in posterior.indices {
      let square = slopes[index] * slopes[index]
      first += posterior[index] * slopes[index]
      second += posterior[index] * square
      information += posterior[index] * curve.information[index]
      // Where the item tells nothing, nothing is surprising.
      if curve.information[index] > 1e-12 {
        relative += posterior[index] * square / curve.information[index]
      } else {
        relative += posterior[index]
      }
    }
    sittings.append(sitting)
    // A harder item is the same item for a weaker person.
    scores.append(-first)
    squaredSlopes += second
    outfitSum += relative
    expectedInformation += information
    misfitSum += second - information
    misfitSquares += (second - information) * (second - information)
    addGroups(score, posterior, curve, groupOfPoint)
  }

  private mutating func addGroups(
    _ score: Int, _ posterior: [Double], _ curve: ItemCurves, _ groupOfPoint: [Int]
  ) {
    guard let shares = curve.expectedShares else { return }
    let share = Double(score) / Double(curve.slopes.count - 1)
    var residuals = [0.0, 0, 0]
    for index in posterior.indices {
      let group = groupOfPoint[index]
      groupSums[group].count += posterior[index]
      groupSums[group].observed += posterior[index] * share
      groupSums[group].expected += posterior[index] * shares[index]
      residuals[group] += posterior[index] * (share - shares[index])
    }
    for group in residuals.indices {
      groupSums[group].squares += residuals[group] * residuals[group]
    }
  }

  /// The information about the item's place on the scale, by the squares of the scores.
  var information: Double { scores.reduce(0) { $0 + $1 * $1 } }

  /// One step of Newton's method, held within two logits.
  var shiftLogits: Double {
    information > 0 ? max(-2, min(2, scores.reduce(0, +) / information)) : 0
  }

  /// Makes the tests; to be called once, last.
  mutating func close(largestInformation: Double) {
    effectiveCount = largestInformation > 0 ? expectedInformation / largestInformation : 0
    groups = groupSums.compactMap { sum in
      sum.count > 0 && sum.squares > 0
        ? ItemReview.Group(
          count: sum.count, observed: sum.observed / sum.count, expected: sum.expected / sum.count,
          residual: (sum.observed - sum.expected) / sum.squares.squareRoot()) : nil
    }
    guard scores.count >= Self.minimumCount, information > 0 else { return }
    let normal = NormalDistribution()
    func twoSided(_ z: Double) -> Double { 2 * normal.cumulativeProbability(at: -abs(z)) }
    let z = scores.reduce(0, +) / information.squareRoot()
    shift = Result(statistic: z, probability: twoSided(z))
    drift = bridge
    if misfitSquares > 0, expectedInformation > 0 {
      let z = misfitSum / misfitSquares.squareRoot()
      misfit = (
        z, twoSided(z), squaredSlopes / expectedInformation, outfitSum / Double(scores.count)
      )
    }
  }

  /// The cumulative sums of the scores, less what a shift from the beginning explains: a Brownian bridge where
  /// nothing changes (Hjort & Koning 2002, doi:10.1080/10485250211394), in the time that information makes.
  private var bridge: (statistic: Double, probability: Double, after: Int) {
    let total = scores.reduce(0, +)
    let information = information
    var sum = 0.0
    var passed = 0.0
    var extreme = (value: 0.0, after: sittings.first ?? 0)
    for (index, score) in scores.enumerated() {
      sum += score
      passed += score * score
      let value = abs(sum - passed / information * total) / information.squareRoot()
      if value > extreme.value { extreme = (value, sittings[index]) }
    }
    return (extreme.value, kolmogorovTail(extreme.value), extreme.after)
  }
}

/// P(the largest distance of a Brownian bridge from 0 exceeds `value`).
func kolmogorovTail(_ value: Double) -> Double {
  // The series converges at once from here on; below, the tail is 1 to six digits.
  guard value > 0.3 else { return 1 }
  let sum = (1...20).reduce(0.0) { sum, k in
    let term = exp(-2 * Double(k * k) * value * value)
    return sum + (k % 2 == 1 ? term : -term)
  }
  return min(1, max(0, 2 * sum))
}
