import AdaptiveTesting
import Testing

/// What is allowed is what is done, at every stage of a sitting.
struct ProctorActionTests {
  private func actions(_ session: TestSession) -> [ProctorAction] {
    [
      .void(item: nil), .restore(item: nil), .void(item: "nothing"), .restore(item: "nothing"),
      .grantTime(seconds: 60), .grantTime(seconds: 0), .annotate, .review, .end,
    ]
      + session.answers.flatMap {
        [.void(item: $0.item.id), .restore(item: $0.item.id)]
      }
  }

  private func expectAgreement(_ session: TestSession, at time: Int64) throws {
    for action in actions(session) {
      var changed = session
      let events = changed.carryOut(action, reason: "because", by: "Ms Reed", at: time)
      #expect(events.isEmpty == !session.allows(action), "\(action) while \(session.status)")
      #expect(changed.events == session.events + events)
      let copy = try TestSession(
        replaying: changed.events, bank: session.bank, design: session.design, seed: session.seed)
      #expect(copy.estimate == changed.estimate && copy.isVoided == changed.isVoided)
      for event in events where event.name != .finished {
        let author: String? =
          switch event.kind {
          case .noted(let note): note.text == "because" ? note.name : nil
          case .voided(let ruling), .restored(let ruling):
            ruling.reason == "because" ? ruling.author : nil
          case .timeGranted(let grant): grant.reason == "because" ? grant.author : nil
          case .reviewed(let remark), .ended(let remark):
            remark.reason == "because" ? remark.author : nil
          default: nil
          }
        #expect(author == "Ms Reed", "\(action)")
      }
    }
  }

  @Test(arguments: [nil, 900.0]) func everyStage(_ limit: Double?) throws {
    var design = Design.endless(maximumItems: 6)
    design.stopping.timeLimit = limit
    var session = try TestSession(bank: evenBank(12), design: design, seed: 1)
    #expect(actions(session).allSatisfy { !session.allows($0) })
    try expectAgreement(session, at: 0)
    session.begin(at: 0)
    try expectAgreement(session, at: 1)
    for _ in 0..<3 { Script("10").step(&session) }
    session.void(session.answers[0].item.id, reason: "r", by: "p", at: 9_000)
    try expectAgreement(session, at: 9_500)
    session.pause(at: 10_000)
    try expectAgreement(session, at: 10_500)
    session.resume(at: 11_000)
    session.void(nil, reason: "r", by: "p", at: 12_000)
    try expectAgreement(session, at: 12_500)
    session.end(reason: "r", by: "p", at: 13_000)
    try expectAgreement(session, at: 13_500)
    #expect(!session.allows(.end) && !session.allows(.grantTime(seconds: 60)))
  }

  @Test func timeOnAnItemIsActiveTime() throws {
    var session = try TestSession(
      bank: evenBank(12), design: Design.endless(maximumItems: 6), seed: 1)
    #expect(session.timeOnItem(at: 0) == nil)
    session.begin(at: 1_000)
    session.advance(at: 2_000)
    #expect(session.timeOnItem(at: 5_000) == 3_000)
    session.pause(at: 6_000)
    #expect(session.timeOnItem(at: 60_000) == 4_000)
    session.resume(at: 70_000)
    #expect(session.timeOnItem(at: 71_000) == 5_000)
    session.record(score: 1, at: 72_000)
    #expect(session.timeOnItem(at: 73_000) == nil)
  }
}
