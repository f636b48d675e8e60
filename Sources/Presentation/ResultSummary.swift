import AdaptiveTesting
import Foundation
import ItemBanks
import ItemResponse

/// What a finished (or unfinished) sitting says about a person, in the terms they are told in.
public struct ResultSummary: Sendable, Hashable {
  public let title: String
  public let person: String
  public let sessionCode: String
  public let questionCount: Int
  public let milliseconds: Int64
  /// `nil` where no answer counts.
  public let score: Score?
  /// In the bank's order of domains; only those with an answer.
  public let domains: [DomainStrength]
  /// Whether any item the score rests on has parameters that are an expert's guess.
  public let isProvisional: Bool
  public let stopReason: StopReason?
  /// Whether the design aims at a precision that was not reached.
  private let isLessSure: Bool
  /// Answers that count and than which there are better ones, in order; empty unless the design shows them.
  public let missed: [TestSession.AnsweredItem]

  /// A score on the bank's scale with its 95 % interval.
  public struct Score: Sendable, Hashable {
    public let value: Double
    /// `nil` where the answers do not tell how sure the value is.
    public let interval: ClosedRange<Double>?
    /// The part of the scale on which it is drawn: three standard deviations around the mean, and in
    /// whole standard deviations more where the interval needs them, up to six.
    public let scale: ClosedRange<Double>
    public let step: Double
    public let level: String?
    /// Whether it rests on parameters that are an expert's guess.
    public let isProvisional: Bool
  }

  /// How well somebody does in one domain.
  public struct DomainStrength: Sendable, Hashable {
    public let title: String
    /// The share of the points of the bank's items in this domain that the person is expected to get;
    /// items of which no answer is better than another do not enter.
    public let expectedShare: Double
    public let questionCount: Int

    /// How well that is, in a word or two.
    public var word: String { words.full }

    /// For where there is little room.
    public var shortWord: String { words.short }

    private var words: (full: String, short: String) {
      switch expectedShare {
      case 0.8...: ("strong", "strong")
      case 0.6..<0.8: ("good", "good")
      case 0.45..<0.6: ("coming along", "fair")
      default: ("worth practising", "practise")
      }
    }
  }

  public init(_ session: TestSession, header: SessionHeader) {
    let bank = session.bank
    let counting = session.answers.filter(\.isCounted)
    title = bank.title
    person = header.person
    sessionCode = header.session
    questionCount = session.answers.count
    milliseconds = session.elapsed(at: session.events.last?.time ?? 0)
    stopReason = session.stopReason
    isLessSure =
      session.design.stopping.standardError.map { session.estimate.standardError > $0 } ?? false
    isProvisional = counting.contains { $0.item.status == .provisional }
    missed =
      session.design.feedback.showsMissedItems
      ? counting.filter(\.outcome.isMissed) : []
    score =
      counting.isEmpty
      ? nil : Score(session.estimate, bank: bank, isProvisional: isProvisional)
    domains = Self.strengths(counting, session)
  }

  /// One ability a domain, pulled towards the ability in all: with two or three questions each, a
  /// domain's own answers alone would say little. Domain abilities are taken to spread by half a
  /// logit around the person's own, and are told as the share of the domain's items in the bank
  /// that such a person would get right, which is what people take a domain score to be
  /// (Bock, Thissen & Zimowski 1997, doi:10.1111/j.1745-3984.1997.tb00515.x).
  private static func strengths(
    _ answers: [TestSession.AnsweredItem], _ session: TestSession
  ) -> [DomainStrength] {
    let bank = session.bank
    let order = bank.domains.map(\.id)
    let byDomain = Dictionary(grouping: answers) { $0.item.domain ?? "" }
    let known = order + byDomain.keys.filter { !order.contains($0) && $0 != "" }.sorted()
    guard known.count > 1 else { return [] }
    let prior = Prior.normal(mean: session.estimate.theta, standardDeviation: 0.5)
    return known.compactMap { domain in
      guard let answers = byDomain[domain] else { return nil }
      let responses = answers.compactMap { answer in
        answer.item.model.map { ScoredResponse(model: $0, score: answer.score) }
      }
      guard let estimate = try? AbilityEstimator(method: .eap, prior: prior).estimate(responses)
      else { return nil }
      let shares = bank.items.filter { $0.domain == domain && $0.isOperational }
        .compactMap { $0.expectedShare(at: estimate.theta) }
      guard !shares.isEmpty else { return nil }
      return DomainStrength(
        title: bank.title(ofDomain: domain),
        expectedShare: shares.reduce(0, +) / Double(shares.count),
        questionCount: answers.count)
    }
  }

