import AdaptiveTesting
import Foundation
import Storage
import Testing

/// `cat report`, run as a user runs it.
@Suite struct ReportTests {
  let workspace: TestWorkspace
  /// Of the sittings, the first begun first: two by Mira, one each by the others; the last is not finished.
  let codes: [String]

  static let people = ["Mira", "Noor", "=cmd|'/c calc'!A1", "Mira", "Pia"]

  init() throws {
    workspace = try TestWorkspace()
    for (number, person) in Self.people.enumerated() {
      let last = number == 4 ? 3 : 6
      let taken = try workspace.cat(
        "take", "garden", "--plain", "--student", person, "--seed", "\(number)",
        stdin: BlindAnswers.lines(1...last, seed: number))
      try #require(taken.status == 0, "\(taken.stderr)")
    }
    codes = try workspace.sittings().reversed().map(\.code)
  }

  private func report(_ arguments: String...) throws -> String {
    let outcome = try workspace.cat(arguments: ["report"] + arguments)
    #expect(outcome.status == 0, "\(arguments): \(outcome.stderr)")
    #expect(outcome.stderr.isEmpty, "\(arguments): \(outcome.stderr)")
    return outcome.text
  }

  /// The cells of the first column, without the title.
  private func firstColumn(_ csv: String) -> [String] {
    csv.components(separatedBy: "\r\n").dropFirst().dropLast()
      .map { String($0.prefix { $0 != "," }) }
  }

