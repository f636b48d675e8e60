import Foundation
import Testing

/// `cat learner` as a researcher meets it.
@Suite struct LearnerTests {
  /// A folder of its own for each test.
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("learner-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: folder.appendingPathComponent(name))
  }

  func run(_ words: String, stdin: String = "") throws -> FinishedProcess {
    try BuiltProgram.run(
      ["learner"] + words.split(separator: " ").map(String.init), stdin: Data(stdin.utf8),
      environment: ["LC_ALL": "C.UTF-8"], folder: folder)
  }

  func json(_ outcome: FinishedProcess) throws -> [String: Any] {
    let object = try JSONSerialization.jsonObject(with: outcome.stdout)
    return try #require(object as? [String: Any], "\(outcome.stderr)")
  }

  // MARK: Knowledge tracing

  @Test func knowledgeIsSimulatedFittedSavedAndPredicted() throws {
    let simulated = try run(
      "simulate bkt --subjects 200 --trials 8 --skills 2 --seed 3 --records "
        + "--parameter p_init=0.4 --parameter p_learn=0.2")
    #expect(simulated.status == 0, "\(simulated.stderr)")
    #expect(simulated.text.split(separator: "\n").count == 200 * 8 * 2)
    try write(simulated.text, to: "practice.jsonl")

    let fitted = try run("fit bkt practice.jsonl --seed 1 --json --out bkt.json --html bkt.html")
    #expect(fitted.status == 0, "\(fitted.stderr)")
    let report = try json(fitted)
    for key in ["log_likelihood", "auc", "rmse", "seconds"] {
      #expect(report[key] is Double, "\(key)")
    }
    let skills = try #require(report["skills"] as? [[String: Any]])
    #expect(skills.map { $0["skill"] as? String } == ["1", "2"])
    for key in ["p_init", "p_learn", "p_guess", "p_slip", "p_forget", "log_likelihood"] {
      #expect(skills[0][key] is NSNumber, "\(key)")
    }
    // Within four standard errors of what was simulated.
    for (key, truth) in [("init", 0.4), ("learn", 0.2), ("guess", 0.2), ("slip", 0.1)] {
      let value = try #require(skills[0]["p_\(key)"] as? Double)
      let error = try #require(skills[0]["se_\(key)"] as? Double)
      #expect(abs(value - truth) < 4 * error, "\(key): \(value) ± \(error)")
    }
    let page = try String(contentsOf: folder.appendingPathComponent("bkt.html"), encoding: .utf8)
    #expect(page.contains("<svg role=\"img\"") && page.contains("Mastery curves"))

    let predicted = try json(try run("predict bkt.json practice.jsonl --json"))
    #expect(predicted["answers"] as? Int == 3200)
    let auc = try #require(predicted["auc"] as? Double)
    #expect(auc == report["auc"] as? Double)
    let records = try run("predict bkt practice.jsonl --model-file bkt.json --records")
    #expect(records.text.split(separator: "\n").count == 3200)
    #expect(records.text.contains("\"mastery\":"))
  }

  @Test func networksAreTrainedSavedAndPredictWith() throws {
    let lines = try run("simulate bkt --subjects 30 --trials 5 --skills 2 --seed 5 --records").text
    try write(lines, to: "practice.jsonl")
    let fitted = try run(
      "fit dkt practice.jsonl --hidden 8 --epochs 2 --seed 1 --json --out dkt.json")
    let report = try json(fitted)
    #expect((report["auc_by_epoch"] as? [Any])?.count == 2)
    for key in ["auc", "log_loss", "seconds_per_epoch"] {
      #expect(report[key] is Double, "\(key)")
    }
    let predicted = try json(try run("predict dkt.json practice.jsonl --json"))
    #expect(predicted["answers"] as? Int == 300 && predicted["auc"] is Double)
  }

  @Test func theOrderOfTheRowsMakesNoDifference() throws {
    let lines = try run("simulate bkt --subjects 40 --trials 6 --skills 1 --seed 5 --records").text
      .split(separator: "\n")
    try write(lines.joined(separator: "\n"), to: "sorted.jsonl")
    // By students as they come, their answers from the last to the first.
    var students: [[Substring]] = []
    for line in lines {
      if line.contains("\"order\":1,") { students.append([]) }
      students[students.count - 1].insert(line, at: 0)
    }
    try write(students.joined().joined(separator: "\n"), to: "mixed.jsonl")
    let sorted = try json(try run("fit bkt sorted.jsonl --seed 1 --json"))
    let mixed = try json(try run("fit bkt mixed.jsonl --seed 1 --json"))
    #expect(sorted["log_likelihood"] as? Double == mixed["log_likelihood"] as? Double)
  }

