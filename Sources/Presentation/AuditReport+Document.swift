import Foundation
import ItemBanks
import Proctoring
import Terminal

extension AuditReport {
  public func document(timeZone: TimeZone = .current) -> ReportDocument {
    var document = ReportDocument(title: "\(bank.title) · audit")
    document.blocks = [.paragraph(opening), .facts(facts(timeZone))]
    document.blocks += fairnessBlocks
    document.blocks += changeBlocks(timeZone) + useBlocks + calibrationBlocks
    document.blocks += [
      .heading("All items"),
      .table(
        itemTable,
        caption:
          "Rate: share of the sittings that could have given it. Shift: logits by which it is harder than "
          + "its parameters say. Corrected p of shift, drift and misfit. SE: of its difficulty, were it "
          + "calibrated from these answers"),
    ]
    return document
  }

  private var opening: String {
    let people = Set(audit.sittings.map(\.person)).count
    let findings = findings
    return "\(Wording.count(audit.sittings.count, "sitting")) by "
      + "\(Wording.count(people, "person", "people")) tell about "
      + "\(Wording.count(bank.items.count, "item")). "
      + (findings.isEmpty
        ? "Nothing was found that speaks against the items."
        : "\(findings.joined(separator: "; ").capitalizingFirst). Each is explained below.")
  }

  private func facts(_ timeZone: TimeZone) -> [ReportDocument.Fact] {
    let generations = Set(audit.sittings.map(\.generation)).sorted()
    var facts: [ReportDocument.Fact] = [.init("bank", bank.name)]
    facts.append(
      .init(
        "judged", generation.map { "the parameters of generation \($0)" } ?? "those of the file"))
    let own =
      (generations.count == 1 ? ", of generation " : ", of generations ")
      + Wording.list(generations.map(String.init))
    facts.append(.init("sittings", "\(audit.sittings.count)\(generations.isEmpty ? "" : own)"))
    if audit.leftOutCount > 0 {
      facts.append(
        .init("left out", "\(audit.leftOutCount), ruled out or without an answer that counts"))
    }
    let starts = audit.sittings.compactMap { $0.session.events.first?.time }
    if let first = starts.min(), let last = starts.max() {
      let from = Wording.moment(first, timeZone: timeZone)
      let to = Wording.moment(last, timeZone: timeZone)
      facts.append(.init("begun", from == to ? from : "\(from) to \(to)"))
    }
    facts += [
      .init(
        "people",
        "ability \(Wording.decimal(audit.review.people.mean)) on average, SD "
          + "\(Wording.decimal(audit.review.people.standardDeviation)), in logits"),
      .init("overlap", "\(Wording.share(audit.review.overlap)) of the items of two sittings"),
      .init(
        "certainty",
        "of the items named, at most \(Wording.decimal(100 * audit.criteria.review.rate, 0)) % are expected to be "
          + "named by chance"),
    ]
    if !audit.missingItems.isEmpty {
      facts.append(
        .init(
          "no longer there",
          "\(Wording.count(audit.missingItems.count, "item")) with "
            + Wording.count(audit.missingItems.values.reduce(0, +), "answer")))
    }
    return facts
  }

  // MARK: Parameters

  private func changeBlocks(_ timeZone: TimeZone) -> [ReportDocument.Block] {
    var blocks: [ReportDocument.Block] = []
    let (drifting, shifted, misfitting) = (audit.drifting, audit.shifted, audit.misfitting)
    if !drifting.isEmpty {
      blocks += [
        .heading("Items that changed over time"),
        .facts(drifting.map { .init($0.id, driftWords($0, timeZone)) }),
        .paragraph(
          "An item becomes easier when it gets around or when its topic has been taught since, and harder "
            + "when what it asks goes out of date. Ask whether its question is known outside; until then "
            + "hold it back."),
      ]
    }
    if !shifted.isEmpty {
      blocks += [
        .heading("Items easier or harder than their parameters say"),
        .facts(shifted.map { .init($0.id, shiftWords($0)) }),
      ]
    }
    if !misfitting.isEmpty {
      blocks += [
        .heading("Items not answered as their curves say"),
        .facts(misfitting.map { .init($0.id, misfitWords($0)) }),
      ]
    }
    return blocks.isEmpty
      ? [
        .heading("Parameters"),
        .paragraph(
          "No item changed over time, none is easier or harder than its parameters say, and none is "
            + "answered otherwise than its curve says, beyond what chance does."),
      ] : blocks
  }

