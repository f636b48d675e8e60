import ArgumentParser
import Foundation
import LearnerModels
import Numerical
import Presentation

struct LearnerFit: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit", abstract: "Estimate a model's parameters from data.")

  @Argument(help: "bkt, dkt, rw or rl.")
  var model: LearnerModelName

  @Argument(help: "Files of data; - is standard input.", completion: .file())
  var files: [String] = []

  @OptionGroup(title: "Model")
  var form: LearnerFormOptions

  @OptionGroup(title: "Knowledge tracing")
  var knowledge: KnowledgeOptions

  @Option(
    help: ArgumentHelp(
      "bkt: predict each student by a fit to the others, dealt into so many parts.", valueName: "n")
  )
  var folds: Int?

  @Option(
    help: ArgumentHelp(
      "bkt: from which P(mastered) on a skill counts as mastered; 0.95.", valueName: "p"))
  var mastery: Double?

  @OptionGroup(title: "Deep knowledge tracing")
  var deep: DeepKnowledgeOptions

  @OptionGroup(title: "Estimation")
  var fitting: SubjectFittingOptions

  @OptionGroup(title: "Data")
  var data: LearnerDataOptions

  @OptionGroup var source: PracticeSourceOptions

  @OptionGroup var common: LearnerRunOptions

  @Option(
    help: ArgumentHelp("Save the fitted model, for cat learner predict.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var out: String?

  func validate() throws {
    var rules = form.modelRules + fitting.modelRules + knowledge.modelRules + deep.modelRules
    rules +=
      source.modelRules + [
        .init("--folds", folds != nil, with: .bkt), .init("--mastery", mastery != nil, with: .bkt),
        .init("--actions", data.actions != nil, with: .rw, .rl),
      ]
    try rules.check(with: model)
    try source.check(files, data)
    if let folds, !(2...1000).contains(folds) {
      throw ValidationError("--folds is \(folds); it must be from 2 to 1000.")
    }
    if let mastery, !(mastery > 0 && mastery < 1) {
      throw ValidationError("--mastery is \(mastery); it must be between 0 and 1.")
    }
    guard !files.isEmpty || source.sessions != nil else {
      throw ValidationError(
        "Name at least one file of data" + (model.isOfPractice ? ", or a bank by --sessions." : ".")
      )
    }
  }

  func run() throws {
    let progress = ProgressLine()
    let interruption = Interruption(saying: "Interrupted; nothing was saved.", progress: progress)
    let seed = common.chosenSeed()
    if model == .dkt {
      let (report, saved) = try trainNetwork(seed: seed, progress)
      interruption.end()
      try finish(
        report.document(), json: try report.json(), saved: try saved.encoded(), problems: [])
    } else if model.isOfPractice {
      let (report, saved) = try traceKnowledge(seed: seed, progress)
      interruption.end()
      try finish(
        report.document(), json: try report.json(), saved: try saved.encoded(),
        problems: report.problems)
    } else {
      let log = try data.choices(files, progress: progress).log
      let (report, saved) = try ChoiceFitting(
        form: form.form(model), options: fitting, parallel: common.parallel, seed: seed,
        progress: progress
      ).fit(log)
      interruption.end()
      try finish(
        report.document(), json: try report.json(), saved: try saved.encoded(),
        problems: report.problems)
    }
  }

  private func trainNetwork(
    seed: UInt64, _ progress: ProgressLine
  ) throws -> (DeepKnowledgeReport, SavedPracticeModel<DeepKnowledgeModel>) {
    let log = try source.log(files, data, progress)
    let recipe = deep.recipe(common, seed: seed)
    progress.begin()
    do {
      let start = ContinuousClock.now
      let fitted = try recipe.fit(log) { epoch in
        let area = epoch.areaUnderCurve.map { ", AUC held out \(Wording.share($0, 4))" } ?? ""
        progress.show(
          fraction: Double(epoch.number) / Double(recipe.epochs),
          "epoch \(epoch.number) of at most \(recipe.epochs)\(area)")
      }
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      progress.clear()
      let report = DeepKnowledgeReport(
        fitted, answers: log.interactionCount, seconds: seconds, seed: seed)
      return (report, SavedPracticeModel(.dkt, name: recipe.name, fitted))
    } catch let error as LearnerModelError {
      throw Failure(.badData, error.description)
    } catch let error as DeepKnowledgeTracingError {
      if case .diverged = error { throw Failure(.notToBeTrusted, error.description) }
      throw Failure(.badData, error.description)
    }
  }

  private func traceKnowledge(
    seed: UInt64, _ progress: ProgressLine
  ) throws -> (KnowledgeReport, SavedPracticeModel<KnowledgeTracer>) {
    let log = try source.log(files, data, progress)
    let recipe = try knowledge.recipe(log, common, seed: seed)
    do {
      progress.say("fitting \(Wording.count(log.skills.count, "skill"))")
      let start = ContinuousClock.now
      let fitted = try recipe.fit(log)
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      var report = KnowledgeReport(name: recipe.name, tracer: fitted, log: log)
      report.seconds = seconds
      report.seed = seed
      if let mastery { report.threshold = mastery }
      if let folds {
        progress.say("predicting students by fits to others")
        report.trial = .folds(folds)
        report.accuracy = try crossValidated(recipe, log, folds: folds, seed: seed)
      }
      progress.clear()
      return (report, SavedPracticeModel(.bkt, name: recipe.name, fitted))
    } catch let error as LearnerModelError {
      throw Failure(.badData, error.description)
    }
  }

  private func crossValidated(
    _ recipe: BayesianKnowledgeTracing, _ log: PracticeLog, folds count: Int, seed: UInt64
  ) throws -> PredictionAccuracy {
    var recipe = recipe
    recipe.withStandardErrors = false
    let folds = try StudentFolds(students: log.students.count, count: count, seed: seed)
    var predictions: [(p: Double, score: Int)] = []
    for fold in 0..<folds.count {
      let fitted = try recipe.fit(log.students(at: folds.trainingStudents(of: fold)))
      for student in folds.testStudents(of: fold) {
        let sequence = log.sequences[student]
        predictions += zip(fitted.predictions(for: sequence), sequence).map {
          (p: $0, score: $1.isCorrect ? 1 : 0)
        }
      }
    }
    return PredictionAccuracy(predictions: predictions)
  }

  /// Saves, prints and says how far the result is to be trusted.
  private func finish(
    _ document: ReportDocument, json: @autoclosure () throws -> Data,
    saved: @autoclosure () throws -> Data, problems: [String]
  ) throws {
    var problem: (any Error)?
    do {
      if let out { try save(try saved(), to: out) }
    } catch {
      // An hour's work is shown even where it cannot be kept.
      problem = error
    }
    try common.deliver(document, json: try json())
    if let problem { throw problem }
    if let out { writeError("Saved to \(out).") }
    guard problems.isEmpty else {
      throw Failure(.notToBeTrusted, problems.joined(separator: "\n"))
    }
  }
}
