import AdaptiveTesting
import Foundation
import ItemBanks
import ItemResponse
import Numerical
import Simulation
import Testing

@testable import Proctoring

@Suite struct SittingReviewTests {
  private func kinds(_ review: SittingReview) -> Set<Flag.Kind> { Set(review.flags.map(\.kind)) }

  @Test func referenceFollowsFromTheSeedAndIsSmall() throws {
    let plan = try SmallClass.plan()
    let reference = ReferenceDistribution.simulate(plan, people: 400, seed: 5)
    #expect(reference == .simulate(plan, people: 400, seed: 5, threads: 1))
    #expect(reference != .simulate(plan, people: 400, seed: 6))
    let data = try JSONEncoder().encode(reference)
    #expect(try JSONDecoder().decode(ReferenceDistribution.self, from: data) == reference)
    #expect(data.count < 20_000)
  }

  /// A threshold is where the tail is the rate, and tails fall from it.
  @Test func thresholdsAndTailsAgree() throws {
    let reference = ReferenceDistribution.simulate(try SmallClass.plan(), people: 600, seed: 5)
    for theta in [-1.5, 0, 1.5] {
      let fit = reference.fitThreshold(rate: 0.05, length: 15, theta: theta)
      #expect(abs(reference.lowerTail(ofFit: fit, length: 15, theta: theta) - 0.05) < 1e-9)
      let sums = reference.sumsThreshold(rate: 0.05, length: 15, theta: theta)
      #expect(abs(reference.upperTail(ofSums: sums, length: 15, theta: theta) - 0.05) < 1e-9)
      #expect(reference.lowerTail(ofFit: fit - 0.5, length: 15, theta: theta) < 0.05)
      #expect(reference.upperTail(ofSums: sums + 0.5, length: 15, theta: theta) < 0.05)
    }
    #expect(reference.lowerTail(ofFit: 50, length: 3, theta: 9) == 1)
    #expect(reference.lowerTail(ofFit: -50, length: 90, theta: -9) > 0)
  }

  /// Of short tests many are answered all right, with the very same values but for the last digits.
  @Test func whatEverybodyHasIsNotRare() {
    for offset in stride(from: -1, through: 1, by: 0.13) {
      let answers = [-0.7, 0.1, 0.6].map {
        ScoredResponse(model: LogisticModel(difficulty: $0 + offset), score: 1)
      }
      let points = (0..<240).map { number in
        ReferenceDistribution.Point(
          number % 2 == 0 ? answers : answers.reversed(), theta: 0.4)
      }
      let reference = ReferenceDistribution(
        cells: ReferenceDistribution.cells(of: points), seed: 1)
      for point in points.prefix(2) {
        #expect(reference.lowerTail(ofFit: point.fit, length: 3, theta: 0.4) == 1)
        #expect(reference.upperTail(ofSums: point.sum, length: 3, theta: 0.4) == 1)
        #expect(reference.lowerTail(ofFit: point.fit - 0.01, length: 3, theta: 0.4) < 0.01)
        #expect(reference.upperTail(ofSums: point.sum + 0.01, length: 3, theta: 0.4) < 0.01)
      }
    }
  }

  @Test func cumulativeSumsFollowTheirRecursion() {
    let model = LogisticModel(difficulty: 0)
    let answers = [1, 1, 0, 0, 0, 0, 1].map { ScoredResponse(model: model, score: $0) }
    let sums = CumulativeSums(answers, at: 0)
    // Each step is ±½ over √(7/4).
    let step = 0.5 / (7.0 / 4).squareRoot()
    let upper = [1.0, 2, 1, 0, 0, 0, 1].map { $0 * step }
    let lower = [0.0, 0, -1, -2, -3, -4, -3].map { $0 * step }
    #expect(zip(sums.upper, upper).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(zip(sums.lower, lower).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(sums.run == 2..<6 && abs(sums.extreme - 4 * step) < 1e-12)
    #expect(CumulativeSums([], at: 0).run.isEmpty)
  }

