import Foundation
import ItemResponse
import Numerical

/// Rasch difficulties by conditional maximum likelihood (Andersen 1972,
/// doi:10.1111/j.2517-6161.1972.tb00887.x): given a person's number right, the ability cancels, so
/// that nothing need be supposed about its distribution.
public struct ConditionalCalibrator: Sendable {
  /// Newton steps before giving up; half a dozen suffice.
  public var maximumIterations: Int
  /// `nil`: as many as there are cores. The result has the same bits on any number.
  public var threads: Int?

  public init(maximumIterations: Int = 100, threads: Int? = nil) {
    self.maximumIterations = maximumIterations
    self.threads = threads
  }

  /// Difficulties sum to zero. Persons who missed different items are compared within those they
  /// answered; a person with all right or all wrong says nothing and is left out.
  ///
  /// - Parameter progress: called after each step; returning `false` stops the work.
  /// - Complexity: for each distinct set of answered items, items³ log items a step; meant for complete
  ///   data or a few booklets.
  public func calibrate(
    _ responses: ResponseMatrix, progress: (@Sendable (CalibrationProgress) -> Bool)? = nil
  ) throws(CalibrationError) -> ConditionalCalibration {
    guard responses.responseCount > 0 else { throw .noResponses }
    guard responses.isDichotomous else {
      throw .notDichotomous(highestScore: responses.scores.highestScore)
    }
    let tallies = ItemTallies(responses.scores)
    let active = (0..<responses.itemCount).filter {
      tallies.seen[$0] > 0 && !tallies.isConstant($0)
    }
    guard active.count >= 2 else { throw .nothingToEstimate }
    let booklets = Booklet.booklets(of: responses, items: active)
    guard !booklets.isEmpty else { throw .noInformativePersons }

    let n = active.count
    let likelihood = ConditionalLikelihood(
      booklets, itemCount: n, parallel: Parallel(threads: threads))
    let persons = likelihood.persons
    var difficulty = likelihood.right.map { r in
      let p = min(max(r / persons, 0.01), 0.99)
      return -log(p / (1 - p))
    }
    centre(&difficulty)
    var state = likelihood.evaluate(difficulty)
    var iterations = 0
    var converged = false
    while iterations < maximumIterations, !converged {
      iterations += 1
      guard let step = bordered(state.information, order: n)?.solve(state.gradient) else {
        throw .notConnected
      }
      let length = step.reduce(0) { max($0, abs($1)) }
      guard length < 50 else { throw .notConnected }
      // Newton's decrement g′H⁻¹g: the squared distance from the maximum in standard errors.
      let decrement = zip(step, state.gradient).reduce(0) { $0 + $1.0 * $1.1 }
      converged = decrement < 1e-10
      var scale = 1.0
      while scale > 1e-4 {
        var next = zip(difficulty, step).map { $0 + scale * $1 }
        centre(&next)
        let candidate = likelihood.evaluate(next)
        if converged || candidate.logLikelihood > state.logLikelihood {
          difficulty = next
          state = candidate
          break
        }
        scale *= 0.5
      }
      let report = CalibrationProgress(
        iteration: iterations, logLikelihood: state.logLikelihood, change: scale * length)
      if progress?(report) == false { throw .cancelled }
      if scale <= 1e-4 { break }
    }
    guard let factor = bordered(state.information, order: n) else { throw .notConnected }
    // With 1 the direction that leaves the likelihood unchanged, (H + 11′)⁻¹ − 11′/n² is the covariance
    // of estimates that sum to zero.
    let inverse = factor.inverse
    let items = (0..<responses.itemCount).map { item -> CalibratedItem in
      let seen = tallies.seen[item]
      var flags: [ItemFlag] = []
      if seen == 0 { flags.append(.neverSeen) }
      if seen > 0, tallies.isConstant(item) { flags.append(.constant) }
      if seen > 0, seen < 30 { flags.append(.fewResponses) }
      let index = active.firstIndex(of: item)
      let error = index.map {
        (inverse[$0 * n + $0] - 1 / Double(n * n)).squareRoot()
      }
      return CalibratedItem(
        id: responses.items[item], responses: seen,
        proportionCorrect: seen > 0 ? Double(tallies.right[item]) / Double(seen) : .nan,
        model: index.map { LogisticModel(difficulty: difficulty[$0]) },
        standardErrors: error.map { ItemStandardErrors(difficulty: $0, intercept: $0) },
        flags: flags)
    }
    return ConditionalCalibration(
      items: items, logLikelihood: state.logLikelihood, parameterCount: n - 1,
      personCount: Int(persons), iterations: iterations, converged: converged)
  }

  private func centre(_ values: inout [Double]) {
    let mean = values.reduce(0, +) / Double(values.count)
    for index in values.indices { values[index] -= mean }
  }

  private func bordered(_ information: [Double], order: Int) -> Cholesky? {
    Cholesky(information.map { $0 + 1 }, order: order, tolerance: 1e-10)
  }
}

/// What a conditional calibration found.
public struct ConditionalCalibration: Sendable {
  /// Difficulties sum to zero over the items that could be estimated; slopes are 1.
  public let items: [CalibratedItem]
  /// log P(responses | scores).
  public let logLikelihood: Double
  public let parameterCount: Int
  /// Persons between all wrong and all right.
  public let personCount: Int
  public let iterations: Int
  public let converged: Bool
}
