import ArgumentParser

/// The ways of estimating, and the options that mean something to each: the one place that knows.
enum CalibrateWay: CaseIterable {
  case marginal, conditional, fewPersons

  /// As it is asked for.
  var option: String {
    switch self {
    case .marginal: "--method mml"
    case .conditional: "--method cml"
    case .fewPersons: "--few-persons always"
    }
  }

  struct Rule {
    /// As the user wrote it.
    let option: String
    let isGiven: Bool
    /// Where it means something.
    let ways: Set<CalibrateWay>
  }
}

extension Calibrate {
  /// What is not here means something to every way.
  private var rules: [CalibrateWay.Rule] {
    typealias Rule = CalibrateWay.Rule
    let given = estimation
    let model = given.model.map { "--model \($0.rawValue)" } ?? ""
    return [
      Rule(
        option: model, isGiven: given.model.map { $0 != .rasch } ?? false, ways: [.marginal]),
      Rule(option: "--method cml", isGiven: given.method == .cml, ways: [.conditional]),
      Rule(option: "--priors weak", isGiven: given.priors == .weak, ways: [.marginal]),
      Rule(option: "--prior-a", isGiven: given.priorA != nil, ways: [.marginal]),
      Rule(option: "--prior-b", isGiven: given.priorB != nil, ways: [.marginal]),
      Rule(option: "--prior-c", isGiven: given.priorC != nil, ways: [.marginal]),
      Rule(option: "--prior-d", isGiven: given.priorD != nil, ways: [.marginal]),
      Rule(option: "--quadrature", isGiven: given.quadrature != nil, ways: [.marginal]),
      Rule(
        option: "--latent histogram", isGiven: given.latent == .histogram, ways: [.marginal]),
      Rule(option: "--allow-negative", isGiven: given.allowNegative, ways: [.marginal]),
      Rule(option: "--anchor", isGiven: anchor != nil, ways: [.marginal]),
      Rule(option: "--fixed", isGiven: fixed, ways: [.marginal]),
      Rule(option: "--link", isGiven: linking.bank != nil, ways: [.marginal, .conditional]),
      Rule(
        option: "--estimator", isGiven: estimator != nil, ways: [.marginal, .conditional]),
      Rule(option: "--fit all", isGiven: fit == .all, ways: [.marginal]),
      Rule(option: "--compare", isGiven: compare != nil, ways: [.marginal]),
      Rule(option: "--holdout", isGiven: holdout != nil, ways: [.marginal]),
      Rule(option: "--dif", isGiven: dif != nil, ways: [.marginal, .conditional]),
    ]
  }

  /// The options given that mean nothing to `way`.
  func foreignOptions(to way: CalibrateWay) -> [CalibrateWay.Rule] {
    rules.filter { $0.isGiven && !$0.ways.contains(way) }
  }

  /// The way that is asked for in words; `nil` where the data are to decide.
  var askedWay: CalibrateWay? {
    switch (estimation.fewPersons, estimation.method) {
    case (.always, _): .fewPersons
    case (_, .cml): .conditional
    case (.never, .mml): .marginal
    case (.auto, .mml): nil
    }
  }

  /// Priors of parameters that no model asked for has, and the like.
  private func refuseIdleOptions() throws {
    let models = [estimation.chosenModel] + (compare?.models ?? [])
    let rules: [(option: String, isGiven: Bool, means: Bool, needs: String)] = [
      (
        "--prior-a", estimation.priorA != nil, models.contains { $0 != .rasch },
        "a model with discriminations"
      ),
      (
        "--allow-negative", estimation.allowNegative, models.contains { $0 != .rasch },
        "a model with discriminations"
      ),
      (
        "--prior-c", estimation.priorC != nil, models.contains(where: \.hasLowerAsymptote),
        "--model 3pl or 4pl"
      ),
      (
        "--prior-d", estimation.priorD != nil, models.contains(where: \.hasUpperAsymptote),
        "--model 4pl"
      ),
    ]
    if let rule = rules.first(where: { $0.isGiven && !$0.means }) {
      throw ValidationError("\(rule.option) goes with \(rule.needs).")
    }
    if let compare, Set(compare.models).count < 2 {
      throw ValidationError("--compare needs two models or more, as 1pl,2pl.")
    }
  }

  func refuseForeignOptions() throws {
    guard let way = askedWay, let first = foreignOptions(to: way).first else {
      return try refuseIdleOptions()
    }
    let others = CalibrateWay.allCases.filter(first.ways.contains).map(\.option)
      .filter { $0 != first.option }
    throw ValidationError(
      others.isEmpty
        ? "\(first.option) does not go with \(way.option); leave one of them out."
        : "\(first.option) goes with \(others.joined(separator: " and ")), not with \(way.option).")
  }
}
