import Calibration

extension CalibrationReport {
  /// Why the result is not to be trusted, a sentence for each reason; none where it is.
  public var untrustworthy: [String] {
    var sentences: [String] = []
    if !converged {
      let wayOut =
        switch method {
        case .marginal: ", or take a simpler model or --priors weak"
        case .conditional: ", or take --method mml"
        case .fewPersons: ""
        }
      sentences.append(
        "NOT CONVERGED: the estimates are not the maximum; allow more --iterations\(wayOut).")
    }
    if warnings.contains(.singularInformation) {
      sentences.append(
        "SINGULAR INFORMATION: these responses do not determine every parameter, so there are no "
          + "standard errors; take a simpler model or --priors weak.")
    }
    let bounded = items.filter { $0.flags.contains(.atBound) }
    let negative = bounded.count(where: \.wantsNegativeSlope)
    if warnings.contains(.parameterAtBound), bounded.isEmpty || bounded.count > negative {
      sentences.append(
        "PARAMETER AT ITS BOUND: the items so marked have no finite estimate; drop them, or give "
          + "--priors weak.")
    }
    if negative > 0 {
      sentences.append(
        "NEGATIVE DISCRIMINATION: able people miss \(Wording.count(negative, "item")) more often than "
          + "others do, and discriminations must be above 0; look at the keys, drop the items, or give "
          + "--allow-negative.")
    }
    if warnings.contains(.fewPersons) {
      sentences.append(
        "FEW PERSONS: \(Wording.count(persons, "person")) cannot show how ability is distributed, and "
          + "standard errors come out too small; collect responses of 30 at least.")
    }
    return sentences
  }

  /// Whether a careful reader may use the estimates as they are.
  public var isTrustworthy: Bool { untrustworthy.isEmpty }
}
