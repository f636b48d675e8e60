import Foundation
import Numerical
import Testing

@testable import LearnerModels

struct SampledMarginalTests {
  private let group = GroupDistribution(means: [0.4, 0.8], deviations: [0.7, 1.1])

  /// Draws from mixtures that have learned for a while.
  private func samples(
    _ model: some SubjectModel, count: Int, seed: UInt64 = 1
  ) -> [SubjectSample] {
    (0..<model.subjectCount).map { subject in
      let objective = SubjectObjective(model, subject: subject, group: group)
      var generator = SeededGenerator(seed: seed, stream: UInt64(subject))
      var (proposal, likelihood) = objective.proposal(
        from: [[0.5, 0.5], [-0.5, 0.5]], by: QuasiNewton())
      func sample(_ count: Int) -> SubjectSample {
        SubjectSample(
          count, of: subject, model, from: proposal, standIn: likelihood, group: group,
          using: &generator)
      }
      for _ in 0..<3 {
        let sample = sample(300)
        proposal.adapt(to: sample, given: group)
        let found = SubjectApproximation(sample, given: group)
        proposal.cover(found)
        likelihood = NormalLikelihood(
          mean: found.mean, covariance: found.covariance, group: group)
      }
      return sample(count)
    }
  }

  /// Along a curved ridge, against sums over a grid.
  @Test func integralAndMomentsAreThoseOfTheGrid() {
    let model = RidgeSubjects()
    for (subject, sample) in samples(model, count: 3000).enumerated() {
      var sums = [Double](repeating: 0, count: 5)
      for x in stride(from: -4.0, through: 4, by: 0.02) {
        for y in stride(from: -5.0, through: 5, by: 0.02) {
          let z = [(x - 0.4) / 0.7, (y - 0.8) / 1.1]
          let density =
            exp(model.logLikelihood(ofSubject: subject, at: [x, y]))
            * exp(-0.5 * (z[0] * z[0] + z[1] * z[1])) / (2 * Double.pi * 0.7 * 1.1)
          let values = [1, x, y, (x - 0.4) * (x - 0.4), (y - 0.8) * (y - 0.8)]
          for index in sums.indices { sums[index] += 0.0004 * density * values[index] }
        }
      }
      let moments = sample.moments(given: group)
      #expect(sample.effectiveDraws(given: group) > 1000, "subject \(subject)")
      #expect(abs(moments.logMarginal - log(sums[0])) < 0.1, "subject \(subject)")
      let found = moments.means + moments.squares
      for index in found.indices {
        let expected = sums[index + 1] / sums[0]
        #expect(abs(found[index] - expected) < 0.08, "subject \(subject), moment \(index)")
      }
      let (mean, covariance) = sample.meanAndCovariance(given: group)
      #expect(abs(mean[1] - moments.means[1]) < 1e-9)
      let square = covariance[3] + (mean[1] - 0.8) * (mean[1] - 0.8)
      #expect(abs(square - moments.squares[1]) < 1e-9)
    }
  }

  /// The score is that of the very function that the draws make, not of the one they stand for.
  @Test func scoreIsTheDifferenceOfTheDensity() {
    let marginal = SampledMarginal(
      subjects: samples(RidgeSubjects(), count: 200),
      priors: [.init(for: .logit), .init(for: .log)],
      parallel: Parallel(threads: 1))
    let score = marginal.score(at: group)
    for index in 0..<4 {
      func density(_ step: Double) -> Double {
        var moved = group
        if index < 2 {
          moved.means[index] += step
        } else {
          moved.deviations[index - 2] *= exp(step)
        }
        return marginal.logDensity(at: moved)
      }
      let slope = (density(1e-5) - density(-1e-5)) / 2e-5
      #expect(abs(slope - score[index]) < 1e-5 * max(1, abs(slope)), "\(index)")
    }
  }

  /// A Newton step and a step of EM both go up from where neither has arrived.
  @Test func bothStepsGoUp() throws {
    let marginal = SampledMarginal(
      subjects: samples(RidgeSubjects(), count: 200),
      priors: [.init(for: .logit), .init(for: .log)],
      parallel: Parallel(threads: 1))
    let before = marginal.logDensity(at: group)
    let improved = marginal.improved(group)
    #expect(marginal.logDensity(at: improved) > before)
    let newton = try #require(marginal.newton(improved))
    #expect(marginal.logDensity(at: newton) > marginal.logDensity(at: improved))
  }

  /// What is said of chance is what other draws do.
  @Test func chanceIsThatOfOtherDraws() {
    let model = RidgeSubjects(subjectCount: 1)
    let samples = (1...40).map { self.samples(model, count: 200, seed: UInt64($0))[0] }
    let means = samples.map { $0.moments(given: group).means[1] }
    let mean: Double = means.reduce(0, +) / 40
    let squares: [Double] = means.map { ($0 - mean) * ($0 - mean) }
    let variance = squares.reduce(0, +) / 39
    let scores = samples.map { $0.scoreVariance(given: group)[5] }
    let said: Double = pow(1.1, 4) * scores.reduce(0, +) / 40
    // A variance of 40 is off by 23 %; three times that.
    #expect(abs(said / variance - 1) < 0.7, "\(said) \(variance)")
  }

  @Test func normalLikelihoodLeadsToItsPosterior() {
    let (mean, covariance) = ([0.1, 0.7], [0.2, 0.05, 0.05, 0.4])
    let likelihood = NormalLikelihood(mean: mean, covariance: covariance, group: group)
    let posterior = likelihood.posterior(given: group)
    for (found, expected) in zip(posterior.mean + posterior.covariance, mean + covariance) {
      #expect(abs(found - expected) < 1e-12)
    }
    // Told less than nothing, it is still a likelihood.
    let vague = NormalLikelihood(mean: mean, covariance: [0.5, 0, 0, 2], group: group)
    #expect(vague.information.allSatisfy { $0 >= 0 })
    #expect(abs(vague.posterior(given: group).mean[1] - 0.7) < 1e-9)
  }

  /// Draws come from the density they are said to have: N/q is 1 on average, whatever N.
  @Test func proposalIsItsOwnDensity() throws {
    let factor = try #require(Cholesky([0.3, 0.1, 0.1, 0.2], order: 2))
    let proposal = SubjectProposal([
      StudentComponent(share: 3, center: [1, 0], factor: factor),
      StudentComponent(share: 1, center: [-1, 2], factor: factor),
    ])
    var generator = SeededGenerator(seed: 4)
    let draws = proposal.draws(4000, group: group, using: &generator)
    #expect(draws.count == 8000)
    let ratios = (0..<4000).map { index in
      let x = Array(draws[2 * index..<2 * index + 2])
      let z = [(x[0] - 0.9) / 0.5, (x[1] - 0.2) / 0.6]
      let density = exp(-0.5 * (z[0] * z[0] + z[1] * z[1])) / (2 * Double.pi * 0.3)
      return density * exp(-proposal.logDensity(x, group: group))
    }
    let mean = ratios.reduce(0, +) / 4000
    let variance = ratios.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 3999
    #expect(abs(mean - 1) < 4 * (variance / 4000).squareRoot())
  }
}
