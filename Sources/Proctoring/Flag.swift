/// Something about a sitting that a proctor should look at, in numbers; it proves nothing by itself.
///
/// Flags with a `probability` are raised at a rate, 1 sitting in 20 as a rule: so many of the sittings in which
/// nothing happened carry the flag.
///
/// How often sittings are flagged, in per cent, when simulated with 200 two-parameter items of four options, best
/// of five by information, EAP, 10 to 30 items to a standard error of .33 (`DetectionStudy`; 1000 sittings a
/// line, 6000 in the first). In the columns: lz*, cumulative sums, rapid, slow and fast right answers.
///
/// | what people do | lz* | sums | rapid | slow | fast |
/// |---|---|---|---|---|---|
/// | nothing unusual | 5.5 | 4.9 | 0 | 5.6 | 4.3 |
/// | answer at chance, one item in five | 10 | 6 | 0 | 6 | 4 |
/// | answer at chance, two in five | 16 | 10 | 0 | 7 | 6 |
/// | answer the first five at chance | 30 | 28 | 0 | 6 | 5 |
/// | answer the first eight at chance | 42 | 46 | 0 | 6 | 4 |
/// | copy half of what they share with somebody at θ = 2 | 22 | 12 | 0 | 5 | 6 |
/// | know 30 % of the items before, in a third of the time | 15 | 11 | 8 | 23 | 84 |
/// | guess at once, one item in ten | 6 | 6 | 89 | 9 | 12 |
/// | guess at once, one in five | 10 | 6 | 99 | 20 | 11 |
///
/// So in an adaptive test the pattern of answers alone says little, for items are picked where people are
/// right half of the time; times and pairs say more. With MLE, MAP and WLE honest sittings are flagged by lz* in
/// 5.5, 5.5 and 5.3 % (of 2000, 2000 and 300). Results of people who have not changed differ "significantly" in
/// 3.7 % (EAP, whose errors count the prior; of 3000) and 3.5 % (MLE; of 400).
///
/// Of 200 honest classes of 40, 6 had a pair flagged for its answers (13 where every test takes the best item,
/// so that paths run together), and 7 and 9 one for its times: 5 % would be 10. With seeds that played no part in
/// writing this it was 33 (20) and 29 (41) of 600, where 30 would be right. A copier who, with 30 items,
/// copies half of those that both were given is found in 20 % of classes of 40 and 5 % of classes of 200; with
/// 50 items in 53 and 30 %; one who copies 80 % of 30 items in 87 and 75 %.
///
/// An item that becomes harder by half a logit after 250 of 500 sittings has a drift probability of at most .05
/// in 33 % of cases at 207 answers an item (3.1 % where nothing changed), in 43 % at 500 (4.5 %); after
/// correction for 40 items, in 5 and for 20 items in 15 %.
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
