import Foundation
import ItemResponse
import Numerical
import Testing

/// The biweight, Huber's weights and the fences against plain loops.
struct RobustEstimatesTests {
  /// Thirty patterns on 3 to 25 items of one to four parameters.
  private static func cases() -> [SlowEstimates] {
    (1...30).map { seed in
      let items = randomItems(3 + seed % 23, seed: UInt64(seed))
      let theta = Double(seed % 9) * 0.5 - 2
      return SlowEstimates(
        items: items, scores: randomScores(of: items, at: theta, seed: UInt64(seed)))
    }
  }

  private func weight(_ item: PlainItem, _ theta: Double, _ method: AbilityMethod, _ k: Double)
    -> Double
  {
    let r = item.a * (theta - item.b)
    switch method {
    case .huber: return abs(r) <= k ? 1 : k / abs(r)
    case .biweight: return abs(r) <= k ? pow(1 - pow(r / k, 2), 2) : 0
    default: return 1
    }
  }

  /// Σ W P′ (X − P) / (PQ).
  private func estimating(
    _ slow: SlowEstimates, _ theta: Double, _ method: AbilityMethod, _ k: Double
  ) -> Double {
    zip(slow.items, slow.scores).reduce(0) { sum, pair in
      let p = pair.0.p(theta)
      return sum + weight(pair.0, theta, method, k) * pair.0.p1(theta) * (Double(pair.1) - p)
        / (p * (1 - p))
    }
  }

  @Test(arguments: [(AbilityMethod.huber, 1.0), (.biweight, 4.0), (.huber, 0.5), (.biweight, 6)])
  func solvesTheWeightedEquation(method: AbilityMethod, k: Double) throws {
    var finite = 0
    for slow in Self.cases() {
      let responses = zip(slow.items, slow.scores).map { $0.response($1) }
      let isStandard = k == method.standardTuningConstant
      let estimator = AbilityEstimator(method: method, tuningConstant: isStandard ? nil : k)
      guard let found = try? estimator.estimate(responses) else { continue }
      finite += 1
      // From above 0 to below.
      let step = 1e-6
      #expect(estimating(slow, found.theta - step, method, k) >= 0)
      #expect(estimating(slow, found.theta + step, method, k) <= 0)
      #expect(abs(estimating(slow, found.theta, method, k)) < 1e-9)
      // No higher place of the integral, on a grid.
      let grid = (0...480).map { -12 + 0.05 * Double($0) }
      var height = 0.0
      var best = (theta: -12.0, height: 0.0)
      for (low, high) in zip(grid, grid.dropFirst()) {
        height +=
          0.025 * (estimating(slow, low, method, k) + estimating(slow, high, method, k))
        if height > best.height { best = (high, height) }
      }
      #expect(abs(best.theta - found.theta) < 0.06)
      var (first, second) = (0.0, 0.0)
      for item in slow.items {
        let w = weight(item, found.theta, method, k)
        let p = item.p(found.theta)
        let information = pow(item.p1(found.theta), 2) / (p * (1 - p))
        first += w * information
        second += w * w * information
      }
      #expect(abs(found.standardError - second.squareRoot() / first) < 1e-9)
      #expect(found.standardErrorKind == .weightedInformation && found.method == method)
    }
    #expect(finite >= 15, "\(finite)")
  }

  @Test(arguments: [AbilityMethod.huber, .biweight])
  func isTheMaximumLikelihoodWhereNothingIsFar(method: AbilityMethod) throws {
    for seed in 1...20 as ClosedRange<UInt64> {
      let items = randomItems(20, seed: seed).map { PlainItem(a: $0.a, b: $0.b) }
      let responses = zip(items, randomScores(of: items, at: 0.3, seed: seed))
        .map { $0.response($1) }
      let plain = try AbilityEstimator(method: .mle).estimate(responses)
      let robust = try AbilityEstimator(method: method, tuningConstant: 1e9).estimate(responses)
      #expect(abs(plain.theta - robust.theta) < 1e-9)
      #expect(abs(plain.standardError - robust.standardError) < 1e-9)
    }
  }

  /// One slip on an easy item moves the robust estimates less.
  @Test func aSlipCountsLess() throws {
    let items = stride(from: -3.0, through: 3, by: 0.25).map { PlainItem(a: 1.5, b: $0) }
    let regular = items.map { $0.b < 1 ? 1 : 0 }
    var slipped = regular
    slipped[0] = 0
    func move(_ method: AbilityMethod) throws -> Double {
      let estimator = AbilityEstimator(method: method)
      let before = try estimator.estimate(zip(items, regular).map { $0.response($1) })
      let after = try estimator.estimate(zip(items, slipped).map { $0.response($1) })
      return before.theta - after.theta
    }
    let plain = try move(.mle)
    #expect(try move(.huber) < 0.6 * plain)
    #expect(try move(.biweight) < 0.1 * plain)
    #expect(try move(.huber) > 0)
  }

  @Test(arguments: [AbilityMethod.huber, .biweight])
  func constantPatternsHaveNoFiniteValue(method: AbilityMethod) {
    let items = randomItems(12, seed: 4)
    let estimator = AbilityEstimator(method: method)
    #expect(throws: AbilityEstimationError.noFiniteMaximum(.above)) {
      try estimator.estimate(items.map { $0.response(1) })
    }
    #expect(throws: AbilityEstimationError.noFiniteMaximum(.below)) {
      try estimator.estimate(items.map { $0.response(0) })
    }
    #expect(throws: AbilityEstimationError.noResponses) { try estimator.estimate([]) }
  }

  /// Between two items too far apart for the biweight every ability is as good: the middle is taken.
  @Test func aStretchWithoutWeightGivesItsMiddle() throws {
    let items = [PlainItem(a: 2, b: -5), PlainItem(a: 2, b: 5)]
    let estimator = AbilityEstimator(method: .biweight)
    let found = try estimator.estimate([items[0].response(1), items[1].response(0)])
    #expect(abs(found.theta) < 1e-9 && found.standardError == .infinity)
  }

  // MARK: Fences

  @Test func fencesAreTwoMoreItems() throws {
    for slow in Self.cases() {
      let fenced = SlowEstimates(
        items: slow.items + [PlainItem(a: 3, b: -3.5), PlainItem(a: 3, b: 3.5)],
        scores: slow.scores + [1, 0])
      let found = try AbilityEstimator(method: .mlef).estimate(
        zip(slow.items, slow.scores).map { $0.response($1) })
      #expect(abs(found.theta - fenced.maximum(of: fenced.logLikelihood)) < 1e-6)
      #expect(
        abs(found.standardError - 1 / slow.information(found.theta).squareRoot())
          < 1e-9 * found.standardError)
      #expect(found.method == .mlef && found.standardErrorKind == .information)
    }
  }

  @Test func constantPatternsStopAtTheFences() throws {
    let items = (0..<8).map { PlainItem(a: 1, b: 0.25 * Double($0) - 1) }
    let right = items.map { $0.response(1) }
    let high = try AbilityEstimator(method: .mlef).estimate(right).theta
    #expect((2.5..<3.5).contains(high))
    let near = AbilityEstimator(
      method: .mlef, fences: Fences(-1.5...1.5, discrimination: 4))
    #expect((1..<1.7).contains(try near.estimate(right).theta))
    #expect((-1.7..<(-1)).contains(try near.estimate(items.map { $0.response(0) }).theta))
    #expect(throws: AbilityEstimationError.noResponses) { try near.estimate([]) }
  }
}
