import AdaptiveTesting
import Foundation
import ItemBanks
import ItemResponse
import Testing

struct SessionLogTests {
  static func header(_ design: Design = Design()) -> SessionHeader {
    SessionHeader(
      session: "K7F-2QD", bank: "made", bankVersion: 3, bankHash: "abc", person: "Zoë / 7",
      design: design, seed: (1 << 53) - 1, programVersion: "0.1")
  }

  /// A sitting in which everything happens.
  static func eventful() throws -> TestSession {
    let design = Design(
      selection: .init(randomesque: 2), content: .equalShares,
      estimation: .init(method: .mle, fallback: .wle),
      stopping: .init(standardError: 0.05, maximumItems: 6, timeLimit: 600))
    var session = try TestSession(
      bank: evenBank(20, a: 1.7, domains: ["x", "y"]), design: design, seed: 7)
    let script = Script("1101")
    session.begin(at: 1_700_000_000_000)
    script.step(&session)
    session.note("hello \u{1B}[31m\n\"θ\"", by: .proctor, at: 1_700_000_002_000)
    script.step(&session)
    session.pause(at: 1_700_000_004_000)
    session.resume(at: 1_700_000_900_000)
    script.step(&session)
    session.void(session.path[0], reason: "helped", by: "Ms P", at: 1_700_000_905_000)
    session.advance(at: 1_700_000_905_000)
    session.note("unclear", by: .student, at: 1_700_000_906_000)
    session.resume(at: 1_700_001_000_000)
    session.record(score: 0, at: 1_700_001_004_321)
    session.grantTime(90, reason: "fire alarm", by: "Ms P", at: 1_700_001_005_000)
    session.restore(session.path[0], reason: "a mistake", by: "Ms P", at: 1_700_001_006_000)
    session.review(reason: "looks right", by: "Ms P", at: 1_700_001_007_000)
    session.end(reason: "the bus", by: "Ms P", at: 1_700_001_008_000)
    session.void(nil, reason: "a rehearsal", by: "Ms P", at: 1_700_001_009_000)
    session.restore(nil, reason: "it was not", by: "Ms P", at: 1_700_001_009_000)
    return session
  }

  @Test func survivesItsFileToTheLastBit() throws {
    let session = try Self.eventful()
    let log = SessionLog(header: Self.header(session.design), events: session.events)
    let data = try log.encoded()
    #expect(try SessionLog(data) == log)
    #expect(try SessionLog(data).encoded() == data)
    #expect(String(decoding: data, as: UTF8.self).allSatisfy { $0 != "\u{1B}" })
    let lines = data.split(separator: UInt8(ascii: "\n"))
    #expect(lines.count == session.events.count + 1)
    #expect(Set(session.events.map(\.name)) == Set(SessionEvent.Name.allCases))
  }

  @Test func linesArePromised() throws {
    let bank = makeBank([(0, nil), (1, nil)])
    let session = try finished(bank, .endless(maximumItems: 1), script: Script("1"))
    let text = String(
      decoding: try SessionLog(header: Self.header(.endless()), events: session.events).encoded(),
      as: UTF8.self)
    let lines = text.split(separator: "\n").map(String.init)
    #expect(
      lines[0].hasPrefix(#"{"bank":"made","bank_hash":"abc","bank_version":3,"design":{"content":"#)
    )
    #expect(
      lines[0].hasSuffix(
        #""person":"Zoë / 7","program_version":"0.1","seed":9007199254740991,"session":"K7F-2QD"}"#)
    )
    #expect(lines[1] == #"{"at":0,"event":"started","seq":1}"#)
    #expect(
      lines[2].hasPrefix(
        #"{"at":0,"blocked":[],"criterion":"mfi","drawn_from":1,"eligible":2,"event":"presented","#
          + #""item":"q1","position":1,"runner_up":{"item":"q2","value":0.19661"#))
    #expect(lines[2].hasSuffix(#""seq":2,"theta":0,"value":0.25}"#))
    #expect(lines[3].hasPrefix(#"{"at":1000,"event":"answered","information":0.2"#))
    #expect(
      lines[3].contains(
        #""item":"q1","method":"eap","milliseconds":1000,"response":"","score":1,"se":0.9"#))
    #expect(lines[3].contains(#""se_kind":"posterior_sd","seq":3,"theta":0.4"#))
    #expect(
      lines[4] == #"{"at":1000,"event":"finished","reason":"maximum_length","seq":4}"#)
  }

  @Test func refusesWhatIsNoLogWithItsLine() throws {
    let head = String(
      decoding: try SessionLog(header: Self.header(), events: []).encoded(), as: UTF8.self)
    let cases: [(String, Int, String?)] = [
      ("", 1, "the log is empty."),
      ("\n\n", 1, "the log is empty."),
      ("{}\n", 1, nil),
      (head + #"{"seq": 1, "event": "started"}"#, 2, "'at' is missing."),
      (
        head + "\n\n" + #"{"seq": "1", "at": 0, "event": "started"}"#, 4,
        "'seq' has the wrong type."
      ),
      (head + #"{"seq": 1, "at": 0, "event": "left"}"#, 2, nil),
      (head + #"{"seq": 1, "at": 0, "event": "finished", "reason": "bored"}"#, 2, nil),
      (head + #"{"seq": 1, "at": 0, "#, 2, nil),
      (
        head.replacingOccurrences(of: #""min_items":1"#, with: #""min_items":-1"#), 1,
        "stopping.min_items is -1; it must be 0 or more."
      ),
    ]
    for (text, line, message) in cases {
      do {
        _ = try SessionLog(Data(text.utf8))
        Issue.record("read: \(text)")
      } catch {
        #expect(error.line == line)
        if let message { #expect(error.message == message) }
        #expect(!error.message.isEmpty)
      }
    }
  }

  @Test func windowsLineEndsAreRead() throws {
    let session = try Self.eventful()
    let log = SessionLog(header: Self.header(), events: session.events)
    let text = String(decoding: try log.encoded(), as: UTF8.self)
    #expect(try SessionLog(Data(text.replacingOccurrences(of: "\n", with: "\r\n").utf8)) == log)
  }
}
