import AdaptiveTesting
import Proctoring

/// What a list of sittings says about one of them.
public struct SittingRow: Sendable, Hashable, Identifiable {
  /// In the order in which a proctor wants to see them.
  public enum State: Int, Sendable, Hashable, CaseIterable {
    /// A program gives it at this moment.
    case running
    /// Paused by the person or a proctor.
    case paused
    /// Begun and not finished, and nobody is at it.
    case left
    case notBegun
    case finished
    /// Taken out, whether finished or not.
    case voided
  }

  /// As `K7F-2QD`.
  public var code: String
  public var student: String
  /// The bank's name, by which effects speak of it.
  public var bank: String
  public var bankTitle: String
  /// Of the bank, counted from 1.
  public var generation: Int
  /// Where one was recorded.
  public var group: String?
  public var state: State
  /// Answers given; voided ones included.
  public var answered: Int
  /// The most items that the design gives; `nil` where it has no limit.
  public var most: Int?
  /// How many questions come after the one on the screen, as far as can be told.
  public var remaining: ClosedRange<Int>?
  /// In logits; `nil` before the first answer.
  public var theta: Double?
  /// In logits; may be infinite.
  public var standardError: Double?
  /// On the bank's scale.
  public var score: Double?
  /// The score's standard error, on the bank's scale; may be infinite.
  public var scoreError: Double?
  /// Milliseconds since 1970-01-01T00:00Z.
  public var startedAt: Int64
  /// Milliseconds since 1970-01-01T00:00Z; `nil` while there is no event.
  public var lastEventAt: Int64?
  /// Time at the questions, pauses left out.
  public var activeMilliseconds: Int64?
  public var reason: StopReason?
  /// `nil` while nobody has looked for any.
  public var flags: [Flag.Kind]?
  /// Whether a proctor has looked at it and stands by it.
  public var isReviewed: Bool

  public var id: String { code }

  public init(
    code: String, student: String, bank: String, bankTitle: String, generation: Int = 1,
    group: String? = nil, state: State, answered: Int = 0, most: Int? = nil,
    remaining: ClosedRange<Int>? = nil, theta: Double? = nil, standardError: Double? = nil,
    score: Double? = nil, scoreError: Double? = nil, startedAt: Int64, lastEventAt: Int64? = nil,
    activeMilliseconds: Int64? = nil, reason: StopReason? = nil, flags: [Flag.Kind]? = nil,
    isReviewed: Bool = false
  ) {
    self.code = code
    self.student = student
    self.bank = bank
    self.bankTitle = bankTitle
    self.generation = generation
    self.group = group
    self.state = state
    self.answered = answered
    self.most = most
    self.remaining = remaining
    self.theta = theta
    self.standardError = standardError
    self.score = score
    self.scoreError = scoreError
    self.startedAt = startedAt
    self.lastEventAt = lastEventAt
    self.activeMilliseconds = activeMilliseconds
    self.reason = reason
    self.flags = flags
    self.isReviewed = isReviewed
  }

  /// What a proctor should look at in this very sitting; that a bank is provisional is said of the bank.
  var notableFlags: [Flag.Kind]? { flags?.filter { $0 != .provisionalParameters } }

  var isFlagged: Bool { notableFlags?.isEmpty == false }
}
