import Foundation
import Numerical
import Testing

@testable import Proctoring

@Suite struct TailTests {
  @Test func poissonBinomialAgreesWithEnumeration() {
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

  /// For four pairs R is uniform on [−1, 1]; for ten, r = .5 has t = 1.633 with 8 degrees of freedom, and R's
  /// pt(1.632993, 8, lower.tail = FALSE) is .0705583.
  @Test func correlationTailsAreThoseOfStudentsDistribution() {
    #expect(abs(correlationTail(0.3, count: 4) - 0.35) < 1e-8)
    #expect(abs(correlationTail(0.5, count: 10) - 0.0705) < 1e-3)
    #expect(abs(correlationTail(0, count: 25) - 0.5) < 1e-8)
    #expect(correlationTail(0.999, count: 20) < 1e-20)
  }

  /// The usual critical values.
  @Test func kolmogorovTailHasItsCriticalValues() {
    #expect(abs(kolmogorovTail(1.3581) - 0.05) < 1e-4)
    #expect(abs(kolmogorovTail(1.6276) - 0.01) < 1e-4)
    #expect(kolmogorovTail(0) == 1)
  }

  /// Worked by hand.
  @Test func correctionsForManyTests() {
    #expect(
      zip(Similarity.holm([0.01, 0.04, 0.03], of: 4), [0.04, 0.09, 0.09])
        .allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(
      zip(benjaminiHochberg([0.01, nil, 0.04, 0.03, 0.5]), [0.04, 1, 0.16 / 3, 0.16 / 3, 0.5])
        .allSatisfy { abs($0 - $1) < 1e-12 })
  }
}
