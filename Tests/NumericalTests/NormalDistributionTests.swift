import Numerical
import Testing

/// Expected values: mpmath 1.3.0 with 40 digits, 2026-11.
struct NormalDistributionTests {
  @Test(arguments: [
    (-20.0, 2.7536241186062336951e-89), (-8, 6.2209605742717841235e-16),
    (-1.96, 0.024997895148220436213), (0, 0.5), (1, 0.84134474606854294859),
    (5, 0.99999971334842812081),
  ])
  func cumulativeProbability(x: Double, expected: Double) {
    let value = NormalDistribution().cumulativeProbability(at: x)
    #expect(abs(value - expected) <= 1e-13 * expected)
  }

  @Test(arguments: [
    (-38.0, -722.91893853320467274), (-1.96, -2.8397385332046726721), (0, -0.91893853320467274178),
    (5, -13.418938533204672742),
  ])
  func logDensity(x: Double, expected: Double) {
    #expect(abs(NormalDistribution().logDensity(at: x) - expected) <= 1e-13)
  }

  @Test func meanAndStandardDeviationShiftAndStretch() {
    let standard = NormalDistribution()
    let other = NormalDistribution(mean: 500, standardDeviation: 100)
    for z in [-3.0, -0.5, 0, 1.25] {
      #expect(
        abs(
          other.cumulativeProbability(at: 500 + 100 * z) - standard.cumulativeProbability(at: z))
          <= 1e-15)
      let density = other.logDensity(at: 500 + 100 * z) + 4.605170185988092  // log 100
      #expect(abs(density - standard.logDensity(at: z)) <= 1e-13)
    }
  }
}
