import AdaptiveTesting
import Foundation
import ItemBanks
import Proctoring
import Terminal

extension SessionReport {
  /// - Parameter timeZone: in which moments are told.
  public func document(
    for audience: ReportAudience = .proctor, timeZone: TimeZone = .current
  ) -> ReportDocument {
    if audience == .student { return studentDocument(timeZone: timeZone) }
    let isTechnical = audience == .psychometrician
    let summary = ResultSummary(session, header: header)
    var document = ReportDocument(title: "\(summary.title) · sitting \(header.session)")
    document.blocks.append(.paragraph(plainWords(summary)))
    document.blocks += [
      .heading("The sitting"),
      .facts(sittingFacts(timeZone: timeZone)),
    ]
    if hasScore {
      document.blocks += [
        .heading("The score"), .facts(scoreFacts(summary, isTechnical: isTechnical)),
      ]
      let figures = figures(isTechnical: isTechnical)
      if !figures.isEmpty { document.blocks.append(.figures(figures)) }
    }
    document.blocks += contentBlocks
    document.blocks += [.heading("Times and irregularities"), .facts(courseFacts)]
    document.blocks += irregularityBlocks(isTechnical: isTechnical)
    document.blocks += answerBlocks(isTechnical: isTechnical)
    if !remarks.isEmpty {
      document.blocks += [
        .heading("Notes and rulings"),
        .facts(remarks.map { .init(Wording.moment($0.time, timeZone: timeZone), $0.english) }),
      ]
    }
    document.blocks += [
      .heading("The design in words"),
      .paragraph(session.design.english.joined(separator: " ")),
    ]
    return document
  }

  /// The report as plain text, at most `columns` wide.
  public func text(
    for audience: ReportAudience = .proctor, columns: Int = 80, timeZone: TimeZone = .current
  ) -> String {
    document(for: audience, timeZone: timeZone).text(columns: columns)
  }

  // MARK: In words

  private func plainWords(_ summary: ResultSummary) -> String {
    let questions = Wording.count(summary.questionCount, "question")
    let time = Wording.duration(milliseconds: summary.milliseconds)
    var sentences = [
      session.status == .finished
        ? "\(header.person) answered \(questions) in \(time)."
        : "\(header.person) has answered \(questions) in \(time), and the sitting is not finished."
    ]
    if session.isVoided { sentences.append("A proctor ruled that the sitting does not count.") }
    if let score = summary.score {
      sentences.append(
        "The \(score.isProvisional ? "provisional " : "")score is \(Wording.score(score.value)), "
          + "\(score.intervalWords).")
      if let level = score.level { sentences.append(level) }
    }
    if let caution = summary.caution { sentences.append(caution) }
    let notable = notableFlags.map(\.kind)
    if !notable.isEmpty {
      sentences.append(
        "To look at: \(Wording.list(notable.map(\.english))); see below what that may mean, and "
          + "what it does not prove.")
    }
    return sentences.joined(separator: " ")
  }

  // MARK: Facts

  private typealias Fact = ReportDocument.Fact

  func sittingFacts(timeZone: TimeZone) -> [ReportDocument.Fact] {
    var facts = [
      Fact("person", header.person),
      Fact(
        "test",
        "\(session.bank.title) (\(header.bank), generation \(header.bankVersion), "
          + "\(header.bankHash.prefix(12)))"),
    ]
    if let first = session.events.first {
      facts.append(Fact("started", Wording.moment(first.time, timeZone: timeZone)))
    }
    let end = session.finishTime.map { Wording.moment($0, timeZone: timeZone) }
    facts.append(Fact("finished", end ?? "not yet (\(session.status.rawValue))"))
    if let reason = session.stopReason { facts.append(Fact("ended because", reason.english)) }
    let voided = session.answers.count(where: \.isVoided)
    facts.append(
      Fact(
        "answers",
        Wording.count(session.answers.count, "answer")
          + (voided > 0 ? ", \(voided) of them taken out" : "")))
    if let pretest = pretestWords { facts.append(Fact("pretest items", pretest)) }
    facts.append(Fact("seed", "\(header.seed)"))
    facts.append(Fact("program", "cat \(header.programVersion)"))
    return facts
  }

  private var pretestWords: String? {
    let count = session.bank.items.count { $0.status == .pretest }
    guard count > 0 else { return nil }
    let given = session.answers.count(where: \.isPretest)
    return "\(count) in the bank, \(given == 0 ? "none" : "\(given)") given; they are not scored"
  }

