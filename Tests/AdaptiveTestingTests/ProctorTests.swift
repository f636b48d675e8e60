import AdaptiveTesting
import ItemResponse
import Testing

/// What a proctor does to a sitting, and what it leaves alone.
struct ProctorTests {
  private func running(_ change: (inout Design) -> Void = { _ in }) throws -> TestSession {
    var design = Design.endless(maximumItems: 20)
    change(&design)
    var session = try TestSession(bank: evenBank(30), design: design, seed: 1)
    session.begin(at: 0)
    for _ in 0..<4 { Script("10").step(&session) }
    return session
  }

  private func replays(_ session: TestSession) throws {
    let copy = try TestSession(
      replaying: session.events, bank: session.bank, design: session.design, seed: session.seed)
    #expect(copy.events == session.events && copy.answers == session.answers)
    #expect(copy.isVoided == session.isVoided && copy.reviews == session.reviews)
    #expect(copy.estimate == session.estimate && copy.status == session.status)
  }

  /// The program was cut off at 4 s, a proctor writes at 100 s, the person goes on at 200 s.
  @Test func whatProctorsDoMovesNoClock() throws {
    var session = try running { $0.stopping.timeLimit = 60 }
    let used = session.elapsed(at: session.events.last?.time ?? 0)
    for action: ProctorAction in [
      .annotate, .review, .grantTime(seconds: 30), .void(item: session.path[1]),
      .restore(item: session.path[1]), .void(item: nil), .restore(item: nil),
    ] {
      #expect(!session.carryOut(action, reason: "r", by: "p", at: 100_000).isEmpty)
    }
    session.resume(at: 200_000)
    #expect(session.elapsed(at: 200_000) == used)
    #expect(session.timeRemaining(at: 200_000) == 90_000 - used)
    // While the person is at it the clock runs on under a remark.
    session.carryOut(.annotate, reason: "r", by: "p", at: 205_000)
    #expect(session.elapsed(at: 210_000) == used + 10_000)
    try replays(session)
    // And an end from outside counts nothing of what nobody knows.
    session.carryOut(.end, reason: "r", by: "p", at: 900_000)
    #expect(session.elapsed(at: 900_000) == used)
    try replays(session)
  }

  @Test func restoringUndoesVoiding() throws {
    var session = try running()
    let before = session.estimate
    #expect(session.restore(session.path[1], reason: "r", by: "p", at: 9_000) == nil)
    session.void(session.path[1], reason: "r", by: "p", at: 9_000)
    #expect(session.estimate != before)
    #expect(session.restore(session.path[1], reason: "r", by: "p", at: 9_500)?.name == .restored)
    #expect(session.estimate == before)
    #expect(session.answers.allSatisfy { !$0.isVoided })
    Script("1").run(&session)
    try replays(session)
  }

  @Test func aVoidedSittingKeepsItsScoreAndIsMarked() throws {
    var session = try running()
    let before = session.estimate
    #expect(session.void(nil, reason: "cheated", by: "p", at: 9_000) != nil)
    #expect(session.void(nil, reason: "cheated", by: "p", at: 9_000) == nil)
    #expect(session.isVoided && session.estimate == before)
    Script("1").run(&session)
    #expect(session.restore(nil, reason: "cleared", by: "p", at: 99_000) != nil)
    #expect(!session.isVoided)
    try replays(session)
  }

  @Test func grantedTimeCountsFromTheLimit() throws {
    var session = try running { $0.stopping.timeLimit = 10 }
    #expect(session.timeRemaining(at: 4_000) == 6_000)
    #expect(session.grantTime(30, reason: "alarm", by: "p", at: 4_000)?.name == .timeGranted)
    #expect(session.timeRemaining(at: 4_000) == 36_000)
    #expect(session.next(at: 39_999) != .finished(.timeLimit))
    #expect(session.next(at: 40_000) == .finished(.timeLimit))
    session.advance(at: 40_000)
    #expect(session.grantTime(30, reason: "late", by: "p", at: 41_000) == nil)
    try replays(session)
    var untimed = try running()
    #expect(untimed.grantTime(30, reason: "r", by: "p", at: 4_000) == nil)
  }

  @Test func endingFinishesWithWhatIsThere() throws {
    for pauses in [false, true] {
      var session = try running()
      session.advance(at: 4_500)
      if pauses { session.pause(at: 4_600) }
      let before = session.estimate
      let events = session.end(reason: "the bell", by: "p", at: 5_000)
      #expect(events.map(\.name) == [.ended, .finished])
      #expect(session.status == .finished && session.stopReason == .endedByProctor)
      #expect(session.estimate == before && session.current == nil)
      #expect(session.end(reason: "again", by: "p", at: 6_000).isEmpty)
      session.review(reason: "fine", by: "q", at: 7_000)
      #expect(session.reviews.map(\.author) == ["q"])
      try replays(session)
    }
  }

  @Test func nothingIsDecidedBeforeTheBeginning() throws {
    var session = try TestSession(bank: evenBank(3), design: .endless(), seed: 1)
    #expect(session.void(nil, reason: "r", by: "p", at: 0) == nil)
    #expect(session.end(reason: "r", by: "p", at: 0).isEmpty)
  }

  @Test func anotherCopyFollows() throws {
    var session = try running()
    var copy = try TestSession(
      replaying: session.events, bank: session.bank, design: session.design, seed: session.seed)
    let known = session.events.count
    session.note("quiet, please", by: .proctor, name: "Ms P", at: 5_000)
    session.end(reason: "the bell", by: "Ms P", at: 6_000)
    try copy.follow(session.events[known...])
    #expect(copy.events == session.events && copy.status == .finished)
    #expect(throws: ReplayError.self) { try copy.follow(session.events[known...]) }
  }
}