  private func driftWords(_ item: ItemReview, _ timeZone: TimeZone) -> String {
    guard let drift = item.drift else { return "" }
    var words = "changed"
    if audit.sittings.indices.contains(drift.after) {
      let sitting = audit.sittings[drift.after]
      words += " after sitting \(sitting.code)"
      if let time = sitting.session.events.first?.time {
        words += " of \(Wording.moment(time, timeZone: timeZone))"
      }
    }
    words += " (corrected p \(Wording.pValue(drift.test.adjustedProbability)))"
    if let shift = item.shift {
      words +=
        "; over all it is \(size(shift.logits)) than its parameters say"
    }
    return words + "."
  }

  private func shiftWords(_ item: ItemReview) -> String {
    guard let shift = item.shift else { return "" }
    let why = explanation(ofShiftIn: item.id).map { ": \($0), see above" } ?? ""
    return "\(size(shift.logits)) ± \(Wording.decimal(item.standardError)), corrected p "
      + "\(Wording.pValue(shift.test.adjustedProbability))\(why)."
  }

  private func misfitWords(_ item: ItemReview) -> String {
    guard let fit = item.fit else { return "" }
    let meaning =
      fit.infit > 1
      ? "able people miss it and weak ones solve it more often than they should"
      : "it tells able and weak people apart more sharply than its curve says"
    return "\(meaning) (infit \(Wording.decimal(fit.infit)), corrected p "
      + "\(Wording.pValue(fit.test.adjustedProbability)))."
  }

  /// `0.8 logits harder`.
  private func size(_ shift: Double) -> String {
    "\(Wording.decimal(abs(shift), 1)) logits \(shift > 0 ? "harder" : "easier")"
  }

  // MARK: Use

  private var useBlocks: [ReportDocument.Block] {
    let operational = audit.use.filter { $0.status == .provisional || $0.status == .calibrated }
    let top = operational.filter { $0.givenCount > 0 }
      .sorted { ($1.exposure, $0.id) < ($0.exposure, $1.id) }
    var blocks: [ReportDocument.Block] = [
      .heading("Exposure"),
      .bars(
        exposureChart(operational),
        caption:
          "How often the \(Wording.count(operational.count, "item")) in use were given, as a share "
          + "of the sittings that could have given them"),
      .table(
        Table(
          [
            .init("item", importance: 9, isFlexible: true),
            .init("domain", importance: 1, isFlexible: true), .init("given", .right, importance: 7),
            .init("rate", .point, importance: 8),
          ],
          rows: top.prefix(10).map { use in
            [use.id, domain(of: use.id), "\(use.givenCount)", Wording.share(use.exposure)]
          }), caption: "Given most often"),
    ]
    let cold = audit.cold
    if !cold.isEmpty {
      let never = cold.filter { $0.givenCount == 0 }.map(\.id)
      let hardly = cold.filter { $0.givenCount > 0 }.map { "\($0.id) (\($0.givenCount))" }
      blocks += [
        .heading("Cold items"),
        .facts(
          [("never given", never), ("hardly given", hardly)].filter { !$0.1.isEmpty }
            .map { .init($0.0, shortened($0.1)) }),
        .paragraph(
          "A cold item costs its writer work and tells nothing. Either better ones are always there before "
            + "it, which a random draw among the best few or a limit on exposure changes, or nobody is "
            + "where it is best. cat simulate shows what a design would do."),
      ]
    }
    if !audit.retiredInUse.isEmpty {
      blocks += [
        .heading("Retired items still in use"),
        .facts(audit.retiredInUse.map { .init($0.id, retiredWords($0)) }),
        .paragraph(
          "A sitting keeps the generation of the bank that it began with. Where a retired item must not be "
            + "seen again, end those sittings."),
      ]
    }
    return blocks
  }

  private func exposureChart(_ use: [ItemUse]) -> BarChart {
    let edges = [0, 0.01, 0.05, 0.1, 0.2, 0.3, 0.5, 1]
    var rows = [("never", use.count { $0.givenCount == 0 })]
    for (low, high) in zip(edges, edges.dropFirst()) {
      let label =
        low == 0
        ? "up to \(Wording.share(high))" : "\(Wording.share(low)) to \(Wording.share(high))"
      rows.append((label, use.count { $0.exposure > low && $0.exposure <= high }))
    }
    let largest = Double(max(1, rows.map(\.1).max() ?? 1))
    return BarChart(
      rows.map { .init($0.0, fraction: Double($0.1) / largest, note: Wording.count($0.1, "item")) })
  }

