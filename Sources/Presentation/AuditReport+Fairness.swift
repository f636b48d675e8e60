import Calibration
import Foundation
import Proctoring
import Terminal

extension AuditReport {
  var fairnessBlocks: [ReportDocument.Block] {
    var blocks: [ReportDocument.Block] = [.heading("Fairness to groups")]
    guard audit.groups.count > 1 else {
      blocks.append(
        .paragraph(
          audit.groups.first.map {
            "All people whose group is known are of group \($0.group), so there is nothing to compare."
          }
            ?? "No sitting has a group recorded, so nothing can be said about groups. cat take --group "
            + "NAME records one."))
      return blocks
    }
    blocks.append(.table(groupTable, caption: groupCaption))
    for comparison in audit.comparisons {
      blocks.append(.paragraph(scoreWords(comparison)))
      blocks.append(.paragraph(itemWords(comparison)))
      let notable = notableItems(comparison)
      if !notable.isEmpty {
        blocks.append(
          .table(
            differenceTable(notable),
            caption: "Group \(comparison.focal) against \(comparison.reference): items with a "
              + "probability below .05 before correction; above 0 it is harder for "
              + "\(comparison.focal), as is a Δ below 0"))
      }
    }
    if audit.comparisons.contains(where: { !$0.differing.isEmpty }) {
      blocks.append(
        .paragraph(
          "A difference at equal ability does not say why. The item may ask for something besides what "
            + "the test measures, such as words or a setting that one group knows less well; or the "
            + "groups were taught differently, which is no fault of the item. Let people who know the "
            + "group read it before it is kept or retired."))
    }
    return blocks
  }

  // MARK: Scores

  private var groupCaption: String {
    var caption = "Scores of finished sittings"
    if !audit.cuts.isEmpty { caption += ", and the share of them at or above each cut score" }
    if audit.groups.contains(where: { $0.personCount < $0.count }) {
      caption += "; who sat several times counts each time"
    }
    if audit.ungroupedCount > 0 {
      caption +=
        "; \(Wording.count(audit.ungroupedCount, "sitting")) without a group "
        + "\(audit.ungroupedCount == 1 ? "is" : "are") left out"
    }
    return caption
  }

  private var groupTable: Table {
    Table(
      [
        .init("group", importance: 9, isFlexible: true), .init("results", .right, importance: 8),
        .init("people", .right, importance: 3), .init("mean", .right, importance: 8),
        .init("SD", .right, importance: 6),
      ]
        + audit.cuts.map { .init("≥ \(Wording.score(scaled($0)))", .right, importance: 5) },
      rows: audit.groups.map { group in
        [
          group.group, "\(group.count)", "\(group.personCount)",
          group.count > 0 ? Wording.score(scaled(group.mean)) : "–",
          group.standardDeviation.map { Wording.score(points($0)) } ?? "–",
        ] + group.masteryShares.map { "\(Wording.decimal(100 * $0, 0)) %" }
      })
  }

  private func scoreWords(_ comparison: GroupComparison) -> String {
    let (focal, reference) = (comparison.focal, comparison.reference)
    guard let scores = comparison.scores else {
      return "Too few results to compare the scores of groups \(focal) and \(reference)."
    }
    let direction = scores.value < 0 ? "lower" : "higher"
    var words =
      "Group \(focal) scores \(Wording.score(points(abs(scores.value)))) points \(direction) on average "
      + "than group \(reference) (\(signed(scores.interval)), with 95 % probability)"
    words += scores.isClear ? "." : ", which may be chance."
    let clear = zip(audit.cuts, comparison.mastery).filter { $0.1.isClear }
      .max { abs($0.1.value) < abs($1.1.value) }
    if let (cut, difference) = clear {
      words +=
        " Of its results \(percentPoints(abs(difference.value))) percentage points "
        + "\(difference.value < 0 ? "fewer" : "more") are at or above "
        + "\(Wording.score(scaled(cut))) (\(percentPoints(difference.interval.lowerBound)) to "
        + "\(percentPoints(difference.interval.upperBound)))."
    }
    return words
      + " Groups may differ in what they can do; that alone says nothing about fairness."
  }

  private func signed(_ interval: ClosedRange<Double>) -> String {
    "\(Wording.score(points(interval.lowerBound))) to \(Wording.score(points(interval.upperBound)))"
  }

  private func percentPoints(_ share: Double) -> String { Wording.decimal(100 * share, 0) }

  private func scaled(_ theta: Double) -> Double { bank.scale.scaled(theta) }

  /// A difference of abilities on the bank's scale.
  private func points(_ logits: Double) -> Double { bank.scale.standardDeviation * logits }

  // MARK: Items

