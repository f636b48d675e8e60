import Foundation
import Numerical
import Testing

/// `cat calibrate --link`, `--anchor`, `--fixed` and fixed items: how new items come to an old scale.
@Suite struct CalibrateLinkTests {
  let workspace: TestWorkspace

  /// Discrimination and difficulty on the bank's scale. q1 ... q8 are the bank's, n1 and n2 are new.
  static let truth: [(id: String, a: Double, b: Double)] = [
    ("q1", 1.1, -1.2), ("q2", 0.9, -0.6), ("q3", 1.4, -0.2), ("q4", 1.0, 0.1), ("q5", 1.2, 0.5),
    ("q6", 0.8, 0.9), ("q7", 1.3, 1.3), ("q8", 1.0, 1.9), ("n1", 1.2, 0.2), ("n2", 0.9, 1.0),
  ]

  init() throws {
    workspace = try TestWorkspace()
    try workspace.scratch.write(Self.bank(), to: "home/old.jsonl")
    try workspace.scratch.write(Self.responses, to: "home/new.csv")
  }

  static func bank(fixed: Set<String> = []) -> String {
    "{\"bank\": \"old\"}\n"
      + truth.prefix(8).map {
        "{\"item_id\": \"\($0.id)\", \"a\": \($0.a), \"b\": \($0.b), \"status\": \"calibrated\""
          + (fixed.contains($0.id) ? ", \"fixed\": true" : "") + "}\n"
      }.joined()
  }

  /// Of 1200 people with mean 0.6 and SD 1.2 on the bank's scale; q5 has become harder by 1.
  static let responses: String = {
    var generator = SeededGenerator(seed: 12)
    let rows = (0..<1200).map { person in
      let theta = 0.6 + 1.2 * generator.normal()
      let scores = truth.map { item in
        let b = item.id == "q5" ? item.b + 1 : item.b
        return generator.uniform() < logistic(item.a * (theta - b)) ? "1" : "0"
      }
      return "p\(person)," + scores.joined(separator: ",") + "\n"
    }
    return "id," + truth.map(\.id).joined(separator: ",") + "\n" + rows.joined()
  }()

