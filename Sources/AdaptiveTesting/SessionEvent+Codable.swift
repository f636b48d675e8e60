import ItemResponse

// An event is one flat JSON object: `seq`, `at`, `event`, and the keys of its kind.

extension SessionEvent: Codable {
  /// The `event` key, and the name of an event's kind wherever one is needed.
  public enum Name: String, Sendable, Codable, CaseIterable {
    case started, presented, answered, paused, resumed, noted, voided, restored, reviewed, ended
    case timeGranted = "time_granted"
    case finished
  }

  public var name: Name {
    switch kind {
    case .started: .started
    case .presented: .presented
    case .answered: .answered
    case .paused: .paused
    case .resumed: .resumed
    case .noted: .noted
    case .voided: .voided
    case .restored: .restored
    case .timeGranted: .timeGranted
    case .reviewed: .reviewed
    case .ended: .ended
    case .finished: .finished
    }
  }

  private enum CodingKeys: String, CodingKey {
    case sequence = "seq"
    case time = "at"
    case name = "event"
    case reason
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let kind: Kind =
      switch try container.decode(Name.self, forKey: .name) {
      case .started: .started(try Circumstances(from: decoder))
      case .presented: .presented(try Proposal(from: decoder))
      case .answered: .answered(try Answered(from: decoder))
      case .paused: .paused
      case .resumed: .resumed
      case .noted: .noted(try Note(from: decoder))
      case .voided: .voided(try Ruling(from: decoder))
      case .restored: .restored(try Ruling(from: decoder))
      case .timeGranted: .timeGranted(try TimeGrant(from: decoder))
      case .reviewed: .reviewed(try Remark(from: decoder))
      case .ended: .ended(try Remark(from: decoder))
      case .finished: .finished(try container.decode(StopReason.self, forKey: .reason))
      }
    self.init(
      sequence: try container.decode(Int.self, forKey: .sequence),
      time: try container.decode(Int64.self, forKey: .time), kind: kind)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(sequence, forKey: .sequence)
    try container.encode(time, forKey: .time)
    try container.encode(name, forKey: .name)
    switch kind {
    case .paused, .resumed: break
    case .started(let circumstances): try circumstances.encode(to: encoder)
    case .presented(let proposal): try proposal.encode(to: encoder)
    case .answered(let answered): try answered.encode(to: encoder)
    case .noted(let note): try note.encode(to: encoder)
    case .voided(let ruling), .restored(let ruling): try ruling.encode(to: encoder)
    case .timeGranted(let grant): try grant.encode(to: encoder)
    case .reviewed(let remark), .ended(let remark): try remark.encode(to: encoder)
    case .finished(let reason): try container.encode(reason, forKey: .reason)
    }
  }
}

extension SessionEvent.Answered: Codable {
  private enum CodingKeys: String, CodingKey {
    case item, response, score, milliseconds, information
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      item: try container.decode(String.self, forKey: .item),
      response: try container.decode(String.self, forKey: .response),
      score: try container.decode(Int.self, forKey: .score),
      milliseconds: try container.decode(Int64.self, forKey: .milliseconds),
      estimate: try AbilityEstimate(from: decoder),
      information: try container.decode(Double.self, forKey: .information))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(item, forKey: .item)
    try container.encode(response, forKey: .response)
    try container.encode(score, forKey: .score)
    try container.encode(milliseconds, forKey: .milliseconds)
    try container.encode(information, forKey: .information)
    try estimate.encode(to: encoder)
  }
}

extension SessionEvent.Ruling: Codable {
  private enum CodingKeys: String, CodingKey {
    case item, reason, author
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      item: try container.decodeIfPresent(String.self, forKey: .item),
      reason: try container.decode(String.self, forKey: .reason),
      author: try container.decode(String.self, forKey: .author),
      estimate: try AbilityEstimate(from: decoder))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(item, forKey: .item)
    try container.encode(reason, forKey: .reason)
    try container.encode(author, forKey: .author)
    try estimate.encode(to: encoder)
  }
}
