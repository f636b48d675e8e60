/// Why a sampler could not begin.
public struct SamplingError: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Reason: Sendable, Hashable {
    case logDensity(Double)
    case gradient(coordinate: Int, name: String, Double)
  }

  public let chain: Int
  public let attempts: Int
  /// What was wrong at the last attempt.
  public let reason: Reason

  public var description: String {
    let what =
      switch reason {
      case .logDensity(let value): "the log density is \(value)"
      case .gradient(_, let name, let value): "the derivative by \(name) is \(value)"
      }
    return
      "chain \(chain + 1): no start with a finite density in \(attempts) attempts, at the last "
      + "\(what); see that the data are possible under the model, or start elsewhere."
  }
}
