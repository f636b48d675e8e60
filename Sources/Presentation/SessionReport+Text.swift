import AdaptiveTesting
import Foundation
import ItemBanks
import ItemResponse
import Terminal

extension SessionReport {
  /// The report as plain text, at most `columns` wide: the plain words first, then the numbers, then
  /// every item with why it was chosen.
  ///
  /// - Parameter timeZone: in which moments are told.
  public func text(columns: Int = 80, timeZone: TimeZone = .current) -> String {
    let summary = ResultSummary(session, header: header)
    var lines: [String] = []
    func paragraph(_ text: String) {
      lines += TextLayout.wrap(text, width: columns).map(\.text) + [""]
    }

    paragraph("\(summary.title) · sitting \(header.session)")
    paragraph(plainWords(summary))
    lines += facts(summary, timeZone: timeZone).flatMap { fact in
      Wording.hanging(fact.label, fact.value, indent: 15, columns: columns)
    }
    lines.append("")
    if !summary.domains.isEmpty { lines += domainLines(summary, columns: columns) + [""] }
    if !session.answers.isEmpty { lines += itemLines(columns: columns) + [""] }
    lines += noteLines(columns: columns, timeZone: timeZone)
    paragraph("The design in words: " + session.design.english.joined(separator: " "))
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines.map(\.withoutControlCharacters).joined(separator: "\n") + "\n"
  }

  private func plainWords(_ summary: ResultSummary) -> String {
    let questions = Wording.count(summary.questionCount, "question")
    let time = Wording.duration(milliseconds: summary.milliseconds)
    var sentences = [
      session.status == .finished
        ? "\(header.person) answered \(questions) in \(time)."
        : "\(header.person) has answered \(questions) in \(time), and the sitting is not finished."
    ]
    if let score = summary.score {
      sentences.append(
        "The \(score.isProvisional ? "provisional " : "")score is \(Wording.score(score.value)), "
          + "\(score.intervalWords).")
      if let level = score.level { sentences.append(level) }
    }
    if let caution = summary.caution { sentences.append(caution) }
    return sentences.joined(separator: " ")
  }

  private func facts(
    _ summary: ResultSummary, timeZone: TimeZone
  ) -> [(label: String, value: String)] {
    let estimate = session.estimate
    var facts: [(String, String)] = []
    facts.append(("person", header.person))
    facts.append(
      ("bank", "\(header.bank), generation \(header.bankVersion) (\(header.bankHash.prefix(12)))"))
    if let first = session.events.first {
      facts.append(("started", Wording.moment(first.time, timeZone: timeZone)))
    }
    let end = session.finishTime.map { Wording.moment($0, timeZone: timeZone) }
    facts.append(("finished", end ?? "not yet (\(session.status.rawValue))"))
    if let reason = session.stopReason { facts.append(("ended because", reason.english)) }
    if let score = summary.score {
      let theta = Wording.decimal(estimate.theta)
      let error = Wording.decimal(estimate.standardError)
      facts.append(
        (
          "ability",
          "θ \(theta) logits, SE \(error) (\(estimate.standardErrorKind.english)), by "
            + estimate.method.english
        ))
      let interval =
        score.interval.map {
          ", 95 % interval \(Wording.score($0.lowerBound)) to \(Wording.score($0.upperBound))"
        } ?? ""
      let scale = session.bank.scale
      let mean = Wording.score(scale.mean)
      let deviation = Wording.score(scale.standardDeviation)
      facts.append(
        ("score", "\(Wording.score(score.value))\(interval) (scale: \(mean) + \(deviation) θ)"))
    }
    if summary.isProvisional {
      facts.append(("parameters", "provisional: an expert's guess, not yet estimated from answers"))
    }
    facts.append(("seed", "\(header.seed)"))
    facts.append(("program", "cat \(header.programVersion)"))
    return facts
  }

  private func domainLines(_ summary: ResultSummary, columns: Int) -> [String] {
    let table = Table(
      [
        .init("domain", isFlexible: true), .init("items", .right), .init("expected share", .point),
        .init(""),
      ],
      rows: summary.domains.map {
        [
          $0.title, "\($0.questionCount)", Wording.decimal(100 * $0.expectedShare, 0) + " %",
          $0.word,
        ]
      })
    return table.lines(width: columns)
  }