  /// Which items, which group, how large, how sure.
  func itemWords(_ comparison: GroupComparison) -> String {
    let tested = comparison.testedCount
    guard tested > 0 else {
      return
        "No item has \(ItemDifference.minimumCount) answers of both groups \(comparison.focal) and "
        + "\(comparison.reference), so none can be compared yet."
    }
    var sentences = comparison.differing.map { sentence(on: $0, comparison) }
    if sentences.isEmpty {
      sentences.append(
        "Of \(Wording.count(tested, "item")) with enough answers of both groups, none is harder or easier "
          + "for group \(comparison.focal) than for people of the same ability in group "
          + "\(comparison.reference), beyond what chance does.")
    }
    let crossing = comparison.crossing.map(\.id)
    if !crossing.isEmpty {
      sentences.append(
        "Between these groups \(Wording.list(crossing)) \(crossing.count == 1 ? "differs" : "differ") at "
          + "some abilities more than at others (logistic regression, group by ability).")
    }
    let untested = comparison.items.count {
      $0.shift == nil && $0.referenceCount + $0.focalCount > 0
    }
    if untested > 0 {
      sentences.append(
        "\(Wording.count(untested, "other item")) had too few answers of one group, or all alike.")
    }
    switch comparison.purification.outcome {
    case .settled, .skipped: break
    case .cycled, .exhausted, .everythingFlagged:
      sentences.append(
        "The set of items to match people on did not settle, so take these findings with care.")
    }
    return sentences.joined(separator: " ")
  }

  func sentence(on item: ItemDifference, _ comparison: GroupComparison) -> String {
    guard let shift = item.shift else { return "" }
    let reach = (shift.interval.upperBound - shift.interval.lowerBound) / 2
    let size = abs(shift.logits)
    // Said of those who have the harder time, whichever group is the reference.
    let (group, other) =
      shift.logits > 0
      ? (comparison.focal, comparison.reference) : (comparison.reference, comparison.focal)
    var words =
      "\(item.id) is harder for group \(group) than for people of the same ability in group \(other): "
      + "by about \(Wording.decimal(size, 1)) logits (\(Wording.decimal(size - reach, 1)) to "
      + "\(Wording.decimal(size + reach, 1))), "
      + "\(probability(shift.test.adjustedProbability)) after correction for "
      + "\(Wording.count(comparison.testedCount, "item"))"
    if let mantel = item.mantelHaenszel, mantel.delta.isFinite {
      words +=
        "; Mantel–Haenszel Δ \(Wording.decimal(abs(mantel.delta), 1)) ± "
        + "\(Wording.decimal(mantel.deltaStandardError, 1)), class \(mantel.effectSize.rawValue) "
        + "(\(mantel.effectSize.words))"
    }
    return words + "."
  }

  private func probability(_ value: Double) -> String {
    value < 0.0005 ? "p < .001" : "p \(Wording.pValue(value))"
  }

  /// Those that a look is worth, the least probable first; at most twenty.
  private func notableItems(_ comparison: GroupComparison) -> [ItemDifference] {
    let notable = comparison.items
      .filter { ($0.shift?.test.probability ?? 1) < 0.05 }
      .sorted { ($0.shift?.test.probability ?? 1) < ($1.shift?.test.probability ?? 1) }
    return Array(notable.prefix(20))
  }

  private func differenceTable(_ items: [ItemDifference]) -> Table {
    Table(
      [
        .init("item", importance: 9, isFlexible: true), .init("answers", .right, importance: 3),
        .init("harder by", .point, importance: 9), .init("95 % interval", .right, importance: 7),
        .init("corrected p", .right, importance: 8), .init("MH Δ", .point, importance: 6),
        .init("", importance: 6), .init("logistic p", .right, importance: 4),
      ],
      rows: items.map { item in
        [
          item.id, "\(item.referenceCount)+\(item.focalCount)",
          item.shift.map { Wording.decimal($0.logits) } ?? "",
          item.shift.map {
            "\(Wording.decimal($0.interval.lowerBound)) to "
              + Wording.decimal($0.interval.upperBound)
          } ?? "",
          item.shift.map { Wording.pValue($0.test.adjustedProbability) } ?? "",
          item.mantelHaenszel.map { Wording.decimal($0.delta) } ?? "",
          item.mantelHaenszel?.effectSize.rawValue ?? "",
          item.logistic.map { Wording.pValue($0.both.pValue) } ?? "",
        ]
      })
  }
}

extension DifferentialItemFunctioning.EffectSize {
  var words: String {
    switch self {
    case .negligible: "negligible"
    case .moderate: "moderate"
    case .large: "large"
    }
  }
}
