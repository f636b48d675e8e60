import Foundation
import Numerical

/// The quadrature points with their prior weights, padded for the kernels.
struct LatentGrid: Sendable {
  private(set) var nodes: [Double]
  /// Points plus padding, a multiple of 32.
  let stride: Int
  /// log πₖ, Σπₖ = 1; −∞ in the padding.
  private(set) var logWeights: [Double]

  var count: Int { nodes.count }

  /// The points of `quadrature` in standard deviations about the mean.
  init(_ quadrature: Quadrature, mean: Double = 0, standardDeviation: Double = 1) {
    nodes = quadrature.points.map { mean + standardDeviation * $0 }
    stride = (quadrature.pointCount + 31) / 32 * 32
    logWeights = []
    setNormal(mean: mean, standardDeviation: standardDeviation)
  }

  init(nodes: [Double], weights: [Double]) {
    self.nodes = nodes
    stride = (nodes.count + 31) / 32 * 32
    logWeights = []
    setLogWeights(weights.map { log(max($0, 1e-300)) })
  }

  var weights: [Double] { logWeights.prefix(count).map { exp($0) } }

  var moments: (mean: Double, standardDeviation: Double) {
    let weights = weights
    let mean = zip(weights, nodes).reduce(0) { $0 + $1.0 * $1.1 }
    let square = zip(weights, nodes).reduce(0) { $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean) }
    return (mean, square.squareRoot())
  }

  mutating func setNormal(mean: Double, standardDeviation: Double) {
    setLogWeights(
      nodes.map { node in
        let z = (node - mean) / standardDeviation
        return -0.5 * z * z
      })
  }

  /// Any constant may be missing from `values`: they are normalised.
  mutating func setLogWeights(_ values: [Double]) {
    let total = logSumExp(values)
    logWeights = values.map { $0 - total }
    logWeights += [Double](repeating: -.infinity, count: stride - count)
  }
}
