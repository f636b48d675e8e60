import AdaptiveTesting

/// A line of a list of sittings.
public struct SittingSummary: Sendable, Hashable {
  /// As `K7F-2QD`.
  public let code: String
  public let person: String
  public let bank: String
  /// Of the bank, counted from 1.
  public let generation: Int
  /// As the log says: a sitting whose program was cut off is `running`. See
  /// `Store.isSittingOpen(_:)`.
  public let status: TestSession.Status
  /// Voided answers included.
  public let answered: Int
  /// The most items that the design scores; `nil` where it has no limit.
  public let most: Int?
  /// In logits, after the last answer or voiding; `nil` before the first.
  public let theta: Double?
  /// In logits; infinite where the answers tell nothing at `theta`, `nil` where that is.
  public let standardError: Double?
  /// Milliseconds for which the clock of the time limit ran, up to the last event of the person's own program.
  public let activeMilliseconds: Int64
  /// Whether the whole sitting does not count.
  public let isVoided: Bool
  /// How often a proctor marked it as reviewed.
  public let reviewCount: Int
  /// `nil` until it is finished.
  public let reason: StopReason?
  /// The person's class, grade or the like.
  public let group: String?
  /// Milliseconds since 1970-01-01T00:00Z, as the times of events are.
  public let startedAt: Int64
  /// `nil` while there is no event.
  public let lastEventAt: Int64?
  /// Grows with every event of any sitting, and is no other sitting's; see `Store.sittings(after:)`.
  public let revision: Int
}
