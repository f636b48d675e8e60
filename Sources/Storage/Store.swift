import Foundation
import GRDB

/// The database of a workspace: banks in all their generations, and the logs of all sittings.
///
/// Every method is one transaction: when it returns, what it wrote is on the disk; when it throws,
/// nothing was written. A value may be copied and used from any thread, and any number of processes
/// may have the same file open.
public struct Store: Sendable {
  /// Where the database is.
  public let url: URL
  /// Whether everything that writes throws `StoreError.readOnly`.
  public let isReadOnly: Bool

  private let pool: DatabasePool
  private let folder: TemporaryFolder?

  /// Opens the database, makes it where there is none, and brings an older one up to date.
  ///
  /// A database that may not be written, or whose folder may not, is opened for reading. That is
  /// also what `readOnly` asks for; then nothing is ever created, but an older one is brought up to date where
  /// it may be written: whoever looks first after an update sees what was there before.
  ///
  /// - Throws: `databaseNotFound`, `notADatabase`, `corrupt`, `newerVersion`, `needsUpgrade`,
  ///   `cannotCreate`, or `busy` after ten seconds.
  public static func open(at url: URL, readOnly: Bool = false) throws(StoreError) -> Store {
    let path = url.path
    var status = stat()
    if stat(path, &status) != 0 {
      guard errno == ENOENT else {
        throw .cannotCreate(path: path, reason: systemMessage())
      }
      if readOnly { throw .databaseNotFound(path: path) }
      guard access(url.deletingLastPathComponent().path, W_OK | X_OK) == 0 else {
        throw .cannotCreate(path: path, reason: systemMessage())
      }
    } else if status.st_mode & S_IFMT != S_IFREG {
      throw .notADatabase(path: path)
    } else if access(path, R_OK) != 0 {
      throw .fileUnreadable(path: path, reason: systemMessage())
    } else {
      let mayWrite =
        access(path, W_OK) == 0
        && access(url.deletingLastPathComponent().path, W_OK | X_OK) == 0
      if readOnly || !mayWrite {
        return try Store(reading: url, upgrading: mayWrite && status.st_size > 0)
      }
    }
    return try Store(writing: url, in: nil)
  }

  /// A new database in a temporary folder of its own, which goes away with the last copy of it.
  public static func temporary() throws(StoreError) -> Store {
    let folder = try TemporaryFolder()
    return try Store(writing: folder.url.appendingPathComponent("cat.sqlite"), in: folder)
  }

  private init(writing url: URL, in folder: TemporaryFolder?) throws(StoreError) {
    let path = url.path
    self.url = url
    self.folder = folder
    isReadOnly = false
    var configuration = Configuration()
    configuration.label = "cat"
    configuration.busyMode = .timeout(Self.patience)

    // One at a time, for as long as opening takes: changing to WAL and migrating are safe in one
    // process only, and SQLite does not wait in all of their lock upgrades.
    guard
      let lock = try FileLock.acquire(
        Self.lockPath(of: path), byte: Self.openingByte, patience: Self.patience)
    else { throw .busy(path: path) }
    defer { lock.release() }
    pool = try Self.writingPool(path, configuration)
    do {
      let isComplete = try pool.writeWithoutTransaction { db in
        // The pool itself has set NORMAL, which may lose the last commits with the power.
        try db.execute(sql: "PRAGMA synchronous = FULL")
        return try Self.recognise(db, path: path)
      }
      if !isComplete { try Schema.migrator.migrate(pool) }
    } catch {
      throw StoreError(error, path: path)
    }
  }

  private static func writingPool(
    _ path: String, _ configuration: Configuration
  ) throws(StoreError) -> DatabasePool {
    let deadline = Deadline(seconds: patience)
    while true {
      do {
        return try DatabasePool(path: path, configuration: configuration)
      } catch {
        // A last connection that is closing elsewhere locks the file for a moment.
        guard StoreError.isBusy(error), deadline.wait() else {
          throw StoreError(error, path: path)
        }
      }
    }
  }

