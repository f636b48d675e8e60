import Foundation
import Numerical

/// Whom a study simulates: where their abilities come from, in logits.
public enum Population: Sendable, Hashable {
  case normal(mean: Double, standardDeviation: Double)
  case uniform(ClosedRange<Double>)
  /// So many people at each of these abilities, for what depends on ability.
  case grid([Double], replications: Int)
  /// People with these abilities, over and over where more are asked for.
  case list([Double])

  public static let standardNormal = Population.normal(mean: 0, standardDeviation: 1)

  /// The abilities of `count` people. A person's depends on the seed and their number alone, so that a
  /// longer study begins with the people of a shorter one.
  ///
  /// - Parameter count: of a grid, all its people are taken, whatever this is.
  public func abilities(_ count: Int, seed: UInt64) -> [Double] {
    switch self {
    case .normal(let mean, let standardDeviation):
      return (0..<count).map { person in
        var generator = SeededGenerator(seed: seed, stream: UInt64(person))
        return mean + standardDeviation * generator.normal()
      }
    case .uniform(let range):
      return (0..<count).map { person in
        var generator = SeededGenerator(seed: seed, stream: UInt64(person))
        return range.lowerBound + (range.upperBound - range.lowerBound) * generator.uniform()
      }
    case .grid(let thetas, let replications):
      return thetas.flatMap { [Double](repeating: $0, count: replications) }
    case .list(let thetas):
      return thetas.isEmpty ? [] : (0..<count).map { thetas[$0 % thetas.count] }
    }
  }
}
