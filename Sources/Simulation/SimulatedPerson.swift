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

  /// Uniform on [0, 1), theirs for this item; `use` tells several such numbers apart.
  public func uniform(_ item: Int, use: UInt64 = 0) -> Double {
    var generator = SeededGenerator(seed: seed &+ use, stream: UInt64(item))
    return generator.uniform()
  }
}
