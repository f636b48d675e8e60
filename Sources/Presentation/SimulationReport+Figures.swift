import Simulation
import Terminal

extension SimulationReport {
  /// What a test does for people of each ability: error, bias, length. One design's error has its own
  /// standard error beside it; several designs have a line each.
  var abilityFigures: [ReportDocument.Figure] {
    guard outcomes.allSatisfy({ $0.summary.conditional.count > 2 }) else { return [] }
    var figures = [
      figure("RMSE by true ability", "RMSE", of: \.accuracy.rootMeanSquareError, from: 0),
      figure("Bias by true ability", "bias", of: \.accuracy.bias, isSigned: true),
      figure("Length by true ability", "items", of: \.length.mean, from: 0),
    ]
    if outcomes.count == 1 {
      figures[0] = errorFigure(outcomes[0])
    } else {
      figures.insert(
        figure(
          "Standard error by true ability", "SE", of: \.accuracy.meanStandardError, from: 0), at: 1)
    }
    return figures
  }

  private typealias Group = SimulationSummary.AbilityGroup

  private func errorFigure(_ outcome: Outcome) -> ReportDocument.Figure {
    let groups = outcome.summary.conditional
    let error = points(groups, \.accuracy.rootMeanSquareError)
    let reported = points(groups, \.accuracy.meanStandardError)
    return .init(
      "Error by true ability",
      description: "\(inWords(error, "RMSE")); \(inWords(reported, "the mean standard error")).",
      horizontalTitle: "true θ",
      plot: Plot(
        x: abilities, y: range(error + reported, from: 0),
        series: [
          .init("RMSE", points: error), .init("mean SE", points: reported, pattern: .dashed),
        ], title: "logits"))
  }

  /// - Parameters:
  ///   - low: where the vertical axis begins; without it at the least value.
  ///   - isSigned: whether 0 is in the middle, with a line.
  private func figure(
    _ title: String, _ name: String, of value: (Group) -> Double, from low: Double? = nil,
    isSigned: Bool = false
  ) -> ReportDocument.Figure {
    let patterns: [Plot.Series.Pattern] = [.solid, .dashed, .dotted]
    let lines = outcomes.map { points($0.summary.conditional, value) }
    var series = lines.enumerated().map { number, line in
      Plot.Series(
        outcomes.count == 1 ? "" : label(number), points: line,
        pattern: patterns[number % patterns.count])
    }
    var range = range(lines.flatMap { $0 }, from: low)
    if isSigned {
      let largest = max(abs(range.lowerBound), abs(range.upperBound))
      // An end that has a tick.
      let end = [0.1, 0.2, 0.5, 1, 2].first { $0 >= largest } ?? largest
      range = -end...end
      series.append(
        .init(
          points: [.init(abilities.lowerBound, 0), .init(abilities.upperBound, 0)],
          pattern: .dotted, style: .dim))
    }
    let words = zip(outcomes.indices, lines).map { number, line in
      inWords(line, outcomes.count == 1 ? name : "\(label(number)): \(name)")
    }
    return .init(
      title, description: words.joined(separator: "; ") + ".", horizontalTitle: "true θ",
      plot: Plot(x: abilities, y: range, series: series, title: name))
  }

  private func points(_ groups: [Group], _ value: (Group) -> Double) -> [Plot.Point] {
    groups.map { .init($0.meanTheta, value($0)) }
  }

  private var abilities: ClosedRange<Double> {
    let groups = outcomes[0].summary.conditional
    return groups[0].meanTheta...groups[groups.count - 1].meanTheta
  }

  private func range(_ points: [Plot.Point], from low: Double?) -> ClosedRange<Double> {
    let values = points.map(\.y).filter(\.isFinite)
    guard let least = values.min(), let most = values.max() else { return 0...1 }
    let bottom = low ?? least
    return bottom...max(bottom, most + 0.05 * (most - bottom))
  }

  private func inWords(_ points: [Plot.Point], _ name: String) -> String {
    let finite = points.filter(\.y.isFinite)
    guard let low = finite.min(by: { $0.y < $1.y }), let high = finite.max(by: { $0.y < $1.y })
    else { return "\(name) is not finite" }
    return
      "\(name) is least at θ = \(Wording.decimal(low.x)), \(Wording.decimal(low.y)), and largest at "
      + "θ = \(Wording.decimal(high.x)), \(Wording.decimal(high.y))"
  }
}
