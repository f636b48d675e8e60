import Foundation
import GRDB
import ItemBanks

extension Store {
  /// Makes a bank's next generation, unless it says the same as the one in force.
  ///
  /// - Parameters:
  ///   - fileHash: SHA-256 of the bytes of the file that it was read from, in hexadecimal; `nil` where
  ///     it comes from elsewhere. See `Workspace.hash(of:)`.
  ///   - time: milliseconds since 1970-01-01T00:00Z.
  /// - Returns: the generation now in force, and whether it is new. One that is not new keeps the
  ///   file hash that it had. The bank's responses are not stored.
  /// - Throws: `emptyBank`, `unsafeBankName`, `invalidBank` where an item's model is not one that files
  ///   carry.
  public func importBank(
    _ bank: Bank, fileHash: String?, at time: Int64
  ) throws(StoreError) -> (generation: Generation, isNew: Bool) {
    guard Workspace.isSafe(bankName: bank.name) else { throw .unsafeBankName(bank.name) }
    guard !bank.items.isEmpty else { throw .emptyBank(name: bank.name) }
    if let foreign = bank.items.first(where: { !$0.isCarriedByFiles }) {
      let problem = BankProblem(
        severity: .error, file: bank.name, line: nil, item: foreign.id,
        message: "its model is not one that bank files carry; keep such a bank in code.")
      throw .invalidBank(file: bank.name, problems: [problem])
    }
    let contentHash = bank.contentHash
    let lines = bank.encoded().split(separator: UInt8(ascii: "\n"))
      .prefix(1 + bank.items.count).map { String(decoding: $0, as: UTF8.self) }

    return try write { db in
      let newest = try Self.generation(of: bank.name, in: db)
      if let newest, newest.contentHash == contentHash { return (newest, false) }

      if newest == nil {
        try db.execute(sql: "INSERT INTO bank (name) VALUES (?)", arguments: [bank.name])
      }
      let number = (newest?.number ?? 0) + 1
      try db.execute(
        sql: """
          INSERT INTO generation
            (bank, number, content_hash, file_hash, imported_at, item_count, line)
          SELECT id, ?, ?, ?, ?, ?, ? FROM bank WHERE name = ?
          """,
        arguments: [
          number, contentHash, fileHash, time, bank.items.count, lines[0], bank.name,
        ])
      let row = db.lastInsertedRowID
      let insertion = try db.makeStatement(
        sql: """
          INSERT INTO item (generation, position, item_id, domain, status, a, b, c, d, line)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """)
      for (index, item) in bank.items.enumerated() {
        let parameters = item.parameters
        try insertion.execute(arguments: [
          row, index + 1, item.id, item.domain, item.status.rawValue,
          parameters?.discrimination, parameters?.difficulty, parameters?.lowerAsymptote,
          parameters?.upperAsymptote, lines[index + 1],
        ])
      }
      let generation = Generation(
        bank: bank.name, number: number, contentHash: contentHash, fileHash: fileHash,
        importedAt: time, itemCount: bank.items.count)
      return (generation, true)
    }
  }

  /// Whether the newest of the bank's generations that came from the workspace's own file came from
  /// this very file. If so, what is in force is that file, or what was made of it or imported since.
  ///
  /// - Parameter hash: SHA-256 of the file's bytes, in hexadecimal.
  public func knowsFile(hash: String, of bank: String) throws(StoreError) -> Bool {
    try read { db in try Self.fileGeneration(of: bank, in: db)?.fileHash == hash }
  }

  /// The same question about what a file says rather than about its bytes.
  func knowsFile(saying bank: Bank) throws(StoreError) -> Bool {
    let hash = bank.contentHash
    return try read { db in
      try Self.fileGeneration(of: bank.name, in: db)?.contentHash == hash
    }
  }

