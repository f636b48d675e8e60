import Foundation
import ItemResponse
import Numerical

/// Calibration where there are few persons and many items: ten systems that answered a thousand
/// questions, a class of five with a whole bank.
///
/// Marginal estimation over persons has nothing to hold on to there: the ability distribution would
/// be estimated from ten draws, and each item from ten responses. So the roles are exchanged. The
/// persons' abilities, of which there are few and each rests on many responses, are the parameters;
/// the items are integrated out over their distribution, which is estimated as a histogram. An item
/// is, with some probability that is estimated too, a fair coin whose answer has nothing to do with
/// ability:
///
///     L(θ, g, ω) = Πⱼ [ω Πᵢ ½ + (1 − ω) ∫ Πᵢ P(xᵢⱼ | θᵢ, b) g(b) db],   P = logistic(θᵢ − b)
///
/// (a nonparametric mixture, Laird 1978, doi:10.1080/01621459.1978.10480103, estimated by EM; its
/// consistency for Rasch models: de Leeuw & Verhelst 1986, doi:10.3102/10769986011003183). The
/// scale's unit is the logit, fixed by slope 1; its origin is the items' mean difficulty.
///
/// What such data cannot support is not estimated: a slope for each item, guessing, or the fit of
/// single items. Difficulties are posterior means with their standard deviations, shrunk as far as
/// the few responses demand.
public struct FewPersonsCalibrator: Sendable {
  /// Where difficulties are looked for, in logits around the mean ability.
  public var quadrature: Quadrature
  /// Whether some items may be coins.
  public var allowsCoins: Bool
  public var maximumIterations: Int
  /// `nil`: as many as there are cores. The result has the same bits on any number.
  public var threads: Int?

  public init(
    quadrature: Quadrature = Quadrature(from: -7, to: 7, points: 57), allowsCoins: Bool = true,
    maximumIterations: Int = 2000, threads: Int? = nil
  ) {
    self.threads = threads
    self.quadrature = quadrature
    self.allowsCoins = allowsCoins
    self.maximumIterations = maximumIterations
  }

  /// - Parameter progress: called after each step, and as the errors are worked out (`isFinishing`);
  ///   returning `false` stops the work.
  /// - Complexity: persons × distinct items × points a step, and at the end persons² × distinct items ×
  ///   points.
  /// - Throws: `noResponses`, `notDichotomous`; `everyPersonConstant` where everybody is all right or
  ///   all wrong, `nothingToEstimate` where all but one are; `tooManyPersons` above
  ///   200 persons, or 10⁸ products in a step (50 persons with 35 000 different items).
  public func calibrate(
    _ responses: ResponseMatrix, progress: (@Sendable (CalibrationProgress) -> Bool)? = nil
  ) throws(CalibrationError) -> FewPersonsCalibration {
    guard responses.responseCount > 0 else { throw .noResponses }
    guard responses.isDichotomous else {
      throw .notDichotomous(highestScore: responses.scores.highestScore)
    }
    let data = FewPersonsRows(responses)
    let usable = (0..<data.persons).filter { data.right[$0] > 0 && data.right[$0] < data.seen[$0] }
    guard usable.count >= 2 else {
      throw data.persons > 1 && usable.isEmpty ? .everyPersonConstant : .nothingToEstimate
    }

    let size = Double(data.persons) * Double(data.patterns.count * quadrature.pointCount)
    guard data.persons <= 200, size <= 1e8 else {
      throw .tooManyPersons(persons: data.persons, items: responses.itemCount)
    }
    let parallel = Parallel(threads: threads)
    var state = FewPersonsState(data, quadrature: quadrature, allowsCoins: allowsCoins)
    var mixing = AndersonMixing(depth: 6)
    var iterations = 0
    var converged = false
    var trace: [Double] = []
    var step = state.expectation(data, parallel)
    trace.append(step.logLikelihood)
    while iterations < maximumIterations {
      iterations += 1
      let x = state.vector
      state.maximise(step, data)
      let image = state.vector
      // Of abilities: the histogram's far bins may wander for ever without anybody noticing.
      let change = zip(x, image).prefix(data.persons).reduce(0) { max($0, abs($1.0 - $1.1)) }
      let plain = state
      state.vector = mixing.next(point: x, image: image)
      var next = state.expectation(data, parallel)
      if !(next.logLikelihood >= step.logLikelihood) {
        state = plain
        mixing.restart()
        next = state.expectation(data, parallel)
      }
      let gain = next.logLikelihood - step.logLikelihood
      step = next
      trace.append(step.logLikelihood)
      let report = CalibrationProgress(
        iteration: iterations, logLikelihood: step.logLikelihood, change: change)
      if progress?(report) == false { throw .cancelled }
      // A hundredth of any standard error; the last digits of a histogram's far bins never settle.
      if change < 1e-3 && gain < 1e-3 {
        converged = true
        break
      }
    }
    let arrived = (iterations: iterations, logLikelihood: step.logLikelihood)
    let information = state.information(step, data, parallel) {
      progress?(
        CalibrationProgress(
          iteration: arrived.iterations, logLikelihood: arrived.logLikelihood, isFinishing: true,
          change: 0)) ?? true
    }
    guard let information else { throw .cancelled }
    return state.result(
      step, data, responses, information: information, usable: Set(usable),
      iterations: iterations, converged: converged, trace: trace)
  }
}

/// What a calibration with few persons found.
public struct FewPersonsCalibration: Sendable {
  public struct Person: Sendable {
    public let id: String
    public let responses: Int
    public let proportionCorrect: Double
    /// `nil` for a person with everything right or wrong.
    public let theta: Double?
    /// From the observed information of the abilities together, item distribution and share of coins
    /// held at their estimates.
    public let standardError: Double?
  }

  public struct Item: Sendable {
    public let id: String
    public let responses: Int
    public let proportionCorrect: Double
    /// The posterior mean given that the item is no coin; `nil` without responses.
    public let difficulty: Double?
    public let posteriorDeviation: Double?
    /// The probability that the item is a fair coin.
    public let coinProbability: Double
    public let flags: [ItemFlag]

    /// For scoring; a Rasch item.
    public var model: LogisticModel? { difficulty.map { LogisticModel(difficulty: $0) } }
  }

  public let persons: [Person]
  public let items: [Item]
  /// ω, the estimated share of coins.
  public let coinShare: Double
  /// The distribution of difficulties, its mean at 0.
  public let difficultyNodes: [Double]
  public let difficultyWeights: [Double]
  public let logLikelihood: Double
  public let iterations: Int
  public let converged: Bool
  public let logLikelihoodTrace: [Double]
  /// What these data cannot say, in a sentence each.
  public let limitations: [String]
}
