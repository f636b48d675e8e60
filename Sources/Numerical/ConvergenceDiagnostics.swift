import Foundation

/// How well several chains agree on one quantity, and how many independent draws theirs are worth:
/// rank-normalised split R̂, bulk and tail effective sample size (Vehtari, Gelman, Simpson, Carpenter &
/// Bürkner 2021, doi:10.1214/20-BA1221).
public struct ConvergenceDiagnostics: Sendable, Hashable {
  /// The larger of R̂ of the draws and of their distances from the median (section 4); below 1.01 is good.
  /// NaN where there are fewer than four draws a chain or one is not finite, and where none differs from
  /// another.
  public let rHat: Double
  /// Effective sample size for the middle of the distribution. NaN as `rHat` is.
  public let bulkSampleSize: Double
  /// Effective sample size for the 5 % and 95 % quantiles, the smaller. NaN as `rHat` is.
  public let tailSampleSize: Double

  /// - Parameter chains: `[chain][draw]`, all equally long. One chain is enough, since it is split.
  public init(_ chains: [[Double]]) {
    let draws = chains.flatMap(\.self)
    guard let length = chains.first?.count, length >= 4, draws.allSatisfy(\.isFinite),
      draws.contains(where: { $0 != draws[0] })
    else {
      (rHat, bulkSampleSize, tailSampleSize) = (.nan, .nan, .nan)
      return
    }
    precondition(chains.allSatisfy { $0.count == length })
    let sorted = draws.sorted()
    let halves = Self.split(chains)
    let median = quantile(0.5, ofSorted: halves.flatMap(\.self).sorted())
    let ranked = Self.rankNormalised(halves)
    let folded = Self.rankNormalised(halves.map { $0.map { abs($0 - median) } })
    rHat = max(Self.scaleReduction(ranked), Self.scaleReduction(folded))
    bulkSampleSize = Self.effectiveSampleSize(ranked)
    tailSampleSize = [0.05, 0.95].map { probability in
      let limit = quantile(probability, ofSorted: sorted)
      return Self.effectiveSampleSize(halves.map { $0.map { $0 <= limit ? 1 : 0 } })
    }.min()!
  }
}

extension ConvergenceDiagnostics {
  /// Each chain as two; the middle draw of an odd number is left out.
  static func split(_ chains: [[Double]]) -> [[Double]] {
    chains.flatMap { chain in
      [Array(chain.prefix(chain.count / 2)), Array(chain.suffix(chain.count / 2))]
    }
  }

  /// Normal scores of the ranks among all draws (eq. 14), ties given their mean rank.
  static func rankNormalised(_ chains: [[Double]]) -> [[Double]] {
    let draws = chains.flatMap(\.self)
    let order = draws.indices.sorted { draws[$0] < draws[$1] }
    var scores = [Double](repeating: 0, count: draws.count)
    let normal = NormalDistribution()
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, draws[order[end]] == draws[order[start]] { end += 1 }
      let rank = 0.5 * Double(start + 1 + end)
      let score = normal.quantile((rank - 0.375) / (Double(draws.count) + 0.25))
      for position in start..<end { scores[order[position]] = score }
      start = end
    }
    let length = chains[0].count
    return chains.indices.map { Array(scores[$0 * length..<($0 + 1) * length]) }
  }

  /// R̂ of eq. 1–4. Where only the chains differ, and nothing within them, it is infinite.
  static func scaleReduction(_ chains: [[Double]]) -> Double {
    let (within, between) = variances(chains)
    let length = Double(chains[0].count)
    if within == 0 { return between == 0 ? .nan : .infinity }
    return ((between / within + length - 1) / length).squareRoot()
  }

  /// W and B of eq. 1 and 2.
  private static func variances(_ chains: [[Double]]) -> (within: Double, between: Double) {
    let length = Double(chains[0].count)
    let means = chains.map { $0.reduce(0, +) / length }
    let within = zip(chains, means).map { chain, mean in
      chain.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (length - 1)
    }
    let mean = means.reduce(0, +) / Double(means.count)
    let between = means.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(means.count - 1)
    return (within.reduce(0, +) / Double(within.count), length * between)
  }

  /// Eq. 10–13 with Geyer's initial monotone sequence, no more than S log₁₀ S where the chains are
  /// antithetic. The autocovariances are computed lag by lag as the sequence asks for them, since it ends
  /// after a few lags wherever chains mix.
  static func effectiveSampleSize(_ chains: [[Double]]) -> Double {
    let length = chains[0].count
    let (within, between) = variances(chains)
    let pooled = within * Double(length - 1) / Double(length) + between / Double(length)
    guard pooled > 0 else { return .nan }
    let centered = chains.map { chain in
      let mean = chain.reduce(0, +) / Double(length)
      return chain.map { $0 - mean }
    }
    func autocorrelation(_ lag: Int) -> Double {
      if lag == 0 { return 1 }
      let sum = centered.reduce(0.0) { total, chain in
        chain.withUnsafeBufferPointer { x in
          var sum = total
          for index in 0..<(length - lag) { sum += x[index] * x[index + lag] }
          return sum
        }
      }
      return 1 - (within - sum / Double(length * chains.count)) / pooled
    }
    let total = Double(length * chains.count)
    var time = -1.0
    var smallestPair = Double.infinity
    var lag = 0
    while true {
      let even = autocorrelation(lag)
      let pair = even + autocorrelation(lag + 1)
      // Of the pair that ends the sequence, turned negative or at the end of the chain, the even term
      // still belongs to the sum where it is positive.
      guard pair > 0, lag + 4 < length else {
        time += max(even, 0)
        break
      }
      smallestPair = min(smallestPair, pair)
      time += 2 * smallestPair
      lag += 2
    }
    return total / max(time, 1 / log10(total))
  }
}
