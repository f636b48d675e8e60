import AdaptiveTesting
import Foundation
import ItemBanks

extension [SessionReport] {
  /// A table for spreadsheets: a line a sitting, for psychometricians a line an answer.
  public func csv(for audience: ReportAudience = .proctor) -> Data {
    audience == .psychometrician ? answerTable : sittingTable(isForStudents: audience == .student)
  }

  private func sittingTable(isForStudents: Bool) -> Data {
    let shared = [
      "session", "bank", "bank_version", "person", "status", "voided", "started", "seconds",
      "answers", "score", "low", "high",
    ]
    var table = CSVText(
      isForStudents
        ? shared : shared + ["theta", "se", "se_kind", "reliability", "stop_reason", "flags"])
    for report in self {
      let session = report.session
      let summary = ResultSummary(session, header: report.header)
      var cells: [CSVText.Cell] = [
        .text(report.header.session), .text(report.header.bank), .count(report.header.bankVersion),
        .text(report.header.person), .text(session.status.rawValue),
        .text(session.isVoided ? "yes" : "no"),
        .text(session.events.first.map { Wording.timestamp($0.time) } ?? ""),
        .number(Double(summary.milliseconds) / 1000), .count(session.answers.count),
        .number(summary.score?.value ?? .nan), .number(summary.score?.interval?.lowerBound ?? .nan),
        .number(summary.score?.interval?.upperBound ?? .nan),
      ]
      if !isForStudents {
        let estimate = report.hasScore ? session.estimate : nil
        cells += [
          .number(estimate?.theta ?? .nan), .number(estimate?.standardError ?? .nan),
          .text(estimate?.standardErrorKind.rawValue ?? ""), .number(report.reliability ?? .nan),
          .text(session.stopReason?.rawValue ?? ""),
          .text(report.review.flags.map(\.kind.rawValue).joined(separator: " ")),
        ]
      }
      table.append(cells)
    }
    return table.data
  }

  private var answerTable: Data {
    var table = CSVText([
      "session", "bank", "bank_version", "person", "seq", "item", "domain", "status", "response",
      "score", "points", "max_points", "voided", "seconds", "theta", "se", "information", "a", "b",
      "c", "d", "expected_share", "criterion", "criterion_value", "eligible",
    ])
    for report in self {
      let proposals = report.session.proposals
      for answer in report.session.answers {
        let parameters = answer.item.parameters
        let proposal = proposals[answer.item.id]
        let points = answer.outcome.points
        table.append([
          .text(report.header.session), .text(report.header.bank),
          .count(report.header.bankVersion), .text(report.header.person), .count(answer.position),
          .text(answer.item.id), .text(answer.item.domain ?? ""),
          .text(answer.item.status.rawValue), .text(answer.response), .count(answer.score),
          points.map { .count($0.earned) } ?? .text(""),
          points.map { .count($0.highest) } ?? .text(""),
          .text(answer.isVoided ? "yes" : "no"), .number(Double(answer.milliseconds) / 1000),
          .number(answer.estimate.theta), .number(answer.estimate.standardError),
          .number(answer.information), .number(parameters?.discrimination ?? .nan),
          .number(parameters?.difficulty ?? .nan), .number(parameters?.lowerAsymptote ?? .nan),
          .number(parameters?.upperAsymptote ?? .nan),
          .number(answer.item.expectedShare(at: report.session.estimate.theta) ?? .nan),
          .text(proposal?.criterion.rawValue ?? ""), .number(proposal?.value ?? .nan),
          proposal.map { .count($0.eligible) } ?? .text(""),
        ])
      }
    }
    return table.data
  }
}
