import Foundation

/// How well probabilities that were given beforehand agree with what came: right answers and wrong ones.
public struct PredictionAccuracy: Sendable, Hashable {
  public let count: Int
  /// The mean of −log P(what was answered); log 2 = 0.693 for a coin.
  public let logLoss: Double
  /// The probability that a right answer was given a higher P than a wrong one; ½ for a coin.
  public let areaUnderCurve: Double
  /// The share predicted rightly by P ≥ ½.
  public let accuracy: Double
  /// The mean of (x − P)².
  public let brierScore: Double

  /// The root of the Brier score.
  public var rootMeanSquareError: Double { brierScore.squareRoot() }
}

extension PredictionAccuracy {
  /// - Parameter predictions: the probability given to a right answer, and 1 for one, 0 for a wrong one.
  ///   Cost O(n log n).
  public init(predictions: [(p: Double, score: Int)]) {
    let n = Double(predictions.count)
    var loss = 0.0
    var hits = 0.0
    var squares = 0.0
    for (p, score) in predictions {
      loss -= log(max(score == 1 ? p : 1 - p, 1e-15))
      hits += (p >= 0.5) == (score == 1) ? 1 : 0
      squares += (Double(score) - p) * (Double(score) - p)
    }
    // The Mann–Whitney statistic from mid-ranks.
    let sorted = predictions.sorted { $0.p < $1.p }
    var rankSum = 0.0
    var right = 0.0
    var start = 0
    while start < sorted.count {
      // A NaN equals nothing, itself neither: it is its own group.
      var end = start + 1
      while end < sorted.count, sorted[end].p == sorted[start].p { end += 1 }
      let rank = 0.5 * Double(start + 1 + end)
      for index in start..<end where sorted[index].score == 1 {
        rankSum += rank
        right += 1
      }
      start = end
    }
    let wrong = n - right
    count = predictions.count
    logLoss = loss / n
    areaUnderCurve =
      right > 0 && wrong > 0 ? (rankSum - right * (right + 1) / 2) / (right * wrong) : .nan
    accuracy = hits / n
    brierScore = squares / n
  }
}
