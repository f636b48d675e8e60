import ItemBanks
import ItemResponse
import Numerical

extension Design {
  /// How ability is estimated from the answers.
  public struct Estimation: Sendable, Hashable {
    public var method: AbilityMethod
    /// Used while `method` has no finite value, as MLE after a constant pattern.
    public var fallback: AbilityMethod
    public var prior: Prior
    public var quadrature: Quadrature

    public init(
      method: AbilityMethod = .eap, fallback: AbilityMethod = .eap,
      prior: Prior = .standardNormal, quadrature: Quadrature = .standard
    ) {
      self.method = method
      self.fallback = fallback
      self.prior = prior
      self.quadrature = quadrature
    }
  }
}

extension Design.Estimation: DesignPart {
  init(_ reader: inout DesignReader) throws(DesignError) {
    self.init()
    method = try reader.choice("method") ?? method
    fallback = try reader.choice("fallback") ?? fallback
    prior = try reader.decoded("prior") ?? prior
    quadrature = try reader.decoded("quadrature") ?? quadrature
  }

  var json: JSONValue {
    let prior: JSONValue =
      switch prior {
      case .normal(let mean, let deviation):
        .object(["mean": .number(mean), "sd": .number(deviation)])
      case .uniform(let range): .range(range)
      }
    return .object([
      "method": .string(method.rawValue),
      "fallback": .string(fallback.rawValue),
      "prior": prior,
      "quadrature": .object([
        "from": .number(quadrature.lowerBound), "to": .number(quadrature.upperBound),
        "points": .number(quadrature.pointCount),
      ]),
    ])
  }

  func validate() throws(DesignError) {
    if fallback == .mle {
      throw DesignError(
        message:
          "estimation.fallback is mle, which has no value where a fallback is needed; use eap, "
          + "map or wle.")
    }
  }

  var english: String {
    let prior =
      switch prior {
      case .normal(let mean, let deviation):
        "normal prior, mean \(plain(mean)), SD \(plain(deviation))"
      case .uniform(let range):
        "uniform prior from \(plain(range.lowerBound)) to \(plain(range.upperBound))"
      }
    let usesPrior = [AbilityMethod.eap, .map].contains(method)
    var sentence = "Ability is estimated by \(method.english)"
    if usesPrior { sentence += " (\(prior))" }
    if method == .mle {
      sentence += ", and by \(fallback.english) while the answers have no finite maximum"
      if fallback != .wle { sentence += " (\(prior))" }
    }
    return sentence + "."
  }
}

extension AbilityMethod {
  /// The method's full name with its abbreviation.
  public var english: String {
    switch self {
    case .eap: "expected a posteriori (EAP)"
    case .map: "maximum a posteriori (MAP)"
    case .mle: "maximum likelihood (MLE)"
    case .wle: "weighted likelihood (WLE)"
    }
  }
}
