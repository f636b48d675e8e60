import Foundation
import ItemResponse
import Numerical
import Testing

@testable import Calibration

/// py-irt's tutorial case: 10 subjects × 1000 items, skill and difficulty uniform on −4 ... 4, one
/// item in ten a fair coin. py-irt 1PL (hierarchical) gets 0.9984, 0.127, 0.589 and 0.911 in 15 s.
@Suite struct FewPersonsTests {
  @Test func tutorialCase() throws {
    #if DEBUG
      let (seeds, leeway) = (1...1, 1.5)  // A single data set may be off by more than the mean.
    #else
      let (seeds, leeway) = (1...20, 1.0)
    #endif
    var (ability, matched, raw, difficulty) = (0.0, 0.0, 0.0, 0.0)
    var (coins, found, accused, valid) = (0, 0, 0, 0)
    for seed in seeds {
      var generator = SeededGenerator(seed: UInt64(seed))
      let theta = (0..<10).map { _ in -4 + 8 * generator.uniform() }
      let b = (0..<1000).map { _ in -4 + 8 * generator.uniform() }
      let isCoin = (0..<1000).map { _ in generator.uniform() < 0.1 }
      let rows = theta.map { theta in
        b.indices.map { item -> Int? in
          generator.uniform() < (isCoin[item] ? 0.5 : logistic(theta - b[item])) ? 1 : 0
        }
      }
      let responses = ResponseMatrix(items: b.indices.map { "item\($0)" }, scores: rows)
      let result = try FewPersonsCalibrator().calibrate(responses)
      #expect(result.converged, "seed \(seed)")
      let estimates = result.persons.map { $0.theta! }
      let n = Double(seeds.count)
      ability += correlation(estimates, theta) / n
      let (m, s) = moments(estimates)
      let (trueMean, trueDeviation) = moments(theta)
      matched += error(estimates.map { ($0 - m) / s * trueDeviation + trueMean }, theta) / n
      raw += error(estimates, theta) / n
      let good = b.indices.filter { !isCoin[$0] }
      difficulty +=
        correlation(good.map { result.items[$0].difficulty! }, good.map { b[$0] }) / n
      coins += isCoin.count { $0 }
      valid += good.count
      found += b.indices.count { isCoin[$0] && result.items[$0].flags.contains(.coinLike) }
      accused += good.count { result.items[$0].flags.contains(.coinLike) }
      #expect(abs(result.coinShare - 0.1) < 0.05, "seed \(seed)")
    }
    #expect(ability > 0.998)
    #expect(matched < 0.11 * leeway)
    #expect(raw < 0.25)
    #expect(difficulty > 0.915)
    #expect(Double(found) > 0.65 * Double(coins), "\(found) of \(coins)")
    #expect(Double(accused) < 0.02 * leeway * Double(valid), "\(accused) of \(valid)")
  }

  /// Louis' information of the abilities against differences of the marginal likelihood's score.
  @Test func informationIsThatOfTheLikelihood() {
    let responses = Simulated.responses(persons: 4, items: 120, missing: 0.1, seed: 3).responses
    let data = FewPersonsRows(responses)
    let parallel = Parallel(threads: 1)
    let state = FewPersonsState(
      data, quadrature: Quadrature(from: -7, to: 7, points: 29), allowsCoins: true)
    let found = state.information(state.expectation(data, parallel), data, parallel) { true }!
    func value(_ i: Int, _ a: Double, _ j: Int, _ b: Double) -> Double {
      var moved = state
      moved.theta[i] += a
      moved.theta[j] += b
      return moved.expectation(data, parallel).logLikelihood
    }
    let h = 1e-3
    for i in 0..<4 {
      for j in 0..<4 {
        let second =
          (value(i, h, j, h) - value(i, h, j, -h) - value(i, -h, j, h) + value(i, -h, j, -h))
          / (4 * h * h)
        #expect(abs(found[4 * i + j] + second) < 1e-4, "\(i) \(j)")
      }
    }
  }

  @Test func itIsForFewPersonsOnly() throws {
    let responses = Simulated.responses(persons: 201, items: 40, seed: 3).responses
    #expect(throws: CalibrationError.tooManyPersons(persons: 201, items: 40)) {
      try FewPersonsCalibrator().calibrate(responses)
    }
    let few = Simulated.responses(persons: 5, items: 100, seed: 3).responses
    #expect(throws: CalibrationError.cancelled) {
      try FewPersonsCalibrator().calibrate(few) { !$0.isFinishing }
    }
  }

  private func moments(_ x: [Double]) -> (mean: Double, deviation: Double) {
    let mean = x.reduce(0, +) / Double(x.count)
    return (mean, (x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count)).squareRoot())
  }

  private func error(_ x: [Double], _ y: [Double]) -> Double {
    (zip(x, y).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / Double(x.count)).squareRoot()
  }

  private func correlation(_ x: [Double], _ y: [Double]) -> Double {
    let (a, b) = (moments(x), moments(y))
    return zip(x, y).reduce(0) { $0 + ($1.0 - a.mean) * ($1.1 - b.mean) }
      / (Double(x.count) * a.deviation * b.deviation)
  }
}
