import ArgumentParser
import Foundation
import LearnerModels
import Presentation

struct LearnerFit: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit", abstract: "Estimate a model's parameters from data.")

  @Argument(help: "rw or rl.")
  var model: LearnerModelName

  @Argument(help: "Files of data; - is standard input.", completion: .file())
  var files: [String]

  @OptionGroup(title: "Model")
  var form: LearnerFormOptions

  @OptionGroup(title: "Estimation")
  var fitting: SubjectFittingOptions

  @OptionGroup(title: "Data")
  var data: LearnerDataOptions

  @OptionGroup var common: LearnerRunOptions

  @Option(
    help: ArgumentHelp("Save the fitted model, for cat learner predict.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var out: String?

  func validate() throws { try form.check(model) }

  func run() throws {
    let progress = ProgressLine()
    let interruption = Interruption(saying: "Interrupted; nothing was saved.", progress: progress)
    let log = try data.choices(files, progress: progress)
    let (report, saved) = try ChoiceFitting(
      form: form.form(model), options: fitting, parallel: common.parallel,
      seed: common.chosenSeed(),
      progress: progress
    ).fit(log)
    interruption.end()
    var problem: (any Error)?
    do {
      if let out { try save(try saved.encoded(), to: out) }
    } catch {
      // An hour's work is shown even where it cannot be kept.
      problem = error
    }
    try common.deliver(report.document(), json: try report.json())
    if let problem { throw problem }
    if let out { writeError("Saved to \(out).") }
    guard report.problems.isEmpty else {
      throw Failure(.notToBeTrusted, report.problems.joined(separator: "\n"))
    }
  }
}
