import Calibration
import Foundation
import ItemResponse
import Terminal

extension CalibrationReport {
  /// The report as plain text, at most `columns` wide: the whole first, then every item, then the items
  /// to look at, the worst first, and what else was asked for.
  public func text(columns: Int = 80) -> String {
    var sections = [head(columns), itemTable(columns)]
    sections.append(informationTable(columns))
    sections.append(attention(columns))
    sections.append(linkTable(columns))
    sections.append(dependence(columns))
    sections.append(distractorLines(columns))
    sections.append(comparisonTable(columns))
    sections.append(predictionLines(columns))
    sections.append(differenceTable(columns))
    sections.append(abilityTable(columns))
    let lines = sections.filter { !$0.isEmpty }.joined(separator: [""])
    return Wording.safe(lines.joined(separator: "\n")) + "\n"
  }

  // MARK: The whole

  private func head(_ columns: Int) -> [String] {
    let gaps: String
    if missing == 0 {
      gaps = "none missing"
    } else {
      let share = 100 * Double(missing) / Double(missing + responses)
      gaps = share < 1 ? "\(missing) missing" : "\(Wording.decimal(share, 0)) % missing"
    }
    var lines = wrapped(
      "\(modelName) · \(Wording.count(persons, "person")) × \(Wording.count(items.count, "item")) · "
        + "\(Wording.count(responses, "response")), \(gaps)", columns)
    var criteria = ["log-likelihood \(Wording.decimal(logLikelihood, 3))"]
    if let aic { criteria.append("AIC \(Wording.decimal(aic))") }
    if let bic { criteria.append("BIC \(Wording.decimal(bic))") }
    if let sabic { criteria.append("SABIC \(Wording.decimal(sabic))") }
    lines += filled(criteria, columns)
    var quality: [String] = []
    if let reliability { quality.append("reliability \(Wording.share(reliability))") }
    if alpha.isFinite, method != .fewPersons { quality.append("alpha \(Wording.share(alpha))") }
    if let fit = modelFit {
      let interval = fit.rmseaInterval
      quality.append(
        "fit: RMSEA \(Wording.share(fit.rmsea, 3)) [\(Wording.share(interval.lowerBound, 3)), "
          + "\(Wording.share(interval.upperBound, 3))]")
    }
    lines += filled(quality, columns)
    if let fit = modelFit {
      var parts = [
        "M2 \(Wording.decimal(fit.m2.statistic)) on \(fit.m2.degreesOfFreedom) df, p "
          + Wording.pValue(fit.m2.pValue)
      ]
      for (name, value) in [("SRMSR", fit.srmsr), ("TLI", fit.tli), ("CFI", fit.cfi)]
      where value.isFinite {
        parts.append("\(name) \(Wording.share(value, 3))")
      }
      lines += filled(parts, columns)
    }
    let steps = Wording.count(iterations, "step")
    let time = Wording.elapsed(seconds: seconds)
    lines.append(
      converged
        ? "converged after \(steps) in \(time)" : "not converged after \(steps) in \(time)")
    if let latent {
      let error = latent.deviationError.map { " ± \(Wording.decimal($0))" } ?? ""
      lines.append(
        "abilities: mean \(Wording.decimal(latent.mean)), SD \(Wording.decimal(latent.deviation))"
          + error)
    }
    if let coinShare {
      lines.append("share of items like a coin: \(Wording.share(coinShare))")
    }
    for remark in remarks + cautions { lines += wrapped(remark, columns) }
    return lines
  }

  private var modelName: String {
    switch method {
    case .marginal: model == .rasch ? "Rasch" : model.rawValue.uppercased()
    case .conditional: "Rasch, conditional"
    case .fewPersons: "Rasch, few persons"
    }
  }

  /// What is to be known before any number is used; a sentence each.
  var cautions: [String] {
    var sentences = untrustworthy
    if let noModelFit { sentences.append(noModelFit) }
    let constant = [(allRight, "right"), (allWrong, "wrong")].filter { $0.0 > 0 }
      .map { "\($0.0) with everything \($0.1)" }
    if !constant.isEmpty {
      sentences.append(
        "Persons whose ability has no upper or lower end: \(Wording.list(constant)).")
    }
    return sentences
  }

  // MARK: Items

