import Foundation
import ItemBanks
import ItemResponse
import Numerical

@testable import AdaptiveTesting

/// The criteria once more, in plain loops over the models' probabilities, information by differences.
struct CriterionReference {
  let bank: Bank
  let theta: Double
  let standardError: Double
  /// Item numbers with their scores.
  let answers: [(item: Int, score: Int)]
  let points: [Double]
  /// The trapezoid's: 1, at the ends a half.
  let trapezoid: [Double]

  init(
    bank: Bank, theta: Double, standardError: Double, answers: [(item: Int, score: Int)],
    from low: Double, to high: Double, points count: Int
  ) {
    self.bank = bank
    self.theta = theta
    self.standardError = standardError
    self.answers = answers
    points = (0..<count).map { low + (high - low) * Double($0) / Double(count - 1) }
    trapezoid = (0..<count).map { $0 == 0 || $0 == count - 1 ? 0.5 : 1 }
  }

  func probability(_ item: Int, _ score: Int, _ theta: Double) -> Double {
    bank.items[item].model!.probability(of: score, at: theta)
  }

  func scores(_ item: Int) -> Range<Int> { 0..<bank.items[item].model!.scoreCount }

  func information(_ item: Int, _ theta: Double) -> Double {
    let h = 1e-4
    var sum = 0.0
    for score in scores(item) {
      let slope =
        (probability(item, score, theta + h) - probability(item, score, theta - h)) / (2 * h)
      sum += slope * slope / probability(item, score, theta)
    }
    return sum
  }

  /// Of each point, with the answers so far; not summing to anything in particular.
  func likelihood(withPrior: Bool) -> [Double] {
    points.map { point in
      var product = withPrior ? exp(-0.5 * point * point) : 1
      for answer in answers { product *= probability(answer.item, answer.score, point) }
      return product
    }
  }

  func average(withPrior: Bool, _ value: (Double) -> Double) -> Double {
    let likelihood = likelihood(withPrior: withPrior)
    var (sum, total) = (0.0, 0.0)
    for (index, point) in points.enumerated() {
      let weight = trapezoid[index] * likelihood[index]
      sum += weight * value(point)
      total += weight
    }
    return sum / total
  }

  func kullbackLeibler(_ item: Int, withPrior: Bool) -> Double {
    average(withPrior: withPrior) { point in
      var divergence = 0.0
      for score in scores(item) {
        let here = probability(item, score, theta)
        divergence += here * log(here / probability(item, score, point))
      }
      return divergence
    }
  }

  func discrimination(_ item: Int, withPrior: Bool) -> Double {
    let weights = likelihood(withPrior: withPrior)
    let total = weights.reduce(0, +)
    var sum = 0.0
    for score in scores(item) {
      let values = points.map { probability(item, score, $0) }
      var mean = 0.0
      for index in points.indices { mean += weights[index] / total * values[index] }
      for index in points.indices {
        sum += weights[index] / total * (values[index] - mean) * (values[index] - mean) / 2
      }
    }
    return sum
  }

  func expectedVariance(_ item: Int) -> Double {
    var expected = 0.0
    for score in scores(item) {
      let chance = average(withPrior: true) { probability(item, score, $0) }
      let mean = average(withPrior: true) { $0 * probability(item, score, $0) } / chance
      let variance =
        average(withPrior: true) {
          ($0 - mean) * ($0 - mean) * probability(item, score, $0)
        } / chance
      expected += chance * variance
    }
    return expected
  }

  /// By 4000 midpoints.
  func interval(_ item: Int, halfWidth: Double) -> Double {
    var sum = 0.0
    for index in 0..<4000 {
      sum += information(item, theta + halfWidth * ((Double(index) + 0.5) / 2000 - 1))
    }
    return sum / 4000
  }

  /// Where information is largest, by looking.
  func peak(_ item: Int) -> Double {
    var best = (theta: 0.0, information: -1.0)
    for step in -8000...8000 {
      let theta = Double(step) / 1000
      let information = bank.items[item].model!.information(at: theta)
      if information > best.information { best = (theta, information) }
    }
    return best.theta
  }
}

/// Items of every model, with parameters from a seed.
func mixedBank(_ count: Int, seed: UInt64) -> Bank {
  var generator = SeededGenerator(seed: seed)
  func uniform(_ low: Double, _ high: Double) -> Double {
    low + (high - low) * generator.uniform()
  }
  let items = (0..<count).map { index -> Item in
    let a = uniform(0.6, 2)
    let b = uniform(-2, 2)
    let model: any ResponseModel =
      switch index % 6 {
      case 0: LogisticModel(discrimination: a, difficulty: b)
      case 1: LogisticModel(discrimination: a, difficulty: b, lowerAsymptote: 0.2)
      case 2:
        LogisticModel(
          discrimination: a, difficulty: b, lowerAsymptote: 0.15, upperAsymptote: 0.95)
      case 3:
        GradedModel(discrimination: a, thresholds: [b - uniform(0.3, 1), b, b + uniform(0.3, 1)])
      case 4: PartialCreditModel(discrimination: a, steps: [b, b + uniform(-1, 1)])
      default: NominalModel(slopes: [0, a, 0.4], intercepts: [0, -a * b, uniform(-1, 1)])
      }
    return Item(id: "q\(index + 1)", model: model)
  }
  return Bank(name: "mixed", items: items)
}
