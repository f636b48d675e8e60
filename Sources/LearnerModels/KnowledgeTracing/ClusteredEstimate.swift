import Foundation
import Numerical

/// A number over all answers with an error that counts students, since a student's answers go together:
/// the sum of the squares of what each student adds to it (the sandwich for clusters).
public struct ClusteredEstimate: Sendable, Hashable {
  public let value: Double
  /// By student; they sum to about 0.
  public let influences: [Double]

  public var standardError: Double {
    let count = Double(influences.count)
    guard count > 1 else { return .nan }
    return (influences.reduce(0) { $0 + $1 * $1 } * count / (count - 1)).squareRoot()
  }

  /// Symmetric, by the normal distribution; it may reach beyond the number's own range.
  public func interval(level: Double = 0.95) -> (lower: Double, upper: Double) {
    let reach = NormalDistribution().quantile(0.5 + 0.5 * level) * standardError
    return (value - reach, value + reach)
  }

  /// The mean over all answers, a ratio of sums over students.
  init(meanOf values: [[Double]]) {
    let count = Double(values.reduce(0) { $0 + $1.count })
    let mean = values.reduce(0) { $0 + $1.reduce(0, +) } / count
    value = mean
    influences = values.map { ($0.reduce(0, +) - mean * Double($0.count)) / count }
  }

  /// The area under the ROC curve, with DeLong's components summed by student (Obuchowski 1997,
  /// doi:10.2307/2533958). NaN where all answers are right or all wrong. Cost O(n log n).
  init(areaUnderCurveOf predictions: [[Double]], answers: [[Bool]]) {
    var ranked: [(p: Double, isCorrect: Bool, student: Int)] = []
    for (student, pair) in zip(predictions, answers).enumerated() {
      for (p, isCorrect) in zip(pair.0, pair.1) { ranked.append((p, isCorrect, student)) }
    }
    ranked.sort { $0.p < $1.p }
    let right = Double(ranked.count { $0.isCorrect })
    let wrong = Double(ranked.count) - right
    // By student: the share of wrong answers below their right ones and of right ones above their wrong.
    var sums = [Double](repeating: 0, count: predictions.count)
    var rights = sums
    var wrongs = sums
    var below: (right: Double, wrong: Double) = (0, 0)
    var total = 0.0
    var start = 0
    while start < ranked.count {
      var end = start
      precondition(!ranked[start].p.isNaN, "a prediction must be a number")
      var tied: (right: Double, wrong: Double) = (0, 0)
      while end < ranked.count, ranked[end].p == ranked[start].p {
        if ranked[end].isCorrect { tied.right += 1 } else { tied.wrong += 1 }
        end += 1
      }
      let wrongBelow = (below.wrong + 0.5 * tied.wrong) / wrong
      let rightAbove = (right - below.right - 0.5 * tied.right) / right
      for entry in ranked[start..<end] {
        if entry.isCorrect {
          sums[entry.student] += wrongBelow / right
          rights[entry.student] += 1 / right
          total += wrongBelow / right
        } else {
          sums[entry.student] += rightAbove / wrong
          wrongs[entry.student] += 1 / wrong
        }
      }
      below = (below.right + tied.right, below.wrong + tied.wrong)
      start = end
    }
    value = right > 0 && wrong > 0 ? total : .nan
    let area = value
    influences = sums.indices.map { sums[$0] - area * (rights[$0] + wrongs[$0]) }
  }

  private init(value: Double, influences: [Double]) {
    self.value = value
    self.influences = influences
  }

  /// By the delta method.
  func squareRoot() -> ClusteredEstimate {
    let root = value.squareRoot()
    return ClusteredEstimate(
      value: root, influences: influences.map { root > 0 ? 0.5 * $0 / root : 0 })
  }
}

/// What one model has over another on the same students.
public struct PairedDifference: Sendable, Hashable {
  public let difference: Double
  public let standardError: Double

  /// - Precondition: of the same students.
  public init(_ first: ClusteredEstimate, _ second: ClusteredEstimate) {
    precondition(first.influences.count == second.influences.count)
    let count = Double(first.influences.count)
    difference = first.value - second.value
    let squares = zip(first.influences, second.influences).reduce(0) {
      $0 + ($1.0 - $1.1) * ($1.0 - $1.1)
    }
    standardError = count > 1 ? (squares * count / (count - 1)).squareRoot() : .nan
  }

  /// The difference in standard errors; 0 where the models predict the same.
  public var z: Double { difference == 0 ? 0 : difference / standardError }

  /// Two-sided.
  public var pValue: Double { 2 * NormalDistribution().cumulativeProbability(at: -abs(z)) }
}
