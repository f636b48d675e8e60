import AdaptiveTesting
import ItemResponse
import Numerical

/// Somebody who sits simulated tests.
///
/// What they answer to an item depends on them and the item alone, not on when or in which test it is
/// given: the same people under another design, or with another number of threads, answer alike, and a
/// comparison of designs is a paired one.
public struct SimulatedPerson: Sendable, Hashable {
  /// In logits.
  public var theta: Double
  /// From which all their answers, times and draws follow.
  public var seed: UInt64
  /// What they did answer, by item number, in place of what the model would say: simulation after the
  /// fact with the responses of real people. The model answers where there is none.
  public var scores: [Int: Int]

  public init(theta: Double, seed: UInt64, scores: [Int: Int] = [:]) {
    self.theta = theta
    self.seed = seed
    self.scores = scores
  }

  /// `count` people of a population, each with a seed derived from the study's.
  public static func draw(
    _ count: Int, from population: Population, seed: UInt64
  ) -> [SimulatedPerson] {
    population.abilities(count, seed: seed).enumerated().map { number, theta in
      var generator = SeededGenerator(seed: seed, stream: ~UInt64(number))
      return SimulatedPerson(theta: theta, seed: generator.next())
    }
  }

  /// The seed of their sittings, below 2⁵³ as every seed in a log.
  public var sittingSeed: UInt64 { seed >> 11 }

  /// Their score on an item: the category in whose share of [0, 1) their draw for this item falls.
  ///
  /// - Parameter number: the item's number in the bank.
  public func score(on model: any ResponseModel, number: Int) -> Int {
    if let score = scores[number] { return score }
    var draw = uniform(number)
    for score in (1..<model.scoreCount).reversed() {
      draw -= model.probability(of: score, at: theta)
      if draw < 0 { return score }
    }
    return 0
  }

  /// Their score on an item of a plan. A pretest item without parameters is taken for one of difficulty 0 and
  /// discrimination 1, with equal steps where it has more than two scores.
  func score(onItem number: Int, of plan: TestPlan) -> Int {
    score(on: plan.answeringModel(number), number: number)
  }

  /// Uniform on [0, 1), theirs for this item; `use` tells several such numbers apart.
  public func uniform(_ item: Int, use: UInt64 = 0) -> Double {
    var generator = SeededGenerator(seed: seed &+ use, stream: UInt64(item))
    return generator.uniform()
  }
}

extension TestPlan {
  /// By what simulated people answer the item at a place in the bank.
  func answeringModel(_ number: Int) -> any ResponseModel {
    if let model = model(number) { return model }
    let steps = bank.items[number].scoreCount - 1
    return steps > 1
      ? PartialCreditModel(steps: [Double](repeating: 0, count: steps))
      : LogisticModel(difficulty: 0)
  }
}
