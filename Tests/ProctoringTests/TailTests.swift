import Foundation
import Testing

@testable import Proctoring

@Suite struct TailTests {
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
