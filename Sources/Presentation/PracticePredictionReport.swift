import Foundation
import ItemBanks
import LearnerModels
import Numerical
import Terminal

/// How well a fitted model predicted answers that it was shown one at a time.
public struct PracticePredictionReport: Sendable {
  private let model: String
  public let log: PracticeLog
  /// By student, P(right) of each answer.
  public let predictions: [[Double]]
  private let accuracy: PredictionAccuracy
  private let rows: [(student: String, answers: Int, right: Int, expected: Double)]
  /// Skills that the model does not know, in the order of the log's.
  public let unknownSkills: [String]
  /// How many answers are about those.
  public let unknownAnswerCount: Int
  private let stopgap: String

  /// - Parameters:
  ///   - log: its indices are those of the model; skills from `knownSkillCount` on are unknown to it.
  ///   - stopgap: by what unknown skills are predicted.
  public init(
    model: String, log: PracticeLog, knownSkillCount: Int, stopgap: String, predictions: [[Double]]
  ) {
    self.model = model
    unknownSkills = Array(log.skills.dropFirst(knownSkillCount))
    unknownAnswerCount = log.sequences.joined().count { $0.skill >= knownSkillCount }
    self.log = log
    self.predictions = predictions
    self.stopgap = stopgap
    accuracy = PredictionAccuracy(
      predictions: zip(log.sequences, predictions).flatMap { sequence, predictions in
        zip(predictions, sequence).map { (p: $0, score: $1.isCorrect ? 1 : 0) }
      })
    rows = log.students.indices.map { index in
      (
        log.students[index], log.sequences[index].count,
        log.sequences[index].count(where: \.isCorrect), predictions[index].reduce(0, +)
      )
    }
  }

  /// Which skills the model does not know, and what becomes of them; `nil` where it knows all.
  public var unknownSkillsSentence: String? {
    guard !unknownSkills.isEmpty else { return nil }
    let names = unknownSkills.prefix(20).map { "'\($0)'" }.joined(separator: ", ")
    let more = unknownSkills.count > 20 ? ", and \(unknownSkills.count - 20) more" : ""
    return
      "The model was fitted without \(Wording.count(unknownSkills.count, "skill")) of these data "
      + "(\(names)\(more)): \(Wording.count(unknownAnswerCount, "answer")) of \(accuracy.count), predicted by "
      + "\(stopgap), and counted in every figure."
  }

  public func document() -> ReportDocument {
    ReportDocument(
      title: "\(model): predictions",
      blocks: (unknownSkillsSentence.map { [.paragraph($0)] } ?? []) + [
        .paragraph(
          "\(Wording.count(accuracy.count, "answer")) of \(Wording.count(rows.count, "student")), each predicted "
            + "from those before it. A right answer is told from a wrong one in "
            + "\(Wording.decimal(100 * accuracy.areaUnderCurve, 0)) of 100 pairs, where a coin has 50."
        ),
        .facts([
          .init("AUC", Wording.share(accuracy.areaUnderCurve, 4)),
          .init("RMSE", Wording.share(accuracy.rootMeanSquareError, 4)),
          .init("log loss", Wording.share(accuracy.logLoss, 4)),
          .init("accuracy", Wording.share(accuracy.accuracy, 4)),
        ]),
        .table(
          Table(
            [
              .init("student", importance: 9, isFlexible: true),
              .init("answers", .right, importance: 6), .init("right", .right, importance: 8),
              .init("predicted", .point, importance: 8),
            ],
            rows: rows.prefix(50).map {
              [$0.student, "\($0.answers)", "\($0.right)", Wording.decimal($0.expected, 1)]
            }),
          caption: rows.count > 50
            ? "The first 50 of \(rows.count) students; --records gives every answer" : ""),
      ])
  }

  public func json() throws -> Data {
    try JSONValue.object([
      "model": .string(model), "students": .count(rows.count), "answers": .count(accuracy.count),
      "auc": .value(accuracy.areaUnderCurve), "rmse": .value(accuracy.rootMeanSquareError),
      "log_loss": .value(accuracy.logLoss), "accuracy": .value(accuracy.accuracy),
      "unknown_skills": .array(unknownSkills.map(JSONValue.string)),
      "unknown_skill_answers": .count(unknownAnswerCount),
    ]).line()
  }
}
