import AdaptiveTesting
import Simulation
import Terminal

extension SimulationReport {
  /// One design in depth, or several side by side on the same people.
  public func document() -> ReportDocument {
    var document = ReportDocument(
      title: outcomes.count == 1
        ? "\(bank): a simulated test" : "\(bank): \(outcomes.count) designs compared",
      blocks: [.paragraph(opening)])
    if outcomes.count == 1 {
      let outcome = outcomes[0]
      document.blocks += [
        .paragraph(outcome.plan.design.english.joined(separator: " ")),
        .facts(facts(of: outcome)), stopTable, .heading("By true ability"),
        abilityTable(outcome), .figures(abilityFigures),
      ]
    } else {
      document.blocks.append(overview)
      document.blocks += comparisons.indices.map(comparison)
      document.blocks += [stopTable, .heading("By true ability"), .figures(abilityFigures)]
    }
    document.blocks += classificationBlocks + contentBlocks
    if outcomes.count == 1 { document.blocks += exposureBlocks(outcomes[0]) }
    return document
  }

  private var opening: String {
    let people = Wording.count(outcomes[0].summary.people, "simulated person", "simulated people")
    let tests = outcomes.reduce(0) { $0 + $1.sittings.count }
    let seconds = outcomes.reduce(0) { $0 + $1.seconds }
    return "\(people), \(population), seed \(seed). \(Wording.count(tests, "test")) in "
      + "\(Wording.elapsed(seconds: seconds))."
  }

  // MARK: One design

  private func facts(of outcome: Outcome) -> [ReportDocument.Fact] {
    let (length, accuracy) = (outcome.summary.length, outcome.summary.accuracy)
    let exposure = outcome.summary.exposure
    return [
      .init(
        "items",
        "\(Wording.decimal(length.mean, 1)) on average, SD "
          + "\(Wording.decimal(length.standardDeviation, 1)), from \(length.minimum) to "
          + "\(length.maximum)"),
      .init("bias", Wording.decimal(accuracy.bias, 3)),
      .init("RMSE", Wording.decimal(accuracy.rootMeanSquareError, 3)),
      .init(
        "SE", "\(Wording.decimal(accuracy.meanStandardError, 3)) on average, as the tests say it"),
      .init("correlation", "\(correlation(accuracy)) of estimates with truth"),
      .init(
        "coverage", "\(Wording.share(accuracy.coverage, 3)) of people within 1.96 SE of the truth"),
      .init("top exposure", Wording.share(exposure.maximum)),
      .init("overlap", "\(Wording.share(exposure.overlap)) of the items of two tests"),
      .init(
        "never given",
        "\(exposure.unusedCount) of \(Wording.count(exposure.pool.count, "item"))"),
    ]
  }

  private func correlation(_ accuracy: SimulationSummary.Accuracy) -> String {
    accuracy.correlation.isNaN ? "–" : Wording.share(accuracy.correlation, 3)
  }

  private func abilityTable(_ outcome: Outcome) -> ReportDocument.Block {
    let table = Table(
      [
        .init("true θ", .right, importance: 9), .init("people", .right, importance: 4),
        .init("items", .point, importance: 8), .init("bias", .point, importance: 7),
        .init("RMSE", .point, importance: 8), .init("SE", .point, importance: 6),
        .init("r", .point, importance: 3), .init("covers", .point, importance: 5),
      ],
      rows: outcome.summary.deciles.map { decile in
        [
          "\(Wording.decimal(decile.theta.lowerBound)) to "
            + Wording.decimal(decile.theta.upperBound),
          "\(decile.people)", Wording.decimal(decile.length.mean, 1),
          Wording.decimal(decile.accuracy.bias),
          Wording.decimal(decile.accuracy.rootMeanSquareError),
          Wording.decimal(decile.accuracy.meanStandardError), correlation(decile.accuracy),
          Wording.share(decile.accuracy.coverage, 3),
        ]
      })
    return .table(table, caption: "In tenths of the people")
  }

  // MARK: Several designs

  /// A row a design.
  private var overview: ReportDocument.Block {
    let table = Table(
      [
        .init("design", importance: 9, isFlexible: true),
        .init("items", .point, importance: 8), .init("SD", .point, importance: 2),
        .init("from–to", .right, importance: 1), .init("bias", .point, importance: 7),
        .init("RMSE", .point, importance: 8), .init("SE", .point, importance: 5),
        .init("r", .point, importance: 4), .init("covers", .point, importance: 3),
        .init("top exposure", .point, importance: 6), .init("overlap", .point, importance: 6),
      ],
      rows: outcomes.indices.map { number in
        let summary = outcomes[number].summary
        return [
          label(number), Wording.decimal(summary.length.mean, 1),
          Wording.decimal(summary.length.standardDeviation, 1),
          "\(summary.length.minimum)–\(summary.length.maximum)",
          Wording.decimal(summary.accuracy.bias),
          Wording.decimal(summary.accuracy.rootMeanSquareError),
          Wording.decimal(summary.accuracy.meanStandardError), correlation(summary.accuracy),
          Wording.share(summary.accuracy.coverage, 3),
          Wording.share(summary.exposure.maximum), Wording.share(summary.exposure.overlap),
        ]
      })
    return .table(table, caption: "")
  }

  /// What a table or a plot of several designs calls one.
  func label(_ number: Int) -> String { "\(number + 1) \(outcomes[number].name)" }

  private func comparison(_ number: Int) -> ReportDocument.Block {
    let comparison = comparisons[number]
    let rows: [(String, DesignComparison.Difference, Int)] = [
      ("items", comparison.length, 2), ("|θ̂ − θ|", comparison.absoluteError, 3),
      ("(θ̂ − θ)²", comparison.squaredError, 3), ("bias", comparison.bias, 3),
      ("top exposure", comparison.maximumExposure, 3), ("overlap", comparison.overlap, 3),
    ]
    let table = Table(
      [
        .init("", importance: 9), .init("difference", .point, importance: 8),
        .init("95 % interval", .right, importance: 7), .init("", importance: 5),
      ],
      rows: rows.map { name, difference, places in
        [
          name, Wording.decimal(difference.value, places),
          "\(Wording.decimal(difference.interval.lowerBound, places)) to "
            + Wording.decimal(difference.interval.upperBound, places),
          difference.isClear ? (difference.value > 0 ? "more" : "less") : "no clear difference",
        ]
      })
    return .table(
      table,
      caption: "\(outcomes[number + 1].name) against \(outcomes[0].name), on the same people")
  }

  // MARK: Any number of designs

  /// Rows of what designs have several of, with a column for the design where there are several.
  func table(_ columns: [Table.Column], caption: String, rows: (Int) -> [[String]])
    -> ReportDocument.Block
  {
    let isSingle = outcomes.count == 1
    return .table(
      Table(
        (isSingle ? [] : [.init("design", importance: 9, isFlexible: true)]) + columns,
        rows: outcomes.indices.flatMap { number in
          rows(number).map { isSingle ? $0 : [label(number)] + $0 }
        }), caption: caption)
  }

  private var stopTable: ReportDocument.Block {
    table(
      [
        .init("because", importance: 9, isFlexible: true), .init("tests", .right, importance: 5),
        .init("share", .point, importance: 8),
      ], caption: "Why tests ended"
    ) { number in
      let summary = outcomes[number].summary
      return summary.stopReasons
        .sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }
        .map { reason, count in
          [
            reason.english, "\(count)",
            Wording.decimal(100 * Double(count) / Double(summary.people), 1) + " %",
          ]
        }
    }
  }
}
