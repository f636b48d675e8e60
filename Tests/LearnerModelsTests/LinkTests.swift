import LearnerModels
import Testing

@Suite struct LinkTests {
  @Test(arguments: [SubjectParameter.Link.identity, .log, .logit])
  func linksAreInvertibleAndTheirSlopesAreDerivatives(link: SubjectParameter.Link) {
    for x in stride(from: -4.0, through: 4, by: 0.5) {
      #expect(abs(link.unconstrained(link.constrained(x)) - x) < 1e-12)
      let h = 1e-5
      let difference = (link.constrained(x + h) - link.constrained(x - h)) / (2 * h)
      #expect(abs(link.slope(at: x) - difference) < 1e-8 * max(1, difference))
    }
  }
}
