import Foundation
import ItemResponse
import Numerical
import Testing

struct AbilityEstimatorTests {
  static let seeds: [UInt64] = Array(1...6)

  private struct Pattern {
    let slow: SlowEstimates
    let responses: [ScoredResponse]

    init(_ items: [PlainItem], _ scores: [Int]) {
      slow = SlowEstimates(items: items, scores: scores)
      responses = zip(items, scores).map { $0.response($1) }
    }

    /// A random test of a random person, its length from 4 to 22.
    init(seed: UInt64) {
      let items = randomItems(4 + Int(seed % 4) * 6, seed: seed)
      let ability = [-1.5, 0, 0.8, 2][Int(seed % 4)]
      self.init(items, randomScores(of: items, at: ability, seed: seed))
    }
  }

  private func estimate(_ method: AbilityMethod, _ pattern: Pattern) throws -> AbilityEstimate {
    try AbilityEstimator(method: method).estimate(pattern.responses)
  }

  // MARK: Against slow versions

  @Test(arguments: seeds)
  func eapIsThePosteriorMeanAndSD(seed: UInt64) throws {
    let pattern = Pattern(seed: seed)
    let found = try estimate(.eap, pattern)
    let expected = pattern.slow.posterior(from: -6, to: 6, points: 61)
    #expect(abs(found.theta - expected.mean) < 1e-9, "seed \(seed)")
    #expect(abs(found.standardError - expected.sd) < 1e-9, "seed \(seed)")
    #expect(found.method == .eap && found.standardErrorKind == .posteriorSD)
    // The rule itself is near enough to the integral.
    let dense = pattern.slow.posterior(from: -6, to: 6, points: 2001)
    #expect(abs(found.theta - dense.mean) < 1e-5, "seed \(seed)")
    #expect(abs(found.standardError - dense.sd) < 1e-5, "seed \(seed)")
  }

  @Test(arguments: seeds)
  func mapIsThePosteriorMode(seed: UInt64) throws {
    let pattern = Pattern(seed: seed)
    let found = try estimate(.map, pattern)
    let theta = pattern.slow.maximum { pattern.slow.logLikelihood($0) - 0.5 * $0 * $0 }
    #expect(abs(found.theta - theta) < 1e-6, "seed \(seed)")
    let error = 1 / (pattern.slow.information(found.theta) + 1).squareRoot()
    #expect(abs(found.standardError - error) < 1e-12, "seed \(seed)")
    #expect(found.method == .map && found.standardErrorKind == .informationAndPrior)
  }

  @Test(arguments: seeds)
  func mleIsTheMaximumOfTheLikelihood(seed: UInt64) throws {
    let pattern = Pattern(seed: seed)
    let theta = pattern.slow.maximum(of: pattern.slow.logLikelihood)
    guard abs(theta) < 11.9 else {
      #expect(throws: AbilityEstimationError.self) { try estimate(.mle, pattern) }
      return
    }
    let found = try estimate(.mle, pattern)
    #expect(abs(found.theta - theta) < 1e-6, "seed \(seed)")
    let error = 1 / pattern.slow.information(found.theta).squareRoot()
    #expect(abs(found.standardError - error) < 1e-12, "seed \(seed)")
    #expect(found.method == .mle && found.standardErrorKind == .information)
  }

  @Test(arguments: seeds)
  func wleSolvesWarmsEquation(seed: UInt64) throws {
    let pattern = Pattern(seed: seed)
    let found = try estimate(.wle, pattern)
    let nearest = pattern.slow.warmRoots().map { abs($0 - found.theta) }.min() ?? .infinity
    #expect(nearest < 1e-8, "seed \(seed)")
    let error = 1 / pattern.slow.information(found.theta).squareRoot()
    #expect(abs(found.standardError - error) < 1e-12, "seed \(seed)")
    #expect(found.method == .wle && found.standardErrorKind == .information)
  }

