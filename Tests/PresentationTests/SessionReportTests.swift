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

  @Test func text() throws {
    let text = try report(try noted()).text(timeZone: utc)
    #expect(
      text == """
        Numeracy · sitting K7F-2QD

        Mira answered 8 questions in 1 minute. The provisional score is 599, most likely
        between 483 and 716. You can work with simple fractions with confidence. This
        bank's difficulty values are provisional: read the score as a first guide.

        person         Mira
        bank           numeracy, generation 3 (0123456789ab)
        started        21 Nov 2026, 09:14
        finished       21 Nov 2026, 09:15
        ended because  the largest number of items was reached
        ability        θ 0.99 logits, SE 0.60 (posterior SD), by expected a posteriori
                       (EAP)
        score          599, 95 % interval 483 to 716 (scale: 500 + 100 θ)
        parameters     provisional: an expert's guess, not yet estimated from answers
        seed           1
        program        cat 0.1.0

        domain             items  expected share
        Amounts                3            75 %  good
        Words and numbers      4            71 %  good

        #  item     answer          s     θ    SE   info
        1  item-10  B,D     right  10  0.52  0.88  0.351
        2  item-9   B       right  10  0.80  0.81  0.269
        3  item-14  A       wrong  10  0.55  0.74  0.282
        4  item-13  B       right  10  0.87  0.69  0.301
        5  item-15  1       wrong  10  0.70  0.65  0.288
        6  item-12  mode    right  10  0.90  0.62  0.274
        7  item-11  1       void   10  0.69  0.59  0.248
        8  item-8   mode    right  10  0.79  0.57  0.221

        Why each item was chosen
         1  item-10: most informative of 16 eligible, 0.352 at θ 0.00; next item-9,
            0.331
         2  item-9: most informative of 8 eligible, 0.303 at θ 0.52; next item-13,
            0.282; kept out: 1 already given, 7 by content share
         3  item-14: most informative of 14 eligible, 0.310 at θ 0.80; next item-15,
            0.303; kept out: 2 already given
         4  item-13: most informative of 7 eligible, 0.285 at θ 0.55; next item-15,
            0.264; kept out: 3 already given, 6 by content share
         5  item-15: most informative of 12 eligible, 0.313 at θ 0.87; next item-12,
            0.275; kept out: 4 already given
         6  item-12: most informative of 6 eligible, 0.275 at θ 0.70; next item-8,
            0.233; kept out: 5 already given, 5 by content share
         7  item-11: most informative of 10 eligible, 0.240 at θ 0.90; next item-16,
            0.210; kept out: 6 already given
         8  item-8: most informative of 5 eligible, 0.234 at θ 0.69; next item-16,
            0.192; kept out: 7 already given, 4 by content share

        Notes
        21 Nov 2026, 09:15, student: Please look at the last one.
        21 Nov 2026, 09:15, proctor took the answer to item-11 out: misprint

        The design in words: The test starts at ability 0 logits, the middle of the
        prior. The next item is the one that tells most about the person (maximum Fisher
        information at the current estimate). Every content domain gets the same share
        of the items: the one furthest behind comes next. Ability is estimated by
        expected a posteriori (EAP) (normal prior, mean 0, SD 1). It ends when the
        standard error is 0.3 logits or less, when 8 items have been given, or when the
        bank has nothing more to give, but not before 4 items while there are any.
        Afterwards the person may look at the items missed, with the right answers.
        """ + "\n")
  }

  @Test func textFitsTheWidth() throws {
    for columns in [40, 60, 80, 120] {
      let lines = try report(try noted()).text(columns: columns, timeZone: utc)
        .split(separator: "\n")
      #expect(lines.allSatisfy { $0.count <= columns }, "\(columns)")
    }
  }

  @Test func unfinished() throws {
    var session = try sitting([true, false])
    session.pause(at: start + 60_000)
    let text = try report(session).text(timeZone: utc)
    #expect(text.contains("Mira has answered 2 questions in 1 minute, and the sitting is not"))
    #expect(text.contains("finished       not yet (paused)"))
    #expect(!text.contains("ended because"))
  }

  @Test func jsonOfASittingWithoutAnswers() throws {
    let json = String(decoding: try report(try sitting([])).json(), as: UTF8.self)
    #expect(json.hasSuffix("}\n") && json.filter { $0 == "\n" }.count == 1)
    let known =
      #""finished":null,"items":[],"method":"eap","notes":[],"person":"Mira","program_version":"0.1.0","provisional":false,"scale":{"mean":500,"sd":100},"scaled":null,"scaled_interval":null,"se":null,"se_kind":"prior","seconds":0,"seed":1,"session":"K7F-2QD","started":"2026-11-21T09:14:00.000Z","status":"running","stop_reason":null,"theta":null}"#
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
