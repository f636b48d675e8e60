import AdaptiveTesting
import ItemBanks
import ItemResponse
import Numerical
import Testing

struct TestSessionTests {
  private func session(
    _ bank: Bank = evenBank(20), _ design: Design = .endless(), seed: UInt64 = 1
  ) throws -> TestSession {
    var session = try TestSession(bank: bank, design: design, seed: seed)
    session.begin(at: 0)
    return session
  }

  // MARK: Steps

  @Test func aSittingFromEndToEnd() throws {
    var session = try TestSession(
      bank: evenBank(20), design: .endless(maximumItems: 2), seed: 1)
    #expect(session.status == .new && session.events.isEmpty && session.current == nil)
    #expect(session.estimate.standardErrorKind == .prior && session.estimate.standardError == 1)
    session.begin(at: 1_000)
    #expect(session.status == .running)
    let first = session.advance(at: 1_500)
    #expect(first.sequence == 2 && first.name == .presented)
    let proposal = try #require(session.current)
    #expect(session.next(at: 1_700) == .presented(proposal))
    guard case .answered(let answered) = session.record(score: 1, at: 4_000).kind else {
      Issue.record("an answer is an answer")
      return
    }
    #expect(answered.item == proposal.item && answered.score == 1)
    #expect(answered.milliseconds == 2_500)
    #expect(answered.estimate == session.estimate && session.estimate.theta > 0)
    let model = try #require(session.answers[0].item.model)
    #expect(answered.information == model.information(at: answered.estimate.theta))
    #expect(session.current == nil)
    session.advance(at: 4_000)
    session.record(score: 0, at: 5_000)
    #expect(session.advance(at: 5_000).kind == .finished(.maximumLength))
    #expect(session.status == .finished && session.stopReason == .maximumLength)
    #expect(session.events.map(\.sequence) == Array(1...6))
    #expect(session.answers.map(\.position) == [1, 2])
  }

  @Test func typedAnswersAreScoredByTheItem() throws {
    let item = Item(
      id: "q", question: Question(stem: "?", format: .choice(options: ["x", "y"], key: 1)),
      parameters: LogisticModel(difficulty: 0))
    for (response, score) in [("B", 1), ("A", 0)] {
      var session = try session(Bank(name: "n", items: [item]))
      session.advance(at: 0)
      session.record(response, at: 10)
      #expect(session.answers[0].score == score && session.answers[0].response == response)
      #expect((session.estimate.theta > 0) == (score == 1))
    }
  }

