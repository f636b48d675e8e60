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

extension CalibrationResult {
  /// Predicts the cells kept out, with each person's ability from the training responses.
  public func evaluate(_ holdout: Holdout, threads: Int? = nil) -> PredictionAccuracy {
    let abilities = abilities(holdout.training, threads: threads)
    let predictions = holdout.cells.compactMap { cell -> (p: Double, score: Int)? in
      guard let model = items[cell.item].model else { return nil }
      let theta = abilities[cell.person]?.theta ?? latentMean
      return (model.probability(at: theta), cell.score)
    }
    return PredictionAccuracy(predictions: predictions)
  }
}
