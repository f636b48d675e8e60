import ItemBanks

extension Design {
  /// What an item is worth, given what is known of the person.
  public enum Criterion: String, Sendable, Codable, CaseIterable {
    /// Expected information at the current estimate (Lord 1980).
    case maximumFisherInformation = "mfi"
    /// The difficulty nearest to the current estimate (Urry 1970); an item that is not logistic stands where
    /// it tells most.
    case nearestDifficulty = "urry"
    /// The peak of information nearest to the current estimate (Barrada, Mazuela & Olea 2006).
    case nearestPeak = "peak"
    /// Information averaged over the likelihood (Veerkamp & Berger 1997).
    case likelihoodWeightedInformation = "mlwi"
    /// Information averaged over the posterior (van der Linden 1998).
    case posteriorWeightedInformation = "mpwi"
    /// The least expected posterior variance (Owen 1975; van der Linden 1998).
    case expectedPosteriorVariance = "mepv"
    /// Information at the estimate to come, over the possible answers (van der Linden 1998).
    case expectedInformation = "mei"
    /// Kullback–Leibler divergence from the current estimate over the likelihood (Chang & Ying 1996).
    case kullbackLeibler = "kl"
    /// The same over the posterior.
    case posteriorKullbackLeibler = "klp"
    /// The variance of the probability of an answer over the likelihood (Kaplan, de la Torre & Barrada 2015).
    case globalDiscrimination = "gdi"
    /// The same over the posterior.
    case posteriorGlobalDiscrimination = "gdip"
    /// Information averaged over an interval about the current estimate (Veerkamp & Berger 1997).
    case intervalInformation = "interval"
    /// Information mixed with chance, less and less of it (Revuelta & Ponsoda 1998).
    case progressive
    /// Drawn with chances in proportion to a power of information that rises (Barrada et al. 2008).
    case proportional
    /// Drawn with equal chances.
    case random
    /// A list of items in its order, after which the test ends.
    case fixed
  }

  /// Which information an item is expected to have after its answer.
  public enum InformationKind: String, Sendable, Codable, CaseIterable {
    /// Before that answer is known.
    case fisher
    /// Of that answer: −(log P)″.
    case observed
  }
}

extension Design {
  /// Takes another criterion, and leaves off what the one before used and this one does not.
  public mutating func choose(_ criterion: Criterion) {
    selection.criterion = criterion
    for part in selection.unusedParts { part.clear(&selection) }
    if !criterion.looksAtAbility { start = Start() }
  }
}

extension Design.Criterion {
  /// Whether the less of the criterion's quantity, the better.
  public var prefersLess: Bool {
    switch self {
    case .nearestDifficulty, .nearestPeak, .expectedPosteriorVariance, .fixed: true
    default: false
    }
  }

  /// Whether one is drawn of all that may be given.
  public var isDraw: Bool { self == .proportional || self == .random }

  /// Whether an item's worth depends on what is known of the person.
  public var looksAtAbility: Bool { self != .random && self != .fixed }

  var usesInformation: Bool {
    switch self {
    case .maximumFisherInformation, .likelihoodWeightedInformation,
      .posteriorWeightedInformation, .expectedInformation, .intervalInformation, .progressive,
      .proportional:
      true
    default: false
    }
  }

  var leavesToChance: Bool { self == .progressive || self == .proportional }
}

extension Design.Selection {
  /// What makes an item the next, in words that follow "the one" or "those": of one item or of several.
  func clause(ofSeveral: Bool) -> String {
    let tell = ofSeveral ? "that tell" : "that tells"
    let are = ofSeveral ? "that are" : "that is"
    switch criterion {
    case .maximumFisherInformation:
      return "\(tell) most about the person (maximum Fisher information at the current estimate)"
    case .nearestDifficulty:
      return "whose difficulty is nearest to the current estimate (Urry's rule)"
    case .nearestPeak: return "whose information peaks nearest to the current estimate"
    case .likelihoodWeightedInformation:
      return "\(tell) most on average over the likelihood of the answers (likelihood-weighted "
        + "information)"
    case .posteriorWeightedInformation:
      return "\(tell) most on average over the posterior (posterior-weighted information)"
    case .expectedPosteriorVariance:
      return "\(are) expected to leave the least posterior variance"
    case .expectedInformation:
      let kind = information == .observed ? "observed" : "Fisher"
      return "\(are) expected to tell most at the estimate that follows the answer (maximum "
        + "expected \(kind) information)"
    case .kullbackLeibler:
      return "\(tell) the current estimate best from other abilities, over the likelihood "
        + "(Kullback–Leibler information)"
    case .posteriorKullbackLeibler:
      return "\(tell) the current estimate best from other abilities, over the posterior "
        + "(posterior Kullback–Leibler information)"
    case .globalDiscrimination:
      return "whose answers vary most with ability, over the likelihood (global discrimination "
        + "index)"
    case .posteriorGlobalDiscrimination:
      return "whose answers vary most with ability, over the posterior (posterior global "
        + "discrimination index)"
    case .intervalInformation:
      let reach = halfWidth.map { "\(plain($0)) logits" } ?? "1.96 standard errors"
      return "\(tell) most on average within \(reach) of the current estimate (interval "
        + "information)"
    case .progressive:
      return "with most of a mixture of information and chance, in which information counts more "
        + "as the test goes on (progressive method, acceleration \(plain(acceleration ?? 1)))"
    case .proportional, .random, .fixed: return ""
    }
  }
}