  func scoreFacts(_ summary: ResultSummary, isTechnical: Bool) -> [ReportDocument.Fact] {
    guard let score = summary.score else { return [] }
    let estimate = session.estimate
    let scale = session.bank.scale
    let error = estimate.standardError
    var facts = [Fact("score", Wording.score(score.value))]
    if let interval = score.interval {
      facts.append(
        Fact(
          "95 % interval",
          "\(Wording.score(interval.lowerBound)) to \(Wording.score(interval.upperBound))"))
    }
    let aim = session.design.stopping.standardError.map {
      "; the test aims at \(Wording.score($0 * scale.standardDeviation))"
    }
    facts.append(
      Fact(
        "standard error",
        Wording.score(error * scale.standardDeviation) + " at this score" + (aim ?? "")))
    let mean = Wording.score(scale.mean)
    let deviation = Wording.score(scale.standardDeviation)
    facts.append(
      Fact(
        "scale",
        "\(mean) + \(deviation) θ: people of the reference group average \(mean), SD \(deviation)"))
    if let reliability {
      let formula =
        isTechnical ? " (1 − SE² / σ², σ = \(Wording.decimal(populationDeviation)) logits)" : ""
      facts.append(Fact("reliability", Wording.share(reliability) + " at this score" + formula))
    }
    facts.append(
      Fact(
        "ability",
        "θ \(Wording.decimal(estimate.theta)) logits, SE \(Wording.decimal(error)) "
          + "(\(estimate.standardErrorKind.english)), by \(estimate.method.english)"))
    facts += standings.map { Fact("cut \(Wording.score(scale.scaled($0.cut)))", words(of: $0)) }
    if summary.isProvisional {
      facts.append(
        Fact("parameters", "provisional: an expert's guess, not yet estimated from answers"))
    }
    return facts
  }

  private func words(of standing: Standing) -> String {
    let side = standing.side == .above ? "at or above" : "below"
    guard let chance = standing.errorProbability else {
      return "\(side); how sure that is cannot be told"
    }
    return standing.isDecided
      ? "\(side), as the test decided; it errs in \(Wording.percent(chance)) of such cases at most"
      : "\(side); the chance that the other side is true is \(Wording.percent(chance))"
  }

  // MARK: Content

  var contentBlocks: [ReportDocument.Block] {
    let domains = domainContents
    let constraints = constraintContents
    guard !domains.isEmpty || !constraints.isEmpty else { return [] }
    var blocks: [ReportDocument.Block] = [.heading("Content")]
    let hasTargets = domains.contains { $0.target != nil }
    if !domains.isEmpty {
      let columns: [Table.Column] =
        [.init("domain", isFlexible: true), .init("items", .right), .init("share", .right)]
        + (hasTargets ? [.init("wanted", .right)] : [])
      let rows = domains.map { domain in
        [domain.title, "\(domain.given)", Wording.percent(domain.share, 0)]
          + (hasTargets ? [domain.target.map { Wording.percent($0, 0) } ?? ""] : [])
      }
      blocks.append(.table(Table(columns, rows: rows), caption: ""))
    }
    let strengths = domains.compactMap(\.strength)
    if !strengths.isEmpty {
      let rows = strengths.map {
        BarChart.Row(
          $0.title, fraction: $0.expectedShare,
          note: "\(Wording.percent($0.expectedShare, 0)), \($0.word)")
      }
      blocks.append(
        .bars(
          BarChart(rows),
          caption: "The share of the bank's points that this person is expected to get"))
    }
    if !constraints.isEmpty {
      let rows = constraints.map {
        [
          $0.constraint.name, $0.constraint.sum ?? "items", $0.constraint.bounds,
          Wording.decimal($0.given, $0.constraint.sum == nil ? 0 : 2),
          $0.isKept ? "kept" : "not kept",
        ]
      }
      blocks.append(
        .table(
          Table(
            [
              .init("constraint", isFlexible: true), .init("of"), .init("wanted"),
              .init("given", .right), .init(""),
            ], rows: rows), caption: ""))
    }
    return blocks
  }
}

extension Wording {
  /// A share in per cent: `12 %`, `0.3 %`, `<0.1 %`.
  static func percent(_ share: Double, _ places: Int = 1) -> String {
    if places > 0, share > 0, share < 0.0005 { return "<0.1 %" }
    return decimal(100 * share, share >= 0.1 ? 0 : places) + " %"
  }
}
