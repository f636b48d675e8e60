/// How many of several independent events happen that need not be equally likely.
public struct PoissonBinomialDistribution: Sendable, Hashable {
  /// P(X = k), k = 0...n.
  public let masses: [Double]

  /// Exact, by adding one event after the other; costs n²/2 steps.
  ///
  /// - Parameter probabilities: each 0...1.
  public init(_ probabilities: some Sequence<Double>) {
    var masses = [1.0]
    for probability in probabilities {
      masses.append(0)
      for count in stride(from: masses.count - 1, to: 0, by: -1) {
        masses[count] = masses[count] * (1 - probability) + masses[count - 1] * probability
      }
      masses[0] *= 1 - probability
    }
    self.masses = masses
  }

  /// P(X ≥ `count`), which keeps its digits however small it is.
  public func upperTail(at count: Int) -> Double {
    guard count > 0 else { return 1 }
    guard count < masses.count else { return 0 }
    // From the end, smallest first.
    return min(1, masses[count...].reversed().reduce(0, +))
  }
}
