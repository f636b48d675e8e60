import ItemResponse
import Testing

@testable import Calibration

@Suite struct CommonItemLinkTests {
  private static func models(_ values: [(Double, Double, Double)]) -> [LogisticModel] {
    values.map {
      LogisticModel(discrimination: $0.0, difficulty: $0.1, lowerAsymptote: $0.2)
    }
  }

  /// Eight 3PL items in two calibrations; the last has become harder.
  private static let source = models([
    (0.9, -1.6, 0.18), (1.3, -0.9, 0.2), (1.1, -0.35, 0.22), (0.7, 0.1, 0.15), (1.6, 0.4, 0.2),
    (1.2, 0.85, 0.25), (0.95, 1.3, 0.2), (1.4, 0.2, 0.17),
  ])
  private static let target = models([
    (0.78, -1.52, 0.2), (1.05, -0.70, 0.19), (1.0, 0.02, 0.2), (0.6, 0.41, 0.17),
    (1.31, 0.77, 0.21),
    (1.09, 1.36, 0.22), (0.8, 1.79, 0.2), (1.12, -0.15, 0.2),
  ])
  private static let ids = (1...8).map { "i\($0)" }

  private static func link(_ method: Linking.Method) throws -> CommonItemLink {
    try #require(
      CommonItemLink(
        Array(zip(ids, source)).map { (id: $0.0, model: $0.1) },
        to: Dictionary(uniqueKeysWithValues: zip(ids, target)), method: method))
  }

  struct Reference: Sendable, CustomTestStringConvertible {
    let method: Linking.Method
    let slope: Double
    let intercept: Double
    let slopeError: Double
    let interceptError: Double
    /// Of the last item.
    let displacement: Double
    let robustZ: Double
    let curveDistance: Double
    var testDescription: String { method.rawValue }
  }

  /// By numpy 2.4.6 and scipy 1.17.1: closed forms, and Nelder–Mead to 1e-12 on the criteria at 81
  /// points from −4 to 4; numpy.percentile for the quartiles; errors by leaving out one item at a time.
  static let references = [
    Reference(
      method: .meanSigma, slope: 1.15431927, intercept: 0.2475, slopeError: 0.0535227,
      interceptError: 0.0935393, displacement: 0.6283639, robustZ: 16.975762,
      curveDistance: 0.1377631),
    Reference(
      method: .meanMean, slope: 1.18064516, intercept: 0.2475, slopeError: 0.0231204,
      interceptError: 0.0922412, displacement: 0.6336290, robustZ: 11.833021,
      curveDistance: 0.1371579),
    Reference(
      method: .haebara, slope: 1.16116968, intercept: 0.19374394, slopeError: 0.0547494,
      interceptError: 0.1672238, displacement: 0.5759779, robustZ: 15.465490,
      curveDistance: 0.1273848),
    Reference(
      method: .stockingLord, slope: 1.18014036, intercept: 0.22266788, slopeError: 0.0415829,
      interceptError: 0.1410789, displacement: 0.6086959, robustZ: 11.945782,
      curveDistance: 0.1324947),
  ]

  @Test(arguments: references) func theNumbersAreThoseOfAnotherProgram(_ expected: Reference) throws
  {
    let link = try Self.link(expected.method)
    #expect(abs(link.linking.slope - expected.slope) < 1e-7)
    #expect(abs(link.linking.intercept - expected.intercept) < 1e-7)
    #expect(abs(try #require(link.slopeStandardError) - expected.slopeError) < 1e-6)
    #expect(abs(try #require(link.interceptStandardError) - expected.interceptError) < 1e-6)
    #expect(abs(link.items[7].displacement - expected.displacement) < 1e-6)
    #expect(abs(try #require(link.items[7].robustZ) - expected.robustZ) < 1e-3)
    #expect(abs(link.items[7].curveDistance - expected.curveDistance) < 1e-6)
  }

  @Test func onlyTheItemThatMovedIsUnstable() throws {
    for method in Linking.Method.allCases {
      let items = try Self.link(method).items
      #expect(items.filter(\.isUnstable).map(\.id) == ["i8"], "\(method)")
      #expect(items[7].displacement > 0.3)
    }
  }

  @Test func itemsThatAgreeLinkWithoutError() throws {
    let change = Linking(slope: 0.8, intercept: 0.5)
    let link = try #require(
      CommonItemLink(
        Array(zip(Self.ids, Self.source)).map { (id: $0.0, model: $0.1) },
        to: Dictionary(uniqueKeysWithValues: zip(Self.ids, Self.source.map(change.transform))),
        method: .haebara))
    #expect(abs(link.linking.slope - 0.8) < 1e-9 && abs(link.linking.intercept - 0.5) < 1e-9)
    #expect(try #require(link.slopeStandardError) < 1e-9)
    #expect(link.items.allSatisfy { !$0.isUnstable && $0.curveDistance < 1e-9 })
  }

  @Test func itemsThatAreNotCommonAreLeftOut() throws {
    let some = Dictionary(uniqueKeysWithValues: zip(Self.ids, Self.target).prefix(3))
    let link = try #require(
      CommonItemLink(
        Array(zip(Self.ids, Self.source)).map { (id: $0.0, model: $0.1) }, to: some,
        method: .meanMean))
    #expect(link.items.map(\.id) == ["i1", "i2", "i3"])
    #expect(link.slopeStandardError == nil && link.items[0].robustZ == nil)
    #expect(
      CommonItemLink(
        [(id: "i1", model: Self.source[0])], to: some, method: .stockingLord) == nil)
  }
}
