/// Draws of several Markov chains of equal length, after warm-up.
public struct MarkovChains: Sendable, Hashable {
  public let chainCount: Int
  public let drawCount: Int
  public let dimension: Int
  /// `[chain][draw][coordinate]`, row-major.
  public private(set) var values: [Double]

  public init(chainCount: Int, drawCount: Int, dimension: Int) {
    self.chainCount = chainCount
    self.drawCount = drawCount
    self.dimension = dimension
    values = Array(repeating: 0, count: chainCount * drawCount * dimension)
  }

  /// - Parameter chains: `[chain][draw]` of one quantity; all chains equally long.
  public init(ofOne chains: [[Double]]) {
    let drawCount = chains.first?.count ?? 0
    precondition(chains.allSatisfy { $0.count == drawCount })
    chainCount = chains.count
    self.drawCount = drawCount
    dimension = 1
    values = chains.flatMap(\.self)
  }

  public func draw(_ draw: Int, ofChain chain: Int) -> ArraySlice<Double> {
    let start = (chain * drawCount + draw) * dimension
    return values[start..<start + dimension]
  }

  public mutating func set(_ draw: Int, ofChain chain: Int, to point: some Collection<Double>) {
    precondition(point.count == dimension)
    let start = (chain * drawCount + draw) * dimension
    values.replaceSubrange(start..<start + dimension, with: point)
  }

  /// One coordinate by chain.
  public func draws(ofCoordinate coordinate: Int) -> [[Double]] {
    (0..<chainCount).map { chain in
      (0..<drawCount).map { values[(chain * drawCount + $0) * dimension + coordinate] }
    }
  }

  /// Other quantities computed draw by draw, `dimension` of them.
  public func map(
    dimension: Int, _ transform: (ArraySlice<Double>, inout [Double]) -> Void
  ) -> MarkovChains {
    var result = MarkovChains(chainCount: chainCount, drawCount: drawCount, dimension: dimension)
    var point = [Double](repeating: 0, count: dimension)
    for chain in 0..<chainCount {
      for index in 0..<drawCount {
        transform(draw(index, ofChain: chain), &point)
        result.set(index, ofChain: chain, to: point)
      }
    }
    return result
  }

  /// Mean, standard deviation, 95 % interval and convergence of one coordinate.
  public func summary(ofCoordinate coordinate: Int) -> PosteriorSummary {
    PosteriorSummary(draws(ofCoordinate: coordinate))
  }
}
