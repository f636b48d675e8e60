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
  }

  let people: NormalDistribution
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
        guard !answer.isVoided, let number = numbers[answer.item.id], let curve = curves[number],
          answer.score < curve.slopes.count
        else { return nil }
        return Answer(item: number, score: answer.score)
      }
    }
    let likelihoods = Parallel(threads: threads).map(answers.count) { sitting in
      var logs = [Double](repeating: 0, count: grid.count)
      for answer in answers[sitting] {
        guard let curve = curves[answer.item] else { continue }
        for index in logs.indices { logs[index] += curve.logProbabilities[answer.score][index] }
      }
      let largest = logs.max() ?? 0
      return logs.map { exp($0 - largest) }
    }
    people = Self.people(likelihoods, on: grid)
    let prior = Self.masses(of: people, on: grid)
    posteriors = likelihoods.map { Self.posterior($0, prior) }
    (self.grid, self.curves, self.answers) = (grid, curves, answers)
  }

  /// By item of the bank.
  var counts: [Int] {
    answers.joined().reduce(into: [Int](repeating: 0, count: curves.count)) { $0[$1.item] += 1 }
  }

  // MARK: People

  /// The normal distribution under which the answers are most likely, by the EM algorithm. Ten standard normal
  /// people are added, so that one sitting does not make a population.
  private static func people(_ likelihoods: [[Double]], on grid: [Double]) -> NormalDistribution {
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

  private static func masses(of people: NormalDistribution, on grid: [Double]) -> [Double] {
    grid.map { exp(people.logDensity(at: $0)) }
  }

  private static func posterior(_ likelihood: [Double], _ prior: [Double]) -> [Double] {
    var posterior = zip(likelihood, prior).map { $0 * $1 }
    let total = posterior.reduce(0, +)
    guard total > 0 else { return prior.map { $0 / prior.reduce(0, +) } }
    for index in posterior.indices { posterior[index] /= total }
    return posterior
  }

  // MARK: Items

  /// By item of the bank.
  func tallies(threads: Int?) -> [ItemTally] {
    var places = [[(sitting: Int, score: Int)]](repeating: [], count: curves.count)
    for (sitting, given) in answers.enumerated() {
      for answer in given { places[answer.item].append((sitting, answer.score)) }
    }
    let groupOfPoint = groupOfPoint
    let byItem = places
    return Parallel(threads: threads).map(curves.count) { number in
      var tally = ItemTally()
      guard let curve = curves[number] else { return tally }
      for (sitting, score) in byItem[number] {
        tally.add(
          score, in: sitting, posterior: posteriors[sitting], curve: curve,
          groupOfPoint: groupOfPoint)
      }
      tally.close(largestInformation: curve.information.max() ?? 0)
      return tally
    }
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
