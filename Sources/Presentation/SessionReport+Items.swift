import AdaptiveTesting
import Foundation
import ItemBanks
import Terminal

extension SessionReport {
  /// An item that was put before the person, answered or not yet.
  struct GivenItem: Sendable {
    /// 1 for the first.
    let position: Int
    let item: Item
    let stimulus: String?
    /// `nil` while it is before the person.
    let answer: TestSession.AnsweredItem?
    let proposal: Proposal?
    /// What was known before it was given; `nil` for the first.
    let before: TestSession.AnsweredItem?
  }

  /// In order, the one before the person last.
  var givenItems: [GivenItem] {
    let proposals = session.proposals
    let answers = session.answers
    var given = answers.indices.map { index in
      GivenItem(
        position: answers[index].position, item: answers[index].item,
        stimulus: answers[index].stimulus, answer: answers[index],
        proposal: proposals[answers[index].item.id],
        before: index > 0 ? answers[index - 1] : nil)
    }
    if let current = session.current, let item = session.currentItem {
      given.append(
        GivenItem(
          position: current.position, item: item, stimulus: session.bank.stimulus(of: item),
          answer: nil, proposal: current, before: answers.last))
    }
    return given
  }

  /// A line each; what matters least goes first where there is little room.
  func table(of given: [GivenItem]) -> Table {
    Table(
      [
        .init("#", .right, importance: 9), .init("item", importance: 9, isFlexible: true),
        .init("asked", importance: 1, isFlexible: true),
        .init("answer", importance: 8, isFlexible: true), .init("", importance: 9),
        .init("key", importance: 4, isFlexible: true), .init("s", .right, importance: 5),
        .init("θ", .point, importance: 7), .init("SE", .point, importance: 6),
        .init("info", .point, importance: 3), .init("domain", importance: 0, isFlexible: true),
      ],
      rows: given.map { given in
        let answer = given.answer
        let stem = given.item.question?.stem.split(whereSeparator: \.isNewline).first
        return [
          "\(given.position)", given.item.id, stem.map(String.init) ?? "",
          answer?.response ?? "…", answer.map(sign) ?? "",
          given.item.question?.shortKey ?? "", answer.map { seconds($0.milliseconds) } ?? "",
          answer.map { Wording.decimal($0.estimate.theta) } ?? "",
          answer.map { Wording.decimal($0.estimate.standardError) } ?? "",
          answer.flatMap(informationWords) ?? "",
          given.item.domain.map(session.bank.title(ofDomain:)) ?? "",
        ]
      })
  }

  private func sign(_ answer: TestSession.AnsweredItem) -> String {
    if answer.isVoided { return "out" }
    if answer.isPretest { return "trial" }
    return switch answer.outcome {
    case .right: "✓"
    case .wrong: "✗"
    case .credit(let earned, let highest): "\(earned)/\(highest)"
    case .unjudged: ""
    }
  }

  /// `nil` for an item on trial: it is not scored and tells nothing.
  private func informationWords(_ answer: TestSession.AnsweredItem) -> String? {
    answer.isPretest ? nil : Wording.decimal(answer.information, 3)
  }

  // MARK: One of them

  /// `frac-017 · Fractions · a 1.10, b −0.30 · provisional`.
  func heading(of given: GivenItem) -> String {
    let item = given.item
    var parts = [item.id]
    if let domain = item.domain { parts.append(session.bank.title(ofDomain: domain)) }
    if let parameters = item.parameters {
      var words = [
        "a \(Wording.decimal(parameters.discrimination))",
        "b \(Wording.decimal(parameters.difficulty))",
      ]
      if parameters.lowerAsymptote != 0 {
        words.append("c \(Wording.decimal(parameters.lowerAsymptote))")
      }
      if parameters.upperAsymptote != 1 {
        words.append("d \(Wording.decimal(parameters.upperAsymptote))")
      }
      parts.append(words.joined(separator: ", "))
    }
    parts.append(item.status.rawValue)
    return parts.joined(separator: " · ")
  }

