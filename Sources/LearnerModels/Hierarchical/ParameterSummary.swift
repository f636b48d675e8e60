import Numerical

/// A parameter as it is reported, with the keys that it has in JSON.
public struct ParameterSummary: Sendable, Hashable, Codable {
  public let name: String
  public let mean: Double
  public let standardDeviation: Double
  public let lower: Double
  public let upper: Double
  /// Of samples only, and `nil` where the draws tell none.
  public let rHat: Double?
  public let bulkSampleSize: Double?
  public let tailSampleSize: Double?

  enum CodingKeys: String, CodingKey {
    case name, mean
    case standardDeviation = "sd"
    case lower = "q2_5"
    case upper = "q97_5"
    case rHat = "rhat"
    case bulkSampleSize = "ess_bulk"
    case tailSampleSize = "ess_tail"
  }

  init(
    name: String, mean: Double, standardDeviation: Double, lower: Double, upper: Double
  ) {
    self.name = name
    self.mean = mean
    self.standardDeviation = standardDeviation
    self.lower = lower
    self.upper = upper
    (rHat, bulkSampleSize, tailSampleSize) = (nil, nil, nil)
  }

  init(name: String, _ summary: PosteriorSummary) {
    func known(_ value: Double) -> Double? { value.isFinite ? value : nil }
    self.name = name
    mean = summary.mean
    standardDeviation = summary.standardDeviation
    lower = summary.lower
    upper = summary.upper
    rHat = known(summary.diagnostics.rHat)
    bulkSampleSize = known(summary.diagnostics.bulkSampleSize)
    tailSampleSize = known(summary.diagnostics.tailSampleSize)
  }
}
