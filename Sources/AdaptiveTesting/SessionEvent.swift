import ItemResponse

/// One thing that happened in a sitting. Events are only ever appended.
public struct SessionEvent: Sendable, Hashable {
  /// 1 for the first event of a sitting, then without gaps.
  public let sequence: Int
  /// Milliseconds since 1970-01-01T00:00Z, from the driver's clock.
  public let time: Int64
  public let kind: Kind

  /// Whether it may be added to a sitting that is finished.
  public var mayFollowTheEnd: Bool {
    switch kind {
    case .noted, .voided, .restored, .reviewed: true
    default: false
    }
  }

  public enum Kind: Sendable, Hashable {
    case started(Circumstances)
    /// An item was put before the person, and why this one.
    case presented(Proposal)
    case answered(Answered)
    /// The clock stopped: the person left or asked for a pause.
    case paused
    /// The sitting went on, after a pause or after the program had been cut off.
    case resumed
    case noted(Note)
    /// An answer, or the whole sitting, no longer counts.
    case voided(Ruling)
    /// It counts again.
    case restored(Ruling)
    /// A proctor lengthened the time limit.
    case timeGranted(TimeGrant)
    /// A proctor has looked at the sitting and stands by it.
    case reviewed(Remark)
    /// A proctor ended the test; that it is finished follows.
    case ended(Remark)
    case finished(StopReason)
  }

  /// An answer and what followed from it.
  public struct Answered: Sendable, Hashable {
    public let item: String
    /// As `Question.answer(from:)` returns it; empty where only the score is known (simulation).
    public let response: String
    public let score: Int
    /// Active time from the item's appearance to the answer.
    public let milliseconds: Int64
    /// After this answer.
    public let estimate: AbilityEstimate
    /// What the item told about the person: its information at `estimate.theta`; 0 for a pretest item.
    public let information: Double
  }

  public struct Note: Sendable, Hashable, Codable {
    /// The item on the screen when the note was written.
    public let item: String?
    public let text: String
    public let author: Author
    /// The proctor's name; `nil` for a student, who is known from the sitting.
    public let name: String?

    public enum Author: String, Sendable, Codable { case student, proctor }

    public init(item: String?, text: String, author: Author, name: String? = nil) {
      self.item = item
      self.text = text
      self.author = author
      self.name = name
    }
  }

  /// What counts and what does not, by whom and why.
  public struct Ruling: Sendable, Hashable {
    /// Whose answer; `nil` for the whole sitting.
    public let item: String?
    public let reason: String
    /// Who did it.
    public let author: String
    /// Over the answers that count after it.
    public let estimate: AbilityEstimate
  }

  public struct TimeGrant: Sendable, Hashable, Codable {
    /// Above 0.
    public let seconds: Int
    public let reason: String
    public let author: String
  }

  public struct Remark: Sendable, Hashable, Codable {
    public let reason: String
    public let author: String
  }
}

/// The item the engine wants to give next, and why.
public struct Proposal: Sendable, Hashable, Codable {
  public let item: String
  /// 1 for the first item of a sitting.
  public let position: Int
  /// The ability at which items were compared.
  public let theta: Double
  public let criterion: Design.Criterion
  /// What the chosen item is worth there, in the criterion's own unit: information, logits away (`urry`,
  /// `peak`), logits squared (`mepv`), nats (`kl`, `klp`), a variance (`gdi`, `gdip`), its place in the list
  /// (`fixed`); where it was drawn, its information (`proportional`, `random`).
  public let value: Double
  /// The best item that was not chosen; `nil` where there was no other, or one was drawn from all.
  public let runnerUp: RunnerUp?
  /// How many items were compared.
  public let eligible: Int
  /// How many of the best the item was drawn from.
  public let drawnFrom: Int
  /// What was not compared, and by which rule.
  public let blocked: [Blocking]
  /// Written only where it is true: logs are older than pretest items.
  let pretest: Bool?

  /// Whether the item is given to collect answers, and its score not taken into account.
  public var isPretest: Bool { pretest == true }

  private enum CodingKeys: String, CodingKey {
    case item, position, theta, criterion, value, eligible, blocked, pretest
    case runnerUp = "runner_up"
    case drawnFrom = "drawn_from"
  }

  public struct RunnerUp: Sendable, Hashable, Codable {
    public let item: String
    public let value: Double
  }

  /// A rule with the number of items it took out; an item counts for the first rule that hit it.
  public struct Blocking: Sendable, Hashable, Codable {
    public let rule: Rule
    public let count: Int

    public enum Rule: String, Sendable, Codable {
      /// Already given in this sitting.
      case given
      /// Its domain has had its share for now.
      case contentShare = "content_share"
      /// An item that excludes it was given.
      case enemy
      /// Its set or group is closed, or cannot get as many items as it needs.
      case closedSet = "closed_set"
      /// Another set or group is being given, or it is not the next of its group.
      case openSet = "open_set"
      /// It is not in the best whole test that keeps the content constraints.
      case contentConstraint = "content_constraint"
      /// It stands aside in this sitting, for having been given too often.
      case exposure
      /// It belongs to another stratum than the test has come to.
      case stratum
    }
  }
}
