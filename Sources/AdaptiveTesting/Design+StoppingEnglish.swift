extension Design.Stopping {
  var english: String {
    var ends = rules.map(\.english)
    if let maximumItems {
      ends.insert(
        "\(maximumItems) \(maximumItems == 1 ? "item has" : "items have") been given",
        at: rules.first.map { if case .standardError = $0 { 1 } else { 0 } } ?? 0)
    }
    ends.append("the bank has nothing more to give")
    var sentence = "It ends when " + ends.dropLast().joined(separator: ", when ")
    if ends.count > 1 { sentence += ", or when " }
    sentence += ends[ends.count - 1]
    if minimumItems > 1 {
      sentence += ", but not before \(minimumItems) items while there are any"
    }
    sentence += "."
    if let timeLimit {
      sentence +=
        " It ends at once after \(duration(timeLimit)) of active time; pauses do not count."
    }
    return sentence
  }

  private func duration(_ seconds: Double) -> String {
    if seconds >= 60, seconds.truncatingRemainder(dividingBy: 60) == 0 {
      let minutes = Int(seconds / 60)
      return "\(minutes) \(minutes == 1 ? "minute" : "minutes")"
    }
    return "\(plain(seconds)) seconds"
  }
}

extension StoppingRule {
  /// In words that finish "it ends when".
  var english: String {
    func lately(_ items: Int) -> String {
      items == 1 ? "with the last item" : "with each of the last \(items) items"
    }
    switch self {
    case .standardError(let threshold):
      return "the standard error is \(plain(threshold)) logits or less"
    case .standardErrorChange(let below, let items):
      return "the standard error fell by less than \(plain(below)) logits \(lately(items))"
    case .predictedReduction(let below):
      return "the next item is expected to lower the standard error by less than \(plain(below)) "
        + "logits"
    case .thetaChange(let below, let items):
      return "the estimate moved by less than \(plain(below)) logits \(lately(items))"
    case .information(let below):
      return "no item left would tell at least \(plain(below)) (information)"
    case .length(let count):
      return "\(count) \(count == 1 ? "item has" : "items have") been given"
    case .classified(let classification):
      return classification.english
    case .all(let rules):
      return rules.map { $0.nested }.joined(separator: " and ")
    case .any(let rules):
      return rules.map { $0.nested }.joined(separator: " or ")
    }
  }

  private var nested: String {
    switch self {
    case .all, .any: "(\(english))"
    default: english
    }
  }
}

extension Classification {
  fileprivate var english: String {
    let cuts = cuts.map(plain).joined(separator: ", ")
    let sides =
      self.cuts.count == 1
      ? "on which side of the cut score \(cuts)" : "between which of the cut scores \(cuts)"
    let way =
      switch method {
      case .interval(let level): "\(plain(100 * level)) % confidence interval"
      case .likelihoodRatio(let test): "sequential probability ratio test, \(test.english)"
      case .generalizedLikelihoodRatio(let test):
        "generalized likelihood ratio test, \(test.english)"
      }
    return "it is decided \(sides) the person stands (\(way))"
  }
}

extension Classification.SequentialTest {
  fileprivate var english: String {
    "indifference ±\(plain(halfWidth)), errors of \(plain(100 * falsePositive)) and "
      + "\(plain(100 * falseNegative)) %"
  }
}
