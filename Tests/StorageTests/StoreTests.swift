import Foundation
import ItemBanks
import Testing

@testable import AdaptiveTesting
@testable import Storage

@Suite struct StoreTests {
  @Test func writesAheadAndSyncsEveryCommit() throws {
    let store = try Store.temporary()
    #expect(try store.run("PRAGMA journal_mode") == "wal")
    #expect(try store.run("PRAGMA synchronous") == "2", "FULL")
    #expect(try store.run("PRAGMA foreign_keys") == "1")
    #expect(try store.run("PRAGMA busy_timeout") == "10000")
    #expect(try store.run("PRAGMA integrity_check") == "ok")
    #expect(!store.isReadOnly)
  }

  @Test func everyTableIsStrict() throws {
    let store = try Store.temporary()
    let loose = try store.run(
      "SELECT group_concat(name) FROM pragma_table_list WHERE schema = 'main' AND type = 'table' "
        + "AND NOT strict AND name NOT GLOB 'grdb_*' AND name NOT GLOB 'sqlite_*'")
    #expect(loose == nil)
  }

  @Test func keepsWhatWasWritten() throws {
    let folder = try Folder()
    let session = try drivenSession(answers: 3)
    let code = try Store.open(at: folder.database).begin(session).session
    let again = try Store.open(at: folder.database)
    #expect(try again.log(of: code).events == session.events)
    #expect(try again.run("PRAGMA synchronous") == "2")
  }

  @Test func aTemporaryStoreGoesAway() throws {
    var store: Store? = try Store.temporary()
    let folder = try #require(store?.url.deletingLastPathComponent())
    #expect(FileManager.default.fileExists(atPath: folder.path))
    store = nil
    #expect(!FileManager.default.fileExists(atPath: folder.path))
  }

  // MARK: Many at once

  @Test func twentyOpenMigrateAndWriteAtOnce() async throws {
    let folder = try Folder()
    let database = folder.database
    let session = try drivenSession(answers: 8)
    let codes = try await withThrowingTaskGroup(of: String.self) { group in
      for index in 0..<20 {
        group.addTask {
          try await onThread {
            let store = try Store.open(at: database)
            let begun = try drivenSession(answers: 0)
            let code = try store.begin(begun, person: "p\(index)").session
            for event in session.events.dropFirst() { try store.append([event], to: code) }
            return code
          }
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(Set(codes).count == 20)
    let store = try Store.open(at: database)
    for code in codes {
      #expect(try store.log(of: code).events == session.events)
    }
    #expect(try store.bankSummaries().map(\.generation.number) == [1])
    #expect(try store.bankSummaries().map(\.sittingCount) == [20])
    #expect(try store.run("PRAGMA integrity_check") == "ok")
  }

  @Test func readsWhileAnotherWrites() throws {
    let folder = try Folder()
    let writer = try Store.open(at: folder.database)
    let reader = try Store.open(at: folder.database, readOnly: true)
    let session = try drivenSession(answers: 2)
    let code = try writer.begin(session).session
    try writer.write { _ in
      let log = try reader.log(of: code)
      #expect(log.events == session.events)
    }
  }

  // MARK: Files that cannot be used

  @Test func aNewerDatabaseIsRefused() throws {
    let folder = try Folder()
    try Store.open(at: folder.database).run(
      "INSERT INTO grdb_migrations VALUES ('99 of the future')")
    for readOnly in [false, true] {
      let error = storeError { _ = try Store.open(at: folder.database, readOnly: readOnly) }
      #expect(error == .newerVersion(path: folder.database.path))
      #expect(error?.kind == .newerVersion)
    }
  }

  @Test(arguments: ["not a database at all\n", String(repeating: "garbage ", count: 2000)])
  func garbageIsRefusedAndKept(_ text: String) throws {
    let folder = try Folder()
    try folder.write(text, to: "cat.sqlite")
    for readOnly in [false, true] {
      let error = storeError { _ = try Store.open(at: folder.database, readOnly: readOnly) }
      #expect(error == .notADatabase(path: folder.database.path))
      #expect(error?.kind == .corrupt)
    }
    #expect(try Data(contentsOf: folder.database) == Data(text.utf8))
  }

  @Test func anotherProgramsDatabaseIsRefused() throws {
    let folder = try Folder()
    let store = try Store.open(at: folder.database)
    try store.run("PRAGMA application_id = 0")
    #expect(storeError { _ = try Store.open(at: folder.database) }?.kind == .corrupt)
    try store.run("PRAGMA application_id = 17")
    #expect(
      storeError { _ = try Store.open(at: folder.database) }
        == .notADatabase(path: folder.database.path))
  }

  @Test(arguments: [50, 100, 512, 4096, 10_000, 40_960])
  func aTruncatedDatabaseIsDamaged(_ length: Int) throws {
    let folder = try Folder()
    do {
      let store = try Store.open(at: folder.database)
      _ = try store.begin(drivenSession(answers: 8))
      _ = try store.importBank(sampleBank(name: "large", items: 400), fileHash: nil, at: start)
    }
    #expect(truncate(folder.database.path, off_t(length)) == 0)
    let error = storeError {
      let store = try Store.open(at: folder.database)
      _ = try store.bank(named: "large")
    }
    #expect(error?.kind == .corrupt, "\(length) bytes: \(String(describing: error))")
  }

  @Test func aFolderIsNoDatabase() throws {
    let folder = try Folder()
    #expect(storeError { _ = try Store.open(at: folder.url) }?.kind == .corrupt)
  }

  @Test func nothingCanBeMadeInAFileOrInNoFolder() throws {
    let folder = try Folder()
    try folder.write("", to: "file")
    for path in ["file/cat.sqlite", "missing/cat.sqlite"] {
      let error = storeError { _ = try Store.open(at: folder.url.appendingPathComponent(path)) }
      #expect(error?.kind == .readOnly, "\(path): \(String(describing: error))")
    }
  }

  // MARK: Reading only

  @Test func readingOnlyMakesNothing() throws {
    let folder = try Folder()
    #expect(
      storeError { _ = try Store.open(at: folder.database, readOnly: true) }
        == .databaseNotFound(path: folder.database.path))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
    try folder.write("", to: "cat.sqlite")
    #expect(
      storeError { _ = try Store.open(at: folder.database, readOnly: true) }
        == .needsUpgrade(path: folder.database.path))
  }

