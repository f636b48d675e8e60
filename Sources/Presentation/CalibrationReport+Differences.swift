import Calibration
import Terminal

extension CalibrationReport {
  func differenceTable(_ columns: Int) -> [String] {
    guard differences != nil || likelihoodDifferences != nil else { return [] }
    var lines: [String] = []
    if let differences {
      lines += wrapped(
        "Differential item functioning: \(differences.referencePersons) of "
          + "'\(differences.reference)' against \(differences.focalPersons) of "
          + "'\(differences.focal)', matched on the purified \(differences.matching.words). Δ below 0: harder for "
          + "'\(differences.focal)' at equal ability. ETS classes: A negligible, B moderate, C large.",
        columns)
    }
    if let likelihoodDifferences {
      lines += wrapped(
        "Abilities of the group in question: mean "
          + "\(Wording.decimal(likelihoodDifferences.focalMean)), SD "
          + "\(Wording.decimal(likelihoodDifferences.focalStandardDeviation)), where the others have "
          + "0 and 1.", columns)
    }
    let rows = items.indices.map { index -> [String] in
      let item = differences?.items[index]
      let mantel = item.flatMap { $0.purifiedMantelHaenszel ?? $0.mantelHaenszel }
      let logistic = item.flatMap { $0.purifiedLogistic ?? $0.logistic }
      let ratio = likelihoodDifferences?.items[index].test
      return [
        items[index].id, mantel.map { Wording.decimal($0.test.statistic) } ?? "",
        mantel.map { Wording.pValue($0.test.pValue) } ?? "",
        mantel.map { Wording.decimal($0.delta) } ?? "",
        mantel.map(\.effectSize.rawValue) ?? "",
        logistic.map { Wording.decimal($0.both.statistic) } ?? "",
        logistic.map { Wording.pValue($0.both.pValue) } ?? "",
        logistic.map(\.effectSize.rawValue) ?? "",
        ratio.map { Wording.decimal($0.statistic) } ?? "",
        ratio.map { Wording.pValue($0.pValue) } ?? "",
      ]
    }
    return lines
      + Table(
        [
          .init("item", importance: 9, isFlexible: true), .init("MH", .point, importance: 5),
          .init("p", .right, importance: 6), .init("Δ", .point, importance: 8),
          .init("", importance: 8),
          .init("logistic", .point, importance: 4), .init("p", .right, importance: 5),
          .init("", importance: 5), .init("LR", .point, importance: 4),
          .init("p", .right, importance: 5),
        ], rows: rows
      ).lines(width: columns)
      + differenceRemarks.flatMap { wrapped($0, columns) }
  }

  /// What is to be known of the tests before they are believed, a sentence each.
  private var differenceRemarks: [String] {
    var sentences: [String] = []
    func remark(_ test: String, _ purification: Purification) {
      switch purification.outcome {
      case .settled, .skipped: break
      case .cycled:
        sentences.append(
          "\(test): purification goes round in circles, flagging one set of items after another; the last "
            + "is shown.")
      case .exhausted:
        sentences.append(
          "\(test): purification has not settled after \(purification.rounds) rounds; the last is shown."
        )
      case .everythingFlagged:
        sentences.append(
          "\(test): nearly every item is flagged, so too few are left to match people on.")
      }
    }
    if let differences {
      remark("Mantel-Haenszel", differences.mantelHaenszelPurification)
      remark("Logistic regression", differences.logisticPurification)
      sentences += obstacles("Mantel-Haenszel", differences, \.mantelHaenszelObstacle)
      sentences += obstacles("logistic regression", differences, \.logisticObstacle)
    }
    if let likelihoodDifferences {
      remark("Likelihood ratio", likelihoodDifferences.purification)
      let lost = zip(items, likelihoodDifferences.items)
        .filter { $0.1.test != nil && !$0.1.converged }.map { "'\($0.0.id)'" }
      if !lost.isEmpty {
        sentences.append(
          "Likelihood ratio: the estimation did not converge for "
            + "\(Wording.list(Array(lost.prefix(5))))\(lost.count > 5 ? " and others" : ""); do not use "
            + "\(lost.count == 1 ? "its test" : "their tests").")
      }
    }
    return sentences
  }

  /// The items that could not be tested, those with the same reason together.
  private func obstacles(
    _ test: String, _ differences: DifferentialItemFunctioning,
    _ obstacle: (DifferentialItemFunctioning.Item) -> DifferentialItemFunctioning.Obstacle?
  ) -> [String] {
    var order: [DifferentialItemFunctioning.Obstacle] = []
    var found: [DifferentialItemFunctioning.Obstacle: [String]] = [:]
    for item in differences.items {
      guard let reason = obstacle(item) else { continue }
      if found[reason] == nil { order.append(reason) }
      found[reason, default: []].append("'\(item.id)'")
    }
    return order.map { reason in
      let names = found[reason] ?? []
      let shown = names.count > 5 ? names.prefix(4) + ["\(names.count - 4) more"] : names[...]
      return "No \(test) for \(Wording.list(Array(shown))): \(reason.words)."
    }
  }
}

extension DifferentialItemFunctioning.Matching {
  var words: String {
    switch self {
    case .score: "score"
    case .ability(let strata): "ability (in \(strata) strata, since responses are missing)"
    }
  }

  /// As `--json` has it.
  var name: String {
    switch self {
    case .score: "score"
    case .ability: "ability"
    }
  }
}

extension DifferentialItemFunctioning.Obstacle {
  var words: String {
    switch self {
    case .notSeen(let group): "nobody of '\(group)' answered it"
    case .constant: "everybody has the same score"
    case .constantInGroup(let group): "everybody of '\(group)' has the same score"
    case .noCommonStrata:
      "wherever people of both groups are equally able, all have the same score"
    case .separated: "ability and group foretell every answer, so nothing can be estimated"
    case .collinear: "ability and group cannot be told apart"
    }
  }
}
