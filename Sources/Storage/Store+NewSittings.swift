import AdaptiveTesting
import Foundation
import GRDB

/// A sitting before it has a code.
public struct NewSitting: Sendable {
  public let person: String
  public let design: Design
  public let seed: UInt64
  public let programVersion: String
  public let events: [SessionEvent]
  public let time: Int64

  /// What they are: see `startSitting`.
  public init(
    person: String, design: Design, seed: UInt64, programVersion: String, events: [SessionEvent],
    time: Int64
  ) {
    precondition(seed < 1 << 53, "a seed is below 2⁵³")
    self.person = person
    self.design = design
    self.seed = seed
    self.programVersion = programVersion
    self.events = events
    self.time = time
  }
}

extension Store {
  /// Begins a sitting: draws its code, and stores its header with its first events.
  ///
  /// - Parameters:
  ///   - generation: of the bank, counted from 1.
  ///   - seed: below 2⁵³.
  ///   - events: the first of the log; none makes a sitting that is still to begin.
  ///   - time: when it was made, milliseconds since 1970-01-01T00:00Z.
  ///   - generator: the code is drawn from it; drawn again where a sitting has that code.
  /// - Throws: `bankNotFound`, `generationNotFound`.
  public func startSitting(
    person: String, bank: String, generation number: Int, design: Design, seed: UInt64,
    programVersion: String, events: [SessionEvent], at time: Int64,
    using generator: inout some RandomNumberGenerator
  ) throws(StoreError) -> SessionHeader {
    let sitting = NewSitting(
      person: person, design: design, seed: seed, programVersion: programVersion, events: events,
      time: time)
    return try startSittings([sitting], bank: bank, generation: number, using: &generator)[0]
  }

  /// Stores sittings of a bank, all or none; otherwise as `startSitting`.
  ///
  /// - Returns: their headers, in order.
  public func startSittings(
    _ sittings: [NewSitting], bank: String, generation number: Int,
    using generator: inout some RandomNumberGenerator
  ) throws(StoreError) -> [SessionHeader] {
    try write { db in
      guard let newest = try Self.generation(of: bank, in: db) else {
        throw try Self.bankNotFound(bank, in: db)
      }
      guard let generation = try Self.generation(of: bank, number: number, in: db) else {
        throw StoreError.generationNotFound(bank: bank, number: number, newest: newest.number)
      }
      return try sittings.map { sitting in
        var code = SittingCode.draw(using: &generator)
        while try Self.sittingRow(code, in: db) != nil {
          code = SittingCode.draw(using: &generator)
        }
        try db.execute(
          sql: """
            INSERT INTO sitting
              (code, person, generation, design, seed, program_version, started_at)
            SELECT ?, ?, generation.id, ?, ?, ?, ?
            FROM generation JOIN bank ON bank.id = generation.bank WHERE name = ? AND number = ?
            """,
          arguments: [
            code, sitting.person, try Self.json(sitting.design), Int64(sitting.seed),
            sitting.programVersion, sitting.time, bank, number,
          ])
        try Self.insert(sitting.events, sitting: db.lastInsertedRowID, in: db)
        return SessionHeader(
          session: code, bank: bank, bankVersion: number, bankHash: generation.contentHash,
          person: sitting.person, design: sitting.design, seed: sitting.seed,
          programVersion: sitting.programVersion)
      }
    }
  }

  /// Begins a sitting with a code from the system's generator.
  public func startSitting(
    person: String, bank: String, generation number: Int, design: Design, seed: UInt64,
    programVersion: String, events: [SessionEvent], at time: Int64
  ) throws(StoreError) -> SessionHeader {
    var generator = SystemRandomNumberGenerator()
    return try startSitting(
      person: person, bank: bank, generation: number, design: design, seed: seed,
      programVersion: programVersion, events: events, at: time, using: &generator)
  }
}
