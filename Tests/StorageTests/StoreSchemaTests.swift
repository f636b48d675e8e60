import Foundation
import Testing

@testable import Storage

/// What the database refuses by itself, from whoever asks.
@Suite struct StoreSchemaTests {
  @Test(arguments: ["bank", "generation", "item", "sitting", "event"])
  func nothingIsDeleted(_ table: String) throws {
    let store = try filledStore()
    #expect(
      storeError { try store.run("DELETE FROM \(table)") }
        == .other(path: store.url.path, detail: "\(article(table)) is never deleted"))
  }

  @Test(arguments: [
    ("bank", "name = 'x'"), ("generation", "imported_at = 1"), ("item", "b = 0"),
    ("sitting", "person = 'x'"), ("event", "time = 1"),
  ])
  func nothingIsChanged(_ table: String, _ change: String) throws {
    let store = try filledStore()
    #expect(
      storeError { try store.run("UPDATE \(table) SET \(change)") }
        == .other(path: store.url.path, detail: "\(article(table)) is never changed"))
  }

  @Test(arguments: ["bank", "generation", "item", "sitting", "event"])
  func nothingIsReplaced(_ table: String) throws {
    let store = try filledStore()
    let columns = try #require(
      try store.run("SELECT group_concat(name) FROM pragma_table_info('\(table)')"))
    let before = try store.run("SELECT count(*) FROM \(table)")
    let error = storeError {
      try store.run(
        "INSERT OR REPLACE INTO \(table) (\(columns)) SELECT \(columns) FROM \(table) LIMIT 1")
    }
    #expect(error?.kind == .other)
    #expect(try store.run("SELECT count(*) FROM \(table)") == before)
  }

  private static let event = "INSERT INTO event (sitting, sequence, time, name, body) VALUES"

  @Test(arguments: [
    // A gap, a repetition, a step back in time, a second beginning.
    "\(event) (1, 9, 2000000000000, 'paused', '{\"seq\":9,\"at\":2000000000000,\"event\":\"paused\"}')",
    "\(event) (1, 3, 2000000000000, 'paused', '{\"seq\":3,\"at\":2000000000000,\"event\":\"paused\"}')",
    "\(event) (1, 6, 5, 'paused', '{\"seq\":6,\"at\":5,\"event\":\"paused\"}')",
    "\(event) (1, 6, 2000000000000, 'started', '{\"seq\":6,\"at\":2000000000000,\"event\":\"started\"}')",
    // A body that says something else, or nothing.
    "\(event) (1, 6, 2000000000000, 'paused', '{\"seq\":7,\"at\":2000000000000,\"event\":\"paused\"}')",
    "\(event) (1, 6, 2000000000000, 'paused', 'paused')",
    "\(event) (1, 6, 2000000000000, 'paused', '[]')",
    // Nobody's.
    "\(event) (7, 1, 5, 'started', '{\"seq\":1,\"at\":5,\"event\":\"started\"}')",
    "INSERT INTO sitting (code, person, generation, design, seed, program_version, started_at) "
      + "VALUES ('ABC-DEF', 'p', 9, '{}', 1, '1', 1)",
    "INSERT INTO sitting (code, person, generation, design, seed, program_version, started_at) "
      + "VALUES ('abc', 'p', 1, '{}', 1, '1', 1)",
    "INSERT INTO sitting (code, person, generation, design, seed, program_version, started_at) "
      + "VALUES ('ABC-DEF', 'p', 1, '{}', -1, '1', 1)",
    "INSERT INTO bank (name) VALUES ('../x')",
    "INSERT INTO item (generation, position, item_id, status, line) "
      + "VALUES (1, 15, 'late', 'retired', '{\"item_id\":\"late\"}')",
    "INSERT INTO generation (bank, number, content_hash, imported_at, item_count, line) "
      + "SELECT bank, 3, content_hash, 1, 1, '{}' FROM generation",
    "INSERT INTO generation (bank, number, content_hash, imported_at, item_count, line) "
      + "SELECT bank, 2, 'hash', 1, 1, '{}' FROM generation",
  ])
  func whatContradictsIsRefused(_ sql: String) throws {
    let store = try filledStore()
    #expect(storeError { try store.run(sql) }?.kind == .other)
  }

  /// The same statement without the fault goes in.
  @Test func whatFollowsIsTaken() throws {
    let store = try filledStore()
    try store.run(
      "\(Self.event) (1, 6, 2000000000000, 'paused', "
        + "'{\"seq\":6,\"at\":2000000000000,\"event\":\"paused\"}')")
    #expect(try store.sittings().map(\.status) == [.paused])
  }

  @Test func generatedColumnsShowTheBody() throws {
    let store = try filledStore()
    let row = try store.run(
      "SELECT item || ' ' || score || ' ' || typeof(theta) || ' ' || typeof(se) FROM event "
        + "WHERE name = 'answered' ORDER BY sequence LIMIT 1")
    let session = try drivenSession(answers: 2)
    let first = try #require(session.answers.first)
    #expect(row == "\(first.item.id) \(first.score) real real")
  }

  /// One bank of 14 items, one sitting of 5 events.
  private func filledStore() throws -> Store {
    let store = try Store.temporary()
    _ = try store.begin(drivenSession(answers: 2))
    return store
  }

  private func article(_ table: String) -> String {
    (table == "item" || table == "event" ? "an " : "a ") + table
  }
}