  /// For items without asymptotes the weighted likelihood is L·√I, which can be maximised as such.
  @Test(arguments: seeds)
  func wleMaximisesTheWeightedLikelihoodWithoutGuessing(seed: UInt64) throws {
    let items = randomItems(24, seed: seed).filter { $0.c == 0 && $0.d == 1 }
    for scores in [
      randomScores(of: items, at: 0.5, seed: seed), items.map { _ in 1 }, items.map { _ in 0 },
    ] {
      let pattern = Pattern(items, scores)
      let theta = pattern.slow.maximum {
        pattern.slow.logLikelihood($0) + 0.5 * log(pattern.slow.information($0))
      }
      #expect(abs(try estimate(.wle, pattern).theta - theta) < 1e-6, "seed \(seed)")
    }
  }

  // MARK: Against other programs

  /// adaptivetesting 67c679d (theta-eap-3, theta-map-1, standard-error-2).
  @Test func fourParameterItemsOfAdaptivetesting() throws {
    let items = [
      PlainItem(a: 1.32, b: -0.63, c: 0.17, d: 0.87), PlainItem(a: 1.07, b: 0.18, c: 0.1, d: 0.93),
      PlainItem(a: 0.84, b: -0.84, c: 0.19),
    ]
    let pattern = Pattern(items, [0, 1, 0])
    let map = try estimate(.map, pattern)
    #expect(abs(map.theta - -0.47417536) < 1e-8)
    let eap = try AbilityEstimator(
      method: .eap, quadrature: Quadrature(from: -4, to: 4, points: 801)
    ).estimate(pattern.responses)
    #expect(abs(eap.theta - -0.4565068) < 1e-4)
    let error = 1 / (testInformation(of: items.map(\.model), at: 0) + 1).squareRoot()
    #expect(abs(error - 0.82227123) < 1e-8)
  }

  /// jsCAT d8a153c (theta-mle-2, theta-eap-2).
  @Test func threeParameterItemsOfJsCAT() throws {
    let three = Pattern(
      [
        PlainItem(a: 2.225, b: -1.885, c: 0.21), PlainItem(a: 1.174, b: -2.411, c: 0.212),
        PlainItem(a: 2.104, b: -2.439, c: 0.192),
      ], [1, 0, 1])
    #expect(abs(try estimate(.mle, three).theta - -1.642307) < 1e-6)
    let two = Pattern([PlainItem(a: 1, b: -4, c: 0.5), PlainItem(a: 1, b: -3, c: 0.5)], [0, 0])
    let eap = try AbilityEstimator(
      method: .eap, quadrature: Quadrature(from: -6, to: 6, points: 121)
    ).estimate(two.responses)
    #expect(abs(eap.theta - -1.649372) < 1e-6)
  }