  @Test func sittingsAreChosen() throws {
    #expect(firstColumn(try report("--all", "--format", "csv")) == codes)
    #expect(
      firstColumn(try report("--student", "Mira", "--format", "csv")) == [codes[0], codes[3]])
    #expect(firstColumn(try report("--bank", "garden", "--format", "csv")) == codes)
    #expect(firstColumn(try report("--since", "2020-02-29", "--format", "csv")) == codes)
    // Named ones keep their order, and nobody is told twice.
    #expect(
      firstColumn(
        try report(codes[2], codes[0].lowercased(), codes[2], "--format", "csv"))
        == [codes[2], codes[0]])
    let none = try workspace.cat("report", "--student", "Nobody")
    #expect(none.status == 66)
    #expect(none.stderr == "no sitting fits; cat report --all shows those that there are.\n")
    let later = try workspace.cat("report", "--all", "--since", "2999-01-01")
    #expect(later.status == 66)
    #expect(try workspace.cat("report", "--bank", "nowhere").status == 66)
  }

  @Test func oneIsASittingSeveralAClass() throws {
    let one = try report(codes[0])
    #expect(one.hasPrefix("Garden · sitting \(codes[0])\n"))
    for part in ["reliability", "Times and irregularities", "domain", "The design in words"] {
      #expect(one.contains(part), "\(part)")
    }
    let group = try report("--all")
    #expect(group.hasPrefix("Garden · class report\n"))
    #expect(group.contains("4 people sat this test in 5 sittings. 1 of them is left out"))
    #expect(!group.contains("Garden · sitting"))
    let each = try report("--all", "--each")
    #expect(each.components(separatedBy: "Garden · sitting").count == 6)
    let students = try report("--all", "--for", "student")
    #expect(students.components(separatedBy: "the result of").count == 6)
    #expect(!students.contains("class report") && !students.contains("θ"))
    let lines = try report("--all", "--format", "json").split(separator: "\n")
    #expect(lines.count == 5)
    #expect(one == (try report(codes[0])))
  }

  @Test func jsonTellsWhatTheTextTells() throws {
    let line = try report(codes[3], "--format", "json", "--cut", "-0.5,1")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    let standings = try #require(object["standings"] as? [[String: Any]])
    #expect(standings.map { $0["cut"] as? Double } == [-0.5, 1])
    #expect(standings.map { $0["scaled_cut"] as? Double } == [450, 600])
    let theta = try #require(object["theta"] as? Double)
    let error = try #require(object["se"] as? Double)
    for standing in standings {
      let cut = try #require(standing["cut"] as? Double)
      #expect(standing["side"] as? String == (theta >= cut ? "above" : "below"))
      let chance = 0.5 * erfc(abs(theta - cut) / error / 2.0.squareRoot())
      #expect(abs(try #require(standing["error_probability"] as? Double) - chance) < 1e-12)
    }
    #expect(
      abs(try #require(object["reliability"] as? Double) - (1 - error * error)) < 1e-12)
    // Mira sat it before, so that her results can be held against each other.
    let findings = try #require(object["findings"] as? [[String: Any]])
    let kinds = findings.compactMap { $0["kind"] as? String }
    #expect(kinds.contains("changed_score") && kinds.contains("aberrant_pattern"))
    let first = try report(codes[0], "--format", "json")
    #expect(!first.contains("changed_score"))
  }

  @Test func rulingsAreTold() throws {
    var session = try workspace.replay(codes[1])
    let item = session.answers[2].item.id
    let time = (session.events.last?.time ?? 0) + 1000
    let events = [
      session.void(item, reason: "the key is wrong", by: "Ms Reed", at: time),
      session.restore(item, reason: "it is not", by: "Mr Ash", at: time),
      session.void(nil, reason: "fire drill", by: "Ms Reed", at: time),
      session.review(reason: "seen \u{1b}[31m<b>", by: "Ms Reed", at: time),
    ].compactMap { $0 }
    #expect(events.count == 4)
    try workspace.store().append(events, to: codes[1])
    let text = try report(codes[1])
    for words in [
      "Ms Reed took the answer to \(item) out: the key is wrong",
      "Mr Ash let the answer to \(item) count again: it is not",
      "Ms Reed took the whole sitting out: fire drill", "Ms Reed reviewed it: seen",
      "the sitting does not count",
    ] {
      #expect(text.replacing(/\s+/, with: " ").contains(words), "\(words)")
    }
    #expect(!text.contains("\u{1b}"))
    let page = try report(codes[1], "--format", "html")
    #expect(page.contains("&lt;b&gt;") && !page.contains("<b>") && !page.contains("\u{1b}"))
    #expect(try report(codes[1], "--for", "student").contains("This sitting does not count."))
    #expect(try report("--all").contains("2 of them are left out"))
    let object = try #require(
      try JSONSerialization.jsonObject(
        with: Data(try report(codes[1], "--format", "json").utf8)) as? [String: Any])
    #expect(object["voided"] as? Bool == true)
    let actions = try #require(object["actions"] as? [[String: Any]])
    #expect(
      actions.map { $0["action"] as? String } == ["voided", "restored", "voided", "reviewed"])
  }

  @Test func formulasStayText() throws {
    for audience in ["student", "proctor", "psychometrician"] {
      let csv = try report("--all", "--format", "csv", "--for", audience)
      #expect(csv.contains(",'=cmd|'/c calc'!A1,"), "\(audience)")
      let widths = Set(
        csv.components(separatedBy: "\r\n").dropLast().map { line in
          line.replacing(/"[^"]*"/, with: "").count { $0 == "," }
        })
      #expect(widths.count == 1, "\(audience)")
    }
  }

  @Test func oneThatDoesNotReplayIsLeftOutAndTold() throws {
    let log = try workspace.log(of: codes[2])
    let lines = String(decoding: try log.encoded(), as: UTF8.self)
    try #require(lines.contains("\"eligible\":6"))
    let changed = try SessionLog(
      Data(lines.replacing("\"eligible\":6", with: "\"eligible\":7").utf8))
    let broken = try workspace.store().startSitting(
      person: "Quin", bank: "garden", generation: 1, design: log.header.design, seed: 1,
      programVersion: "0.1.0", events: changed.events,
      at: try workspace.store().summary(of: codes[4]).startedAt)
    let outcome = try workspace.cat("report", "--all", "--format", "csv")
    #expect(outcome.status == 65)
    #expect(outcome.stderr.hasPrefix("sitting \(broken.session): "))
    #expect(firstColumn(outcome.text) == codes)
    let alone = try workspace.cat("report", broken.session)
    #expect(alone.status == 65 && alone.text.isEmpty)
  }
}

/// What is refused before anything is looked for.
@Suite struct ReportUsageTests {
  @Test(arguments: [
    ["report"], ["report", "222-222", "--all"], ["report", "--since", "2026-02-30"],
    ["report", "--since", "yesterday"],
    ["report", "--all", "--for", "student", "--format", "json"],
    ["report", "--all", "--for", "parent"], ["report", "--all", "--each", "--format", "csv"],
    ["report", "--all", "--cut", "40"], ["report", "--all", "--cut", "0", "--format", "csv"],
  ])
  func wrongUseIsRefused(_ arguments: [String]) throws {
    let outcome = try TestWorkspace().cat(arguments: arguments)
    #expect(outcome.status == 64, "\(outcome.stderr)")
    #expect(outcome.text.isEmpty)
  }
}
