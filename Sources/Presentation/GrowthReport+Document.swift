import Simulation
import Terminal

extension GrowthReport {
  /// The answer first; then what to write, and where the bank stands.
  public func document() -> ReportDocument {
    var document = ReportDocument(
      title: "\(bank): a standard error of \(Wording.decimal(growth.target)) everywhere",
      blocks: [.paragraph(answer), .facts(facts)])
    if !growth.newItems.isEmpty {
      document.blocks += [.heading("Items to write"), .paragraph(advice), bandTable]
      if growth.newItems.contains(where: { $0.domain != nil }) {
        document.blocks.append(domainTable)
      }
    }
    document.blocks += [.heading("By ability"), placeTable]
    if growth.present.count > 2 { document.blocks.append(.figures(figures)) }
    return document
  }

  // MARK: Words

  private var range: String {
    let places = growth.present
    return "from \(Wording.decimal(places[0].theta)) to "
      + Wording.decimal(places[places.count - 1].theta)
  }

  private var answer: String {
    let length = Wording.count(growth.maximumLength, "item")
    let there = growth.present.count { $0.isReached }
    let error = "a standard error of \(Wording.decimal(growth.target))"
    if there == growth.present.count {
      return
        "The bank is enough: tests of at most \(length) reach \(error) at every ability \(range). "
        + leastLengthWords
    }
    let now =
      "As it is, the bank's tests of at most \(length) reach \(error) at \(there) of "
      + "\(growth.present.count) abilities \(range). \(leastLengthWords) "
    if growth.newItems.isEmpty {
      return now
        + "New items of its kind would not help: even if all told as much as its best does where it tells "
        + "most, a test would need \(growth.fewestOfBestKind) of them. Allow longer tests "
        + "(--max-items) or a larger error (--se)."
    }
    let written = Wording.count(growth.newItems.count, "new item")
    if !growth.isReached {
      return now
        + "\(written) were tried and are not enough, since a test cannot have more than \(length) of "
        + "them. Allow longer tests (--max-items) or a larger error (--se)."
    }
    return now
      + "With \(written) they reach it everywhere, and are then "
      + "\(Wording.decimal(BankGrowth.meanLength(growth.grown), 1)) items long on average, where they are "
      + "\(Wording.decimal(BankGrowth.meanLength(growth.present), 1)) without."
  }

  private var leastLengthWords: String {
    growth.leastLength.map { "Without new items tests have to be up to \($0) items long." }
      ?? "Without new items no test is long enough."
  }

  private var facts: [ReportDocument.Fact] {
    let gaps = gapWords
    return [
      .init(
        "reached", "where 9 of 10 simulated tests end with the target"),
      .init("falls short", gaps.isEmpty ? "nowhere" : gaps.joined(separator: ", ")),
      .init(
        "at best",
        "the best items of the bank make it possible at \(growth.present.count { $0.fewestItems != nil }) "
          + "of \(growth.present.count) abilities"),
      .init("bank", Wording.count(growth.pool.count, "item")),
      .init(
        "simulated",
        "\(Wording.count(peopleEach, "person", "people")) at each of "
          + Wording.count(growth.present.count, "ability", "abilities")),
      .init("seed", "\(seed)"), .init("took", Wording.elapsed(seconds: seconds)),
    ]
  }

  /// Neighbouring abilities that tests do not reach the target at.
  private var gapWords: [String] {
    growth.present.split(whereSeparator: \.isReached).map { gap in
      let (low, high) = (gap[gap.startIndex].theta, gap[gap.endIndex - 1].theta)
      return low == high
        ? "at θ = \(Wording.decimal(low))"
        : "from θ = \(Wording.decimal(low)) to \(Wording.decimal(high))"
    }
  }

  private var advice: String {
    let least = growth.newItems.map(\.location).min() ?? 0
    let most = growth.newItems.map(\.location).max() ?? 0
    return
      "They are drawn from the bank's own items and moved to difficulties from \(Wording.decimal(least)) to "
      + "\(Wording.decimal(most)), so they discriminate as its items there do; better ones would be fewer. "
      + "“Right” is the share of people of average ability (θ = \(Wording.decimal(average))) who should "
      + "solve them, and the example is an item there is of that difficulty."
  }

  private func words(_ band: Band) -> String {
    switch 0.5 * (band.range.lowerBound + band.range.upperBound) - average {
    case ..<(-1.5): "very easy"
    case ..<(-0.5): "easy"
    case ..<0.5: "medium"
    case ..<1.5: "hard"
    default: "very hard"
    }
  }

  // MARK: Tables

