import Foundation
import ItemResponse
import Numerical

extension EstimationRun {
  /// From slopes, intercepts and logits to what the field prints, errors with them.
  func assemble() -> CalibrationResult {
    // Rasch without anchors was estimated with a common slope on N(0, 1): θ in units of that slope
    // has slope 1 and SD equal to it.
    let isRasch = options.model == .rasch && layout.sharedSlope >= 0
    let scale = isRasch ? curves[layout.slots.firstIndex { $0[1] >= 0 }!].slope : 1
    var atBound = false
    var items: [CalibratedItem] = []
    for item in 0..<responses.itemCount {
      let (built, isAtBound) = calibratedItem(item, isRasch: isRasch)
      items.append(built)
      atBound = atBound || isAtBound
    }
    if atBound { warn(.parameterAtBound) }
    let persons = patterns.patternOfPerson.count { $0 >= 0 }
    if persons < 30 { warn(.fewPersons) }
    let meanError = variance(layout.latentMean)?.squareRoot()
    let deviationError =
      isRasch
      ? variance(layout.sharedSlope)?.squareRoot()
      : variance(layout.latentLogDeviation).map { deviation * $0.squareRoot() }
    return CalibrationResult(
      model: options.model, latentDistribution: options.latentDistribution, items: items,
      latentMean: mean * scale,
      latentStandardDeviation: deviation * scale, latentMeanStandardError: meanError,
      latentStandardDeviationStandardError: deviationError,
      latentNodes: grid.nodes.map { $0 * scale }, latentWeights: grid.weights,
      logLikelihood: counts.logLikelihood, logPrior: logPrior(),
      parameterCount: layout.count + freeWeightCount,
      personCount: persons, responseCount: patterns.responseCount, iterations: iterations,
      converged: converged, logLikelihoodTrace: trace, warnings: warnings, covariance: covariance,
      seconds: (ContinuousClock.now - started) / .seconds(1), curves: curves, layout: layout)
  }

  private func variance(_ index: Int) -> Double? {
    guard index >= 0, let covariance else { return nil }
    let value = covariance[index * layout.count + index]
    return value >= 0 ? value : nil
  }

  private func calibratedItem(
    _ item: Int, isRasch: Bool
  ) -> (item: CalibratedItem, isAtBound: Bool) {
    let slot = layout.slots[item]
    let seen = tallies.seen[item]
    let proportion = seen > 0 ? Double(tallies.right[item]) / Double(seen) : .nan
    var flags: [ItemFlag] = []
    let anchor = options.anchors[responses.items[item]]
    if seen == 0 { flags.append(.neverSeen) }
    if seen > 0, tallies.isConstant(item) { flags.append(.constant) }
    if seen > 0, seen < 30 { flags.append(.fewResponses) }
    if anchor != nil { flags.append(.anchor) }
    guard slot[1] >= 0 else {
      return (
        CalibratedItem(
          id: responses.items[item], responses: seen, proportionCorrect: proportion, model: anchor,
          standardErrors: nil, flags: flags), false
      )
    }
    let curve = curves[item]
    let isAtBound = (0..<4).contains {
      slot[$0] >= 0 && bounds.isAtBound(curve[$0], parameter: $0)
    }
    if isAtBound { flags.append(.atBound) }
    let isFlat = slot[0] >= 0 && bounds.lower[0] > 0 && curve.slope <= bounds.lower[0]
    if curve.slope < 0 || isFlat { flags.append(.negativeDiscrimination) }
    guard !isFlat else {
      // Without a slope there is no place where the curve is steepest: b does not exist.
      return (
        CalibratedItem(
          id: responses.items[item], responses: seen, proportionCorrect: proportion, model: nil,
          standardErrors: nil, flags: flags), true
      )
    }

    let a = isRasch || slot[0] < 0 ? 1 : curve.slope
    let slope = isRasch ? 1 : curve.slope
    let b = -curve.intercept / slope
    let model = LogisticModel(
      discrimination: slope == 0 ? .leastNormalMagnitude : slope, difficulty: b,
      lowerAsymptote: slot[2] >= 0 ? curve.lower : 0,
      upperAsymptote: slot[3] >= 0 ? curve.upper : 1)
    var errors: ItemStandardErrors?
    if covariance != nil {
      let varianceA = isRasch ? nil : variance(slot[0])
      let varianceD = variance(slot[1])
      // b = −d/a: Var b = (Var d + 2b Cov(a, d) + b² Var a) / a².
      var varianceB = varianceD.map { $0 / (a * a) }
      if !isRasch, let varianceA, let varianceD {
        let joint = covariance![slot[0] * layout.count + slot[1]]
        varianceB = (varianceD + 2 * b * joint + b * b * varianceA) / (a * a)
      }
      errors = ItemStandardErrors(
        discrimination: varianceA?.squareRoot(), difficulty: varianceB?.squareRoot(),
        lowerAsymptote: variance(slot[2]).map { $0.squareRoot() * curve.lower * (1 - curve.lower) },
        upperAsymptote: variance(slot[3]).map { $0.squareRoot() * curve.upper * curve.upperGap },
        intercept: varianceD?.squareRoot())
      if options.model.hasFreeSlopes, let error = errors?.discrimination,
        abs(curve.slope) < 2 * error,
        abs(curve.slope) < 0.5
      {
        flags.append(.coinLike)
      }
      if let error = errors?.difficulty, error > 1 { flags.append(.uncertainDifficulty) }
    }
    return (
      CalibratedItem(
        id: responses.items[item], responses: seen, proportionCorrect: proportion, model: model,
        standardErrors: errors, flags: flags), isAtBound
    )
  }
}
