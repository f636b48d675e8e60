import Foundation
import ItemResponse
import Numerical

/// Responses kept out of the calibration, to see how well the rest predicts them.
public struct Holdout: Sendable {
  /// What is left to calibrate with.
  public let training: ResponseMatrix
  /// The cells kept out.
  public let cells: [Cell]

  public struct Cell: Sendable, Hashable {
    public let person: Int
    public let item: Int
    public let score: Int
  }

  /// Keeps out each response with probability `share`, drawn from `seed`; a person who would be left
  /// with none gets one of theirs back, any of them with the same chance.
  public init(_ responses: ResponseMatrix, share: Double, seed: UInt64) {
    precondition(share > 0 && share < 1)
    var draws = SeededGenerator(seed: seed)
    var chances = SeededGenerator(seed: seed, stream: 1)
    var answered = [Int](repeating: 0, count: responses.personCount)
    var keeps = [Bool](repeating: false, count: responses.personCount)
    var givenBack = answered
    _ = responses.scores.filter { person, item, _ in
      answered[person] += 1
      if chances.index(below: answered[person]) == 0 { givenBack[person] = item }
      if draws.uniform() >= share { keeps[person] = true }
      return true
    }

    var cells: [Cell] = []
    draws = SeededGenerator(seed: seed)
    let filter = responses.scores.filter { person, item, score in
      let isDrawn = draws.uniform() < share
      guard isDrawn, keeps[person] || item != givenBack[person] else { return true }
      cells.append(Cell(person: person, item: item, score: Int(score)))
      return false
    }
    training = responses.replacingScores(filter)
    self.cells = cells
  }
}

/// How well a calibration predicts responses it has not seen.
public struct HoldoutEvaluation: Sendable, Hashable {
  public let responses: Int
  /// The mean of −log P(what was answered); log 2 = 0.693 for a coin.
  public let logLoss: Double
  /// The probability that a right answer was given a higher P than a wrong one; ½ for a coin.
  public let areaUnderCurve: Double
  /// The share predicted rightly by P ≥ ½.
  public let accuracy: Double
  /// The mean of (x − P)².
  public let brierScore: Double
}

extension CalibrationResult {
  /// Predicts the cells kept out, with each person's ability from the training responses.
  public func evaluate(_ holdout: Holdout) -> HoldoutEvaluation {
    let abilities = abilities(holdout.training)
    let predictions = holdout.cells.compactMap { cell -> (p: Double, score: Int)? in
      guard let model = items[cell.item].model else { return nil }
      let theta = abilities[cell.person]?.theta ?? latentMean
      return (model.probability(at: theta), cell.score)
    }
    return HoldoutEvaluation(predictions: predictions)
  }
}

extension HoldoutEvaluation {
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
      var end = start
      while end < sorted.count, sorted[end].p == sorted[start].p { end += 1 }
      let rank = 0.5 * Double(start + 1 + end)
      for index in start..<end where sorted[index].score == 1 {
        rankSum += rank
        right += 1
      }
      start = end
    }
    let wrong = n - right
    responses = predictions.count
    logLoss = loss / n
    areaUnderCurve =
      right > 0 && wrong > 0 ? (rankSum - right * (right + 1) / 2) / (right * wrong) : .nan
    accuracy = hits / n
    brierScore = squares / n
  }
}