  private var bandTable: ReportDocument.Block {
    let table = Table(
      [
        .init("difficulty", .right, importance: 9), .init("", importance: 5),
        .init("right", .right, importance: 7), .init("there are", .right, importance: 6),
        .init("write", .right, importance: 8), .init("example", importance: 4, isFlexible: true),
      ],
      rows: bands.map { band in
        let shares = band.toWrite.map(expectedShare)
        return [
          "\(Wording.decimal(band.range.lowerBound, 1)) to \(Wording.decimal(band.range.upperBound, 1))",
          words(band), Self.percentages(shares), "\(band.there.count)", "\(band.toWrite.count)",
          band.example?.id ?? "–",
        ]
      })
    return .table(table, caption: "By difficulty, in logits")
  }

  private static func percentages(_ shares: [Double]) -> String {
    guard let low = shares.min(), let high = shares.max() else { return "–" }
    let ends = [low, high].map { Wording.decimal(100 * $0, 0) }
    return ends[0] == ends[1] ? "\(ends[0]) %" : "\(ends[0])–\(ends[1]) %"
  }

  private var domainTable: ReportDocument.Block {
    let domains = Dictionary(grouping: growth.newItems) { $0.domain ?? "" }
    let table = Table(
      [
        .init("domain", importance: 9, isFlexible: true), .init("write", .right, importance: 8),
        .init("difficulty", .right, importance: 7),
      ],
      rows: domains.sorted { $0.key < $1.key }.map { domain, items in
        let places = items.map(\.location)
        return [
          domain.isEmpty ? "(none)" : domain, "\(items.count)",
          "\(Wording.decimal(places.min() ?? 0, 1)) to \(Wording.decimal(places.max() ?? 0, 1))",
        ]
      })
    return .table(table, caption: "By domain")
  }

  private var placeTable: ReportDocument.Block {
    let isGrown = !growth.newItems.isEmpty
    let table = Table(
      [
        .init("θ", .point, importance: 9), .init("least SE", .point, importance: 7),
        .init("fewest", .right, importance: 6), .init("reach it", .right, importance: 8),
        .init("items", .point, importance: 5),
      ]
        + (isGrown
          ? [
            .init("then reach it", .right, importance: 4), .init("items", .point, importance: 3),
          ] : []),
      rows: zip(growth.present, growth.grown).map { now, then in
        [
          Wording.decimal(now.theta), Wording.decimal(now.smallestStandardError),
          now.fewestItems.map(String.init) ?? "–", Self.percent(now.reachedShare),
          Wording.decimal(now.meanLength, 1),
        ]
          + (isGrown
            ? [Self.percent(then.reachedShare), Wording.decimal(then.meanLength, 1)] : [])
      })
    return .table(
      table,
      caption:
        "The least standard error that the best items could give, the fewest items for the target; "
        + "tests that reach it, and their mean length" + (isGrown ? ", now and with new items" : "")
    )
  }

  private static func percent(_ share: Double) -> String { Wording.decimal(100 * share, 0) + " %" }

  // MARK: Figures

  private var figures: [ReportDocument.Figure] {
    [
      figure(
        "Least standard error possible", "SE", line: growth.target, lineName: "target",
        of: \.smallestStandardError),
      figure(
        "Tests that reach the target", "share", line: BankGrowth.reach, lineName: "wanted",
        of: \.reachedShare),
      figure(
        "Length of tests", "items", line: Double(growth.maximumLength), lineName: "longest",
        of: \.meanLength),
    ]
  }

  private func figure(
    _ title: String, _ name: String, line: Double, lineName: String,
    of value: (BankGrowth.Place) -> Double
  ) -> ReportDocument.Figure {
    let now = growth.present.map { Plot.Point($0.theta, value($0)) }
    let then = growth.grown.map { Plot.Point($0.theta, value($0)) }
    let ends = now[0].x...now[now.count - 1].x
    var series = [Plot.Series("now", points: now)]
    if !growth.newItems.isEmpty {
      series.append(.init("with new items", points: then, pattern: .dashed))
    }
    let top = (now + then).map(\.y).max() ?? 1
    // A limit far above all tests would press them flat.
    if line <= 2 * top {
      series.append(
        .init(
          lineName, points: [.init(ends.lowerBound, line), .init(ends.upperBound, line)],
          pattern: .dotted))
    }
    let words = series.map { curve in
      "\(curve.name): "
        + curve.points.map { "\(Wording.decimal($0.y)) at θ \(Wording.decimal($0.x))" }
        .joined(separator: ", ")
    }
    return .init(
      title, description: words.joined(separator: ". ") + ".", horizontalTitle: "θ",
      plot: Plot(
        x: ends, y: 0...(1.05 * max(top, line <= 2 * top ? line : 0)), series: series, title: name))
  }
}
