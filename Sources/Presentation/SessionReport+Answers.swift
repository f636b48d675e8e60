import AdaptiveTesting
import Foundation
import ItemBanks
import Proctoring
import Terminal

extension SessionReport {
  /// How the time went.
  var courseFacts: [ReportDocument.Fact] {
    let course = SittingCourse(session.events)
    let active = session.elapsed(at: session.events.last?.time ?? 0)
    var facts = [ReportDocument.Fact("time", Wording.duration(milliseconds: active))]
    if let limit = session.design.stopping.timeLimit {
      let granted =
        course.secondsGranted > 0
        ? " and \(Wording.duration(milliseconds: Int64(course.secondsGranted) * 1000)) more" : ""
      facts.append(
        .init("time limit", Wording.duration(milliseconds: Int64(limit * 1000)) + granted))
    }
    let times = session.answers.map(\.milliseconds).sorted()
    if let least = times.first, let most = times.last {
      facts.append(
        .init(
          "an answer took",
          "\(seconds(times[times.count / 2])) s in the middle, \(seconds(least)) to "
            + "\(seconds(most)) s"))
    }
    if let words = course.interruptionWords { facts.append(.init("interruptions", words)) }
    if let effort = review.responseTimeEffort {
      facts.append(
        .init("effort", "\(Wording.percent(effort, 0)) of the answers took time to be read"))
    }
    return facts
  }

  /// What was found with what it may mean and what it does not prove.
  func irregularityBlocks(isTechnical: Bool) -> [ReportDocument.Block] {
    var blocks: [ReportDocument.Block] = []
    if review.flags.isEmpty {
      blocks.append(.paragraph("Nothing was found that a proctor should look at."))
    } else {
      blocks.append(
        .facts(
          review.flags.map { flag in
            let items = itemWords(of: flag).map { " Items: \($0)." } ?? ""
            return .init(flag.kind.english, "\(flag.meaning) \(flag.caution)\(items)")
          }))
    }
    if isTechnical { blocks += findingBlocks }
    return blocks
  }

  /// The items concerned; `nil` where it is all of them, for a list of everything points at nothing.
  func itemWords(of flag: Flag) -> String? {
    let isAll = flag.items.count == session.answers.count(where: \.isCounted)
    return flag.items.isEmpty || isAll ? nil : flag.items.joined(separator: ", ")
  }

  /// Everything that was computed in the search for irregularities, raised or not.
  var findingBlocks: [ReportDocument.Block] {
    guard !review.findings.isEmpty else { return [] }
    let rows = review.findings.map { finding in
      [
        finding.kind.english, finding.kind.statisticName ?? "",
        finding.statistic.map { Wording.decimal($0) } ?? "",
        finding.threshold.map { Wording.decimal($0) } ?? "",
        finding.probability.map(Wording.pValue) ?? "",
        review.flags.contains { $0.kind == finding.kind } ? "raised" : "",
      ]
    }
    return [
      .table(
        Table(
          [
            .init("looked for", isFlexible: true), .init("statistic"), .init("value", .point),
            .init("raised from", .point), .init("p", .point), .init(""),
          ], rows: rows), caption: "What was computed")
    ]
  }

  /// Every answer; for psychometricians with the item's parameters, information and why it was chosen.
  func answerBlocks(isTechnical: Bool) -> [ReportDocument.Block] {
    guard !session.answers.isEmpty else { return [] }
    var blocks: [ReportDocument.Block] = [
      .heading("Answers"),
      .table(isTechnical ? technicalTable : answerTable, caption: rulingWords ?? ""),
    ]
    guard isTechnical else { return blocks }
    blocks.append(.table(parameterTable, caption: "Items"))
    let proposals = session.proposals
    let reasons = session.answers.compactMap { answer in
      proposals[answer.item.id].map {
        ReportDocument.Fact("\(answer.position)", "\(answer.item.id): \($0.english)")
      }
    }
    return blocks + [.heading("Why each item was chosen"), .facts(reasons)]
  }

  /// Why the last estimate of the path is not the result; `nil` where it is.
  var rulingWords: String? {
    guard session.answers.contains(where: { $0.isVoided && !$0.isPretest }), hasScore else {
      return nil
    }
    return "As it was during the test; what was taken out since no longer counts in the result."
  }

  func seconds(_ milliseconds: Int64) -> String { "\((milliseconds + 500) / 1000)" }

  func outcome(_ answer: TestSession.AnsweredItem) -> String {
    if answer.isVoided { return "taken out" }
    guard answer.isPretest else { return answer.outcome.english }
    let outcome = answer.outcome.english
    return outcome.isEmpty ? "not scored" : outcome + ", not scored"
  }

  private var answerTable: Table {
    let scale = session.bank.scale
    return Table(
      [
        .init("#", .right), .init("item"), .init("domain", importance: -1, isFlexible: true),
        .init("answer", isFlexible: true), .init(""), .init("s", .right),
        .init("score after", .right),
      ],
      rows: session.answers.map { answer in
        [
          "\(answer.position)", answer.item.id,
          answer.item.domain.map { session.bank.title(ofDomain: $0) } ?? "", answer.response,
          outcome(answer), seconds(answer.milliseconds),
          Wording.score(scale.scaled(answer.estimate.theta)),
        ]
      })
  }

  private var technicalTable: Table {
    Table(
      [
        .init("#", .right), .init("item"), .init("answer", isFlexible: true), .init(""),
        .init("s", .right), .init("θ", .point), .init("SE", .point), .init("info", .point),
      ],
      rows: session.answers.map { answer in
        [
          "\(answer.position)", answer.item.id, answer.response, outcome(answer),
          seconds(answer.milliseconds), Wording.decimal(answer.estimate.theta),
          Wording.decimal(answer.estimate.standardError),
          answer.isPretest ? "" : Wording.decimal(answer.information, 3),
        ]
      })
  }

  /// At the final estimate, so that items can be held against each other.
  private var parameterTable: Table {
    let theta = session.estimate.theta
    return Table(
      [
        .init("#", .right), .init("item"), .init("a", .point), .init("b", .point),
        .init("c", .point), .init("d", .point), .init("expected", .point), .init("info", .point),
        .init("status", importance: -1),
      ],
      rows: session.answers.map { answer in
        let parameters = answer.item.parameters
        let model = session.plan.number(ofItem: answer.item.id).flatMap { session.plan.model($0) }
        let location = model.map { Wording.decimal($0.location) } ?? ""
        return [
          "\(answer.position)", answer.item.id,
          parameters.map { Wording.decimal($0.discrimination) } ?? "",
          parameters.map { Wording.decimal($0.difficulty) } ?? location,
          parameters.map { Wording.decimal($0.lowerAsymptote) } ?? "",
          parameters.map { Wording.decimal($0.upperAsymptote) } ?? "",
          answer.item.expectedShare(at: theta).map { Wording.share($0) } ?? "",
          model.map { Wording.decimal($0.information(at: theta), 3) } ?? "",
          answer.item.status.rawValue,
        ]
      })
  }
}
