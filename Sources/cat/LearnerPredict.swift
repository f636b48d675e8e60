import ArgumentParser
import Foundation
import ItemBanks
import LearnerModels
import Presentation

struct LearnerPredict: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Predict data with a saved model.",
    discussion: """
      Each answer or choice is predicted from those before it. MODEL is what cat learner fit --out has saved; or \
      the name of a model, and --model-file says where it is. Subjects whom the model does not know are predicted \
      as the middle of the group.
      """)

  @Argument(
    help: "A saved model, or bkt, dkt, rw or rl with --model-file.",
    completion: .file(extensions: ["json"]))
  var model: String

  @Argument(help: "Files of data; - is standard input.", completion: .file())
  var files: [String]

  @Option(
    help: ArgumentHelp("The saved model.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var modelFile: String?

  @Flag(help: "Print one JSON object a trial, with the probability of each action.")
  var records = false

  @OptionGroup(title: "Data")
  var data: LearnerDataOptions

  @OptionGroup var common: LearnerRunOptions

  func validate() throws {
    let named = LearnerModelName(rawValue: model)
    if named == nil, modelFile != nil {
      throw ValidationError(
        "'\(model)' is no model's name; leave --model-file out, or give bkt, dkt, rw or rl.")
    }
    if let named, modelFile == nil {
      throw ValidationError("Say by --model-file where the saved model \(named.rawValue) is.")
    }
    if records, common.json {
      throw ValidationError("--records prints JSON already; leave out --json.")
    }
    if records, common.html != nil { throw ValidationError("--html goes without --records.") }
    if common.seed != nil { throw ValidationError("--seed: nothing is random here; leave it out.") }
  }

  func run() throws {
    let path = modelFile ?? model
    let file = try SavedModelFile(path)
    if let named = LearnerModelName(rawValue: model), named != file.model {
      throw Failure(
        .badData, "\(path): the saved model is \(file.model.rawValue), not \(named.rawValue).")
    }
    let progress = ProgressLine()
    if file.model == .dkt {
      let saved = try file.decoded(SavedPracticeModel<DeepKnowledgeModel>.self)
      let known = PracticeLog.Vocabulary(skills: saved.fitted.skills)
      let read = try data.practice(files, progress: progress)
      let log = read.log.translated(to: known)
      let report = PracticePredictionReport(
        model: saved.name, log: log, knownSkillCount: known.skills.count,
        stopgap: "the mean of those that it knows",
        predictions: saved.fitted.predictions(for: log, parallel: common.parallel))
      try tell(report, read.table)
    } else if file.model.isOfPractice {
      let saved = try file.decoded(SavedPracticeModel<KnowledgeTracer>.self)
      let known = saved.fitted.vocabulary
      let read = try data.practice(files, progress: progress)
      let log = read.log.translated(to: known)
      let report = PracticePredictionReport(
        model: saved.name, log: log, knownSkillCount: known.skills.count,
        stopgap: KnowledgeTracer.unknownSkill.summary,
        predictions: log.sequences.map { saved.fitted.predictions(for: $0) })
      try tell(
        report, read.table,
        mastery: log.sequences.map { saved.fitted.trace($0).map(\.masteryAfter) })
    } else {
      let saved = try file.decoded(SavedChoiceModel.self)
      guard saved.isWhole else { throw file.damaged }
      let read = try data.choices(files, progress: progress)
      let log = try saved.translated(read.log, file: path)
      let model = try saved.form.make(log)
      guard model.parameters.map(\.name) == saved.parameters else { throw file.damaged }
      try predict(model, saved, read.table, path)
    }
  }

  // MARK: Practice

  /// - Parameter mastery: by student, P(mastered) after each answer; `nil` where the model knows no such thing.
  private func tell(
    _ report: PracticePredictionReport, _ table: RecordTable, mastery: [[Double]]? = nil
  ) throws {
    // The report in words has it itself.
    if records || common.json, let sentence = report.unknownSkillsSentence { writeError(sentence) }
    guard records else {
      return try common.deliver(report.document(), json: try report.json())
    }
    let log = report.log
    let places = RecordPlaces(table, log.recordIndices)
    for student in log.sequences.indices {
      try writeLines(log.sequences[student].indices) { index in
        let answer = log.sequences[student][index]
        return PredictedAnswer(
          place: places[student, index], subject: log.students[student],
          skill: log.skills[answer.skill], correct: answer.isCorrect ? 1 : 0,
          p: report.predictions[student][index], mastery: mastery?[student][index])
      }
    }
  }

  // MARK: Choices

  private func predict(
    _ model: some ChoiceModel, _ saved: SavedChoiceModel, _ table: RecordTable, _ path: String
  ) throws {
    guard model.parameters.map(\.name) == saved.parameters else {
      throw Failure(.badData, "\(path): the saved model is damaged; fit it again.")
    }
    let known = Dictionary(
      saved.subjects.map { ($0.subject, $0.values) }, uniquingKeysWith: { first, _ in first })
    let log = model.log
    let strangers = log.subjects.filter { known[$0] == nil }
    if !strangers.isEmpty {
      let names = strangers.prefix(3).map { "'\($0)'" }.joined(separator: ", ")
      guard saved.group != nil else {
        throw Failure(
          .badData,
          "subject \(names) was not among those fitted, and each of them alone; fit by --method map to "
            + "predict others.")
      }
      writeError(
        "\(Wording.count(strangers.count, "subject")) (\(names)\(strangers.count > 3 ? ", …" : "")) "
          + "predicted as the middle of the group.")
    }
    var report = ChoicePredictionReport(form: saved.form.words, actionCount: log.actions.count)
    let places = RecordPlaces(table, log.recordIndices)
    for subject in log.subjects.indices {
      let point = known[log.subjects[subject]] ?? saved.group?.means ?? []
      let values = zip(model.parameters, point).map { $0.link.constrained($1) }
      let probabilities = model.choiceProbabilities(ofSubject: subject, with: values)
      if records {
        try writeLines(log.sequences[subject].indices) { index in
          let action = log.sequences[subject][index].action
          return PredictedChoice(
            place: places[subject, index], subject: log.subjects[subject],
            action: log.actions[action], p: probabilities[index][action],
            probabilities: Dictionary(
              zip(log.actions, probabilities[index]), uniquingKeysWith: { first, _ in first }))
        }
      }
      report.add(
        subject: log.subjects[subject], isKnown: known[log.subjects[subject]] != nil,
        trials: log.sequences[subject], probabilities: probabilities)
    }
    if !records { try common.deliver(report.document(), json: try report.json()) }
  }
}

extension SkillKnowledge {
  /// Its probabilities in a phrase.
  fileprivate var summary: String {
    "P(init) \(Wording.share(initialMastery)), P(learn) \(Wording.share(learn)), P(guess) "
      + "\(Wording.share(guess)) and P(slip) \(Wording.share(slip))"
  }
}
