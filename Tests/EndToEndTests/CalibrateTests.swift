import Foundation
import Storage
import Testing

/// `cat calibrate` and `cat score`, run as a user runs them.
@Suite struct CalibrateTests {
  let workspace: TestWorkspace

  init() throws {
    workspace = try TestWorkspace(shipped: ["lsat6", "lsat7"])
  }

  private func write(_ text: String, to name: String) throws {
    try workspace.scratch.write(text, to: "home/\(name)")
  }

  private func document(_ text: String) throws -> [String: Any] {
    try #require(
      JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any], "\(text)")
  }

  private func items(_ document: [String: Any]) throws -> [[String: Any]] {
    try #require(document["item_parameters"] as? [[String: Any]])
  }

  /// Responses to the garden's items, as somebody of each of many abilities gives them.
  private var gardenResponses: String {
    let items = ["grass", "beetle", "float", "fruit", "hours", "season"]
    return (0..<240).map { person in
      let ability = Double(person % 24) / 8 - 1.5
      let answers = items.enumerated().map { index, item in
        let p = 1 / (1 + exp(-(1.2 * (ability - Double(index) / 3 + 0.8))))
        let chance = Double((person * 7919 + index * 104_729) % 1000) / 1000
        return "\"\(item)\": \(chance < p ? 1 : 0)"
      }
      return
        "{\"subject_id\": \"p\(person)\", \"responses\": {\(answers.joined(separator: ", "))}}\n"
    }.joined()
  }

  // MARK: Published numbers

  /// Bock & Lieberman's LSAT7 (1970): mirt 1.47 prints logLik −2658.805 and slopes .988, 1.081, 1.706,
  /// .765, .736, having stopped a little before the maximum; these are a maximiser's (BFGS, 61 points).
  @Test func lsat7ReachesThePublishedMaximum() throws {
    let outcome = try workspace.cat("calibrate", "lsat7", "--json", "--abilities")
    #expect(outcome.status == 0, "\(outcome.stderr)")
    let found = try document(outcome.text)
    #expect(abs((found["log_likelihood"] as? Double ?? 0) + 2658.805) < 1e-3)
    let parameters = try items(found)
    for (item, slope) in zip(parameters, [0.98755, 1.08084, 1.70748, 0.76499, 0.73567]) {
      #expect(abs((item["a"] as? Double ?? 0) - slope) < 1e-4, "\(item)")
    }
    #expect(found["persons"] as? Int == 1000)
    #expect(found["parameters"] as? Int == 10)
    #expect(found["converged"] as? Bool == true)
    #expect((found["abilities"] as? [[String: Any]])?.count == 1000)
    #expect(outcome.stderr.contains("generation 1 of bank 'lsat7'"))
  }

  /// Difficulties by R's psychotools 0.7-2 (raschmodel), which sum to 0 like ours.
  @Test func lsat6UnderTheRaschModel() throws {
    let marginal = try document(
      try workspace.cat("calibrate", "lsat6", "--model", "rasch", "--dry-run", "--json").text)
    #expect(abs((marginal["log_likelihood"] as? Double ?? 0) + 2466.938) < 1e-3)
    let conditional = try document(
      try workspace.cat("calibrate", "lsat6", "--method", "cml", "--dry-run", "--json").text)
    let difficulties = try items(conditional).compactMap { $0["b"] as? Double }
    for (b, published) in zip(difficulties, [-1.25613, 0.47491, 1.23598, 0.16841, -0.62317]) {
      #expect(abs(b - published) < 1e-4, "\(difficulties)")
    }
  }

  @Test func modelsAreComparedAndResponsesPredicted() throws {
    let outcome = try workspace.cat(
      "calibrate", "lsat7", "--dry-run", "--compare", "1pl,2pl", "--holdout", "0.1", "--seed", "1")
    #expect(outcome.status == 0, "\(outcome.stderr)")
    #expect(outcome.text.contains("the smallest BIC"))
    #expect(outcome.text.contains("seed 1): log loss"))
    #expect(
      try workspace.cat(
        "calibrate", "lsat7", "--dry-run", "--compare", "1pl,2pl", "--holdout", "0.1", "--seed",
        "1",
        "--json", "--threads", "1"
      ).status == 0)
  }

  // MARK: What becomes of it

  @Test func theNextTestUsesTheNewGeneration() throws {
    let bank = workspace.folder.appendingPathComponent("itembanks/garden.jsonl")
    try Data((Garden.lines + gardenResponses).utf8).write(to: bank)
    #expect(try workspace.cat("bank", "list").status == 0)
    let outcome = try workspace.cat(
      "calibrate", bank.path, "--priors", "weak", "--out", "new.jsonl")
    #expect(outcome.status == 0, "\(outcome.stderr)")
    #expect(outcome.text.contains("Stored as generation 2 of bank 'garden'."))

    let check = try workspace.cat("bank", "check", "new.jsonl")
    #expect(check.status == 0, "\(check.text)\(check.stderr)")
    let stored = try workspace.store().bank(named: "garden")
    #expect(stored.generation.number == 2)
    #expect(stored.bank.items.allSatisfy { $0.status == .calibrated })
    #expect(stored.bank.items.first?.question != nil)

    let taken = try workspace.cat(
      "take", "garden", "--plain", "--student", "Ada", stdin: BlindAnswers.lines(1...6))
    #expect(taken.status == 0, "\(taken.stderr)")
    #expect(try workspace.log(of: try workspace.onlyCode()).header.bankVersion == 2)

    // The same again is nothing new.
    let again = try workspace.cat("calibrate", bank.path, "--priors", "weak")
    #expect(again.text.contains("Nothing new"), "\(again.text)")
    let shown = try workspace.cat("bank", "show", "garden", "grass")
    #expect(shown.text.contains("● observed"), "\(shown.text)")
  }

  @Test func collectedSittingsAreResponses() throws {
    for (index, seed) in (1...3).enumerated() {
      let taken = try workspace.cat(
        "take", "garden", "--plain", "--student", "p\(index)", "--seed", "\(seed)",
        stdin: BlindAnswers.lines(1...6, seed: seed))
      #expect(taken.status == 0)
    }
    let outcome = try workspace.cat(
      "calibrate", "--sessions", "garden", "--free", "all", "--json", "--few-persons", "never")
    #expect(outcome.status == 1, "\(outcome.stderr)")
    #expect(try document(outcome.text)["persons"] as? Int == 3)
    #expect(outcome.stderr.contains("FEW PERSONS"))
    #expect(try workspace.store().bank(named: "garden").generation.number == 1)
    #expect(try workspace.cat("calibrate", "--sessions", "lsat7").status == 66)
  }

  @Test func anchorsKeepTheirParameters() throws {
    #expect(try workspace.cat("calibrate", "lsat7").status == 0)
    let first = try document(
      try workspace.cat("calibrate", "lsat7", "--dry-run", "--json").text)
    try write(
      """
      {"item_id": "1", "a": 1.2, "b": -1.5, "status": "calibrated"}
      {"item_id": "3", "a": 1.5, "b": -1.0, "status": "calibrated"}

      """, to: "anchors.jsonl")
    let found = try document(
      try workspace.cat(
        "calibrate", "lsat7", "--anchor", "anchors.jsonl", "--dry-run", "--json"
      ).text)
    let item = try items(found)
    #expect(item[0]["a"] as? Double == 1.2 && item[2]["b"] as? Double == -1)
    #expect((item[0]["flags"] as? [String])?.contains("anchor") == true)
    #expect(try items(first)[1]["b"] as? Double != item[1]["b"] as? Double)
  }

  @Test func aResultThatIsNotToBeTrustedIsNotStored() throws {
    let outcome = try workspace.cat(
      "calibrate", "lsat7", "--iterations", "1", "--out", "x.jsonl")
    #expect(outcome.status == 1)
    #expect(outcome.text.contains("not converged after"))
    #expect(outcome.stderr.contains("NOT CONVERGED"))
    #expect(outcome.stderr.contains("--force"))
    #expect(
      !FileManager.default.fileExists(atPath: workspace.home.appendingPathComponent("x.jsonl").path)
    )
    #expect(try workspace.cat("bank", "show", "lsat7").status == 65)
    let forced = try workspace.cat("calibrate", "lsat7", "--iterations", "1", "--force")
    #expect(forced.status == 1)
    #expect(forced.text.contains("Stored as generation 1"))
  }

  @Test func wrongUseIsExplained() throws {
    for (arguments, words) in [
      (["lsat7", "--model", "3pl"], "--priors weak"),
      (["lsat7", "--model", "2pl", "--method", "cml"], "--method cml"),
      (["lsat7", "--holdout", "1.5"], "between 0 and 1"),
      (["lsat7", "--quadrature", "61,6,-6"], "61,-6,6"),
      (["lsat7", "--prior-c", "0.5,2"], "at least 1"),
      ([], "at least one file"),
    ] {
      let outcome = try workspace.cat(arguments: ["calibrate"] + arguments)
      #expect(outcome.status == 64, "\(arguments)")
      #expect(outcome.stderr.contains(words), "\(outcome.stderr)")
    }
    #expect(try workspace.cat("calibrate", "nowhere.csv").status == 66)
    #expect(try workspace.cat("calibrate", "lsat7", "--dif", "x").status == 65)
  }

  // MARK: Scores

  @Test func scoresAreALineASubject() throws {
    #expect(try workspace.cat("calibrate", "lsat7").status == 0)
    try write(
      "id,1,2,3,4,5,other\nAnn,1,1,1,1,1,1\nBen,1,0,1,0,1,0\nCid,,,,,,1\n", to: "people.csv")
    let table = try workspace.cat("score", "lsat7", "people.csv", "--estimator", "mle")
    #expect(table.status == 0, "\(table.stderr)")
    #expect(table.text.contains("EAP, no finite MLE"))
    #expect(table.text.contains("nothing to score"))
    #expect(table.stderr.contains("'other'"))
    for method in ["eap", "map", "mle", "wle"] {
      let lines = try workspace.cat(
        "score", "lsat7", "people.csv", "--estimator", method, "--json"
      ).text.split(separator: "\n")
      #expect(lines.count == 3)
      let ben = try document(String(lines[1]))
      for key in ["subject_id", "n", "theta", "se", "method", "se_kind"] {
        #expect(ben[key] != nil, "\(key)")
      }
      #expect(ben["method"] as? String == method)
      #expect(ben["n"] as? Int == 5)
      #expect(try document(String(lines[2]))["theta"] is NSNull)
    }
    #expect(try workspace.cat("score", "garden", "people.csv").status == 65)
    #expect(try workspace.cat("score", "lsat7", "nobody.csv").status == 66)
  }

  // MARK: What would do harm, or nothing

  @Test(arguments: ["answers.csv", "./answers.csv", "link.csv"])
  func responsesAreNotWrittenOver(out: String) throws {
    let text = "id,x,y,z\na,1,0,1\nb,0,1,1\nc,1,1,0\nd,0,0,1\n"
    try write(text, to: "answers.csv")
    try FileManager.default.createSymbolicLink(
      at: workspace.home.appendingPathComponent("link.csv"),
      withDestinationURL: workspace.home.appendingPathComponent("answers.csv"))
    let outcome = try workspace.cat("calibrate", "answers.csv", "--dry-run", "--out", out)
    #expect(outcome.status == 64)
    #expect(outcome.stderr.contains("would write over the responses in answers.csv"))
    let kept = try String(
      contentsOf: workspace.home.appendingPathComponent("answers.csv"), encoding: .utf8)
    #expect(kept == text)
  }

  @Test(
    arguments: [
      (["--prior-c", "5,17"], "--prior-c goes with --model 3pl or 4pl"),
      (
        ["--model", "3pl", "--priors", "weak", "--prior-d", "5,17"],
        "--prior-d goes with --model 4pl"
      ),
      (
        ["--model", "rasch", "--prior-a", "0,0.5"],
        "--prior-a goes with a model with discriminations"
      ),
      (["--model", "rasch", "--allow-negative"], "--allow-negative goes with a model"),
      (["--compare", "2pl"], "--compare needs two models or more"),
    ])
  func optionsThatMeanNothingAreRefused(options: [String], words: String) throws {
    let outcome = try workspace.cat(arguments: ["calibrate", "lsat6", "--dry-run"] + options)
    #expect(outcome.status == 64, "\(outcome.stderr)")
    #expect(outcome.stderr.contains(words), "\(outcome.stderr)")
  }

  @Test func responsesAreNoWordsForMissing() throws {
    try write("id,x,y\na,1,0\nb,0,1\n", to: "answers.csv")
    let outcome = try workspace.cat("calibrate", "answers.csv", "--dry-run", "--missing", "1")
    #expect(outcome.status == 64)
    #expect(outcome.stderr.contains("--missing 1: 0 and 1 are responses"))
  }

  /// A ratio of likelihoods away from their maxima has no chi-square distribution.
  @Test func priorsLeaveNoLikelihoodRatio() throws {
    let outcome = try workspace.cat(
      "calibrate", "lsat6", "--dry-run", "--json", "--compare", "1pl,2pl,3pl", "--prior-c", "5,17")
    let rows = try #require(try document(outcome.text)["comparison"] as? [[String: Any]])
    #expect(rows.count == 3)
    #expect(rows[1]["likelihood_ratio"] is [String: Any], "\(rows[1])")
    #expect(!(rows[2]["likelihood_ratio"] is [String: Any]), "\(rows[2])")
  }

  /// Somebody with everything wrong but an item that everybody had right has no finite ability either.
  @Test func itemsWithoutParametersDoNotHideConstantPersons() throws {
    let rows = (0..<60).map { person -> String in
      let answers = (0..<4).map { item -> Int in
        let ability = Double(person % 12) / 3 + Double((person * 7 + item * 5) % 5) / 2 - 1
        return person >= 6 && ability > Double(item) ? 1 : 0
      }
      return "p\(person),\(answers.map(String.init).joined(separator: ",")),1\n"
    }
    try write("id,a,b,c,d,all\n" + rows.joined(), to: "answers.csv")
    let outcome = try workspace.cat(
      "calibrate", "answers.csv", "--dry-run", "--json", "--model", "1pl", "--priors", "none")
    let wrong = try #require(try document(outcome.text)["all_wrong"] as? Int, "\(outcome.stderr)")
    #expect(wrong >= 6)
  }

  /// What is stored is used as if abilities had SD 1; where they have not, that is said.
  @Test func scalesWhoseAbilitiesAreNotStandardAreSaid() throws {
    let rasch = try workspace.cat("calibrate", "lsat6", "--dry-run", "--model", "rasch")
    #expect(rasch.text.contains("Abilities have SD 0.76"), "\(rasch.text)")
    let conditional = try workspace.cat("calibrate", "lsat6", "--dry-run", "--method", "cml")
    #expect(conditional.text.contains("mean difficulty is 0"), "\(conditional.text)")
  }
}
