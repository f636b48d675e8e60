import AdaptiveTesting
import Foundation
import ItemBanks
import ItemResponse
import Numerical
import Testing

struct DesignCodingTests {
  static let whole = Design(
    start: .init(.theta(-0.5)), selection: .init(randomesque: 5),
    content: .shares(["algebra": 2, "geometry": 1]),
    estimation: .init(
      method: .mle, fallback: .wle, prior: .uniform(-4...4),
      quadrature: Quadrature(from: -4, to: 4, points: 33)),
    stopping: .init(
      standardError: 0.25, minimumItems: 5, maximumItems: 30, timeLimit: 1800.5,
      minimumInformation: 0.05),
    feedback: .init(showsMissedItems: true))

  /// Rules that a test would hardly have together, to be read and written.
  static let everyRule = Design(
    start: .init(.groups(["five": -1, "nine": 0.5]), firstStage: [-1, 0, 1]),
    selection: .init(randomesque: [5, 4, 3, 2, 1]),
    exposure: .sympsonHetter(.init(maximum: 0.25, parameters: ["q1": 0.5])),
    stopping: .init(
      minimumItems: 3, maximumItems: 50,
      rules: [
        .standardErrorChange(below: 0.01, items: 3), .predictedReduction(below: 0.02),
        .thetaChange(below: 0.05, items: 2),
        .classified(.init(cuts: [-1, 0.5], method: .generalizedLikelihoodRatio(.init()))),
        .all([
          .standardError(atMost: 0.4),
          .any([
            .length(12), .length(15), .information(below: 0.1),
            .all([.length(9), .thetaChange(below: 0.1, items: 1)]),
          ]),
        ]),
        .any([.length(30), .standardError(atMost: 0.2)]),
      ]))

  @Test(arguments: [
    whole, everyRule, Design(), .endless(), .endless(content: .equalShares),
    Design(
      estimation: .init(method: .map, prior: .normal(mean: 0.1 + 0.2, standardDeviation: 1.0 / 3))),
  ])
  func survivesJSON(design: Design) throws {
    let data = try JSONEncoder().encode(design)
    #expect(try JSONDecoder().decode(Design.self, from: data) == design)
    #expect(try Design(json: data) == design)
    #expect(try Design(design.json) == design)
  }

  /// A file has no order of rules, and which of two names the reason must not depend on who wrote the design.
  @Test func rulesAreInTheOrderOfTheirKinds() throws {
    let rules: [StoppingRule] = [
      .classified(.init(cuts: [0], method: .interval(level: 0.9))), .information(below: 0.1),
      .thetaChange(below: 0.1, items: 2), .standardError(atMost: 0.4),
    ]
    var stopping = Design.Stopping(maximumItems: 9, rules: rules)
    #expect(stopping.rules == [rules[3], rules[2], rules[1], rules[0]])
    stopping.rules = Array(rules.dropLast())
    stopping.standardError = 0.4
    let design = Design(stopping: stopping)
    #expect(try Design(design.json) == design && stopping.rules.first == rules.last)
  }

