/// Why a test ended. In files a word, or several joined by `+` where rules had to hold together.
public indirect enum StopReason: Sendable, Hashable {
  /// The standard error reached the design's threshold.
  case precision
  /// The standard error no longer fell.
  case precisionStable
  /// The next item was not expected to lower the standard error enough.
  case smallReduction
  /// The estimate no longer moved.
  case thetaStable
  /// No eligible item would have told enough.
  case noInformativeItem
  /// It is decided on which side of the cut scores the person stands.
  case classified
  case maximumLength
  case timeLimit
  case bankExhausted
  case endedByProctor
  /// Every item of a fixed list was given.
  case listExhausted
  /// Rules that had to hold together; never empty, none of them a combination.
  case all([StopReason])

  /// Those that are not combinations.
  public static let simple: [StopReason] = [
    .precision, .precisionStable, .smallReduction, .thetaStable, .noInformativeItem, .classified,
    .maximumLength, .timeLimit, .bankExhausted, .listExhausted, .endedByProctor,
  ]

  /// The reasons joined, each once; the one itself where it stands alone.
  init(joining reasons: [StopReason]) {
    var joined: [StopReason] = []
    for reason in reasons {
      let parts = if case .all(let parts) = reason { parts } else { [reason] }
      for part in parts where !joined.contains(part) { joined.append(part) }
    }
    self = joined.count == 1 ? joined[0] : .all(joined)
  }
}

extension StopReason: RawRepresentable, Codable {
  public var rawValue: String {
    switch self {
    case .precision: "precision"
    case .precisionStable: "precision_stable"
    case .smallReduction: "small_reduction"
    case .thetaStable: "theta_stable"
    case .noInformativeItem: "no_informative_item"
    case .classified: "classified"
    case .maximumLength: "maximum_length"
    case .timeLimit: "time_limit"
    case .bankExhausted: "bank_exhausted"
    case .endedByProctor: "ended_by_proctor"
    case .listExhausted: "list_exhausted"
    case .all(let reasons): reasons.map(\.rawValue).joined(separator: "+")
    }
  }

  public init?(rawValue: String) {
    var reasons: [StopReason] = []
    for word in rawValue.split(separator: "+", omittingEmptySubsequences: false) {
      guard let reason = Self.simple.first(where: { $0.rawValue == word }) else { return nil }
      reasons.append(reason)
    }
    guard Set(reasons).count == reasons.count, let first = reasons.first else { return nil }
    self = reasons.count == 1 ? first : .all(reasons)
  }
}
