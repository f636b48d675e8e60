/// Which parameters of the logistic response function are estimated.
public enum CalibrationModel: String, Sendable, Codable, CaseIterable {
  /// Slope 1, a difficulty each, the latent variance free (Rasch 1960).
  case rasch
  /// One slope for all items, a difficulty each, latent variance 1. The same maximum as `rasch`:
  /// slope² = variance.
  case onePL = "1pl"
  /// A discrimination and a difficulty each (Birnbaum 1968).
  case twoPL = "2pl"
  /// Also a lower asymptote each.
  case threePL = "3pl"
  /// Also an upper asymptote each (Barton & Lord 1981).
  case fourPL = "4pl"

  public var hasFreeSlopes: Bool { self != .rasch && self != .onePL }
  public var hasLowerAsymptote: Bool { self == .threePL || self == .fourPL }
  public var hasUpperAsymptote: Bool { self == .fourPL }
}
