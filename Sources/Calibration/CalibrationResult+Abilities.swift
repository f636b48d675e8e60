import Foundation
import ItemResponse
import Numerical

extension CalibrationResult {
  /// The items that have parameters, with their columns.
  var modelledItems: [(column: Int, model: LogisticModel)] {
    items.indices.compactMap { index in items[index].model.map { (index, $0) } }
  }

  /// Each person's posterior mean on the calibration's own points; NaN for somebody without a
  /// response. Exact for tests whose posterior is no narrower than the points' spacing; for reports
  /// take `abilities`.
  func expectedAbilities(_ responses: ResponseMatrix, parallel: Parallel) -> [Double] {
    posteriors(responses, parallel: parallel).map(\.mean)
  }

  /// What the calibration's own points tell of a person.
  struct Posterior {
    var mean = Double.nan
    var variance = Double.nan
    /// The most probable point.
    var mode = Double.nan
  }

  /// An E-step with these estimates; the items without any are left out.
  func expectationStep(
    _ responses: ResponseMatrix, parallel: Parallel
  ) -> (step: ExpectationStep, curves: [ItemCurve], grid: LatentGrid) {
    let isIncluded = items.map { $0.model != nil }
    let patterns = responses.scores.withUnsafeRows { rows in
      CodedPatterns(
        rowCount: rows.rowCount, isIncluded: isIncluded, responseCount: responses.responseCount
      ) { rows.copyRow($0, to: $1) }
    }
    let grid = LatentGrid(nodes: latentNodes, weights: latentWeights)
    let step = ExpectationStep(patterns: patterns, stride: grid.stride, parallel: parallel)
    let curves = items.map {
      $0.model.map(ItemCurve.init) ?? ItemCurve(slope: 1, intercept: 0)
    }
    return (step, curves, grid)
  }

  func posteriors(_ responses: ResponseMatrix, parallel: Parallel) -> [Posterior] {
    let (step, curves, grid) = expectationStep(responses, parallel: parallel)
    step.prepare(curves, on: grid)
    let patterns = step.patterns
    let found = ResultBox<Posterior>(count: patterns.count, value: Posterior())
    parallel.forEach((patterns.count + 255) / 256) { block in
      let weights = Buffer<Double>(grid.stride, filledWith: 0)
      let logs = Buffer<Double>(1, filledWith: 0)
      defer { for buffer in [weights, logs] { buffer.keepAlive() } }
      for pattern in 256 * block..<min(256 * block + 256, patterns.count) {
        step.posteriors(
          of: pattern..<pattern + 1, into: weights.base, logLikelihoods: logs.base)
        var mean = 0.0
        var top = 0
        for k in 0..<grid.count {
          mean += weights.base[k] * grid.nodes[k]
          if weights.base[k] > weights.base[top] { top = k }
        }
        var variance = 0.0
        for k in 0..<grid.count {
          variance += weights.base[k] * (grid.nodes[k] - mean) * (grid.nodes[k] - mean)
        }
        found[pattern] = Posterior(mean: mean, variance: variance, mode: grid.nodes[top])
      }
    }
    return patterns.patternOfPerson.map { $0 >= 0 ? found[Int($0)] : Posterior() }
  }

  /// Each person's ability by `method`, with the estimated ability distribution as the prior of EAP
  /// and MAP; `nil` where the method has no estimate for the pattern (or there is no response at all).
  /// Equal patterns are estimated once, on several threads.
  ///
  /// An estimated histogram has its mass on the calibration's points: EAP is then the posterior's mean
  /// over them and MAP the most probable of them, both with the posterior's standard deviation.
  public func abilities(
    _ responses: ResponseMatrix, method: AbilityMethod = .eap, threads: Int? = nil
  ) -> [AbilityEstimate?] {
    if latentDistribution == .empiricalHistogram, method == .eap || method == .map {
      return posteriors(responses, parallel: Parallel(threads: threads)).map { found in
        guard found.mean.isFinite else { return nil }
        return AbilityEstimate(
          theta: method == .eap ? found.mean : found.mode,
          standardError: found.variance.squareRoot(), method: method,
          standardErrorKind: .posteriorSD)
      }
    }
    let estimator = AbilityEstimator(
      method: method, prior: abilityPrior,
      quadrature: Quadrature(
        from: latentMean - 6 * latentStandardDeviation,
        to: latentMean + 6 * latentStandardDeviation, points: 61))
    let modelled = modelledItems
    let distinct = responses.patterns()
    let results = ResultBox<AbilityEstimate?>(count: distinct.count, value: nil)
    let blocks = (distinct.count + 63) / 64
    Parallel(threads: threads).forEach(blocks) { block in
      for pattern in 64 * block..<min(64 * block + 64, distinct.count) {
        let person = Int(distinct.representatives[pattern])
        let answers = modelled.compactMap { item in
          responses[person: person, item: item.column].map {
            ScoredResponse(model: item.model, score: $0)
          }
        }
        results[pattern] = answers.isEmpty ? nil : try? estimator.estimate(answers)
      }
    }
    return distinct.patternOfPerson.map { results[Int($0)] }
  }

  /// The information of all items together, for the curve of a report.
  public func testInformation(at theta: Double) -> Double {
    modelledItems.reduce(0) { $0 + $1.model.information(at: theta) }
  }

  /// The share of the variance of expected a-posteriori abilities in all variance: Var(EAP) /
  /// (Var(EAP) + mean posterior variance) (Bock & Mislevy 1982; mirt's `empirical_rxx`).
  public func empiricalReliability(_ responses: ResponseMatrix, threads: Int? = nil) -> Double {
    let moments = posteriors(responses, parallel: Parallel(threads: threads))
      .filter { $0.mean.isFinite }
    let n = Double(moments.count)
    let mean = moments.reduce(0) { $0 + $1.mean } / n
    let variance = moments.reduce(0) { $0 + ($1.mean - mean) * ($1.mean - mean) } / n
    let error = moments.reduce(0) { $0 + $1.variance } / n
    return variance / (variance + error)
  }

  /// The mean over the population of σ² / (σ² + 1/I(θ)) (Green et al. 1984,
  /// doi:10.1111/j.1745-3984.1984.tb01039.x; mirt's `marginal_rxx`).
  public var marginalReliability: Double {
    let variance = latentStandardDeviation * latentStandardDeviation
    return zip(latentNodes, latentWeights).reduce(0) { sum, point in
      let information = testInformation(at: point.0)
      return sum + point.1 * variance * information / (variance * information + 1)
    }
  }
}

/// Results written by several threads, each to its own places.
final class ResultBox<Element>: @unchecked Sendable {
  private let storage: UnsafeMutableBufferPointer<Element>

  init(count: Int, value: Element) {
    storage = .allocate(capacity: count)
    storage.initialize(repeating: value)
  }

  deinit {
    storage.deinitialize()
    storage.deallocate()
  }

  subscript(index: Int) -> Element {
    get { storage[index] }
    set { storage[index] = newValue }
  }
}
