import AdaptiveTesting
import Foundation
import ItemBanks
import Proctoring
import Terminal

extension ClassReport {
  /// - Parameter audience: not for students, who would read of each other.
  public func document(
    for audience: ReportAudience = .proctor, timeZone: TimeZone = .current
  ) -> ReportDocument {
    precondition(audience != .student, "a class report names everybody")
    let isTechnical = audience == .psychometrician
    var document = ReportDocument(title: "\(reports[0].session.bank.title) · class report")
    document.blocks.append(.paragraph(plainWords))
    document.blocks.append(.facts(facts(timeZone)))
    if let figure = distributionFigure { document.blocks.append(.figures([figure])) }
    document.blocks += [
      .heading("Sittings"), .table(sittingTable(isTechnical: isTechnical), caption: ""),
    ]
    if !similarity.pairs.isEmpty {
      document.blocks += [.heading("Pairs to look at"), .facts(pairFacts)]
    }
    let items = items
    if !items.isEmpty {
      document.blocks += [
        .heading("Items"),
        .table(
          itemTable(items),
          caption: "The share of the points that was got (the p-value), and what the items' models "
            + "expect of these people"),
      ]
    }
    return document
  }

  private var plainWords: String {
    let people = Set(reports.map(\.header.person)).count
    let counted = counted
    var sentences = [
      "\(Wording.count(people, "person", "people")) sat this test in "
        + "\(Wording.count(reports.count, "sitting"))."
    ]
    let others = reports.count - counted.count
    if others > 0 {
      sentences.append(
        "\(others) of them \(others == 1 ? "is" : "are") left out of the numbers below: not finished, "
          + "ruled out or without an answer that counts.")
    }
    if let distribution {
      let lowest = Wording.score(distribution.scores[0])
      let highest = Wording.score(distribution.scores[distribution.scores.count - 1])
      sentences.append(
        distribution.scores.count == 1
          ? "The score is \(lowest)."
          : "Scores go from \(lowest) to \(highest); the mean is \(Wording.score(distribution.mean))."
      )
    }
    let flagged = reports.count { !$0.notableFlags.isEmpty }
    let pairs = similarity.pairs.count
    let notable = [
      flagged > 0 ? Wording.count(flagged, "sitting") : nil,
      pairs > 0 ? Wording.count(pairs, "pair") + " of sittings" : nil,
    ].compactMap { $0 }
    sentences.append(
      notable.isEmpty
        ? "Nothing was found that a proctor should look at."
        : "To look at: \(Wording.list(notable)); a flag proves nothing by itself.")
    return sentences.joined(separator: " ")
  }

  private func facts(_ timeZone: TimeZone) -> [ReportDocument.Fact] {
    let starts = reports.compactMap { $0.session.events.first?.time }
    var facts = [ReportDocument.Fact("bank", reports[0].header.bank)]
    let generations = Set(reports.map(\.header.bankVersion)).sorted()
    facts.append(
      .init(
        generations.count == 1 ? "generation" : "generations",
        Wording.list(generations.map(String.init))))
    if let first = starts.min(), let last = starts.max() {
      let from = Wording.moment(first, timeZone: timeZone)
      let to = Wording.moment(last, timeZone: timeZone)
      facts.append(.init("begun", from == to ? from : "\(from) to \(to)"))
    }
    if let distribution {
      facts.append(.init("results", "\(distribution.scores.count)"))
      facts.append(.init("mean", Wording.score(distribution.mean)))
      if let deviation = distribution.deviation {
        facts.append(.init("SD", Wording.score(deviation)))
        facts.append(
          .init(
            "quartiles",
            [0.25, 0.5, 0.75].map { Wording.score(distribution.quantile($0)) }
              .joined(separator: ", ")))
      }
    }
    facts.append(
      .init("pairs compared", "\(similarity.pairCount), \(similarity.pairs.count) to look at"))
    return facts
  }