  /// What came of an item.
  func outcomeFacts(of given: GivenItem) -> [ReportDocument.Fact] {
    var facts = [ReportDocument.Fact("answer", answerWords(given))]
    if let words = estimateWords(given) { facts.append(.init("θ, SE", words)) }
    return facts
  }

  /// Why it was this one.
  func reasonFacts(of given: GivenItem) -> [ReportDocument.Fact] {
    guard let proposal = given.proposal else { return [] }
    var facts = [ReportDocument.Fact("why", proposal.choice)]
    if let runnerUp = proposal.runnerUpWords {
      facts.append(
        .init(
          "runner-up",
          runnerUp + (proposal.isRunnerUpBetter ? "; the best, but chance drew another" : "")))
    }
    facts.append(.init("kept out", proposal.blockedWords ?? "nothing"))
    return facts
  }

  private func answerWords(_ given: GivenItem) -> String {
    let key = given.item.question?.keyDescription ?? ""
    let keyWords = key.isEmpty ? "" : "; key \(key)"
    guard let answer = given.answer else { return "none yet" + keyWords }
    let outcome = answer.outcome.english
    var words = answer.response + (outcome.isEmpty ? "" : ", \(outcome)") + keyWords
    words += "; \(seconds(answer.milliseconds)) s"
    if answer.isPretest { words += "; on trial: not scored" }
    if answer.isVoided {
      let ruling = remarks.last { $0.kind == .voided && $0.item == answer.item.id }
      words += "; " + (ruling.map { "taken out by \($0.author): \($0.text)" } ?? "taken out")
    }
    return words
  }

  private func estimateWords(_ given: GivenItem) -> String? {
    guard let answer = given.answer else { return nil }
    let now = answer.estimate
    func change(_ from: Double?, _ to: Double) -> String {
      (from.map { Wording.decimal($0) + " → " } ?? "") + Wording.decimal(to)
    }
    return change(given.before?.estimate.theta, now.theta) + ", "
      + change(given.before?.estimate.standardError, now.standardError)
      + (informationWords(answer).map { "; it told \($0) there" } ?? "")
  }

  /// The options with the key and what was chosen marked; empty where the answer is typed.
  func options(of given: GivenItem) -> [ReportDocument.Fact] {
    guard let format = given.item.question?.format else { return [] }
    let chosen = Set(given.answer?.response.split(separator: ",").map(String.init) ?? [])
    return format.options.enumerated().map { index, option in
      let letter = optionLetter(index)
      var marks: [String] = []
      if case .partialCredit(_, let scores) = format {
        marks.append(Wording.count(scores[index], "point"))
      } else if format.keys.contains(index) {
        marks.append("key")
      }
      if chosen.contains(letter) { marks.append("chosen") }
      let sign = format.keys.contains(index) ? "✓" : chosen.contains(letter) ? "▸" : " "
      return .init(
        "\(sign) \(letter)", option + (marks.isEmpty ? "" : "  (\(marks.joined(separator: ", ")))"))
    }
  }

  /// The question in full, with what came of it.
  func questionBlocks(of given: GivenItem) -> [ReportDocument.Block] {
    var blocks: [ReportDocument.Block] = [.heading(heading(of: given))]
    if let stimulus = given.stimulus { blocks.append(.paragraph(stimulus)) }
    blocks.append(.paragraph(given.item.question?.stem ?? "Only its parameters are known."))
    let options = options(of: given)
    if !options.isEmpty { blocks.append(.facts(options)) }
    var facts = outcomeFacts(of: given) + reasonFacts(of: given)
    if let rationale = given.item.rationale { facts.append(.init("rationale", rationale)) }
    if let answer = given.answer, let error = given.item.misconceptions[answer.response] {
      facts.append(.init("may believe", error))
    }
    return blocks + [.facts(facts)]
  }
}

extension Question {
  /// The key as short as a table has it: `B`, `A,C`, `25`.
  fileprivate var shortKey: String {
    let keys = format.keys
    return keys.isEmpty ? keyDescription : keys.sorted().map(optionLetter).joined(separator: ",")
  }
}
