import Foundation
import LearnerModels
import Numerical
import Testing

struct HierarchicalMAPTests {
  /// Where everything is normal nothing is left to chance: the fit is the mode of the known posterior.
  @Test(arguments: [1 as UInt64, 2, 3])
  func isTheModeOfTheKnownPosterior(seed: UInt64) throws {
    let model = NormalSubjects(seed: seed)
    let fit = try HierarchicalMAP().fit(model)
    #expect(fit.hasConverged && fit.problems.isEmpty, "seed \(seed): \(fit.problems)")
    for parameter in 0..<2 {
      func density(_ x: [Double]) -> Double {
        model.logMarginal(parameter, mean: x[0], logDeviation: x[1])
      }
      let mode = [fit.group.means[parameter], log(fit.group.deviations[parameter])]
      let h = 1e-3
      func moved(_ i: Double, _ j: Double) -> Double {
        density([mode[0] + i * h, mode[1] + j * h])
      }
      let here = moved(0, 0)
      let slopes = [(moved(1, 0) - moved(-1, 0)) / (2 * h), (moved(0, 1) - moved(0, -1)) / (2 * h)]
      #expect(abs(slopes[0]) < 1e-4 && abs(slopes[1]) < 1e-4, "seed \(seed): \(slopes)")

      let first = -(moved(1, 0) - 2 * here + moved(-1, 0)) / (h * h)
      let second = -(moved(0, 1) - 2 * here + moved(0, -1)) / (h * h)
      let cross = -(moved(1, 1) - moved(1, -1) - moved(-1, 1) + moved(-1, -1)) / (4 * h * h)
      let determinant = first * second - cross * cross
      let errors = [(second / determinant).squareRoot(), (first / determinant).squareRoot()]
      #expect(abs(fit.standardError(parameter) / errors[0] - 1) < 1e-3, "seed \(seed)")
      #expect(abs(fit.standardError(2 + parameter) / errors[1] - 1) < 1e-3, "seed \(seed)")
    }
  }

  /// A likelihood with many modes, on which Laplace's method leaps about: expected is the mode of the marginal
  /// posterior by sums over a grid, as far off as the draws' share of the error allows.
  @Test func ripplesAreIntegratedOver() throws {
    let model = RippledSubjects()
    var estimation = HierarchicalMAP()
    estimation.draws = 1000
    let fit = try estimation.fit(model)
    #expect(fit.hasConverged && fit.problems.isEmpty, "\(fit.problems)")
    #expect(fit.chance > 0 && fit.chance < 0.3)
    let prior = GroupPrior(for: .identity)
    func density(_ mean: Double, _ logDeviation: Double) -> Double {
      let z = mean / prior.mean.standardDeviation
      let ratio = exp(logDeviation) / prior.deviationScale
      return (0..<model.subjectCount).reduce(-0.5 * (z * z + ratio * ratio) + logDeviation) {
        $0 + model.logMarginal($1, mean: mean, deviation: exp(logDeviation))
      }
    }
    let found = [fit.group.means[0], log(fit.group.deviations[0])]
    let steps = [fit.standardError(0), fit.standardError(1)]
    let here = density(found[0], found[1])
    for index in 0..<2 {
      func moved(_ share: Double) -> Double {
        index == 0
          ? density(found[0] + share * steps[0], found[1])
          : density(found[0], found[1] + share * steps[1])
      }
      // In standard errors: where the parabola through three points has its top.
      let (below, above) = (moved(-1), moved(1))
      let top = 0.5 * (above - below) / (2 * here - above - below)
      #expect(abs(top) < 3 * fit.chance, "\(index): \(top)")
    }
  }

  @Test func subjectsAreDrawnTowardsTheGroup() throws {
    let model = NormalSubjects()
    let fit = try HierarchicalMAP().fit(model)
    for subject in 0..<model.subjectCount {
      for index in 0..<2 {
        let data = model.counts[subject]
        let prior = 1 / (fit.group.deviations[index] * fit.group.deviations[index])
        let expected =
          (data * model.averages[subject][index] + prior * fit.group.means[index]) / (data + prior)
        #expect(abs(fit.subjects[subject].mean[index] - expected) < 1e-6)
        #expect(
          abs(fit.subjects[subject].standardErrors[index] - (1 / (data + prior)).squareRoot())
            < 1e-6)
      }
    }
  }

  @Test func threadsChangeNothing() throws {
    let model = RidgeSubjects()
    let alone = try HierarchicalMAP().fit(model, parallel: Parallel(threads: 1))
    let together = try HierarchicalMAP().fit(model, parallel: Parallel(threads: 3))
    #expect(alone == together)
  }

  @Test func summariesAreOnBothScales() throws {
    let fit = try HierarchicalMAP().fit(NormalSubjects())
    #expect(
      fit.summaries.map(\.name) == [
        "height", "mu_height", "sigma_height", "speed", "mu_speed", "sigma_speed",
      ])
    let (speed, mu) = (fit.summaries[3], fit.summaries[4])
    #expect(abs(speed.mean - exp(mu.mean)) < 1e-12)
    #expect(abs(speed.lower - exp(mu.lower)) < 1e-12)
    #expect(abs(speed.standardDeviation - exp(mu.mean) * mu.standardDeviation) < 1e-12)
  }

  @Test func oneSubjectIsNoGroup() {
    #expect(throws: HierarchicalError.tooFewSubjects(1)) {
      try HierarchicalMAP().fit(NormalSubjects(subjects: 1))
    }
    #expect(
      "\(HierarchicalError.tooFewSubjects(1))"
        == "only one subject: a group distribution needs at least two; fit subjects by themselves instead."
    )
  }

  @Test func saysThatItHasNotConverged() throws {
    var estimation = HierarchicalMAP()
    estimation.maximumIterations = 1
    estimation.tolerance = 1e-14
    let fit = try estimation.fit(RidgeSubjects())
    #expect(fit.hasConverged == false)
    #expect(fit.problems.contains { $0.contains("has not converged") })
  }
}