  private func itemLines(columns: Int) -> [String] {
    let proposals = session.proposals
    let table = Table(
      [
        .init("#", .right), .init("item"), .init("answer", isFlexible: true), .init(""),
        .init("s", .right), .init("θ", .point), .init("SE", .point), .init("info", .point),
      ],
      rows: session.answers.map { answer in
        [
          "\(answer.position)", answer.item.id, answer.response,
          answer.isVoided ? "void" : answer.outcome.english,
          "\((answer.milliseconds + 500) / 1000)", Wording.decimal(answer.estimate.theta),
          Wording.decimal(answer.estimate.standardError), Wording.decimal(answer.information, 3),
        ]
      })
    var lines = table.lines(width: columns) + ["", "Why each item was chosen"]
    for answer in session.answers {
      guard let proposal = proposals[answer.item.id] else { continue }
      let number = String(answer.position)
      let label = String(repeating: " ", count: max(0, 2 - number.count)) + number
      lines += Wording.hanging(
        label, "\(answer.item.id): \(proposal.english)", indent: 4, columns: columns)
    }
    return lines
  }

  private func noteLines(columns: Int, timeZone: TimeZone) -> [String] {
    let notes = session.events.compactMap { event -> String? in
      let moment = Wording.moment(event.time, timeZone: timeZone)
      switch event.kind {
      case .noted(let note):
        let place = note.item.map { " on \($0)" } ?? ""
        return "\(moment), \(note.name ?? note.author.rawValue)\(place): \(note.text)"
      case .voided(let ruling):
        let what = ruling.item.map { "the answer to \($0)" } ?? "the whole sitting"
        return "\(moment), \(ruling.author) took \(what) out: \(ruling.reason)"
      case .restored(let ruling):
        let what = ruling.item.map { "the answer to \($0)" } ?? "the whole sitting"
        return "\(moment), \(ruling.author) let \(what) count again: \(ruling.reason)"
      case .timeGranted(let grant):
        return "\(moment), \(grant.author) gave \(Wording.count(grant.seconds, "second")) more: "
          + grant.reason
      case .reviewed(let remark):
        return "\(moment), \(remark.author) reviewed it: \(remark.reason)"
      case .ended(let remark):
        return "\(moment), \(remark.author) ended it: \(remark.reason)"
      default: return nil
      }
    }
    guard !notes.isEmpty else { return [] }
    return ["Notes"] + notes.flatMap { TextLayout.wrap($0, width: columns).map(\.text) } + [""]
  }
}

extension StopReason {
  /// In words that finish "it ended because".
  public var english: String {
    switch self {
    case .precision: "the standard error reached the target"
    case .maximumLength: "the largest number of items was reached"
    case .timeLimit: "the time was up"
    case .bankExhausted: "the bank had nothing more to give"
    case .endedByProctor: "a proctor ended it"
    case .listExhausted: "every item of the list was given"
    case .noInformativeItem: "no item left would have told enough"
    case .precisionStable: "the standard error no longer fell"
    case .smallReduction: "one more item would hardly have lowered the standard error"
    case .thetaStable: "the estimate no longer moved"
    case .classified: "it was clear on which side of the cut score the person stands"
    case .all(let reasons): reasons.map(\.english).joined(separator: " and ")
    }
  }
}

extension AnswerOutcome {
  /// In a word or three; nothing where there is nothing to say.
  public var english: String {
    switch self {
    case .right: "right"
    case .wrong: "wrong"
    case .credit(let points, let highest): "\(points) of \(highest)"
    case .unjudged: ""
    }
  }
}

extension StandardErrorKind {
  /// In a few words.
  public var english: String {
    switch self {
    case .posteriorSD: "posterior SD"
    case .information: "from the test information"
    case .weightedInformation: "from the information of the weighted answers"
    case .exact: "exact, over all possible answers"
    case .informationAndPrior: "from the test information and the prior"
    case .prior: "the prior's SD"
    }
  }
}

extension Proposal.Blocking.Rule {
  var english: String {
    switch self {
    case .given: "already given"
    case .contentShare: "by content share"
    case .enemy: "enemies of items given"
    case .closedSet: "of sets closed or too short"
    case .openSet: "waiting for a set to end"
    case .contentConstraint: "not in the best test that keeps the constraints"
    case .exposure: "standing aside, given often"
    case .stratum: "of other strata"
    }
  }
}
