import AdaptiveTesting
import Foundation
import ItemBanks
import Numerical
import Testing

/// The sittings in `sessions/`, replayed against the shipped banks to the last bit.
@Suite struct RecordedSittingTests {
  struct Recording: Sendable, CustomTestStringConvertible {
    let name: String
    let data: Data
    var testDescription: String { name }

    func log() throws -> SessionLog { try SessionLog(data) }
  }

  static let recordings: [Recording] = {
    let folder = BuiltProgram.repository.appendingPathComponent("sessions")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasSuffix(".jsonl") }.sorted().compactMap { name in
      (try? Data(contentsOf: folder.appendingPathComponent(name))).map {
        Recording(name: name, data: $0)
      }
    }
  }()

  /// The shipped banks that recordings are of. Their stems may have been corrected since.
  static let banks: [String: Bank] = {
    let files = ["numeracy", "shell"].map { name in
      BankFile(
        (try? Data(contentsOf: TestWorkspace.shippedBank(name))) ?? Data(), file: "\(name).jsonl")
    }
    return Dictionary(files.compactMap(\.bank).map { ($0.name, $0) }) { first, _ in first }
  }()

  static func replay(_ log: SessionLog) throws -> TestSession {
    let bank = try #require(banks[log.header.bank])
    return try TestSession(
      replaying: log.events, bank: bank, design: log.header.design, seed: log.header.seed)
  }

  @Test(arguments: recordings)
  func replaysBitForBit(_ recording: Recording) throws {
    let log = try recording.log()
    #expect(try log.encoded() == recording.data)
    let session = try Self.replay(log)
    #expect(session.events == log.events)
    #expect(session.status == .finished)
    let last = try #require(log.answers.last?.estimate)
    #expect(session.estimate.theta.bitPattern == last.theta.bitPattern)
    #expect(session.estimate.standardError.bitPattern == last.standardError.bitPattern)
  }

  @Test func theyCoverWhatASittingCanBe() throws {
    let logs = try Self.recordings.map { try $0.log() }
    #expect(logs.count >= 6)
    #expect(Set(logs.map(\.header.bank)) == ["numeracy", "shell"])
    #expect(Set(logs.map(\.header.session)).count == logs.count)
    let sessions = try logs.map(Self.replay)
    #expect(
      Set(sessions.compactMap(\.stopReason)) == [
        .precision, .maximumLength, .timeLimit, .bankExhausted, .noInformativeItem,
      ])
    #expect(Set(logs.map(\.header.design.estimation.method)) == [.eap, .map, .mle, .wle])
    #expect(
      logs.contains { if case .shares = $0.header.design.content.balance { true } else { false } })
    #expect(logs.contains { !$0.notes.isEmpty })
    #expect(logs.contains { $0.names.contains(.paused) })
    // Cut off: it went on without having been left.
    #expect(
      logs.contains { log in
        zip(log.names, log.names.dropFirst()).contains { $0 != .paused && $1 == .resumed }
      })
    // No finite maximum of the likelihood, so the fallback that the design names.
    for score in [0, 1] {
      #expect(
        logs.contains { log in
          log.header.design.estimation.method == .mle
            && log.answers.allSatisfy {
              $0.score == score && $0.estimate.method == log.header.design.estimation.fallback
            }
        })
    }
  }

  /// Every number that the engine arrived at in a short recording, and some of each of the others,
  /// is found out when it is changed by as little as can be. `at` is what the clock said.
  @Test(arguments: recordings)
  func aChangedNumberIsFoundOut(_ recording: Recording) throws {
    let lines = String(decoding: recording.data, as: UTF8.self).split(separator: "\n").map(
      String.init)
    var changes: [(line: Int, range: Range<String.Index>)] = []
    for (index, line) in lines.enumerated()
    where line.contains(#""event":"presented""#) || line.contains(#""event":"answered""#) {
      changes += line.matches(of: /"([a-z_]+)":(-?[0-9][-+.eE0-9]*)[,}]/).filter { $0.1 != "at" }
        .map { (index, $0.2.startIndex..<$0.2.endIndex) }
    }
    #expect(changes.count > 100)
    if recording.name != "numeracy-time-limit.jsonl" {
      var generator = SeededGenerator(seed: 1)
      changes = Array(changes.shuffled(using: &generator).prefix(25))
    }
    for (index, range) in changes {
      let number = String(lines[index][range])
      let changed =
        Int(number).map { String($0 + 1) } ?? Double(number).map { String($0.nextUp) } ?? ""
      var lines = lines
      lines[index].replaceSubrange(range, with: changed)
      // What comes after it cannot hide it.
      let text = lines.prefix(index + 3).joined(separator: "\n")
      #expect(throws: (any Error).self, "line \(index + 1): \(number) became \(changed)") {
        _ = try Self.replay(try SessionLog(Data(text.utf8)))
      }
    }
  }
}
