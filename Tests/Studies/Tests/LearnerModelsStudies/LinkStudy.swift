import LearnerModels
import Numerical
import Testing

@Suite struct LinkStudy {
  /// Over a million numbers as wide as fitting ever goes, there and back again within what the slope
  /// there lets through: one rounding of the constrained number.
  @Test(arguments: [SubjectParameter.Link.identity, .log, .logit])
  func linksAreInvertibleWithinRounding(link: SubjectParameter.Link) {
    var generator = SeededGenerator(seed: 1)
    var worst = (error: 0.0, x: 0.0)
    for _ in 0..<1_000_000 {
      let x = 60 * generator.uniform() - 30
      let value = link.constrained(x)
      let error =
        abs(link.unconstrained(value) - x) / max(value.ulp / link.slope(at: x), x.ulp)
      if !(error <= worst.error) { worst = (error, x) }
    }
    #expect(worst.error < 4, "roundings, seed 1, at \(worst.x)")
  }
}
