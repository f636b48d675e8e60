import Foundation
import Testing

/// `cat simulate`, run as a user runs it.
@Suite struct SimulateTests {
  let workspace: TestWorkspace

  init() throws {
    workspace = try TestWorkspace()
  }

  private func objects(_ text: String) throws -> [[String: Any]] {
    try text.split(separator: "\n").map { line in
      try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(line)")
    }
  }

  @Test func promisedKeysAreThere() throws {
    let outcome = try workspace.cat(
      "simulate", "garden", "--people", "50", "--seed", "3", "--max-items", "4", "--json")
    #expect(outcome.status == 0, "\(outcome.stderr)")
    #expect(outcome.stderr.isEmpty)
    let found = try #require(try objects(outcome.text).first)
    for key in [
      "people", "mean_length", "sd_length", "bias", "rmse", "mean_se", "correlation",
      "max_exposure", "overlap", "unused_items", "stop_reasons", "seconds",
      "sessions_per_second",
    ] {
      #expect(found[key] != nil, "\(key)")
    }
    #expect(found["people"] as? Int == 50)
    #expect((found["stop_reasons"] as? [String: Int])?.values.reduce(0, +) == 50)
  }

  @Test func seedsAndThreadsDecideNothingElse() throws {
    func records(_ threads: String) throws -> [Substring] {
      let outcome = try workspace.cat(
        "simulate", "garden", "--people", "40", "--seed", "3", "--threads", threads, "--json",
        "--records")
      #expect(outcome.status == 0, "\(outcome.stderr)")
      return Array(outcome.text.split(separator: "\n").dropFirst())
    }
    let one = try records("1")
    #expect(one.count == 40)
    #expect(try records("3") == one)
  }

  @Test func designsAreComparedOnTheSamePeople() throws {
    try workspace.scratch.write("{\"stopping\": {\"max_items\": 2}}", to: "home/short.json")
    try workspace.scratch.write(
      "{\"stopping\": {\"se\": 0.01, \"max_items\": 5}}", to: "home/long.json")
    let json = try workspace.cat(
      "simulate", "garden", "--design", "short.json", "--design", "long.json", "--people", "60",
      "--seed", "1", "--json")
    let found = try objects(json.text)
    #expect(found.map { $0["design"] as? String } == ["short.json", "long.json"])
    let comparison = try #require(found.last?["compared_with_first"] as? [String: Any])
    let length = try #require(comparison["length"] as? [String: Any])
    #expect(length["difference"] as? Double == 3)
    let text = try workspace.cat(
      "simulate", "garden", "--design", "short.json", "--design", "long.json", "--people", "60",
      "--seed", "1")
    #expect(text.text.contains("long.json against short.json, on the same people"))
  }

  @Test func populationsAreTaken() throws {
    try workspace.scratch.write("-1\n\n0.5\n", to: "home/abilities.txt")
    for (population, thetas) in [
      ("grid:-1,1,1", [-1.0, -1, 0, 0, 1, 1]), ("abilities.txt", [-1, 0.5, -1, 0.5, -1, 0.5]),
    ] {
      let outcome = try workspace.cat(
        "simulate", "garden", "--population", population, "--people", "6", "--json", "--records")
      let found = try objects(outcome.text).dropFirst().map { $0["true_theta"] as? Double }
      #expect(found == thetas, "\(population)")
    }
  }

  @Test func everyFormatSaysTheSame() throws {
    func run(_ arguments: String...) throws -> String {
      let outcome = try workspace.cat(
        arguments: ["simulate", "garden", "--people", "30", "--seed", "3", "--cut", "-0.5,0.5"]
          + arguments)
      #expect(outcome.status == 0, "\(outcome.stderr)")
      #expect(outcome.stderr.isEmpty)
      return outcome.text
    }
    let text = try run("--html", "page.html")
    #expect(text.contains("30 simulated people") && text.contains("sensitivity"))
    let found = try #require(try objects(try run("--format", "json")).first)
    let promised = try #require(try objects(try run("--json")).first)
    #expect(Set(found.keys) == Set(promised.keys))
    let classification = try #require(found["classification"] as? [String: Any])
    #expect(
      (classification["cuts"] as? [[String: Any]])?.map { $0["theta"] as? Double } == [-0.5, 0.5])

    let page = try run("--format", "html")
    #expect(page.hasPrefix("<!DOCTYPE html>") && page.contains("sensitivity"))
    let file = workspace.scratch.url.appending(path: "home/page.html")
    #expect(try String(contentsOf: file, encoding: .utf8).hasPrefix("<!DOCTYPE html>"))

