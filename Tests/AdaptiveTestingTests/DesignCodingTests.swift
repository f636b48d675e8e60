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

  @Test(arguments: [
    whole, Design(), .endless(), .endless(content: .equalShares),
    Design(
      estimation: .init(method: .map, prior: .normal(mean: 0.1 + 0.2, standardDeviation: 1.0 / 3))),
  ])
  func survivesJSON(design: Design) throws {
    let data = try JSONEncoder().encode(design)
    #expect(try JSONDecoder().decode(Design.self, from: data) == design)
    #expect(try Design(json: data) == design)
    #expect(try Design(design.json) == design)
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
    (#"{"stopping": 3}"#, "stopping must be a JSON object."),
    (#"{"stopping": {"se": "low"}}"#, "stopping.se must be a number."),
    (
      #"{"stopping": {"max_items": 2.5}}"#,
      "stopping.max_items is 2.5; it must be a whole number."
    ),
    (#"{"stopping": {"max_items": 0}}"#, "stopping.max_items is 0; it must be 1 or more."),
    (
      #"{"selection": {"criterion": "best"}}"#,
      "selection.criterion is 'best'; it must be one of mfi."
    ),
    (
      #"{"estimation": {"method": "ml"}}"#,
      "estimation.method is 'ml'; it must be one of eap, map, mle, wle."
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
