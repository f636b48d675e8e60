import Numerical

/// Bayesian knowledge tracing (Corbett & Anderson 1995, doi:10.1007/BF01099821). A skill is mastered or
/// not. It is mastered at the first opportunity with probability P(init) and, while it is not, learned at
/// each opportunity with P(learn); whoever has mastered it answers wrong with P(slip), whoever has not
/// answers right with P(guess). With `forgets`, mastery is lost between opportunities with P(forget).
///
/// That is a hidden Markov model of two states. It is fitted by maximum likelihood with the EM of Baum
/// et al. (1970, doi:10.1214/aoms/1177697196), all parameters from expected counts, sped up by Anderson's
/// mixing, from several starts; skills are independent of each other.
public struct BayesianKnowledgeTracing: NextAnswerModel {
  /// Whose guess and slip there are.
  public enum Answering: String, Sendable, Hashable, Codable {
    case bySkill
    /// One pair an item within a skill (KT-IDEM: Pardos & Heffernan 2011,
    /// doi:10.1007/978-3-642-22362-4_21). An item never seen in the fit has the skill's.
    case byItem
  }

  /// Whose P(learn) there is.
  public enum Learning: String, Sendable, Hashable, Codable {
    case bySkill
    /// One a resource, that of the opportunity which learning follows.
    case byResource
  }

  public enum InitialMastery: String, Sendable, Hashable, Codable {
    case bySkill
    /// One for students whose very first answer in the log was right and one for the others: the prior
    /// per student of Pardos & Heffernan (2010, doi:10.1007/978-3-642-13470-8_24), with their two
    /// ad hoc values fitted instead. That first answer is what tells the students apart, so it is not
    /// counted as evidence a second time; it is predicted by the share of right first answers.
    case byFirstAnswer
  }

  public var forgets: Bool
  public var answering: Answering
  public var learning: Learning
  public var initialMastery: InitialMastery
  /// P(guess) and P(slip) stay at or below these; 1 for no cap. Their sum always stays below 1, or mastery
  /// would make answers worse.
  public var guessCap: Double
  public var slipCap: Double
  /// How many points EM begins from: one conventional, the others drawn from `seed`.
  public var starts: Int
  public var seed: UInt64
  /// Whether to work out standard errors, at about ten more passes over the data for each skill.
  public var withStandardErrors: Bool
  public var parallel: Parallel

  public init(
    forgets: Bool = false, answering: Answering = .bySkill, learning: Learning = .bySkill,
    initialMastery: InitialMastery = .bySkill, guessCap: Double = 1, slipCap: Double = 1,
    starts: Int = 5, seed: UInt64 = 1, withStandardErrors: Bool = true,
    parallel: Parallel = Parallel()
  ) {
    self.forgets = forgets
    self.answering = answering
    self.learning = learning
    self.initialMastery = initialMastery
    self.guessCap = guessCap
    self.slipCap = slipCap
    self.starts = starts
    self.seed = seed
    self.withStandardErrors = withStandardErrors
    self.parallel = parallel
  }

  public var name: String {
    var extras: [String] = []
    if initialMastery == .byFirstAnswer { extras.append("prior per student") }
    if answering == .byItem { extras.append("items") }
    if learning == .byResource { extras.append("resources") }
    if forgets { extras.append("forgetting") }
    return extras.isEmpty ? "BKT" : "BKT (\(extras.joined(separator: ", ")))"
  }
}

extension BayesianKnowledgeTracing {
  /// What is told of a fit besides its numbers.
  public enum Concern: String, Sendable, Hashable, Codable {
    case neverWrong
    case neverRight
    case noSecondAnswer
    case guessAtCap
    case slipAtCap
    case guessAndSlipAtOne
    case parameterAtBound
    case notConverged
    case noStandardErrors
    case unanswered

    public func sentence(skill: String) -> String {
      let skill = "skill '\(skill)'"
      return switch self {
      case .neverWrong:
        "\(skill): nobody ever answered it wrong, so mastery and learning cannot be told apart; "
          + "its estimates lie on a bound."
      case .neverRight:
        "\(skill): nobody ever answered it right, so its estimates lie on a bound."
      case .noSecondAnswer:
        "\(skill): nobody answered it twice, so nothing tells how it is learned."
      case .guessAtCap: "\(skill): P(guess) would be larger than its cap."
      case .slipAtCap: "\(skill): P(slip) would be larger than its cap."
      case .guessAndSlipAtOne:
        "\(skill): P(guess) + P(slip) would be 1 or more; answers tell nothing of mastery."
      case .parameterAtBound:
        "\(skill): a probability is 0 or 1 as far as the data tell; it has no standard error."
      case .notConverged: "\(skill): the estimates had not settled when the fit was stopped."
      case .noStandardErrors:
        "\(skill): the likelihood is flat at the estimates, so they have no standard errors."
      case .unanswered: "\(skill): nobody answered it."
      }
    }
  }
}
