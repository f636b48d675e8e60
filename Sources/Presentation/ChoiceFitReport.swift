import Foundation
import LearnerModels
import Numerical

/// A fit of a reinforcement-learning model as people and programs read it.
public struct ChoiceFitReport: Sendable {
  public enum Method: String, Sendable, CaseIterable {
    /// Each subject alone, by maximum likelihood.
    case ml
    /// A group distribution by MAP–EM, and each subject's mode within it.
    case map
    /// Draws from the posterior of group and subjects.
    case nuts

    public var words: String {
      switch self {
      case .ml: "maximum likelihood, each subject alone"
      case .map: "hierarchical, MAP–EM over draws of subjects"
      case .nuts: "hierarchical, No-U-Turn sampler"
      }
    }
  }

  /// A subject's parameter, as its link constrains it.
  public struct Estimate: Sendable, Hashable {
    public let name: String
    public let mean: Double
    /// NaN where the likelihood has no maximum to speak of.
    public let standardDeviation: Double
    public let lower: Double
    public let upper: Double

    public init(
      name: String, mean: Double, standardDeviation: Double, lower: Double, upper: Double
    ) {
      self.name = name
      self.mean = mean
      self.standardDeviation = standardDeviation
      self.lower = lower
      self.upper = upper
    }

    /// From a point on the unconstrained scale and its error.
    public init(_ parameter: SubjectParameter, at point: Double, error: Double) {
      let link = parameter.link
      self.init(
        name: parameter.name, mean: link.constrained(point),
        standardDeviation: link.slope(at: point) * error,
        lower: link.constrained(point - 1.959963984540054 * error),
        upper: link.constrained(point + 1.959963984540054 * error))
    }
  }

  public struct Subject: Sendable, Hashable {
    public let name: String
    public let trials: Int
    public let logLikelihood: Double
    public let estimates: [Estimate]

    public init(name: String, trials: Int, logLikelihood: Double, estimates: [Estimate]) {
      self.name = name
      self.trials = trials
      self.logLikelihood = logLikelihood
      self.estimates = estimates
    }
  }

  /// What the chains did with one parameter, for plots.
  public struct Trace: Sendable {
    public let name: String
    /// `[chain][draw]`
    public let chains: [[Double]]

    public init(name: String, chains: [[Double]]) {
      self.name = name
      self.chains = chains
    }
  }

  /// As the command line has it: `rw`, `rl`.
  public let model: String
  /// Which of its forms, in words.
  public let form: String
  public let method: Method
  public let actionCount: Int
  public let subjects: [Subject]
  /// The group's; empty where each subject was fitted alone.
  public var parameters: [ParameterSummary] = []
  public var traces: [Trace] = []
  /// `nil` where nothing was sampled.
  public var divergences: Int?
  /// Why the figures are not to be trusted, a sentence each.
  public var problems: [String] = []
  public var checks: [PosteriorPredictiveCheck] = []
  public var seconds = 0.0
  public var seed: UInt64?

  public init(
    model: String, form: String, method: Method, actionCount: Int, subjects: [Subject]
  ) {
    self.model = model
    self.form = form
    self.method = method
    self.actionCount = actionCount
    self.subjects = subjects
  }

  public var trialCount: Int { subjects.reduce(0) { $0 + $1.trials } }
  /// At each subject's estimates.
  public var logLikelihood: Double { subjects.reduce(0) { $0 + $1.logLikelihood } }
  /// Of someone who chooses blindly.
  public var chanceLogLikelihood: Double {
    -Double(trialCount) * log(Double(actionCount))
  }
}
