import AdaptiveTesting

extension Proposal {
  /// Why this item: its worth, the runner-up and what was kept out.
  public var english: String {
    var text = choice
    if let runnerUpWords {
      text += "; \(isRunnerUpBetter ? "the best was" : "next") \(runnerUpWords)"
    }
    if let blockedWords { text += "; kept out: \(blockedWords)" }
    return text
  }

  /// The best item that was not chosen, with its worth.
  var runnerUpWords: String? {
    runnerUp.map { $0.item + (criterion == .fixed ? "" : ", \(Wording.decimal($0.value, 3))") }
  }

  /// Whether chance passed over a better item.
  var isRunnerUpBetter: Bool {
    runnerUp.map { criterion.prefersLess ? $0.value < value : $0.value > value } ?? false
  }

  /// `3 already given, 5 by content share`; `nil` where nothing was kept out.
  var blockedWords: String? {
    blocked.isEmpty
      ? nil : blocked.map { "\($0.count) \($0.rule.english)" }.joined(separator: ", ")
  }

  /// What the item was best at, among how many, and its worth.
  var choice: String {
    if isPretest { return "a pretest item, drawn from \(eligible): given, not scored" }
    let here = "at θ \(Wording.decimal(theta))"
    switch criterion {
    case .fixed: return "number \(Int(value)) of the list"
    case .random: return "drawn at random from \(eligible) eligible"
    case .proportional:
      return "drawn from \(eligible) eligible, the more informative the likelier, "
        + "\(Wording.decimal(value, 3)) \(here)"
    default:
      let from = drawnFrom == 1 ? "" : "drawn from the \(drawnFrom) "
      return "\(from)\(criterion.superlative) of \(eligible) eligible, "
        + "\(Wording.decimal(value, 3)) \(criterion.unit(at: theta))"
    }
  }
}

extension Design.Criterion {
  /// What the best item is of those compared.
  fileprivate var superlative: String {
    switch self {
    case .maximumFisherInformation: "most informative"
    case .nearestDifficulty: "nearest in difficulty"
    case .nearestPeak: "nearest by peak of information"
    case .likelihoodWeightedInformation: "most informative over the likelihood"
    case .posteriorWeightedInformation: "most informative over the posterior"
    case .expectedPosteriorVariance: "least expected posterior variance"
    case .expectedInformation: "most expected information"
    case .kullbackLeibler: "most Kullback–Leibler information over the likelihood"
    case .posteriorKullbackLeibler: "most Kullback–Leibler information over the posterior"
    case .globalDiscrimination: "most discriminating over the likelihood"
    case .posteriorGlobalDiscrimination: "most discriminating over the posterior"
    case .intervalInformation: "most informative in the interval"
    case .progressive: "best by information and chance together"
    case .proportional, .random, .fixed: "next"
    }
  }

  /// What follows the number: of what it is, and where.
  fileprivate func unit(at theta: Double) -> String {
    let place = "θ \(Wording.decimal(theta))"
    switch self {
    case .nearestDifficulty, .nearestPeak: return "logits from \(place)"
    case .likelihoodWeightedInformation, .posteriorWeightedInformation: return "on average"
    case .expectedPosteriorVariance: return "logits² expected"
    case .expectedInformation: return "expected after \(place)"
    case .kullbackLeibler, .posteriorKullbackLeibler: return "nats about \(place)"
    case .globalDiscrimination, .posteriorGlobalDiscrimination: return "as a variance"
    case .intervalInformation: return "on average about \(place)"
    case .maximumFisherInformation, .progressive, .proportional, .random, .fixed:
      return "at \(place)"
    }
  }
}
