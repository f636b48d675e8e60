import Foundation

/// The No-U-Turn sampler: Hamiltonian Monte Carlo that chooses for itself how far to go. Trajectories grow
/// by doubling until they turn back on themselves by the generalised criterion, also across the joints
/// of their halves, and the draw is a multinomial one among their points (Hoffman & Gelman 2014,
/// arXiv:1111.4246; Betancourt 2017, arXiv:1701.02434, appendix A).
///
/// Warm-up finds the step size by dual averaging and the variances of a diagonal metric in windows that
/// double, as Stan does (Stan Reference Manual 2.35, §14.2), and is thrown away.
public struct NoUTurnSampler: Sendable, Hashable {
  public var chains = 4
  public var warmUp = 500
  /// Kept draws a chain.
  public var draws = 1000
  /// Aimed at by the step size; nearer to 1 for smaller steps, where there are divergences.
  public var targetAcceptance = 0.8
  /// A trajectory has at most 2 to this many steps.
  public var maximumDepth = 10
  public var seed: UInt64 = 0

  public init() {}

  /// Draws from `target`.
  ///
  /// Each chain has a stream of the seed to itself, so the number of threads changes nothing.
  ///
  /// - Parameter start: where chains begin, each at some uniform distance of up to `spread` from it in
  ///   every coordinate; `nil` for the origin.
  /// - Parameter progress: called after each transition of any chain, from the thread that made it.
  /// - Throws: `SamplingError` where no point near `start` has a finite density and gradient.
  public func sample(
    _ target: some LogDensity, from start: [Double]? = nil, spread: Double = 2,
    parallel: Parallel = Parallel(), progress: (@Sendable () -> Void)? = nil
  ) throws(SamplingError) -> NoUTurnSample {
    precondition(chains > 0 && draws > 0 && warmUp >= 0 && maximumDepth > 0)
    precondition((0.01...0.999).contains(targetAcceptance))
    let center = start ?? Array(repeating: 0, count: target.dimension)
    precondition(center.count == target.dimension)
    let outcomes = parallel.map(chains) { chain in
      var state = SamplingChain(chain, of: target, sampler: self)
      return Result { () throws(SamplingError) -> NoUTurnChain in
        try state.start(near: center, spread: spread)
        return state.run(progress: progress)
      }
    }
    var finished: [NoUTurnChain] = []
    for outcome in outcomes { finished.append(try outcome.get()) }
    return NoUTurnSample(finished, of: self)
  }
}
