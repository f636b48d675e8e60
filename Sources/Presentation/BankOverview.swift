import Foundation
import ItemBanks
import ItemResponse
import Numerical
import Proctoring

/// A bank with what its sittings tell of it, made ready for looking at.
public struct BankOverview: Sendable {
  public let bank: Bank
  /// The bank's generation that is judged; `nil` for a file.
  public let generation: Int?
  public let review: BankReview
  /// The false-discovery rate at which an item stands out.
  public let rate: Double
  /// In the order of the bank.
  let rows: [Row]

  /// An item with all that is shown of it.
  struct Row: Sendable {
    let item: Item
    let review: ItemReview
    /// The sittings that could have given it, where that is known; else all.
    let available: Int
    /// The share of these that gave it.
    let exposure: Double
    let given: Int
    /// Where it tells most; `nil` without a model.
    let difficulty: Double?
    /// Mean shares of points over all answers.
    let observed: Double?
    let expected: Double?
    /// What stands out about it, in a sentence each.
    let remarks: [String]

    /// `nil` where nothing was expected.
    var surprise: Double? {
      observed.flatMap { observed in expected.map { observed - $0 } }
    }
  }

  /// - Parameters:
  ///   - review: of this very bank.
  ///   - audit: of it, where there is one: for exposure among the sittings that could have given an item, and for
  ///     fairness.
  public init(
    bank: Bank, generation: Int?, review: BankReview, rate: Double = 0.05, audit: BankAudit? = nil
  ) {
    precondition(review.items.map(\.id) == bank.items.map(\.id), "a review of another bank")
    self.bank = bank
    self.generation = generation
    self.review = review
    self.rate = rate
    let use = audit.map { $0.use.map(Optional.some) } ?? bank.items.map { _ in nil }
    let report = audit.map { AuditReport($0, generation: generation) }
    rows = zip(zip(bank.items, review.items), use).map { pair, use in
      Row(
        pair.0, pair.1, use: use, sittings: review.sittingCount, rate: rate,
        fairness: report?.differences(ofItem: pair.0.id) ?? [])
    }
  }

  /// Everything that an audit knows.
  public init(_ audit: BankAudit, generation: Int?) {
    self.init(
      bank: audit.bank, generation: generation, review: audit.review,
      rate: audit.criteria.review.rate, audit: audit)
  }

  // MARK: Over the whole bank

  /// Those that a test may use.
  var operational: [Row] { rows.filter(\.item.isOperational) }

  /// What all items in use would tell together at an ability.
  func information(at theta: Double) -> Double {
    operational.reduce(0) { $0 + ($1.item.model?.information(at: theta) ?? 0) }
  }

  /// What the items given and scored tell in one sitting, on average, at an ability.
  func givenInformation(at theta: Double) -> Double {
    guard review.sittingCount > 0 else { return 0 }
    return rows.reduce(0) { sum, row in
      let count = row.review.scoredCount
      guard count > 0, let model = row.item.model else { return sum }
      return sum + Double(count) / Double(review.sittingCount) * model.information(at: theta)
    }
  }
}

extension BankOverview.Row {
  init(
    _ item: Item, _ review: ItemReview, use: ItemUse?, sittings: Int, rate: Double,
    fairness: [String]
  ) {
    self.item = item
    self.review = review
    available = use?.availableCount ?? sittings
    exposure = use?.exposure ?? review.exposure
    given = use?.givenCount ?? review.count
    difficulty = Self.difficulty(of: item)
    let count = review.groups.reduce(0) { $0 + $1.count }
    func mean(_ share: (ItemReview.Group) -> Double) -> Double? {
      count > 0 ? review.groups.reduce(0) { $0 + $1.count * share($1) } / count : nil
    }
    observed = mean(\.observed)
    expected = mean(\.expected)
    var remarks = fairness
    func isFound(_ test: ItemReview.Test?) -> Bool { (test?.adjustedProbability ?? 1) <= rate }
    func corrected(_ test: ItemReview.Test) -> String {
      "corrected p \(Wording.pValue(test.adjustedProbability))"
    }
    if let drift = review.drift, isFound(drift.test) {
      remarks.append("It changed after sitting \(drift.after + 1) (\(corrected(drift.test))).")
    }
    if let shift = review.shift, isFound(shift.test) {
      remarks.append(
        "It is \(Wording.decimal(abs(shift.logits), 1)) logits "
          + "\(shift.logits > 0 ? "harder" : "easier") than its parameters say "
          + "(\(corrected(shift.test))).")
    }
    if let fit = review.fit, isFound(fit.test) {
      remarks.append(
        (fit.infit > 1
          ? "Able people miss it and weak ones solve it more often than they should"
          : "It tells able and weak people apart more sharply than its curve says")
          + " (infit \(Wording.decimal(fit.infit)), \(corrected(fit.test))).")
    }
    if use?.isCold == true { remarks.append("It is hardly ever given.") }
    if review.isDueForCalibration {
      remarks.append("It has enough answers to be calibrated, and a reason to be.")
    }
    self.remarks = remarks
  }

  /// Where the item tells most, to a twentieth of a logit where no formula says it.
  private static func difficulty(of item: Item) -> Double? {
    guard let model = item.model else { return nil }
    if let difficulty = item.parameters?.difficulty { return difficulty }
    let grid = (-120...120).map { Double($0) / 20 }
    return model.informationPeak
      ?? grid.max { model.information(at: $0) < model.information(at: $1) }
  }
}

extension AuditReport {
  /// The sentences on one item's differences between groups.
  func differences(ofItem id: String) -> [String] {
    audit.comparisons.flatMap { comparison in
      comparison.differing.filter { $0.id == id }.map { sentence(on: $0, comparison) }
    }
  }
}
