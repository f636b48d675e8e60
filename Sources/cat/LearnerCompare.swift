import ArgumentParser
import Foundation
import LearnerModels
import Presentation

struct LearnerCompare: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare models of knowledge on the same students and folds.",
    discussion: """
      MODELS are separated by commas, or all: mean (the skill's share of right answers), rasch and 2pl (item \
      response, an ability found out answer by answer), pfa (performance factors analysis), bkt (Bayesian knowledge \
      tracing), bkt-forget (with forgetting), bkt-item (with guess and slip of each item), dkt (deep knowledge tracing).
      """)

  @Argument(help: "Names of models, separated by commas; or all.")
  var models: String

  @Argument(help: "Files of data; - is standard input.", completion: .file())
  var files: [String] = []

  @Option(help: ArgumentHelp("Into how many parts students are dealt.", valueName: "n"))
  var folds = 5

  @OptionGroup(title: "Data")
  var data: LearnerDataOptions

  @OptionGroup var source: PracticeSourceOptions

  @OptionGroup var common: LearnerRunOptions

  private static let names = [
    "mean", "rasch", "2pl", "pfa", "bkt", "bkt-forget", "bkt-item", "dkt",
  ]

  private var chosen: [String] {
    models == "all"
      ? Self.names
      : models.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
  }

  func validate() throws {
    for name in chosen where !Self.names.contains(name) {
      throw ValidationError(
        "'\(name)' is no model to compare; there are \(Wording.list(Self.names)), and all.")
    }
    guard Set(chosen).count == chosen.count, !chosen.isEmpty else {
      throw ValidationError("Name each model once.")
    }
    guard (2...1000).contains(folds) else {
      throw ValidationError("--folds is \(folds); it must be from 2 to 1000.")
    }
    try source.check(files, data)
    guard !files.isEmpty || source.sessions != nil else {
      throw ValidationError("Name at least one file of data, or a bank by --sessions.")
    }
  }

  func run() throws {
    let progress = ProgressLine()
    let interruption = Interruption(saying: "Interrupted.", progress: progress)
    defer { interruption.end() }
    let seed = common.chosenSeed()
    let log = try source.log(files, data, progress)
    let recipes = try chosen.filter { $0 != "bkt-item" || models != "all" || !log.items.isEmpty }
      .map { try recipe($0, log, seed: seed) }
    let start = ContinuousClock.now
    progress.say("fitting \(Wording.count(recipes.count, "model")) \(folds) times")
    let comparison: LearnerComparison
    do {
      comparison = try LearnerComparison(
        recipes, on: log, folds: folds, seed: seed, parallel: common.parallel)
    } catch let error as LearnerModelError {
      throw Failure(.badData, error.description)
    } catch let error as DeepKnowledgeTracingError {
      throw Failure(.badData, error.description)
    }
    progress.clear()
    let report = LearnerComparisonReport(
      comparison, skillCount: log.skills.count, seed: seed,
      seconds: (ContinuousClock.now - start) / .seconds(1))
    try common.deliver(report.document(), json: try report.json())
  }

  private func recipe(
    _ name: String, _ log: PracticeLog, seed: UInt64
  ) throws -> any NextAnswerModel {
    var tracing = BayesianKnowledgeTracing(
      seed: seed, withStandardErrors: false, parallel: common.parallel)
    let unit: ItemResponseTracing.Unit = log.items.isEmpty ? .skill : .item
    switch name {
    case "mean": return SkillMeans()
    case "rasch": return ItemResponseTracing(unit: unit, parallel: common.parallel)
    case "2pl":
      return ItemResponseTracing(unit: unit, hasFreeSlopes: true, parallel: common.parallel)
    case "dkt": return DeepKnowledgeTracing(seed: seed, parallel: common.parallel)
    case "pfa": return PerformanceFactorsAnalysis()
    case "bkt-forget": tracing.forgets = true
    case "bkt-item":
      guard !log.items.isEmpty else {
        throw Failure(.badData, "bkt-item needs items, and the data have no column 'item'.")
      }
      tracing.answering = .byItem
    default: break
    }
    return tracing
  }
}