  private func itemTable(_ columns: Int) -> [String] {
    // What the report shows without parameters fits nothing.
    let lost = Set(items.filter { $0.model == nil }.map(\.id))
    let fits = Dictionary(
      itemFit.filter { !lost.contains($0.id) }.map { ($0.id, $0) },
      uniquingKeysWith: { first, _ in first })
    typealias Cell = (Item) -> String
    func value(_ number: Double?, _ places: Int = 2) -> String {
      number.map { $0.isNaN ? "" : Wording.decimal($0, places) } ?? ""
    }
    func parameter(_ number: Double?) -> String { number.map { Wording.decimal($0) } ?? "–" }
    func share(_ number: Double?, _ places: Int = 2) -> String {
      number.map { $0.isNaN ? "" : Wording.share($0, places) } ?? ""
    }
    func test(_ item: Item) -> ChiSquareTest? {
      fits[item.id]?.scoreChiSquare.flatMap { $0.degreesOfFreedom > 0 ? $0 : nil }
    }
    let hasFit = items.contains { test($0) != nil }
    var layout: [(Table.Column, Cell)] = [
      (.init("item", importance: 9, isFlexible: true), { $0.id }),
      (.init("n", .right, importance: 3), { "\($0.responses)" }),
      (.init("p", .point, importance: 8), { share($0.proportionCorrect, 3) }),
      (.init("r", .point, importance: 7), { share($0.pointBiserial) }),
    ]
    if model.hasFreeSlopes {
      layout += [
        (.init("a", .point, importance: 9), { parameter($0.model?.discrimination) }),
        (.init("SE", .point, importance: 6), { share($0.errors?.discrimination) }),
      ]
    } else if method == .marginal && model == .onePL || link != nil {
      layout.append((.init("a", .point, importance: 9), { parameter($0.model?.discrimination) }))
    }
    layout += [
      (.init("b", .point, importance: 9), { parameter($0.model?.difficulty) }),
      (
        .init(method == .fewPersons ? "SD" : "SE", .point, importance: 6),
        { share($0.errors?.difficulty) }
      ),
    ]
    if model.hasLowerAsymptote {
      layout += [
        (.init("c", .point, importance: 9), { share($0.model?.lowerAsymptote) }),
        (.init("SE", .point, importance: 4), { share($0.errors?.lowerAsymptote) }),
      ]
    }
    if model.hasUpperAsymptote {
      layout += [
        (.init("d", .point, importance: 9), { share($0.model?.upperAsymptote) }),
        (.init("SE", .point, importance: 4), { share($0.errors?.upperAsymptote) }),
      ]
    }
    if method == .fewPersons {
      layout.append((.init("coin", .point, importance: 7), { share($0.coinProbability) }))
    }
    if !itemFit.isEmpty {
      layout.append((.init("outfit", .point, importance: 2), { value(fits[$0.id]?.outfit) }))
    }
    if hasFit {
      layout += [
        (
          .init("S-X²", .point, importance: 5),
          { value(test($0)?.statistic) }
        ),
        (
          .init("df", .right, importance: 1),
          { test($0).map { "\($0.degreesOfFreedom)" } ?? "" }
        ),
        (
          .init("p", .right, importance: 5),
          { test($0).map { Wording.pValue($0.pValue) } ?? "" }
        ),
      ]
    }
    return Table(layout.map(\.0), rows: items.map { item in layout.map { $0.1(item) } })
      .lines(width: columns)
  }

  private func informationTable(_ columns: Int) -> [String] {
    guard !information.isEmpty else { return [] }
    let header = [Table.Column("θ")] + information.map { _ in Table.Column("", .right) }
    let table = Table(
      header,
      rows: [
        ["θ"] + information.map { Wording.decimal($0.theta, 0) },
        ["information"] + information.map { Wording.decimal($0.information) },
        ["standard error"]
          + information.map {
            $0.information > 0.01 ? Wording.decimal(1 / $0.information.squareRoot()) : "–"
          },
      ])
    return Array(table.lines(width: columns).dropFirst())
  }

  private func attention(_ columns: Int) -> [String] {
    let concerns = concerns
    guard !concerns.isEmpty else { return ["No item stands out."] }
    var lines = ["\(Wording.count(concerns.count, "item")) to look at"]
    let width = min(24, concerns.map { DisplayWidth.of($0.item.id) }.max() ?? 0)
    for (item, reasons) in concerns {
      lines += hanging(
        TextLayout.truncate(item.id, width: width),
        reasons.map(\.words).joined(separator: "; ") + ".",
        indent: width + 2, columns)
    }
    return lines
  }

  // MARK: What else was asked for

  private func dependence(_ columns: Int) -> [String] {
    guard let pairs = localDependence?.suspicious(), !pairs.isEmpty else { return [] }
    var lines = wrapped(
      "\(Wording.count(pairs.count, "pair")) of items that share more than ability (Q3 more than .20 "
        + "from its mean, \(Wording.share(localDependence?.mean ?? .nan)))", columns)
    lines += pairs.prefix(10).map {
      "\($0.first) and \($0.second): \(Wording.share($0.correlation))"
    }
    if pairs.count > 10 { lines.append("and \(pairs.count - 10) more") }
    return lines
  }

