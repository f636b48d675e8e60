import Simulation
import Terminal

extension SimulationReport {
  // MARK: Cut scores

  var classificationBlocks: [ReportDocument.Block] {
    let found = outcomes.map { $0.classification(at: cuts) }
    let cutCount = found.compactMap { $0?.cuts.count }.max() ?? 0
    guard cutCount > 0 else { return [] }
    var blocks: [ReportDocument.Block] = [.heading("On the right side of the cut")]
    if cutCount > 1 {
      blocks.append(
        table(
          [
            .init("classes", .right, importance: 9), .init("right", .point, importance: 8),
            .init("kappa", .point, importance: 8),
          ],
          caption: "The classes that the cuts make together"
        ) { number in
          found[number].map {
            [["\($0.cuts.count + 1)", share($0.rightShare), share($0.kappa)]]
          } ?? []
        })
    }
    let isDecided = found.flatMap { $0?.cuts ?? [] }.contains { $0.decidedShare != nil }
    blocks.append(
      table(
        [
          .init("cut at θ", .point, importance: 9), .init("right", .point, importance: 8),
          .init("sensitivity", .point, importance: 7),
          .init("specificity", .point, importance: 6), .init("kappa", .point, importance: 5),
        ] + (isDecided ? [.init("decided", .point, importance: 4)] : []),
        caption:
          "People on the right side; sensitivity is of those truly at or above, specificity of "
          + "those truly below"
          + (isDecided ? "; decided are the tests that ended with a decision of their own" : "")
      ) { number in
        (found[number]?.cuts ?? []).map {
          [
            Wording.decimal($0.theta), share($0.rightShare), share($0.sensitivity),
            share($0.specificity), share($0.kappa),
          ] + (isDecided ? [share($0.decidedShare)] : [])
        }
      })
    return blocks
  }

  private func share(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "–" }
    return Wording.share(value, 3)
  }

  // MARK: Content

  var contentBlocks: [ReportDocument.Block] {
    guard outcomes.contains(where: { !$0.summary.blueprint.domains.isEmpty }) else { return [] }
    let hasTargets = outcomes.contains { $0.summary.blueprint.metShare != nil }
    var blocks: [ReportDocument.Block] = [.heading("Content")]
    blocks += outcomes.indices.compactMap { number in
      outcomes[number].summary.blueprint.metShare.map { met in
        let design = outcomes.count == 1 ? "" : "\(label(number)): "
        return .paragraph(
          "\(design)\(Wording.decimal(100 * met, 1)) % of people got every domain within one item of "
            + "its target.")
      }
    }
    blocks.append(
      table(
        [.init("domain", importance: 9, isFlexible: true)]
          + (hasTargets ? [.init("target", .point, importance: 8)] : [])
          + [
            .init("mean", .point, importance: 8), .init("least", .point, importance: 6),
            .init("most", .point, importance: 6),
          ],
        caption: "Shares of a person's test" + (hasTargets ? "" : "; the design has no targets")
      ) { number in
        let bank = outcomes[number].plan.bank
        return outcomes[number].summary.blueprint.domains.map { domain in
          [domain.id.isEmpty ? "(none)" : bank.title(ofDomain: domain.id)]
            + (hasTargets ? [share(domain.target)] : [])
            + [share(domain.mean), share(domain.minimum), share(domain.maximum)]
        }
      })
    return blocks
  }

  // MARK: Exposure

  func exposureBlocks(_ outcome: Outcome) -> [ReportDocument.Block] {
    let exposure = outcome.summary.exposure
    let items = outcome.plan.bank.items
    let given = exposure.pool.filter { exposure.rates[$0] > 0 }
      .sorted { (exposure.rates[$1], $0) < (exposure.rates[$0], $1) }
    let top = Table(
      [
        .init("item", importance: 9, isFlexible: true),
        .init("domain", importance: 3, isFlexible: true), .init("rate", .point, importance: 8),
      ],
      rows: given.prefix(10).map {
        [items[$0].id, items[$0].domain ?? "", Wording.share(exposure.rates[$0], 3)]
      })
    var blocks: [ReportDocument.Block] = [
      .heading("Exposure"),
      .bars(
        histogram(exposure),
        caption:
          "How often the \(Wording.count(exposure.pool.count, "item")) were given, as a share "
          + "of the tests"),
      .table(top, caption: "Given most often"),
    ]
    let unused = exposure.pool.filter { exposure.rates[$0] == 0 }.map { items[$0].id }
    if !unused.isEmpty {
      let shown = unused.prefix(unused.count == 21 ? 21 : 20)
      let rest = unused.count - shown.count
      blocks.append(
        .paragraph(
          "Never given: " + shown.joined(separator: ", ")
            + (rest > 0 ? ", and \(rest) more (--format csv has all)." : ".")))
    }
    return blocks
  }

  private func histogram(_ exposure: SimulationSummary.Exposure) -> BarChart {
    let edges = [0, 0.01, 0.05, 0.1, 0.2, 0.3, 0.5, 1]
    let rates = exposure.pool.map { exposure.rates[$0] }
    var rows: [(label: String, count: Int)] = [("never", exposure.unusedCount)]
    for (low, high) in zip(edges, edges.dropFirst()) {
      rows.append(
        (
          low == 0
            ? "up to \(Wording.share(high))" : "\(Wording.share(low)) to \(Wording.share(high))",
          rates.count { $0 > low && $0 <= high }
        ))
    }
    let largest = Double(max(1, rows.map(\.count).max() ?? 1))
    return BarChart(
      rows.map {
        .init(
          $0.label, fraction: Double($0.count) / largest, note: Wording.count($0.count, "item"))
      })
  }
}
