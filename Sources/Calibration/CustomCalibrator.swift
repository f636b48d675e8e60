import ItemResponse
import Numerical

/// Marginal maximum likelihood for any `CalibratableModel`, dichotomous or polytomous, by EM with
/// numerical derivatives: the same estimates as a model written into the library would have, some
/// twenty times slower.
public struct CustomCalibrator<Model: CalibratableModel>: Sendable {
  public var quadrature: Quadrature
  public var maximumIterations: Int
  /// EM ends when no parameter moves further in a step.
  public var tolerance: Double
  public var computesStandardErrors: Bool
  /// `nil`: as many as there are cores. The result has the same bits on any number.
  public var threads: Int?

  public init(
    quadrature: Quadrature = .standard, maximumIterations: Int = 2000, tolerance: Double = 1e-6,
    computesStandardErrors: Bool = true, threads: Int? = nil
  ) {
    self.threads = threads
    self.quadrature = quadrature
    self.maximumIterations = maximumIterations
    self.tolerance = tolerance
    self.computesStandardErrors = computesStandardErrors
  }

  /// Abilities are N(0, 1). Items with a single observed score are left out.
  public func calibrate(
    _ responses: ResponseMatrix, progress: (@Sendable (CalibrationProgress) -> Bool)? = nil
  ) throws(CalibrationError) -> CustomCalibration<Model> {
    guard responses.responseCount > 0 else { throw .noResponses }
    let run = CustomRun<Model>(
      responses, quadrature: quadrature, parallel: Parallel(threads: threads))
    guard !run.items.isEmpty else { throw .nothingToEstimate }
    var x = run.start
    var mixing = AndersonMixing(depth: min(8, max(1, x.count / 2)))
    var counts = run.expectation(x)
    var trace = [counts.objective]
    var iterations = 1
    var converged = false
    while iterations < maximumIterations {
      let image = run.maximise(x, counts)
      let change = zip(x, image).reduce(0) { max($0, abs($1.0 - $1.1)) }
      let report = CalibrationProgress(
        iteration: iterations, logLikelihood: counts.logLikelihood, change: change)
      if progress?(report) == false { throw .cancelled }
      let mixed = mixing.next(point: x, image: image)
      var next = run.expectation(mixed)
      iterations += 1
      let slack = 1e-12 * abs(counts.objective)
      if next.objective >= counts.objective - slack {
        x = mixed
      } else {
        mixing.restart()
        next = run.expectation(image)
        iterations += 1
        x = image
      }
      counts = next
      trace.append(counts.objective)
      if change < tolerance {
        converged = true
        break
      }
    }
    let covariance = computesStandardErrors ? run.covariance(x, counts) : nil
    return run.result(
      x, counts, covariance: covariance, iterations: iterations, converged: converged, trace: trace)
  }
}

/// What the calibration of a model of one's own found.
public struct CustomCalibration<Model: CalibratableModel>: Sendable {
  public struct Item: Sendable {
    public let id: String
    public let responses: Int
    /// `nil` where everybody has the same score, or nobody any.
    public let model: Model?
    /// In the order of the model's parameters; `nil` where the information is singular.
    public let standardErrors: [Double]?
  }

  public let items: [Item]
  public let logLikelihood: Double
  public let parameterCount: Int
  public let iterations: Int
  public let converged: Bool
  public let logLikelihoodTrace: [Double]
}
