import Foundation
import ItemBanks
import Numerical
import Testing

@testable import AdaptiveTesting
@testable import Storage

/// What lists show of a sitting is what its log says.
@Suite struct StandingTests {
  /// Takes a sitting through things that people and proctors do, drawn by chance.
  private func eventful(seed: UInt64) throws -> TestSession {
    var generator = SeededGenerator(seed: seed)
    var session = try TestSession(bank: sampleBank(), design: sampleDesign, seed: seed)
    var time = start
    func later() -> Int64 {
      time += Int64(generator.index(below: 20_000))
      return time
    }
    var circumstances = Circumstances()
    if seed.isMultiple(of: 2) {
      circumstances = session.plan.circumstances(group: "8a", seed: seed)
    }
    session.begin(at: later(), under: circumstances)
    while session.status != .finished {
      switch generator.index(below: 9) {
      case 0 where session.status == .running: session.pause(at: later())
      case 1: session.resume(at: later())
      case 2:
        session.note(
          "hm", by: generator.index(below: 2) == 0 ? .student : .proctor, at: later())
      case 3: session.review(reason: "seen", by: "P", at: later())
      case 4:
        if let answer = session.answers.last {
          session.void(answer.item.id, reason: "noise", by: "P", at: later())
        }
      case 5: session.void(nil, reason: "a rehearsal", by: "P", at: later())
      case 6: session.restore(nil, reason: "it was not", by: "P", at: later())
      case 7 where session.answers.count > 4: session.end(reason: "bell", by: "P", at: later())
      default:
        guard session.status == .running else { continue }
        if session.current == nil { session.advance(at: later()) }
        if session.current != nil { session.record("A", at: later()) }
      }
    }
    session.review(reason: "at last", by: "P", at: later())
    return session
  }

  private func expect(_ summary: SittingSummary, toBeOf session: TestSession, seed: UInt64) {
    let events = session.events
    #expect(summary.status == session.status, "seed \(seed)")
    #expect(summary.most == session.design.stopping.maximumItems, "seed \(seed)")
    #expect(summary.reason == session.stopReason, "seed \(seed)")
    #expect(summary.answered == session.answers.count, "seed \(seed)")
    // Up to the last event by which the clock goes.
    let clocked = events.last { event in
      switch event.kind {
      case .noted(let note): note.author == .student
      case .finished(let reason): reason != .endedByProctor
      case .voided, .restored, .timeGranted, .reviewed, .ended: false
      default: true
      }
    }
    #expect(
      summary.activeMilliseconds == session.elapsed(at: clocked?.time ?? 0), "seed \(seed)")
    #expect(summary.isVoided == session.isVoided, "seed \(seed)")
    #expect(summary.reviewCount == session.reviews.count, "seed \(seed)")
    #expect(summary.group == (seed.isMultiple(of: 2) ? "8a" : nil), "seed \(seed)")
    #expect(summary.lastEventAt == events.last?.time, "seed \(seed)")
    let isEstimated = events.contains { [.answered, .voided, .restored].contains($0.name) }
    #expect(summary.theta == (isEstimated ? session.estimate.theta : nil), "seed \(seed)")
    #expect(
      summary.standardError == (isEstimated ? session.estimate.standardError : nil), "seed \(seed)")
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func followsEveryEvent(seed: UInt64) throws {
    let session = try eventful(seed: seed)
    let store = try Store.temporary()
    let header = try store.begin(
      try TestSession(
        replaying: Array(session.events.prefix(1)), bank: sampleBank(), design: sampleDesign,
        seed: seed))
    var partial = try TestSession(
      replaying: Array(session.events.prefix(1)), bank: sampleBank(), design: sampleDesign,
      seed: seed)
    var revision = 0
    for event in session.events.dropFirst() {
      // A proctor's end is two events.
      try partial.follow([event])
      try store.append([event], to: header.session)
      let news = try store.sittings(after: revision)
      #expect(news.count == 1)
      expect(news[0], toBeOf: partial, seed: seed)
      revision = news[0].revision
      #expect(try store.sittings(after: revision).isEmpty)
    }
  }

  /// A database from before there was such a table arrives at the same.
  @Test func isMadeForSittingsThatAreThere() throws {
    let folder = try Folder()
    let sessions = try (1...20 as ClosedRange<UInt64>).map(eventful)
    let hash = String(repeating: "a", count: 64)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    func text(_ value: some Encodable) throws -> String {
      "'"
        + String(decoding: try encoder.encode(value), as: UTF8.self)
        .replacingOccurrences(of: "'", with: "''") + "'"
    }
    var lines = [
      "INSERT INTO bank (name) VALUES ('sample')",
      "INSERT INTO generation (bank, number, content_hash, imported_at, item_count, line) "
        + "VALUES (1, 1, '\(hash)', 1, 1, '{\"bank\": \"sample\"}')",
    ]
    let letters = SittingCode.alphabet
    for (number, session) in sessions.enumerated() {
      lines.append(
        "INSERT INTO sitting (code, person, generation, design, seed, program_version, started_at) "
          + "VALUES ('BBB-BB\(letters[number])', 'Ada', 1, \(try text(session.design)), "
          + "\(session.seed), '0.1', \(start))")
      for event in session.events {
        lines.append(
          "INSERT INTO event (sitting, sequence, time, name, body) VALUES (\(number + 1), "
            + "\(event.sequence), \(event.time), '\(event.name.rawValue)', \(try text(event)))")
      }
    }
    lines.append(
      "INSERT INTO sitting (code, person, generation, design, seed, program_version, started_at) "
        + "VALUES ('ZZZ-ZZZ', 'Eve', 1, \(try text(sessions[0].design)), 1, '0.1', \(start))")
    try Schema.make(
      folder.database.path, upTo: "2 what proctors do", filledBy: lines.joined(separator: ";\n"))

    // Reading is enough to bring it up to date.
    _ = try Store.open(at: folder.database, readOnly: true)
    let store = try Store.open(at: folder.database)
    for (number, session) in sessions.enumerated() {
      expect(
        try store.summary(of: "BBB-BB\(letters[number])"), toBeOf: session, seed: session.seed)
    }
    #expect(try store.summary(of: "ZZZ-ZZZ").status == .new)
    let revisions = try store.sittings().map(\.revision)
    #expect(Set(revisions).count == 21)
    // And goes on from there.
    var session = sessions[3]
    try store.append([session.review(reason: "x", by: "P", at: start + 9_000_000)], to: "BBB-BB5")
    #expect(try store.sittings(after: revisions.max() ?? 0).map(\.code) == ["BBB-BB5"])
  }
}
