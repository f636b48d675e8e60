import ItemBanks
import ItemResponse
import Numerical

extension Design {
  /// How ability is estimated from the answers.
  public struct Estimation: Sendable, Hashable {
    public var method: AbilityMethod
    /// Used while `method` has no finite value, as MLE and the robust methods after a constant pattern.
    public var fallback: AbilityMethod
    public var prior: Prior
    public var quadrature: Quadrature
    /// Of the robust methods; `nil` for 4 (biweight) or 1 (Huber).
    public var tuningConstant: Double?
    /// Of MLEF; `nil` for those at ±3.5.
    public var fences: Fences?
    /// Whether standard errors of short tests come from going through all patterns of answers.
    public var hasExactErrors = false

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
    tuningConstant = try reader.number("tuning")
    if var part = try reader.object("fences") { fences = try Self.fences(&part) }
    let rule: ErrorRule? = try reader.choice("standard_error")
    hasExactErrors = rule == .exact
  }

  private enum ErrorRule: String, CaseIterable { case asymptotic, exact }

  private static func fences(_ reader: inout DesignReader) throws(DesignError) -> Fences {
    let standard = Fences.standard
    let low = try reader.number("from") ?? standard.range.lowerBound
    let high = try reader.number("to") ?? standard.range.upperBound
    let slope = try reader.number("a") ?? standard.discrimination
    try reader.finish()
    guard low < high else {
      throw DesignError(message: "estimation.fences: 'from' must be less than 'to'.")
    }
    guard slope > 0 else {
      throw DesignError(message: "estimation.fences.a is \(slope); it must be greater than 0.")
    }
    return Fences(low...high, discrimination: slope)
  }

  /// What is not set of the last three is left out: logs are older than those keys.
  var json: JSONValue {
    let prior: JSONValue =
      switch prior {
      case .normal(let mean, let deviation):
        .object(["mean": .number(mean), "sd": .number(deviation)])
      case .uniform(let range): .range(range)
      }
    var fields: [String: JSONValue] = [
      "method": .string(method.rawValue),
      "fallback": .string(fallback.rawValue),
      "prior": prior,
      "quadrature": .object([
        "from": .number(quadrature.lowerBound), "to": .number(quadrature.upperBound),
        "points": .number(quadrature.pointCount),
      ]),
    ]
    if let tuningConstant { fields["tuning"] = .number(tuningConstant) }
    if let fences {
      fields["fences"] = .object([
        "from": .number(fences.range.lowerBound), "to": .number(fences.range.upperBound),
        "a": .number(fences.discrimination),
      ])
    }
    if hasExactErrors { fields["standard_error"] = .string(ErrorRule.exact.rawValue) }
    return .object(fields)
  }

  func validate() throws(DesignError) {
    if fallback.mayBeInfinite {
      throw DesignError(
        message:
          "estimation.fallback is \(fallback.rawValue), which has no value where a fallback is "
          + "needed; use eap, map, wle or mlef.")
    }
    if let tuningConstant {
      guard method.isRobust else {
        throw DesignError(
          message:
            "estimation.tuning is of no use to the method \(method.rawValue); leave it out, or use "
            + "biweight or huber.")
      }
      guard tuningConstant > 0 else {
        throw DesignError(
          message: "estimation.tuning is \(tuningConstant); it must be greater than 0.")
      }
    }
    if fences != nil, method != .mlef, !(method.mayBeInfinite && fallback == .mlef) {
      throw DesignError(
        message:
          "estimation.fences are of no use to the method \(method.rawValue); leave them out, or use "
          + "mlef.")
    }
  }

  /// What only a bank can tell.
  func validate(for bank: Bank) throws(DesignError) {
    guard method.isRobust,
      let item = bank.items.first(where: { $0.isOperational && $0.parameters == nil })
    else { return }
    throw DesignError(
      message:
        "estimation.method is \(method.rawValue), which is for logistic items only, but item "
        + "'\(item.id)' has another model; use another method.")
  }

  var english: String {
    let prior =
      switch prior {
      case .normal(let mean, let deviation):
        "normal prior, mean \(plain(mean)), SD \(plain(deviation))"
      case .uniform(let range):
        "uniform prior from \(plain(range.lowerBound)) to \(plain(range.upperBound))"
      }
    func detail(_ method: AbilityMethod) -> String {
      switch method {
      case .eap, .map: return " (\(prior))"
      case .mlef:
        let fences = fences ?? .standard
        return " (fences at \(plain(fences.range.lowerBound)) and "
          + "\(plain(fences.range.upperBound)) logits)"
      case .biweight, .huber:
        return " (tuning constant \(plain(tuningConstant ?? method.standardTuningConstant)))"
      case .mle, .wle: return ""
      }
    }
    var sentence = "Ability is estimated by \(method.english)\(detail(method))"
    if method.mayBeInfinite {
      sentence += ", and by \(fallback.english) while the answers have no finite maximum"
      sentence += detail(fallback)
    }
    if hasExactErrors {
      sentence +=
        "; its standard error is exact, over all answers that could have been given, as "
        + "long as those are at most \(exactPatternLimit) patterns"
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
    case .mlef: "maximum likelihood with fences (MLEF)"
    case .biweight: "robust maximum likelihood (biweight)"
    case .huber: "robust maximum likelihood (Huber)"
    }
  }
}
