import Foundation

/// How many opportunities a student needs until P(mastered) reaches a threshold, before any answer is
/// known: what a tutor that stops there must expect.
public struct MasteryForecast: Sendable, Hashable {
  public let threshold: Double
  /// P(the threshold is reached with exactly n answers), from n = 0.
  public let distribution: [Double]
  /// The share who have not reached it after all these.
  public let remaining: Double
  /// P(mastered in truth by opportunity n + 1), from n = 0, whoever was stopped or not.
  public let mastered: [Double]

  /// The mean number of opportunities; `nil` where one student in a thousand or more needs still longer
  /// than was looked at.
  public var expected: Double? {
    guard remaining < 1e-3 else { return nil }
    let sum = distribution.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element }
    return sum / (1 - remaining)
  }

  /// The smallest number by which `share` of the students have reached the threshold.
  public func quantile(_ share: Double) -> Int? {
    var sum = 0.0
    for (count, probability) in distribution.enumerated() {
      sum += probability
      if sum >= share { return count }
    }
    return nil
  }
}

extension SkillKnowledge {
  /// The students' P(mastered) moves up or down with each answer, each of which has the probability that
  /// the model gives it: a Markov chain on (0, 1), followed on a grid whose cells pass their mass on to
  /// two neighbours so that its mean is kept.
  ///
  /// - Parameters:
  ///   - threshold: 0.95 by custom (Corbett & Anderson 1995), for P(mastered) after an answer and what was
  ///     learned at it.
  ///   - opportunities: how far to look.
  ///   - points: of the grid; with 2001 the distribution is right to about 1e-3.
  public func masteryForecast(
    threshold: Double = 0.95, opportunities: Int = 100, points: Int = 2001
  ) -> MasteryForecast {
    precondition(threshold > 0 && threshold <= 1 && opportunities >= 0 && points >= 2)
    let cells = Double(points - 1)
    var mass = [Double](repeating: 0, count: points)
    var reached = 0.0
    func add(_ amount: Double, at value: Double, to mass: inout [Double]) {
      if value >= threshold {
        reached += amount
        return
      }
      let place = value * cells
      let cell = min(Int(place), points - 2)
      mass[cell] += amount * (1 - (place - Double(cell)))
      mass[cell + 1] += amount * (place - Double(cell))
    }
    func after(_ mastery: Double) -> Double { mastery * (1 - forget) + (1 - mastery) * learn }
    add(1, at: initialMastery, to: &mass)
    var distribution = [reached]
    var mastered = [initialMastery]
    for _ in 0..<opportunities {
      reached = 0
      var next = [Double](repeating: 0, count: points)
      for index in mass.indices where mass[index] > 0 {
        let prior = Double(index) / cells
        let right = prior * (1 - slip) + (1 - prior) * guess
        if right > 0 {
          add(mass[index] * right, at: after(prior * (1 - slip) / right), to: &next)
        }
        if right < 1 {
          add(mass[index] * (1 - right), at: after(prior * slip / (1 - right)), to: &next)
        }
      }
      mass = next
      distribution.append(reached)
      mastered.append(after(mastered.last!))
    }
    return MasteryForecast(
      threshold: threshold, distribution: distribution, remaining: mass.reduce(0, +),
      mastered: mastered)
  }
}
