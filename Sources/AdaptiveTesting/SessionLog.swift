import Foundation

/// A sitting as it is kept: what it was frozen to, and what happened. On paper it is JSON Lines, the
/// header first and an event a line after it; see `cat-session(5)`.
public struct SessionLog: Sendable, Hashable {
  public var header: SessionHeader
  public var events: [SessionEvent]

  public init(header: SessionHeader, events: [SessionEvent]) {
    self.header = header
    self.events = events
  }
}

/// What a sitting was frozen to when it began.
public struct SessionHeader: Sendable, Hashable, Codable {
  /// The code by which people find the sitting, as `K7F-2QD`.
  public let session: String
  public let bank: String
  /// The generation of the bank, counted from 1.
  public let bankVersion: Int
  /// `Bank.contentHash` of that generation.
  public let bankHash: String
  public let person: String
  public let design: Design
  /// Below 2⁵³, so that every JSON reader keeps it whole.
  public let seed: UInt64
  public let programVersion: String

  public init(
    session: String, bank: String, bankVersion: Int, bankHash: String, person: String,
    design: Design, seed: UInt64, programVersion: String
  ) {
    self.session = session
    self.bank = bank
    self.bankVersion = bankVersion
    self.bankHash = bankHash
    self.person = person
    self.design = design
    self.seed = seed
    self.programVersion = programVersion
  }

  private enum CodingKeys: String, CodingKey {
    case session, bank, person, design, seed
    case bankVersion = "bank_version"
    case bankHash = "bank_hash"
    case programVersion = "program_version"
  }
}

/// Why a file is not a session log.
public struct SessionLogError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Counted from 1.
  public let line: Int
  public let message: String
  public var description: String { "line \(line): \(message)" }
}

extension SessionLog {
  /// - Throws: `SessionLogError` with the line that cannot be read.
  public init(_ data: Data) throws(SessionLogError) {
    // Numbered before blank lines are dropped, so that messages point at the right one.
    let lines = data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .enumerated().filter { !$0.element.isEmpty }
    guard let first = lines.first else {
      throw SessionLogError(line: 1, message: "the log is empty.")
    }
    header = try Self.decode(SessionHeader.self, from: first.element, line: first.offset + 1)
    events = []
    for (index, line) in lines.dropFirst() {
      events.append(try Self.decode(SessionEvent.self, from: line, line: index + 1))
    }
  }

  /// The same log always gives the same bytes.
  public func encoded() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var data = try encoder.encode(header) + "\n".utf8
    for event in events { data += try encoder.encode(event) + "\n".utf8 }
    return data
  }

  private static func decode<Value: Decodable>(
    _ type: Value.Type, from line: Data, line number: Int
  ) throws(SessionLogError) -> Value {
    do {
      return try JSONDecoder().decode(type, from: line)
    } catch let error as DesignError {
      throw SessionLogError(line: number, message: error.message)
    } catch DecodingError.keyNotFound(let key, _) {
      throw SessionLogError(line: number, message: "'\(key.stringValue)' is missing.")
    } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context)
    {
      let key = context.codingPath.last?.stringValue ?? "a value"
      throw SessionLogError(line: number, message: "'\(key)' has the wrong type.")
    } catch DecodingError.dataCorrupted(let context) {
      throw SessionLogError(line: number, message: context.debugDescription)
    } catch {
      throw SessionLogError(line: number, message: "it cannot be read.")
    }
  }
}
