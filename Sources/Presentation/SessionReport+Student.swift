import AdaptiveTesting
import Foundation
import Terminal

extension SessionReport {
  /// For the person who sat the test: what came out, how sure it is and what to do next.
  func studentDocument(timeZone: TimeZone) -> ReportDocument {
    let summary = ResultSummary(session, header: header)
    var document = ReportDocument(title: "\(summary.title): the result of \(header.person)")
    document.blocks.append(.paragraph(opening(summary)))
    if session.isVoided {
      document.blocks.append(
        .paragraph(
          "This sitting does not count. That need not be your doing: ask the person who gave you "
            + "the test what comes next."))
    }
    if let score = summary.score {
      document.blocks.append(.paragraph(words(of: score)))
      document.blocks += ownMarks.map { .paragraph($0) }
      document.blocks.append(.paragraph(summary.meaning))
    }
    if !summary.domains.isEmpty {
      let rows = summary.domains.map {
        BarChart.Row(
          $0.title, fraction: $0.expectedShare,
          note: "\($0.word), \(Wording.count($0.questionCount, "question"))")
      }
      document.blocks.append(
        .bars(
          BarChart(rows), caption: "How many questions of each kind you would probably answer right"
        ))
    }
    let trial = session.answers.count(where: \.isPretest)
    if trial > 0 {
      document.blocks.append(
        .paragraph(
          "\(Wording.count(trial, "question")) \(trial == 1 ? "was" : "were") on trial for later "
            + "tests and did not count, for or against you."))
    }
    let outside = session.answers.count { $0.isVoided && !$0.isPretest }
    if outside > 0 {
      document.blocks.append(
        .paragraph("\(Wording.count(outside, "answer")) did not count, for or against you."))
    }
    if let caution = summary.caution { document.blocks.append(.paragraph(caution)) }
    if !session.bank.isSurvey {
      document.blocks.append(
        .paragraph(
          "The questions were chosen to fit you, so about half of them should have felt hard; that "
            + "says nothing against you."))
    }
    document.blocks.append(.facts(facts(timeZone)))
    return document
  }

  private func opening(_ summary: ResultSummary) -> String {
    if session.status == .finished { return summary.thanks }
    let answers = Wording.count(summary.questionCount, "question")
    return
      "You have answered \(answers) so far. Everything is saved, and you can go on at any time."
  }

  private func words(of score: ResultSummary.Score) -> String {
    var text = "\(score.sentence), \(score.intervalWords)."
    if score.interval != nil {
      text +=
        " No test is exact: if you took another one like it, your score would probably lie in "
        + "that range again."
    }
    return text
  }

  /// Marks that the test itself is about.
  private var ownMarks: [String] {
    guard session.status == .finished, !session.isVoided else { return [] }
    let own = session.design.stopping.classification?.cuts ?? []
    return standings.filter { own.contains($0.cut) }.map { standing in
      let mark = Wording.score(session.bank.scale.scaled(standing.cut))
      let isClose = (standing.errorProbability ?? 1) > 0.1
      return switch standing.side {
      case .above: "You reached the mark of \(mark)\(isClose ? ", if only just" : ". Well done")."
      case .below:
        isClose
          ? "You came close to the mark of \(mark)."
          : "The mark of \(mark) is still ahead of you."
      }
    }
  }

  private func facts(_ timeZone: TimeZone) -> [ReportDocument.Fact] {
    var facts = [ReportDocument.Fact("test", session.bank.title)]
    if let first = session.events.first {
      facts.append(.init("date", Wording.moment(first.time, timeZone: timeZone)))
    }
    return facts + [.init("sitting", header.session)]
  }
}
