import ItemResponse
import Numerical

/// How a test is given: where it starts, how items are picked, how ability is estimated, when it
/// stops, and what the person is told afterwards.
///
/// A design is data: it is read from and written to JSON (see `cat-itembank(5)`), every part may be
/// left out, and a sitting keeps the design that it began with.
public struct Design: Sendable, Hashable {
  public var start: Start
  public var selection: Selection
  public var content: ContentBalance
  public var estimation: Estimation
  public var stopping: Stopping
  public var feedback: Feedback

  public init(
    start: Start = Start(), selection: Selection = Selection(), content: ContentBalance = .none,
    estimation: Estimation = Estimation(), stopping: Stopping = Stopping(),
    feedback: Feedback = Feedback()
  ) {
    self.start = start
    self.selection = selection
    self.content = content
    self.estimation = estimation
    self.stopping = stopping
    self.feedback = feedback
  }

  /// Where the first item is looked for.
  public struct Start: Sendable, Hashable {
    /// In logits; `nil` starts at the prior's mean.
    public var theta: Double?

    public init(theta: Double? = nil) { self.theta = theta }
  }

  public struct Selection: Sendable, Hashable {
    public var criterion: Criterion
    /// The item is drawn with equal chances from this many of the best (Kingsbury & Zara 1989);
    /// 1 always takes the best.
    public var randomesque: Int

    public init(criterion: Criterion = .maximumFisherInformation, randomesque: Int = 1) {
      self.criterion = criterion
      self.randomesque = randomesque
    }
  }

  /// What an item is worth at the current ability.
  public enum Criterion: String, Sendable, Codable, CaseIterable {
    /// Expected information at the current estimate (Lord 1980).
    case maximumFisherInformation = "mfi"
  }

  /// How the content domains share the test.
  public enum ContentBalance: Sendable, Hashable {
    case none
    /// Every domain of the bank the same share.
    case equalShares
    /// Shares by domain id, each above 0; they are taken relative to their sum. Items of other
    /// domains are not given.
    case shares([String: Double])
  }

  public struct Estimation: Sendable, Hashable {
    public var method: AbilityMethod
    /// Used while `method` has no finite value, as MLE after a constant pattern.
    public var fallback: AbilityMethod
    public var prior: Prior
    public var quadrature: Quadrature

    public init(
      method: AbilityMethod = .eap, fallback: AbilityMethod = .eap,
      prior: Prior = .standardNormal, quadrature: Quadrature = .standard
    ) {
      self.method = method
      self.fallback = fallback
      self.prior = prior
      self.quadrature = quadrature
    }
  }

  /// The test stops at the first of these that holds. Before `minimumItems` only the time and the
  /// end of the bank's items stop it.
  public struct Stopping: Sendable, Hashable {
    /// Stop when the standard error is at or below this, in logits.
    public var standardError: Double?
    public var minimumItems: Int
    /// `nil`: as many as the bank has.
    public var maximumItems: Int?
    /// Seconds of active time; pauses do not count.
    public var timeLimit: Double?
    /// Stop when no eligible item has at least this much information at the current estimate.
    public var minimumInformation: Double?

    public init(
      standardError: Double? = 0.3, minimumItems: Int = 1, maximumItems: Int? = nil,
      timeLimit: Double? = nil, minimumInformation: Double? = nil
    ) {
      self.standardError = standardError
      self.minimumItems = minimumItems
      self.maximumItems = maximumItems
      self.timeLimit = timeLimit
      self.minimumInformation = minimumInformation
    }
  }

  /// What the person may see after the test.
  public struct Feedback: Sendable, Hashable {
    /// The items one missed, with the right answer and its rationale.
    public var showsMissedItems: Bool

    public init(showsMissedItems: Bool = false) { self.showsMissedItems = showsMissedItems }
  }
}

/// Why a design cannot be used: which part, what is wrong, what to do.
public struct DesignError: Error, Hashable, Sendable, CustomStringConvertible {
  public let message: String
  public var description: String { message }

  public init(message: String) { self.message = message }
}

extension Design {
  /// Checks what the parts say about each other; decoding has checked each by itself.
  public func validate() throws(DesignError) {
    if let threshold = stopping.standardError, !(threshold > 0 && threshold.isFinite) {
      throw DesignError(
        message: "stopping.se is \(threshold); it must be greater than 0, for example 0.3.")
    }
    if stopping.minimumItems < 0 {
      throw DesignError(
        message: "stopping.min_items is \(stopping.minimumItems); it must be 0 or more.")
    }
    if let maximum = stopping.maximumItems {
      if maximum < 1 {
        throw DesignError(message: "stopping.max_items is \(maximum); it must be 1 or more.")
      }
      if stopping.minimumItems > maximum {
        throw DesignError(
          message:
            "stopping.min_items (\(stopping.minimumItems)) is greater than stopping.max_items "
            + "(\(maximum)); lower the one or raise the other.")
      }
    }
    if let limit = stopping.timeLimit, !(limit > 0 && limit <= 1e7) {
      throw DesignError(
        message: "stopping.time_limit is \(limit); it must be a number of seconds above 0.")
    }
    if let information = stopping.minimumInformation, !(information >= 0) {
      throw DesignError(
        message: "stopping.min_information is \(information); it must be 0 or more.")
    }
    if selection.randomesque < 1 {
      throw DesignError(
        message: "selection.randomesque is \(selection.randomesque); it must be 1 or more.")
    }
    if let theta = start.theta, !(abs(theta) <= 10) {
      throw DesignError(message: "start.theta is \(theta); it must lie within ±10 logits.")
    }
    if estimation.fallback == .mle {
      throw DesignError(
        message:
          "estimation.fallback is mle, which has no value where a fallback is needed; use eap, "
          + "map or wle.")
    }
    if case .shares(let shares) = content {
      if shares.isEmpty {
        throw DesignError(message: "content.shares is empty; name at least one domain.")
      }
      for (domain, share) in shares.sorted(by: { $0.key < $1.key })
      where !(share > 0 && share.isFinite) {
        throw DesignError(
          message: "content.shares: '\(domain)' is \(share); every share must be above 0.")
      }
    }
  }
}
