import AdaptiveTesting
import Foundation
import Testing

@testable import Storage

/// Databases of earlier versions open, and keep all that is in them.
@Suite struct MigrationTests {
  @Test func sittingsFromBeforeProctorsCouldAct() throws {
    let folder = try Folder()
    let session = try drivenSession(answers: 2)
    let hash = String(repeating: "a", count: 64)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let events = try session.events.map { event in
      let body = String(decoding: try encoder.encode(event), as: UTF8.self)
        .replacingOccurrences(of: "'", with: "''")
      return "(1, \(event.sequence), \(event.time), '\(event.name.rawValue)', '\(body)')"
    }
    let design = String(decoding: try encoder.encode(session.design), as: UTF8.self)
    try Schema.make(
      folder.database.path, upTo: "1 banks and sittings",
      filledBy: """
        INSERT INTO bank (name) VALUES ('sample');
        INSERT INTO generation (bank, number, content_hash, imported_at, item_count, line)
          VALUES (1, 1, '\(hash)', 1, 1, '{"bank": "sample"}');
        INSERT INTO sitting (code, person, generation, design, seed, program_version, started_at)
          VALUES ('K7F-2QD', 'Ada', 1, '\(design)', 7, '0.1', \(start));
        INSERT INTO event (sitting, sequence, time, name, body) VALUES
          \(events.joined(separator: ",\n"));
        """)

    let store = try Store.open(at: folder.database)
    #expect(try store.log(of: "K7F-2QD").events == session.events)
    #expect(try store.summary(of: "K7F-2QD").theta == session.estimate.theta)
    var next = session
    let known = next.events.count
    next.review(reason: "fine", by: "Ms P", at: start + 99_000)
    next.void(nil, reason: "a rehearsal", by: "Ms P", at: start + 99_000)
    next.restore(nil, reason: "it was not", by: "Ms P", at: start + 99_500)
    next.end(reason: "the bell", by: "Ms P", at: start + 99_900)
    try store.append(Array(next.events[known...]), to: "K7F-2QD")
    #expect(try store.log(of: "K7F-2QD").events == next.events)
    #expect(try store.summary(of: "K7F-2QD").status == .finished)
    try store.append([next.review(reason: "yes", by: "Mr Q", at: start + 100_000)], to: "K7F-2QD")
    #expect(
      storeError {
        try store.run(
          "INSERT INTO event (sitting, sequence, time, name, body) VALUES (1, \(next.events.count + 1), "
            + "\(start + 200_000), 'time_granted', '{\"seq\":\(next.events.count + 1),"
            + "\"at\":\(start + 200_000),\"event\":\"time_granted\"}')")
      }?.kind == .other)
  }
}
