import AdaptiveTesting
import Foundation
import ItemBanks
import ItemResponse
import Terminal

extension SessionReport {
  /// How the estimate came about, and where on the scale the items told most.
  ///
  /// - Parameter isTechnical: in logits; else in scores.
  func figures(isTechnical: Bool) -> [ReportDocument.Figure] {
    guard scoredAnswers.count > 1 else { return [] }
    let unit = isTechnical ? .logits : Unit(session.bank.scale)
    return [path(unit), errors(unit), information(unit)].compactMap { $0 }
  }

  var scoredAnswers: [TestSession.AnsweredItem] {
    session.answers.filter { !$0.isPretest }
  }

  /// The scale that a figure is drawn on.
  struct Unit {
    static let logits = Unit(mean: 0, deviation: 1)

    let mean: Double
    let deviation: Double
    var isLogit: Bool { mean == 0 && deviation == 1 }
    var name: String { isLogit ? "θ" : "score" }

    init(mean: Double, deviation: Double) {
      self.mean = mean
      self.deviation = deviation
    }

    init(_ scale: Bank.Scale) { self.init(mean: scale.mean, deviation: scale.standardDeviation) }

    func value(_ theta: Double) -> Double { mean + deviation * theta }
    func error(_ error: Double) -> Double { deviation * error }
    func text(_ theta: Double) -> String {
      isLogit ? Wording.decimal(theta) : Wording.score(value(theta))
    }
  }

  /// The estimate after each answer with its 95 % band, and the cut scores.
  ///
  /// - Parameter hasStop: whether two lines show how far the band may reach to each side of the last estimate
  ///   for the standard error to be low enough to stop; between them it fits.
  func path(_ unit: Unit, hasStop: Bool = false) -> ReportDocument.Figure {
    let answers = scoredAnswers
    let values = answers.map { unit.value($0.estimate.theta) }
    let bands = answers.compactMap { answer -> Plot.Band? in
      let reach = 1.96 * answer.estimate.standardError
      guard reach.isFinite else { return nil }
      return Plot.Band(
        Double(answer.position), low: unit.value(answer.estimate.theta - reach),
        high: unit.value(answer.estimate.theta + reach))
    }
    let steps = range(answers.map { Double($0.position) })
    let ends = range(values + bands.map(\.low) + bands.map(\.high))
    // Of many cuts, those in sight; they must not stretch the axis.
    let inSight = cuts.filter { ends.contains(unit.value($0)) }
    let lines = inSight.enumerated().map { number, cut in
      Plot.Series(
        number == 0 ? "cut" : "", points: level(unit.value(cut), steps), pattern: .dashed,
        style: .dim)
    }
    let points = zip(answers, values).map { Plot.Point(Double($0.position), $1) }
    let last = answers[answers.count - 1].estimate
    let threshold = hasStop ? session.design.stopping.standardError : nil
    let stops = threshold.map { [-1.96 * $0, 1.96 * $0] } ?? []
    let stopLines = stops.enumerated().map { number, reach in
      Plot.Series(
        number == 0 ? "stop" : "", points: level(unit.value(last.theta + reach), steps),
        pattern: .dotted, style: .dim)
    }
    let title = unit.isLogit ? "θ after each answer" : "The score after each answer"
    return .init(
      title,
      description: "The \(unit.name) began at \(unit.text(answers[0].estimate.theta)) after the "
        + "first answer and came to \(unit.text(last.theta)) after the last; the band is the 95 % "
        + "interval\(inSight.isEmpty ? "" : ", the dashed line a cut score")."
        + (stops.isEmpty
          ? "" : ", and the test may stop where the band fits between the dotted lines")
        + (rulingWords.map { " \($0)" } ?? ""),
      horizontalTitle: "item",
      plot: Plot(
        x: steps, y: ends, series: [.init(unit.name, points: points)] + lines + stopLines,
        band: bands, title: ""))
  }

  /// The standard error after each answer, and the one at which the test stops.
  func errors(_ unit: Unit) -> ReportDocument.Figure? {
    let known = scoredAnswers.filter { $0.estimate.standardError.isFinite }
    guard known.count > 1 else { return nil }
    let points = known.map {
      Plot.Point(Double($0.position), unit.error($0.estimate.standardError))
    }
    let steps = range(known.map { Double($0.position) })
    let threshold = session.design.stopping.standardError.map(unit.error)
    let most = max(points.map(\.y).max() ?? 1, threshold ?? 0)
    func text(_ error: Double) -> String { Wording.decimal(error, unit.isLogit ? 2 : 0) }
    let stop = threshold.map { ", and the test may stop at \(text($0))" } ?? ""
    return .init(
      "The standard error after each answer",
      description:
        "It went from \(text(points[0].y)) to \(text(points[points.count - 1].y))\(stop).",
      horizontalTitle: "item",
      plot: Plot(
        x: steps, y: 0...(1.05 * most),
        series: [.init("SE", points: points)]
          + (threshold.map { [.init("stop", points: level($0, steps), pattern: .dashed)] } ?? [])))
  }

  /// The information of the items that count, over ability, with each item at its place.
  func information(_ unit: Unit) -> ReportDocument.Figure? {
    let models = session.answers.filter(\.isCounted).compactMap { answer in
      session.plan.number(ofItem: answer.item.id).flatMap { session.plan.model($0) }
    }
    guard !models.isEmpty else { return nil }
    let theta = session.estimate.theta
    let low = min(-3, (theta - 1).rounded(.down))
    let high = max(3, (theta + 1).rounded(.up))
    let curve = stride(from: low, through: high, by: (high - low) / 80).map { ability in
      Plot.Point(
        unit.value(ability), models.reduce(0) { $0 + $1.information(at: ability) })
    }
    let items = models.map { model in
      let place = model.mostInformativeTheta
      return Plot.Point(unit.value(place), model.information(at: place))
    }
    let most = curve.map(\.y).max() ?? 1
    let peak = curve.max { $0.y < $1.y } ?? .init(unit.value(theta), 0)
    let here = models.reduce(0) { $0 + $1.information(at: theta) }
    let person = [
      Plot.Point(unit.value(theta), 0), Plot.Point(unit.value(theta), here),
    ]
    return .init(
      "What the items given told, by ability",
      description: "Together the items tell most at "
        + "\(unit.isLogit ? Wording.decimal(peak.x) : Wording.score(peak.x)), "
        + "\(Wording.decimal(peak.y)); at the person's \(unit.name), \(unit.text(theta)), they tell "
        + "\(Wording.decimal(here)). Each mark is an item where it tells most.",
      horizontalTitle: unit.name,
      plot: Plot(
        x: unit.value(low)...unit.value(high), y: 0...(1.05 * max(most, 1e-6)),
        series: [
          .init("information", points: curve),
          .init("items", points: items, pattern: .marks("•")),
          .init("person", points: person, pattern: .dotted),
        ]))
  }

  private func range(_ values: [Double]) -> ClosedRange<Double> {
    let finite = values.filter(\.isFinite)
    return (finite.min() ?? 0)...(finite.max() ?? 1)
  }

  private func level(_ value: Double, _ range: ClosedRange<Double>) -> [Plot.Point] {
    [.init(range.lowerBound, value), .init(range.upperBound, value)]
  }
}
