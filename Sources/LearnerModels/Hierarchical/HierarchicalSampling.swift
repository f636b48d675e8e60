import Foundation
import Numerical

/// A hierarchical fit by the No-U-Turn sampler: MAP–EM first, for the coordinates and the starts, then the
/// chains.
public struct HierarchicalSampling: Sendable, Hashable {
  public var sampler: NoUTurnSampler
  /// By parameter; `nil` for the model's own.
  public var priors: [GroupPrior]?
  /// Whether each subject's coordinates follow what their data tell (`HierarchicalPosterior`), or are plainly
  /// non-centred.
  public var adaptsCoordinates = true

  public init() {
    sampler = NoUTurnSampler()
    // In coordinates as good as these the windows have little left to find.
    sampler.warmUp = 300
    sampler.draws = 1000
    sampler.targetAcceptance = 0.9
  }

  /// - Parameter parallel: over the chains; where those are fewer than the threads, over subjects as well.
  ///   The number of threads changes nothing.
  /// - Parameter progress: called after each transition of any chain, from the thread that made it:
  ///   chains × (warm-up + draws) times.
  public func fit<Model: SubjectModel>(
    _ model: Model, parallel: Parallel = Parallel(), progress: (@Sendable () -> Void)? = nil
  ) throws(HierarchicalError) -> HierarchicalSample<Model> {
    var estimation = HierarchicalMAP()
    estimation.priors = priors
    estimation.seed = sampler.seed
    let start = try estimation.fit(model, parallel: parallel)
    let posterior = HierarchicalPosterior(
      model, priors: priors, approximation: adaptsCoordinates ? start : nil,
      parallel: Parallel(threads: max(1, parallel.threads / sampler.chains)))
    do {
      // In standard errors where coordinates are adapted: with task sets a chain that began far off
      // never moved, its step size going to 0.
      let sample = try sampler.sample(
        posterior, spread: adaptsCoordinates ? 1 : 2, parallel: parallel, progress: progress)
      return HierarchicalSample(sample, of: posterior)
    } catch {
      throw .noStart(error)
    }
  }
}
