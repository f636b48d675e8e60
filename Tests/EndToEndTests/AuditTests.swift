import AdaptiveTesting
import Foundation
import ItemBanks
import Testing

@testable import Storage

/// `cat audit`, run as a user runs it.
@Suite struct AuditTests {
  private let workspace: TestWorkspace

  init() throws {
    workspace = try TestWorkspace()
  }

  private func sit(_ groups: [String?]) throws {
    for (number, group) in groups.enumerated() {
      let taken = try workspace.cat(
        arguments: ["take", "garden", "--plain", "--student", "s\(number)", "--seed", "\(number)"]
          + (group.map { ["--group", $0] } ?? []),
        stdin: BlindAnswers.lines(1...6, seed: number))
      try #require(taken.status == 0, "\(taken.stderr)")
    }
  }

  private func audit(_ arguments: String...) throws -> FinishedProcess {
    try workspace.cat(arguments: ["audit"] + arguments)
  }

  private struct Planted: Decodable {
    let sittings: Int
    let driftingItem: Item
    let difItem: Item
    let voided: Sitting

    struct Item: Decodable {
      let item: String
      let group: String?
    }
    struct Sitting: Decodable {
      let session: String
    }
  }

  /// What `cat demo` plants is what the audit finds, and nothing else.
  @Test func findsWhatTheDemoPlanted() throws {
    let folder = workspace.home.appendingPathComponent("class").path
    let demo = try workspace.cat("demo", folder, "--json")
    try #require(demo.status == 0, "\(demo.stderr)")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let planted = try decoder.decode(Planted.self, from: demo.stdout)
    let outcome = try audit("numeracy", "--json", "--workspace", folder, "--html", "page.html")
    #expect(outcome.status == 0 && outcome.stderr.isEmpty, "\(outcome.stderr)")
    let found = try #require(
      try JSONSerialization.jsonObject(with: outcome.stdout) as? [String: Any])
    #expect(found["sittings"] as? Int == planted.sittings - 1)
    #expect(found["left_out"] as? Int == 1)
    let items = try #require(found["items"] as? [[String: Any]])
    func named(_ test: String) -> [String] {
      items.compactMap { item in
        guard let p = (item[test] as? [String: Any])?["p_adjusted"] as? Double, p <= 0.05 else {
          return nil
        }
        return item["id"] as? String
      }
    }
    #expect(named("drift") == [planted.driftingItem.item])
    #expect(Set(named("shift")) == [planted.driftingItem.item, planted.difItem.item])
    let comparisons = try #require(found["comparisons"] as? [[String: Any]])
    #expect(comparisons.count == 1)
    let differing = try #require(comparisons[0]["items"] as? [[String: Any]])
      .filter { $0["differs"] as? Bool == true }
    #expect(differing.compactMap { $0["id"] as? String } == [planted.difItem.item])

