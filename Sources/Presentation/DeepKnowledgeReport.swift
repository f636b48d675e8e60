import Foundation
import ItemBanks
import LearnerModels
import Terminal

/// How the training of deep knowledge tracing went, as people and programs read it.
public struct DeepKnowledgeReport: Sendable {
  private let model: DeepKnowledgeModel
  private let answers: Int
  private let seconds: Double
  private let seed: UInt64

  /// - Parameter answers: how many there were, held-out ones included.
  public init(_ model: DeepKnowledgeModel, answers: Int, seconds: Double, seed: UInt64) {
    self.model = model
    self.answers = answers
    self.seconds = seconds
    self.seed = seed
  }

  private var training: DeepKnowledgeModel.Training { model.training }
  private var secondsPerEpoch: Double { seconds / Double(max(1, training.epochs.count)) }

  public func document() -> ReportDocument {
    var document = ReportDocument(
      title: "Deep knowledge tracing",
      blocks: [
        .paragraph(summary),
        .facts([
          .init("AUC", training.best?.areaUnderCurve.map { Wording.share($0, 4) } ?? "–"),
          .init("log loss", training.best?.logLoss.map { Wording.share($0, 4) } ?? "–"),
          .init("network", "\(model.hidden) units, \(training.kernels)"),
          .init(
            "epochs", "\(training.epochs.count), the best \(training.bestEpoch)"),
          .init("an epoch took", Wording.elapsed(seconds: secondsPerEpoch)),
          .init("seed", "\(seed)"),
        ]), .heading("Epochs"), .table(table, caption: ""),
      ])
    if training.epochs.count > 1 { document.blocks.append(.figures([curve])) }
    return document
  }

  private var summary: String {
    let students = training.students + training.heldOutStudents
    var text =
      "\(Wording.count(students, "student")) gave \(Wording.count(answers, "answer")) on "
      + "\(Wording.count(model.skills.count, "skill"))."
    if let area = training.best?.areaUnderCurve {
      text +=
        " For \(Wording.count(training.heldOutStudents, "student")) held out, the network tells a right answer "
        + "from a wrong one in \(Wording.decimal(100 * area, 0)) of 100 pairs, where a coin has 50; a little too "
        + "good, since they chose the epoch."
    }
    return text
  }

  private var table: Table {
    Table(
      [
        .init("epoch", .right, importance: 9), .init("log loss in training", .point, importance: 5),
        .init("held out", .point, importance: 7), .init("AUC held out", .point, importance: 8),
      ],
      rows: training.epochs.map {
        [
          $0.number == training.bestEpoch ? "→ \($0.number)" : "\($0.number)",
          Wording.share($0.trainingLogLoss, 4), $0.logLoss.map { Wording.share($0, 4) } ?? "",
          $0.areaUnderCurve.map { Wording.share($0, 4) } ?? "",
        ]
      })
  }

  private var curve: ReportDocument.Figure {
    let losses = training.epochs.flatMap { [$0.trainingLogLoss, $0.logLoss ?? $0.trainingLogLoss] }
    let (low, high) = (losses.min() ?? 0, losses.max() ?? 1)
    return ReportDocument.Figure(
      "Log loss by epoch",
      description:
        "How the loss falls in training, and on students held out; where the two part, the network "
        + "learns by heart.", horizontalTitle: "epoch",
      plot: Plot(
        x: 1...Double(training.epochs.count), y: low...max(low, high),
        series: [
          .init(
            "training",
            points: training.epochs.map { Plot.Point(Double($0.number), $0.trainingLogLoss) }),
          .init(
            "held out",
            points: training.epochs.map { Plot.Point(Double($0.number), $0.logLoss ?? .nan) },
            pattern: .dashed),
        ], title: "log loss"))
  }

  public func json() throws -> Data {
    try JSONValue.object([
      "model": .string("dkt"), "skills": .count(model.skills.count),
      "students": .count(training.students), "held_out": .count(training.heldOutStudents),
      "answers": .count(answers), "hidden": .count(model.hidden),
      "auc": .value(training.best?.areaUnderCurve), "log_loss": .value(training.best?.logLoss),
      "auc_by_epoch": .array(training.epochs.map { .value($0.areaUnderCurve) }),
      "log_loss_by_epoch": .array(training.epochs.map { .value($0.logLoss) }),
      "best_epoch": .count(training.bestEpoch), "seconds_per_epoch": .value(secondsPerEpoch),
      "seconds": .value(seconds), "kernels": .string(training.kernels),
      "seed": .value(Double(seed)),
    ]).line()
  }
}
