/// How ability is computed from a response pattern.
public enum AbilityMethod: String, Sendable, Codable, CaseIterable {
  /// Expected a posteriori: the posterior's mean (Bock & Mislevy 1982, doi:10.1177/014662168200600405).
  case eap
  /// Maximum a posteriori: the posterior's mode (Birnbaum 1969, doi:10.1016/0022-2496(69)90005-4).
  case map
  /// Maximum likelihood; exists only where the likelihood has a finite maximum.
  case mle
  /// Weighted likelihood (Warm 1989, doi:10.1007/BF02294627); finite for every non-empty pattern.
  case wle
}

/// Where a standard error comes from. Numbers of different kinds are not comparable, so each travels
/// with its name.
public enum StandardErrorKind: String, Sendable, Codable {
  /// The posterior's standard deviation (EAP).
  case posteriorSD = "posterior_sd"
  /// 1/√(I(θ) + 1/σ²), the prior's share included (MAP).
  case informationAndPrior = "information_and_prior"
  /// 1/√I(θ), the expected information of the items given (MLE, WLE).
  case information
  /// The prior's own standard deviation: nothing has been answered yet.
  case prior
}

/// An ability with its error and the name of how each was got.
public struct AbilityEstimate: Sendable, Hashable {
  /// In logits.
  public let theta: Double
  /// In logits; infinite where the information at `theta` is 0.
  public let standardError: Double
  public let method: AbilityMethod
  public let standardErrorKind: StandardErrorKind

  public init(
    theta: Double, standardError: Double, method: AbilityMethod,
    standardErrorKind: StandardErrorKind
  ) {
    self.theta = theta
    self.standardError = standardError
    self.method = method
    self.standardErrorKind = standardErrorKind
  }
}

/// Why there is no estimate.
public enum AbilityEstimationError: Error, Hashable {
  /// MLE and WLE need at least one answer.
  case noResponses
  /// The likelihood rises all the way to +∞ (`above`: as when everything is right) or −∞.
  case noFiniteMaximum(Direction)

  public enum Direction: String, Sendable, Codable {
    case above, below
  }
}
