import AdaptiveTesting
import Foundation
import ItemBanks
import Testing

@testable import Presentation

struct SessionReportTests {
  private func report(_ session: TestSession) throws -> SessionReport {
    try SessionReport(
      SessionLog(header: header(of: session), events: session.events), bank: session.bank)
  }

  private func noted() throws -> TestSession {
    var session = try sitting(mixed)
    session.note("Please look at the last one.", by: .student, at: start + 90_000)
    session.void("item-11", reason: "misprint", by: "proctor", at: start + 95_000)
    return session
  }

  private let utc = TimeZone(secondsFromGMT: 0)!

  @Test func textFitsTheWidth() throws {
    for audience in ReportAudience.allCases {
      for columns in [40, 60, 80, 120] {
        let lines = try report(try noted()).text(for: audience, columns: columns, timeZone: utc)
          .split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= columns }, "\(audience) \(columns)")
      }
    }
  }

  @Test func unfinished() throws {
    var session = try sitting([true, false])
    session.pause(at: start + 60_000)
    let text = try report(session).text(timeZone: utc)
    #expect(text.contains("Mira has answered 2 questions in 1 minute, and the sitting is not"))
    #expect(text.contains("finished  not yet (paused)"))
    #expect(!text.contains("ended because"))
  }

  @Test func jsonOfASittingWithoutAnswers() throws {
    let json = String(decoding: try report(try sitting([])).json(), as: UTF8.self)
    #expect(json.hasSuffix("}\n") && json.filter { $0 == "\n" }.count == 1)
    let known =
      #""finished":null,"flags":[],"interruptions":0,"items":[],"method":"eap","notes":[],"pauses":0,"person":"Mira","pretest_items":0,"program_version":"0.1.0","provisional":false,"reliability":null,"response_time_effort":null,"scale":{"mean":500,"sd":100},"scaled":null,"scaled_interval":null,"se":null,"se_kind":"prior","seconds":0,"seed":1,"session":"K7F-2QD","standings":[],"started":"2026-11-21T09:14:00.000Z","status":"running","stop_reason":null,"theta":null,"voided":false}"#
    #expect(json.contains(known))
  }

  @Test func jsonHasEveryPromisedKey() throws {
    for session in [try noted(), try sitting([]), try sitting([true])] {
      let object = try #require(
        try JSONSerialization.jsonObject(with: try report(session).json()) as? [String: Any])
      for key in [
        "session", "bank", "bank_version", "person", "design", "status", "started", "finished",
        "theta", "se", "method", "se_kind", "scaled", "stop_reason", "items",
      ] { #expect(object[key] != nil, "\(key)") }
      for item in try #require(object["items"] as? [[String: Any]]) {
        for key in [
          "seq", "id", "response", "correct", "seconds", "theta", "se", "information", "why",
        ] { #expect(item[key] != nil, "\(key)") }
      }
    }
  }

  @Test func jsonValues() throws {
    let session = try noted()
    let object = try #require(
      try JSONSerialization.jsonObject(with: try report(session).json()) as? [String: Any])
    #expect(object["started"] as? String == "2026-11-21T09:14:00.000Z")
    #expect(object["finished"] as? String == "2026-11-21T09:15:20.000Z")
    #expect(object["seconds"] as? Double == 80)
    #expect(object["status"] as? String == "finished")
    #expect(object["stop_reason"] as? String == "maximum_length")
    func expectNumber(_ key: String, _ value: Double) throws {
      #expect(abs(try #require(object[key] as? Double) - value) < 1e-9, "\(key)")
    }
    try expectNumber("theta", session.estimate.theta)
    try expectNumber("se", session.estimate.standardError)
    try expectNumber("scaled", 500 + 100 * session.estimate.theta)
    let interval = try #require(object["scaled_interval"] as? [Double])
    #expect(interval.count == 2 && interval[0] < interval[1])
    #expect(object["provisional"] as? Bool == true)
    #expect((object["design"] as? [String: Any])?["stopping"] != nil)
    let items = try #require(object["items"] as? [[String: Any]])
    #expect(items.map { $0["correct"] as? Bool } == mixed)
    #expect(items.map { $0["seq"] as? Int } == (1...8).map { $0 })
    #expect(items.map { $0["seconds"] as? Double } == Array(repeating: 10, count: 8))
    #expect(
      items.filter { $0["voided"] as? Bool == true }.map { $0["id"] as? String } == ["item-11"])
    let why = try #require(items[1]["why"] as? [String: Any])
    for key in ["criterion", "value", "runner_up", "blocked", "drawn_from", "eligible", "theta"] {
      #expect(why[key] != nil, "\(key)")
    }
    let note = try #require((object["notes"] as? [[String: Any]])?.first)
    #expect(note["text"] as? String == "Please look at the last one.")
    #expect(note["item"] is NSNull && note["at"] as? String == "2026-11-21T09:15:30.000Z")
  }

  @Test func aLogThatTheEngineDoesNotMakeIsRefused() throws {
    let session = try sitting(mixed)
    var events = session.events
    events.remove(at: 3)
    let gap = SessionLog(header: header(of: session), events: events)
    let error = #expect(throws: ReplayError.self) { try SessionReport(gap, bank: session.bank) }
    #expect(error?.description == "event 5: the log has a gap: event 4 is missing")
    let other = Bank(name: "numeracy", items: Array(session.bank.items.dropFirst(8)))
    let log = SessionLog(header: header(of: session), events: session.events)
    #expect(throws: (any Error).self) { try SessionReport(log, bank: other) }
  }
}
