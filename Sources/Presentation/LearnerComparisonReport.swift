import Foundation
import ItemBanks
import LearnerModels
import Numerical
import Terminal

/// Several models on the same students and folds, in one table.
public struct LearnerComparisonReport: Sendable {
  private let comparison: LearnerComparison
  private let skillCount: Int
  private let seed: UInt64
  private let seconds: Double

  public init(_ comparison: LearnerComparison, skillCount: Int, seed: UInt64, seconds: Double) {
    self.comparison = comparison
    self.skillCount = skillCount
    self.seed = seed
    self.seconds = seconds
  }

  /// By AUC; `nil` where there is none.
  private var best: Int? {
    comparison.models.indices.filter { !comparison.models[$0].areaUnderCurve.value.isNaN }
      .max {
        comparison.models[$0].areaUnderCurve.value < comparison.models[$1].areaUnderCurve.value
      }
  }

  public func document() -> ReportDocument {
    ReportDocument(
      title: "Models of learners compared",
      blocks: [
        .paragraph(
          "\(Wording.count(comparison.studentCount, "student")) gave "
            + "\(Wording.count(comparison.answerCount, "answer")) on \(Wording.count(skillCount, "skill")). Every "
            + "answer was predicted, before it was seen, by models fitted to other students "
            + "(\(comparison.folds.count) folds, the same for all)."),
        .table(
          table,
          caption:
            "95 % intervals count students, whose answers go together; p: paired test of the AUC against "
            + "the best (←)"),
        .facts([.init("seed", "\(seed)"), .init("took", Wording.elapsed(seconds: seconds))]),
      ])
  }

  private var table: Table {
    Table(
      [
        .init("model", importance: 9), .init("AUC", .point, importance: 9),
        .init("95 %", importance: 7), .init("difference", .point, importance: 5),
        .init("p", .right, importance: 6), .init("log loss", .point, importance: 4),
        .init("RMSE", .point, importance: 3), .init("accuracy", .point, importance: 2),
        .init("time", .right, importance: 1),
      ],
      rows: comparison.models.indices.map { index in
        let model = comparison.models[index]
        let interval = model.areaUnderCurve.interval()
        let paired = best.flatMap { best in
          best == index
            ? nil : comparison.difference(\.areaUnderCurve, between: index, and: best)
        }
        return [
          index == best ? "\(model.name) ←" : model.name,
          Wording.share(model.areaUnderCurve.value, 4),
          "\(Wording.share(interval.lower, 3))–\(Wording.share(interval.upper, 3))",
          paired.map { Wording.share($0.difference, 4) } ?? "",
          paired.map { Wording.pValue($0.pValue) } ?? "", Wording.share(model.logLoss.value, 4),
          Wording.share(model.rootMeanSquareError.value, 4),
          Wording.share(model.accuracy.value, 4), Wording.elapsed(seconds: model.seconds),
        ]
      })
  }

  public func json() throws -> Data {
    func record(_ estimate: ClusteredEstimate) -> JSONValue {
      let interval = estimate.interval()
      return .object([
        "value": .value(estimate.value), "se": .value(estimate.standardError),
        "lower": .value(interval.lower), "upper": .value(interval.upper),
      ])
    }
    return try JSONValue.object([
      "students": .count(comparison.studentCount), "answers": .count(comparison.answerCount),
      "skills": .count(skillCount), "folds": .count(comparison.folds.count),
      "seed": .value(Double(seed)), "seconds": .value(seconds),
      "best": best.map { .string(comparison.models[$0].name) } ?? .null,
      "models": .array(
        comparison.models.indices.map { index in
          let model = comparison.models[index]
          var fields: [String: JSONValue] = [
            "model": .string(model.name), "auc": record(model.areaUnderCurve),
            "log_loss": record(model.logLoss), "rmse": record(model.rootMeanSquareError),
            "accuracy": record(model.accuracy), "seconds": .value(model.seconds),
          ]
          if let best, best != index {
            let paired = comparison.difference(\.areaUnderCurve, between: index, and: best)
            fields["difference_to_best"] = .object([
              "auc": .value(paired.difference), "se": .value(paired.standardError),
              "z": .value(paired.z), "p": .value(paired.pValue),
            ])
          }
          return .object(fields)
        }),
    ]).line()
  }
}
