import AdaptiveTesting
import Foundation
import ItemBanks
import ItemResponse
import Numerical
import Storage
import Testing

/// `cat calibrate --sessions`: from answers to items on trial to items that are scored.
@Suite struct CalibrateSessionsTests {
  let workspace: TestWorkspace

  init() throws { workspace = try TestWorkspace() }

  /// What people answer by.
  private static let truth = [
    "new-1": LogisticModel(difficulty: -0.6), "new-2": LogisticModel(difficulty: 0.7),
    "late": LogisticModel(difficulty: 0),
  ]

  private static func lines(trial: [String]) -> String {
    let question = #""stem": "Which?", "options": ["this", "that"], "key": "A""#
    var lines = [
      #"{"bank": "trial", "title": "Trial", "design": {"stopping": {"max_items": 10}, "#
        + #""selection": {"randomesque": 4}, "pretest": {"items": 2, "from": 2, "to": 8}}}"#
    ]
    lines += (0..<20).map { number in
      let status = number < 3 ? "provisional" : "calibrated"
      return #"{"item_id": "q\#(number)", \#(question), "a": 1.2, "#
        + #""b": \#(-1.9 + 0.2 * Double(number)), "status": "\#(status)"}"#
    }
    lines += trial.map { #"{"item_id": "\#($0)", \#(question), "status": "pretest"}"# }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Gives the bank's test to so many people of mean ability 0.3.
  private func give(trial: [String], people: Range<Int>) throws {
    try workspace.scratch.write(
      Self.lines(trial: trial), to: "workspace/itembanks/trial.jsonl")
    let place = try Workspace(at: workspace.folder)
    let store = try place.openStore()
    let resolved = try place.resolveBank(
      "trial", in: store, currentFolder: workspace.home, at: 0)
    let design = try Design(try #require(resolved.bank.design))
    let plan = try TestPlan(bank: resolved.bank, design: design)
    let sittings = people.map { number in
      var generator = SeededGenerator(seed: 9, stream: UInt64(number))
      let theta = 0.3 + generator.normal()
      var session = TestSession(plan: plan, seed: UInt64(number))
      session.begin(at: 0)
      while case .presented(let proposal) = session.advance(at: 0).kind {
        let model = Self.truth[proposal.item] ?? session.currentItem?.parameters
        let isRight = generator.uniform() < model?.probability(at: theta) ?? 0
        session.record(isRight ? "A" : "B", at: 0)
      }
      return NewSitting(
        person: "p\(number)", design: design, seed: UInt64(number), programVersion: "0",
        events: session.events, time: Int64(number))
    }
    var generator = SeededGenerator(seed: UInt64(people.lowerBound))
    _ = try store.startSittings(
      sittings, bank: "trial", generation: resolved.generation.number, using: &generator)
  }

  private func item(_ id: String, in generation: Int? = nil) throws -> Item {
    let bank = try workspace.store().bank(named: "trial", generation: generation).bank
    return try #require(bank.items.first { $0.id == id })
  }

  @Test func itemsOnTrialGetParametersAndAreScoredOnceSomebodySaysSo() throws {
    try give(trial: ["new-1", "new-2"], people: 0..<200)
    try give(trial: ["new-1", "new-2", "late"], people: 200..<220)

    let outcome = try workspace.cat("calibrate", "--sessions", "trial", "--model", "rasch")
    #expect(outcome.status == 0, "\(outcome.stderr)")
    let text = outcome.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(text.contains("20 items kept"), "\(text)")
    #expect(text.contains("1 item with fewer than 30 answers left as it is: late ("), "\(text)")
    #expect(text.contains("given under generations 1 and 2 of the bank"), "\(text)")
    #expect(
      text.contains(
        "2 pretest items with parameters now, and still not scored: --promote has them scored."),
      "\(text)")
    #expect(text.contains("Stored as generation 3"), "\(text)")
    for id in ["new-1", "new-2"] {
      let item = try item(id)
      let model = try #require(item.parameters)
      let error = try #require(item.parameterErrors).difficulty
      #expect(item.status == .pretest && error > 0.1 && error < 0.25)
      #expect(abs(model.difficulty - (Self.truth[id]?.difficulty ?? 9)) < 4 * error, "\(id)")
    }
    #expect(try item("late").model == nil)
    for number in 0..<20 {
      #expect(try item("q\(number)") == item("q\(number)", in: 2))
    }

    // Still nothing that a test would score, nor that holds the scale the next time.
    let again = try workspace.cat(
      "calibrate", "--sessions", "trial", "--model", "rasch", "--promote")
    #expect(again.status == 0 && !again.text.contains("still not scored"), "\(again.stderr)")
    #expect(try item("new-1").status == .calibrated && item("late").status == .pretest)
    let newest = try workspace.store().bank(named: "trial").bank
    let plan = try TestPlan(bank: newest, design: Design(try #require(newest.design)))
    #expect(plan.pool.count == 22 && plan.pretestPool.count == 1)

    // Now there is only what is kept, and one item that few answered.
    let over = try workspace.cat("calibrate", "--sessions", "trial", "--model", "rasch")
    #expect(over.status == 65 && over.stderr.contains("too few answers to estimate anything"))
  }

  @Test func whatIsFreeIsEstimated() throws {
    try give(trial: ["new-1", "new-2"], people: 0..<200)
    func found(_ arguments: String...) throws -> [String: [String]] {
      let outcome = try workspace.cat(
        arguments: ["calibrate", "--sessions", "trial", "--model", "rasch", "--json", "--dry-run"]
          + arguments)
      #expect(outcome.status == 0, "\(outcome.stderr)")
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(outcome.text.utf8)) as? [String: Any])
      let items = try #require(object["item_parameters"] as? [[String: Any]])
      return Dictionary(
        uniqueKeysWithValues: items.map {
          ($0["id"] as? String ?? "", $0["flags"] as? [String] ?? [])
        })
    }
    func kept(_ found: [String: [String]]) -> Int { found.values.count { $0.contains("anchor") } }
    let usual = try found()
    #expect(usual.count == 22 && kept(usual) == 20 && usual["q0"]?.contains("anchor") == true)
    let few = try found("--free", "provisional")
    #expect(kept(few) == few.count - 2 - few.keys.count { ["q0", "q1", "q2"].contains($0) })
    #expect(kept(try found("--free", "all")) == 0)
    #expect(kept(try found("--fixed")) == 17)
  }

  @Test func withNothingToEstimateItSaysHow() throws {
    for (index, seed) in (1...2).enumerated() {
      let taken = try workspace.cat(
        "take", "garden", "--plain", "--student", "p\(index)", "--seed", "\(seed)",
        stdin: BlindAnswers.lines(1...6, seed: seed))
      #expect(taken.status == 0)
    }
    let outcome = try workspace.cat("calibrate", "--sessions", "garden")
    #expect(outcome.status == 65)
    #expect(
      outcome.stderr
        == "every item that was answered keeps its parameters, so there is nothing to estimate; "
        + "--free provisional estimates those that are an expert's guess, too, --free all estimates "
        + "every one.\n")
  }

  @Test(arguments: [
    (["a.csv", "--free", "all"], "--free is about --sessions"),
    (["--sessions", "trial", "--free", "all", "--fixed"], "both say which items keep"),
    (["--sessions", "trial", "--free", "all", "--anchor", "garden"], "both say which items keep"),
    (["--sessions", "trial", "--free", "provisional", "--link", "garden"], "can only be all"),
    (["--sessions", "trial", "--method", "cml"], "which --method cml cannot"),
    (["--sessions", "trial", "--few-persons", "always"], "which --few-persons always cannot"),
    (["a.csv", "--promote", "--few-persons", "always"], "--promote lets items be scored"),
    (["--sessions", "trial", "--free", "some"], "some"),
  ])
  func contradictionsAreRefused(arguments: [String], words: String) throws {
    let outcome = try workspace.cat(arguments: ["calibrate"] + arguments)
    #expect(outcome.status == 64 && outcome.stderr.contains(words), "\(outcome.stderr)")
  }
}