  @Test func readingOnlyRefusesToWriteAndReadsAll() throws {
    let folder = try Folder()
    let session = try drivenSession(answers: 2)
    let code = try Store.open(at: folder.database).begin(session).session
    let store = try Store.open(at: folder.database, readOnly: true)
    #expect(store.isReadOnly)
    try expectOnlyReading(store, session, code)
  }

  /// Root may write everything, so this runs for others only.
  @Test(.enabled(if: geteuid() != 0), arguments: [0o500, 0o700])
  func aFileThatMayNotBeWrittenIsRead(_ folderMode: mode_t) throws {
    let folder = try Folder()
    let session = try drivenSession(answers: 2)
    let code = try Store.open(at: folder.database).begin(session).session
    #expect(chmod(folder.database.path, folderMode == 0o700 ? 0o400 : 0o600) == 0)
    #expect(chmod(folder.url.path, folderMode) == 0)
    let store = try Store.open(at: folder.database)
    #expect(store.isReadOnly)
    try expectOnlyReading(store, session, code)
    if folderMode == 0o500 {
      let other = folder.url.appendingPathComponent("other.sqlite")
      #expect(
        storeError { _ = try Store.open(at: other) }
          == .cannotCreate(path: other.path, reason: "permission denied"))
    }
  }

  @Test(.enabled(if: geteuid() != 0)) func aFileThatMayNotBeReadSaysSo() throws {
    let folder = try Folder()
    _ = try Store.open(at: folder.database)
    #expect(chmod(folder.database.path, 0) == 0)
    #expect(
      storeError { _ = try Store.open(at: folder.database) }
        == .fileUnreadable(path: folder.database.path, reason: "permission denied"))
  }

  private func expectOnlyReading(_ store: Store, _ session: TestSession, _ code: String) throws {
    #expect(try store.log(of: code).events == session.events)
    #expect(try store.sittings().map(\.code) == [code])
    #expect(try store.bank(named: "sample").bank == session.bank)
    #expect(try !store.isSittingOpen(code))
    let refusals: [() throws -> Void] = [
      { _ = try store.importBank(sampleBank(name: "new"), fileHash: nil, at: start) },
      { _ = try store.append(session.events, to: code) },
      { _ = try store.lockSitting(code) },
      {
        _ = try store.startSitting(
          person: "p", bank: "sample", generation: 1, design: Design(), seed: 1,
          programVersion: "1", events: [], at: start)
      },
    ]
    for refusal in refusals {
      #expect(storeError { try refusal() } == .readOnly(path: store.url.path))
    }
  }

  // MARK: A full disk

  @Test func aFullDiskLosesNothing() throws {
    let store = try Store.temporary()
    let session = try drivenSession(answers: 8)
    let code = try store.begin(drivenSession(answers: 0)).session
    let pages = try #require(try store.run("PRAGMA page_count").flatMap { Int($0) })
    try store.run("PRAGMA max_page_count = \(pages)")

    var stored = 1
    let error = storeError {
      for event in session.events.dropFirst() {
        try store.append([event], to: code)
        stored += 1
      }
      for number in session.events.count + 1...10_000 {
        try store.append(
          [
            SessionEvent(
              sequence: number, time: start + 100_000_000,
              kind: .noted(.init(item: nil, text: "more", author: .student)))
          ], to: code)
        stored += 1
      }
    }
    #expect(error == .diskFull(path: store.url.path))
    #expect(error?.kind == .diskFull)
    #expect(try store.log(of: code).events.count == stored)

    let large = sampleBank(name: "large", items: 300)
    #expect(
      storeError { _ = try store.importBank(large, fileHash: nil, at: start) }?.kind == .diskFull)
    #expect(try store.bankNames() == ["sample"])
    #expect(try store.run("PRAGMA integrity_check") == "ok")

    try store.run("PRAGMA max_page_count = 100000")
    #expect(try store.importBank(large, fileHash: nil, at: start).isNew)
  }

  @Test func aLockedDatabaseIsBusy() throws {
    let folder = try Folder()
    let one = try Store.open(at: folder.database)
    let other = try Store.open(at: folder.database)
    try other.run("PRAGMA busy_timeout = 1")
    try one.write { _ in
      let error = storeError { _ = try other.importBank(sampleBank(), fileHash: nil, at: start) }
      #expect(error == .busy(path: folder.database.path))
    }
    #expect(try other.importBank(sampleBank(), fileHash: nil, at: start).isNew)
  }
}

/// Runs `body` on a thread of its own, so that many can wait for locks at once.
private func onThread<Value: Sendable>(
  _ body: @escaping @Sendable () throws -> Value
) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
  }
}