  /// `Thank you, Mira. 17 questions, 14 minutes.`
  public var thanks: String {
    let end =
      switch stopReason {
      case .timeLimit: "The time is up. "
      case .endedByProctor: "The person in charge has ended the test. "
      default: ""
      }
    return end + "Thank you, \(person). \(Wording.count(questionCount, "question")), "
      + "\(Wording.duration(milliseconds: milliseconds))."
  }

  /// What the score means, in a few plain sentences.
  public var meaning: String {
    guard let score else {
      return "No question was answered, so there is no score."
    }
    let sentences = [score.level, strengthWords].compactMap { $0 }
    return sentences.isEmpty
      ? "This test does not say in words what a score means." : sentences.joined(separator: "\n\n")
  }

  private var strengthWords: String? {
    guard let weakest = domains.min(by: { $0.expectedShare < $1.expectedShare }),
      let strongest = domains.max(by: { $0.expectedShare < $1.expectedShare }),
      strongest.expectedShare - weakest.expectedShare >= 0.05
    else { return nil }
    // Titles keep their capital letters: a program cannot tell names from other words.
    return "Your strongest area was “\(strongest.title)”. Practice will pay first in "
      + "“\(weakest.title)”."
  }

  /// What to know about how far the score may be trusted; `nil` where there is nothing.
  public var caution: String? {
    guard score != nil else { return nil }
    var sentences: [String] = []
    if isProvisional {
      sentences.append(
        "This bank's difficulty values are provisional: read the score as a first guide.")
    }
    switch stopReason {
    case .timeLimit: sentences.append("The time ran out, so the score is less sure than planned.")
    case .endedByProctor where isLessSure:
      sentences.append("The test was ended early, so the score is less sure than planned.")
    case .bankExhausted where isLessSure, .noInformativeItem where isLessSure:
      sentences.append(
        "There were no more questions that would have helped, so the score is less sure than "
          + "planned.")
    default: break
    }
    return sentences.isEmpty ? nil : sentences.joined(separator: " ")
  }
}

extension ResultSummary.Score {
  init(_ estimate: AbilityEstimate, bank: Bank, isProvisional: Bool) {
    let scale = bank.scale
    let value = scale.scaled(estimate.theta)
    let reach = 1.96 * scale.standardDeviation * estimate.standardError
    let interval = reach.isFinite ? (value - reach)...(value + reach) : nil
    func deviations(_ distance: Double) -> Double {
      min(6, max(3, (distance / scale.standardDeviation).rounded(.up)))
    }
    let low = deviations(scale.mean - (interval?.lowerBound ?? value))
    let high = deviations((interval?.upperBound ?? value) - scale.mean)
    self.value = value
    self.interval = interval
    self.scale =
      (scale.mean - low * scale.standardDeviation)...(scale.mean + high * scale.standardDeviation)
    step = scale.standardDeviation
    level = bank.level(forScaledScore: value)?.text
    self.isProvisional = isProvisional
  }

  /// `Your score is 447 (provisional)`.
  public var sentence: String {
    "Your score is \(Wording.score(value))" + (isProvisional ? " (provisional)" : "")
  }

  /// `most likely between 412 and 482`.
  public var intervalWords: String {
    guard let interval else { return "how sure it is cannot be told from these answers" }
    return "most likely between \(Wording.score(interval.lowerBound)) and "
      + Wording.score(interval.upperBound)
  }
}

extension String {
  var capitalizingFirst: String { prefix(1).uppercased() + dropFirst() }
}
