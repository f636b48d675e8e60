/// Draws of the No-U-Turn sampler with what the run tells about itself.
public struct NoUTurnSample: Sendable, Hashable {
  /// A trajectory that left the energy surface: the density bends there more sharply than the step size
  /// can follow, and the draws may miss what lies behind.
  public struct Divergence: Sendable, Hashable {
    public let chain: Int
    /// Counted from the end of warm-up.
    public let draw: Int
    /// The last point before it.
    public let position: [Double]
    /// H − H₀; ∞ where the density was not finite.
    public let energyError: Double
  }

  public let draws: MarkovChains
  public let chains: [NoUTurnChain]
  public let sampler: NoUTurnSampler

  init(_ chains: [NoUTurnChain], of sampler: NoUTurnSampler) {
    self.chains = chains
    self.sampler = sampler
    var draws = MarkovChains(
      chainCount: chains.count, drawCount: sampler.draws, dimension: chains[0].dimension)
    for (index, chain) in chains.enumerated() {
      for draw in 0..<sampler.draws {
        let start = draw * chain.dimension
        draws.set(draw, ofChain: index, to: chain.positions[start..<start + chain.dimension])
      }
    }
    self.draws = draws
  }

  public var divergences: [Divergence] { chains.flatMap(\.divergences) }

  public var tooDeepCount: Int { chains.reduce(0) { $0 + $1.tooDeepCount } }
}

extension NoUTurnSample {
  /// What makes the draws doubtful, apart from the R̂ and effective sizes of what is reported.
  public enum Problem: Sendable, Hashable, CustomStringConvertible {
    case divergences(Int)
    case cutShort(Int, depth: Int)
    /// The chain's step size or acceptance collapsed, or it stayed where it was.
    case stuck(chain: Int, stayed: Double, acceptance: Double, stepSize: Double)
    case energy(chain: Int, Double)

    public var description: String {
      switch self {
      case .divergences(let count):
        "\(count) divergent \(count == 1 ? "transition" : "transitions") after warm-up: the "
          + "intervals may be too narrow; raise the target acceptance."
      case .cutShort(let count, let depth):
        "\(count) \(count == 1 ? "trajectory" : "trajectories") cut short at depth \(depth): "
          + "draws are worth less than they could be; raise the maximum depth."
      case .stuck(let chain, let stayed, let acceptance, let step):
        "chain \(chain + 1) is stuck: \(Int((100 * stayed).rounded())) % of its draws repeat the one "
          + "before, acceptance \(short(acceptance)), step size \(short(step)); lengthen the "
          + "warm-up or start elsewhere."
      case .energy(let chain, let mixing):
        "chain \(chain + 1) explores the energies poorly (E-BFMI \(short(mixing)), below 0.3): "
          + "the tails are doubtful; use another parametrisation or more draws."
      }
    }

    private func short(_ value: Double) -> String {
      let digits = value.magnitude < 0.001 ? 1e9 : 1e3
      return "\((value * digits).rounded() / digits)"
    }
  }

  public var problems: [Problem] {
    var problems: [Problem] = []
    if divergences.isEmpty == false { problems.append(.divergences(divergences.count)) }
    if tooDeepCount > 0 {
      problems.append(.cutShort(tooDeepCount, depth: sampler.maximumDepth))
    }
    for (index, chain) in chains.enumerated() {
      let stayed = Double(chain.stuckCount) / Double(chain.drawCount)
      if stayed > 0.5 || chain.acceptance < 0.25 * sampler.targetAcceptance {
        problems.append(
          .stuck(
            chain: index, stayed: stayed, acceptance: chain.acceptance,
            stepSize: chain.stepSize))
      } else if chain.energyMixing < 0.3 {
        problems.append(.energy(chain: index, chain.energyMixing))
      }
    }
    return problems
  }
}
