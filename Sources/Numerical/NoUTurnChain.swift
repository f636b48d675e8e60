/// What one chain drew and how it went, after warm-up.
public struct NoUTurnChain: Sendable, Hashable {
  public let dimension: Int
  public let stepSize: Double
  /// The metric's: the posterior variances that warm-up found.
  public let variances: [Double]
  /// `[draw][coordinate]`, row-major.
  public private(set) var positions: [Double] = []
  /// H of each draw.
  public private(set) var energies: [Double] = []
  /// Leapfrog steps, each with one evaluation of the gradient.
  public private(set) var steps = 0
  /// Trajectories that the maximum depth cut short.
  public private(set) var tooDeepCount = 0
  /// Draws that are the one before over again.
  public private(set) var stuckCount = 0
  public private(set) var divergences: [NoUTurnSample.Divergence] = []
  private var acceptanceSum = 0.0

  init(dimension: Int, stepSize: Double, variances: [Double]) {
    self.dimension = dimension
    self.stepSize = stepSize
    self.variances = variances
  }

  public var drawCount: Int { energies.count }

  public var acceptance: Double { acceptanceSum / Double(drawCount) }

  /// How well momenta explore the energies, Σ (Eₙ − Eₙ₋₁)² / Σ (Eₙ − Ē)²; below 0.3 the tails are hardly
  /// reached (Betancourt 2016, arXiv:1604.00695). NaN where the energy never changes.
  public var energyMixing: Double {
    let mean = energies.reduce(0, +) / Double(drawCount)
    let spread = energies.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let moved = zip(energies, energies.dropFirst()).reduce(0) {
      $0 + ($1.1 - $1.0) * ($1.1 - $1.0)
    }
    return moved / spread
  }

  mutating func reserve(_ draws: Int) {
    positions.reserveCapacity(draws * dimension)
    energies.reserveCapacity(draws)
  }

  mutating func append(
    _ position: [Double], energy: Double, steps: Int, acceptance: Double, isTooDeep: Bool,
    isStuck: Bool
  ) {
    positions.append(contentsOf: position)
    energies.append(energy)
    self.steps += steps
    acceptanceSum += acceptance
    if isTooDeep { tooDeepCount += 1 }
    if isStuck { stuckCount += 1 }
  }

  mutating func addDivergence(_ divergence: NoUTurnSample.Divergence) {
    divergences.append(divergence)
  }
}
