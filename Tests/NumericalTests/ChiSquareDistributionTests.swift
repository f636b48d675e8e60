import Foundation
import Numerical
import Testing

/// scipy 1.17.1, chi2.sf and ncx2.cdf.
@Suite struct ChiSquareDistributionTests {
  @Test(arguments: [
    (1.0, 0.5, 0.47950012218695337),
    (1.0, 3.841458820694124, 0.04999999999999989),
    (2.0, 14.4534, 0.0007269157313574452),
    (9.0, 5.29135, 0.8082069834610114),
    (30.0, 80.0, 1.9756232434910563e-06),
    (300.0, 250.0, 0.9838029502076451),
    (1224.0, 1500.0, 8.944600044419576e-08),
  ])
  func upperTail(degreesOfFreedom: Double, x: Double, expected: Double) {
    let tail = ChiSquareDistribution(degreesOfFreedom: degreesOfFreedom).upperTail(at: x)
    #expect(abs(tail / expected - 1) < 1e-11)
  }

  @Test(arguments: [
    (9.0, 2.5, 5.29135, 0.09315473824551097),
    (9.0, 40.0, 30.0, 0.0630373578190442),
    (100.0, 300.0, 420.0, 0.7097355857284467),
    (1.0, 0.1, 0.5, 0.49898181968631766),
  ])
  func noncentral(degreesOfFreedom: Double, noncentrality: Double, x: Double, expected: Double) {
    let distribution = ChiSquareDistribution(
      degreesOfFreedom: degreesOfFreedom, noncentrality: noncentrality)
    #expect(abs(distribution.cumulativeProbability(at: x) - expected) < 1e-10)
  }

  @Test func edges() {
    let distribution = ChiSquareDistribution(degreesOfFreedom: 3)
    #expect(distribution.upperTail(at: 0) == 1)
    #expect(distribution.upperTail(at: -1) == 1)
    #expect(distribution.cumulativeProbability(at: 0) == 0)
    #expect(distribution.upperTail(at: .infinity) == 0)
  }

  /// Two degrees of freedom: P(X > x) = e^(−x/2).
  @Test(arguments: [0.001, 0.1, 1, 2, 5, 50, 600]) func twoDegreesAreExponential(x: Double) {
    let tail = ChiSquareDistribution(degreesOfFreedom: 2).upperTail(at: x)
    #expect(abs(tail / exp(-0.5 * x) - 1) < 1e-13)
  }

  @Test func normalQuantileInvertsTheDistribution() {
    let normal = NormalDistribution()
    for p in [1e-300, 1e-20, 1e-8, 0.001, 0.02, 0.03, 0.3, 0.5, 0.7, 0.975, 0.999999] {
      #expect(abs(normal.cumulativeProbability(at: normal.quantile(p)) / p - 1) < 1e-12)
    }
    #expect(abs(normal.quantile(0.975) - 1.959963984540054) < 1e-14)
    #expect(normal.quantile(0) == -.infinity && normal.quantile(1) == .infinity)
    #expect(normal.quantile(-0.1).isNaN && normal.quantile(.nan).isNaN)
    let other = NormalDistribution(mean: 3, standardDeviation: 2)
    #expect(abs(other.quantile(0.975) - (3 + 2 * 1.959963984540054)) < 1e-13)
  }
}
