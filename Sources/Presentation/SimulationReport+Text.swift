import AdaptiveTesting
import Foundation
import Simulation
import Terminal

extension SimulationReport {
  /// The report as plain text, at most `columns` wide: one design in depth, or several side by side.
  public func text(columns: Int = 80) -> String {
    var sections = [heading(columns)]
    if outcomes.count == 1 {
      let outcome = outcomes[0]
      sections += [
        wrapped(outcome.plan.design.english.joined(separator: " "), columns),
        overview(columns), abilityTable(outcome, columns), abilityPlot(outcome, columns),
        exposure(outcome, columns),
      ]
    } else {
      sections += [overview(columns)] + comparisons.indices.map { comparison($0, columns) }
    }
    sections.append(stopLines(columns))
    let lines = sections.filter { !$0.isEmpty }.joined(separator: [""])
    return Wording.safe(lines.joined(separator: "\n")) + "\n"
  }

  private func heading(_ columns: Int) -> [String] {
    let people = Wording.count(outcomes[0].summary.people, "simulated person", "simulated people")
    let tests = outcomes.reduce(0) { $0 + $1.sittings.count }
    let seconds = outcomes.reduce(0) { $0 + $1.seconds }
    return wrapped(
      "\(bank): \(people), \(population), seed \(seed). \(Wording.count(tests, "test")) in "
        + "\(Wording.elapsed(seconds: seconds)).", columns)
  }

  /// A row a design.
  private func overview(_ columns: Int) -> [String] {
    let isSingle = outcomes.count == 1
    let table = Table(
      [
        .init(isSingle ? "" : "design", importance: 9, isFlexible: true),
        .init("items", .point, importance: 8), .init("SD", .point, importance: 2),
        .init("from–to", .right, importance: 1), .init("bias", .point, importance: 7),
        .init("RMSE", .point, importance: 8), .init("SE", .point, importance: 5),
        .init("r", .point, importance: 4), .init("covers", .point, importance: 3),
        .init("top exposure", .point, importance: 6), .init("overlap", .point, importance: 6),
      ],
      rows: outcomes.enumerated().map { number, outcome in
        let summary = outcome.summary
        return [
          isSingle ? "all" : "\(number + 1) \(outcome.name)",
          Wording.decimal(summary.length.mean, 1),
          Wording.decimal(summary.length.standardDeviation, 1),
          "\(summary.length.minimum)–\(summary.length.maximum)",
          Wording.decimal(summary.accuracy.bias),
          Wording.decimal(summary.accuracy.rootMeanSquareError),
          Wording.decimal(summary.accuracy.meanStandardError),
          summary.accuracy.correlation.isNaN
            ? "–" : Wording.share(summary.accuracy.correlation, 3),
          Wording.share(summary.accuracy.coverage, 3),
          Wording.share(summary.exposure.maximum), Wording.share(summary.exposure.overlap),
        ]
      })
    return table.lines(width: columns)
  }

  // MARK: One design

  private func abilityTable(_ outcome: Outcome, _ columns: Int) -> [String] {
    let table = Table(
      [
        .init("true θ", .right, importance: 9), .init("people", .right, importance: 4),
        .init("items", .point, importance: 8), .init("bias", .point, importance: 7),
        .init("RMSE", .point, importance: 8), .init("SE", .point, importance: 6),
        .init("covers", .point, importance: 5),
      ],
      rows: outcome.summary.deciles.map { decile in
        [
          "\(Wording.decimal(decile.theta.lowerBound)) to "
            + Wording.decimal(decile.theta.upperBound),
          "\(decile.people)", Wording.decimal(decile.meanLength, 1),
          Wording.decimal(decile.accuracy.bias),
          Wording.decimal(decile.accuracy.rootMeanSquareError),
          Wording.decimal(decile.accuracy.meanStandardError),
          Wording.share(decile.accuracy.coverage, 3),
        ]
      })
    return ["By true ability, in tenths of the people"] + table.lines(width: columns)
  }

  private func abilityPlot(_ outcome: Outcome, _ columns: Int) -> [String] {
    let deciles = outcome.summary.deciles
    guard deciles.count > 2 else { return [] }
    func points(_ value: (SimulationSummary.Decile) -> Double) -> [Plot.Point] {
      deciles.map { .init(0.5 * ($0.theta.lowerBound + $0.theta.upperBound), value($0)) }
    }
    let series = [
      Plot.Series("RMSE", points: points(\.accuracy.rootMeanSquareError)),
      Plot.Series("bias", points: points(\.accuracy.bias), pattern: .dashed),
    ]
    let values: [Double] = series.flatMap { line in line.points.map(\.y) } + [0]
    let thetas = series[0].points.map(\.x)
    guard let low = values.min(), let high = values.max(), let first = thetas.first,
      let last = thetas.last
    else { return [] }
    var canvas = Canvas(rows: 12, columns: min(columns, 72))
    Plot(x: first...last, y: low...(high + 0.05), series: series, title: "logits, by true θ")
      .draw(in: canvas.area, on: &canvas)
    return canvas.lines
  }

  private func exposure(_ outcome: Outcome, _ columns: Int) -> [String] {
    let exposure = outcome.summary.exposure
    let edges = [0, 0.01, 0.05, 0.1, 0.2, 0.3, 0.5]
    let rates = exposure.pool.map { exposure.rates[$0] }
    var rows: [(label: String, count: Int)] = [("never", exposure.unusedCount)]
    for (number, low) in edges.enumerated() {
      let high = number + 1 < edges.count ? edges[number + 1] : 1
      rows.append(
        (
          low == 0 ? "below .01" : "\(Wording.share(low)) to \(Wording.share(high))",
          rates.count { $0 > low && $0 <= high }
        ))
    }
    let largest = Double(rows.map(\.count).max() ?? 1)
    var canvas = Canvas(rows: rows.count, columns: min(columns, 72))
    BarChart(
      rows.map {
        .init(
          $0.label, fraction: Double($0.count) / max(largest, 1),
          note: Wording.count($0.count, "item"))
      }
    ).draw(in: canvas.area, on: &canvas)
    let most = exposure.pool.max { exposure.rates[$0] < exposure.rates[$1] }
    let top = most.map {
      " Most often: '\(outcome.plan.bank.items[$0].id)', in "
        + "\(Wording.share(exposure.rates[$0])) of the tests."
    }
    return wrapped(
      "How often the \(Wording.count(rates.count, "item")) were given, as a share of the tests."
        + (top ?? ""), columns) + canvas.lines
  }

  // MARK: Several designs

  private func comparison(_ number: Int, _ columns: Int) -> [String] {
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
    return wrapped(
      "\(outcomes[number + 1].name) against \(outcomes[0].name), on the same people", columns)
      + table.lines(width: columns)
  }

  private func stopLines(_ columns: Int) -> [String] {
    outcomes.enumerated().flatMap { number, outcome in
      let total = Double(outcome.summary.people)
      let reasons = outcome.summary.stopReasons
        .sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }
        .map { "\($0.key.english) (\(Wording.decimal(100 * Double($0.value) / total, 1)) %)" }
      let name = outcomes.count == 1 ? "Tests" : "\(number + 1) \(outcome.name): tests"
      return wrapped("\(name) ended because \(Wording.list(reasons)).", columns)
    }
  }
}

private func wrapped(_ text: String, _ columns: Int) -> [String] {
  TextLayout.wrap(text, width: columns).map(\.text)
}
