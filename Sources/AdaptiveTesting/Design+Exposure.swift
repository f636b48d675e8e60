import ItemBanks

extension Design {
  /// How often items may be given, over all sittings.
  public enum Exposure: Sendable, Hashable {
    case unlimited
    /// Each item stands aside in a sitting with a chance of its own, found by simulation so that no item
    /// is given to more than the maximum share of people (Sympson & Hetter 1985).
    case sympsonHetter(SympsonHetter)
    /// An item that more than `maximum` of all sittings so far were given stands aside (Revuelta &
    /// Ponsoda 1998, doi:10.1111/j.1745-3984.1998.tb00541.x).
    case restricted(maximum: Double)
    /// Each item is eligible in a sitting with a chance that follows from how often it was so far, and was
    /// given (van der Linden & Veldkamp 2007, doi:10.3102/1076998606298044); anew in each segment of
    /// ability that the rising `bounds` part.
    case eligibility(maximum: Double, bounds: [Double])
    /// As the last, with one maximum rate chosen so that two sittings share no more than this part of their
    /// items on average.
    case overlap(maximum: Double)
  }

  /// The chances with which items, once selected, are given.
  public struct SympsonHetter: Sendable, Hashable {
    public var maximum: Double
    /// By item id, 0...1; items that are not named are always given. `nil` until they are computed.
    public var parameters: [String: Double]?

    public init(maximum: Double, parameters: [String: Double]? = nil) {
      self.maximum = maximum
      self.parameters = parameters
    }
  }
}

extension Design.Exposure: DesignPart {
  private enum Rule: String, CaseIterable {
    case unlimited, restricted, eligibility, overlap
    case sympsonHetter = "sympson_hetter"
  }

  init(_ reader: inout DesignReader) throws(DesignError) {
    let rule: Rule = try reader.choice("rule") ?? .unlimited
    let maximum = try reader.number("max")
    guard let maximum else {
      guard rule == .unlimited else {
        throw DesignError(
          message: "exposure has no 'max'; write the largest share allowed, as 0.25.")
      }
      self = .unlimited
      return
    }
    switch rule {
    case .unlimited:
      throw DesignError(
        message: "exposure has 'max' but no 'rule'; name one, as eligibility or sympson_hetter.")
    case .sympsonHetter:
      self = .sympsonHetter(.init(maximum: maximum, parameters: try reader.numbers("parameters")))
    case .restricted: self = .restricted(maximum: maximum)
    case .eligibility:
      self = .eligibility(maximum: maximum, bounds: try reader.list("bounds") ?? [])
    case .overlap: self = .overlap(maximum: maximum)
    }
  }

  var json: JSONValue {
    func object(_ rule: Rule, _ maximum: Double, _ more: [String: JSONValue] = [:]) -> JSONValue {
      .object(["rule": .string(rule.rawValue), "max": .number(maximum)].merging(more) { $1 })
    }
    switch self {
    case .unlimited: return .object(["rule": .string(Rule.unlimited.rawValue)])
    case .sympsonHetter(let rule):
      let parameters = rule.parameters.map { JSONValue.object($0.mapValues(JSONValue.number)) }
      return object(.sympsonHetter, rule.maximum, parameters.map { ["parameters": $0] } ?? [:])
    case .restricted(let maximum): return object(.restricted, maximum)
    case .eligibility(let maximum, let bounds):
      return object(.eligibility, maximum, ["bounds": .array(bounds.map(JSONValue.number))])
    case .overlap(let maximum): return object(.overlap, maximum)
    }
  }

  /// Whether the rule looks at what was given in the sittings before.
  public var looksBack: Bool {
    switch self {
    case .unlimited, .sympsonHetter: false
    case .restricted, .eligibility, .overlap: true
    }
  }

  /// The largest share of sittings, or of common items, that is allowed.
  public var maximum: Double? {
    switch self {
    case .unlimited: nil
    case .sympsonHetter(let rule): rule.maximum
    case .restricted(let maximum), .eligibility(let maximum, _), .overlap(let maximum): maximum
    }
  }

  func validate() throws(DesignError) {
    if let maximum, !(maximum > 0 && maximum <= 1) {
      throw DesignError(message: "exposure.max is \(maximum); it must be above 0 and at most 1.")
    }
    switch self {
    case .sympsonHetter(let rule):
      for (item, parameter) in (rule.parameters ?? [:]).sorted(by: { $0.key < $1.key })
      where !(0...1).contains(parameter) {
        throw DesignError(
          message: "exposure.parameters: '\(item)' is \(parameter); it must lie between 0 and 1.")
      }
    case .eligibility(_, let bounds):
      guard bounds.allSatisfy({ abs($0) <= 10 }), zip(bounds, bounds.dropFirst()).allSatisfy(<)
      else {
        throw DesignError(
          message: "exposure.bounds must rise from one to the next, within ±10 logits.")
      }
    default: break
    }
  }

  var english: String? {
    switch self {
    case .unlimited: return nil
    case .sympsonHetter(let rule):
      return
        "No item is to be given to more than \(plain(100 * rule.maximum)) % of the people: each "
        + "stands aside now and then (Sympson–Hetter)."
    case .restricted(let maximum):
      return
        "An item that more than \(plain(100 * maximum)) % of the people so far were given stands "
        + "aside."
    case .eligibility(let maximum, let bounds):
      let place = bounds.isEmpty ? "" : ", in each of \(bounds.count + 1) segments of ability"
      return
        "No item is to be given to more than \(plain(100 * maximum)) % of the people\(place): "
        + "those given often stand aside now and then (item eligibility)."
    case .overlap(let maximum):
      return "Two people are to share no more than \(plain(100 * maximum)) % of their items: those "
        + "given often stand aside now and then."
    }
  }
}