  /// How many people have a score in each class of half a standard deviation of the scale.
  private var distributionFigure: ReportDocument.Figure? {
    guard let distribution, distribution.scores.count > 1 else { return nil }
    let scale = reports[0].session.bank.scale
    let width = 0.5 * scale.standardDeviation
    func bin(_ score: Double) -> Int { Int(((score - scale.mean) / width).rounded(.down)) }
    let counts = Dictionary(distribution.scores.map { (bin($0), 1) }, uniquingKeysWith: +)
    let low = bin(distribution.scores[0]) - 1
    let high = bin(distribution.scores[distribution.scores.count - 1]) + 1
    func edge(_ bin: Int) -> Double { scale.mean + width * Double(bin) }
    let steps = (low...high).flatMap { bin in
      let count = Double(counts[bin] ?? 0)
      return [Plot.Point(edge(bin), count), Plot.Point(edge(bin + 1), count)]
    }
    let most = counts.values.max() ?? 1
    let mode = counts.filter { $0.value == most }.keys.min() ?? 0
    return .init(
      "How the scores lie",
      description: "Most, \(Wording.count(most, "person", "people")), have a score from "
        + "\(Wording.score(edge(mode))) to \(Wording.score(edge(mode + 1))).",
      horizontalTitle: "score",
      plot: Plot(
        x: edge(low)...edge(high + 1), y: 0...Double(most),
        series: [.init(points: steps)], title: "people"))
  }

  private func sittingTable(isTechnical: Bool) -> Table {
    let columns: [Table.Column] =
      [
        .init("person", isFlexible: true), .init("sitting"), .init("state"),
        .init("items", .right), .init("time", .right), .init("score", .right),
        .init("95 % interval", .right),
      ]
      + (isTechnical
        ? [.init("θ", .point), .init("SE", .point), .init("reliability", .point)] : [])
      + [.init("to look at", importance: -1, isFlexible: true)]
    return Table(
      columns,
      rows: reports.map { report in
        let summary = ResultSummary(report.session, header: report.header)
        let interval = summary.score?.interval.map {
          "\(Wording.score($0.lowerBound))–\(Wording.score($0.upperBound))"
        }
        let estimate = report.session.estimate
        let technical =
          report.hasScore
          ? [
            Wording.decimal(estimate.theta), Wording.decimal(estimate.standardError),
            report.reliability.map { Wording.share($0) } ?? "",
          ] : ["", "", ""]
        return [
          report.header.person, report.header.session,
          report.session.isVoided ? "taken out" : report.session.status.rawValue,
          "\(summary.questionCount)", Wording.clock(milliseconds: summary.milliseconds),
          summary.score.map { Wording.score($0.value) } ?? "–", interval ?? "",
        ] + (isTechnical ? technical : [])
          + [report.notableFlags.map(\.kind.english).joined(separator: ", ")]
      })
  }

  private var pairFacts: [ReportDocument.Fact] {
    similarity.pairs.map { pair in
      let (first, second) = (reports[pair.first].header, reports[pair.second].header)
      let words = pair.flags.map { "\($0.meaning) \($0.caution)" }.joined(separator: " ")
      return .init(
        "\(first.session), \(second.session)",
        "\(first.person) and \(second.person): \(pair.matching.count) of \(pair.shared.count) answers "
          + "alike, \(pair.matchingWrong.count) of them wrong. \(words)")
    }
  }

  private func itemTable(_ items: [ItemSummary]) -> Table {
    Table(
      [
        .init("item"), .init("domain", importance: -1, isFlexible: true), .init("given", .right),
        .init("right", .right), .init("mean s", .right), .init("share", .point),
        .init("expected", .point),
      ],
      rows: items.map { item in
        [
          item.id, item.domain.map { reports[0].session.bank.title(ofDomain: $0) } ?? "",
          "\(item.given)", item.share == nil ? "–" : "\(item.right)",
          item.meanSeconds.map { Wording.decimal($0, 0) } ?? "",
          item.share.map { Wording.share($0) } ?? "",
          item.expectedShare.map { Wording.share($0) } ?? "",
        ]
      })
  }
}

extension SessionReport {
  /// What a proctor should look at in this very sitting; that a bank is provisional is said of the bank.
  var notableFlags: [Flag] { review.flags.filter { $0.kind != .provisionalParameters } }
}
