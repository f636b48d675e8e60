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

  var heading: String {
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

  func fact(_ label: String, _ value: String) -> [String] {
    Wording.hanging(label, value, indent: 10, columns: width)
  }

  private var domainTable: [String] {
    let groups = Dictionary(grouping: bank.items) { $0.domain ?? "" }
    let order = bank.domains.map(\.id) + groups.keys.sorted()
    var seen: Set<String> = []
    let rows = order.filter { seen.insert($0).inserted }.compactMap { domain -> [String]? in
      guard let items = groups[domain] else { return nil }
      let difficulties = items.filter(\.isOperational).compactMap(\.model?.meanDifficulty)
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

  // MARK: Parts

  static let thetas = (0...160).map { -4 + 0.05 * Double($0) }

  func plot(
    _ title: String, _ series: [Plot.Series], y: ClosedRange<Double>, rows: Int
  ) -> [String] {
    var canvas = Canvas(rows: rows, columns: min(width, 72))
    Plot(x: -4...4, y: y, series: series).draw(in: canvas.area, on: &canvas)
    return wrapped(title) + canvas.lines
  }

  func wrapped(_ text: String) -> [String] {
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
    case .partialCredit: "partial credit"
    case .rating: "rating"
    }
  }
}

extension ResponseModel {
  /// Where on the scale an item stands, in logits: its difficulty, or the mean of its thresholds or
  /// steps; `nil` where there is no such place.
  fileprivate var meanDifficulty: Double? {
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    return switch self {
    case let model as LogisticModel: model.difficulty
    case let model as GradedModel: mean(model.thresholds)
    case let model as PartialCreditModel: mean(model.steps)
    case let model as RatingScaleModel: model.difficulty + mean(model.steps)
    default: nil
    }
  }
}
