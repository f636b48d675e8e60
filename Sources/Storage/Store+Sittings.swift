import AdaptiveTesting
import Foundation
import GRDB

extension Store {
  /// Adds events to the end of a sitting's log, all or none. They are on the disk on return.
  ///
  /// - Throws: `sittingNotFound`; `sittingMovedOn` where the first does not follow the last that is
  ///   stored, because another program wrote in between or because one is missing; `sittingFinished`
  ///   for anything but notes and voided answers after the end.
  public func append(_ events: [SessionEvent], to code: String) throws(StoreError) {
    guard !events.isEmpty else { return }
    try write { db in
      let sitting = try Self.sitting(code, in: db)
      let last = try Int.fetchOne(
        db, sql: "SELECT max(sequence) FROM event WHERE sitting = ?", arguments: [sitting])
      for (offset, event) in events.enumerated()
      where event.sequence != (last ?? 0) + offset + 1 {
        throw StoreError.sittingMovedOn(code: SittingCode.normalized(code) ?? code)
      }
      let isFinished = try Self.isFinished(sitting, in: db)
      let lateStart = isFinished ? 0 : events.firstIndex { $0.name == .finished }.map { $0 + 1 }
      if let lateStart,
        !events[lateStart...].allSatisfy(\.mayFollowTheEnd)
      {
        throw StoreError.sittingFinished(code: SittingCode.normalized(code) ?? code)
      }
      try Self.insert(events, sitting: sitting, in: db)
    }
  }

  /// A sitting's header and all its events.
  ///
  /// - Throws: `sittingNotFound`; `corrupt` where a line cannot be read.
  public func log(of code: String) throws(StoreError) -> SessionLog {
    try read { db in
      let sitting = try Self.sitting(code, in: db)
      let row = try Row.fetchOne(
        db,
        sql: """
          SELECT sitting.*, bank.name, number, content_hash
          FROM sitting JOIN generation ON generation.id = sitting.generation
          JOIN bank ON bank.id = generation.bank WHERE sitting.id = ?
          """,
        arguments: [sitting])
      guard let row else { throw StoreError.sittingNotFound(code: code) }
      let stored: String = row["code"]
      let design: Design = try Self.decode(row["design"], as: "its design", of: stored)
      let header = SessionHeader(
        session: stored, bank: row["name"], bankVersion: row["number"],
        bankHash: row["content_hash"], person: row["person"], design: design,
        seed: UInt64(row["seed"] as Int64), programVersion: row["program_version"])
      return SessionLog(header: header, events: try events(of: sitting, stored, after: 0, in: db))
    }
  }

  /// The events that came after one that is known; cheap, for a live view.
  ///
  /// - Parameter sequence: of the last event known; 0 for all.
  public func events(
    of code: String, after sequence: Int
  ) throws(StoreError) -> [SessionEvent] {
    try read { db in
      try events(of: Self.sitting(code, in: db), code, after: sequence, in: db)
    }
  }

  /// The sittings that fit, the last begun first.
  ///
  /// - Parameters:
  ///   - time: milliseconds since 1970-01-01T00:00Z; those begun then or later.
  public func sittings(
    person: String? = nil, bank: String? = nil, since time: Int64? = nil,
    unfinishedOnly: Bool = false
  ) throws(StoreError) -> [SittingSummary] {
    var conditions: [String] = []
    var arguments: StatementArguments = []
    if let person {
      conditions.append("person = ?")
      arguments += [person]
    }
    if let bank {
      conditions.append("bank.name = ?")
      arguments += [bank]
    }
    if let time {
      conditions.append("started_at >= ?")
      arguments += [time]
    }
    if unfinishedOnly {
      conditions.append("state <> 'finished'")
    }
    return try summaries(where: conditions, arguments)
  }

  /// The sittings that are new or went on since a revision, the last begun first; the price does not depend on
  /// how many there are altogether.
  ///
  /// - Parameter revision: the largest `SittingSummary.revision` known; 0 for all.
  public func sittings(after revision: Int) throws(StoreError) -> [SittingSummary] {
    try summaries(where: ["revision > ?"], [revision])
  }

  /// - Throws: `sittingNotFound`.
  public func summary(of code: String) throws(StoreError) -> SittingSummary {
    let stored = SittingCode.normalized(code) ?? code
    guard let summary = try summaries(where: ["code = ?"], [stored]).first else {
      throw .sittingNotFound(code: code)
    }
    return summary
  }

  // MARK: Who drives it