    let group = try #require(planted.difItem.group)
    let text = try audit("numeracy", "--workspace", folder, "--dif", group).text
    let words = text.replacing(/\s+/, with: " ")
    #expect(
      words.contains(
        "\(planted.difItem.item) is harder for group \(group) than for people of the same ability in"
      ))
    #expect(words.contains("A difference at equal ability does not say why."))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    let page = try String(
      contentsOf: workspace.home.appendingPathComponent("page.html"), encoding: .utf8)
    #expect(page.contains(planted.difItem.item) && !page.contains("<script"))
    // The bank as a file, with its own parameters, says the same of the same sittings.
    let file = try audit("\(folder)/itembanks/numeracy.jsonl", "--json", "--workspace", folder)
    let other = try #require(
      try JSONSerialization.jsonObject(with: file.stdout) as? [String: Any])
    #expect(other["bank_version"] is NSNull)
    #expect((other["items"] as? [Any])?.count == items.count)
    // Nobody sat it after the class.
    let later = try audit("numeracy", "--workspace", folder, "--since", "2999-01-01")
    #expect(later.status == 66)
    #expect(
      later.stderr
        == "bank 'numeracy': there is no sitting since then; there is nothing to audit.\n")
  }

  @Test func badInputIsASentence() throws {
    let unknown = try audit("nowhere")
    #expect(unknown.status == 66 && unknown.stderr.contains("there is no bank 'nowhere'"))
    let none = try audit("garden")
    #expect(none.status == 66)
    #expect(
      none.stderr == "bank 'garden': there is no sitting yet; there is nothing to audit.\n")
    #expect(try audit("nowhere.jsonl").status == 66)
    try sit([nil])
    let groupless = try audit("garden", "--dif", "b")
    #expect(groupless.status == 65)
    #expect(
      groupless.stderr
        == "--dif needs groups, and no sitting has one; cat take --group NAME records it.\n")
    try sit([nil, "a", "a"])
    let one = try audit("garden", "--dif", "a")
    #expect(one.status == 65 && one.stderr.contains("all sittings with one are of 'a'"))
    let stranger = try audit("garden", "--reference", "c")
    #expect(stranger.status == 65)
    #expect(stranger.stderr == "there is no group 'c'; the groups are 'a'.\n")
    #expect(
      try audit("garden").text.replacing(/\s+/, with: " ")
        .contains("All people whose group is known are of group a, so there is nothing to compare.")
    )
    for arguments in [
      ["--rate", "0"], ["--rate", "0.6"], ["--se", "0"], ["--threads", "0"], ["--cut", "11"],
      ["--format", "csv"], ["--json", "--format", "text"], ["--since", "2026-02-31"],
      ["--dif", "a", "--reference", "a"],
    ] {
      let outcome = try workspace.cat(arguments: ["audit", "garden"] + arguments)
      #expect(outcome.status == 64 && outcome.text.isEmpty, "\(arguments)")
      #expect(!outcome.stderr.isEmpty)
    }
    #expect(try audit("garden", "--html", "no/where.html").status == 73)
  }

  @Test func everyGroupButTheReferenceIsCompared() throws {
    try sit(["a", "b", "c", "a", "<b>\u{1b}[31m", nil])
    let page = try audit("garden", "--format", "html").text
    #expect(page.contains("&lt;b&gt;") && !page.contains("<b>") && !page.contains("\u{1b}"))
    func focal(_ arguments: String...) throws -> [String] {
      let outcome = try workspace.cat(arguments: ["audit", "garden", "--json"] + arguments)
      let found = try #require(
        try JSONSerialization.jsonObject(with: outcome.stdout) as? [String: Any])
      #expect(found["ungrouped"] as? Int == 1)
      return try #require(found["comparisons"] as? [[String: Any]])
        .compactMap { $0["focal"] as? String }.sorted()
    }
    #expect(try focal().count == 3)
    #expect(try focal("--dif", "b", "--dif", "c") == ["b", "c"])
    #expect(try focal("--reference", "b", "--dif", "a") == ["a"])
    #expect(try focal("--dif", "a").isEmpty == false)
  }

  @Test func oneThatDoesNotReplayIsLeftOutAndTold() throws {
    try sit(["a", "b"])
    let code = try workspace.sittings()[0].code
    let log = try workspace.log(of: code)
    let lines = String(decoding: try log.encoded(), as: UTF8.self)
    try #require(lines.contains("\"eligible\":6"))
    let changed = try SessionLog(
      Data(lines.replacing("\"eligible\":6", with: "\"eligible\":7").utf8))
    let broken = try workspace.store().startSitting(
      person: "Quin", bank: "garden", generation: 1, design: log.header.design, seed: 1,
      programVersion: "0.1.0", events: changed.events, at: 1_795_252_440_000)
    let outcome = try audit("garden")
    #expect(outcome.status == 65)
    #expect(outcome.stderr.hasPrefix("sitting \(broken.session): "))
    #expect(outcome.text.contains("2 sittings by 2 people"))
  }

  @Test func oneThatCannotBeReadIsLeftOutAndTold() throws {
    try sit(["a", "b", "c"])
    let code = try workspace.sittings()[1].code
    let number = try workspace.log(of: code).events.count + 1
    try workspace.store().run(
      """
      INSERT INTO event (sitting, sequence, time, name, body)
      SELECT sitting.id, 1 + max(sequence), max(time), 'noted',
        json_object('seq', 1 + max(sequence), 'at', max(time), 'event', 'noted')
      FROM event JOIN sitting ON sitting.id = event.sitting WHERE code = '\(code)'
      """)
    let outcome = try audit("garden")
    #expect(outcome.status == 65)
    #expect(
      outcome.stderr
        == "sitting \(code): event \(number) cannot be read; restore the database from a backup.\n")
    #expect(outcome.text.contains("2 sittings by 2 people"))
  }

  @Test func oneWhoseTestCannotBeMadeIsLeftOutAndTold() throws {
    try sit(["a", "b"])
    let log = try workspace.log(of: try workspace.sittings()[0].code)
    var design = log.header.design
    design.selection.criterion = .fixed
    design.selection.items = ["moss"]
    let broken = try workspace.store().startSitting(
      person: "Quin", bank: "garden", generation: 1, design: design, seed: 1,
      programVersion: "0.1.0", events: log.events, at: 1_795_252_440_000)
    let reason =
      "sitting \(broken.session): its test cannot be made: selection.items names 'moss', which bank "
      + "'garden' does not have.\n"
    let outcome = try audit("garden")
    #expect(outcome.status == 65 && outcome.stderr == reason, "\(outcome.stderr)")
    #expect(outcome.text.contains("2 sittings by 2 people"))
    // Where it alone is asked for, it is told the same way.
    let report = try workspace.cat("report", broken.session)
    #expect(report.status == 65 && report.stderr == reason, "\(report.stderr)")
  }

  /// An item is retired while a sitting that may give it is left unfinished.
  @Test func aRetiredItemThatIsStillGivenIsNamed() throws {
    try sit(["a"])
    let left = try workspace.cat(
      "take", "garden", "--plain", "--student", "x", "--seed", "7",
      stdin: BlindAnswers.lines(1...1, seed: 7))
    try #require(left.status == 0, "\(left.stderr)")
    let open = try workspace.sittings()[0].code
    let answered = try workspace.replay(open).answers.map(\.item.id)
    let bank = try workspace.store().bank(named: "garden").bank
    let item = try #require(bank.items.first { !answered.contains($0.id) && $0.isOperational })
    let file = workspace.folder.appendingPathComponent("itembanks/garden.jsonl")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map { line in
      line.contains("\"item_id\": \"\(item.id)\"")
        ? String(line.replacing("provisional", with: "retired")) : String(line)
    }
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file)
    let words = try audit("garden").text.replacing(/\s+/, with: " ")
    #expect(words.contains("Retired items still in use"), "\(words)")
    #expect(words.contains("\(item.id) unfinished sitting \(open) may still give it."))
  }
}