  @Test(arguments: AbilityMethod.allCases)
  func estimatesAreThoseOfTheEstimator(method: AbilityMethod) throws {
    let estimation = Design.Estimation(
      method: method, fallback: .wle, prior: .normal(mean: 0.3, standardDeviation: 1.2),
      quadrature: Quadrature(from: -5, to: 5, points: 41))
    let script = Script("110100101")
    let session = try finished(
      evenBank(20, a: 1.4), .endless(estimation: estimation, maximumItems: 9), script: script)
    let responses = session.answers.compactMap { answer in
      answer.item.model.map { ScoredResponse(model: $0, score: answer.score) }
    }
    let estimator = AbilityEstimator(
      method: method, prior: estimation.prior, quadrature: estimation.quadrature)
    for count in 3...9 {
      #expect(
        session.answers[count - 1].estimate
          == (try estimator.estimate(Array(responses.prefix(count)))))
    }
  }

  @Test(arguments: [AbilityMethod.eap, .map, .wle], ["1", "0"])
  func fallbackStandsInWhileThereIsNoMLE(fallback: AbilityMethod, constant: String) throws {
    let estimation = Design.Estimation(method: .mle, fallback: fallback)
    var session = try session(evenBank(20), .endless(estimation: estimation))
    for _ in 0..<3 { Script(constant).step(&session) }
    #expect(session.answers.allSatisfy { $0.estimate.method == fallback })
    #expect(session.estimate.theta.isFinite && session.estimate.standardError.isFinite)
    Script(constant == "1" ? "0" : "1").step(&session)
    #expect(session.estimate.method == .mle)
    #expect(session.estimate.standardErrorKind == .information)
  }

  // MARK: Stopping

  @Test func stopsAtPrecisionInclusively() throws {
    let bank = evenBank(60, a: 1.5)
    let free = try finished(bank, .endless(maximumItems: 12))
    let threshold = free.answers[7].estimate.standardError
    var design = Design(stopping: .init(standardError: threshold))
    let exact = try finished(bank, design)
    #expect(exact.stopReason == .precision && exact.answers.count == 8)
    #expect(exact.estimate.standardError == threshold)
    design.stopping.standardError = threshold.nextDown
    #expect(try finished(bank, design).answers.count > 8)
  }

  @Test func minimumLengthHoldsPrecisionBack() throws {
    let design = Design(stopping: .init(standardError: 0.9, minimumItems: 7))
    let session = try finished(evenBank(30, a: 2), design)
    #expect(session.answers.count == 7 && session.stopReason == .precision)
    #expect(session.answers[2].estimate.standardError < 0.9)
  }

  @Test func noItemNoPrecision() throws {
    // A prior narrower than the threshold is not a measurement.
    let design = Design(
      estimation: .init(prior: .normal(mean: 0, standardDeviation: 0.2)),
      stopping: .init(standardError: 0.3, minimumItems: 0))
    let session = try finished(evenBank(5), design)
    #expect(session.answers.count == 1 && session.stopReason == .precision)
  }

  @Test func stopsAtMaximumLength() throws {
    let session = try finished(evenBank(30), .endless(maximumItems: 9))
    #expect(session.answers.count == 9 && session.stopReason == .maximumLength)
  }

  @Test func stopsWhenTheBankIsExhausted() throws {
    var design = Design.endless(maximumItems: 50)
    design.stopping.minimumItems = 40
    let session = try finished(evenBank(6), design)
    #expect(session.answers.count == 6 && session.stopReason == .bankExhausted)
  }

  @Test func stopsWhereNothingInformativeIsLeft() throws {
    let bank = makeBank([(0, nil), (0, nil), (0, nil), (6, nil)])
    var design = Design.endless()
    design.stopping.minimumInformation = 0.1
    let session = try finished(bank, design)
    #expect(session.answers.count == 3 && session.stopReason == .noInformativeItem)
    // Exactly enough is enough.
    design.stopping.minimumItems = 0
    design.stopping.minimumInformation = 0.25
    #expect(try finished(makeBank([(0, nil)]), design).answers.count == 1)
    design.stopping.minimumInformation = 0.25.nextUp
    let nothing = try finished(makeBank([(0, nil)]), design)
    #expect(nothing.answers.isEmpty && nothing.stopReason == .noInformativeItem)
    // Not before the minimum length.
    design.stopping.minimumItems = 4
    #expect(try finished(bank, design).answers.count == 4)
  }

  @Test func rulesActInTheirOrder() throws {
    // Precision before length, where both hold after the same item.
    let bank = evenBank(12, a: 2)
    let error = try finished(bank, .endless(maximumItems: 5)).estimate.standardError
    var design = Design(stopping: .init(standardError: error, maximumItems: 5))
    #expect(try finished(bank, design).stopReason == .precision)
    // Precision before exhaustion, exhaustion before information, time before all.
    let all = try finished(bank, .endless()).estimate.standardError
    design = Design(stopping: .init(standardError: all, minimumItems: 12))
    #expect(try finished(bank, design).stopReason == .precision)
    design = .endless()
    design.stopping.minimumInformation = 1e9
    design.stopping.minimumItems = 12
    #expect(try finished(bank, design).stopReason == .bankExhausted)
    design = Design(
      stopping: .init(standardError: 0.9, minimumItems: 3, maximumItems: 3, timeLimit: 3))
    #expect(try finished(bank, design).stopReason == .timeLimit)
  }

  // MARK: Time

  private func timed(_ seconds: Double) -> Design {
    Design(stopping: .init(standardError: nil, timeLimit: seconds))
  }

  @Test func timeEndsTheTestEvenBeforeAnAnswer() throws {
    var session = try session(evenBank(20), timed(60))
    session.advance(at: 0)
    #expect(!session.isTimeUp(at: 59_999) && session.timeRemaining(at: 59_999) == 1)
    #expect(session.isTimeUp(at: 60_000) && session.timeRemaining(at: 99_000) == 0)
    #expect(session.next(at: 60_000) == .finished(.timeLimit))
    let event = session.advance(at: 60_000)
    #expect(event.kind == .finished(.timeLimit))
    #expect(session.current == nil && session.answers.isEmpty && session.status == .finished)
    #expect(try self.session().timeRemaining(at: 0) == nil)
  }

  @Test func timeDoesNotWaitForTheMinimumLength() throws {
    var design = timed(3)
    design.stopping.minimumItems = 10
    let session = try finished(evenBank(20), design)
    #expect(session.answers.count == 3 && session.stopReason == .timeLimit)
  }

  @Test func pausesDoNotCount() throws {
    var session = try session(evenBank(20), timed(60))
    session.advance(at: 1_000)
    session.pause(at: 11_000)
    #expect(session.status == .paused && session.current != nil)
    #expect(session.elapsed(at: 500_000) == 11_000)
    #expect(session.timeRemaining(at: 500_000) == 49_000)
    session.resume(at: 1_000_000)
    #expect(session.elapsed(at: 1_000_000) == 11_000)
    session.record(score: 1, at: 1_004_000)
    #expect(session.answers[0].milliseconds == 14_000)
    #expect(session.elapsed(at: 1_004_000) == 15_000)
    session.advance(at: 1_004_000)
    #expect(!session.isTimeUp(at: 1_048_999) && session.isTimeUp(at: 1_049_000))
  }

  /// Killed while running: what passed since the last event is lost, what was before is kept.
  @Test func timeWhileTheProgramWasGoneDoesNotCount() throws {
    var first = try session(evenBank(20), timed(60))
    first.advance(at: 0)
    first.record(score: 1, at: 20_000)
    first.advance(at: 20_000)
    var second = try TestSession(
      replaying: first.events, bank: first.bank, design: first.design, seed: first.seed)
    #expect(second.status == .running && second.current == first.current)
    second.resume(at: 900_000)
    #expect(second.elapsed(at: 900_000) == 20_000)
    second.record(score: 0, at: 905_000)
    #expect(second.answers[1].milliseconds == 5_000)
  }

  @Test func clocksThatStepBackStandStill() throws {
    var session = try session(evenBank(20), timed(60))
    session.advance(at: 10_000)
    #expect(session.elapsed(at: 4_000) == 10_000)
    session.record(score: 1, at: 4_000)
    #expect(session.events.map(\.time) == [0, 10_000, 10_000])
    #expect(session.answers[0].milliseconds == 0)
    session.advance(at: 3_000)
    session.record(score: 1, at: 12_000)
    #expect(session.answers[1].milliseconds == 2_000)
    #expect(
      try TestSession(
        replaying: session.events, bank: session.bank, design: session.design, seed: 1
      ).events == session.events)
  }

  // MARK: Notes and voids

  @Test func notesKeepTheItemOnTheScreenAndChangeNothing() throws {
    var session = try session()
    session.note("ready", by: .proctor, at: 100)
    session.advance(at: 200)
    let proposal = try #require(session.current)
    let event = session.note("a typo", by: .student, at: 300)
    #expect(
      event.kind == .noted(.init(item: proposal.item, text: "a typo", author: .student)))
    #expect(session.current == proposal && session.estimate.standardErrorKind == .prior)
    session.record(score: 1, at: 700)
    #expect(session.answers[0].milliseconds == 500)
    session.pause(at: 800)
    session.note("away", by: .proctor, at: 900)
    #expect(session.status == .paused)
  }

  @Test func voidedAnswersDoNotCountAndStayGiven() throws {
    let script = Script("1011")
    var session = try session()
    for _ in 0..<4 { script.step(&session) }
    let voided = session.answers[1].item.id
    #expect(session.void("nowhere", reason: "r", by: "p", at: 9_000) == nil)
    let event = session.void(voided, reason: "read aloud", by: "Ms P", at: 9_000)
    #expect(event?.name == .voided)
    #expect(session.answers.map(\.isVoided) == [false, true, false, false])
    let rest = session.answers.filter { !$0.isVoided }.compactMap { answer in
      answer.item.model.map { ScoredResponse(model: $0, score: answer.score) }
    }
    #expect(session.estimate == (try AbilityEstimator(method: .eap).estimate(rest)))
    #expect(session.void(voided, reason: "r", by: "p", at: 9_000) == nil)
    script.run(&session)
    #expect(session.path.filter { $0 == voided }.count == 1)
    #expect(session.answers.count == 20)
  }

  @Test func everythingVoidedIsThePriorAgain() throws {
    var session = try session()
    for _ in 0..<2 { Script("1").step(&session) }
    for id in session.path { session.void(id, reason: "r", by: "p", at: 9_000) }
    #expect(session.estimate.theta == 0 && session.estimate.standardErrorKind == .prior)
    Script("1").run(&session)
    #expect(session.answers.count == 20)
  }

  @Test func voidingAfterTheEndChangesTheEstimateOnly() throws {
    var session = try finished(evenBank(20), .endless(maximumItems: 5))
    let before = session.estimate
    session.void(session.path[0], reason: "r", by: "p", at: 99_000)
    #expect(session.estimate != before)
    #expect(session.status == .finished && session.stopReason == .maximumLength)
    #expect(session.elapsed(at: 200_000) == 5_000)
  }

  // MARK: Outlook

  @Test func itemsRemainingCountsDownWhereOnlyLengthStops() throws {
    var session = try session(evenBank(30), .endless(maximumItems: 8))
    for done in 0..<8 {
      #expect(session.itemsRemaining == (8 - done)...(8 - done))
      #expect(session.progress == Double(done) / 8)
      Script("10").step(&session)
    }
    Script("1").step(&session)
    #expect(session.itemsRemaining == 0...0 && session.progress == 1)
  }

  @Test func itemsRemainingKnowsWhatTheBankCanGive() throws {
    let bank = evenBank(9, domains: ["x", "y", "z"])
    let session = try session(bank, .endless(content: .shares(["x": 1, "y": 1])))
    #expect(session.itemsRemaining == 6...6)
    let whole = try self.session(bank, .endless(content: .equalShares))
    #expect(whole.itemsRemaining == 9...9)
  }

  @Test func itemsRemainingBracketsWhatHappens() throws {
    let bank = evenBank(100, a: 1.5)
    let design = Design(stopping: .init(standardError: 0.35))
    let length = try finished(bank, design).answers.count
    var session = try session(bank, design)
    for done in 0..<(length - 1) {
      let range = try #require(session.itemsRemaining)
      // A good guess, not a promise: within a third and two items.
      let left = length - done
      #expect(range.lowerBound <= left + 2 && range.upperBound + 2 >= left * 2 / 3, "\(done)")
      Script("10").step(&session)
    }
    #expect(session.itemsRemaining?.lowerBound == 1)
  }

  @Test func progressTowardsPrecisionRises() throws {
    var session = try session(
      evenBank(60, a: 1.5), Design(stopping: .init(standardError: 0.4)))
    var seen = [session.progress]
    while Script("10").step(&session) { seen.append(session.progress) }
    #expect(seen.first == 0 && session.progress == 1)
    #expect(zip(seen, seen.dropFirst()).allSatisfy { $0 < $1 + 0.05 })
  }

  @Test func progressWithATargetThatThePriorMeets() throws {
    var session = try session(
      evenBank(20),
      Design(
        estimation: .init(prior: .normal(mean: 0, standardDeviation: 0.3)),
        stopping: .init(standardError: 0.3, minimumItems: 5)))
    for _ in 0..<3 { Script("1").step(&session) }
    #expect(session.progress == 1)
  }
}
