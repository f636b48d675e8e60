import Foundation
import ItemResponse
import Numerical

/// What a calibration found.
public struct CalibrationResult: Sendable {
  public let model: CalibrationModel
  public let latentDistribution: Calibrator.LatentDistribution
  /// In the order of the response matrix.
  public let items: [CalibratedItem]
  /// Of the ability distribution: 0 and 1, except that `rasch` and anchored calibrations estimate it.
  public let latentMean: Double
  public let latentStandardDeviation: Double
  /// `nil` where fixed.
  public let latentMeanStandardError: Double?
  public let latentStandardDeviationStandardError: Double?
  /// Quadrature points, on the scale of the items, and the population's weight at each.
  public let latentNodes: [Double]
  public let latentWeights: [Double]
  /// Marginal, without the priors.
  public let logLikelihood: Double
  /// Log prior density of the estimates, up to a constant; 0 without priors.
  public let logPrior: Double
  public let parameterCount: Int
  /// Persons with at least one response to an item that was used.
  public let personCount: Int
  public let responseCount: Int
  /// E-steps, Newton's included.
  public let iterations: Int
  public let converged: Bool
  /// Of likelihood and prior together, after each accepted step; it never falls.
  public let logLikelihoodTrace: [Double]
  public let warnings: [CalibrationWarning]
  /// Of the free parameters, row-major, in the order of `parameterNames`; `nil` where the information
  /// is singular or was not asked for.
  public let covariance: [Double]?
  public let seconds: Double

  let curves: [ItemCurve]
  let layout: ParameterLayout

  public var aic: Double { 2 * Double(parameterCount) - 2 * logLikelihood }
  public var bic: Double { Double(parameterCount) * log(Double(personCount)) - 2 * logLikelihood }
  /// With (N + 2) / 24 in the place of N (Sclove 1987, doi:10.1007/BF02294360).
  public var sabic: Double {
    Double(parameterCount) * log((Double(personCount) + 2) / 24) - 2 * logLikelihood
  }

  /// The normal distribution with the mean and SD of the ability distribution, as a prior for scoring
  /// elsewhere. `abilities` takes the histogram itself where one was estimated.
  public var abilityPrior: Prior {
    .normal(mean: latentMean, standardDeviation: latentStandardDeviation)
  }

  /// How good the estimate is to be taken: no warning that forbids it.
  public var isTrustworthy: Bool { converged && warnings.isEmpty }
}

/// One item's estimates.
public struct CalibratedItem: Sendable {
  public let id: String
  /// Responses to it.
  public let responses: Int
  /// The share of right ones; NaN where there are none.
  public let proportionCorrect: Double
  /// `nil` for an item that could not be estimated: one never seen or constant, or one with
  /// `atBound` and `negativeDiscrimination`, whose slope wants to go below 0 and may not.
  public let model: LogisticModel?
  public let standardErrors: ItemStandardErrors?
  public let flags: [ItemFlag]
}

/// Standard errors of an item's parameters from the observed information, by the delta method where
/// the parameter is a function of those estimated. A parameter that was fixed has none.
public struct ItemStandardErrors: Sendable, Hashable {
  public let discrimination: Double?
  public let difficulty: Double?
  public let lowerAsymptote: Double?
  public let upperAsymptote: Double?
  /// Of d = −ab in the slope–intercept form.
  public let intercept: Double?

  public init(
    discrimination: Double? = nil, difficulty: Double? = nil, lowerAsymptote: Double? = nil,
    upperAsymptote: Double? = nil, intercept: Double? = nil
  ) {
    self.discrimination = discrimination
    self.difficulty = difficulty
    self.lowerAsymptote = lowerAsymptote
    self.upperAsymptote = upperAsymptote
    self.intercept = intercept
  }
}

/// What is wrong, or particular, with one item.
public enum ItemFlag: String, Sendable, Codable, CaseIterable {
  case neverSeen = "never_seen"
  /// All right or all wrong: its difficulty lies at infinity.
  case constant
  case anchor
  /// Fewer than 30 responses.
  case fewResponses = "few_responses"
  case atBound = "at_bound"
  /// Able people miss it more often: look at the key, drop it, or (where it is at its bound as well)
  /// allow slopes below 0.
  case negativeDiscrimination = "negative_discrimination"
  /// The answer has nothing to do with ability, as far as these data can tell.
  case coinLike = "coin_like"
  /// b is further from the people than the data reach: its standard error exceeds 1.
  case uncertainDifficulty = "uncertain_difficulty"
}

/// What is wrong with a calibration as a whole.
public enum CalibrationWarning: String, Sendable, Codable, CaseIterable {
  case notConverged = "not_converged"
  case singularInformation = "singular_information"
  case parameterAtBound = "parameter_at_bound"
  case fewPersons = "few_persons"
}
