import Foundation
import LearnerModels
import Numerical
import Testing

struct HierarchicalSamplingTests {
  private func sampling(warmUp: Int = 150, draws: Int = 250) -> HierarchicalSampling {
    var sampling = HierarchicalSampling()
    sampling.sampler.warmUp = warmUp
    sampling.sampler.draws = draws
    sampling.sampler.chains = 2
    sampling.sampler.seed = 3
    return sampling
  }

  /// Mean and standard deviation of μ and of σ from the known posterior, on a grid.
  private func expected(_ model: NormalSubjects, _ parameter: Int) -> [(Double, Double)] {
    var weight = 0.0
    var sums = [0.0, 0.0, 0.0, 0.0]
    for mean in stride(from: -4.0, through: 6, by: 0.2) {
      for logDeviation in stride(from: -6.0, through: 3, by: 0.2) {
        let density = exp(
          model.logMarginal(parameter, mean: mean, logDeviation: logDeviation) + 10)
        weight += density
        for (index, value) in [mean, exp(logDeviation)].enumerated() {
          sums[2 * index] += density * value
          sums[2 * index + 1] += density * value * value
        }
      }
    }
    return [0, 1].map { index in
      let mean = sums[2 * index] / weight
      return (mean, (sums[2 * index + 1] / weight - mean * mean).squareRoot())
    }
  }

  @Test(arguments: [true, false])
  func agreesWithTheKnownPosterior(adaptsCoordinates: Bool) throws {
    let model = NormalSubjects()
    var sampling = sampling()
    sampling.adaptsCoordinates = adaptsCoordinates
    let fit = try sampling.fit(model)
    #expect(fit.divergenceCount == 0)
    for parameter in 0..<2 {
      for (index, known) in expected(model, parameter).enumerated() {
        let found = fit.summaries[3 * parameter + 1 + index]
        let error = known.1 / found.bulkSampleSize!.squareRoot()
        #expect(abs(found.mean - known.0) < 5 * error, "\(found) \(known)")
        #expect(abs(found.standardDeviation / known.1 - 1) < 0.2, "\(found) \(known)")
        #expect(found.rHat! < 1.03)
      }
    }
  }

  @Test func subjectsAreSummedUp() throws {
    let model = NormalSubjects()
    let fit = try sampling(warmUp: 60, draws: 100).fit(model)
    let subject = fit.summaries(ofSubject: 3)
    #expect(subject.map(\.name) == ["height", "speed"])
    let drawn = fit.subjectParameters(ofDraw: 7, chain: 1)
    #expect(drawn.count == model.subjectCount)
    let offset = (2 + 3) * 2 + 1
    #expect(abs(drawn[3][1] - exp(fit.draws.draws(ofCoordinate: offset)[1][7])) < 1e-12)
    // Four observations, 0.5 ± 1/√(4 + 1/σ²) around a weighted mean.
    #expect(abs(subject[0].mean - model.averages[3][0]) < 1)
    #expect(subject[0].standardDeviation < 0.6)
  }

  @Test func threadsChangeNothing() throws {
    let model = RidgeSubjects()
    let alone = try sampling(warmUp: 20, draws: 20).fit(model, parallel: Parallel(threads: 1))
    let together = try sampling(warmUp: 20, draws: 20).fit(model, parallel: Parallel(threads: 3))
    #expect(alone.draws == together.draws)
  }

  @Test func impossibleDataHaveNoStart() {
    #expect {
      try sampling().fit(ImpossibleSubjects())
    } throws: { error in
      "\(error)".contains("no start with a finite density in 100 attempts")
    }
  }

  @Test func tooFewDrawsAreReported() throws {
    let fit = try sampling(warmUp: 20, draws: 20).fit(NormalSubjects())
    #expect(fit.problems.contains { $0.contains("fewer than 100 effective draws") })
  }

  @Test func jsonHasThePromisedKeys() throws {
    let fit = try sampling(warmUp: 20, draws: 20).fit(NormalSubjects())
    let data = try JSONEncoder().encode(fit.summaries[0])
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(
      Set(object.keys) == ["name", "mean", "sd", "q2_5", "q97_5", "rhat", "ess_bulk", "ess_tail"])
  }
}
