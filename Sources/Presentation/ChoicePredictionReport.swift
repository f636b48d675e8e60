import Foundation
import ItemBanks
import LearnerModels
import Terminal

/// How well a fitted model predicted choices that it was shown one at a time.
public struct ChoicePredictionReport: Sendable {
  private struct Row: Sendable {
    let subject: String
    let isKnown: Bool
    let trials: Int
    let logLikelihood: Double
    let hits: Int
  }

  private let form: String
  private let actionCount: Int
  private var rows: [Row] = []

  public init(form: String, actionCount: Int) {
    self.form = form
    self.actionCount = actionCount
  }

  /// - Parameter probabilities: `[trial][action]`.
  public mutating func add(
    subject: String, isKnown: Bool, trials: [ChoiceLog.Trial], probabilities: [[Double]]
  ) {
    let pairs = zip(trials, probabilities)
    rows.append(
      Row(
        subject: subject, isKnown: isKnown, trials: trials.count,
        logLikelihood: pairs.reduce(0) { $0 + log(max($1.1[$1.0.action], 1e-300)) },
        hits: pairs.count { $1[$0.action] == $1.max() }))
  }

  private var trials: Int { rows.reduce(0) { $0 + $1.trials } }
  private var logLikelihood: Double { rows.reduce(0) { $0 + $1.logLikelihood } }
  private var accuracy: Double {
    Double(rows.reduce(0) { $0 + $1.hits }) / Double(max(1, trials))
  }

  public func document() -> ReportDocument {
    let perTrial = exp(logLikelihood / Double(max(1, trials)))
    return ReportDocument(
      title: "\(form): predictions",
      blocks: [
        .paragraph(
          "\(Wording.count(trials, "choice")) of \(Wording.count(rows.count, "subject")), each predicted from "
            + "those before it. What was chosen had a probability of \(Wording.share(perTrial)) a trial, where "
            + "blind choice has \(Wording.share(1 / Double(actionCount))); the likeliest action was chosen in "
            + "\(Wording.decimal(100 * accuracy, 0)) % of the trials."),
        .table(
          Table(
            [
              .init("subject", importance: 9, isFlexible: true), .init("", importance: 2),
              .init("trials", .right, importance: 5),
              .init("log-likelihood", .point, importance: 8),
              .init("likeliest chosen", .point, importance: 6),
            ],
            rows: rows.map {
              [
                $0.subject, $0.isKnown ? "" : "as the group", "\($0.trials)",
                Wording.decimal($0.logLikelihood),
                Wording.share(Double($0.hits) / Double(max(1, $0.trials))),
              ]
            }), caption: ""),
      ])
  }

  public func json() throws -> Data {
    try JSONValue.object([
      "trials": .count(trials), "log_likelihood": .value(logLikelihood),
      "accuracy": .value(accuracy),
      "chance_log_likelihood": .value(-Double(trials) * log(Double(actionCount))),
      "subjects": .array(
        rows.map {
          .object([
            "subject": .string($0.subject), "known": .bool($0.isKnown), "trials": .count($0.trials),
            "log_likelihood": .value($0.logLikelihood),
            "accuracy": .value(Double($0.hits) / Double(max(1, $0.trials))),
          ])
        }),
    ]).line()
  }
}
