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
  /// Maximum likelihood with fences (Han 2016, doi:10.1177/0146621616631317); finite for every non-empty
  /// pattern.
  case mlef
  /// Maximum likelihood in which answers to items far from the person count less, and beyond a distance not
  /// at all (Mislevy & Bock 1982, doi:10.1177/001316448204200302); for logistic items.
  case biweight
  /// The same with Huber's weights, which never reach 0 (Schuster & Yuan 2011,
  /// doi:10.3102/1076998610396890); for logistic items.
  case huber

  /// Whether a non-empty pattern may have no finite value.
  public var mayBeInfinite: Bool { self == .mle || isRobust }

  /// Whether answers are weighted by how far their items are from the person.
  public var isRobust: Bool { self == .biweight || self == .huber }

  /// The constant of the robust methods' weights, where none is given: 4 for the biweight (Mislevy & Bock
  /// 1982), 1 for Huber's (Schuster & Yuan 2011).
  public var standardTuningConstant: Double { self == .biweight ? 4 : 1 }
}

/// Where a standard error comes from. Numbers of different kinds are not comparable, so each travels
/// with its name.
public enum StandardErrorKind: String, Sendable, Codable {
  /// The posterior's standard deviation (EAP).
  case posteriorSD = "posterior_sd"
  /// 1/√(I(θ) + 1/σ²), the prior's share included (MAP).
  case informationAndPrior = "information_and_prior"
  /// 1/√I(θ), the expected information of the items given (MLE, WLE, MLEF without its fences).
  case information
  /// √(Σ W² I) / Σ W I, with the weights of the answers (biweight, Huber).
  case weightedInformation = "weighted_information"
  /// The estimator's standard deviation over all answers that could have been given.
  case exact
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
  /// Without a prior there must be at least one answer.
  case noResponses
  /// The likelihood rises all the way to +∞ (`above`: as when everything is right) or −∞.
  case noFiniteMaximum(Direction)

  public enum Direction: String, Sendable, Codable {
    case above, below
  }
}
