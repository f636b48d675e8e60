import Calibration
import ItemResponse
import Numerical

/// A calibration as people and programs read it: whatever was computed, put together. What was not
/// asked for, or cannot be had from the data, stays empty and is not shown.
public struct CalibrationReport: Sendable {
  public enum Method: String, Sendable {
    case marginal = "mml"
    case conditional = "cml"
    case fewPersons = "few_persons"
  }

  public struct Item: Sendable {
    public let id: String
    public let responses: Int
    /// NaN where there are none.
    public let proportionCorrect: Double
    public let pointBiserial: Double
    public let alphaIfDropped: Double
    public let model: LogisticModel?
    public let errors: ItemStandardErrors?
    public let coinProbability: Double?
    public let flags: [ItemFlag]
  }

  public struct Ability: Sendable {
    public let id: String
    public let responses: Int
    public let proportionCorrect: Double
    public let theta: Double?
    public let standardError: Double?
    /// lz*; below −1.64 for one honest person in twenty.
    public let personFit: Double?

    public init(
      id: String, responses: Int, proportionCorrect: Double, theta: Double?,
      standardError: Double?, personFit: Double? = nil
    ) {
      self.id = id
      self.responses = responses
      self.proportionCorrect = proportionCorrect
      self.theta = theta
      self.standardError = standardError
      self.personFit = personFit
    }
  }

  /// Predictions of responses that were kept out.
  public struct Prediction: Sendable {
    public let evaluation: PredictionAccuracy
    public let share: Double
    public let seed: UInt64

    public init(_ evaluation: PredictionAccuracy, share: Double, seed: UInt64) {
      self.evaluation = evaluation
      self.share = share
      self.seed = seed
    }
  }

  /// What became of the result.
  public struct Stored: Sendable {
    public let bank: String
    public let generation: Int

    public init(bank: String, generation: Int) {
      self.bank = bank
      self.generation = generation
    }
  }

  // MARK: What was found

  public let method: Method
  public let model: CalibrationModel
  public let persons: Int
  public let responses: Int
  /// Cells of persons × items without a response.
  public let missing: Int
  public private(set) var items: [Item]
  public let logLikelihood: Double
  public let parameterCount: Int
  public let iterations: Int
  public let converged: Bool
  public let warnings: [CalibrationWarning]
  public let alpha: Double
  /// How many persons have everything right, and everything wrong.
  public let allRight: Int
  public let allWrong: Int
  public var seconds: Double

  /// The ability distribution, where it was estimated.
  public private(set) var latent: (mean: Double, deviation: Double, deviationError: Double?)?
  public private(set) var aic: Double?
  public private(set) var bic: Double?
  public private(set) var sabic: Double?
  /// Of the test at each θ of a table from −4 to 4.
  public private(set) var information: [(theta: Double, information: Double)] = []
  /// Sentences about the choice of method: why these few persons were treated otherwise, what the
  /// data cannot say.
  public var remarks: [String] = []
  public private(set) var coinShare: Double?

  // MARK: What else was asked for

  /// Empirical: of the expected a-posteriori abilities.
  public var reliability: Double?
  public var marginalReliability: Double?
  public var itemFit: [ItemFit] = []
  public var modelFit: ModelFit?
  /// Why `modelFit` is missing, for a person.
  public var noModelFit: String?
  public var localDependence: LocalDependence?
  public var distractors: DistractorAnalysis?
  public var comparison: ModelComparison?
  public var prediction: Prediction?
  public var differences: DifferentialItemFunctioning?
  public var likelihoodDifferences: LikelihoodRatioDIF?
  public var abilities: [Ability] = []
  public var abilityMethod: AbilityMethod?
  public var seed: UInt64?
  public var stored: Stored?
  /// How the estimates came to the scale of another bank, and which.
  public private(set) var link: (found: CommonItemLink, bank: String)?

  // MARK: Making one

  public init(
    _ result: CalibrationResult, of responses: ResponseMatrix, classical: ClassicalStatistics
  ) {
    self.init(
      method: .marginal, model: result.model, responses: responses, classical: classical,
      items: result.items.indices.map { index in
        Item(result.items[index], classical.items[index])
      },
      logLikelihood: result.logLikelihood, parameterCount: result.parameterCount,
      iterations: result.iterations, converged: result.converged, warnings: result.warnings,
      seconds: result.seconds)
    aic = result.aic
    bic = result.bic
    sabic = result.sabic
    if result.latentMean != 0 || result.latentStandardDeviation != 1 {
      latent = (
        result.latentMean, result.latentStandardDeviation,
        result.latentStandardDeviationStandardError
      )
    }
    marginalReliability = result.marginalReliability
    information = Self.thetas.map { ($0, result.testInformation(at: $0)) }
  }

  public init(
    _ result: ConditionalCalibration, of responses: ResponseMatrix,
    classical: ClassicalStatistics, seconds: Double
  ) {
    self.init(
      method: .conditional, model: .rasch, responses: responses, classical: classical,
      items: result.items.indices.map { index in
        Item(result.items[index], classical.items[index])
      },
      logLikelihood: result.logLikelihood, parameterCount: result.parameterCount,
      iterations: result.iterations, converged: result.converged, warnings: [], seconds: seconds)
    let models = result.items.compactMap(\.model)
    information = Self.thetas.map { ($0, testInformation(of: models, at: $0)) }
    remarks = [
      "Conditional maximum likelihood: the log-likelihood is of the responses given each person's "
        + "number right, and compares with no marginal one. Difficulties sum to 0."
    ]
  }

