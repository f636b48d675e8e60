import ItemBanks

extension Design {
  /// When the test ends: at the first of the rules that holds, at its longest, or when its time is up.
  public struct Stopping: Sendable, Hashable {
    /// Before so many items only the time and the end of the bank's items stop a test.
    public var minimumItems: Int
    /// `nil`: as many as the bank has.
    public var maximumItems: Int?
    /// Seconds of active time; pauses do not count.
    public var timeLimit: Double?
    /// Any one of them ends the test; the first that holds names the reason. They are kept in one order of
    /// their kinds, whatever the order they come in: a design's file has none.
    public var rules: [StoppingRule] { didSet { rules = StoppingRule.inOrder(rules) } }

    public init(
      minimumItems: Int = 1, maximumItems: Int? = nil, timeLimit: Double? = nil,
      rules: [StoppingRule]
    ) {
      self.minimumItems = minimumItems
      self.maximumItems = maximumItems
      self.timeLimit = timeLimit
      self.rules = StoppingRule.inOrder(rules)
    }

    public init(
      standardError: Double? = 0.3, minimumItems: Int = 1, maximumItems: Int? = nil,
      timeLimit: Double? = nil, minimumInformation: Double? = nil
    ) {
      self.init(
        minimumItems: minimumItems, maximumItems: maximumItems, timeLimit: timeLimit, rules: [])
      self.standardError = standardError
      self.minimumInformation = minimumInformation
    }

    /// The threshold of the rule on the standard error, in logits, where that alone ends the test.
    public var standardError: Double? {
      get { rules.firstValue { if case .standardError(let value) = $0 { value } else { nil } } }
      set {
        rules.removeAll { if case .standardError = $0 { true } else { false } }
        if let newValue { rules.append(.standardError(atMost: newValue)) }
      }
    }

    /// The least information that an item must have to be worth giving, where that alone ends the test.
    public var minimumInformation: Double? {
      get { rules.firstValue { if case .information(let value) = $0 { value } else { nil } } }
      set {
        rules.removeAll { if case .information = $0 { true } else { false } }
        if let newValue { rules.append(.information(below: newValue)) }
      }
    }

    /// The rule by which the test decides on which side of its cut scores a person stands.
    public var classification: Classification? { rules.firstValue(\.classification) }
  }
}

/// When a test has told enough.
public indirect enum StoppingRule: Sendable, Hashable {
  /// The standard error is at or below this, in logits.
  case standardError(atMost: Double)
  /// The standard error fell by less than this, in logits, with each of the last so many items.
  case standardErrorChange(below: Double, items: Int)
  /// The next item is expected to lower the standard error by less than this, in logits (Choi, Grady &
  /// Dodd 2011, doi:10.1177/0013164410387338: the predicted standard error reduction).
  case predictedReduction(below: Double)
  /// The estimate moved by less than this, in logits, with each of the last so many items.
  case thetaChange(below: Double, items: Int)
  /// No item that may be given has this much information at the current estimate.
  case information(below: Double)
  /// So many items have been given.
  case length(Int)
  /// It is decided on which side of every cut score the person stands.
  case classified(Classification)
  /// All of these hold at once.
  case all([StoppingRule])
  /// Any of these holds; of use inside `all`.
  case any([StoppingRule])

  var classification: Classification? {
    switch self {
    case .classified(let classification): classification
    case .all(let rules), .any(let rules): rules.firstValue(\.classification)
    default: nil
    }
  }
}

/// How a test decides between the classes that cut scores part.
public struct Classification: Sendable, Hashable {
  /// In logits, rising.
  public var cuts: [Double]
  public var method: Method

  public enum Method: Sendable, Hashable {
    /// The cut lies outside the confidence interval of the estimate (Kingsbury & Weiss 1983), of this level.
    case interval(level: Double)
    /// The sequential probability ratio test of θ = cut − δ against θ = cut + δ (Wald 1947; Reckase 1983).
    case likelihoodRatio(SequentialTest)
    /// The same with, on each side, the largest likelihood beyond the indifference region (Thompson 2009).
    case generalizedLikelihoodRatio(SequentialTest)
  }

  /// What a sequential test is held to.
  public struct SequentialTest: Sendable, Hashable {
    /// δ, half the width of the indifference region, in logits.
    public var halfWidth: Double
    /// The chance of taking somebody below a cut for one above.
    public var falsePositive: Double
    /// The chance of taking somebody above a cut for one below.
    public var falseNegative: Double

    public init(halfWidth: Double = 0.5, falsePositive: Double = 0.05, falseNegative: Double = 0.05)
    {
      self.halfWidth = halfWidth
      self.falsePositive = falsePositive
      self.falseNegative = falseNegative
    }
  }

  public init(cuts: [Double], method: Method) {
    self.cuts = cuts
    self.method = method
  }
}

extension [StoppingRule] {
  fileprivate func firstValue<Value>(_ value: (StoppingRule) -> Value?) -> Value? {
    for rule in self { if let value = value(rule) { return value } }
    return nil
  }
}
