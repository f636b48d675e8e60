import Foundation
import ItemBanks
import LearnerModels
import Numerical
import Terminal

/// How well a fitted model predicted answers that it was shown one at a time.
public struct PracticePredictionReport: Sendable {
  private let model: String
  private let accuracy: PredictionAccuracy
  private let rows: [(student: String, answers: Int, right: Int, expected: Double)]

  /// - Parameter predictions: by student, P(right) of each answer.
  public init(model: String, log: PracticeLog, predictions: [[Double]]) {
    self.model = model
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

  public func document() -> ReportDocument {
    ReportDocument(
      title: "\(model): predictions",
      blocks: [
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
    ]).line()
  }
}
