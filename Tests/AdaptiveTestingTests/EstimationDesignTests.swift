import Foundation
import ItemBanks
import ItemResponse
import Numerical
import Testing

@testable import AdaptiveTesting

/// The estimation part of a design: robust methods, fences and exact errors.
struct EstimationDesignTests {
  private func design(_ estimation: String) throws -> Design {
    try Design(json: Data(#"{"estimation": \#(estimation)}"#.utf8))
  }

  @Test func keysArePromised() throws {
    let robust = try design(#"{"method": "biweight", "tuning": 5, "fallback": "mlef"}"#)
    #expect(robust.estimation.method == .biweight && robust.estimation.tuningConstant == 5)
    #expect(try Design(robust.json) == robust)
    let fenced = try design(
      #"{"method": "mlef", "fences": {"from": -4}, "standard_error": "exact"}"#)
    #expect(fenced.estimation.fences == Fences(-4...3.5) && fenced.estimation.hasExactErrors)
    #expect(try Design(fenced.json) == fenced)
    let plain = try design(#"{"standard_error": "asymptotic"}"#)
    #expect(plain == Design())
    guard case .object(let fields) = plain.estimation.json else { return }
    #expect(Set(fields.keys) == ["method", "fallback", "prior", "quadrature"])
  }

  @Test(arguments: [
    (
      #"{"fallback": "huber"}"#,
      "estimation.fallback is huber, which has no value where a fallback is needed; use eap, map, "
        + "wle or mlef."
    ),
    (
      #"{"method": "mle", "tuning": 3}"#,
      "estimation.tuning is of no use to the method mle; leave it out, or use biweight or huber."
    ),
    (
      #"{"method": "huber", "tuning": 0}"#,
      "estimation.tuning is 0.0; it must be greater than 0."
    ),
    (
      #"{"method": "wle", "fences": {}}"#,
      "estimation.fences are of no use to the method wle; leave them out, or use mlef."
    ),
    (
      #"{"method": "mlef", "fences": {"from": 4}}"#,
      "estimation.fences: 'from' must be less than 'to'."
    ),
    (
      #"{"method": "mlef", "fences": {"a": 0}}"#,
      "estimation.fences.a is 0.0; it must be greater than 0."
    ),
    (
      #"{"standard_error": "bootstrap"}"#,
      "estimation.standard_error is 'bootstrap'; it must be one of asymptotic, exact."
    ),
  ])
  func refusals(estimation: String, message: String) {
    #expect(throws: DesignError(message: message)) { try design(estimation) }
  }

  @Test func robustMethodsAreForLogisticItems() throws {
    let design = try design(#"{"method": "huber"}"#)
    #expect(
      throws: DesignError(
        message:
          "estimation.method is huber, which is for logistic items only, but item 'q4' has another "
          + "model; use another method.")
    ) { try TestPlan(bank: mixedBank(12, seed: 1), design: design) }
  }

  @Test func words() throws {
    var estimation = Design.Estimation(method: .huber, fallback: .mlef)
    #expect(
      estimation.english
        == "Ability is estimated by robust maximum likelihood (Huber) (tuning constant 1), and by "
        + "maximum likelihood with fences (MLEF) while the answers have no finite maximum (fences at "
        + "−3.5 and 3.5 logits).")
    estimation = .init(method: .wle)
    estimation.hasExactErrors = true
    #expect(
      estimation.english
        == "Ability is estimated by weighted likelihood (WLE); its standard error is exact, over all "
        + "answers that could have been given, as long as those are at most 4096 patterns.")
  }

  /// A constant pattern falls back; each method's first finite estimate bears its name.
  @Test(arguments: [AbilityMethod.huber, .biweight])
  func fallsBackLikeMaximumLikelihood(method: AbilityMethod) throws {
    let design = Design.endless(
      estimation: .init(method: method, fallback: .mlef), maximumItems: 8)
    let session = try finished(evenBank(30), design, script: Script("11011011"))
    let methods = session.answers.map(\.estimate.method)
    #expect(Array(methods.prefix(2)) == [.mlef, .mlef])
    #expect(methods[7] == method)
  }

  /// As long as there are 4096 patterns or fewer, with the fallback's values where the method has none.
  @Test func exactErrorsOfShortTests() throws {
    var design = Design.endless(
      estimation: .init(method: .mle, fallback: .map), maximumItems: 5)
    design.estimation.hasExactErrors = true
    let session = try finished(evenBank(20), design, script: Script("10110"))
    #expect(session.answers.allSatisfy { $0.estimate.standardErrorKind == .exact })

    let answers = session.answers
    let models = answers.compactMap(\.item.parameters)
    let ability = answers[4].estimate.theta
    let mle = AbilityEstimator(method: .mle)
    let map = AbilityEstimator(method: .map)
    var outcomes: [(chance: Double, theta: Double)] = []
    for number in 0..<32 {
      var chance = 1.0
      let pattern = models.enumerated().map { index, model in
        let score = number >> index & 1
        chance *= model.probability(of: score, at: ability)
        return ScoredResponse(model: model, score: score)
      }
      let found = try (try? mle.estimate(pattern)) ?? map.estimate(pattern)
      outcomes.append((chance, found.theta))
    }
    let mean = outcomes.reduce(0) { $0 + $1.chance * $1.theta }
    let variance = outcomes.reduce(0) { $0 + $1.chance * ($1.theta - mean) * ($1.theta - mean) }
    #expect(abs(answers[4].estimate.standardError - variance.squareRoot()) < 1e-9)
  }

  @Test func longerTestsSayWhichErrorTheyGive() throws {
    // Six answers of four categories are as many as twelve of two.
    let items = (0..<8).map {
      Item(
        id: "q\($0)",
        model: GradedModel(discrimination: 1.2, thresholds: [-1, 0, 0.2 * Double($0 + 1)]))
    }
    var design = Design.endless(estimation: .init(method: .map), maximumItems: 8)
    design.estimation.hasExactErrors = true
    let plan = try TestPlan(bank: Bank(name: "n", items: items), design: design)
    let responses = (0..<7).map { ScoredResponse(model: plan.selector.model($0), score: $0 % 4) }
    #expect(
      plan.estimate(plan.estimator.pattern(responses), near: 0).standardErrorKind
        == .informationAndPrior)
    #expect(
      plan.estimate(plan.estimator.pattern(Array(responses.prefix(3))), near: 0).standardErrorKind
        == .exact)
  }
}
