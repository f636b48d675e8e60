import Foundation
import ItemBanks
import LearnerModels
import Numerical
import Terminal

/// A fit of Bayesian knowledge tracing as people and programs read it.
public struct KnowledgeReport: Sendable {
  /// On whose answers the model was tried.
  public enum Trial: Sendable, Hashable {
    /// Those it was fitted to.
    case training
    /// Those of students whom it had not seen, in so many folds.
    case folds(Int)
  }

  public let name: String
  public let tracer: KnowledgeTracer
  public let log: PracticeLog
  /// From what P(mastered) on a skill counts as mastered.
  public var threshold = 0.95
  public var trial = Trial.training
  /// Of the probabilities given to answers before they were seen.
  public var accuracy: PredictionAccuracy
  public var seconds = 0.0
  public var seed: UInt64 = 0

  public init(name: String, tracer: KnowledgeTracer, log: PracticeLog) {
    self.name = name
    self.tracer = tracer
    self.log = log
    accuracy = PredictionAccuracy(
      predictions: log.sequences.flatMap { sequence in
        zip(tracer.predictions(for: sequence), sequence).map {
          (p: $0, score: $1.isCorrect ? 1 : 0)
        }
      })
  }

  /// Why the figures are not to be trusted, a sentence each.
  public var problems: [String] {
    let lost = tracer.skills.filter { !$0.converged }.map { "'\($0.skill)'" }
    guard !lost.isEmpty else { return [] }
    return [
      "The estimates had not settled for \(Wording.count(lost.count, "skill")) "
        + "(\(lost.prefix(3).joined(separator: ", "))\(lost.count > 3 ? ", …" : ""))."
    ]
  }

  // MARK: Document

  public func document() -> ReportDocument {
    var document = ReportDocument(title: "Bayesian knowledge tracing: \(name)")
    document.blocks = [.paragraph(summary)]
    document.blocks += problems.map { .paragraph("NOT TO BE TRUSTED: " + $0) }
    document.blocks += [
      .facts(facts), .heading("Skills"),
      .table(
        skillTable,
        caption: "needed: opportunities until half of the students have P(mastered) of "
          + "\(Wording.share(threshold)) or more; ± standard errors"),
    ]
    document.blocks += tables
    document.blocks.append(.figures([learningCurve, masteryCurves]))
    let concerns = tracer.concerns
    if !concerns.isEmpty {
      document.blocks.append(.heading("To be known"))
      document.blocks += concerns.prefix(20).map { .paragraph($0) }
      if concerns.count > 20 {
        document.blocks.append(.paragraph("… and \(concerns.count - 20) more."))
      }
    }
    return document
  }

  private var summary: String {
    let on =
      switch trial {
      case .training: "the answers that it was fitted to"
      case .folds(let count): "students whom it had not seen (\(count) folds)"
      }
    return "\(Wording.count(log.students.count, "student")) gave "
      + "\(Wording.count(log.interactionCount, "answer")) on \(Wording.count(log.skills.count, "skill")). "
      + "Tried on \(on), the model tells a right answer from a wrong one in "
      + "\(Wording.decimal(100 * accuracy.areaUnderCurve, 0)) of 100 pairs, where a coin has 50."
  }

  private var facts: [ReportDocument.Fact] {
    [
      .init("log-likelihood", Wording.decimal(tracer.logLikelihood)),
      .init("AUC", Wording.share(accuracy.areaUnderCurve, 4)),
      .init("RMSE", Wording.share(accuracy.rootMeanSquareError, 4)),
      .init("log loss", Wording.share(accuracy.logLoss, 4)),
      .init("accuracy", Wording.share(accuracy.accuracy, 4)), .init("seed", "\(seed)"),
      .init("took", Wording.elapsed(seconds: seconds)),
    ]
  }

