import Foundation
import LearnerModels
import Numerical
import Testing

struct SubjectFittingTests {
  @Test func maximumLikelihoodIsTheAverage() {
    let model = NormalSubjects()
    let fits = SubjectFitting().fit(model)
    for (subject, fit) in fits.enumerated() {
      #expect(fit.hasConverged)
      for index in 0..<2 {
        #expect(abs(fit.unconstrained[index] - model.averages[subject][index]) < 1e-6)
        #expect(
          abs(fit.standardErrors[index] - 1 / model.counts[subject].squareRoot()) < 1e-6)
      }
      #expect(abs(fit.values[1] - exp(model.averages[subject][1])) < 1e-5)
      #expect(abs(fit.logLikelihood) < 1e-9)
    }
  }

  @Test func aGroupDrawsSubjectsIn() {
    let model = NormalSubjects()
    let group = GroupDistribution(means: [0, 0], deviations: [0.5, 2])
    for (subject, fit) in SubjectFitting(group: group).fit(model).enumerated() {
      for index in 0..<2 {
        let precision = 1 / (group.deviations[index] * group.deviations[index])
        let share = model.counts[subject] / (model.counts[subject] + precision)
        #expect(abs(fit.unconstrained[index] - share * model.averages[subject][index]) < 1e-6)
      }
    }
  }

  /// Two maxima, at −3 and, 1 higher, at 3.
  private struct TwoHills: SubjectModel {
    let parameters = [SubjectParameter("x", .identity)]
    let subjectCount = 3
    func logLikelihood(ofSubject subject: Int, at u: [Double], gradient: inout [Double]) -> Double {
      let x = u[0]
      let left = exp(-0.5 * (x + 3) * (x + 3) - 1)
      let right = exp(-0.5 * (x - 3) * (x - 3))
      gradient[0] = (-(x + 3) * left - (x - 3) * right) / (left + right)
      return log(left + right)
    }
  }

  @Test func severalStartsFindTheHigherHill() {
    var fitting = SubjectFitting()
    fitting.starts = 12
    for fit in fitting.fit(TwoHills()) { #expect(abs(fit.values[0] - 3) < 1e-3) }
  }

  @Test func whereNothingIsPossibleNothingConverges() {
    let fits = SubjectFitting().fit(ImpossibleSubjects())
    #expect(fits.allSatisfy { $0.hasConverged == false && $0.logLikelihood == -.infinity })
  }

  /// A coin that always fell on one side: the likelihood grows all the way to a probability of 1.
  private struct OneSided: SubjectModel {
    let parameters = [SubjectParameter("p", .logit)]
    let subjectCount = 2
    func logLikelihood(ofSubject subject: Int, at u: [Double], gradient: inout [Double]) -> Double {
      let (heads, tails) = subject == 0 ? (20.0, 0.0) : (15, 5)
      gradient[0] = heads * logistic(-u[0]) - tails * logistic(u[0])
      return heads * logLogistic(u[0]) + tails * logLogistic(-u[0])
    }
  }

  @Test func estimatesAtABoundHaveNoError() {
    let fits = SubjectFitting().fit(OneSided())
    #expect(fits[0].standardErrors[0].isNaN && fits[0].values[0] > 0.999)
    // The binomial's: √(1 / (n p (1 − p))) on the logit scale.
    #expect(abs(fits[1].standardErrors[0] - (1 / (20 * 0.75 * 0.25)).squareRoot()) < 1e-4)
  }
}