  @Test func modelsAreComparedOnTheSameFolds() throws {
    let lines = try run("simulate bkt --subjects 60 --trials 6 --skills 2 --seed 5 --records").text
    try write(lines, to: "practice.jsonl")
    let outcome = try run("compare mean,bkt practice.jsonl --folds 2 --seed 1 --json")
    let report = try json(outcome)
    let models = try #require(report["models"] as? [[String: Any]])
    #expect(models.map { $0["model"] as? String } == ["skill mean", "BKT"])
    #expect(report["best"] as? String == "BKT")
    let difference = try #require(models[0]["difference_to_best"] as? [String: Any])
    #expect((difference["auc"] as? Double ?? 0) < 0)
    // The same folds and predictions as fit's own cross-validation.
    let fitted = try json(try run("fit bkt practice.jsonl --folds 2 --seed 1 --json"))
    let auc = try #require((models[1]["auc"] as? [String: Any])?["value"] as? Double)
    #expect(abs(auc - (fitted["auc"] as? Double ?? 0)) < 1e-12)
  }

  // MARK: Choices

  @Test func banditsAreSimulated() throws {
    let outcome = try run("simulate rw --subjects 300 --trials 50 --actions 4 --seed 2 --json")
    let report = try json(outcome)
    for key in ["reward_rate", "mean_final_value", "seconds"] {
      #expect(report[key] is Double, "\(key)")
    }
    let again = try json(
      try run("simulate rw --subjects 300 --trials 50 --actions 4 --seed 2 --json --threads 1"))
    #expect(again["reward_rate"] as? Double == report["reward_rate"] as? Double)
    #expect(again["mean_final_value"] as? Double == report["mean_final_value"] as? Double)
  }

  @Test func choicesAreFittedSavedAndPredicted() throws {
    let trials = try run(
      "simulate rw --subjects 6 --trials 40 --actions 2 --seed 4 --records "
        + "--parameter alpha_positive=0.3:0.4 --parameter beta=4:0.3")
    try write(trials.text, to: "choices.jsonl")
    let fitted = try run(
      "fit rw choices.jsonl --rates symmetric --method ml --seed 1 --json --out rw.json")
    #expect(fitted.status == 0 || fitted.status == 1, "\(fitted.stderr)")
    let report = try json(fitted)
    #expect(report["divergences"] is NSNull && report["parameters"] as? [Any] != nil)
    let subjects = try #require(report["subjects"] as? [[String: Any]])
    #expect(subjects.count == 6)
    #expect(
      try #require(report["log_likelihood"] as? Double)
        > (try #require(report["chance_log_likelihood"] as? Double)))
    let predicted = try json(try run("predict rw.json choices.jsonl --json"))
    let difference =
      (predicted["log_likelihood"] as? Double ?? 0) - (report["log_likelihood"] as? Double ?? 1)
    // Two ways of adding up the same logarithms, one of them catching up lazily.
    #expect(abs(difference) < 1e-6)
  }

  @Test func samplingTellsItsDiagnostics() throws {
    let trials = try run("simulate rl --subjects 3 --trials 20 --seed 4 --records")
    try write(trials.text, to: "choices.jsonl")
    let outcome = try run(
      "fit rl choices.jsonl --method nuts --chains 2 --draws 30 --warm-up 30 --seed 1 --json")
    // So few draws cannot be trusted, and it says so.
    #expect(outcome.status == 1, "\(outcome.stderr)")
    let report = try json(outcome)
    #expect(report["divergences"] is Int && report["seconds"] is Double)
    let parameters = try #require(report["parameters"] as? [[String: Any]])
    for key in ["name", "mean", "sd", "q2_5", "q97_5", "rhat", "ess_bulk", "ess_tail"] {
      #expect(parameters[0][key] != nil, "\(key)")
    }
    #expect(parameters.map { $0["name"] as? String }.contains("alpha"))
  }

  @Test func valuesMayBeNegative() throws {
    let rows = (1...40).flatMap { trial in
      ["a", "b"].map { "\($0),\(trial),\(1 + trial % 3 / 2),\(trial % 5 - 2)\n" }
    }
    try write("subject,trial,action,reward\n" + rows.joined(), to: "losses.csv")
    let fit = "fit rw losses.csv --rates symmetric --seed 1 --json --initial-value"
    let tied = try json(try run(fit + "=-1.5"))["log_likelihood"] as? Double
    let apart = try json(try run(fit + " -1.5"))["log_likelihood"] as? Double
    let other = try json(try run(fit + " 0"))["log_likelihood"] as? Double
    #expect(tied != nil && tied == apart && tied != other)
    #expect(try json(try run(fit + " -.5"))["log_likelihood"] is Double)
    // What follows -- are names of files.
    let files = try run("fit rw -- --initial-value -1")
    #expect(files.stderr == "--initial-value: there is no such file.\n", "\(files.stderr)")
  }
}