  /// adaptivetesting 67c679d (theta-mle-3, theta-mle-4).
  @Test func raschItemsOfAdaptivetesting() throws {
    let items = [0.7, 0.9, 0.6].map { PlainItem(a: 1, b: $0) }
    #expect(abs(try estimate(.mle, Pattern(items, [0, 1, 0])).theta - 0.037553071) < 1e-9)
    #expect(throws: AbilityEstimationError.noFiniteMaximum(.below)) {
      try estimate(.mle, Pattern([PlainItem(a: 1, b: 0.9)], [0]))
    }
  }

  /// Moodle catquiz 5c15c55, first step of a recorded path (theta-map-2, rechecked).
  @Test func firstStepOfCatquiz() throws {
    let pattern = Pattern([PlainItem(a: 5.95, b: 0.05)], [0])
    let map = try estimate(.map, pattern)
    #expect(abs(map.theta - -0.395) < 5e-4)
    #expect(abs(1 / pattern.slow.information(map.theta).squareRoot() - 0.675) < 5e-4)
  }

  /// Item 63 of the tcals bank, wrong and right (theta-wle-1).
  @Test func weightedLikelihoodOfOneAnswer() throws {
    let item = PlainItem(a: 3.983, b: 0.12, c: 0.063)
    #expect(abs(try estimate(.wle, Pattern([item], [0])).theta - -0.155825) < 1e-6)
    #expect(abs(try estimate(.wle, Pattern([item], [1])).theta - 0.381466) < 1e-6)
  }

  // MARK: A model from outside

  /// adaptivetesting 67c679d (theta-polytomous-1, rechecked).
  @Test func partialCreditModelWorksInEveryEstimator() throws {
    let models = [
      PartialCredit(a: 0.934, b: [0.071, 0.129]), PartialCredit(a: 0.972, b: [1.715, 0.461]),
      PartialCredit(a: 1.21, b: [-1.265, -0.687]),
    ]
    func responses(_ scores: [Int]) -> [ScoredResponse] {
      zip(models, scores).map { ScoredResponse(model: $0, score: $1) }
    }
    let mle = AbilityEstimator(method: .mle)
    #expect(abs(try mle.estimate(responses([2, 1, 2])).theta - 1.58145) < 1e-5)
    #expect(abs(try mle.estimate(responses([0, 1, 2])).theta - 0.181253) < 1e-6)
    #expect(throws: AbilityEstimationError.noFiniteMaximum(.above)) {
      try mle.estimate(responses([2, 2, 2]))
    }
    #expect(throws: AbilityEstimationError.noFiniteMaximum(.below)) {
      try mle.estimate(responses([0, 0, 0]))
    }
    for scores in [[2, 1, 2], [0, 1, 2], [2, 2, 2], [0, 0, 0]] {
      let given = responses(scores)
      let eap = try AbilityEstimator(method: .eap).estimate(given)
      var sums = (0.0, 0.0)
      for theta in stride(from: -6.0, through: 6, by: 0.01) {
        let weight = exp(logLikelihood(of: given, at: theta).value - 0.5 * theta * theta)
        sums.0 += weight
        sums.1 += weight * theta
      }
      #expect(abs(eap.theta - sums.1 / sums.0) < 1e-6)
      let map = try AbilityEstimator(method: .map).estimate(given)
      #expect(abs(logLikelihood(of: given, at: map.theta).slope - map.theta) < 1e-9)
      // Warm's equation, with the correction from the protocol's own default.
      let wle = try AbilityEstimator(method: .wle).estimate(given)
      let correction = models.reduce(0) { $0 + $1.biasCorrection(at: wle.theta) }
      let information = testInformation(of: models, at: wle.theta)
      let slope = logLikelihood(of: given, at: wle.theta).slope
      #expect(abs(slope + correction / (2 * information)) < 1e-9)
      #expect(abs(wle.standardError - 1 / information.squareRoot()) < 1e-12)
    }
  }

  // MARK: No finite maximum

  @Test(arguments: [1, 5, 40])
  func constantPatternsHaveNoMLE(count: Int) throws {
    let items = randomItems(count, seed: 9)
    #expect(throws: AbilityEstimationError.noFiniteMaximum(.above)) {
      try estimate(.mle, Pattern(items, items.map { _ in 1 }))
    }
    #expect(throws: AbilityEstimationError.noFiniteMaximum(.below)) {
      try estimate(.mle, Pattern(items, items.map { _ in 0 }))
    }
    for scores in [items.map { _ in 1 }, items.map { _ in 0 }] {
      for method in [AbilityMethod.eap, .map, .wle] {
        let found = try estimate(method, Pattern(items, scores))
        #expect(found.theta.isFinite && found.standardError.isFinite)
        let other = try estimate(method, Pattern(items, scores.map { 1 - $0 }))
        #expect((found.theta > other.theta) == (scores[0] == 1), "\(method), \(count) items")
      }
    }
  }

  @Test func nothingAnswered() throws {
    for method in [AbilityMethod.mle, .wle] {
      #expect(throws: AbilityEstimationError.noResponses) {
        try AbilityEstimator(method: method).estimate([])
      }
    }
    for prior in [Prior.normal(mean: 1, standardDeviation: 0.5), .uniform(-1...3)] {
      let eap = try AbilityEstimator(method: .eap, prior: prior).estimate([])
      #expect(abs(eap.theta - 1) < 1e-12)
      #expect(abs(eap.standardError - prior.standardDeviation) < 1e-3)
      #expect(abs(try AbilityEstimator(method: .map, prior: prior).estimate([]).theta - 1) < 1e-12)
    }
  }

  /// Three-parameter items whose right answer is best explained by guessing.
  @Test func likelihoodThatOnlyFalls() throws {
    let items = [
      PlainItem(a: 2.2, b: -1.1, c: 0.3), PlainItem(a: 2.5, b: 0.7, c: 0.2),
      PlainItem(a: 2.9, b: 1, c: 0.3),
    ]
    #expect(throws: AbilityEstimationError.noFiniteMaximum(.below)) {
      try estimate(.mle, Pattern(items, [0, 0, 1]))
    }
  }

  /// The log-likelihood has a maximum at −0.1, −1.7887, and tends to log(0.75 · 0.25) = −1.674 at −∞.
  @Test func likelihoodWhoseFiniteMaximumIsNotTheLargest() throws {
    let items = [PlainItem(a: 1.2, b: -0.7, c: 0.25), PlainItem(a: 3, b: -0.2, c: 0.25)]
    let slow = SlowEstimates(items: items, scores: [0, 1])
    #expect(slow.logLikelihood(-0.1) > max(slow.logLikelihood(-0.3), slow.logLikelihood(0.1)))
    #expect(throws: AbilityEstimationError.noFiniteMaximum(.below)) {
      try estimate(.mle, Pattern(items, [0, 1]))
    }
    // The mirror image: slips instead of guesses, and +∞.
    let mirrored = items.map { PlainItem(a: $0.a, b: -$0.b, c: 0, d: 1 - $0.c) }
    #expect(throws: AbilityEstimationError.noFiniteMaximum(.above)) {
      try estimate(.mle, Pattern(mirrored, [1, 0]))
    }
  }

  @Test func ofSeveralMaximaTheLargestIsTaken() throws {
    // −2.96 (log-likelihood −5.158) before 1.27 (−7.752).
    let low = Pattern(
      [
        PlainItem(a: 1.6, b: -2.4, c: 0.25), PlainItem(a: 1.2, b: -2.2, c: 0.2),
        PlainItem(a: 1.2, b: 2.2, c: 0.25), PlainItem(a: 2.6, b: 1.4, c: 0.1),
      ], [0, 1, 1, 1])
    // 0.55 (−5.859) after −2.47 (−6.193).
    let high = Pattern(
      [
        PlainItem(a: 2, b: -2.3, c: 0.25), PlainItem(a: 2.4, b: 0.5, c: 0.1),
        PlainItem(a: 1.9, b: 0.2, c: 0.1), PlainItem(a: 1.5, b: -2.5, c: 0.3),
      ], [1, 1, 1, 0])
    for (pattern, expected) in [(low, -2.96), (high, 0.55)] {
      let found = try estimate(.mle, pattern).theta
      #expect(abs(found - expected) < 0.01)
      #expect(abs(found - pattern.slow.maximum(of: pattern.slow.logLikelihood)) < 1e-6)
    }
  }

  // MARK: Long tests and narrow posteriors

  private static let longTest = randomItems(500, seed: 77)

  @Test(arguments: AbilityMethod.allCases)
  func fiveHundredItemsDoNotUnderflow(method: AbilityMethod) throws {
    let items = Self.longTest
    let pattern = Pattern(items, randomScores(of: items, at: 0.6, seed: 77))
    let found = try estimate(method, pattern)
    // Four standard errors from the ability that made the answers.
    #expect(abs(found.theta - 0.6) < 4 * found.standardError, "seed 77")
    #expect((0.02..<0.2).contains(found.standardError))
  }

  @Test(arguments: AbilityMethod.allCases)
  func fiveHundredRightAnswersDoNotOverflow(method: AbilityMethod) throws {
    let pattern = Pattern(Self.longTest, Self.longTest.map { _ in 1 })
    guard !method.mayBeInfinite else {
      #expect(throws: AbilityEstimationError.noFiniteMaximum(.above)) {
        try estimate(method, pattern)
      }
      return
    }
    let found = try estimate(method, pattern)
    #expect(found.theta > 2.5 && found.theta < 15)
    #expect(found.standardError > 0 && found.standardError.isFinite)
  }

  /// Posteriors much narrower than the default spacing of 0.2, wherever they fall between its points.
  @Test(arguments: [0.0, 0.03, 0.1, 0.17])
  func narrowPosteriorsAreIntegratedWell(shift: Double) throws {
    let items = (0..<60).map { PlainItem(a: 4, b: shift + 0.02 * Double($0 - 30)) }
    let pattern = Pattern(items, items.indices.map { $0 < 30 ? 1 : 0 })
    let found = try estimate(.eap, pattern)
    let dense = pattern.slow.posterior(from: -1, to: 1.5, points: 4001)
    #expect(found.standardError < 0.1)
    #expect(abs(found.theta - dense.mean) < 1e-7)
    #expect(abs(found.standardError - dense.sd) < 1e-7)
  }

  /// Down to 0.9 spacings the rule asked for is the rule used; below, the integral.
  @Test func aRuleIsLeftOnlyWhereItFails() throws {
    let items = (0..<24).map { PlainItem(a: 1.7, b: 0.1 * Double($0 - 12)) }
    let pattern = Pattern(items, items.indices.map { $0 < 14 ? 1 : 0 })
    let dense = pattern.slow.posterior(from: -4, to: 4, points: 4001)
    for points in [9, 13, 17, 21, 25, 33] {
      let rule = Quadrature(from: -4, to: 4, points: points)
      let found = try AbilityEstimator(method: .eap, quadrature: rule).estimate(pattern.responses)
      let isWide = dense.sd >= 0.91 * rule.spacing
      let expected =
        isWide ? pattern.slow.posterior(from: -4, to: 4, points: points) : dense
      #expect(abs(found.theta - expected.mean) < (isWide ? 1e-10 : 1e-6), "\(points) points")
      #expect(abs(found.standardError - expected.sd) < (isWide ? 1e-10 : 1e-6), "\(points) points")
    }
  }

  // MARK: Priors

  @Test func normalPriorsPull() throws {
    let pattern = Pattern(seed: 2)
    let prior = Prior.normal(mean: 1.5, standardDeviation: 0.4)
    let dense = pattern.slow.posterior(from: -6, to: 6, points: 1201) {
      -0.5 * ($0 - 1.5) * ($0 - 1.5) / 0.16
    }
    let eap = try AbilityEstimator(method: .eap, prior: prior).estimate(pattern.responses)
    #expect(abs(eap.theta - dense.mean) < 1e-6)
    #expect(abs(eap.standardError - dense.sd) < 1e-6)
    let map = try AbilityEstimator(method: .map, prior: prior).estimate(pattern.responses)
    let mode = pattern.slow.maximum {
      pattern.slow.logLikelihood($0) - 0.5 * ($0 - 1.5) * ($0 - 1.5) / 0.16
    }
    #expect(abs(map.theta - mode) < 1e-6)
    let error = 1 / (pattern.slow.information(map.theta) + 1 / 0.16).squareRoot()
    #expect(abs(map.standardError - error) < 1e-12)
  }

  /// The range cuts through the posterior, within the quadrature, at its end, and beyond it.
  @Test(arguments: [-4.0...4.0, -0.53...0.71, 0.2...9.0, -6.0...6.0])
  func uniformPriorsCut(range: ClosedRange<Double>) throws {
    let pattern = Pattern(seed: 4)
    let low = max(-6, range.lowerBound)
    let high = min(6, range.upperBound)
    let rule = pattern.slow.posterior(from: low, to: high, points: 61) { _ in 0 }
    let dense = pattern.slow.posterior(from: low, to: high, points: 2001) { _ in 0 }
    let eap = try AbilityEstimator(method: .eap, prior: .uniform(range))
      .estimate(pattern.responses)
    #expect(abs(eap.theta - rule.mean) < 1e-9)
    #expect(abs(eap.standardError - rule.sd) < 1e-9)
    // The trapezoid rule is off by the order of h² where the posterior is cut.
    #expect(abs(eap.theta - dense.mean) < 2e-3)
    #expect(abs(eap.standardError - dense.sd) < 2e-3)
    let map = try AbilityEstimator(method: .map, prior: .uniform(range))
      .estimate(pattern.responses)
    let mode = pattern.slow.maximum {
      range.contains($0) ? pattern.slow.logLikelihood($0) : -.infinity
    }
    #expect(abs(map.theta - mode) < 1e-6)
    #expect(range.contains(map.theta))
  }

  @Test func uniformPriorBoundsTheModeOfAConstantPattern() throws {
    let items = [PlainItem(a: 1, b: 0), PlainItem(a: 1, b: 1)]
    let map = AbilityEstimator(method: .map, prior: .uniform(-3...3))
    #expect(try map.estimate(Pattern(items, [1, 1]).responses).theta == 3)
    #expect(try map.estimate(Pattern(items, [0, 0]).responses).theta == -3)
  }

  /// A prior beside the quadrature must not come out as certainty.
  @Test func uniformPriorOutsideTheQuadrature() throws {
    let pattern = Pattern([PlainItem(a: 1, b: 0)], [1])
    let eap = try AbilityEstimator(method: .eap, prior: .uniform(7...9))
      .estimate(pattern.responses)
    #expect((7...9).contains(eap.theta))
    #expect(eap.standardError > 0.5)
  }

  // MARK: Order

  @Test(arguments: AbilityMethod.allCases)
  func orderOfResponsesDoesNotMatter(method: AbilityMethod) throws {
    let items = randomItems(20, seed: 5)
    let responses = Pattern(items, randomScores(of: items, at: 0, seed: 5)).responses
    let estimator = AbilityEstimator(method: method)
    let forward = try estimator.estimate(responses)
    let backward = try estimator.estimate(responses.reversed())
    #expect(abs(forward.theta - backward.theta) < 1e-10)
    #expect(abs(forward.standardError - backward.standardError) < 1e-10)
    // The same order gives the same bits.
    #expect(try estimator.estimate(responses) == forward)
  }
}

@Suite struct EstimationGuessTests {
  /// Where one starts to look changes how long it takes, not what is found.
  @Test(arguments: AbilityMethod.allCases)
  func guessesChangeNothing(method: AbilityMethod) {
    var generator = SeededGenerator(seed: 12)
    let estimator = AbilityEstimator(method: method)
    for round in 0..<40 {
      let responses = (0..<(3 + round % 9)).map { number in
        ScoredResponse(
          model: LogisticModel(
            discrimination: 0.5 + generator.uniform(), difficulty: 1.5 * generator.normal(),
            lowerAsymptote: round % 2 == 1 && number % 2 == 0 ? 0.2 : 0),
          score: generator.index(below: 2))
      }
      let plain = try? estimator.estimate(responses)
      for guess in [-40.0, -2, 0.3, 5.9, 17] {
        #expect((try? estimator.estimate(responses, near: guess)) == plain, "round \(round)")
      }
    }
  }
}
