import Foundation
import ItemResponse
import Numerical
import Testing

@testable import Calibration

@Suite struct HistogramTests {
  @Test(arguments: [CalibrationModel.onePL, .twoPL]) func arrivesOnLSAT7(
    model: CalibrationModel
  ) throws {
    let points = model == .onePL ? 61 : 31
    let quadrature = Quadrature(from: -6, to: 6, points: points)
    let normal = try Calibrator(model: model).calibrate(LSAT.section7)
    let result = try Calibrator(
      model: model, quadrature: quadrature, latentDistribution: .empiricalHistogram
    ).calibrate(LSAT.section7)
    #expect(result.converged && result.warnings.isEmpty)
    #expect(result.logLikelihood > normal.logLikelihood + 0.3)
    #expect(result.parameterCount == normal.parameterCount + points - 3)
    #expect(result.aic == 2 * Double(result.parameterCount) - 2 * result.logLikelihood)
    let grid = LatentGrid(nodes: result.latentNodes, weights: result.latentWeights)
    #expect(abs(grid.moments.mean) < 1e-9 && abs(grid.moments.standardDeviation - 1) < 1e-9)
    for (before, after) in zip(result.logLikelihoodTrace, result.logLikelihoodTrace.dropFirst()) {
      #expect(after >= before - 1e-7)
    }
    // 15 moments, fewer parameters of items and weights than they can tell apart.
    if let fit = try? result.modelFit(LSAT.section7) {
      #expect(fit.m2.degreesOfFreedom < 15 - normal.parameterCount)
    }
  }

  /// The certificate of a nonparametric maximum (Lindsay 1983, doi:10.1214/aos/1176346059): the
  /// gradient is N where there is mass and no larger anywhere else.
  @Test func weightsAreTheMaximum() {
    let curves = [(1.0, 1.8), (1.1, 0.8), (1.7, 1.8), (0.8, 0.5), (0.7, 1.9)].map {
      ItemCurve(slope: $0.0, intercept: $0.1)
    }
    let patterns = LSAT.section7.scores.withUnsafeRows { rows in
      CodedPatterns(rowCount: rows.rowCount, isIncluded: .init(repeating: true, count: 5)) {
        rows.copyRow($0, to: $1)
      }
    }
    var grid = LatentGrid(.standard)
    grid.setLogWeights([Double](repeating: 0, count: grid.count))
    let parallel = Parallel(threads: 1)
    let step = ExpectationStep(patterns: patterns, stride: grid.stride, parallel: parallel)
    step.prepare(curves, on: grid)
    let rows = Buffer<Double>(patterns.count * grid.stride, filledWith: 0)
    let logs = Buffer<Double>(patterns.count, filledWith: 0)
    step.posteriors(of: 0..<patterns.count, into: rows.base, logLikelihoods: logs.base)
    let weights = HistogramWeights(
      likelihoods: rows, counts: patterns.counts, patternCount: patterns.count, nodes: grid.nodes,
      stride: grid.stride, isStandardised: false, parallel: parallel
    ).maximise(from: .init(repeating: 1.0 / Double(grid.count), count: grid.count))
    #expect(abs(weights.reduce(0, +) - 1) < 1e-10)
    var gradient = [Double](repeating: 0, count: grid.count)
    for u in 0..<patterns.count {
      let row = (0..<grid.count).map { rows.base[u * grid.stride + $0] }
      let total = zip(row, weights).reduce(0) { $0 + $1.0 * $1.1 }
      for k in row.indices { gradient[k] += patterns.counts.base[u] * row[k] / total }
    }
    for k in gradient.indices {
      #expect(gradient[k] < 1000 + 1e-4)
      if weights[k] > 1e-4 { #expect(gradient[k] > 1000 - 1e-4) }
    }
    for buffer in [rows, logs] { buffer.keepAlive() }
  }

  @Test func abilitiesTakeTheHistogramAsTheirPrior() throws {
    let result = try Calibrator(
      model: .onePL, latentDistribution: .empiricalHistogram, computesStandardErrors: false
    ).calibrate(LSAT.section7)
    let person = 500
    var (total, first) = (0.0, 0.0)
    var best = (weight: 0.0, node: 0.0)
    for (node, weight) in zip(result.latentNodes, result.latentWeights) {
      var w = weight
      for item in 0..<5 {
        let p = result.items[item].model!.probability(at: node)
        w *= LSAT.section7[person: person, item: item] == 1 ? p : 1 - p
      }
      total += w
      first += w * node
      if w > best.weight { best = (w, node) }
    }
    let eap = result.abilities(LSAT.section7)[person]!
    #expect(abs(eap.theta - first / total) < 1e-9)
    #expect(eap.standardErrorKind == .posteriorSD)
    #expect(result.abilities(LSAT.section7, method: .map)[person]!.theta == best.node)
  }

  #if !DEBUG
    @Test func momentsCountTheWeightsTheyCanTell() throws {
      let (responses, _) = Simulated.responses(persons: 1500, items: 20, seed: 6)
      let result = try Calibrator(latentDistribution: .empiricalHistogram).calibrate(responses)
      let fit = try result.modelFit(responses)
      // 210 moments less 40 item parameters, less what they can tell of the weights.
      #expect(fit.m2.degreesOfFreedom < 170 && fit.m2.degreesOfFreedom > 120)
      #expect(fit.m2.pValue > 0.001)
    }
  #endif
}
