import ArgumentParser
import Foundation
import LearnerModels
import Numerical
import Presentation

struct LearnerRecover: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recover",
    abstract: "See whether a model's parameters can be recovered: simulate, fit, compare.",
    discussion: """
      Learners are drawn from the group that --parameter describes, let through the task, and fitted as cat learner \
      fit does, again and again. With FILES the task is the one observed there: the same situations, and rewards \
      drawn from those that came.
      """)

  @Argument(help: "rw or rl.")
  var model: LearnerModelName

  @Argument(help: "Files of data whose task is taken; - is standard input.", completion: .file())
  var files: [String] = []

  @OptionGroup(title: "Model")
  var form: LearnerFormOptions

  @OptionGroup(title: "Estimation")
  var fitting: SubjectFittingOptions

  @OptionGroup(title: "Learners and task")
  var task: SimulatedTaskOptions

  @Option(
    help: ArgumentHelp(
      "The title of a column that goes by another name, as action=arm; may be given again.",
      valueName: "field=title"))
  var column: [ColumnTitle] = []

  @Option(help: ArgumentHelp("How many times over.", valueName: "n"))
  var repetitions = 10

  @OptionGroup var common: LearnerRunOptions

  func validate() throws {
    guard !model.isOfPractice else {
      throw ValidationError("recover goes with rw and rl, not with \(model.rawValue).")
    }
    try (form.modelRules + task.modelRules).check(with: model)
    try (task.sourceRules + [.init("--column", !column.isEmpty, with: .files)])
      .check(with: files.isEmpty ? .simulation : .files)
    guard (1...100_000).contains(repetitions) else {
      throw ValidationError("--repetitions must be from 1 to 100000.")
    }
    guard task.subjectCount >= 2 else {
      throw ValidationError("--subjects must be at least 2, for there to be anything to compare.")
    }
  }

  func run() throws {
    let progress = ProgressLine()
    let interruption = Interruption(
      saying: "Interrupted; nothing was finished.", progress: progress)
    defer { interruption.end() }
    let seed = common.chosenSeed()
    let form = form.form(model)
    var choices = try task.choiceTask(model, seed: seed)
    if !files.isEmpty {
      var data = LearnerDataOptions()
      data.column = column
      data.actions = task.actions
      choices = ChoiceTask(observedIn: try data.choices(files, progress: progress).log)
    }
    let parameters = try SimulatedTaskOptions.parameters(of: form)
    let start = ContinuousClock.now
    var done = 0
    var doubtful = 0
    progress.begin()
    let result = try ParameterRecovery(
      of: parameters, group: try group(parameters), subjectCount: choices.situations.count,
      repetitions: repetitions
    ).run(
      seed: seed,
      simulate: { try task.simulate(form, choices, $0, seed: $1, common.parallel) },
      fit: { log in
        progress.show(
          fraction: Double(done) / Double(repetitions),
          "simulating and fitting, \(done + 1) of \(repetitions)")
        done += 1
        let silent = ChoiceFitting(
          form: form, options: fitting, parallel: common.parallel, seed: seed &+ UInt64(done),
          progress: nil)
        let (report, _) = try silent.fit(log)
        if !report.problems.isEmpty { doubtful += 1 }
        return report.recovered(parameters)
      })
    progress.clear()
    let report = RecoveryReport(
      form: form.words, method: fitting.chosenMethod, result: result,
      subjects: choices.situations.count, repetitions: repetitions, doubtful: doubtful, seed: seed,
      seconds: (ContinuousClock.now - start) / .seconds(1))
    try common.deliver(report.document(), json: try report.json())
    guard doubtful == 0 else {
      throw Failure(
        .notToBeTrusted,
        "\(doubtful) of \(Wording.count(repetitions, "fit")) did not converge or left parameters without an "
          + "error; the figures include them.")
    }
  }

  /// Learners who differ, or there would be nothing to recover.
  private func group(_ parameters: [SubjectParameter]) throws -> [ParameterRecovery.Group] {
    var group = try task.group(parameters)
    for index in group.indices where group[index].standardDeviation == 0 {
      let isSet = task.parameter.contains { $0.name == parameters[index].name }
      group[index].standardDeviation = isSet ? 0 : 0.5
    }
    return group
  }
}

extension ChoiceFitReport {
  /// What was found, as recovery compares it.
  func recovered(_ parameters: [SubjectParameter]) -> ParameterRecovery.Fitted {
    func estimates(_ prefix: String) -> [ParameterRecovery.Estimate] {
      parameters.compactMap { parameter in
        self.parameters.first { $0.name == prefix + parameter.name }.flatMap {
          // Without an error there is no interval.
          $0.lower <= $0.upper ? .init($0.mean, in: $0.lower...$0.upper) : nil
        }
      }
    }
    let (means, deviations) = (estimates("mu_"), estimates("sigma_"))
    let isWhole = means.count == parameters.count && deviations.count == parameters.count
    return ParameterRecovery.Fitted(
      groupMeans: isWhole ? means : [], groupStandardDeviations: isWhole ? deviations : [],
      subjects: subjects.map { $0.estimates.map(\.mean) })
  }
}