  private func document(_ arguments: String...) throws -> [String: Any] {
    let outcome = try workspace.cat(arguments: ["calibrate"] + arguments + ["--json"])
    #expect(outcome.status == 0, "\(outcome.stderr)")
    return try #require(
      JSONSerialization.jsonObject(with: outcome.stdout) as? [String: Any])
  }

  private func items(_ document: [String: Any]) throws -> [String: [String: Any]] {
    let items = try #require(document["item_parameters"] as? [[String: Any]])
    return Dictionary(uniqueKeysWithValues: items.map { ($0["id"] as? String ?? "", $0) })
  }

  @Test func aLinkPutsNewItemsOnTheBanksScale() throws {
    let free = try items(document("new.csv"))
    let found = try document(
      "new.csv", "--link", "old.jsonl", "--link-without", "q5", "--abilities", "--bank", "form2")
    let link = try #require(found["link"] as? [String: Any])
    let (slope, shift) = (link["a"] as? Double ?? 0, link["b"] as? Double ?? 0)
    // The SD and the mean of the abilities, which a free calibration calls 1 and 0.
    #expect(abs(slope - 1.2) < 0.15 && abs(shift - 0.6) < 0.15, "\(link)")
    #expect((link["common_items"] as? [Any])?.count == 7)
    let latent = try #require(found["latent"] as? [String: Any])
    #expect(latent["mean"] as? Double == shift && latent["sd"] as? Double == slope)
    let linked = try items(found)
    for (id, a, b) in Self.truth where id.hasPrefix("n") {
      let item = try #require(linked[id])
      let before = try #require(free[id])
      func number(_ key: String, _ item: [String: Any]) -> Double { item[key] as? Double ?? .nan }
      #expect(abs(number("b", item) - b) < 0.2 && abs(number("a", item) - a) < 0.25, "\(item)")
      #expect(abs(number("b", item) - (slope * number("b", before) + shift)) < 1e-9)
      #expect(abs(number("a", item) - number("a", before) / slope) < 1e-9)
      #expect(abs(number("se_b", item) - slope * number("se_b", before)) < 1e-9)
      #expect(abs(number("se_a", item) - number("se_a", before) / slope) < 1e-9)
    }
    let abilities = try #require(found["abilities"] as? [[String: Any]])
    let mean = abilities.reduce(0) { $0 + ($1["theta"] as? Double ?? 0) } / 1200
    #expect(abs(mean - shift) < 0.05)
    // What is stored is on the new scale.
    let stored = try workspace.store().bank(named: "form2").bank.items
    let kept = try #require(stored.first { $0.id == "n2" }?.parameters).difficulty
    #expect(abs(kept - (linked["n2"]?["b"] as? Double ?? .nan)) < 1e-12)
  }

  @Test func theItemThatMovedIsNamed() throws {
    for method in ["mean-mean", "mean-sigma", "haebara", "stocking-lord"] {
      let outcome = try workspace.cat(
        "calibrate", "new.csv", "--link", "old.jsonl", "--link-method", method)
      #expect(outcome.status == 0)
      #expect(outcome.text.contains(/q5 +it has become harder by/), "\(method)")
      #expect(outcome.text.contains(/8 common\s+items/))
      #expect(outcome.text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }
  }

  @Test func aGenerationOfABankIsLinkedTo() throws {
    #expect(try workspace.cat("bank", "import", "old.jsonl").status == 0)
    for reference in ["old", "old:1"] {
      let outcome = try workspace.cat("calibrate", "new.csv", "--link", reference)
      #expect(outcome.status == 0, "\(outcome.stderr)")
      #expect(outcome.text.contains("Linked to bank '\(reference)'"))
    }
    #expect(try workspace.cat("calibrate", "new.csv", "--link", "old:2").status == 66)
  }

  @Test func whatCannotBeLinkedIsSaid() throws {
    try workspace.scratch.write(
      "{\"item_id\": \"x\", \"b\": 1}\n{\"item_id\": \"q1\", \"b\": 0}\n", to: "home/other.jsonl")
    for (arguments, status, words) in [
      (["--link", "other.jsonl"], 65, "1 item with parameters in common"),
      (["--link", "nowhere.jsonl"], 66, "no such file"),
      (["--link", "old.jsonl", "--link-without", "zz"], 65, "'zz'"),
      (["--link", "old.jsonl", "--anchor", "old.jsonl"], 64, "take one of them"),
      (["--link-method", "haebara"], 64, "--link"),
      (["--link-without", "q1"], 64, "--link"),
    ] {
      let outcome = try workspace.cat(arguments: ["calibrate", "new.csv"] + arguments)
      #expect(outcome.status == Int32(status), "\(arguments) \(outcome.stderr)")
      #expect(outcome.stderr.contains(words), "\(outcome.stderr)")
    }
  }

  @Test func itemsThatTheFileCallsFixedKeepTheirParameters() throws {
    try workspace.scratch.write(
      Self.bank(fixed: ["q1", "q3", "q7"]) + "{\"item_id\": \"n1\"}\n{\"item_id\": \"n2\"}\n",
      to: "home/pretest.jsonl")
    let found = try document("pretest.jsonl", "new.csv")
    let parameters = try items(found)
    for (id, a, b) in Self.truth {
      let item = try #require(parameters[id])
      let isFixed = ["q1", "q3", "q7"].contains(id)
      #expect((item["a"] as? Double == a && item["b"] as? Double == b) == isFixed, "\(item)")
      #expect((item["flags"] as? [String])?.contains("anchor") == isFixed, "\(item)")
      if isFixed { #expect(item["se_b"] is NSNull) }
    }
    let latent = try #require(found["latent"] as? [String: Any])
    #expect(abs((latent["mean"] as? Double ?? 0) - 0.6) < 0.15)
    // They stay fixed in what is stored, and so in the next calibration.
    let stored = try workspace.store().bank(named: "old").bank.items
    #expect(stored.filter(\.isFixed).map(\.id) == ["q1", "q3", "q7"])
    #expect(stored.first { $0.id == "q3" }?.parameters?.difficulty == -0.2)

    let text = try workspace.cat("calibrate", "pretest.jsonl", "new.csv", "--dry-run").text
    #expect(text.contains("3 items kept, and the others put on their scale."))
    for (option, words) in [
      (["--method", "cml"], "cannot keep"), (["--few-persons", "always"], "cannot keep"),
      (["--link", "old.jsonl"], "would move"),
    ] {
      let outcome = try workspace.cat(
        arguments: ["calibrate", "pretest.jsonl", "new.csv"] + option)
      #expect(outcome.status == 64 && outcome.stderr.contains(words), "\(outcome.stderr)")
    }
  }

  @Test func calibratedItemsStayByAnOption() throws {
    try workspace.scratch.write(
      Self.bank() + "{\"item_id\": \"n1\"}\n{\"item_id\": \"n2\"}\n", to: "home/pretest.jsonl")
    let parameters = try items(document("pretest.jsonl", "new.csv", "--fixed", "--dry-run"))
    for (id, _, b) in Self.truth {
      #expect((parameters[id]?["b"] as? Double == b) == id.hasPrefix("q"), "\(id)")
    }
    #expect(try workspace.cat("calibrate", "new.csv", "--fixed").status == 64)
  }
}