  private var skillTable: Table {
    func share(_ value: Double?) -> String { value.map { Wording.share($0, 3) } ?? "" }
    let forgets = tracer.skills.contains { $0.forget > 0 }
    var columns: [Table.Column] = [
      .init("skill", importance: 9, isFlexible: true), .init("answers", .right, importance: 4),
    ]
    for title in ["init", "learn", "guess", "slip"] + (forgets ? ["forget"] : []) {
      columns += [.init(title, .point, importance: 8), .init("±", .point, importance: 2)]
    }
    columns += [
      .init("needed", .right, importance: 5), .init("log-likelihood", .point, importance: 3),
    ]
    return Table(
      columns,
      rows: tracer.skills.map { skill in
        let errors = skill.standardErrors
        let pairs: [(Double, Double?)] = [
          (skill.initialMastery, errors.initialMastery), (skill.learn, errors.learn),
          (skill.guess, errors.guess), (skill.slip, errors.slip),
        ]
        let needed = skill.masteryForecast(threshold: threshold, points: 401).quantile(0.5)
        return [skill.skill, "\(skill.answerCount)"]
          + (pairs + (forgets ? [(skill.forget, errors.forget)] : [])).flatMap {
            [share($0.0), share($0.1)]
          }
          + [needed.map(String.init) ?? "–", Wording.decimal(skill.logLikelihood)]
      })
  }

  /// What items and resources have of their own, where they do.
  private var tables: [ReportDocument.Block] {
    func share(_ value: Double?) -> String { value.map { Wording.share($0, 3) } ?? "" }
    let items = tracer.skills.flatMap { skill in
      (skill.items ?? []).map {
        [
          skill.skill, $0.item ?? "–", share($0.guess), share($0.guessError), share($0.slip),
          share($0.slipError),
        ]
      }
    }
    let resources = tracer.skills.flatMap { skill in
      (skill.resources ?? []).map {
        [skill.skill, $0.resource ?? "–", share($0.learn), share($0.standardError)]
      }
    }
    var blocks: [ReportDocument.Block] = []
    if !items.isEmpty {
      blocks += [
        .heading("Items"),
        .table(
          Table(
            [
              .init("skill", importance: 8, isFlexible: true),
              .init("item", importance: 9, isFlexible: true), .init("guess", .point, importance: 7),
              .init("±", .point), .init("slip", .point, importance: 7), .init("±", .point),
            ], rows: items), caption: ""),
      ]
    }
    if !resources.isEmpty {
      blocks += [
        .heading("Resources"),
        .table(
          Table(
            [
              .init("skill", importance: 8, isFlexible: true),
              .init("resource", importance: 9, isFlexible: true),
              .init("learn", .point, importance: 7), .init("±", .point),
            ], rows: resources), caption: ""),
      ]
    }
    return blocks
  }

  // MARK: Figures

  /// Right answers by opportunity, over all skills.
  private var learningCurve: ReportDocument.Figure {
    var observed: [Double] = []
    var predicted: [Double] = []
    var counts: [Double] = []
    for sequence in log.sequences {
      var met: [Int: Int] = [:]
      for (answer, p) in zip(sequence, tracer.predictions(for: sequence)) {
        let opportunity = met[answer.skill, default: 0]
        met[answer.skill] = opportunity + 1
        guard opportunity < 30 else { continue }
        if opportunity == counts.count {
          observed.append(0)
          predicted.append(0)
          counts.append(0)
        }
        observed[opportunity] += answer.isCorrect ? 1 : 0
        predicted[opportunity] += p
        counts[opportunity] += 1
      }
    }
    // A handful of answers would show as noise.
    let kept = counts.indices.prefix { counts[$0] >= max(5, counts[0] / 50) }
    func points(_ sums: [Double]) -> [Plot.Point] {
      kept.map { Plot.Point(Double($0 + 1), sums[$0] / counts[$0]) }
    }
    return ReportDocument.Figure(
      "Learning curve: right answers by opportunity, over all skills",
      description:
        "The share of right answers at the first, second, … opportunity on a skill, as it was and as "
        + "the model predicted it.", horizontalTitle: "opportunity",
      plot: Plot(
        x: 1...Double(max(2, kept.count)), y: 0...1,
        series: [
          .init("right", points: points(observed)),
          .init("predicted", points: points(predicted), pattern: .dashed),
        ], title: "share"))
  }