  @Test func rapidGuessersAreFlaggedAndHonestOnesAreNot() throws {
    let plan = try SmallClass.plan()
    let context = ReviewContext(
      times: .fit(SmallClass.sittings(plan, people: 40, seed: 1)))
    let person = SimulatedPerson(theta: 0.2, seed: 11)
    let honest = SittingReview(of: person.sitting(of: plan), against: context)
    #expect(!kinds(honest).contains(.rapidGuessing) && honest.responseTimeEffort == 1)
    let session = person.sitting(of: plan, behaviour: .rapidGuessing(share: 0.4))
    let review = SittingReview(of: session, against: context)
    let flag = try #require(review.flags.first { $0.kind == .rapidGuessing })
    let rapid = session.answers.filter { $0.milliseconds <= 2000 }.map(\.item.id)
    #expect(flag.items == rapid && flag.statistic == Double(rapid.count))
    #expect(
      review.responseTimeEffort == 1 - Double(rapid.count) / Double(session.answers.count))
  }

  /// One answer takes ten times as long as it would.
  @Test func aLongAnswerIsFoundAndNamed() throws {
    let plan = try SmallClass.plan()
    let times = ResponseTimes.fit(SmallClass.sittings(plan, people: 40, seed: 1))
    let person = SimulatedPerson(theta: 0.2, seed: 11)
    let first = person.sitting(of: plan)
    let number = try #require(plan.number(ofItem: first.answers[6].item.id))
    var slow = SimulatedTimes()
    slow.intensities[number] = slow.intensity + log(10)
    let review = SittingReview(
      of: person.sitting(of: plan, times: slow), against: ReviewContext(times: times))
    let flag = try #require(review.flags.first { $0.kind == .slowAnswers })
    #expect(flag.items == [first.answers[6].item.id])
    #expect(
      !kinds(SittingReview(of: first, against: ReviewContext(times: times))).contains(.slowAnswers))
  }

  @Test func changedScoresAreMeasuredInTheirErrors() throws {
    let session = SimulatedPerson(theta: 0, seed: 3).sitting(of: try SmallClass.plan())
    let now = session.estimate
    func earlier(_ distance: Double) -> AbilityEstimate {
      AbilityEstimate(
        theta: now.theta - distance * 2.0.squareRoot() * now.standardError,
        standardError: now.standardError, method: .eap, standardErrorKind: .posteriorSD)
    }
    let changed = SittingReview(of: session, against: ReviewContext(earlier: earlier(2)))
    let flag = try #require(changed.flags.first { $0.kind == .changedScore })
    #expect(abs((flag.statistic ?? 0) - 2) < 1e-9 && abs((flag.probability ?? 0) - 0.0455) < 1e-4)
    let same = SittingReview(of: session, against: ReviewContext(earlier: earlier(1.9)))
    #expect(!kinds(same).contains(.changedScore) && same.findings.count > same.flags.count)
  }

  @Test func factsAreStated() throws {
    let plan = try SmallClass.plan(length: nil, items: 6, status: .provisional)
    let review = SittingReview(
      of: SimulatedPerson(theta: 0, seed: 3).sitting(of: plan), against: ReviewContext())
    #expect(kinds(review).isSuperset(of: [.bankExhausted, .provisionalParameters]))
    #expect(review.flags.first { $0.kind == .provisionalParameters }?.items.count == 6)
  }

  /// A voided answer is as if it had not been given, but for the time in between.
  @Test func voidedAnswersAreLeftOut() throws {
    let plan = try SmallClass.plan(status: .provisional)
    var session = SimulatedPerson(theta: 0, seed: 3).sitting(of: plan)
    let id = session.answers[4].item.id
    let time = session.events.last?.time ?? 0
    _ = session.void(id, reason: "disturbed", by: "proctor", at: time)
    let review = SittingReview(of: session, against: ReviewContext())
    #expect(review.flags.allSatisfy { !$0.items.contains(id) })
    #expect(review.flags.first { $0.kind == .provisionalParameters }?.items.count == 14)
  }

  @Test func gradedItemsAndSittingsWithoutTimesAreReviewed() throws {
    let bank = Bank(
      name: "graded",
      items: (0..<20).map { number in
        Item(
          id: "g\(number)",
          model: GradedModel(
            discrimination: 1.2, thresholds: [-1, 0, 1].map { $0 + 0.1 * Double(number) - 1 }),
          status: .calibrated)
      })
    let plan = try TestPlan(
      bank: bank, design: Design(stopping: .init(standardError: nil, maximumItems: 10)))
    var session = TestSession(plan: plan, seed: 1)
    session.begin(at: 0)
    while case .presented = session.advance(at: 0).kind {
      session.record(score: session.answers.count < 5 ? 0 : 3, at: 0)
    }
    let review = SittingReview(
      of: session, against: ReviewContext(reference: .simulate(plan, people: 300, seed: 1)))
    #expect(review.responseTimeEffort == nil)
    #expect(kinds(review) == [.aberrantPattern, .driftingAnswers])
  }

  @Test func everyKindHasItsSentences() {
    for kind in Flag.Kind.allCases {
      #expect(kind.meaning.hasSuffix(".") && kind.caution.hasSuffix("."))
      #expect(kind.meaning != kind.caution)
    }
    #expect(Set(Flag.Kind.allCases.map(\.meaning)).count == Flag.Kind.allCases.count)
  }
}
