import Foundation
import ItemResponse
import Numerical

/// Rasch difficulties by conditional maximum likelihood (Andersen 1972,
/// doi:10.1111/j.2517-6161.1972.tb00887.x): given a person's number right, the ability cancels, so
/// that nothing need be supposed about its distribution.
public struct ConditionalCalibrator: Sendable {
  public var maximumIterations: Int

  public init(maximumIterations: Int = 100) { self.maximumIterations = maximumIterations }

  /// Difficulties sum to zero. Persons who missed different items are compared within those they
  /// answered; a person with all right or all wrong says nothing and is left out.
  ///
  /// - Complexity: for each distinct set of answered items, items³ a step; meant for complete data
  ///   or a few booklets.
  public func calibrate(
    _ responses: ResponseMatrix
  ) throws(CalibrationError) -> ConditionalCalibration {
    guard responses.responseCount > 0 else { throw .noResponses }
    guard responses.isDichotomous else {
      throw .notDichotomous(highestScore: responses.scores.highestScore)
    }
    let tallies = ItemTallies(responses.scores)
    let active = (0..<responses.itemCount).filter {
      tallies.seen[$0] > 0 && !tallies.isConstant($0)
    }
    guard active.count >= 2 else { throw .nothingToEstimate }
    let booklets = Booklet.booklets(of: responses, items: active)
    guard !booklets.isEmpty else { throw .noInformativePersons }

    let n = active.count
    var right = [Double](repeating: 0, count: n)
    for booklet in booklets {
      for (position, item) in booklet.items.enumerated() { right[item] += booklet.right[position] }
    }
    let persons = booklets.reduce(0) { $0 + $1.personsByScore.reduce(0, +) }
    var difficulty = right.map { r in
      let p = min(max(r / persons, 0.01), 0.99)
      return -log(p / (1 - p))
    }
    centre(&difficulty)
    var state = conditional(booklets, difficulty, right: right)
    var iterations = 0
    var converged = false
    while iterations < maximumIterations {
      iterations += 1
      guard let step = bordered(state.information, order: n)?.solve(state.gradient) else {
        throw .notConnected
      }
      let length = step.reduce(0) { max($0, abs($1)) }
      guard length < 50 else { throw .notConnected }
      if length < 1e-9 {
        converged = true
        break
      }
      var scale = 1.0
      while scale > 1e-4 {
        var next = zip(difficulty, step).map { $0 + scale * $1 }
        centre(&next)
        let candidate = conditional(booklets, next, right: right)
        if candidate.logLikelihood >= state.logLikelihood - 1e-12 * abs(state.logLikelihood) {
          difficulty = next
          state = candidate
          break
        }
        scale *= 0.5
      }
      if scale <= 1e-4 {
        converged = length < 1e-6
        break
      }
    }
    guard let factor = bordered(state.information, order: n) else { throw .notConnected }
    // With 1 the direction that leaves the likelihood unchanged, (H + 11′)⁻¹ − 11′/n² is the covariance
    // of estimates that sum to zero.
    let inverse = factor.inverse
    let items = (0..<responses.itemCount).map { item -> CalibratedItem in
      let seen = tallies.seen[item]
      var flags: [ItemFlag] = []
      if seen == 0 { flags.append(.neverSeen) }
      if seen > 0, tallies.isConstant(item) { flags.append(.constant) }
      if seen > 0, seen < 30 { flags.append(.fewResponses) }
      let index = active.firstIndex(of: item)
      let error = index.map {
        (inverse[$0 * n + $0] - 1 / Double(n * n)).squareRoot()
      }
      return CalibratedItem(
        id: responses.items[item], responses: seen,
        proportionCorrect: seen > 0 ? Double(tallies.right[item]) / Double(seen) : .nan,
        model: index.map { LogisticModel(difficulty: difficulty[$0]) },
        standardErrors: error.map { ItemStandardErrors(difficulty: $0, intercept: $0) },
        flags: flags)
    }
    return ConditionalCalibration(
      items: items, logLikelihood: state.logLikelihood, parameterCount: n - 1,
      personCount: Int(persons), iterations: iterations, converged: converged)
  }

  private func centre(_ values: inout [Double]) {
    let mean = values.reduce(0, +) / Double(values.count)
    for index in values.indices { values[index] -= mean }
  }

