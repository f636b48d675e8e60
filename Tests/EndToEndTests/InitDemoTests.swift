import AdaptiveTesting
import Foundation
import ItemBanks
import Storage
import Testing

/// `cat init` and `cat demo`.
@Suite struct InitDemoTests {
  let scratch: ScratchFolder

  init() throws {
    scratch = try ScratchFolder()
  }

  private func cat(_ arguments: String...) throws -> FinishedProcess {
    try BuiltProgram.run(
      arguments, environment: ["CAT_WORKSPACE": nil, "LC_ALL": "C.UTF-8"], folder: scratch.url)
  }

  private func files(_ path: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(
      atPath: scratch.url.appendingPathComponent(path).path
    ).sorted()
  }

  private func workspace(_ path: String) throws -> Workspace {
    try Workspace(at: scratch.url.appendingPathComponent(path, isDirectory: true))
  }

  // MARK: init

  @Test func initMakesAWorkspaceWithTheShippedBanks() throws {
    let outcome = try cat("init", "new/school")
    #expect(outcome.status == 0 && outcome.stderr == "")
    #expect(outcome.text.contains("numeracy") && outcome.text.contains("new/school"))
    #expect(try files("new/school") == ["itembanks", "sessions"])
    let shipped = try FileManager.default.contentsOfDirectory(
      atPath: BuiltProgram.repository.appendingPathComponent("itembanks").path
    ).filter { $0.hasSuffix(".jsonl") }
    #expect(try files("new/school/itembanks") == shipped.sorted())
    #expect(try files("new/school/sessions").isEmpty)
    let list = try cat("bank", "list", "--workspace", "new/school")
    #expect(list.status == 0 && list.text.contains("numeracy"))
  }

  @Test func initEmptyLeavesTheBanksOut() throws {
    try scratch.write("kept", to: "here/notes.txt")
    #expect(try cat("init", "--empty", "here").status == 0)
    #expect(try files("here") == ["itembanks", "notes.txt", "sessions"])
    #expect(try files("here/itembanks").isEmpty)
    _ = try workspace("here")
  }

  @Test(arguments: ["init", "demo"])
  func whatIsThereIsNotTouched(_ command: String) throws {
    try scratch.write("mine", to: "banks/itembanks/numeracy.jsonl")
    try scratch.write("a file", to: "file/sessions")
    for folder in ["banks", "file"] {
      let before = try files(folder)
      let outcome = try cat(command, folder)
      #expect(outcome.status == 73 && outcome.text.isEmpty)
      #expect(outcome.stderr.contains("it is there already"))
      #expect(try files(folder) == before)
    }
    let mine = scratch.url.appendingPathComponent("banks/itembanks/numeracy.jsonl")
    #expect(try String(contentsOf: mine, encoding: .utf8) == "mine")
    try scratch.write("plain", to: "plain")
    #expect(try cat(command, "plain").status == 73)
    #expect(try cat(command, "").status == 64)
    #expect(try cat(command).status == 64)
  }

  // MARK: demo

  private struct Planted: Decodable {
    let sittings: Int
    let students: Int
    let groups: [String: Int]
    let rapidGuessers: [Sitting]
    let copiedPair: [String: Sitting]
    let driftingItem: DriftingItem
    let difItem: DifferingItem
    let paused: [Sitting]
    let running: [Sitting]
    let noted: [Sitting]
    let endedByProctor: Sitting
    let voided: Sitting
    let reviewed: Sitting

    struct Sitting: Decodable, Hashable {
      let session: String
      let student: String
    }
    struct DriftingItem: Decodable {
      let item: String
      let from: Sitting
    }
    struct DifferingItem: Decodable {
      let item: String
      let group: String
    }
  }

  @Test func demoSaysWhatItPlanted() throws {
    let outcome = try cat("demo", "class", "--json")
    #expect(outcome.status == 0 && outcome.stderr == "")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let planted = try decoder.decode(Planted.self, from: outcome.stdout)
    #expect(planted.rapidGuessers.count == 4)
    let workspace = try workspace("class")
    let store = try workspace.openStore(readOnly: true)
    let summaries = try store.sittings()
    #expect(summaries.count == planted.sittings && planted.sittings >= 200)
    #expect(Set(summaries.map(\.person)).count == planted.students)
    #expect(planted.groups.values.reduce(0, +) == planted.students && planted.groups.count == 2)
    #expect(planted.groups[planted.difItem.group] != nil)
    func codes(_ status: TestSession.Status) -> Set<String> {
      Set(summaries.filter { $0.status == status }.map(\.code))
    }
    #expect(codes(.paused) == Set(planted.paused.map(\.session)))
    #expect(codes(.running) == Set(planted.running.map(\.session)))

    let bank = try store.bank(named: "numeracy").bank
    #expect(bank.items.contains { $0.id == planted.driftingItem.item })
    let plan = try TestPlan(
      bank: bank, design: try store.log(of: summaries[0].code).header.design)
    var sessions: [String: TestSession] = [:]
    for summary in summaries {
      let log = try store.log(of: summary.code)
      #expect(log.header.design == plan.design && log.header.bankVersion == 1)
      sessions[summary.code] = try TestSession(
        replaying: log.events, plan: plan, seed: log.header.seed)
    }
    #expect(sessions[planted.voided.session]?.isVoided == true)
    #expect(sessions[planted.reviewed.session]?.reviews.count == 1)
    #expect(sessions[planted.endedByProctor.session]?.stopReason == .endedByProctor)
    let source = sessions[try #require(planted.copiedPair["source"]).session]?.answers
    let copier = sessions[try #require(planted.copiedPair["copier"]).session]?.answers
    #expect(source != nil && source?.map(\.response) == copier?.map(\.response))
  }

  @Test func demoTellsPeople() throws {
    let outcome = try cat("demo", "Ben's class", "--seed", "5")
    let text = outcome.text
    #expect(outcome.status == 0)
    for words in ["312 sittings", "seed 5", "rapid guessers", "copied pair", "group 8b"] {
      #expect(text.contains(words), "\(words)")
    }
    // What it proposes can be copied into a shell.
    let line = try #require(text.firstMatch(of: /with: cat (report .*)/)).output.1
    let report = try BuiltProgram.run(
      shell: "'\(BuiltProgram.file.path)' \(line)",
      environment: ["CAT_WORKSPACE": nil, "PATH": "/usr/bin:/bin"], folder: scratch.url)
    #expect(report.status == 0 && report.text.contains("wrong"), "\(report.stderr)")
    #expect(try cat("demo", "Ben's class").status == 73)
  }

  @Test func theSeedMakesTheDatabase() throws {
    func content(_ folder: String) throws -> [Data] {
      let store = try workspace(folder).openStore(readOnly: true)
      let summary = try store.bankSummaries().map { Data("\($0.generation)".utf8) }
      return try summary + store.sittings().map { try store.log(of: $0.code).encoded() }
    }
    for (folder, seed) in [("a", "1"), ("b", "1"), ("c", "9007199254740991")] {
      #expect(try cat("demo", folder, "--seed", seed).status == 0)
    }
    let first = try content("a")
    #expect(first.count == 313)
    #expect(try content("b") == first)
    #expect(try Set(content("c").dropFirst()).isDisjoint(with: first))
    #expect(try cat("demo", "d", "--seed", "9007199254740992").status == 64)
    #expect(!FileManager.default.fileExists(atPath: scratch.url.path + "/d"))
  }
}
