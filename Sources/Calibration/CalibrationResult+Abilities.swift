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
  func expectedAbilities(_ responses: ResponseMatrix) -> [Double] {
    posteriorMoments(responses).map(\.mean)
  }

  func posteriorMoments(
    _ responses: ResponseMatrix
  ) -> [(mean: Double, variance: Double)] {
    let isIncluded = items.map { $0.model != nil }
    let patterns = responses.scores.withUnsafeRows { rows in
      CodedPatterns(
        rowCount: rows.rowCount, isIncluded: isIncluded, responseCount: responses.responseCount
      ) { rows.copyRow($0, to: $1) }
    }
    let grid = LatentGrid(nodes: latentNodes, weights: latentWeights)
    let parallel = Parallel()
    let step = ExpectationStep(patterns: patterns, stride: grid.stride, parallel: parallel)
    step.prepare(
      items.map { $0.model.map(ItemCurve.init) ?? ItemCurve(slope: 1, intercept: 0) }, on: grid)
    let moments = Buffer<(mean: Double, variance: Double)>(patterns.count, filledWith: (0, 0))
    let blocks = (patterns.count + 255) / 256
    parallel.forEach(blocks) { block in
      let weights = Buffer<Double>(grid.stride, filledWith: 0)
      let logs = Buffer<Double>(1, filledWith: 0)
      defer { for buffer in [weights, logs] { buffer.keepAlive() } }
      for pattern in 256 * block..<min(256 * block + 256, patterns.count) {
        step.posteriors(
          of: pattern..<pattern + 1, into: weights.base, logLikelihoods: logs.base)
        var mean = 0.0
        for k in 0..<grid.count { mean += weights.base[k] * grid.nodes[k] }
        var variance = 0.0
        for k in 0..<grid.count {
          variance += weights.base[k] * (grid.nodes[k] - mean) * (grid.nodes[k] - mean)
        }
        moments.base[pattern] = (mean, variance)
      }
    }
    defer { moments.keepAlive() }
    return patterns.patternOfPerson.map { $0 >= 0 ? moments.base[Int($0)] : (.nan, .nan) }
  }

  /// Each person's ability by `method`, with the estimated ability distribution as the prior of EAP
  /// and MAP; `nil` where the method has no estimate for the pattern (or there is no response at all).
  /// Equal patterns are estimated once, on several threads.
  public func abilities(
    _ responses: ResponseMatrix, method: AbilityMethod = .eap, threads: Int? = nil
  ) -> [AbilityEstimate?] {
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
  public func empiricalReliability(_ responses: ResponseMatrix) -> Double {
    let moments = posteriorMoments(responses).filter { $0.mean.isFinite }
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
