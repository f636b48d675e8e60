import ArgumentParser
import Foundation
import ItemBanks
import LearnerModels
import Presentation

/// Where the data of learner models come from, and how they are understood.
struct LearnerDataOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The title of a column that goes by another name, as skill=kc; may be given again.",
      valueName: "field=title"))
  var column: [ColumnTitle] = []

  @Option(
    help: ArgumentHelp("How many actions there are, chosen or not.", valueName: "n"))
  var actions: Int?

  func validate() throws {
    if let actions, !(2...ChoiceLog.largestActionCount).contains(actions) {
      throw ValidationError(
        "--actions is \(actions); it must be from 2 to \(ChoiceLog.largestActionCount).")
    }
  }

  // MARK: Choices

  private static let order = RecordField(
    "order", synonyms: ["trial", "trial_number", "order_id", "sequence", "step", "position"],
    kind: .number)
  private static let time = RecordField(
    "time", synonyms: ["timestamp", "start_time", "date"], kind: .time)
  private static let subject = RecordField(
    "subject", synonyms: RecordField.subjectSynonyms, absence: .isError)

  private static let choiceFields = [
    subject, order, time,
    RecordField("block", synonyms: ["block_id", "game", "session", "run"]),
    RecordField("context", synonyms: ["season", "room", "environment"]),
    RecordField("state", synonyms: ["stimulus", "alien", "cue", "state_id"]),
    RecordField("action", synonyms: ["choice", "arm", "response"], absence: .skipsRecord),
    RecordField(
      "reward", synonyms: ["outcome", "points", "payoff", "feedback"], kind: .number),
    RecordField("gain", kind: .number), RecordField("loss", kind: .number),
  ]

  func choices(_ files: [String], progress: ProgressLine) throws -> ReadLog<ChoiceLog> {
    let table = try read(files, Self.choiceFields, progress: progress)
    guard let subjects = table.names("subject"), let actions = table.names("action") else {
      throw Failure(.badData, "there is no choice in the files.")
    }
    var records = ChoiceLog.Records(
      subjects: CodedLabels(subjects), actions: CodedLabels(actions), rewards: try rewards(table))
    records.blocks = table.names("block").map(CodedLabels.init)
    records.contexts = table.names("context").map(CodedLabels.init)
    records.states = table.names("state").map(CodedLabels.init)
    records.order = table.numbers("order")
    records.time = table.numbers("time")
    records.actionCount = self.actions
    var problems = LogProblems()
    let log = ChoiceLog(records, problems: &problems)
    try report(problems, of: table)
    return ReadLog(log: log, table: table)
  }

  /// What a choice brought; where gains and losses stand apart, a loss counts against the gain whatever its
  /// sign.
  private func rewards(_ table: RecordTable) throws -> [Double] {
    if let rewards = table.numbers("reward") {
      guard let gap = rewards.firstIndex(where: \.isNaN) else { return rewards }
      let place = table.place(of: gap)
      throw Failure(
        .badData, "\(place.file):\(place.line): 'reward' is missing; give it, or leave the row out."
      )
    }
    let gains = table.numbers("gain")
    let losses = table.numbers("loss")
    guard gains != nil || losses != nil else {
      throw Failure(
        .badData,
        "\(table.place(of: 0).file): there is no column 'reward' (nor 'gain' and 'loss'); rename one, or say by "
          + "--column reward=TITLE which it is.")
    }
    return (0..<table.count).map { record in
      func part(_ column: [Double]?) -> Double {
        column.flatMap { $0[record].isNaN ? nil : $0[record] } ?? 0
      }
      return part(gains) - abs(part(losses))
    }
  }

  // MARK: Practice

  private static let practiceFields = [
    subject, order, time,
    RecordField(
      "skill", synonyms: ["skill_id", "skill_name", "kc", "concept", "domain", "topic"],
      absence: .skipsRecord),
    RecordField(
      "item", synonyms: ["item_id", "problem", "problem_id", "question", "question_id", "task"]),
    RecordField("resource", synonyms: ["resource_id", "lesson", "hint", "template_id"]),
    RecordField(
      "correct", synonyms: ["is_correct", "score", "right", "outcome", "answered_correctly"],
      kind: .number, absence: .skipsRecord),
  ]

  func practice(_ files: [String], progress: ProgressLine) throws -> ReadLog<PracticeLog> {
    guard actions == nil else { throw Failure(.usage, "--actions is about choices; leave it out.") }
    let table = try read(files, Self.practiceFields, progress: progress)
    guard let students = table.names("subject"), let skills = table.names("skill"),
      let correct = table.numbers("correct")
    else { throw Failure(.badData, "there is no answer in the files.") }
    var records = PracticeLog.Records(
      students: CodedLabels(students), skills: CodedLabels(skills), correct: correct)
    records.items = table.names("item").map(CodedLabels.init)
    records.resources = table.names("resource").map(CodedLabels.init)
    records.order = table.numbers("order")
    records.time = table.numbers("time")
    var problems = LogProblems()
    let log = PracticeLog(records, problems: &problems)
    try report(problems, of: table)
    return ReadLog(log: log, table: table)
  }

  // MARK: Files

  private func read(
    _ files: [String], _ fields: [RecordField], progress: ProgressLine
  ) throws -> RecordTable {
    for file in files where file != "-" && !FileManager.default.fileExists(atPath: file) {
      throw Failure(.notFound, "\(file): there is no such file.")
    }
    let names = fields.map(\.name)
    for column in column where !names.contains(column.field) {
      throw Failure(
        .usage, "--column names '\(column.field)'; the fields are \(names.joined(separator: ", "))."
      )
    }
    var reader = RecordReader(
      fields: fields,
      titles: Dictionary(
        column.map { ($0.field, $0.title) }, uniquingKeysWith: { _, last in last }))
    for file in files {
      reader.progress = { bytes in progress.say("reading \(file), \(bytes >> 20) MB") }
      reader.read(contentsOf: file)
    }
    let table = reader.finish()
    progress.clear()
    for line in table.report { writeError(line) }
    guard table.errorCount == 0 else {
      throw Failure(
        .badData, "\(Wording.count(table.errorCount, "error")); data with errors are not used.")
    }
    return table
  }

  private func report(_ problems: LogProblems, of table: RecordTable) throws {
    for problem in problems.told {
      let place = problem.record.map { table.place(of: $0) }
      let head = place.map { "\($0.file):\($0.line): " } ?? ""
      writeError(head + (problem.isError ? "" : "warning: ") + problem.message)
    }
    let more = problems.errorCount + problems.warningCount - problems.told.count
    if more > 0 { writeError("… and \(more) more.") }
    guard problems.errorCount == 0 else {
      throw Failure(
        .badData, "\(Wording.count(problems.errorCount, "error")); data with errors are not used.")
    }
  }
}

/// A log, and the records that it was made of.
struct ReadLog<Log> {
  var log: Log
  let table: RecordTable
}

extension CodedLabels {
  init(_ names: RecordTable.Names) { self.init(names: names.names, codes: names.codes) }
}
