import Numerical
import Testing

@Suite struct StudentQuantileTests {
  /// R 4.2.2, qt(0.975, …) and qt(0.9, …).
  @Test(arguments: [
    (0.975, 2.0, 4.302653, 0.04), (0.975, 3, 3.182446, 0.005), (0.975, 4, 2.776445, 0.001),
    (0.975, 10, 2.228139, 1e-5), (0.975, 30, 2.042272, 2e-6), (0.9, 5, 1.475884, 1e-4),
  ])
  func agreesWithR(probability: Double, freedom: Double, value: Double, tolerance: Double) {
    #expect(
      abs(studentQuantile(probability, degreesOfFreedom: freedom) - value) < tolerance)
    #expect(
      abs(studentQuantile(1 - probability, degreesOfFreedom: freedom) + value) < tolerance)
  }

  @Test func endsAndMiddle() {
    #expect(studentQuantile(0.5, degreesOfFreedom: 3) == 0)
    #expect(studentQuantile(1, degreesOfFreedom: 3) == .infinity)
    let normal = NormalDistribution().quantile(0.975)
    #expect(abs(studentQuantile(0.975, degreesOfFreedom: 1e9) - normal) < 1e-8)
  }
}
