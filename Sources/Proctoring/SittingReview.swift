import AdaptiveTesting
import Foundation
import ItemBanks
import ItemResponse
import Numerical

/// What one sitting is held against. Everything may be missing; what needs it is then left out.
public struct ReviewContext: Sendable {
  /// Of the sitting's own plan.
  public var reference: ReferenceDistribution?
  /// From sittings of its bank, better without this one.
  public var times: ResponseTimes
  /// The person's last result before this one on the same scale.
  public var earlier: AbilityEstimate?
  /// The rate at which each kind of flag is raised in sittings where nothing happened.
  public var rate: Double

  public init(
    reference: ReferenceDistribution? = nil, times: ResponseTimes = .unobserved,
    earlier: AbilityEstimate? = nil, rate: Double = 0.05
  ) {
    self.reference = reference
    self.times = times
    self.earlier = earlier
    self.rate = rate
  }
}

/// One sitting looked at by itself; `Similarity` looks at pairs. Voided answers are left out throughout, those
/// to pretest items where their parameters would count (their times do), and the kinds that need times where the
/// sitting has none.
public struct SittingReview: Sendable, Hashable {
  /// Those raised, at most one of a kind.
  public let flags: [Flag]
  /// What was computed for every kind that could be, raised or not.
  public let findings: [Flag]
  /// The share of timed answers that are not rapid (Wise & Kong 2005, doi:10.1207/s15324818ame1802_2); `nil`
  /// without times.
  public let responseTimeEffort: Double?

  /// Costs some n² steps for n answers.
  public init(of session: TestSession, against context: ReviewContext) {
    let timing = Timing(session, times: context.times)
    let raised =
      Self.pattern(of: session, context)
      + [
        timing?.rapidGuessing(rate: context.rate), timing?.slowAnswers(rate: context.rate),
        timing?.fastRightAnswers(rate: context.rate), Self.changedScore(session, context),
        Self.bankExhausted(session), Self.provisionalParameters(session),
      ].compactMap { $0 }
    findings = raised.map(\.flag)
    flags = raised.filter(\.isRaised).map(\.flag)
    responseTimeEffort = timing?.effort
  }

  /// A flag, and whether it goes up.
  struct Finding {
    let flag: Flag
    let isRaised: Bool
  }

  // MARK: Answers

  private static func pattern(of session: TestSession, _ context: ReviewContext) -> [Finding] {
    guard let reference = context.reference else { return [] }
    let counted = session.answers.filter(\.isCounted)
    let scored = counted.compactMap { answer in
      session.plan.model(ofItem: answer.item.id).map {
        (id: answer.item.id, response: ScoredResponse(model: $0, score: answer.score))
      }
    }
    let responses = scored.map(\.response)
    let theta = session.estimate.theta
    guard let fit = responses.standardizedLogLikelihood(at: theta) else { return [] }
    let length = responses.count
    let fitTail = reference.lowerTail(ofFit: fit, length: length, theta: theta)
    let sums = CumulativeSums(responses, at: theta)
    let sumsTail = reference.upperTail(ofSums: sums.extreme, length: length, theta: theta)
    let unlikely = scored.filter {
      $0.response.model.probability(of: $0.response.score, at: theta) < 0.25
    }
    return [
      Finding(
        flag: Flag(
          kind: .aberrantPattern, statistic: fit, probability: fitTail,
          threshold: reference.fitThreshold(rate: context.rate, length: length, theta: theta),
          items: unlikely.map(\.id)), isRaised: fitTail <= context.rate),
      Finding(
        flag: Flag(
          kind: .driftingAnswers, statistic: sums.extreme, probability: sumsTail,
          threshold: reference.sumsThreshold(rate: context.rate, length: length, theta: theta),
          items: scored[sums.run].map(\.id)), isRaised: sumsTail <= context.rate),
    ]
  }

  // MARK: The score and the bank

  /// z = Δθ / √(SE₁² + SE₂²).
  private static func changedScore(_ session: TestSession, _ context: ReviewContext) -> Finding? {
    let now = session.estimate
    guard let earlier = context.earlier, now.standardErrorKind != .prior else { return nil }
    let variance =
      now.standardError * now.standardError + earlier.standardError * earlier.standardError
    guard variance > 0, variance.isFinite else { return nil }
    let z = (now.theta - earlier.theta) / variance.squareRoot()
    let normal = NormalDistribution()
    let probability = 2 * normal.cumulativeProbability(at: -abs(z))
    return Finding(
      flag: Flag(
        kind: .changedScore, statistic: z, probability: probability,
        threshold: normal.quantile(1 - context.rate / 2)), isRaised: probability <= context.rate)
  }

  private static func bankExhausted(_ session: TestSession) -> Finding? {
    session.stopReason == .bankExhausted
      ? Finding(flag: Flag(kind: .bankExhausted), isRaised: true) : nil
  }

  private static func provisionalParameters(_ session: TestSession) -> Finding? {
    let items = session.answers.filter { $0.isCounted && $0.item.status == .provisional }
      .map(\.item.id)
    guard !items.isEmpty else { return nil }
    return Finding(
      flag: Flag(
        kind: .provisionalParameters, statistic: Double(items.count), items: items),
      isRaised: true)
  }
}

extension TestPlan {
  /// An item's model; `nil` where the bank has no such item, or no parameters of it.
  func model(ofItem id: String) -> PreparedModel? { number(ofItem: id).flatMap { model($0) } }
}
