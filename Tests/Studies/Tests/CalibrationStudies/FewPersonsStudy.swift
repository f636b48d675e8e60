import Calibration
import Foundation
import ItemResponse
import Numerical
import Testing

/// py-irt's tutorial case at full size: 10 subjects × 1000 items, skill and difficulty uniform on
/// −4 ... 4, one item in ten a fair coin. py-irt 0.6 1PL (hierarchical) gets 0.9984, 0.127, 0.589 and
/// 0.911 on one such data set, in 15 s.
@Suite struct FewPersonsStudy {
  @Test func tutorialCase() throws {
    let seeds = 1...20
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
      let share = 1 / Double(seeds.count)
      ability += share * Moments.correlation(estimates, theta)
      let (own, truth) = (Moments(estimates), Moments(theta))
      matched +=
        share
        * Moments.error(
          estimates.map { ($0 - own.mean) / own.deviation * truth.deviation + truth.mean }, theta)
      raw += share * Moments.error(estimates, theta)
      let good = b.indices.filter { !isCoin[$0] }
      difficulty +=
        share
        * Moments.correlation(good.map { result.items[$0].difficulty! }, good.map { b[$0] })
      coins += isCoin.count { $0 }
      valid += good.count
      found += b.indices.count { isCoin[$0] && result.items[$0].flags.contains(.coinLike) }
      accused += good.count { result.items[$0].flags.contains(.coinLike) }
      #expect(abs(result.coinShare - 0.1) < 0.05, "seed \(seed)")
    }
    print(
      "tutorial case, mean of 20: ability r \(ability), error matched \(matched), raw \(raw); "
        + "difficulty r \(difficulty); coins found \(found) of \(coins), accused \(accused) of "
        + "\(valid)")
    #expect(ability > 0.998)
    #expect(matched < 0.11)
    #expect(raw < 0.25)
    #expect(difficulty > 0.915)
    #expect(Double(found) > 0.65 * Double(coins), "\(found) of \(coins)")
    #expect(Double(accused) < 0.02 * Double(valid), "\(accused) of \(valid)")
  }
}

/// Mean and standard deviation, and what is made of two series.
struct Moments {
  let mean: Double
  let deviation: Double

  init(_ x: [Double]) {
    let mean = x.reduce(0, +) / Double(x.count)
    self.mean = mean
    deviation =
      (x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count)).squareRoot()
  }

  /// Root mean squared difference.
  static func error(_ x: [Double], _ y: [Double]) -> Double {
    (zip(x, y).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / Double(x.count)).squareRoot()
  }

  static func correlation(_ x: [Double], _ y: [Double]) -> Double {
    let (a, b) = (Moments(x), Moments(y))
    return zip(x, y).reduce(0) { $0 + ($1.0 - a.mean) * ($1.1 - b.mean) }
      / (Double(x.count) * a.deviation * b.deviation)
  }
}
