import Foundation
import LearnerModels
import Numerical
import Terminal

extension ChoiceFitReport {
  /// What was found in plain words, then the group, the chains, the check of the model against what people did,
  /// and each subject.
  public func document() -> ReportDocument {
    var document = ReportDocument(title: "\(form): \(method.words)")
    document.blocks.append(.paragraph(summary))
    for problem in problems {
      document.blocks.append(.paragraph("NOT TO BE TRUSTED: " + problem.capitalizingFirst))
    }
    document.blocks.append(.facts(facts))
    if !parameters.isEmpty {
      document.blocks += [.heading("The group"), .table(groupTable, caption: groupCaption)]
    }
    if !traces.isEmpty {
      document.blocks += [
        .heading("How the chains went"), .figures(traces.map(traceFigure)),
        .heading("What is believed of the group, two parameters at a time"),
        .figures(pairFigures),
      ]
    }
    if !checks.isEmpty {
      document.blocks += [
        .heading("Does the model do what the subjects did?"), .paragraph(checkWords),
        .figures(checks.map(checkFigure)),
      ]
    }
    document.blocks += [.heading("Subjects"), .table(subjectTable, caption: "")]
    return document
  }

  // MARK: Words

  private var summary: String {
    let gain = logLikelihood - chanceLogLikelihood
    let perTrial = exp(logLikelihood / Double(max(1, trialCount)))
    return
      "\(Wording.count(subjects.count, "subject")) made \(Wording.count(trialCount, "choice")) among "
      + "\(actionCount) actions. At the estimates the model gives what was chosen a probability of "
      + "\(Wording.share(perTrial)) a trial, where blind choice has \(Wording.share(1 / Double(actionCount)))"
      + (gain > 0 ? "." : ": it predicts no better than chance.")
  }

  private var facts: [ReportDocument.Fact] {
    var facts = [
      ReportDocument.Fact(
        "log-likelihood",
        "\(Wording.decimal(logLikelihood)) (chance \(Wording.decimal(chanceLogLikelihood)))")
    ]
    if let divergences { facts.append(.init("divergences", "\(divergences)")) }
    if let seed { facts.append(.init("seed", "\(seed)")) }
    facts.append(.init("took", Wording.elapsed(seconds: seconds)))
    return facts
  }

  private var groupCaption: String {
    "The group's median of each parameter, then mean and standard deviation on the unconstrained scale (mu, "
      + "sigma), with 95 % intervals"
  }

  private var checkWords: String {
    let bins = checks.flatMap(\.bins)
    let inside = bins.count(where: \.isWithin)
    return "Of \(Wording.count(bins.count, "stretch", "stretches")) of trials, \(inside) "
      + "\(inside == 1 ? "lies" : "lie") within the central 95 % of simulated subjects."
  }

  // MARK: Tables

  private var groupTable: Table {
    let isSampled = parameters.contains { $0.rHat != nil }
    let diagnostics: [Table.Column] =
      isSampled
      ? [
        .init("R-hat", .point, importance: 7), .init("ESS bulk", .right, importance: 5),
        .init("ESS tail", .right, importance: 4),
      ] : []
    return Table(
      [
        .init("parameter", importance: 9, isFlexible: true), .init("mean", .point, importance: 9),
        .init("SD", .point, importance: 6), .init("2.5 %", .point, importance: 8),
        .init("97.5 %", .point, importance: 8),
      ] + diagnostics,
      rows: parameters.map { parameter in
        let numbers = [
          parameter.mean, parameter.standardDeviation, parameter.lower, parameter.upper,
        ].map { Wording.decimal($0, 3) }
        let diagnostics =
          isSampled
          ? [
            Wording.decimal(parameter.rHat ?? .nan, 3),
            Wording.decimal(parameter.bulkSampleSize ?? .nan, 0),
            Wording.decimal(parameter.tailSampleSize ?? .nan, 0),
          ] : []
        return [parameter.name] + numbers + diagnostics
      })
  }

