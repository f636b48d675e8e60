import AdaptiveTesting
import Foundation
import ItemBanks
import Storage
import Testing

/// A bank of points, ratings and options with models of their own, from the file to the report.
@Suite struct PolytomousBankTests {
  private static let lines = #"""
    {"bank": "points", "title": "Points", "design": {"stopping": {"max_items": 4}, "feedback": {"missed": true}}, "practice": {"stem": "Ready?", "kind": "rating", "options": ["no", "yes"]}}
    {"item_id": "seed", "model": "gpcm", "a": 1.1, "steps": [-0.5, 0.6], "stem": "How is a seed watered?", "options": ["not", "often", "gently"], "scores": [0, 1, 2]}
    {"item_id": "tree", "model": "graded", "a": 1.4, "thresholds": [-0.5, 0.6], "stem": "How is a tree watered?", "options": ["not", "often", "gently"], "scores": [0, 1, 2]}
    {"item_id": "like", "model": "rating", "b": 0.1, "steps": [-1, 0, 1], "stem": "I like gardens.", "kind": "rating", "options": ["never", "seldom", "often", "always"]}
    {"item_id": "root", "model": "nominal", "slopes": [0, 1.2, 0.3], "intercepts": [0, 0.4, 0.1], "stem": "Which is a root?", "options": ["leaf", "carrot", "bark"], "key": "B"}

    """#

  let workspace: TestWorkspace

  init() throws {
    workspace = try TestWorkspace()
    try workspace.scratch.write(Self.lines, to: "workspace/itembanks/points.jsonl")
  }

  @Test func takenLineByLineStoredReplayedAndReported() throws {
    let practice = "B\n\n"
    let taken = try workspace.cat(
      "take", "points", "--plain", "--student", "Kim",
      stdin: practice + String(repeating: "B\n\n", count: 4) + "yes\n")
    #expect(taken.status == 0 && taken.stderr == "")
    #expect(taken.text.contains("That is all there is to it."))
    #expect(taken.text.contains("Your answer: B, 1 of 2 points\nBest answer: C  gently"))
    #expect(!taken.text.contains("Right answer"))
    #expect(taken.text.contains("the 2 questions you missed"))

    let code = try workspace.onlyCode()
    let scores = try workspace.log(of: code).answers.map { ($0.item, $0.score) }
    #expect(
      Dictionary(uniqueKeysWithValues: scores) == ["seed": 1, "tree": 1, "like": 1, "root": 1])
    #expect(try workspace.replay(code).status == .finished)

    let report = try workspace.cat("report", code)
    #expect(report.status == 0 && report.text.contains("1 of 2"))
    #expect(try workspace.cat("bank", "show", "points", "root").text.contains("nominal: slopes"))
    let export = try workspace.cat("bank", "export", "points")
    let bank = try #require(BankFile(Data(export.text.utf8), file: "points.jsonl").bank)
    #expect(bank == BankFile(Data(Self.lines.utf8), file: "points.jsonl").bank)
  }

  @Test func responsesAreScoredAndForeignScoresRefused() throws {
    let good = """
      {"subject_id": "k", "responses": {"seed": 2, "tree": 1, "like": 3, "root": 1}}

      """
    let scored = try workspace.cat("score", "points", "-", "--json", stdin: good)
    #expect(scored.status == 0 && scored.text.contains(#""n":4"#), "\(scored)")
    let bad = good.replacingOccurrences(of: #""tree": 1"#, with: #""tree": 3"#)
    let refused = try workspace.cat("score", "points", "-", stdin: bad)
    #expect(refused.status == 65)
    #expect(
      refused.stderr.contains(
        "item 'tree': there is a score of 3, and the model in bank 'points' ends at 2;"))
  }
}
