import Foundation

extension SessionReport {
  /// The score with all that belongs to it, what the sitting was frozen to, and its design in words.
  func designBlocks(timeZone: TimeZone) -> [ReportDocument.Block] {
    var blocks: [ReportDocument.Block] = []
    if hasScore {
      let summary = ResultSummary(session, header: header)
      blocks += [.heading("The score"), .facts(scoreFacts(summary, isTechnical: true))]
    }
    return blocks + [
      .heading("The sitting"), .facts(sittingFacts(timeZone: timeZone)),
      .heading("The design in words"),
    ] + session.design.english.map { .paragraph($0) }
  }
}