    let rows = try run("--format", "csv").components(separatedBy: "\r\n")
    let exposure = try #require(found["exposure"] as? [String: Double])
    #expect(rows.first == "design,item,domain,given,rate" && rows.count == exposure.count + 2)
    for row in rows.dropFirst().dropLast() {
      let cells = row.components(separatedBy: ",")
      #expect(exposure[cells[1]] == Double(cells[4]), "\(row)")
    }
    #expect(try run("--format", "csv", "--records").components(separatedBy: "\r\n").count == 32)
  }

  @Test func aDesignIsFound() throws {
    try workspace.scratch.write(
      "{\"stopping\": {\"se\": 0.9, \"max_items\": 3}}", to: "home/short.json")
    try workspace.scratch.write(
      "{\"stopping\": {\"se\": 0.6, \"max_items\": 12}}", to: "home/long.json")
    func run(_ arguments: String...) throws -> FinishedProcess {
      try workspace.cat(
        arguments: [
          "simulate", "garden", "--advise", "--design", "short.json", "--design", "long.json",
          "--people", "60", "--seed", "1",
        ] + arguments)
    }
    let found = try run("--se", "0.95", "--json", "--write-design", "found.json")
    #expect(found.status == 0, "\(found.stderr)")
    let object = try #require(try objects(found.text).first)
    let best = try #require(object["recommended"] as? [String: Any])
    #expect(["short.json", "long.json"].contains(best["name"] as? String))
    #expect((object["candidates"] as? [Any])?.count == 2)
    let file = workspace.scratch.url.appending(path: "home/found.json")
    let written = try #require(
      JSONSerialization.jsonObject(with: try Data(contentsOf: file)) as? NSDictionary)
    #expect(written == best["design"] as? NSDictionary)
    // What was found is a design that can be used.
    let again = try workspace.cat(
      "simulate", "garden", "--design", "found.json", "--people", "60", "--seed", "1", "--json")
    let simulated = try #require(try objects(again.text).first)
    let (length, expected) = (simulated["mean_length"] as? Double, best["mean_length"] as? Double)
    #expect(abs((length ?? 0) - (expected ?? 1)) < 1e-9)

    let text = try run("--se", "0.95").text
    #expect(text.contains("Recommended: ") && text.contains("\"max_items\""))
    #expect(try run("--se", "0.95", "--format", "csv").text.hasPrefix("design,people,mean_length"))
    let none = try run("--se", "0.95", "--max-exposure", "0.01", "--write-design", "none.json")
    #expect(none.status == 0 && none.text.contains("No design tried meets"))
    #expect(
      !FileManager.default.fileExists(
        atPath: workspace.scratch.url.appending(path: "home/none.json").path))
  }

  @Test func whatABankLacksIsTold() throws {
    func run(_ arguments: String...) throws -> String {
      let outcome = try workspace.cat(
        arguments: [
          "simulate", "garden", "--grow", "--range", "-0.5,1", "--max-items", "12", "--people",
          "140", "--seed", "2",
        ] + arguments)
      #expect(outcome.status == 0, "\(outcome.stderr)")
      return outcome.text
    }
    let found = try #require(try objects(try run("--se", "0.6", "--json")).first)
    #expect(found["reached"] as? Bool == true && found["people_each"] as? Int == 20)
    let items = try #require(found["items"] as? [[String: Any]])
    let bands = try #require(found["bands"] as? [[String: Any]])
    #expect(!items.isEmpty && items.count == found["new_items"] as? Int)
    #expect(bands.compactMap { $0["write"] as? Int }.reduce(0, +) == items.count)
    let abilities = try #require(found["abilities"] as? [[String: Any]])
    #expect(abilities.map { $0["theta"] as? Double } == [-0.5, -0.25, 0, 0.25, 0.5, 0.75, 1])
    let rows = try run("--se", "0.6", "--format", "csv").components(separatedBy: "\r\n")
    #expect(rows.first == "domain,location,expected_share,a,b,c,d" && rows.count == items.count + 2)
    let text = try run("--se", "0.6")
    #expect(text.contains("With \(items.count) new item") && text.contains("Items to write"))
    #expect(try run("--se", "1").contains("The bank is enough"))
    #expect(try run("--se", "0.01").contains("New items of its kind would not help"))
  }

  /// What people did answer is what they answer again.
  @Test func exposureParametersAreComputedAndKept() throws {
    let file = try workspace.scratch.write(
      #"{"exposure": {"rule": "sympson_hetter", "max": 0.6}, "stopping": {"max_items": 3}}"#,
      to: "limited.json")
    let ready = workspace.scratch.url.appendingPathComponent("ready.json").path
    let arguments = ["simulate", "garden", "--people", "100", "--seed", "3", "--json"]
    let first = try workspace.cat(
      arguments: arguments + ["--design", file.path, "--write-design", ready])
    #expect(first.status == 0, "\(first.stderr)")
    let largest = try #require(try objects(first.text)[0]["max_exposure"] as? Double)
    // Four standard errors of a share of 100 people.
    #expect(largest < 0.6 + 4 * 0.049)
    let second = try workspace.cat(arguments: arguments + ["--design", ready])
    #expect(try objects(second.text)[0]["max_exposure"] as? Double == largest)
    #expect(try String(contentsOfFile: ready, encoding: .utf8).contains("parameters"))

    let refused = try workspace.cat(arguments: arguments + ["--write-design", ready])
    #expect(refused.status == 64)
    #expect(refused.stderr.contains("whose exposure is sympson_hetter"))
    let small = try workspace.scratch.write(
      #"{"exposure": {"rule": "sympson_hetter", "max": 0.05}, "stopping": {"max_items": 3}}"#,
      to: "small.json")
    let unreached = try workspace.cat(arguments: arguments + ["--design", small.path])
    #expect(unreached.status == 0)
    #expect(unreached.stderr.contains("the bank has too few items for so low a rate"))
  }

  @Test func realPeopleAnswerAsTheyDid() throws {
    try workspace.scratch.write(
      "subject,grass,beetle,float\nada,1,0,1\nben,0,0,0\n", to: "home/answers.csv")
    let outcome = try workspace.cat(
      "simulate", "garden", "--responses", "answers.csv", "--seed", "1", "--json", "--records")
    #expect(outcome.status == 0, "\(outcome.stderr)")
    let answers = ["ada": ["grass": 1, "beetle": 0, "float": 1], "ben": [:]]
    let people = try objects(outcome.text).dropFirst()
    #expect(people.count == 2)
    let ada = try #require(people.first)
    let items = try #require(ada["items"] as? [String])
    let scores = try #require(ada["scores"] as? [Int])
    var seen = 0
    for (item, score) in zip(items, scores) {
      if let real = answers["ada"]?[item] {
        #expect(score == real, "\(item)")
        seen += 1
      }
    }
    #expect(seen > 0)
  }

  @Test(
    arguments: [
      (["simulate", "nowhere"], 66, "nowhere"),
      (["simulate", "garden", "--people", "0"], 64, "--people is 0"),
      (["simulate", "garden", "--threads", "0"], 64, "--threads is 0"),
      (["simulate", "garden", "--population", "normal:0"], 64, "normal:0"),
      (["simulate", "garden", "--population", "uniform:2,1"], 64, "uniform:2,1"),
      (["simulate", "garden", "--population", "missing.txt"], 66, "missing.txt"),
      (["simulate", "garden", "--population", "words.txt"], 65, "words.txt:2: 'tall'"),
      (["simulate", "garden", "--records"], 64, "--records goes with --json"),
      (
        ["simulate", "garden", "--json", "--format", "csv"], 64, "leave one of --json and --format"
      ),
      (["simulate", "garden", "--cut", "high"], 64, "high"),
      (["simulate", "garden", "--max-exposure", "0.3"], 64, "--max-exposure goes with --advise"),
      (["simulate", "garden", "--advise", "--max-exposure", "2"], 64, "--max-exposure is 2"),
      (["simulate", "garden", "--advise", "--grow"], 64, "--advise has no place beside --grow"),
      (["simulate", "garden", "--write-design", "x.json"], 64, "--write-design goes with"),
      (["simulate", "garden", "--range", "-1,1"], 64, "--range goes with --grow"),
      (["simulate", "garden", "--grow", "--range", "1,-1"], 64, "--range is 1,-1"),
      (["simulate", "garden", "--grow", "--cut", "1"], 64, "--cut has no place beside --grow"),
      (["simulate", "garden", "--cut", "1,99"], 64, "--cut has 99"),
      (["simulate", "garden", "--design", "missing.json"], 66, "missing.json"),
      (["simulate", "garden", "--design", "bad.json"], 65, "bad.json: stopping.min_items"),
      (
        ["simulate", "garden", "--responses", "words.txt", "--people", "3"], 64, "--responses says"
      ),
      (["simulate", "garden", "--responses", "others.csv"], 65, "is it the right bank?"),
    ])
  func badInputIsRefused(arguments: [String], status: Int32, words: String) throws {
    try workspace.scratch.write("0.5\ntall\n", to: "home/words.txt")
    try workspace.scratch.write(
      "{\"stopping\": {\"min_items\": 9, \"max_items\": 3}}", to: "home/bad.json")
    try workspace.scratch.write("subject,x,y\nada,1,0\nben,0,1\n", to: "home/others.csv")
    let outcome = try workspace.cat(arguments: arguments)
    #expect(outcome.status == status, "\(outcome.stderr)")
    #expect(outcome.stderr.contains(words), "\(outcome.stderr)")
    #expect(outcome.text.isEmpty)
  }
}