  private var subjectTable: Table {
    let names = subjects.first?.estimates.map(\.name) ?? []
    return Table(
      [
        .init("subject", importance: 9, isFlexible: true), .init("trials", .right, importance: 3),
        .init("log-likelihood", .point, importance: 7),
      ]
        + names.flatMap {
          [Table.Column($0, .point, importance: 8), .init("±", .point, importance: 2)]
        },
      rows: subjects.map { subject in
        [subject.name, "\(subject.trials)", Wording.decimal(subject.logLikelihood)]
          + subject.estimates.flatMap {
            [Wording.decimal($0.mean, 3), Wording.decimal($0.standardDeviation, 3)]
          }
      })
  }

  // MARK: Figures

  private func traceFigure(_ trace: Trace) -> ReportDocument.Figure {
    let draws = trace.chains.map(\.count).max() ?? 0
    // More than the eye, or a page, can hold says nothing.
    let step = max(1, draws / 400)
    return ReportDocument.Figure(
      "Trace of \(trace.name)",
      description: "The draws of \(trace.name) in their order, a line for each of "
        + "\(Wording.count(trace.chains.count, "chain")); lines that wander apart have not converged.",
      horizontalTitle: "draw",
      plot: Plot(
        x: 0...Double(max(1, draws)), y: Self.range(of: trace.chains.joined()),
        series: trace.chains.map { chain in
          Plot.Series(
            points: stride(from: 0, to: chain.count, by: step).map {
              Plot.Point(Double($0), chain[$0])
            })
        }, title: trace.name))
  }

  private var pairFigures: [ReportDocument.Figure] {
    let medians = traces.filter { !$0.name.hasPrefix("sigma_") }
    return medians.indices.flatMap { second in
      medians.indices.prefix(second).map { first in
        let (x, y) = (medians[first], medians[second])
        let pairs = Array(zip(x.chains.joined(), y.chains.joined()))
        let step = max(1, pairs.count / 500)
        return ReportDocument.Figure(
          "\(x.name) and \(y.name)",
          description:
            "A dot for each of some draws of \(x.name), to the right, and \(y.name), upwards; "
            + "a slanting cloud means that the data cannot tell one from the other.",
          horizontalTitle: x.name,
          plot: Plot(
            x: Self.range(of: x.chains.joined()), y: Self.range(of: y.chains.joined()),
            series: [
              .init(
                points: stride(from: 0, to: pairs.count, by: step).map {
                  Plot.Point(pairs[$0].0, pairs[$0].1)
                }, pattern: .marks("·"))
            ], title: y.name))
      }
    }
  }

  private func checkFigure(_ check: PosteriorPredictiveCheck) -> ReportDocument.Figure {
    let title = check.measure == .reward ? "reward" : "best action"
    let centres = check.bins.map { Double($0.firstTrial + $0.lastTrial) / 2 }
    let values = check.bins.flatMap { [$0.observed, $0.simulatedLower, $0.simulatedUpper] }
    return ReportDocument.Figure(
      check.measure == .reward
        ? "Mean reward a trial, as trials go by" : "Share of choices of the best action",
      description:
        "What the subjects did (line) and the central 95 % of simulated subjects (band); p "
        + "\(Wording.share(check.posteriorPredictiveP)) that simulations reach the observed mean.",
      horizontalTitle: "trial",
      plot: Plot(
        x: (centres.first ?? 0)...max(centres.first ?? 0, centres.last ?? 1),
        y: Self.range(of: values),
        series: [
          .init(
            "subjects", points: zip(centres, check.bins).map { Plot.Point($0, $1.observed) }),
          .init(
            "simulated",
            points: zip(centres, check.bins).map { Plot.Point($0, $1.simulatedMean) },
            pattern: .dashed),
        ],
        band: zip(centres, check.bins).map {
          Plot.Band($0, low: $1.simulatedLower, high: $1.simulatedUpper)
        }, title: title))
  }

  private static func range(of values: some Sequence<Double>) -> ClosedRange<Double> {
    let finite = values.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else { return 0...1 }
    let margin = 0.04 * (high - low)
    return (low - margin)...(high + margin)
  }
}
