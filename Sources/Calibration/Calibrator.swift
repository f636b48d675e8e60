import Foundation
import ItemResponse
import Numerical

/// Estimates item parameters from responses by marginal maximum likelihood with the EM algorithm
/// (Bock & Aitkin 1981, doi:10.1007/BF02293801), or its posterior mode where there are priors.
///
/// A value that holds the choices; `calibrate` does the work. The same responses and choices give the
/// same bits on any number of threads.
///
/// ```swift
/// let result = try Calibrator(model: .twoPL).calibrate(responses)
/// for item in result.items { print(item.id, item.model?.difficulty ?? .nan, item.flags) }
/// ```
public struct Calibrator: Sendable {
  public var model: CalibrationModel
  /// Required for the asymptotes of 3PL and 4PL, which responses alone seldom determine.
  public var priors: ItemPriors
  /// Points in standard deviations of the latent distribution.
  public var quadrature: Quadrature
  /// Lays more points, as close as a long test's narrow posteriors need; then the estimates are those
  /// of the integral and not of its lattice. Off: exactly `quadrature`.
  public var adaptsQuadrature: Bool
  public var latentDistribution: LatentDistribution
  /// Without it slopes stay above 0, and an item that wants to go below is flagged.
  public var allowsNegativeDiscrimination: Bool
  /// Items, by id, whose parameters are known and stay. Where anybody answered one, the latent mean
  /// and standard deviation are free, so that the new items come out on the scale of these.
  public var anchors: [String: LogisticModel]
  public var acceleration: Acceleration
  /// E-steps before giving up.
  public var maximumIterations: Int
  public var computesStandardErrors: Bool
  /// `nil`: as many as there are cores.
  public var threads: Int?

  public init(
    model: CalibrationModel = .twoPL, priors: ItemPriors = .none,
    quadrature: Quadrature = .standard, adaptsQuadrature: Bool = true,
    latentDistribution: LatentDistribution = .normal,
    allowsNegativeDiscrimination: Bool = false, anchors: [String: LogisticModel] = [:],
    acceleration: Acceleration = .anderson, maximumIterations: Int = 2000,
    computesStandardErrors: Bool = true, threads: Int? = nil
  ) {
    self.model = model
    self.priors = priors
    self.quadrature = quadrature
    self.adaptsQuadrature = adaptsQuadrature
    self.latentDistribution = latentDistribution
    self.allowsNegativeDiscrimination = allowsNegativeDiscrimination
    self.anchors = anchors
    self.acceleration = acceleration
    self.maximumIterations = maximumIterations
    self.computesStandardErrors = computesStandardErrors
    self.threads = threads
  }

  /// The shape of the ability distribution in the population.
  public enum LatentDistribution: String, Sendable, Codable, CaseIterable {
    case normal
    /// The weight of each quadrature point is estimated (Mislevy 1984, doi:10.1007/BF02306026), and
    /// the scale set so that mean and SD are 0 and 1 (without anchors). Each weight counts as a
    /// parameter, less three for their sum, mean and SD. Standard errors take the histogram as known.
    case empiricalHistogram = "empirical_histogram"
  }

  /// What is done to EM's slow last steps. Neither changes where it ends.
  public enum Acceleration: String, Sendable, Codable, CaseIterable {
    /// EM as it is; Newton's method still ends it where the information matrix is affordable.
    case none
    /// Anderson's mixing of the last steps, undone whenever the likelihood would fall
    /// (Henderson & Varadhan 2019, doi:10.1080/10618600.2019.1594835).
    case anderson
  }

  /// - Parameter progress: called after each E-step; returning `false` stops the work.
  /// - Throws: what makes the calibration impossible; what merely makes it doubtful is in the
  ///   result's `warnings` and flags.
  public func calibrate(
    _ responses: ResponseMatrix, progress: (@Sendable (CalibrationProgress) -> Bool)? = nil
  ) throws(CalibrationError) -> CalibrationResult {
    try EstimationRun(self, responses, progress: progress).result()
  }
}

/// Where a calibration stands.
public struct CalibrationProgress: Sendable {
  public let iteration: Int
  public let logLikelihood: Double
  /// Whether the estimates stand and their errors are being worked out.
  public var isFinishing = false
  /// The largest change of a parameter in the last step.
  public let change: Double
}

/// Why there is no calibration at all.
public enum CalibrationError: Error, Hashable {
  case noResponses
  /// A score other than 0 and 1.
  case notDichotomous(highestScore: Int)
  /// Every item is constant, anchored or never seen.
  case nothingToEstimate
  case needsPrior(CalibrationModel)
  /// Each item was answered right by everybody who saw it, or wrong by everybody.
  case everyItemConstant
  /// Nobody answered one item right and another wrong.
  case everyPersonConstant
  /// More than a method for few persons can hold.
  case tooManyPersons(persons: Int, items: Int)
  case cancelled
  /// Conditional estimation: no person is between all wrong and all right.
  case noInformativePersons
  /// Conditional estimation: the data fall apart into sets of items that nothing connects.
  case notConnected
}

extension CalibrationError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noResponses: "there are no responses; give at least one"
    case .notDichotomous(let score):
      "a score is \(score); items must be scored 0 or 1 to be calibrated with these models"
    case .nothingToEstimate:
      "no item is left to estimate; every one is constant, never answered, or an anchor"
    case .needsPrior(let model):
      "\(model.rawValue) is not estimable from responses alone; give a prior for its asymptotes (beta)"
    case .everyItemConstant:
      "every item was answered right by everybody or wrong by everybody; such responses say nothing of "
        + "how items differ"
    case .everyPersonConstant:
      "nobody has one answer right and another wrong; such responses say nothing of how items differ"
    case .tooManyPersons(let persons, let items):
      "\(persons) persons with \(items) items are too many for the method for few persons; "
        + "use marginal estimation"
    case .cancelled: "stopped before the end"
    case .noInformativePersons:
      "everybody is all right or all wrong; conditional estimation needs persons in between"
    case .notConnected:
      "the items fall apart into sets that nobody answered together; they have no common scale"
    }
  }
}
