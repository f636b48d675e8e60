import ItemBanks
import ItemResponse
import Terminal

// One item of a bank: how it is asked, what is known of it, and its curves.

extension BankDescription {
  /// People of about the same ability, and how they answered an item.
  public struct Observation: Sendable, Hashable {
    /// Their mean, judged by the other items.
    public let theta: Double
    /// The share of the item's highest score that they reached.
    public let proportion: Double
    public let persons: Int

    public init(theta: Double, proportion: Double, persons: Int) {
      self.theta = theta
      self.proportion = proportion
      self.persons = persons
    }
  }

  /// The item as it is asked, what is known of it, and its characteristic and information curves, the
  /// observed proportions over the first.
  ///
  /// - Returns: `nil` where the bank has no such item.
  public func text(ofItem id: String, observed: [Observation] = []) -> String? {
    guard let item = bank.items.first(where: { $0.id == id }) else { return nil }
    var lines = wrapped("\(item.id) · \(heading)") + [""]
    if let stimulus = bank.stimulus(of: item) { lines += wrapped(stimulus) + [""] }
    if let question = item.question {
      lines += wrapped(question.stem) + [""] + answerLines(question, item) + [""]
    }
    lines += itemFacts(item)
    if let rationale = item.rationale { lines += ["", "rationale"] + wrapped(rationale) }
    if let model = item.model { lines += [""] + curves(model, observed) }
    return Wording.safe(lines.joined(separator: "\n")) + "\n"
  }

  private func answerLines(_ question: Question, _ item: Item) -> [String] {
    switch question.format {
    case .numeric(_, let tolerance, _):
      return fact("answer", question.keyDescription + (tolerance > 0 ? " ± \(tolerance)" : ""))
    case .text(let answers, let exact):
      return fact("answers", answers.joined(separator: " | ") + (exact ? "  (exactly)" : ""))
    case .choice, .multiple, .partialCredit, .rating:
      break
    }
    let keys = question.format.keys
    var scores: [Int] = []
    if case .partialCredit(_, let own) = question.format { scores = own }
    return question.format.options.enumerated().flatMap { index, option in
      let letter = optionLetter(index)
      let points = scores.isEmpty ? "" : "   (scores \(scores[index]))"
      let slip = item.misconceptions[letter].map { "   (\($0))" } ?? ""
      return Wording.hanging(
        "\(keys.contains(index) ? "✓" : " ") \(letter)", option + points + slip, indent: 5,
        columns: width)
    }
  }

  private func itemFacts(_ item: Item) -> [String] {
    var facts: [String] = []
    if let domain = item.domain { facts += fact("domain", bank.title(ofDomain: domain)) }
    if let set = item.set { facts += fact("set", set) }
    for (name, value) in item.attributes.sorted(by: { $0.key < $1.key }) {
      switch value {
      case .number(let number):
        facts += fact(name, Int(exactly: number).map(String.init) ?? "\(number)")
      case .text(let text): facts += fact(name, text)
      }
    }
    if !item.enemies.isEmpty { facts += fact("enemies", item.enemies.joined(separator: ", ")) }
    facts += fact("status", item.status.rawValue)
    if let model = item.model {
      facts += wrapped(model.inWords)
      let best =
        item.parameters?.mostInformativeTheta
        ?? Self.thetas.max { model.information(at: $0) < model.information(at: $1) } ?? 0
      facts.append(
        "most informative at θ \(Wording.decimal(best)): "
          + Wording.decimal(model.information(at: best), 3))
    }
    if let source = item.source { facts += fact("source", source) }
    if let licence = item.licence { facts += fact("licence", licence) }
    return facts
  }

  private func curves(_ model: any ResponseModel, _ observed: [Observation]) -> [String] {
    let information = Self.thetas.map { Plot.Point($0, model.information(at: $0)) }
    let isRightOrWrong = model.scoreCount == 2
    var lines: [String] = []
    if !isRightOrWrong { lines += categoryCurves(model) + [""] }
    if !(model is NominalModel) {
      lines += scoreCurve(model, observed, isRightOrWrong: isRightOrWrong) + [""]
    }
    return lines
      + plot(
        "Information at each ability θ", [.init("information", points: information)],
        y: 0...max(0.1, information.map(\.y).max() ?? 0.1), rows: 9)
  }

  private func scoreCurve(
    _ model: any ResponseModel, _ observed: [Observation], isRightOrWrong: Bool
  ) -> [String] {
    let highest = Double(model.scoreCount - 1)
    let curve = Self.thetas.map { Plot.Point($0, model.expectedScore(at: $0) / highest) }
    var series = [Plot.Series(isRightOrWrong ? "P" : "expected", points: curve)]
    var note: [String] = []
    if !observed.isEmpty {
      let marks = observed.map { Plot.Point(min(4, max(-4, $0.theta)), $0.proportion) }
      series.append(.init("observed", points: marks, pattern: .marks("●")))
      let persons = observed.reduce(0) { $0 + $1.persons }
      let share = isRightOrWrong ? "right answers" : "the highest score reached"
      note = wrapped(
        "● the share of \(share) among \(Wording.count(persons, "person")), in "
          + "\(Wording.count(observed.count, "group")) by ability as the other items judge it")
    }
    let title =
      isRightOrWrong
      ? "Probability of a right answer at each ability θ"
      : "Expected share of the highest score at each ability θ"
    return plot(title, series, y: 0...1, rows: 11) + note
  }

  /// One curve a score, named by it and by its pattern.
  private func categoryCurves(_ model: any ResponseModel) -> [String] {
    let patterns: [Plot.Series.Pattern] = [.solid, .dashed, .dotted]
    let series = (0..<model.scoreCount).map { score in
      Plot.Series(
        "\(score)",
        points: Self.thetas.map { Plot.Point($0, model.probability(of: score, at: $0)) },
        pattern: patterns[score % 3])
    }
    let what = model is NominalModel ? "category" : "score"
    return plot("Probability of each \(what) at each ability θ", series, y: 0...1, rows: 13)
  }
}

extension ResponseModel {
  /// The model with its parameters, for people.
  fileprivate var inWords: String {
    func list(_ values: [Double]) -> String {
      values.map { Wording.decimal($0) }.joined(separator: ", ")
    }
    switch self {
    case let model as LogisticModel:
      return
        "a \(Wording.decimal(model.discrimination))   b \(Wording.decimal(model.difficulty))   "
        + "c \(Wording.decimal(model.lowerAsymptote))   d \(Wording.decimal(model.upperAsymptote))"
    case let model as GradedModel:
      return "graded: a \(Wording.decimal(model.discrimination))   thresholds "
        + list(model.thresholds)
    case let model as PartialCreditModel:
      return "partial credit: a \(Wording.decimal(model.discrimination))   steps "
        + list(model.steps)
    case let model as RatingScaleModel:
      return "rating scale: a \(Wording.decimal(model.discrimination))   b "
        + "\(Wording.decimal(model.difficulty))   steps \(list(model.steps))"
    case let model as NominalModel:
      return "nominal: slopes \(list(model.slopes))   intercepts \(list(model.intercepts))"
    default:
      return "model \(self)"
    }
  }
}