  /// Takes the right to drive a sitting; whoever presents items and records answers holds it for as
  /// long. It is advisory: `append` asks nobody for it, and notes need none.
  ///
  /// - Throws: `sittingNotFound`; `sittingOpenElsewhere` where it is held, by this process too.
  public func lockSitting(_ code: String) throws(StoreError) -> SittingLock {
    guard !isReadOnly else { throw .readOnly(path: url.path) }
    let sitting = try read { db in try Self.sitting(code, in: db) }
    let stored = SittingCode.normalized(code) ?? code
    let path = Self.lockPath(of: url.path)
    guard let lock = try FileLock.acquire(path, byte: sitting, patience: 0) else {
      throw .sittingOpenElsewhere(code: stored)
    }
    return SittingLock(code: stored, lock: lock)
  }

  /// Whether somebody holds the sitting's lock, this process included.
  public func isSittingOpen(_ code: String) throws(StoreError) -> Bool {
    let sitting = try read { db in try Self.sitting(code, in: db) }
    return FileLock.isHeld(Self.lockPath(of: url.path), byte: sitting)
  }

  // MARK: Parts of transactions

  private func summaries(
    where conditions: [String], _ arguments: StatementArguments
  ) throws(StoreError) -> [SittingSummary] {
    let filter = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
    // Ten thousand sittings end for a handful of reasons.
    var reasons: [String: StopReason] = [:]
    return try read { db in
      // By place and not by name, which would be looked up for each of them again.
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT code, person, bank.name, number, state, answered, most, theta, se, active, is_voided,
            reviews, reason, group_name, started_at, last_time, revision
          FROM standing JOIN sitting ON sitting.id = standing.sitting
          JOIN generation ON generation.id = sitting.generation
          JOIN bank ON bank.id = generation.bank
          \(filter)
          ORDER BY started_at DESC, sitting.id DESC
          """,
        arguments: arguments)
      var summaries: [SittingSummary] = []
      while let row = try rows.next() {
        let text: String? = row[12]
        if let text, reasons[text] == nil {
          reasons[text] = try Self.decode(text, as: "why it ended", of: row[0])
        }
        summaries.append(SittingSummary(row, reason: text.flatMap { reasons[$0] }))
      }
      return summaries
    }
  }

  static func sittingRow(_ code: String, in db: Database) throws -> Int64? {
    try Int64.fetchOne(db, sql: "SELECT id FROM sitting WHERE code = ?", arguments: [code])
  }

  private static func sitting(_ code: String, in db: Database) throws -> Int64 {
    guard let stored = SittingCode.normalized(code), let row = try sittingRow(stored, in: db)
    else { throw StoreError.sittingNotFound(code: code) }
    return row
  }

  private static func isFinished(_ sitting: Int64, in db: Database) throws -> Bool {
    try Bool.fetchOne(
      db, sql: "SELECT EXISTS (SELECT 1 FROM event WHERE sitting = ? AND name = 'finished')",
      arguments: [sitting]) ?? false
  }

  static func insert(
    _ events: [SessionEvent], sitting: Int64, in db: Database
  ) throws {
    let insertion = try db.cachedStatement(
      sql: "INSERT INTO event (sitting, sequence, time, name, body) VALUES (?, ?, ?, ?, ?)")
    for event in events {
      try insertion.execute(arguments: [
        sitting, event.sequence, event.time, event.name.rawValue, try json(event),
      ])
    }
  }

  private func events(
    of sitting: Int64, _ code: String, after sequence: Int, in db: Database
  ) throws -> [SessionEvent] {
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT sequence, body FROM event WHERE sitting = ? AND sequence > ? ORDER BY sequence
        """,
      arguments: [sitting, sequence])
    var events: [SessionEvent] = []
    while let row = try rows.next() {
      let number: Int = row["sequence"]
      events.append(try Self.decode(row["body"], as: "event \(number)", of: code))
    }
    return events
  }

  static func decode<Value: Decodable>(
    _ text: String, as what: String, of code: String
  ) throws -> Value {
    do {
      return try JSONDecoder().decode(Value.self, from: Data(text.utf8))
    } catch {
      throw StoreError.unreadableSitting(code: code, what: what)
    }
  }

  /// As `SessionLog` writes a line, so that a stored event and an exported one are the same text.
  static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}

extension SittingSummary {
  /// - Parameter row: of the query above.
  fileprivate init(_ row: Row, reason: StopReason?) {
    let theta: Double? = row[7]
    self.init(
      code: row[0], person: row[1], bank: row[2], generation: row[3],
      status: TestSession.Status(rawValue: row[4]) ?? .new, answered: row[5], most: row[6],
      theta: theta, standardError: theta == nil ? nil : row[8] ?? .infinity,
      activeMilliseconds: row[9], isVoided: row[10], reviewCount: row[11], reason: reason,
      group: row[13], startedAt: row[14], lastEventAt: row[15], revision: row[16])
  }
}
