import AdaptiveTesting
import Foundation
import ItemBanks
import ItemResponse
import Numerical

/// The answers of a bank's sittings with what each sitting tells of its person.
struct BankEvidence: Sendable {
  struct Answer: Sendable {
    let item: Int
    let score: Int
    let isPretest: Bool
  }

  let people: NormalDistribution
  private let items: [Item]
  /// By item of the bank; `nil` where it has no parameters.
  private let curves: [ItemCurves?]
  private let grid: [Double]
  private let answers: [[Answer]]
  /// By sitting: the probabilities of the points of `grid`.
  private let posteriors: [[Double]]

  init(_ sittings: [TestSession], bank: Bank, threads: Int?) {
    let quadrature = Quadrature.standard
    let grid = quadrature.points
    let curves = bank.items.map { $0.model.map { ItemCurves($0, on: grid) } }
    let numbers = Dictionary(
      bank.items.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    let answers = sittings.map { session in
      session.answers.compactMap { answer -> Answer? in
        guard !answer.isVoided, let number = numbers[answer.item.id],
          curves[number].map({ answer.score < $0.slopes.count }) ?? true
        else { return nil }
        return Answer(item: number, score: answer.score, isPretest: answer.isPretest)
      }
    }
    let likelihoods = Parallel(threads: threads).map(answers.count) { sitting in
      var logs = [Double](repeating: 0, count: grid.count)
      for answer in answers[sitting] {
        // What an item on trial says of people is not known yet.
        guard bank.items[answer.item].status != .pretest, let curve = curves[answer.item] else {
          continue
        }
        for index in logs.indices { logs[index] += curve.logProbabilities[answer.score][index] }
      }
      let largest = logs.max() ?? 0
      return logs.map { exp($0 - largest) }
    }
    people = Self.people(likelihoods, on: grid)
    let prior = Self.masses(of: people, on: grid)
    posteriors = likelihoods.map { Self.posterior($0, prior) }
    (self.grid, self.curves, self.answers) = (grid, curves, answers)
    items = bank.items
  }

  /// By item of the bank.
  var counts: [Int] { counts { _ in true } }

  /// The same, of what was scored.
  var scoredCounts: [Int] { counts { !$0.isPretest } }

  private func counts(where isCounted: (Answer) -> Bool) -> [Int] {
    var counts = [Int](repeating: 0, count: curves.count)
    for answer in answers.joined() where isCounted(answer) { counts[answer.item] += 1 }
    return counts
  }

  // MARK: People

  /// The normal distribution under which the answers are most likely, by the EM algorithm. Ten standard normal
  /// people are added, so that one sitting does not make a population.
  static func people(_ likelihoods: [[Double]], on grid: [Double]) -> NormalDistribution {
    var people = NormalDistribution()
    let count = Double(likelihoods.count) + 10
    for _ in 0..<40 {
      let prior = masses(of: people, on: grid)
      var sum = 0.0
      var squares = 10.0
      for likelihood in likelihoods {
        let posterior = posterior(likelihood, prior)
        for index in grid.indices {
          sum += posterior[index] * grid[index]
          squares += posterior[index] * grid[index] * grid[index]
        }
      }
      let mean = sum / count
      let variance = max(0.04, squares / count - mean * mean)
      let next = NormalDistribution(mean: mean, standardDeviation: variance.squareRoot())
      let isSettled =
        abs(next.mean - people.mean) + abs(next.standardDeviation - people.standardDeviation) < 1e-5
      people = next
      if isSettled { break }
    }
    return people
  }

  static func masses(of people: NormalDistribution, on grid: [Double]) -> [Double] {
    grid.map { exp(people.logDensity(at: $0)) }
  }

  static func posterior(_ likelihood: [Double], _ prior: [Double]) -> [Double] {
    var posterior = zip(likelihood, prior).map { $0 * $1 }
    let total = posterior.reduce(0, +)
    guard total > 0 else { return prior.map { $0 / prior.reduce(0, +) } }
    for index in posterior.indices { posterior[index] /= total }
    return posterior
  }

  // MARK: Items

  /// By item of the bank.
  func tallies(threads: Int?) -> [ItemTally] {
    var places = [[Place]](repeating: [], count: curves.count)
    for (sitting, given) in answers.enumerated() {
      for answer in given {
        places[answer.item].append(Place(sitting: sitting, score: answer.score))
      }
    }
    let groupOfPoint = groupOfPoint
    let byItem = places
    return Parallel(threads: threads).map(curves.count) { number in
      var tally = ItemTally()
      let places = byItem[number]
      guard let curve = curves[number] ?? assumedCurve(ofItem: number, places) else { return tally }
      // The tests ask for the ability after all answers, the one to the item among them.
      let isOutside = curves[number] == nil || items[number].status == .pretest
      for place in places {
        let posterior = posteriors[place.sitting]
        tally.add(
          place.score, in: place.sitting,
          posterior: isOutside ? curve.posterior(posterior, after: place.score) : posterior,
          curve: curve, groupOfPoint: groupOfPoint)
      }
      if curves[number] != nil {
        tally.close(largestInformation: curve.information.max() ?? 0)
      }
      return tally
    }
  }

  private struct Place {
    let sitting: Int
    let score: Int
  }

  /// For an item without parameters that is right or wrong: the curve of discrimination 1 that as many people
  /// like these answer right as did, half an answer of either kind being added. It says about how much the
  /// answers tell of the difficulty, and nothing of how well the item fits.
  private func assumedCurve(ofItem number: Int, _ places: [Place]) -> ItemCurves? {
    guard !places.isEmpty, items[number].question.map({ $0.maximumScore == 1 }) ?? true,
      places.allSatisfy({ (0...1).contains($0.score) })
    else { return nil }
    let count = Double(places.count)
    let share = (Double(places.count { $0.score == 1 }) + 0.5) / (count + 1)
    var mean = [Double](repeating: 0, count: grid.count)
    for place in places {
      for index in mean.indices { mean[index] += posteriors[place.sitting][index] / count }
    }
    var (low, high) = (grid[0] - 6, grid[grid.count - 1] + 6)
    for _ in 0..<40 {
      let middle = 0.5 * (low + high)
      let expected = zip(grid, mean).reduce(0) { $0 + $1.1 * logistic($1.0 - middle) }
      if expected > share { low = middle } else { high = middle }
    }
    return ItemCurves(LogisticModel(difficulty: low), on: grid)
  }

  /// Thirds of the people.
  private var groupOfPoint: [Int] {
    grid.map { theta in
      let share = people.cumulativeProbability(at: theta)
      return share < 1.0 / 3 ? 0 : share < 2.0 / 3 ? 1 : 2
    }
  }
}

/// What an item's model says at the points of ability.
struct ItemCurves: Sendable {
  /// [score][point].
  let logProbabilities: [[Double]]
  /// The derivatives of these in θ.
  let slopes: [[Double]]
  /// By point.
  let information: [Double]
  /// The expected score as a share of the highest; `nil` where scores have no order.
  let expectedShares: [Double]?

  /// The distribution over the points after one more answer.
  func posterior(_ distribution: [Double], after score: Int) -> [Double] {
    let logs = logProbabilities[score]
    let largest = logs.max() ?? 0
    var posterior = zip(distribution, logs).map { $0 * exp($1 - largest) }
    let total = posterior.reduce(0, +)
    guard total > 0 else { return distribution }
    for index in posterior.indices { posterior[index] /= total }
    return posterior
  }

  init(_ model: any ResponseModel, on grid: [Double]) {
    let logs = (0..<model.scoreCount).map { score in
      grid.map { model.logProbability(of: score, at: $0) }
    }
    logProbabilities = logs.map { $0.map(\.value) }
    slopes = logs.map { $0.map(\.slope) }
    information = grid.map { model.information(at: $0) }
    expectedShares =
      model is NominalModel
      ? nil : grid.map { model.expectedScore(at: $0) / Double(model.scoreCount - 1) }
  }
}
