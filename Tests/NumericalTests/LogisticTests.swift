import Numerical
import Testing

/// Expected values: mpmath 1.3.0 with 40 digits, 2026-11.
struct LogisticTests {
  @Test(arguments: [
    (-700.0, 9.8596765437597708567e-305), (-40, 4.2483542552915889773e-18),
    (-1, 0.26894142136999512075), (-1e-9, 0.49999999975), (0, 0.5), (1e-9, 0.50000000025),
    (1, 0.73105857863000487925), (37, 0.99999999999999991467), (700, 1),
  ])
  func logisticHoldsItsDigits(x: Double, expected: Double) {
    #expect(isClose(logistic(x), expected))
  }

  @Test func logisticReachesItsEndsWithoutLeavingThem() {
    #expect(logistic(-745) > 0)
    #expect(logistic(-800) == 0)
    #expect(logistic(-.infinity) == 0)
    #expect(logistic(800) == 1)
    #expect(logistic(.infinity) == 1)
    #expect(logistic(.nan).isNaN)
  }

  @Test func logisticIsSymmetric() {
    for x in stride(from: -30.0, through: 30, by: 0.37) {
      #expect(abs(logistic(x) + logistic(-x) - 1) <= 3e-16, "x = \(x)")
    }
  }

  @Test(arguments: [
    (-800.0, 0.0), (-700, 9.8596765437597708567e-305), (-40, 4.2483542552915889863e-18),
    (-1, 0.31326168751822283405), (0, 0.69314718055994530942), (1, 1.313261687518222834),
    (37, 37), (800, 800), (1e300, 1e300),
  ])
  func log1pExpHoldsItsDigits(x: Double, expected: Double) {
    #expect(isClose(log1pExp(x), expected))
  }

  @Test(arguments: [
    (-1e300, -1e300), (-800.0, -800.0), (-1, -1.313261687518222834), (0, -0.69314718055994530942),
    (1, -0.31326168751822283405), (37, -8.5330476257440654302e-17),
    (40, -4.2483542552915889863e-18),
  ])
  func logLogisticHoldsItsDigits(x: Double, expected: Double) {
    #expect(isClose(logLogistic(x), expected))
  }

  @Test(
    arguments: [
      ([1000.0, 1000], 1000.6931471805599453), ([-1000, -1001, -999], -998.5923940355556197),
      ([710, 709, 3], 710.31326168751822283), ([-1e5, 0], 0), ([42], 42),
      ([Double](repeating: 1e-3, count: 10), 2.303585092994045684),
    ] as [([Double], Double)])
  func logSumExpNeitherOverflowsNorUnderflows(values: [Double], expected: Double) {
    #expect(isClose(logSumExp(values), expected))
  }

  @Test func logSumExpOfNothingIsNothing() {
    #expect(logSumExp([]) == -.infinity)
    #expect(logSumExp([-.infinity, -.infinity]) == -.infinity)
    #expect(logSumExp([-.infinity, 3]) == 3)
    #expect(logSumExp([.infinity, 3]) == .infinity)
  }

  /// Within four units in the last place.
  private func isClose(_ value: Double, _ expected: Double) -> Bool {
    abs(value - expected) <= 4 * expected.ulp
  }
}
