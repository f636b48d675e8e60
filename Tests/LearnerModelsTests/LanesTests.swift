import Foundation
import Numerical
import Testing

@testable import LearnerModels

@Suite struct LanesTests {
  @Test func exponentialIsTheLibrarys() {
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<2000 {
      let x = Lanes { _ in -700 * pow(generator.uniform(), 4) }
      let found = Lanes.exponential(x)
      for lane in 0..<8 {
        let expected = exp(x[lane])
        #expect(abs(found[lane] - expected) <= 2 * expected.ulp, "seed 1, at \(x[lane])")
      }
    }
    #expect(Lanes.exponential(.zero) == .one)
    #expect(Lanes.exponential(Lanes(repeating: -.infinity)).max() < 1e-300)
  }

  @Test func productsOfManyFactorsHaveTheirLogarithm() {
    var product = LaneLogProduct()
    var expected = Lanes.zero
    for index in 0..<1000 {
      let factor = Lanes { pow(1 + 0.1 * Double($0), Double(index % 3) - 0.5) }
      product.multiply(by: factor, log: Lanes(repeating: -0.25))
      expected += Lanes { log(factor[$0]) } - 0.25
    }
    for lane in 0..<8 { #expect(abs(product.value[lane] - expected[lane]) < 1e-9) }
  }

  @Test(arguments: [0, 1, 7, 8, 9, 20])
  func pointsAreTakenEightByEight(count: Int) {
    let points: [Double] = (0..<count).flatMap { [Double($0), 100] }
    #expect(
      eightByEight(points, parameterCount: 2) { $0[0] + $0[1] }
        == (0..<count).map { Double($0 + 100) })
  }
}
