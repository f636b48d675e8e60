import Foundation

/// What is reported of one quantity: where its posterior lies and how far the chains can be trusted.
public struct PosteriorSummary: Sendable, Hashable {
  public let mean: Double
  public let standardDeviation: Double
  /// The 2.5 % quantile.
  public let lower: Double
  /// The 97.5 % quantile.
  public let upper: Double
  public let diagnostics: ConvergenceDiagnostics

  /// - Parameter chains: `[chain][draw]`.
  public init(_ chains: [[Double]]) {
    let draws = chains.flatMap(\.self)
    let count = Double(draws.count)
    mean = draws.reduce(0, +) / count
    let center = mean
    let squares = draws.reduce(0) { $0 + ($1 - center) * ($1 - center) }
    standardDeviation = (squares / (count - 1)).squareRoot()
    let sorted = draws.sorted()
    lower = quantile(0.025, ofSorted: sorted)
    upper = quantile(0.975, ofSorted: sorted)
    diagnostics = ConvergenceDiagnostics(chains)
  }
}

/// The quantile that interpolates linearly between order statistics (Hyndman & Fan 1996, type 7,
/// doi:10.2307/2684934); NaN of nothing.
public func quantile(_ probability: Double, ofSorted values: [Double]) -> Double {
  guard let last = values.indices.last else { return .nan }
  let position = probability * Double(last)
  let index = min(Int(position), last)
  guard index < last else { return values[last] }
  return values[index] + (position - Double(index)) * (values[index + 1] - values[index])
}
