import Foundation
import ItemBanks
import LearnerModels
import Terminal

/// How well parameters were recovered from simulated learners.
public struct RecoveryReport: Sendable {
  private let form: String
  private let method: ChoiceFitReport.Method
  private let result: ParameterRecovery.Result
  private let subjects: Int
  private let repetitions: Int
  /// How many of the fits were not to be trusted.
  private let doubtful: Int
  private let seed: UInt64
  private let seconds: Double

  public init(
    form: String, method: ChoiceFitReport.Method, result: ParameterRecovery.Result,
    subjects: Int, repetitions: Int, doubtful: Int, seed: UInt64, seconds: Double
  ) {
    self.form = form
    self.method = method
    self.result = result
    self.subjects = subjects
    self.repetitions = repetitions
    self.doubtful = doubtful
    self.seed = seed
    self.seconds = seconds
  }

  public func document() -> ReportDocument {
    var document = ReportDocument(
      title: "\(form): recovery of known parameters",
      blocks: [
        .paragraph(
          "\(Wording.count(repetitions, "time")) \(Wording.count(subjects, "learner")) were simulated and fitted "
            + "(\(method.words))."
            + (doubtful > 0
              ? " \(Wording.count(doubtful, "fit")) \(doubtful == 1 ? "was" : "were") not to be trusted, and "
                + "\(doubtful == 1 ? "counts" : "count") all the same." : "")),
        .facts([.init("seed", "\(seed)"), .init("took", Wording.elapsed(seconds: seconds))]),
      ])
    if !result.group.isEmpty {
      document.blocks += [
        .heading("The group, on the unconstrained scale"),
        .table(groupTable, caption: "covered: how many of the 95 % intervals hold the truth"),
      ]
    }
    document.blocks += [.heading("Subjects"), .table(subjectTable, caption: "")]
    return document
  }

  private var groupTable: Table {
    Table(
      [
        .init("parameter", importance: 9, isFlexible: true), .init("truth", .point, importance: 8),
        .init("mean estimate", .point, importance: 7), .init("bias", .point, importance: 5),
        .init("RMSE", .point, importance: 6), .init("covered", .right, importance: 8),
      ],
      rows: result.group.map {
        [
          $0.name, Wording.decimal($0.truth, 3), Wording.decimal($0.meanEstimate, 3),
          Wording.decimal($0.bias, 3), Wording.decimal($0.rmse, 3),
          "\($0.covered) of \($0.repetitions)",
        ]
      })
  }

  private var subjectTable: Table {
    Table(
      [
        .init("parameter", importance: 9, isFlexible: true), .init("bias", .point, importance: 6),
        .init("RMSE", .point, importance: 7),
        .init("correlation with the truth", .point, importance: 8),
      ],
      rows: result.subjects.map {
        [
          $0.name, Wording.decimal($0.bias, 3), Wording.decimal($0.rmse, 3),
          $0.correlation.map { Wording.share($0) } ?? "–",
        ]
      })
  }

  public func json() throws -> Data {
    try JSONValue.object([
      "form": .string(form), "method": .string(method.rawValue), "subjects": .count(subjects),
      "repetitions": .count(repetitions), "doubtful": .count(doubtful),
      "seed": .value(Double(seed)), "seconds": .value(seconds),
      "group": .array(
        result.group.map {
          .object([
            "name": .string($0.name), "truth": .value($0.truth),
            "mean_estimate": .value($0.meanEstimate), "bias": .value($0.bias),
            "rmse": .value($0.rmse), "covered": .count($0.covered),
            "coverage": .value($0.coverage),
          ])
        }),
      "parameters": .array(
        result.subjects.map {
          .object([
            "name": .string($0.name), "bias": .value($0.bias), "rmse": .value($0.rmse),
            "correlation": .value($0.correlation),
          ])
        }),
    ]).line()
  }
}