  private func retiredWords(_ use: RetiredUse) -> String {
    var parts: [String] = []
    if use.givenCount > 0 {
      parts.append("given \(Wording.count(use.givenCount, "time")) since it was retired")
    }
    if !use.openSittings.isEmpty {
      let isOne = use.openSittings.count == 1
      parts.append(
        "unfinished \(isOne ? "sitting" : "sittings") \(shortened(use.openSittings)) may still give it"
      )
    }
    return parts.joined(separator: "; ") + "."
  }

  private func domain(of id: String) -> String {
    bank.items.first { $0.id == id }?.domain.map { bank.title(ofDomain: $0) } ?? ""
  }

  /// At most twenty, and how many more there are.
  private func shortened(_ words: [String]) -> String {
    let shown = words.prefix(words.count == 21 ? 21 : 20)
    let rest = words.count - shown.count
    return shown.joined(separator: ", ") + (rest > 0 ? " and \(rest) more (--json has all)" : "")
  }

  // MARK: Calibration

  private var calibrationBlocks: [ReportDocument.Block] {
    let due = audit.due.map(\.id)
    let status = Dictionary(
      bank.items.map { ($0.id, $0.status) }, uniquingKeysWith: { first, _ in first })
    let waiting = audit.review.items.filter { item in
      (status[item.id] == .provisional || status[item.id] == .pretest)
        && !item.isDueForCalibration && item.count > 0
    }
    var sentences: [String] = []
    let error = Wording.decimal(audit.criteria.review.standardError)
    if due.isEmpty {
      sentences.append("No item is due to be calibrated.")
    } else {
      sentences.append(
        "Enough was collected to calibrate \(shortened(due)): their difficulties would be known to "
          + "\(error) logits or better. Do it by: cat calibrate --sessions "
          + "\(Wording.shellWord(bank.name))\(freeing(Set(due.compactMap { status[$0] }))).")
    }
    let missing = waiting.compactMap { item in item.neededCount.map { max(0, $0 - item.count) } }
      .sorted()
    if let sentence = Self.sentence(onMissing: missing) { sentences.append(sentence) }
    return [.heading("Calibration"), .paragraph(sentences.joined(separator: " "))]
  }

  /// How many more answers uncalibrated items need; `nil` without any.
  ///
  /// - Parameter counts: by item, rising.
  static func sentence(onMissing counts: [Int]) -> String? {
    guard let least = counts.first, let most = counts.last else { return nil }
    let items = Wording.count(counts.count, "uncalibrated item")
    let answers = Wording.count(least, "more answer")
    guard counts.count > 1 else { return "\(items) needs about \(answers) for that." }
    guard least < most else { return "\(items) need about \(answers) each for that." }
    let half = counts[(counts.count - 1) / 2]
    return "\(items) need more answers for that, from \(least) to \(most)"
      + (half < most ? ", half of them \(half) or fewer." : ".")
  }

  /// The option without which these would keep the parameters that they have.
  private func freeing(_ statuses: Set<Item.Status>) -> String {
    if statuses.contains(.calibrated) { return " --free all" }
    return statuses.contains(.provisional) ? " --free provisional" : ""
  }

  // MARK: Items

  private var itemTable: Table {
    Table(
      [
        .init("item", importance: 9, isFlexible: true), .init("status", importance: 2),
        .init("given", .right, importance: 8), .init("rate", .point, importance: 7),
        .init("shift", .point, importance: 8), .init("p", .right, importance: 6),
        .init("drift p", .right, importance: 6), .init("infit", .point, importance: 4),
        .init("p", .right, importance: 5), .init("SE", .point, importance: 3),
        .init("due", importance: 3),
      ],
      rows: zip(audit.review.items, audit.use).map { item, use in
        [
          item.id, use.status.rawValue, "\(use.givenCount)", Wording.share(use.exposure),
          item.shift.map { Wording.decimal($0.logits) } ?? "",
          item.shift.map { Wording.pValue($0.test.adjustedProbability) } ?? "",
          item.drift.map { Wording.pValue($0.test.adjustedProbability) } ?? "",
          item.fit.map { Wording.decimal($0.infit) } ?? "",
          item.fit.map { Wording.pValue($0.test.adjustedProbability) } ?? "",
          item.standardError.isFinite ? Wording.decimal(item.standardError) : "",
          item.isDueForCalibration ? "yes" : "",
        ]
      })
  }
}
