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

  // MARK: What is wrong

  static let badPractice: [(data: String, status: Int32, sentence: String)] = [
    (
      "", 65,
      "bad.csv: the file is empty; it should hold records, as JSON Lines or as a table."
    ),
    (
      "student,correct\na,1\n", 65,
      "bad.csv:1: there is no column 'skill'; the columns are 'student', 'correct'; rename one, or say by "
        + "--column skill=TITLE which it is."
    ),
    (
      "student,skill,correct\na,x,2\na,x,1\n", 65, "bad.csv:2: 'correct' is 2; it must be 0 or 1."
    ),
    (
      "student,skill,correct,order\na,x,1,1\na,x,0,1\n", 65,
      "bad.csv:3: student 'a' has two answers at 1; number them all differently."
    ),
    (
      "student,skill,correct,time\na,x,1,5\na,x,0,4\n", 65,
      "bad.csv:3: time goes backwards for subject 'a'; sort the records, or number them in a column 'order'."
    ),
    (
      "student,skill,correct\na,x,1\nb,x,0\n", 65,
      "2 students have a single answer ('a', 'b'); it tells nothing about learning."
    ),
    (
      "student,skill,correct\na,x,1\na,x,1\na,y,0\na,y,1\n", 0,
      "warning: skill 'x' is never answered wrong; learning cannot be told from guessing and slipping there."
    ),
  ]

  @Test(arguments: badPractice)
  func badPracticeIsSaid(data: String, status: Int32, sentence: String) throws {
    try write(data, to: "bad.csv")
    let outcome = try run("fit bkt bad.csv --seed 1")
    #expect(outcome.status == status, "\(outcome.stderr)")
    #expect(outcome.stderr.contains(sentence), "\(outcome.stderr)")
  }

  @Test func skillsThatAModelDoesNotKnowAreNamed() throws {
    let rows = (1...30).map { "s\($0 % 10),\($0),add,\($0 % 3 == 0 ? 0 : 1)\n" }.joined()
    let title = "student,order,skill,correct\n"
    try write(title + rows, to: "old.csv")
    try write(title + rows + "s1,31,sub,1\ns3,31,sub,0\ns1,32,mul,0\ns2,31,mul,1\n", to: "new.csv")
    let head =
      "The model was fitted without 2 skills of these data ('mul', 'sub'): 4 answers of 34, predicted by "
    for (model, stopgap) in [
      ("bkt", "P(init) .50, P(learn) .10, P(guess) .25 and P(slip) .25"),
      ("dkt", "the mean of those that it knows"),
    ] {
      let extra = model == "dkt" ? " --hidden 4 --epochs 1" : ""
      _ = try run("fit \(model) old.csv --seed 1 --out model.json" + extra)
      let sentence = head + stopgap + ", and counted in every figure."
      let text = try run("predict model.json new.csv")
      #expect(
        text.text.split(whereSeparator: \.isWhitespace).joined(separator: " ").contains(sentence),
        "\(text)")
      #expect(text.stderr.isEmpty, "\(text.stderr)")
      let records = try run("predict model.json new.csv --records")
      #expect(records.stderr == sentence + "\n", "\(records.stderr)")
      let report = try json(try run("predict model.json new.csv --json"))
      #expect(report["unknown_skills"] as? [String] == ["mul", "sub"])
      #expect(report["unknown_skill_answers"] as? Int == 4)
      let known = try run("predict model.json old.csv --json")
      #expect(try json(known)["unknown_skills"] as? [String] == [] && known.stderr.isEmpty)
    }
  }

  @Test func networksNeedAnAnswerThatFollows() throws {
    try write("student,skill,correct\na,x,1\nb,x,0\nc,x,1\nd,x,1\n", to: "single.csv")
    for command in ["fit dkt single.csv", "compare mean,dkt single.csv --folds 2"] {
      let outcome = try run(command + " --seed 1")
      #expect(outcome.status == 65, "\(outcome.stderr)")
      #expect(outcome.stderr.contains("no student to learn from has a second answer, so nothing"))
      #expect(outcome.stdout.isEmpty)
    }
  }

  static let badChoices: [(data: String, sentence: String)] = [
    (
      "subject,action,reward\ns,1,1\nt,2,0\nt,1,1\n",
      "bad.csv:2: subject 's' has a single trial, which tells nothing about learning; give more, or leave the "
        + "subject out."
    ),
    (
      "subject,action,reward\ns,1.5,1\ns,2,0\n",
      "bad.csv:2: action is 1.5; it must be a whole number, or a name."
    ),
    (
      "subject,action,reward\ns,1,1\ns,-2,0\n",
      "bad.csv:3: action is -2; it must be from 1 to 1000."
    ),
    (
      "subject,action,reward\ns,1,nan\ns,2,0\n",
      "bad.csv:2: 'reward' is 'nan'; it must be a finite number."
    ),
    (
      "subject,action\ns,1\ns,2\n",
      "bad.csv: there is no column 'reward' (nor 'gain' and 'loss'); rename one, or say by --column reward=TITLE "
        + "which it is."
    ),
    (
      "subject,trial,action,reward\ns,1,1,1\ns,1,2,0\n",
      "bad.csv:3: subject 's' has two records at 1; number them all differently."
    ),
  ]

  @Test(arguments: badChoices)
  func badChoicesAreSaid(data: String, sentence: String) throws {
    try write(data, to: "bad.csv")
    let outcome = try run("fit rw bad.csv --method ml --seed 1")
    #expect(outcome.status == 65)
    #expect(outcome.stderr.contains(sentence), "\(outcome.stderr)")
    #expect(outcome.stdout.isEmpty)
  }

  @Test(arguments: [
    ("fit bkt x.csv --rates symmetric", "--rates goes with rw, not with bkt."),
    ("fit rw x.csv --per-item", "--per-item goes with bkt, not with rw."),
    ("fit bkt x.csv --method ml", "--method goes with rw and rl, not with bkt."),
    ("fit rw x.csv --chains 2", "--chains goes with --method nuts, not with --method map."),
    (
      "fit rl x.csv --task-sets 3", "--task-sets goes with --model tasksets, not with --model flat."
    ),
    ("fit bkt", "Name at least one file of data, or a bank by --sessions."),
    ("simulate rw --states 3", "--states goes with rl, not with rw."),
    ("simulate rw --rewards 0.5,1.5", "--rewards is '0.5,1.5'; each must be from 0 to 1."),
    (
      "simulate rl --parameter gamma=1",
      "--parameter names 'gamma'; the model has alpha, beta, forget."
    ),
    ("simulate rl --parameter alpha=1", "--parameter alpha is 1.0; it must be between 0 and 1."),
    ("compare svm x.csv", "'svm' is no model to compare"),
    (
      "recover rw x.csv --subjects 5 --trials 9 --rewards .2,.8",
      """
      --subjects goes with a task that is made up, not with files of data.
      --trials goes with a task that is made up, not with files of data.
      --rewards goes with a task that is made up, not with files of data.
      """
    ),
    ("recover rw --column action=arm", "--column goes with files of data, not with a task"),
    ("fit bkt x.csv --workspace .", "--workspace goes with --sessions, not with files of data."),
    (
      "compare all --sessions bank --column skill=kc",
      "--column goes with files of data, not with --sessions."
    ),
    ("simulate bkt --blocks 1", "--blocks goes with rw and rl, not with bkt."),
    ("recover bkt", "recover goes with rw and rl, not with bkt."),
    ("fit bkt x.csv --hidden 8", "--hidden goes with dkt, not with bkt."),
    ("fit dkt x.csv --hidden 0", "--hidden is 0; it must be from 1 to 4096."),
    ("fit dkt x.csv --epochs 0", "--epochs is 0; it must be from 1 to 1000000."),
    ("fit dkt x.csv --batch-size 0", "--batch-size is 0; it must be from 1 to 1000000."),
    (
      "fit dkt x.csv --learning-rate 0",
      "--learning-rate is 0.0; it must be above 0 and at most 1.0."
    ),
    ("fit dkt x.csv --dropout nan", "--dropout is nan; it must be from 0.0 to 0.95."),
    ("fit bkt x.csv --folds -1", "--folds is -1; it must be from 2 to 1000."),
    ("fit bkt x.csv --guess-cap -.5", "--guess-cap is -0.5; it must be greater than 0"),
    ("simulate rw --rewards -1,2", "--rewards is '-1,2'; each must be from 0 to 1."),
    ("simulate rw --seed -1", "The value '-1' is invalid for '--seed"),
    ("simulate rw --json -1", "'--json' does not take any value, but '-1' was specified"),
    ("predict bkt x.csv", "Say by --model-file where the saved model bkt is."),
  ])
  func wrongUseIsSaid(words: String, sentence: String) throws {
    let outcome = try run(words)
    #expect(outcome.status == 64, "\(outcome.stderr)")
    #expect(outcome.stderr.contains(sentence), "\(outcome.stderr)")
  }

  /// A saved model that somebody changed is refused, not believed.
  @Test func changedModelsAreRefused() throws {
    let practice: [String] = (0..<40).map { student in
      (1...4).map { "s\(student),\($0),add,\((student + $0) % 3 == 0 ? 0 : 1)\n" }.joined()
    }
    try write("student,order,skill,correct\n" + practice.joined(), to: "practice.csv")
    let choices: [String] = (0..<6).map { subject in
      (1...30).map { trial -> String in
        let action = (subject + trial * 7) % 3
        return "s\(subject),\(trial),\(trial % 2),x,\(action),\(action == trial % 2 ? 1 : 0)\n"
      }
      .joined()
    }
    try write("subject,trial,context,state,action,reward\n" + choices.joined(), to: "choices.csv")
    _ = try run("fit bkt practice.csv --seed 1 --out bkt.json")
    _ = try run("fit rl choices.csv --model tasksets --method ml --seed 1 --out rl.json")
    for (name, data, from, to) in [
      ("bkt.json", "practice.csv", "\"p_init\" : ", "\"p_init\" : 7"),
      ("rl.json", "choices.csv", "\"task_sets\" : 3", "\"task_sets\" : 1"),
      ("rl.json", "choices.csv", "\"initial_value\" : ", "\"initial_value\" : 1e999, \"x\" : "),
    ] {
      let sound = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
      #expect(sound.contains(from), "\(sound.prefix(300))")
      try write(sound.replacingOccurrences(of: from, with: to), to: "changed.json")
      let outcome = try run("predict changed.json \(data)")
      #expect(outcome.status == 65, "\(to): \(outcome.stderr)")
      #expect(
        outcome.stderr.contains("changed.json: the saved model is damaged"), "\(outcome.stderr)")
    }
  }

  /// One whose choices never vary has no maximum; the others do.
  @Test func estimatesAtABoundAreNotTrusted() throws {
    let rows: [String] = (1...40).map {
      "ada,\($0),\($0 % 3 == 0 ? 1 : 2),\($0 % 2)\nben,\($0),1,1\n"
    }
    try write("subject,trial,action,reward\n" + rows.joined(), to: "bandit.csv")
    let outcome = try run("fit rw bandit.csv --method ml --seed 1 --json")
    #expect(outcome.status == 1)
    #expect(outcome.stderr.contains("'ben'"), "\(outcome.stderr)")
    #expect(try json(outcome)["trustworthy"] as? Bool == false)
  }

  @Test func filesThatAreNoModelsAreRefused() throws {
    try write("{\"format\": \"another\"}", to: "other.json")
    let other = try run("predict other.json -", stdin: "")
    #expect(other.status == 65)
    #expect(
      other.stderr.contains(
        "other.json: this is no model that 'cat learner fit --out' has written."))
    let none = try run("predict none.json -", stdin: "")
    #expect(none.status == 66)
    let missing = try run("fit bkt nowhere.csv")
    #expect(missing.status == 66 && missing.stderr.contains("nowhere.csv: there is no such file."))
  }

  @Test func whatFilesSayCannotSteerTheTerminal() throws {
    try write("student,skill,correct\na,\u{1B}[31mx,1\na,\u{1B}[31mx,1\n", to: "bad.csv")
    let outcome = try run("fit bkt bad.csv --seed 1")
    #expect(!outcome.stderr.contains("\u{1B}") && !outcome.text.contains("\u{1B}"))
  }
}