  private func bordered(_ information: [Double], order: Int) -> Cholesky? {
    Cholesky(information.map { $0 + 1 }, order: order, tolerance: 1e-10)
  }

  /// log L = Σ log P(x | score), its gradient in the difficulties and minus its Hessian. With
  /// p_i = logistic(−b_i) for any common ability, P(x_i = 1 | s) = p_i P₋ᵢ(s − 1) / P(s), where P is
  /// the distribution of the score: Lord and Wingersky's recursion does what elementary symmetric
  /// functions do, and nothing overflows.
  private func conditional(
    _ booklets: [Booklet], _ difficulty: [Double], right: [Double]
  ) -> (logLikelihood: Double, gradient: [Double], information: [Double]) {
    let n = difficulty.count
    var logLikelihood = 0.0
    var gradient = right.map { -$0 }
    var information = [Double](repeating: 0, count: n * n)
    for booklet in booklets {
      let size = booklet.items.count
      let p = booklet.items.map { logistic(-difficulty[$0]) }
      let scores = ScoreDistribution.conditional(p)
      for (position, item) in booklet.items.enumerated() {
        // log of Π p^x q^(1−x) over the persons
        let persons = booklet.personsByScore.reduce(0, +)
        logLikelihood += booklet.right[position] * logLogistic(-difficulty[item])
        logLikelihood += (persons - booklet.right[position]) * logLogistic(difficulty[item])
      }
      for score in 1..<size where booklet.personsByScore[score] > 0 {
        logLikelihood -= booklet.personsByScore[score] * log(scores[score])
      }
      let without = p.map { ScoreDistribution.removing($0, from: scores) }
      var conditional = [Double](repeating: 0, count: size * (size + 1))
      for i in 0..<size {
        for score in 1..<size {
          conditional[i * (size + 1) + score] = p[i] * without[i][score - 1] / scores[score]
        }
      }
      for i in 0..<size {
        for j in i..<size {
          let pair = i == j ? [] : ScoreDistribution.removing(p[j], from: without[i])
          var sum = 0.0
          for score in 1..<size where booklet.personsByScore[score] > 0 {
            let (pi, pj) = (
              conditional[i * (size + 1) + score], conditional[j * (size + 1) + score]
            )
            let both =
              i == j ? pi : score >= 2 ? p[i] * p[j] * pair[score - 2] / scores[score] : 0
            sum += booklet.personsByScore[score] * (both - pi * pj)
            if i == j { gradient[booklet.items[i]] += booklet.personsByScore[score] * pi }
          }
          let (a, b) = (booklet.items[i], booklet.items[j])
          information[a * n + b] += sum
          if i != j { information[b * n + a] += sum }
        }
      }
    }
    return (logLikelihood, gradient, information)
  }
}

/// What a conditional calibration found.
public struct ConditionalCalibration: Sendable {
  /// Difficulties sum to zero over the items that could be estimated; slopes are 1.
  public let items: [CalibratedItem]
  /// log P(responses | scores).
  public let logLikelihood: Double
  public let parameterCount: Int
  /// Persons between all wrong and all right.
  public let personCount: Int
  public let iterations: Int
  public let converged: Bool
}

/// The persons who answered the same set of items, some right and some wrong.
private struct Booklet {
  var items: [Int]
  /// [score]
  var personsByScore: [Double]
  /// For each of `items`.
  var right: [Double]

  /// `items` of the booklets are positions in `active`.
  static func booklets(of responses: ResponseMatrix, items active: [Int]) -> [Booklet] {
    var positions: [[Int]: Int] = [:]
    var booklets: [Booklet] = []
    var seen: [Int] = []
    responses.scores.forEachRow { row in
      seen.removeAll(keepingCapacity: true)
      var total = 0
      for (position, item) in active.enumerated() where row[item] != ScoreGrid.missing {
        seen.append(position)
        total += Int(row[item])
      }
      guard total > 0, total < seen.count else { return }
      let index: Int
      if let known = positions[seen] {
        index = known
      } else {
        index = booklets.count
        positions[seen] = index
        booklets.append(
          Booklet(
            items: seen, personsByScore: [Double](repeating: 0, count: seen.count + 1),
            right: [Double](repeating: 0, count: seen.count)))
      }
      booklets[index].personsByScore[total] += 1
      for (place, position) in seen.enumerated() where row[active[position]] == 1 {
        booklets[index].right[place] += 1
      }
    }
    return booklets
  }
}
