import ItemBanks

extension Design {
  /// Where the first items are looked for.
  public struct Start: Sendable, Hashable {
    public var origin: Origin
    /// A short first stage: the nth item is chosen at the nth of these abilities, in logits, whatever was
    /// answered before; adaptation begins after the last. Only time and the end of the bank stop a test
    /// during it.
    public var firstStage: [Double]

    /// Where a person is taken to stand before the first answer.
    public enum Origin: Sendable, Hashable {
      /// At the prior's mean.
      case prior
      /// In logits.
      case theta(Double)
      /// Drawn evenly from this range of logits, anew for each sitting.
      case random(ClosedRange<Double>)
      /// By the person's group, in logits; people of no group, or of another, start at the prior's mean.
      case groups([String: Double])
      /// At the person's last score on the same bank; without one, at the prior's mean.
      case earlierResult
    }

    public init(_ origin: Origin = .prior, firstStage: [Double] = []) {
      self.origin = origin
      self.firstStage = firstStage
    }
  }
}

extension Design.Start: DesignPart {
  init(_ reader: inout DesignReader) throws(DesignError) {
    var origins: [(key: String, origin: Origin)] = []
    if let theta = try reader.number("theta") { origins.append(("theta", .theta(theta))) }
    if let range = try reader.range("random") { origins.append(("random", .random(range))) }
    if let groups = try reader.numbers("groups") { origins.append(("groups", .groups(groups))) }
    if try reader.bool("earlier_result") == true {
      origins.append(("earlier_result", .earlierResult))
    }
    guard origins.count <= 1 else {
      throw DesignError(
        message:
          "start has '\(origins[0].key)' and '\(origins[1].key)'; keep the one that is meant.")
    }
    self.init(origins.first?.origin ?? .prior, firstStage: try reader.list("first_stage") ?? [])
  }

  var json: JSONValue {
    var fields: [String: JSONValue] = [:]
    switch origin {
    case .prior: break
    case .theta(let theta): fields["theta"] = .number(theta)
    case .random(let range): fields["random"] = .range(range)
    case .groups(let groups): fields["groups"] = .object(groups.mapValues(JSONValue.number))
    case .earlierResult: fields["earlier_result"] = .bool(true)
    }
    if !firstStage.isEmpty { fields["first_stage"] = .array(firstStage.map(JSONValue.number)) }
    return .object(fields)
  }

  func validate() throws(DesignError) {
    func check(_ theta: Double, _ key: String) throws(DesignError) {
      guard abs(theta) <= 10 else {
        throw DesignError(message: "\(key) is \(theta); it must lie within ±10 logits.")
      }
    }
    switch origin {
    case .prior, .earlierResult: break
    case .theta(let theta): try check(theta, "start.theta")
    case .random(let range):
      try check(range.lowerBound, "start.random.from")
      try check(range.upperBound, "start.random.to")
    case .groups(let groups):
      guard !groups.isEmpty else {
        throw DesignError(message: "start.groups is empty; name at least one group.")
      }
      for (group, theta) in groups.sorted(by: { $0.key < $1.key }) {
        try check(theta, "start.groups: '\(group)'")
      }
    }
    for theta in firstStage { try check(theta, "start.first_stage: an ability") }
  }

  func english(prior mean: Double) -> String {
    let begin =
      switch origin {
      case .prior: "at ability \(plain(mean)) logits, the middle of the prior"
      case .theta(let theta): "at ability \(plain(theta)) logits"
      case .random(let range):
        "at an ability drawn between \(plain(range.lowerBound)) and \(plain(range.upperBound)) logits"
      case .groups(let groups):
        "by the person's group ("
          + groups.sorted { $0.key < $1.key }.map { "\($0.key) at \(plain($0.value))" }
          .joined(separator: ", ") + "), else at ability \(plain(mean)) logits"
      case .earlierResult:
        "at the person's last score, or else at ability \(plain(mean)) logits"
      }
    guard !firstStage.isEmpty else { return "The test starts \(begin)." }
    let stage = firstStage.map(plain).joined(separator: ", ")
    return
      "The first \(firstStage.count == 1 ? "item is" : "\(firstStage.count) items are") chosen at "
      + "ability \(stage) logits, whatever is answered."
  }
}
