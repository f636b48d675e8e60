import Foundation
import LearnerModels
import Testing

/// Likelihoods of people who are not simulated, against an implementation that is not ours: maximum
/// likelihood by scipy's L-BFGS-B, beta at most 20, parameters printed to four places.
@Suite(.enabled(if: ChoiceReferenceData.folder != nil))
struct ChoiceReferenceDataTests {
  @Test func contextualQLearningOnAlienMatching() throws {
    let model = try ContextualQLearning(ChoiceReferenceData.aliens())
    let references = try ChoiceReferenceData.rows("rl_eckstein_1735/reference_mle.csv")
    var total = 0.0
    for (subject, row) in references.enumerated() {
      let values = row[2...4].map { min(max($0, 1e-9), 1e9) }
      let point = [
        SubjectParameter.Link.logit.unconstrained(min(values[0], 1 - 1e-9)), log(values[1]),
        SubjectParameter.Link.logit.unconstrained(min(values[2], 1 - 1e-9)),
      ]
      var gradient = [0.0, 0, 0]
      let value = model.logLikelihood(ofSubject: subject, at: point, gradient: &gradient)
      total -= value
      // The printed parameters are rounded: 0.00005 of an alpha of 0.004 moves a likelihood by 0.01.
      #expect(abs(-value - row[5]) < 0.05, "subject \(subject)")
    }
    #expect(abs(total - 12239.0) < 0.2)
  }
}
