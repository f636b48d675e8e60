import Numerical

/// Whether data made by the fitted model look like those observed: one statistic, observed and replicated.
public struct PredictiveCheck: Sendable, Hashable, Codable {
  public let observed: Double
  /// Over the replications.
  public let mean: Double
  /// The replications' 2.5 % quantile.
  public let lower: Double
  /// The replications' 97.5 % quantile.
  public let upper: Double
  /// The share of replications at or above the observed, ties half: near 0 or 1 where the model misses it.
  public let probability: Double

  init(observed: Double, replicated: [Double]) {
    self.observed = observed
    let count = Double(replicated.count)
    let sorted = replicated.sorted()
    mean = replicated.reduce(0, +) / count
    lower = quantile(0.025, ofSorted: sorted)
    upper = quantile(0.975, ofSorted: sorted)
    probability =
      replicated.reduce(0) { $0 + ($1 > observed ? 1 : $1 == observed ? 0.5 : 0) } / count
  }
}

extension HierarchicalSample {
  /// A posterior predictive check (Gelman, Meng & Stern 1996): for draws spread evenly over the chains,
  /// data are simulated and summed up as the observed ones are.
  ///
  /// - Parameters:
  ///   - observed: the statistics of the data.
  ///   - simulate: given each subject's parameters, as the links constrain them, simulates all subjects and
  ///     returns the same statistics; called from several threads.
  /// - Returns: one check a statistic. Each replication has a stream of the seed to itself.
  public func predictiveCheck(
    _ observed: [Double], replications: Int = 200, seed: UInt64 = 0,
    parallel: Parallel = Parallel(),
    simulate: @Sendable (_ subjects: [[Double]], _ generator: inout SeededGenerator) -> [Double]
  ) -> [PredictiveCheck] {
    precondition(replications > 0)
    let available = draws.chainCount * draws.drawCount
    let values = parallel.map(replications) { replication in
      var generator = SeededGenerator(seed: seed, stream: UInt64(replication))
      let position = replication * available / replications
      let parameters = subjectParameters(
        ofDraw: position % draws.drawCount, chain: position / draws.drawCount)
      return simulate(parameters, &generator)
    }
    return observed.indices.map { index in
      PredictiveCheck(observed: observed[index], replicated: values.map { $0[index] })
    }
  }

  /// Each subject's parameters as the links constrain them.
  public func subjectParameters(ofDraw draw: Int, chain: Int) -> [[Double]] {
    let values = draws.draw(draw, ofChain: chain)
    let parameters = model.parameters
    return (0..<model.subjectCount).map { subject in
      parameters.indices.map { index in
        let offset = values.startIndex + (2 + subject) * parameters.count + index
        return parameters[index].link.constrained(values[offset])
      }
    }
  }
}
