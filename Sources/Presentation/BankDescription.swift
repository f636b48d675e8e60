import AdaptiveTesting
import ItemBanks
import ItemResponse
import Terminal

/// A bank or one of its items in text, for the people who keep it.
public struct BankDescription: Sendable {
  public let bank: Bank
  /// The generation in force; `nil` for a file that is in no database.
  public let generation: Int?
  /// In columns.
  public let width: Int

  public init(_ bank: Bank, generation: Int?, width: Int = 80) {
    self.bank = bank
    self.generation = generation
    self.width = width
  }

  // MARK: The bank

  /// What the bank is, what it covers, and how much it tells at each ability.
  public var text: String {
    var lines = wrapped(heading) + [""]
    if let about = bank.about { lines += wrapped(about) + [""] }
    lines += facts + [""]
    lines += domainTable + [""]
    lines += informationPlot
    return Wording.safe(lines.joined(separator: "\n")) + "\n"
  }

  private var heading: String {
    let version = generation.map { ", generation \($0)" } ?? ""
    return "\(bank.title) (\(bank.name)\(version))"
  }

  private var facts: [String] {
    let counts = Item.Status.allCases.compactMap { status -> String? in
      let count = bank.items.count { $0.status == status }
      return count == 0 ? nil : "\(count) \(status.rawValue)"
    }
    var facts = fact("items", "\(bank.items.count): " + Wording.list(counts))
    let kinds = Dictionary(grouping: bank.items.compactMap(\.question), by: \.format.kindName)
      .sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
      .map { "\($0.value.count) \($0.key)" }
    if !kinds.isEmpty { facts += fact("answers", Wording.list(kinds)) }
    let mean = Wording.score(bank.scale.mean)
    facts += fact("scale", "\(mean) + \(Wording.score(bank.scale.standardDeviation)) θ")
    if let source = bank.source { facts += fact("source", source) }
    if let licence = bank.licence { facts += fact("licence", licence) }
    return facts
  }

  private func fact(_ label: String, _ value: String) -> [String] {
    Wording.hanging(label, value, indent: 10, columns: width)
  }

  private var domainTable: [String] {
    let groups = Dictionary(grouping: bank.items) { $0.domain ?? "" }
    let order = bank.domains.map(\.id) + groups.keys.sorted()
    var seen: Set<String> = []
    let rows = order.filter { seen.insert($0).inserted }.compactMap { domain -> [String]? in
      guard let items = groups[domain] else { return nil }
      let difficulties = items.filter(\.isOperational).compactMap(\.parameters?.difficulty)
      let mean = difficulties.reduce(0, +) / Double(difficulties.count)
      return [
        domain.isEmpty ? "(none)" : bank.title(ofDomain: domain), "\(items.count)",
        difficulties.min().map { Wording.decimal($0) } ?? "–",
        Wording.decimal(mean),
        difficulties.max().map { Wording.decimal($0) } ?? "–",
      ]
    }
    return Table(
      [
        .init("domain", isFlexible: true), .init("items", .right), .init("b from", .point),
        .init("mean", .point), .init("to", .point),
      ], rows: rows
    ).lines(width: width)
  }

  private var informationPlot: [String] {
    let models = bank.items.filter(\.isOperational).compactMap(\.model)
    guard !models.isEmpty else { return [] }
    let points = Self.thetas.map { Plot.Point($0, testInformation(of: models, at: $0)) }
    return plot(
      "Information of the whole bank at each ability θ", [.init("information", points: points)],
      y: 0...max(1, points.map(\.y).max() ?? 1), rows: 12)
  }

  // MARK: One item

  /// People of about the same ability, and how they answered an item.
  public struct Observation: Sendable, Hashable {
    /// Their mean, judged by the other items.
    public let theta: Double
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
    if let question = item.question {
      lines += wrapped(question.stem) + [""] + answerLines(question, item) + [""]
    }
    lines += itemFacts(item)
    if let rationale = item.rationale { lines += ["", "rationale"] + wrapped(rationale) }
    if let parameters = item.parameters { lines += [""] + curves(parameters, observed) }
    return Wording.safe(lines.joined(separator: "\n")) + "\n"
  }

