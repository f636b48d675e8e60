import Foundation
import ItemBanks
import Numerical
import Testing

@testable import AdaptiveTesting
@testable import Storage

@Suite struct StoreSittingsTests {
  // MARK: Logs

  @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
  func aLogComesBackBitForBitAndReplays(seed: UInt64) throws {
    let store = try Store.temporary()
    var session = try drivenSession(answers: 3, seed: seed)
    let header = try store.begin(session)
    var known = session.events.count
    func save() throws {
      try store.append(Array(session.events[known...]), to: header.session)
      known = session.events.count
    }
    var time = start + 1_000_000
    session.pause(at: time)
    try save()
    session.resume(at: time + 5)
    session.note("a “note” / \\ \n\u{7}", by: .student, at: time + 5)
    try save()
    while case .presented = session.advance(at: time).kind {
      time += 1000
      session.record("A", at: time)
      try save()
    }
    session.void(session.answers[0].item.id, reason: "unfair", by: "proctor", at: time + 9)
    try save()

    let log = try store.log(of: header.session)
    #expect(log.header == header)
    #expect(log.events == session.events, "seed \(seed)")
    #expect(
      try log.encoded() == SessionLog(header: header, events: session.events).encoded())

    let bank = try store.bank(named: log.header.bank, generation: log.header.bankVersion)
    #expect(bank.generation.contentHash == log.header.bankHash)
    let replayed = try TestSession(
      replaying: log.events, bank: bank.bank, design: log.header.design, seed: log.header.seed)
    #expect(replayed.estimate == session.estimate)
    #expect(replayed.status == .finished)
  }

  @Test func theHeaderIsWhatWasAskedFor() throws {
    let store = try Store.temporary()
    _ = try store.importBank(sampleBank(), fileHash: nil, at: start)
    _ = try store.importBank(sampleBank(shift: 1), fileHash: nil, at: start)
    let header = try store.startSitting(
      person: "Ada \u{1F600}", bank: "sample", generation: 1, design: sampleDesign,
      seed: 1 << 53 - 1, programVersion: "0.9", events: [], at: start)
    #expect(header.bankVersion == 1)
    #expect(header.bankHash == sampleBank().contentHash)
    #expect(header.seed == 9_007_199_254_740_991)
    #expect(try store.log(of: header.session) == SessionLog(header: header, events: []))
    #expect(try store.summary(of: header.session).status == .new)
    #expect(try store.summary(of: header.session).lastEventAt == nil)
  }

  @Test func aSittingNeedsItsBank() throws {
    let store = try Store.temporary()
    func begin(_ bank: String, _ generation: Int) throws {
      _ = try store.startSitting(
        person: "p", bank: bank, generation: generation, design: Design(), seed: 1,
        programVersion: "1", events: [], at: start)
    }
    #expect(storeError { try begin("sample", 1) } == .bankNotFound(name: "sample", nearest: nil))
    _ = try store.importBank(sampleBank(), fileHash: nil, at: start)
    #expect(
      storeError { try begin("sample", 2) }
        == .generationNotFound(bank: "sample", number: 2, newest: 1))
    #expect(try store.sittings().isEmpty)
  }

  /// Header and first events are one transaction.
  @Test func aSittingWithAnImpossibleBeginningIsNotKept() throws {
    let store = try Store.temporary()
    _ = try store.importBank(sampleBank(), fileHash: nil, at: start)
    let events = try drivenSession(answers: 2).events
    for wrong in [Array(events.dropFirst()), [events[0], events[2]]] {
      let error = storeError {
        _ = try store.startSitting(
          person: "p", bank: "sample", generation: 1, design: Design(), seed: 1,
          programVersion: "1", events: wrong, at: start)
      }
      #expect(error?.kind == .other)
    }
    #expect(try store.sittings().isEmpty)
  }

  @Test func manySittingsAreKeptTogetherOrNotAtAll() throws {
    let store = try Store.temporary()
    _ = try store.importBank(sampleBank(), fileHash: nil, at: start)
    let events = try drivenSession(answers: 2).events
    func begin(_ logs: [[SessionEvent]]) throws -> [SessionHeader] {
      let sittings = logs.enumerated().map { number, events in
        NewSitting(
          person: "p\(number)", design: sampleDesign, seed: UInt64(number), programVersion: "1",
          events: events, time: start)
      }
      var generator = SeededGenerator(seed: 3)
      return try store.startSittings(
        sittings, bank: "sample", generation: 1, using: &generator)
    }
    #expect(storeError { _ = try begin([events, [events[0], events[2]]]) }?.kind == .other)
    #expect(try store.sittings().isEmpty)
    let headers = try begin([events, [], events])
    #expect(headers.map(\.person) == ["p0", "p1", "p2"])
    #expect(Set(headers.map(\.session)).count == 3)
    #expect(
      try headers.map { try store.log(of: $0.session) }
        == zip(headers, [events, [], events]).map { SessionLog(header: $0, events: $1) })
  }

  @Test func eventsAfterOneThatIsKnown() throws {
    let store = try Store.temporary()
    let session = try drivenSession(answers: 3)
    let code = try store.begin(session).session
    #expect(try store.events(of: code, after: 0) == session.events)
    #expect(try store.events(of: code, after: 4) == Array(session.events[4...]))
    #expect(try store.events(of: code, after: 7).isEmpty)
  }

  @Test func aLineOfAnotherKindIsReported() throws {
    let store = try Store.temporary()
    let code = try store.begin(drivenSession(answers: 1)).session
    try store.run(
      "INSERT INTO event (sitting, sequence, time, name, body) SELECT 1, 4, \(start + 99999), "
        + "'finished', '{\"seq\":4,\"at\":\(start + 99999),\"event\":\"finished\",\"reason\":\"x\"}'"
    )
    let error = storeError { _ = try store.log(of: code) }
    #expect(error == .unreadableSitting(code: code, what: "event 4"))
  }

  // MARK: Two drivers

  @Test func theSecondDriverIsToldThatTheSittingMovedOn() throws {
    let store = try Store.temporary()
    let begun = try drivenSession(answers: 1)
    let code = try store.begin(begun).session
    var one = begun
    var two = begun
    one.advance(at: start + 50_000)
    two.advance(at: start + 60_000)
    try store.append([one.events[3]], to: code)
    #expect(
      storeError { try store.append([two.events[3]], to: code) } == .sittingMovedOn(code: code))
    two.record("A", at: start + 61_000)
    #expect(
      storeError { try store.append(Array(two.events[3...]), to: code) }
        == .sittingMovedOn(code: code))
    #expect(try store.log(of: code).events == one.events)
  }

  @Test func gapsAreRefusedWhole() throws {
    let store = try Store.temporary()
    let all = try drivenSession(answers: 4).events
    let code = try store.begin(drivenSession(answers: 1)).session
    for wrong in [
      Array(all[4...]), [all[3], all[5]], [all[3], all[3]], [all[4], all[3]], [all[0]],
    ] {
      #expect(
        storeError { try store.append(wrong, to: code) } == .sittingMovedOn(code: code))
      #expect(try store.log(of: code).events == Array(all[..<3]))
    }
    try store.append([], to: code)
    try store.append(Array(all[3...]), to: code)
    #expect(try store.log(of: code).events == all)
  }

  @Test func onlyNotesAndVoidsFollowTheEnd() throws {
    let store = try Store.temporary()
    var session = try drivenSession(answers: 8)
    session.advance(at: start + 200_000)
    #expect(session.status == .finished)
    let code = try store.begin(session).session
    let next = session.events.count + 1
    for kind: SessionEvent.Kind in [.paused, .resumed, .finished(.precision)] {
      let event = SessionEvent(sequence: next, time: start + 300_000, kind: kind)
      #expect(
        storeError { try store.append([event], to: code) } == .sittingFinished(code: code))
    }
    session.note("looked at", by: .proctor, at: start + 300_000)
    session.void(session.answers[1].item.id, reason: "r", by: "p", at: start + 300_001)
    try store.append(Array(session.events[(next - 1)...]), to: code)
    #expect(try store.log(of: code).events == session.events)

    // The end and something after it in one go.
    let other = try store.begin(drivenSession(answers: 8)).session
    let late = [
      session.events[next - 2],
      SessionEvent(sequence: next, time: start + 300_000, kind: .resumed),
    ]
    #expect(storeError { try store.append(late, to: other) } == .sittingFinished(code: other))
    #expect(try store.log(of: other).events.count == next - 2)
  }

  // MARK: Codes

  @Test func codesAreFoundAsPeopleTypeThem() throws {
    let store = try Store.temporary()
    let code = try store.begin(drivenSession(answers: 0)).session
    let bare = code.filter { $0 != "-" }
    for typed in [code, code.lowercased(), bare, bare.lowercased(), " \(code) "] {
      #expect(try store.log(of: typed).header.session == code)
      #expect(try store.summary(of: typed).code == code)
      #expect(try store.events(of: typed, after: 0).count == 1)
      #expect(try !store.isSittingOpen(typed))
    }
    for typed in ["", "nonsense", "222-222x", "%", "' OR 1=1 --"] {
      #expect(storeError { _ = try store.log(of: typed) } == .sittingNotFound(code: typed))
      #expect(storeError { _ = try store.summary(of: typed) } == .sittingNotFound(code: typed))
      #expect(
        storeError { try store.append(drivenSession(answers: 0).events, to: typed) }
          == .sittingNotFound(code: typed))
    }
  }

  @Test func aCodeThatIsTakenIsDrawnAgain() throws {
    let store = try Store.temporary()
    _ = try store.importBank(sampleBank(), fileHash: nil, at: start)
    func begin(_ seed: UInt64) throws -> String {
      var generator = SeededGenerator(seed: seed)
      return try store.startSitting(
        person: "p", bank: "sample", generation: 1, design: Design(), seed: 1,
        programVersion: "1", events: [], at: start, using: &generator
      ).session
    }
    let first = try begin(5)
    let second = try begin(5)
    #expect(first != second)
    #expect(try Set(store.sittings().map(\.code)) == [first, second])
  }

  // MARK: Lists

  @Test func summariesSayWhereSittingsStand() throws {
    let store = try Store.temporary()
    var paused = try drivenSession(answers: 3)
    paused.pause(at: start + 70_000)
    var finished = try drivenSession(answers: 8)
    finished.advance(at: start + 200_000)
    let voidedItem = finished.answers[7].item.id
    finished.void(voidedItem, reason: "r", by: "p", at: start + 300_000)
    let running = try drivenSession(answers: 0)

    let codes = [
      try store.begin(paused, person: "Ada", at: start).session,
      try store.begin(finished, person: "Grace", at: start + 1).session,
      try store.begin(running, person: "Ada", at: start + 2).session,
    ]
    let other = try drivenSession(sampleBank(name: "other"), answers: 1)
    let last = try store.begin(other, person: "Ada", at: start + 3).session

    let all = try store.sittings()
    #expect(all.map(\.code) == [last, codes[2], codes[1], codes[0]])
    #expect(all.map(\.status) == [.running, .running, .finished, .paused])
    #expect(all.map(\.answered) == [1, 0, 8, 3])
    #expect(all.map(\.bank) == ["other", "sample", "sample", "sample"])
    #expect(all.map(\.generation) == [1, 1, 1, 1])
    #expect(
      all.map(\.theta)
        == [other.estimate.theta, nil, finished.estimate.theta, paused.estimate.theta])
    #expect(
      all.map(\.standardError)
        == [
          other.estimate.standardError, nil, finished.estimate.standardError,
          paused.estimate.standardError,
        ])
    #expect(all.map(\.startedAt) == [start + 3, start + 2, start + 1, start])
    #expect(all.last?.lastEventAt == start + 70_000)
    #expect(try store.summary(of: codes[1]) == all[2])

    #expect(try store.sittings(person: "Ada").map(\.code) == [last, codes[2], codes[0]])
    #expect(try store.sittings(bank: "other").map(\.code) == [last])
    #expect(try store.sittings(bank: "none").isEmpty)
    #expect(try store.sittings(since: start + 2).map(\.code) == [last, codes[2]])
    #expect(try store.sittings(unfinishedOnly: true).map(\.code) == [last, codes[2], codes[0]])
    #expect(
      try store.sittings(person: "Ada", bank: "sample", since: start + 1, unfinishedOnly: true)
        .map(\.code) == [codes[2]])
  }

  @Test func anInfiniteErrorComesBackInfinite() throws {
    let store = try Store.temporary()
    let begun = try drivenSession(answers: 0)
    let code = try store.begin(begun).session
    let item = sampleBank().items[0].id
    try store.append(
      [
        SessionEvent(
          sequence: 2, time: start,
          kind: .answered(
            .init(
              item: item, response: "A", score: 1, milliseconds: 1,
              estimate: .init(
                theta: 0, standardError: .infinity, method: .wle, standardErrorKind: .information),
              information: 0)))
      ], to: code)
    let summary = try store.summary(of: code)
    #expect(summary.theta == 0 && summary.standardError == .infinity)
  }
}