  public init(
    _ result: FewPersonsCalibration, of responses: ResponseMatrix,
    classical: ClassicalStatistics, seconds: Double
  ) {
    self.init(
      method: .fewPersons, model: .rasch, responses: responses, classical: classical,
      items: result.items.indices.map { index in
        let item = result.items[index]
        return Item(
          id: item.id, responses: item.responses, proportionCorrect: item.proportionCorrect,
          pointBiserial: classical.items[index].pointBiserial, alphaIfDropped: .nan,
          model: item.model,
          errors: item.posteriorDeviation.map { ItemStandardErrors(difficulty: $0) },
          // That responses are few is why this method was taken, not an item's fault.
          coinProbability: item.coinProbability, flags: item.flags.filter { $0 != .fewResponses })
      },
      logLikelihood: result.logLikelihood,
      parameterCount: result.persons.count { $0.theta != nil }, iterations: result.iterations,
      converged: result.converged, warnings: [], seconds: seconds)
    coinShare = result.coinShare
    remarks = result.limitations
    let models = result.items.compactMap(\.model)
    information = Self.thetas.map { ($0, testInformation(of: models, at: $0)) }
    abilities = result.persons.map {
      Ability(
        id: $0.id, responses: $0.responses, proportionCorrect: $0.proportionCorrect,
        theta: $0.theta, standardError: $0.standardError)
    }
  }

  private init(
    method: Method, model: CalibrationModel, responses: ResponseMatrix,
    classical: ClassicalStatistics, items: [Item], logLikelihood: Double, parameterCount: Int,
    iterations: Int, converged: Bool, warnings: [CalibrationWarning], seconds: Double
  ) {
    self.method = method
    self.model = model
    persons = responses.personCount
    self.responses = responses.responseCount
    missing = responses.personCount * responses.itemCount - responses.responseCount
    self.items = items
    self.logLikelihood = logLikelihood
    self.parameterCount = parameterCount
    self.iterations = iterations
    self.converged = converged
    self.warnings = warnings
    self.seconds = seconds
    alpha = classical.alpha
    (allRight, allWrong) = Self.constantPersons(
      responses, scored: Set(items.filter { $0.model != nil }.map(\.id)))
  }

  private static let thetas = (-4...4).map(Double.init)

  /// - Parameter scored: the items with parameters; the others say nothing of a person.
  private static func constantPersons(
    _ responses: ResponseMatrix, scored: Set<String>
  ) -> (right: Int, wrong: Int) {
    let kept = responses.items.indices.map { scored.contains(responses.items[$0]) }
    let scores =
      kept.allSatisfy { $0 }
      ? responses.scores : responses.scores.filter { _, item, _ in kept[item] }
    return scores.withUnsafeRows { rows in
      var found = (right: 0, wrong: 0)
      for row in 0..<rows.rowCount {
        let count = rows.filledCount(row)
        guard count > 0 else { continue }
        let sum = rows.sum(row)
        if sum == 0 { found.wrong += 1 }
        if sum == count { found.right += 1 }
      }
      return found
    }
  }
}

extension CalibrationReport {
  /// Puts everything on the scale that `link` leads to.
  ///
  /// - Precondition: not moved before.
  public mutating func move(by link: CommonItemLink, to bank: String) {
    precondition(self.link == nil)
    let linking = link.linking
    self.link = (link, bank)
    items = items.map { item in
      Item(
        id: item.id, responses: item.responses, proportionCorrect: item.proportionCorrect,
        pointBiserial: item.pointBiserial, alphaIfDropped: item.alphaIfDropped,
        model: item.model.map(linking.transform),
        errors: item.errors?.transformed(by: linking), coinProbability: item.coinProbability,
        flags: item.flags)
    }
    if method == .marginal {
      latent = (
        linking.transform(theta: latent?.mean ?? 0),
        linking.slope * (latent?.deviation ?? 1), latent?.deviationError.map { $0 * linking.slope }
      )
    }
    let models = items.compactMap(\.model)
    information = Self.thetas.map { ($0, testInformation(of: models, at: $0)) }
    abilities = abilities.map { person in
      Ability(
        id: person.id, responses: person.responses, proportionCorrect: person.proportionCorrect,
        theta: person.theta.map(linking.transform(theta:)),
        standardError: person.standardError.map { $0 * linking.slope },
        personFit: person.personFit)
    }
  }
}

extension CalibrationReport.Item {
  fileprivate init(_ item: CalibratedItem, _ classical: ClassicalStatistics.Item) {
    // A slope that wants to go below 0 and may not leaves the difficulty anywhere.
    let isLost =
      item.flags.contains(.atBound) && item.flags.contains(.negativeDiscrimination)
      && (item.model?.discrimination ?? 0) >= 0
    self.init(
      id: item.id, responses: item.responses, proportionCorrect: item.proportionCorrect,
      pointBiserial: classical.pointBiserial, alphaIfDropped: classical.alphaIfDropped,
      model: isLost ? nil : item.model, errors: isLost ? nil : item.standardErrors,
      coinProbability: nil, flags: item.flags)
  }

  /// Able people miss it more often, and discriminations may not be negative.
  var wantsNegativeSlope: Bool {
    flags.contains(.atBound) && flags.contains(.negativeDiscrimination) && model == nil
  }
}
