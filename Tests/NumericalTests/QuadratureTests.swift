import Foundation
import Numerical
import Testing

struct QuadratureTests {
  /// catR 3.17, help page of integrate.catR (oracle theta-eap-1): 54.86381 for exp on
  /// seq(-4, 4, length = 33). More digits: the same sum in mpmath.
  @Test func trapezoidAgreesWithCatR() {
    let value = Quadrature(from: -4, to: 4, points: 33).integral(of: exp)
    #expect(abs(value - 54.86381) <= 5e-6)
  }

  @Test func straightLinesAreExact() {
    for points in [2, 3, 10, 61] {
      let value = Quadrature(from: -1, to: 3, points: points).integral { 2 * $0 + 1 }
      #expect(abs(value - 12) <= 1e-13, "\(points) points")
    }
  }

  @Test func standardRuleHoldsANormalDensityAsDocumented() {
    let normal = NormalDistribution()
    let value = Quadrature.standard.integral { exp(normal.logDensity(at: $0)) }
    #expect(abs(value - 1) < 2.5e-9)
    let inside = 1 - 2 * normal.cumulativeProbability(at: -6)
    #expect(abs(value - inside) < 3e-10)
  }

  @Test func errorFallsWithTheSquareOfTheSpacing() {
    let exact = exp(1.0) - 1
    let coarse = Quadrature(from: 0, to: 1, points: 11).integral(of: exp) - exact
    let fine = Quadrature(from: 0, to: 1, points: 101).integral(of: exp) - exact
    #expect(abs(coarse / fine - 100) < 0.1)
  }

  @Test(arguments: [
    Quadrature.standard, Quadrature(from: -4, to: 4, points: 33),
    Quadrature(from: 0.1, to: 0.7, points: 8), Quadrature(from: 0, to: 1, points: 2),
  ])
  func pointsRunFromBoundToBound(rule: Quadrature) {
    let points = rule.points
    #expect(points.count == rule.pointCount)
    #expect(points.first == rule.lowerBound)
    #expect(points.last == rule.upperBound)
    for (left, right) in zip(points, points.dropFirst()) {
      #expect(abs(right - left - rule.spacing) <= 1e-14)
    }
  }

  @Test func survivesJSON() throws {
    let rule = Quadrature(from: -4, to: 4, points: 33)
    let data = try JSONEncoder().encode(rule)
    #expect(try JSONDecoder().decode(Quadrature.self, from: data) == rule)
    let written = try JSONDecoder().decode(
      Quadrature.self, from: Data(#"{"from": -4, "to": 4, "points": 33}"#.utf8))
    #expect(written == rule)
  }

  @Test(arguments: [
    #"{"from": 4, "to": -4, "points": 33}"#, #"{"from": 0, "to": 0, "points": 33}"#,
    #"{"from": -4, "to": 4, "points": 1}"#, #"{"from": -4, "to": 4, "points": 1000000}"#,
    #"{"from": -1.7e308, "to": 1.7e308, "points": 33}"#, #"{"from": -4, "to": 4}"#,
  ])
  func refusesWhatIsNoRule(json: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Quadrature.self, from: Data(json.utf8))
    }
  }
}
