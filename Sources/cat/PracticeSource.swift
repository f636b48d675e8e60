import ArgumentParser
import Foundation
import LearnerModels
import Presentation
import Storage

/// Where practice comes from: files, and the finished sittings of a bank.
struct PracticeSourceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "bkt, dkt: take the finished sittings of a bank, a skill for each domain.", valueName: "bank")
  )
  var sessions: String?

  @OptionGroup var location: WorkspaceOptions

  var modelRules: [OptionRule<LearnerModelName>] {
    [
      .init("--sessions", sessions != nil, with: .bkt, .dkt)
    ]
  }

  /// - Throws: what cannot be said beside the source that was chosen.
  func check(_ files: [String], _ data: LearnerDataOptions) throws {
    if sessions != nil, !files.isEmpty {
      throw ValidationError("--sessions takes a bank's sittings; leave the files out.")
    }
    try [
      .init("--column", !data.column.isEmpty, with: .files),
      .init("--workspace", location.workspace != nil, with: LearnerDataSource.sessions),
    ].check(with: sessions == nil ? .files : .sessions)
  }

  func log(_ files: [String], _ data: LearnerDataOptions, _ progress: ProgressLine) throws
    -> PracticeLog
  {
    guard let sessions else { return try data.practice(files, progress: progress).log }
    return try collected(sessions)
  }

  /// Somebody's sittings follow one another; an answer is right if no better one exists.
  private func collected(_ name: String) throws -> PracticeLog {
    let store = try location.find().openStore(readOnly: true)
    let bank = try store.bank(named: name).bank
    let items = Dictionary(bank.items.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    var students = CodedLabels(names: [], codes: [])
    var skills = students
    var answered = students
    var correct: [Double] = []
    var codes: [String: [String: Int32]] = [:]
    func append(_ text: String, to labels: inout CodedLabels, _ kind: String) {
      let code = codes[kind, default: [:]][text] ?? Int32(labels.names.count)
      if Int(code) == labels.names.count { labels.names.append(text) }
      codes[kind, default: [:]][text] = code
      labels.codes.append(code)
    }
    var withoutRight = 0
    for sitting in try store.scoredAnswers(ofBank: name) {
      for answer in sitting.answers {
        guard let item = items[answer.item] else { continue }
        guard let points = item.outcome(of: "", score: answer.score).points else {
          withoutRight += 1
          continue
        }
        append(sitting.person, to: &students, "student")
        append(item.domain ?? bank.name, to: &skills, "skill")
        append(item.id, to: &answered, "item")
        correct.append(points.earned == points.highest ? 1 : 0)
      }
    }
    guard !correct.isEmpty else {
      throw Failure(
        .badData,
        withoutRight == 0
          ? "bank '\(name)' has no finished sitting with an answer; give tests first."
          : "bank '\(name)': no answer is right or wrong, as to ratings; take a bank that has such."
      )
    }
    if withoutRight > 0 {
      writeError(
        "sittings of \(name): \(Wording.count(withoutRight, "answer")) to ratings left out; none is right."
      )
    }
    var records = PracticeLog.Records(students: students, skills: skills, correct: correct)
    records.items = answered
    var problems = LogProblems()
    let log = PracticeLog(records, problems: &problems)
    for problem in problems.told { writeError("sittings of \(name): warning: \(problem.message)") }
    return log
  }
}

/// The form of Bayesian knowledge tracing.
struct KnowledgeOptions: ParsableArguments {
  @Flag(help: "bkt: let what was mastered be forgotten.")
  var forgetting = false

  @Flag(help: "bkt: guess and slip of each item.")
  var perItem = false

  @Flag(help: "bkt: learn of each resource.")
  var perResource = false

  @Flag(help: "bkt: initial mastery by the student's first answer.")
  var perStudent = false

  @Option(help: ArgumentHelp("bkt: P(guess) stays at or below this.", valueName: "p"))
  var guessCap: Double?

  @Option(help: ArgumentHelp("bkt: P(slip) stays at or below this.", valueName: "p"))
  var slipCap: Double?

  @Option(help: ArgumentHelp("bkt: from how many points to begin; 5.", valueName: "n"))
  var starts: Int?

  func validate() throws {
    for (option, cap) in [("--guess-cap", guessCap), ("--slip-cap", slipCap)] {
      if let cap, !(cap > 0 && cap <= 1) {
        throw ValidationError("\(option) is \(cap); it must be greater than 0 and at most 1.")
      }
    }
    if let starts, !(1...1000).contains(starts) {
      throw ValidationError("--starts is \(starts); it must be from 1 to 1000.")
    }
  }

  var modelRules: [OptionRule<LearnerModelName>] {
    [
      ("--forgetting", forgetting), ("--per-item", perItem), ("--per-resource", perResource),
      ("--per-student", perStudent), ("--guess-cap", guessCap != nil),
      ("--slip-cap", slipCap != nil), ("--starts", starts != nil),
    ].map { .init($0, $1, with: .bkt) }
  }

  func recipe(_ log: PracticeLog, _ common: LearnerRunOptions, seed: UInt64) throws
    -> BayesianKnowledgeTracing
  {
    if perItem, log.items.isEmpty {
      throw Failure(.badData, "--per-item needs items, and the data have no column 'item'.")
    }
    if perResource, log.resources.isEmpty {
      throw Failure(
        .badData, "--per-resource needs resources, and the data have no column 'resource'.")
    }
    return BayesianKnowledgeTracing(
      forgets: forgetting, answering: perItem ? .byItem : .bySkill,
      learning: perResource ? .byResource : .bySkill,
      initialMastery: perStudent ? .byFirstAnswer : .bySkill, guessCap: guessCap ?? 1,
      slipCap: slipCap ?? 1, starts: starts ?? 5, seed: seed, parallel: common.parallel)
  }
}

/// A fitted model of knowledge as `--out` writes it.
struct SavedPracticeModel<Fitted: Codable>: Codable {
  let format: String
  let version: Int
  let model: LearnerModelName
  let name: String
  let fitted: Fitted

  init(_ model: LearnerModelName, name: String, _ fitted: Fitted) {
    format = SavedChoiceModel.format
    version = 1
    self.model = model
    self.name = name
    self.fitted = fitted
  }

  func encoded() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + "\n".utf8
  }
}
