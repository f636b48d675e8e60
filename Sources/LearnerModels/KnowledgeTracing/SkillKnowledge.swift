/// What was found of one skill.
public struct SkillKnowledge: Sendable, Hashable, Codable {
  public var skill: String
  /// P(mastered at the first opportunity), over all students.
  public var initialMastery: Double
  /// P(learn), over all resources.
  public var learn: Double
  /// P(guess) and P(slip), over all items.
  public var guess: Double
  public var slip: Double
  /// 0 where forgetting was not fitted.
  public var forget: Double
  public var logLikelihood: Double
  /// Of those above, where there is but one of its kind, it lies inside its range, and the data determine it.
  public var standardErrors: StandardErrors
  /// Those that the data leave open, a resource's or an item's among them: their error would be larger than
  /// `largestError`, so there is none. `nil` in what was saved before there was this.
  public var undetermined: [Probability]?
  public var studentCount: Int
  public var answerCount: Int
  public var iterations: Int
  public var converged: Bool
  public var concerns: [BayesianKnowledgeTracing.Concern]
  public var byFirstAnswer: ByFirstAnswer?
  public var items: [ItemChances]?
  public var resources: [ResourceChance]?

  /// Half the range of a probability. A larger error says nothing but that the likelihood is all but flat.
  public static let largestError = 0.5

  /// The model's probabilities by the names that reports and files give them.
  public enum Probability: String, Sendable, Hashable, Codable, CaseIterable {
    case initialMastery = "p_init"
    case learn = "p_learn"
    case guess = "p_guess"
    case slip = "p_slip"
    case forget = "p_forget"
  }

  public struct StandardErrors: Sendable, Hashable, Codable {
    public var initialMastery: Double?
    public var learn: Double?
    public var guess: Double?
    public var slip: Double?
    public var forget: Double?

    enum CodingKeys: String, CodingKey {
      case initialMastery = "p_init"
      case learn = "p_learn"
      case guess = "p_guess"
      case slip = "p_slip"
      case forget = "p_forget"
    }
  }

  /// P(mastered at the first opportunity) by the student's very first answer, and P(that one is right).
  public struct ByFirstAnswer: Sendable, Hashable, Codable {
    public var afterWrong: Double
    public var afterRight: Double
    public var right: Double

    enum CodingKeys: String, CodingKey {
      case afterWrong = "p_init_after_wrong"
      case afterRight = "p_init_after_right"
      case right = "p_right"
    }
  }

  public struct ItemChances: Sendable, Hashable, Codable {
    /// `nil` for answers to no item in particular.
    public var item: String?
    public var guess: Double
    public var slip: Double
    public var guessError: Double?
    public var slipError: Double?

    enum CodingKeys: String, CodingKey {
      case item
      case guess = "p_guess"
      case slip = "p_slip"
      case guessError = "se_guess"
      case slipError = "se_slip"
    }
  }

  public struct ResourceChance: Sendable, Hashable, Codable {
    /// `nil` for practice without one.
    public var resource: String?
    public var learn: Double
    public var standardError: Double?

    enum CodingKeys: String, CodingKey {
      case resource
      case learn = "p_learn"
      case standardError = "se_learn"
    }
  }

  enum CodingKeys: String, CodingKey {
    case skill, undetermined, iterations, converged, concerns, items, resources
    case initialMastery = "p_init"
    case learn = "p_learn"
    case guess = "p_guess"
    case slip = "p_slip"
    case forget = "p_forget"
    case logLikelihood = "log_likelihood"
    case standardErrors = "standard_errors"
    case studentCount = "students"
    case answerCount = "answers"
    case byFirstAnswer = "by_first_answer"
  }

  public init(
    skill: String, initialMastery: Double, learn: Double, guess: Double, slip: Double,
    forget: Double = 0
  ) {
    self.skill = skill
    self.initialMastery = initialMastery
    self.learn = learn
    self.guess = guess
    self.slip = slip
    self.forget = forget
    logLikelihood = 0
    standardErrors = StandardErrors()
    undetermined = []
    studentCount = 0
    answerCount = 0
    iterations = 0
    converged = true
    concerns = []
  }
}
