import Foundation
import Numerical
import Testing

@Suite struct PoissonBinomialDistributionTests {
  @Test func agreesWithEnumeration() {
    var generator = SeededGenerator(seed: 1)
    let probabilities = (0..<9).map { _ in generator.uniform() }
    let distribution = PoissonBinomialDistribution(probabilities)
    var tails = [Double](repeating: 0, count: 11)
    for pattern in 0..<(1 << 9) {
      let mass = probabilities.indices.reduce(1.0) {
        $0 * (pattern >> $1 & 1 == 1 ? probabilities[$1] : 1 - probabilities[$1])
      }
      for count in 0...pattern.nonzeroBitCount { tails[count] += mass }
    }
    for count in 0...10 {
      #expect(abs(distribution.upperTail(at: count) - tails[count]) < 1e-14)
    }
    #expect(distribution.upperTail(at: -1) == 1)
  }

  /// 0.01⁴⁰ is not lost beside 1.
  @Test func smallTailsKeepTheirDigits() {
    let tail = PoissonBinomialDistribution([Double](repeating: 0.01, count: 40)).upperTail(at: 40)
    #expect(abs(tail / 1e-80 - 1) < 1e-12)
  }
}
