import Foundation
import Numerical

/// The empirical histogram: a weight for each point, estimated with the items (Mislevy 1984,
/// doi:10.1007/BF02306026). Whatever the items are, the weights are the best for them, so that EM runs
/// over the items alone and its steps are not held up by weights on their way to 0.
extension EstimationRun {
  var isHistogram: Bool { options.latentDistribution == .empiricalHistogram }

  /// The weights add up to 1, with mean 0 and SD 1 where no anchors hold the scale.
  var freeWeightCount: Int {
    isHistogram ? max(0, grid.count - (isAnchored ? 1 : 3)) : 0
  }

  func estimateHistogram() {
    let (step, stride, patterns) = (expectation, grid.stride, patterns)
    grid.setLogWeights([Double](repeating: 0, count: grid.count))
    step.prepare(curves, on: grid)
    let likelihoods = Buffer<Double>(patterns.count * stride, filledWith: 0)
    parallel.forEach(step.blocks.count) { block in
      let range = step.blocks[block]
      let logs = Buffer<Double>(range.count, filledWith: 0)
      step.posteriors(
        of: range, into: likelihoods.base + range.lowerBound * stride, logLikelihoods: logs.base)
      logs.keepAlive()
    }
    let normal = LatentGrid(quadrature, mean: isAnchored ? mean : 0, standardDeviation: deviation)
    let weights = HistogramWeights(
      likelihoods: likelihoods, counts: patterns.counts, patternCount: patterns.count,
      nodes: grid.nodes, stride: stride, isStandardised: !isAnchored, parallel: parallel
    ).maximise(from: normal.weights.map { 0.9 * $0 + 0.1 / Double(grid.count) })
    likelihoods.keepAlive()
    grid.setLogWeights(weights.map { log(max($0, 1e-290)) })
    if isAnchored { (mean, deviation) = grid.moments }
  }
}