  private init(reading url: URL, upgrading mayUpgrade: Bool) throws(StoreError) {
    self.url = url
    folder = nil
    isReadOnly = true
    do {
      do {
        pool = try Self.readingPool(url.path)
      } catch StoreError.needsUpgrade where mayUpgrade {
        _ = try Store(writing: url, in: nil)
        pool = try Self.readingPool(url.path)
      }
    } catch {
      throw .unreadable(error, url.path)
    }
  }

  private static func readingPool(_ path: String) throws -> DatabasePool {
    var configuration = Configuration()
    configuration.label = "cat"
    configuration.readonly = true
    configuration.busyMode = .timeout(patience)

    func open(_ name: String) throws -> DatabasePool {
      let pool = try DatabasePool(path: name, configuration: configuration)
      guard try pool.read({ try recognise($0, path: path) }) else {
        throw StoreError.needsUpgrade(path: path)
      }
      return pool
    }
    do {
      return try open(path)
    } catch let error as DatabaseError
      where error.resultCode == .SQLITE_CANTOPEN || error.resultCode == .SQLITE_READONLY
    {
      // Nobody has it open and the folder does not take the files that WAL needs beside it. Then
      // nobody can be writing either, unless there is a log that was never brought home.
      var status = stat()
      guard stat(path + "-wal", &status) != 0 || status.st_size == 0 else {
        throw StoreError.fileUnreadable(
          path: path, reason: "a program was cut off; open it once where it may be written")
      }
      let allowed = CharacterSet(charactersIn: "/").union(.alphanumerics)
      guard let escaped = path.addingPercentEncoding(withAllowedCharacters: allowed) else {
        throw error
      }
      return try open("file:\(escaped)?immutable=1")
    }
  }

  /// Whether all migrations are there.
  ///
  /// - Throws: where it is not ours, or newer than this program.
  private static func recognise(_ db: Database, path: String) throws -> Bool {
    let identifier = try Int.fetchOne(db, sql: "PRAGMA application_id")
    if identifier != Schema.applicationID {
      let tables = try Int.fetchOne(
        db, sql: "SELECT count(*) FROM sqlite_schema WHERE name NOT GLOB 'grdb_*' AND sql NOT NULL")
      guard identifier == 0, tables == 0 else { throw StoreError.notADatabase(path: path) }
    }
    if try Schema.migrator.hasBeenSuperseded(db) { throw StoreError.newerVersion(path: path) }
    return try Schema.migrator.hasCompletedMigrations(db)
  }

  /// Seconds for which another process's lock is waited for.
  private static let patience = 10.0

  // MARK: Access for the extensions

  /// All reads in `body` see the same state.
  func read<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
    do {
      return try pool.read(body)
    } catch {
      throw StoreError(error, path: url.path)
    }
  }

  /// One transaction that has the write lock from its beginning, so that what `body` reads cannot
  /// change before it writes.
  func write<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
    guard !isReadOnly else { throw .readOnly(path: url.path) }
    do {
      return try pool.write(body)
    } catch {
      throw StoreError(error, path: url.path)
    }
  }

  /// Runs SQL on the writing connection, outside a transaction, and returns the first value of the
  /// first row as text; for tests of what the database refuses.
  @discardableResult
  func run(_ sql: String) throws(StoreError) -> String? {
    do {
      return try pool.writeWithoutTransaction { db in
        try String.fetchOne(db, sql: sql)
      }
    } catch {
      throw StoreError(error, path: url.path)
    }
  }

  // MARK: Locks beside the database

  private static let openingByte: Int64 = 0

  static func lockPath(of path: String) -> String { path + "-lock" }
}

extension StoreError {
  /// An error of a database that exists and is opened for reading.
  fileprivate static func unreadable(_ error: any Error, _ path: String) -> StoreError {
    let error = StoreError(error, path: path)
    guard case .cannotCreate(_, let reason) = error else { return error }
    return .fileUnreadable(path: path, reason: reason)
  }
}

/// A folder that is removed with its last owner.
private final class TemporaryFolder: Sendable {
  let url: URL

  init() throws(StoreError) {
    url = FileManager.default.temporaryDirectory
      .appendingPathComponent("cat-\(UUID().uuidString)")
    guard mkdir(url.path, 0o700) == 0 else {
      throw .cannotCreate(path: url.path, reason: systemMessage())
    }
  }

  deinit { try? FileManager.default.removeItem(at: url) }
}