  /// Of the skills with most answers.
  private var masteryCurves: ReportDocument.Figure {
    let chosen = tracer.skills.sorted { $0.answerCount > $1.answerCount }.prefix(4)
    let patterns: [Plot.Series.Pattern] = [.solid, .dashed, .dotted, .solid]
    return ReportDocument.Figure(
      "Mastery curves"
        + (chosen.count < tracer.skills.count
          ? ": the \(chosen.count) skills with most answers" : ""),
      description: "P(mastered) by opportunity, whatever is answered.",
      horizontalTitle: "opportunity",
      plot: Plot(
        x: 1...20, y: 0...1,
        series: zip(chosen, patterns).map { skill, pattern in
          .init(
            TextLayout.truncate(skill.skill, width: 14),
            points: skill.masteryForecast(opportunities: 19, points: 51).mastered.enumerated().map {
              Plot.Point(Double($0.offset + 1), $0.element)
            }, pattern: pattern)
        }, title: "mastered"))
  }

  // MARK: JSON

  public func json() throws -> Data {
    func error(_ value: Double?) -> JSONValue { .value(value) }
    let folds: JSONValue = if case .folds(let count) = trial { .count(count) } else { .null }
    return try JSONValue.object([
      "model": .string("bkt"), "name": .string(name), "students": .count(log.students.count),
      "answers": .count(log.interactionCount), "folds": folds,
      "log_likelihood": .value(tracer.logLikelihood), "auc": .value(accuracy.areaUnderCurve),
      "rmse": .value(accuracy.rootMeanSquareError), "log_loss": .value(accuracy.logLoss),
      "accuracy": .value(accuracy.accuracy), "seconds": .value(seconds),
      "seed": .value(Double(seed)), "trustworthy": .bool(problems.isEmpty),
      "mastery_threshold": .value(threshold),
      "skills": .array(
        tracer.skills.map { skill in
          let forecast = skill.masteryForecast(threshold: threshold, points: 401)
          var fields: [String: JSONValue] = [
            "skill": .string(skill.skill), "students": .count(skill.studentCount),
            "answers": .count(skill.answerCount), "p_init": .value(skill.initialMastery),
            "p_learn": .value(skill.learn), "p_guess": .value(skill.guess),
            "p_slip": .value(skill.slip), "p_forget": .value(skill.forget),
            "se_init": error(skill.standardErrors.initialMastery),
            "se_learn": error(skill.standardErrors.learn),
            "se_guess": error(skill.standardErrors.guess),
            "se_slip": error(skill.standardErrors.slip),
            "se_forget": error(skill.standardErrors.forget),
            "log_likelihood": .value(skill.logLikelihood), "converged": .bool(skill.converged),
            "undetermined": .array((skill.undetermined ?? []).map { .string($0.rawValue) }),
            "concerns": .array(skill.concerns.map { .string($0.rawValue) }),
            "opportunities_to_mastery": forecast.quantile(0.5).map { .count($0) } ?? .null,
            "mean_opportunities_to_mastery": .value(forecast.expected),
          ]
          if let items = skill.items {
            fields["items"] = .array(
              items.map {
                .object([
                  "item": $0.item.map(JSONValue.string) ?? .null, "p_guess": .value($0.guess),
                  "p_slip": .value($0.slip), "se_guess": error($0.guessError),
                  "se_slip": error($0.slipError),
                ])
              })
          }
          if let resources = skill.resources {
            fields["resources"] = .array(
              resources.map {
                .object([
                  "resource": $0.resource.map(JSONValue.string) ?? .null,
                  "p_learn": .value($0.learn), "se_learn": error($0.standardError),
                ])
              })
          }
          if let first = skill.byFirstAnswer {
            fields["p_init_after_wrong"] = .value(first.afterWrong)
            fields["p_init_after_right"] = .value(first.afterRight)
          }
          return .object(fields)
        }),
    ]).line()
  }
}