  /// All banks by name.
  public func bankSummaries() throws(StoreError) -> [BankSummary] {
    try read { db in
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT bank.name, generation.*, json_extract(generation.line, '$.title') AS title,
            (SELECT count(*) FROM item WHERE item.generation = generation.id
              AND a IS NOT NULL AND status IN ('provisional', 'calibrated')) AS operational,
            (SELECT count(*) FROM item WHERE item.generation = generation.id
              AND status = 'calibrated') AS calibrated,
            (SELECT count(*) FROM sitting JOIN generation AS any ON any.id = sitting.generation
              WHERE any.bank = bank.id) AS sittings
          FROM bank JOIN generation ON generation.bank = bank.id
          WHERE number = (SELECT max(number) FROM generation WHERE bank = bank.id)
          ORDER BY bank.name
          """)
      return rows.map { row in
        BankSummary(
          name: row["name"], title: row["title"] ?? row["name"], generation: Generation(row),
          operationalItemCount: row["operational"], calibratedItemCount: row["calibrated"],
          sittingCount: row["sittings"])
      }
    }
  }

  /// A bank as it was imported, bit for bit, without its responses.
  ///
  /// - Parameter number: which generation; the newest by default.
  /// - Throws: `bankNotFound`, `generationNotFound`; `corrupt` where the stored lines no longer have
  ///   the hash that they were stored with.
  public func bank(
    named name: String, generation number: Int? = nil
  ) throws(StoreError) -> StoredBank {
    let (generation, lines) = try read { db in
      guard let newest = try Self.generation(of: name, in: db) else {
        throw try Self.bankNotFound(name, in: db)
      }
      guard let generation = try Self.generation(of: name, number: number, in: db) else {
        throw StoreError.generationNotFound(
          bank: name, number: number ?? 0, newest: newest.number)
      }
      let lines = try String.fetchAll(
        db,
        sql: """
          SELECT line FROM (
            SELECT generation.id AS generation, 0 AS position, line FROM generation
            UNION ALL SELECT generation, position, line FROM item)
          WHERE generation = (SELECT generation.id FROM generation JOIN bank ON bank.id = bank
            WHERE name = ? AND number = ?)
          ORDER BY position
          """,
        arguments: [name, generation.number])
      return (generation, lines)
    }
    let data = Data(lines.map { $0 + "\n" }.joined().utf8)
    let place = "bank '\(name)', version \(generation.number)"
    guard contentHash(of: data) == generation.contentHash else {
      throw .corrupt(path: url.path, detail: "\(place) is not what was stored")
    }
    // Its hash is right, so this fails only where a newer program wrote a line of a new kind.
    guard let bank = BankFile(data, file: name).bank else {
      throw .corrupt(path: url.path, detail: "\(place) cannot be read")
    }
    return StoredBank(bank: bank, generation: generation)
  }

  /// The names of all banks, sorted.
  public func bankNames() throws(StoreError) -> [String] {
    try read { db in try Self.bankNames(in: db) }
  }

  // MARK: Parts of transactions

  static func bankNames(in db: Database) throws -> [String] {
    try String.fetchAll(db, sql: "SELECT name FROM bank ORDER BY name")
  }

  static func bankNotFound(_ name: String, in db: Database) throws -> StoreError {
    .bankNotFound(name: name, nearest: nearestName(to: name, among: try bankNames(in: db)))
  }

  /// The newest without a number.
  static func generation(
    of bank: String, number: Int? = nil, in db: Database
  ) throws -> Generation? {
    try Row.fetchOne(
      db,
      sql: """
        SELECT bank.name, generation.* FROM generation JOIN bank ON bank.id = generation.bank
        WHERE name = ?1 AND number = coalesce(?2, (
          SELECT max(number) FROM generation JOIN bank ON bank.id = generation.bank
          WHERE name = ?1))
        """,
      arguments: [bank, number]
    ).map { Generation($0) }
  }

  private static func fileGeneration(of bank: String, in db: Database) throws -> Generation? {
    try Row.fetchOne(
      db,
      sql: """
        SELECT bank.name, generation.* FROM generation JOIN bank ON bank.id = generation.bank
        WHERE name = ? AND file_hash IS NOT NULL ORDER BY number DESC LIMIT 1
        """,
      arguments: [bank]
    ).map { Generation($0) }
  }
}

extension Generation {
  /// From a row of `generation` with the bank's `name`.
  fileprivate init(_ row: Row) {
    self.init(
      bank: row["name"], number: row["number"], contentHash: row["content_hash"],
      fileHash: row["file_hash"], importedAt: row["imported_at"], itemCount: row["item_count"])
  }
}
