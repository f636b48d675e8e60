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

  @Test(arguments: [(arms: 2, total: 1252.55), (arms: 4, total: 2516.94)])
  func rescorlaWagnerOnBandits(arms: Int, total: Double) throws {
    let model = try RescorlaWagner(
      ChoiceReferenceData.bandit(arms: arms), learningRates: .symmetric, initialValue: 0)
    var sum = 0.0
    for row in try ChoiceReferenceData.rows("rl_hbayesdm/reference_bandit\(arms)arm_mle.csv") {
      let subject = try #require(model.log.subjects.firstIndex(of: "\(Int(row[0]))"))
      let point = [
        SubjectParameter.Link.logit.unconstrained(min(max(row[2], 1e-9), 1 - 1e-9)),
        log(max(row[3], 1e-9)),
      ]
      var gradient = [0.0, 0]
      let value = model.logLikelihood(ofSubject: subject, at: point, gradient: &gradient)
      #expect(abs(-value - row[4]) < 0.01, "subject \(row[0])")
      sum -= value
    }
    #expect(abs(sum - total) < 0.02)
  }
}
