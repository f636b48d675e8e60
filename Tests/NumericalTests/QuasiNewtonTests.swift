import Foundation
import Numerical
import Testing

struct QuasiNewtonTests {
  @Test(arguments: [[-1.2, 1], [0, 0], [3, -2], [-20, 40]])
  func findsTheEndOfRosenbrocksValley(start: [Double]) throws {
    let found = try #require(
      QuasiNewton().minimum(from: start) { x, gradient in
        let across = x[1] - x[0] * x[0]
        gradient[0] = -400 * x[0] * across - 2 * (1 - x[0])
        gradient[1] = 200 * across
        return 100 * across * across + (1 - x[0]) * (1 - x[0])
      })
    #expect(found.hasConverged)
    #expect(abs(found.point[0] - 1) < 1e-6 && abs(found.point[1] - 1) < 1e-6, "\(found)")
    #expect(found.evaluations < 150, "\(found.evaluations)")
  }

  /// A quadratic form of condition 10⁶ in 12 variables.
  @Test func solvesAnIllConditionedQuadratic() throws {
    let scales = (0..<12).map { pow(10, Double($0) / 11 * 6) }
    let found = try #require(
      QuasiNewton().minimum(from: Array(repeating: 1, count: 12)) { x, gradient in
        var value = 0.0
        for index in x.indices {
          let distance = x[index] - Double(index)
          gradient[index] = scales[index] * distance
          value += 0.5 * scales[index] * distance * distance
        }
        return value
      })
    #expect(found.hasConverged)
    for index in 0..<12 { #expect(abs(found.point[index] - Double(index)) < 1e-6) }
  }

  @Test func turnsBackWhereTheFunctionIsNotFinite() throws {
    // −log x + x on x > 0, from where a full step would leave it.
    let found = try #require(
      QuasiNewton().minimum(from: [60]) { x, gradient in
        gradient[0] = 1 - 1 / x[0]
        return x[0] > 0 ? x[0] - log(x[0]) : .nan
      })
    #expect(found.hasConverged)
    #expect(abs(found.point[0] - 1) < 1e-6)
  }

  @Test func aStartWithoutAValueHasNoMinimum() {
    let found = QuasiNewton().minimum(from: [-1]) { x, gradient in
      gradient[0] = 1
      return log(x[0])
    }
    #expect(found == nil)
  }

  @Test func saysWhereItHasNotConverged() throws {
    var quasiNewton = QuasiNewton()
    quasiNewton.maximumIterations = 2
    let found = try #require(
      quasiNewton.minimum(from: [-1.2, 1]) { x, gradient in
        let across = x[1] - x[0] * x[0]
        gradient[0] = -400 * x[0] * across - 2 * (1 - x[0])
        gradient[1] = 200 * across
        return 100 * across * across + (1 - x[0]) * (1 - x[0])
      })
    #expect(found.hasConverged == false)
    #expect(found.iterations == 2)
  }
}
