import Foundation
import ItemResponse
import Testing

struct AbilityEstimateTests {
  @Test(arguments: [
    AbilityEstimate(
      theta: 0.1 + 0.2, standardError: 1.0 / 3, method: .eap, standardErrorKind: .posteriorSD),
    AbilityEstimate(
      theta: -3, standardError: .infinity, method: .wle, standardErrorKind: .information),
  ])
  func survivesJSONToTheLastBit(estimate: AbilityEstimate) throws {
    let data = try JSONEncoder().encode(estimate)
    #expect(try JSONDecoder().decode(AbilityEstimate.self, from: data) == estimate)
  }

  @Test func keysAndNamesArePromised() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let estimate = AbilityEstimate(
      theta: 0.5, standardError: .infinity, method: .map, standardErrorKind: .informationAndPrior)
    let text = String(decoding: try encoder.encode(estimate), as: UTF8.self)
    #expect(
      text == #"{"method":"map","se":null,"se_kind":"information_and_prior","theta":0.5}"#)
  }
}
