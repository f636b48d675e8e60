import Foundation
import ItemBanks
import ItemResponse
import Numerical
import Testing

@testable import AdaptiveTesting

/// Each rule ends a test exactly when an independent look at the answers says that it holds.
struct StoppingRuleTests {
  private static let bank: Bank = {
    var random = SeededGenerator(seed: 8, stream: 0)
    return Bank(
      name: "made",
      items: (0..<80).map {
        Item(
          id: "q\($0)",
          parameters: LogisticModel(
            discrimination: exp(0.3 * random.normal()), difficulty: 1.5 * random.normal(),
            lowerAsymptote: $0 % 3 == 0 ? 0.2 : 0))
      })
  }()

  /// What a rule may look at after each answer of a test that no rule ends.
  private struct Step {
    let responses: [ScoredResponse]
    let estimates: [AbilityEstimate]
    /// Of the item that came next.
    let next: any ResponseModel
    var estimate: AbilityEstimate { estimates[estimates.count - 1] }
  }

  /// - Parameter reason: why the test ends after a step, by the slow version; `nil` where it goes on.
  private func check(
    _ rules: [StoppingRule], method: AbilityMethod = .eap, reason: (Step) -> StopReason?
  ) throws {
    var ended = 0
    for seed in 1...8 as ClosedRange<UInt64> {
      var random = SeededGenerator(seed: seed, stream: 3)
      let chance = Double(seed) / 9
      let script = Script((0..<40).map { _ in random.uniform() < chance ? 1 : 0 })
      var design = Design.endless(estimation: .init(method: method), maximumItems: 40)
      let whole = try finished(Self.bank, design, script: script)
      let responses = try whole.answers.map {
        ScoredResponse(model: try #require($0.item.model), score: $0.score)
      }
      var end: (count: Int, reason: StopReason)?
      for count in 1...39 where end == nil {
        let step = Step(
          responses: Array(responses[..<count]),
          estimates: whole.answers[..<count].map(\.estimate), next: responses[count].model)
        if let reason = reason(step) { end = (count, reason) }
      }
      design.stopping.rules = rules
      let session = try finished(Self.bank, design, script: script)
      #expect(session.answers.count == end?.count ?? 40, "seed \(seed)")
      #expect(session.stopReason == end?.reason ?? .maximumLength, "seed \(seed)")
      let replayed = try TestSession(
        replaying: session.events, bank: Self.bank, design: design, seed: 1)
      #expect(replayed.stopReason == session.stopReason)
      if end != nil { ended += 1 }
    }
    #expect(ended >= 4, "the rule is put to the test")
  }

  @Test func standardErrorChange() throws {
    try check([.standardErrorChange(below: 0.02, items: 2)]) { step in
      let last = step.estimates.suffix(3).map(\.standardError)
      return last.count == 3 && last[0] - last[1] < 0.02 && last[1] - last[2] < 0.02
        ? .precisionStable : nil
    }
  }

  @Test func thetaChange() throws {
    try check([.thetaChange(below: 0.15, items: 3)]) { step in
      let last = step.estimates.suffix(4).map(\.theta)
      return last.count == 4 && zip(last, last.dropFirst()).allSatisfy { abs($0 - $1) < 0.15 }
        ? .thetaStable : nil
    }
  }

  @Test func predictedReduction() throws {
    try check([.predictedReduction(below: 0.015)]) { step in
      // Averages the standard errors' squares over both answers, from the estimator itself.
      let estimator = AbilityEstimator(method: .eap)
      let posterior = Quadrature.standard.points.map { theta in
        exp(-0.5 * theta * theta + logLikelihood(of: step.responses, at: theta).value)
      }
      let chance =
        zip(Quadrature.standard.points, posterior).reduce(0) {
          $0 + $1.1 * step.next.probability(of: 1, at: $1.0)
        } / posterior.reduce(0, +)
      let variances = [0, 1].map { score in
        let next = step.responses + [ScoredResponse(model: step.next, score: score)]
        let error = (try? estimator.estimate(next))?.standardError ?? .nan
        return error * error
      }
      let predicted = ((1 - chance) * variances[0] + chance * variances[1]).squareRoot()
      return step.estimate.standardError - predicted < 0.015 ? .smallReduction : nil
    }
    try check([.predictedReduction(below: 0.02)], method: .map) { step in
      let information =
        1 + testInformation(of: step.responses.map(\.model) + [step.next], at: step.estimate.theta)
      return step.estimate.standardError - 1 / information.squareRoot() < 0.02
        ? .smallReduction : nil
    }
  }

  @Test func combinations() throws {
    try check([.all([.length(7), .standardError(atMost: 0.6)])]) { step in
      step.responses.count >= 7 && step.estimate.standardError <= 0.6
        ? .all([.maximumLength, .precision]) : nil
    }
    try check([
      .standardError(atMost: 0.35),
      .all([.any([.length(12), .standardErrorChange(below: 0.01, items: 1)]), .length(6)]),
    ]) { step in
      let last = step.estimates.suffix(2).map(\.standardError)
      if step.estimate.standardError <= 0.35 { return .precision }
      // 12 items satisfy both, and a reason is named once.
      if step.responses.count >= 12 { return .maximumLength }
      return step.responses.count >= 6 && last[0] - last[1] < 0.01
        ? .all([.precisionStable, .maximumLength]) : nil
    }
  }

  @Test func confidenceIntervals() throws {
    for cuts in [[0.3], [-0.6, 0.9]] {
      try check([.classified(.init(cuts: cuts, method: .interval(level: 0.9)))]) { step in
        cuts.allSatisfy {
          abs(step.estimate.theta - $0) > 1.6448536269514722 * step.estimate.standardError
        } ? .classified : nil
      }
    }
  }

  @Test(arguments: [AbilityMethod.eap, .mle])
  func sequentialTests(method: AbilityMethod) throws {
    let test = Classification.SequentialTest(
      halfWidth: 0.4, falsePositive: 0.1, falseNegative: 0.05)
    func isDecided(_ ratio: Double) -> Bool { ratio >= log(0.95 / 0.1) || ratio <= log(0.05 / 0.9) }
    for cuts in [[0.2], [-1, 1.2]] {
      func reason(_ step: Step, _ ratio: (Double) -> Double) -> StopReason? {
        cuts.allSatisfy { isDecided(ratio($0)) } ? .classified : nil
      }
      func likelihood(_ step: Step, _ theta: Double) -> Double {
        logLikelihood(of: step.responses, at: theta).value
      }
      try check([.classified(.init(cuts: cuts, method: .likelihoodRatio(test)))], method: method) {
        step in
        reason(step) { likelihood(step, $0 + 0.4) - likelihood(step, $0 - 0.4) }
      }
      try check(
        [.classified(.init(cuts: cuts, method: .generalizedLikelihoodRatio(test)))], method: method
      ) { step in
        reason(step) { cut in
          let above = stride(from: cut + 0.4, to: cut + 10, by: 0.02).map { likelihood(step, $0) }
          let below = stride(from: cut - 0.4, to: cut - 10, by: -0.02).map { likelihood(step, $0) }
          return (above.max() ?? 0) - (below.max() ?? 0)
        }
      }
    }
  }

  @Test func sidesAreNamed() throws {
    var design = Design.endless(maximumItems: 40)
    design.stopping.rules = [
      .classified(.init(cuts: [-1, 1], method: .likelihoodRatio(.init())))
    ]
    #expect(try finished(Self.bank, design, script: Script("1")).sides == [.above, .above])
    #expect(try finished(Self.bank, design, script: Script("0")).sides == [.below, .below])
    let session = try TestSession(bank: Self.bank, design: design, seed: 1)
    #expect(session.sides == [nil, nil])
    #expect(try TestSession(bank: Self.bank, design: .endless(), seed: 1).sides.isEmpty)
  }
}