  @Test func keysArePromised() throws {
    let json = #"""
      {"start": {"theta": -0.5}, "selection": {"criterion": "mfi", "randomesque": 5},
       "content": {"shares": {"algebra": 2, "geometry": 1}},
       "estimation": {"method": "mle", "fallback": "wle", "prior": {"from": -4, "to": 4},
         "quadrature": {"from": -4, "to": 4, "points": 33}},
       "stopping": {"se": 0.25, "min_items": 5, "max_items": 30, "time_limit": 1800.5,
         "min_information": 0.05}, "feedback": {"missed": true}}
      """#
    #expect(try Design(json: Data(json.utf8)) == Self.whole)
  }

  @Test func everyPartMayBeLeftOut() throws {
    func design(_ json: String) throws -> Design { try Design(json: Data(json.utf8)) }
    #expect(try design("{}") == Design())
    #expect(try design(#"{"start": null, "content": {}}"#) == Design())
    #expect(try design(#"{"content": {"balance": "domains"}}"#).content == .equalShares)
    #expect(try design(#"{"content": {"balance": "none"}}"#).content == .none)
    // A stopping part says all of how the test stops.
    let stopping = try design(#"{"stopping": {"max_items": 10}}"#).stopping
    #expect(stopping.standardError == nil && stopping.maximumItems == 10)
  }

  @Test(arguments: [
    ("{", "the design is not valid JSON; check its quotes and commas."),
    ("[]", "design must be a JSON object."),
    (#"{"stop": {}}"#, "'stop' is not known in a design; see cat-design(5)."),
    (
      #"{"stopping": {"sem": 0.3}}"#,
      "'stopping.sem' is not known in a design; see cat-design(5)."
    ),
    (
      #"{"estimation": {"prior": {"mean": 0, "sdd": 2}}}"#,
      "'estimation.prior.sdd' is not known in a design; see cat-design(5)."
    ),
    (
      #"{"estimation": {"prior": {"from": -4, "to": 4, "sd": 2}}}"#,
      "'estimation.prior.sd' is not known in a design; see cat-design(5)."
    ),
    (
      #"{"estimation": {"quadrature": {"from": -4, "to": 4, "points": 33, "rule": "x"}}}"#,
      "'estimation.quadrature.rule' is not known in a design; see cat-design(5)."
    ),
    (
      #"{"start": {"theta": 1, "random": {"from": -1, "to": 1}}}"#,
      "start has 'theta' and 'random'; keep the one that is meant."
    ),
    (
      #"{"start": {"random": {"from": 1, "to": 1}}}"#,
      "start.random must be an object with 'from' less than 'to'."
    ),
    (#"{"start": {"groups": {}}}"#, "start.groups is empty; name at least one group."),
    (
      #"{"start": {"groups": {"five": -11}}}"#,
      "start.groups: 'five' is -11.0; it must lie within ±10 logits."
    ),
    (#"{"start": {"first_stage": [0, "x"]}}"#, "start.first_stage must be a list of numbers."),
    (
      #"{"selection": {"randomesque": []}}"#,
      "selection.randomesque is empty; write a whole number, as 5."
    ),
    (
      #"{"selection": {"randomesque": [5, 2.5]}}"#,
      "selection.randomesque has 2.5 in it; write whole numbers."
    ),
    (
      #"{"selection": {"randomesque": [5, 0]}}"#,
      "selection.randomesque is 0; it must be 1 or more."
    ),
    (
      #"{"exposure": {"max": 0.2}}"#,
      "exposure has 'max' but no 'rule'; name one, as eligibility or sympson_hetter."
    ),
    (
      #"{"exposure": {"rule": "restricted"}}"#,
      "exposure has no 'max'; write the largest share allowed, as 0.25."
    ),
    (
      #"{"exposure": {"rule": "restricted", "max": 25}}"#,
      "exposure.max is 25.0; it must be above 0 and at most 1."
    ),
    (
      #"{"exposure": {"rule": "restricted", "max": 0.2, "bounds": [0]}}"#,
      "'exposure.bounds' is not known in a design; see cat-design(5)."
    ),
    (
      #"{"exposure": {"rule": "eligibility", "max": 0.2, "bounds": [1, 0]}}"#,
      "exposure.bounds must rise from one to the next, within ±10 logits."
    ),
    (
      #"{"exposure": {"rule": "sympson_hetter", "max": 0.2, "parameters": {"q1": 1.5}}}"#,
      "exposure.parameters: 'q1' is 1.5; it must lie between 0 and 1."
    ),
    (
      #"{"stopping": {"se_change": {"items": 2}}}"#,
      "stopping.se_change has no 'below'; write the change that counts as none."
    ),
    (
      #"{"stopping": {"theta_change": {"below": 0}}}"#,
      "stopping.theta_change.below is 0.0; it must be greater than 0, as 0.01."
    ),
    (
      #"{"stopping": {"theta_change": {"below": 0.1, "items": 0}}}"#,
      "stopping.theta_change.items is 0; it must be 1 or more."
    ),
    (
      #"{"stopping": {"predicted_reduction": -1}}"#,
      "stopping.predicted_reduction is -1.0; it must be greater than 0, as 0.01."
    ),
    (
      #"{"stopping": {"all": []}}"#,
      "stopping: 'all' or 'any' has no rule in it; write one, or leave it out."
    ),
    (#"{"stopping": {"all": [{"items": 0}]}}"#, "stopping: items is 0; it must be 1 or more."),
    (
      #"{"stopping": {"items": 5}}"#,
      "'stopping.items' is not known in a design; see cat-design(5)."
    ),
    (
      #"{"stopping": {"classify": {}}}"#,
      "stopping.classify.cuts is empty; write at least one cut score in logits."
    ),
    (
      #"{"stopping": {"classify": {"cuts": [1, 0]}}}"#,
      "stopping.classify.cuts must rise from one to the next, within ±10 logits."
    ),
    (
      #"{"stopping": {"classify": {"cuts": [0], "level": 95}}}"#,
      "stopping.classify.level is 95.0; it must lie between 0 and 1, as 0.95."
    ),
    (
      #"{"stopping": {"classify": {"cuts": [0], "by": "sprt", "level": 0.9}}}"#,
      "'stopping.classify.level' is not known in a design; see cat-design(5)."
    ),
    (
      #"{"stopping": {"classify": {"cuts": [0], "by": "sprt", "half_width": 0}}}"#,
      "stopping.classify.half_width is 0.0; it must be above 0 and at most 10."
    ),
    (
      #"{"stopping": {"classify": {"cuts": [0], "by": "glr", "beta": 0.5}}}"#,
      "stopping.classify.beta is 0.5; it must lie between 0 and 0.5."
    ),
    (
      #"{"stopping": {"classify": {"cuts": [0]}, "any": [{"classify": {"cuts": [1]}}]}}"#,
      "stopping has two 'classify' rules; put all cuts into one."
    ),
    (#"{"stopping": 3}"#, "stopping must be a JSON object."),
    (#"{"stopping": {"se": "low"}}"#, "stopping.se must be a number."),
    (
      #"{"stopping": {"max_items": 2.5}}"#,
      "stopping.max_items is 2.5; it must be a whole number."
    ),
    (#"{"stopping": {"max_items": 0}}"#, "stopping.max_items is 0; it must be 1 or more."),
    (
      #"{"selection": {"criterion": "best"}}"#,
      "selection.criterion is 'best'; it must be one of mfi, urry, peak, mlwi, mpwi, mepv, mei, "
        + "kl, klp, gdi, gdip, interval, progressive, proportional, random, fixed."
    ),
    (
      #"{"estimation": {"method": "ml"}}"#,
      "estimation.method is 'ml'; it must be one of eap, map, mle, wle, mlef, "
        + "biweight, huber."
    ),
    (
      #"{"estimation": {"prior": {"sd": 0}}}"#,
      "estimation.prior: a normal prior needs sd greater than 0."
    ),
    (
      #"{"estimation": {"prior": {"from": 1, "to": 0}}}"#,
      "estimation.prior: a uniform prior needs from < to."
    ),
    (
      #"{"estimation": {"quadrature": {"from": -4, "to": 4}}}"#,
      "estimation.quadrature has a key that is missing or not a number."
    ),
    (
      #"{"estimation": {"quadrature": {"from": -4, "to": 4, "points": 1}}}"#,
      "estimation.quadrature: quadrature needs from < to and between 2 and 100001 points."
    ),
    (
      #"{"content": {"balance": "domains", "shares": {"a": 1}}}"#,
      "content has 'balance' and 'shares'; keep the one that is meant."
    ),
    (
      #"{"content": {"balance": "even"}}"#,
      "content.balance is 'even'; it must be domains or none."
    ),
    (#"{"content": {"shares": {"a": "x"}}}"#, "content.shares: 'a' must be a number."),
    (
      #"{"content": {"shares": {"a": -1}}}"#,
      "content.shares: 'a' is -1.0; every share must be above 0."
    ),
    (#"{"feedback": {"missed": 1}}"#, "feedback.missed must be true or false."),
  ])
  func refusals(json: String, message: String) {
    #expect(throws: DesignError(message: message)) { try Design(json: Data(json.utf8)) }
  }
}
