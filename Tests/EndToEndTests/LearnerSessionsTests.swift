import AdaptiveTesting
import Foundation
import Testing

/// `cat learner --sessions`: what people answered in real sittings.
@Suite struct LearnerSessionsTests {
  let workspace: TestWorkspace

  init() throws {
    workspace = try TestWorkspace()
  }

  /// Sits a test to its end, or up to some question.
  func sit(_ bank: String, _ person: String, _ entries: [String], practice: Bool = true) throws {
    let lines = (practice ? ["2"] : []) + entries
    let end = try workspace.cat(
      "take", bank, "--plain", "--student", person,
      stdin: lines.map { $0 + "\n\n" }.joined())
    #expect(end.status == 0, "\(end.stderr)")
  }

  /// What a learner command says as JSON, without what differs from run to run.
  func report(_ arguments: String) throws -> NSDictionary {
    let outcome = try workspace.cat(
      arguments: ["learner"] + arguments.split(separator: " ").map(String.init)
        + ["--seed", "1", "--json"])
    #expect(outcome.status == 0, "\(outcome.stderr)")
    var object = try #require(
      try JSONSerialization.jsonObject(with: outcome.stdout) as? [String: Any])
    object["seconds"] = nil
    object["models"] = (object["models"] as? [[String: Any]])?.map {
      $0.filter { $0.key != "seconds" }
    }
    return object as NSDictionary
  }

  @Test func sittingsAreFittedAsTheirAnswersInAFile() throws {
    for (index, person) in ["Ann", "Ben", "Cem", "Dan", "Eve"].enumerated() {
      for time in 0..<2 {
        // Right more often the second time.
        try sit(
          "garden", person,
          (0..<6).map { ($0 * 5 + index * 3 + time) % 7 < 3 + 2 * time ? "2" : "1" })
      }
    }
    // Who does not finish does not count.
    try sit("garden", "Fay", ["2", "1"])

    var rows = ["student,order,skill,item,correct"]
    var order: [String: Int] = [:]
    let finished = try workspace.sittings().filter { $0.status == .finished }
    for sitting in finished.sorted(by: { $0.startedAt < $1.startedAt }) {
      for answer in try workspace.replay(sitting.code).answers {
        order[sitting.person, default: 0] += 1
        rows.append(
          "\(sitting.person),\(order[sitting.person] ?? 0),\(answer.item.domain ?? ""),\(answer.item.id),"
            + "\(answer.score > 0 ? 1 : 0)")
      }
    }
    #expect(finished.count == 10 && rows.count == 61 && order["Fay"] == nil)
    try workspace.scratch.write(rows.joined(separator: "\n"), to: "home/answers.csv")

    for command in ["fit bkt", "fit bkt --per-item", "fit dkt --hidden 4 --epochs 1"] {
      var fromSittings = try report(command + " --sessions garden") as? [String: Any] ?? [:]
      var fromFile = try report(command + " answers.csv") as? [String: Any] ?? [:]
      #expect(fromSittings["answers"] as? Int == 60, "\(command)")
      for key in ["seconds_per_epoch"] { (fromSittings[key], fromFile[key]) = (nil, nil) }
      #expect(fromSittings as NSDictionary == fromFile as NSDictionary, "\(command)")
    }
    let models = "compare mean,rasch,pfa,bkt,bkt-item --folds 2"
    #expect(try report(models + " --sessions garden") == report(models + " answers.csv"))

    // What was fitted to sittings predicts records.
    let saved = try workspace.cat(
      "learner", "fit", "bkt", "--sessions", "garden", "--seed", "1", "--out", "bkt.json")
    #expect(saved.status == 0, "\(saved.stderr)")
    let predicted = try workspace.cat("learner", "predict", "bkt.json", "answers.csv", "--records")
    #expect(predicted.text.split(separator: "\n").count == 60, "\(predicted.stderr)")
  }

  @Test func whatSittingsCannotTellIsSaid() throws {
    func fit(_ bank: String) throws -> FinishedProcess {
      try workspace.cat("learner", "fit", "bkt", "--sessions", bank, "--seed", "1")
    }
    let before = try fit("garden")
    #expect(before.status == 66 && before.stderr.contains("there is no database yet"))
    try sit("garden", "Ann", ["2"])
    let unfinished = try fit("garden")
    #expect(unfinished.status == 65)
    #expect(
      unfinished.stderr
        == "bank 'garden' has no finished sitting with an answer; give tests first.\n")
    let misspelt = try fit("gardn")
    #expect(misspelt.status == 66 && misspelt.stderr.contains("did you mean 'garden'?"))
  }

  /// No answer to a rating is right, so it says nothing of a skill.
  @Test func ratingsAreLeftOut() throws {
    func bank(_ name: String, withQuestion: Bool) throws {
      var lines = [
        """
        {"bank": "\(name)", "title": "Moods", "design": {"stopping": {"max_items": 3}}, \
        "source": "made for tests", "licence": "CC0-1.0"}
        """
      ]
      for word in ["calm", "glad", withQuestion ? "" : "keen"] where !word.isEmpty {
        lines.append(
          """
          {"item_id": "\(word)", "stem": "I am \(word).", "kind": "rating", \
          "options": ["never", "at times", "always"], "model": "rating", "b": 0.2, "steps": [-0.8, 0.8]}
          """)
      }
      if withQuestion {
        lines.append(
          """
          {"item_id": "sum", "stem": "What is 1 + 1?", "options": ["1", "2"], "key": "B", "a": 1, "b": 0}
          """)
      }
      try workspace.scratch.write(
        lines.joined(separator: "\n") + "\n", to: "workspace/itembanks/\(name).jsonl")
      for person in ["Ann", "Ben"] {
        for entry in ["A", "B"] {
          try sit(name, person, Array(repeating: entry, count: 3), practice: false)
        }
      }
    }
    try bank("moods", withQuestion: false)
    try bank("mixed", withQuestion: true)
    let moods = try workspace.cat("learner", "fit", "bkt", "--sessions", "moods", "--seed", "1")
    #expect(moods.status == 65, "\(moods.stderr)")
    #expect(
      moods.stderr
        == "bank 'moods': no answer is right or wrong, as to ratings; take a bank that has such.\n")
    let mixed = try workspace.cat(
      "learner", "fit", "bkt", "--sessions", "mixed", "--seed", "1", "--json")
    #expect(mixed.status == 0, "\(mixed.stderr)")
    #expect(
      mixed.stderr.contains("sittings of mixed: 8 answers to ratings left out; none is right."))
    #expect(mixed.text.contains("\"answers\":4"))
  }
}