  private func answerLines(_ question: Question, _ item: Item) -> [String] {
    let keys: Set<Int>
    switch question.format {
    case .choice(_, let key): keys = [key]
    case .multiple(_, let all): keys = all
    case .numeric(_, let tolerance, _):
      return fact("answer", question.keyDescription + (tolerance > 0 ? " ± \(tolerance)" : ""))
    case .text(let answers, let exact):
      return fact("answers", answers.joined(separator: " | ") + (exact ? "  (exactly)" : ""))
    }
    return question.format.options.enumerated().flatMap { index, option in
      let letter = optionLetter(index)
      let slip = item.misconceptions[letter].map { "   (\($0))" } ?? ""
      return Wording.hanging(
        "\(keys.contains(index) ? "✓" : " ") \(letter)", option + slip, indent: 5, columns: width)
    }
  }

  private func itemFacts(_ item: Item) -> [String] {
    var facts: [String] = []
    if let domain = item.domain { facts += fact("domain", bank.title(ofDomain: domain)) }
    facts += fact("status", item.status.rawValue)
    if let parameters = item.parameters {
      facts.append(
        "a \(Wording.decimal(parameters.discrimination))   b "
          + "\(Wording.decimal(parameters.difficulty))   c "
          + "\(Wording.decimal(parameters.lowerAsymptote))   d "
          + Wording.decimal(parameters.upperAsymptote))
      let best = parameters.mostInformativeTheta
      facts.append(
        "most informative at θ \(Wording.decimal(best)): "
          + Wording.decimal(parameters.information(at: best), 3))
    }
    if let source = item.source { facts += fact("source", source) }
    if let licence = item.licence { facts += fact("licence", licence) }
    return facts
  }

  private func curves(_ parameters: LogisticModel, _ observed: [Observation]) -> [String] {
    let probability = Self.thetas.map { Plot.Point($0, parameters.probability(at: $0)) }
    let information = Self.thetas.map { Plot.Point($0, parameters.information(at: $0)) }
    var series = [Plot.Series("P", points: probability)]
    var note: [String] = []
    if !observed.isEmpty {
      let marks = observed.map { Plot.Point(min(4, max(-4, $0.theta)), $0.proportion) }
      series.append(.init("observed", points: marks, pattern: .marks("●")))
      let persons = observed.reduce(0) { $0 + $1.persons }
      note = wrapped(
        "● the share of right answers among \(Wording.count(persons, "person")), in "
          + "\(Wording.count(observed.count, "group")) by ability as the other items judge it")
    }
    return plot(
      "Probability of a right answer at each ability θ", series, y: 0...1, rows: 11)
      + note + [""]
      + plot(
        "Information at each ability θ", [.init("information", points: information)],
        y: 0...max(0.1, information.map(\.y).max() ?? 0.1), rows: 9)
  }

  // MARK: Parts

  private static let thetas = (0...160).map { -4 + 0.05 * Double($0) }

  private func plot(
    _ title: String, _ series: [Plot.Series], y: ClosedRange<Double>, rows: Int
  ) -> [String] {
    var canvas = Canvas(rows: rows, columns: min(width, 72))
    Plot(x: -4...4, y: y, series: series).draw(in: canvas.area, on: &canvas)
    return wrapped(title) + canvas.lines
  }

  private func wrapped(_ text: String) -> [String] {
    TextLayout.wrap(text, width: width).map(\.text)
  }
}

extension AnswerFormat {
  fileprivate var kindName: String {
    switch self {
    case .choice: "choice"
    case .multiple: "multiple choice"
    case .numeric: "numeric"
    case .text: "text"
    }
  }
}
