/// Something about a sitting that a proctor should look at, in numbers; it proves nothing by itself.
///
/// Flags with a `probability` are raised at a rate, 1 sitting in 20 as a rule: so many of the sittings in which
/// nothing happened carry the flag.
public struct Flag: Sendable, Hashable, Codable {
  public let kind: Kind
  /// What was computed; see `Kind`. `nil` for plain facts.
  public let statistic: Double?
  /// How often a sitting in which nothing happened looks as odd as this, or odder.
  public let probability: Double?
  /// The value of `statistic` from which on the flag is raised.
  public let threshold: Double?
  /// Ids of the items concerned, in the order given; empty where it is all of them.
  public let items: [String]

  public init(
    kind: Kind, statistic: Double? = nil, probability: Double? = nil, threshold: Double? = nil,
    items: [String] = []
  ) {
    self.kind = kind
    self.statistic = statistic
    self.probability = probability
    self.threshold = threshold
    self.items = items
  }

  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    /// Statistic: lz*; low is odd.
    case aberrantPattern = "aberrant_pattern"
    /// Statistic: the extreme of the cumulative sums over the path; high is odd.
    case driftingAnswers = "drifting_answers"
    /// Statistic: the number of answers faster than a tenth of the item's mean time.
    case rapidGuessing = "rapid_guessing"
    /// Statistic: the largest standardised log-time residual.
    case slowAnswers = "slow_answers"
    /// Statistic: the standardised contrast of log times between the surprisingly right and the others.
    case fastRightAnswers = "fast_right_answers"
    /// Statistic: the log of the likelihood ratio of copying; high is odd.
    case similarAnswers = "similar_answers"
    /// Statistic: the correlation of log-time residuals.
    case similarTimes = "similar_times"
    /// Statistic: the difference to the earlier result, in its standard errors.
    case changedScore = "changed_score"
    /// A plain fact: no item was left to give.
    case bankExhausted = "bank_exhausted"
    /// A plain fact: items whose parameters are an expert's guess.
    case provisionalParameters = "provisional_parameters"
  }
}

extension Flag {
  /// What it may mean, in one sentence.
  public var meaning: String { kind.meaning }

  /// What it does not prove, in one sentence.
  public var caution: String { kind.caution }
}

extension Flag.Kind {
  public var meaning: String { sentences.meaning }
  public var caution: String { sentences.caution }

  private var sentences: (meaning: String, caution: String) {
    switch self {
    case .aberrantPattern:
      (
        "Easy items were missed and hard ones solved more often than goes with any one ability.",
        "Carelessness, a gap in one topic or a late start do this as well as help from others."
      )
    case .driftingAnswers:
      (
        "For a stretch of the test the answers were much better or much worse than in the rest of it.",
        "Warming up, tiring and a block of one topic look the same."
      )
    case .rapidGuessing:
      (
        "Some answers came faster than the question can be read, so the score may be too low.",
        "A fast answer can be an honest one by somebody who knows the question or gives up on it."
      )
    case .slowAnswers:
      (
        "At least one answer took far longer than this person's pace lets expect.",
        "A walk, a technical trouble or a hard think take as long as looking something up."
      )
    case .fastRightAnswers:
      (
        "The answers that were surprisingly right were also fast, as when questions are known before.",
        "Somebody strong in one topic is fast and right there without having seen the questions."
      )
    case .similarAnswers:
      (
        "Two sittings share more answers, wrong ones above all, than two people of their abilities should.",
        "It does not say who copied, nor that anybody did: people taught together err together."
      )
    case .similarTimes:
      (
        "Two people were slow and fast on the same items, more alike than the items explain.",
        "A shared interruption or a common first language can do this, too."
      )
    case .changedScore:
      (
        "The result is further from an earlier one of the same person than chance explains.",
        "People learn and forget, and a bad day is no misconduct."
      )
    case .bankExhausted:
      (
        "The test ended because no item was left that it could give.",
        "The result stands, but it may be less precise than the design wants."
      )
    case .provisionalParameters:
      (
        "The score rests on items whose difficulty is an expert's guess.",
        "It may be off by more than its standard error says, and the flags of this sitting with it."
      )
    }
  }
}