  private func distractorLines(_ columns: Int) -> [String] {
    guard let distractors else { return [] }
    let width = min(24, distractors.items.map { DisplayWidth.of($0.id) }.max() ?? 0)
    var lines = wrapped(
      "Options: share of the people, correlation with the other items; * is the key", columns)
    for item in distractors.items {
      let options = item.options.map {
        "\($0.name)\($0.isKey ? "*" : "")\u{A0}\(Wording.share($0.proportion))\u{A0}"
          + (Wording.share($0.pointBiserial))
      }
      lines += hanging(
        TextLayout.truncate(item.id, width: width), options.joined(separator: "   "),
        indent: width + 2, columns
      ).map { $0.replacingOccurrences(of: "\u{A0}", with: " ") }
    }
    return lines
  }

  private func comparisonTable(_ columns: Int) -> [String] {
    guard let comparison else { return [] }
    let rows = comparison.rows.map { row in
      [
        row.model == comparison.preferred ? "\(row.model.rawValue) ←" : row.model.rawValue,
        Wording.decimal(row.logLikelihood, 3), "\(row.parameterCount)", Wording.decimal(row.aic),
        Wording.decimal(row.bic), Wording.decimal(row.sabic),
        row.likelihoodRatio.map { Wording.decimal($0.statistic) } ?? "",
        row.likelihoodRatio.map { "\($0.degreesOfFreedom)" } ?? "",
        row.likelihoodRatio.map { Wording.pValue($0.pValue) } ?? "",
      ]
    }
    return Table(
      [
        .init("model", importance: 9), .init("log-likelihood", .point, importance: 9),
        .init("par", .right, importance: 7), .init("AIC", .point, importance: 8),
        .init("BIC", .point, importance: 8), .init("SABIC", .point, importance: 2),
        .init("LR", .point, importance: 5), .init("df", .right, importance: 5),
        .init("p", .right, importance: 5),
      ], rows: rows
    ).lines(width: columns) + ["← the smallest BIC"]
  }

  private func predictionLines(_ columns: Int) -> [String] {
    guard let prediction else { return [] }
    let found = prediction.evaluation
    return wrapped(
      "Predicting \(Wording.count(found.count, "response")) kept out "
        + "(\(Wording.decimal(100 * prediction.share, 0)) %, seed \(prediction.seed)): log loss "
        + "\(Wording.share(found.logLoss, 3)) (a coin has .693), AUC "
        + "\(Wording.share(found.areaUnderCurve, 3)), accuracy \(Wording.share(found.accuracy, 3)), "
        + "Brier score \(Wording.share(found.brierScore, 3)).", columns)
  }

  private func abilityTable(_ columns: Int) -> [String] {
    guard !abilities.isEmpty else { return [] }
    let hasFit = abilities.contains { $0.personFit != nil }
    let method = abilityMethod.map { ", \($0.rawValue.uppercased())" } ?? ""
    var lines = Table(
      [
        .init("person\(method)", importance: 9, isFlexible: true),
        .init("n", .right, importance: 5), .init("p", .point, importance: 6),
        .init("θ", .point, importance: 9), .init("SE", .point, importance: 8),
      ] + (hasFit ? [.init("lz*", .point, importance: 4)] : []),
      rows: abilities.map {
        [
          $0.id, "\($0.responses)",
          $0.proportionCorrect.isNaN ? "" : Wording.share($0.proportionCorrect),
          $0.theta.map { Wording.decimal($0) } ?? "–",
          $0.standardError.map { Wording.decimal($0) } ?? "",
          $0.personFit.map { Wording.decimal($0) } ?? "",
        ]
      }
    ).lines(width: columns)
    let strange = abilities.count { ($0.personFit ?? 0) < -1.645 }
    if hasFit {
      lines += wrapped(
        "\(Wording.count(strange, "person")) with answers that fit their ability badly (lz* below "
          + "−1.64); one in twenty is to be expected.", columns)
    }
    return lines
  }

  // MARK: Parts

  /// As many parts on a line as fit, which stay whole.
  private func filled(_ parts: [String], _ columns: Int) -> [String] {
    var lines: [String] = []
    for part in parts {
      if let last = lines.last, DisplayWidth.of(last) + 3 + DisplayWidth.of(part) <= columns {
        lines[lines.count - 1] = last + "   " + part
      } else {
        lines += wrapped(part, columns)
      }
    }
    return lines
  }

  func wrapped(_ text: String, _ columns: Int) -> [String] {
    TextLayout.wrap(text, width: columns).map(\.text)
  }

  private func hanging(_ label: String, _ text: String, indent: Int, _ columns: Int) -> [String] {
    let lines = TextLayout.wrap(text, width: max(10, columns - indent)).map(\.text)
    let margin = String(repeating: " ", count: indent)
    let first = label + String(repeating: " ", count: max(0, indent - DisplayWidth.of(label)))
    return lines.enumerated().map { ($0.offset == 0 ? first : margin) + $0.element }
  }
}
