import Foundation
import Numerical
import Testing

@testable import LearnerModels

struct HierarchicalPosteriorTests {
  private func expectRightGradient(_ posterior: HierarchicalPosterior<some SubjectModel>) {
    var posterior = posterior
    for seed in 1...3 as ClosedRange<UInt64> {
      var generator = SeededGenerator(seed: seed)
      let point = (0..<posterior.dimension).map { _ in generator.normal() }
      var gradient = point
      _ = posterior.logDensity(at: point, gradient: &gradient)
      for (one, other) in zip(gradient, posterior.gradientByDifferences(at: point)) {
        #expect(abs(one - other) < 1e-5 * max(1, abs(other)), "seed \(seed)")
      }
    }
  }

  @Test func gradientIsRightInEveryKindOfCoordinates() throws {
    let ridge = RidgeSubjects()
    expectRightGradient(HierarchicalPosterior(ridge))
    let approximation = try HierarchicalMAP().fit(ridge)
    expectRightGradient(HierarchicalPosterior(ridge, approximation: approximation))
    expectRightGradient(
      HierarchicalPosterior(
        NormalSubjects(), approximation: try HierarchicalMAP().fit(NormalSubjects())))
    expectRightGradient(
      HierarchicalPosterior(
        ProductSubjects(), approximation: try HierarchicalMAP().fit(ProductSubjects())))
  }

  /// In whatever coordinates, the density is that of group and subjects times the volume that the coordinates
  /// take up there, found by differences.
  @Test func coordinatesLeaveTheDensityAsItIs() throws {
    try expectSameDensity(RidgeSubjects())
    try expectSameDensity(ProductSubjects())
  }

  private func expectSameDensity(_ model: some SubjectModel) throws {
    let plain = HierarchicalPosterior(model)
    let fit = try HierarchicalMAP().fit(model)
    try #require(fit.groupCovariance != nil)
    let adapted = HierarchicalPosterior(model, approximation: fit)
    var generator = SeededGenerator(seed: 4)
    var constants: [Double] = []
    for _ in 0..<4 {
      let point = (0..<plain.dimension).map { _ in 0.7 * generator.normal() }
      for posterior in [plain, adapted] {
        var copy = posterior
        var unused = point
        constants.append(
          copy.logDensity(at: point, gradient: &unused) - logDensity(posterior, at: point)
            - logVolume(posterior, at: point))
      }
    }
    // Up to one constant of each.
    for index in 2..<8 { #expect(abs(constants[index] - constants[index % 2]) < 1e-5) }
  }

  /// By the definition of the model.
  private func logDensity(
    _ posterior: HierarchicalPosterior<some SubjectModel>, at point: [Double]
  ) -> Double {
    let model = posterior.model
    let count = model.parameters.count
    var values = point
    posterior.meaning(point[...], &values)
    var sum = 0.0
    for index in 0..<count {
      let (mean, deviation) = (values[index], values[count + index])
      let prior = model.parameters[index].prior
      let z = (mean - prior.mean.mean) / prior.mean.standardDeviation
      sum -= 0.5 * z * z + 0.5 * deviation * deviation / prior.deviationScale / prior.deviationScale
    }
    for subject in 0..<model.subjectCount {
      let u = Array(values[(2 + subject) * count..<(3 + subject) * count])
      sum += model.logLikelihood(ofSubject: subject, at: u)
      for index in 0..<count {
        let z = (u[index] - values[index]) / values[count + index]
        sum -= 0.5 * z * z + log(values[count + index])
      }
    }
    return sum
  }

  /// log |∂ (μ, σ, u) / ∂ coordinates|.
  private func logVolume(
    _ posterior: HierarchicalPosterior<some SubjectModel>, at point: [Double]
  ) -> Double {
    let n = point.count
    var jacobian = (0..<n).map { column in
      let sides = [1e-5, -1e-5].map { step in
        var (moved, values) = (point, point)
        moved[column] += step
        posterior.meaning(moved[...], &values)
        return values
      }
      return zip(sides[0], sides[1]).map { ($0 - $1) / 2e-5 }
    }
    var sum = 0.0
    for step in 0..<n {
      let pivot = (step..<n).max { abs(jacobian[$0][step]) < abs(jacobian[$1][step]) }!
      jacobian.swapAt(step, pivot)
      sum += log(abs(jacobian[step][step]))
      for row in (step + 1)..<max(n, step + 1) {
        let share = jacobian[row][step] / jacobian[step][step]
        for column in step..<n { jacobian[row][column] -= share * jacobian[step][column] }
      }
    }
    return sum
  }

  /// A fit as it may come, without an error of the group and with a subject of whom nothing is known.
  @Test func gradientIsRightAroundAPoorFit() throws {
    let model = ProductSubjects()
    var subjects = [posterior([-1, 0.2, 0.3, 0], variance: 0.1)]
    subjects.append(subjects[0])
    subjects.append(posterior([0, 0, 0, 0], variance: 0))
    expectRightGradient(
      HierarchicalPosterior(
        model,
        approximation: fit(
          model, GroupDistribution(means: [0, 0, 0, 0], deviations: [1, 0.5, 0.7, 2]), subjects)))
  }

  private func posterior(_ mean: [Double], variance: Double) -> SubjectApproximation {
    let count = mean.count
    return SubjectApproximation(
      mean: mean, covariance: (0..<count * count).map { $0 % (count + 1) == 0 ? variance : 0 },
      effectiveDraws: 1)
  }

  private func fit(
    _ model: some SubjectModel, _ group: GroupDistribution, _ subjects: [SubjectApproximation]
  ) -> HierarchicalMAPFit {
    HierarchicalMAPFit(
      parameters: model.parameters, group: group, groupCovariance: nil, chance: 0,
      subjects: subjects, logMarginalPosterior: 0, iterations: 1, hasConverged: true)
  }

  /// The group in which `mean` is the posterior's mean, if slopes did not change.
  private func group(
    _ model: some SubjectModel, subject: Int, mean: [Double], deviations: [Double]
  ) -> GroupDistribution {
    var slopes = mean
    _ = model.logLikelihood(ofSubject: subject, at: mean, gradient: &slopes)
    return GroupDistribution(
      means: mean.indices.map { mean[$0] - deviations[$0] * deviations[$0] * slopes[$0] },
      deviations: deviations)
  }

  /// Where the likelihood is normal in sheared parameters, that is what is found.
  @Test func whatTheDataTellIsFoundAlongRidges() {
    let model = ProductSubjects()
    let mean = [-0.7, 0.9, 1.1, 0.2]
    for subject in 0..<model.subjectCount {
      let found = NormalLikelihood(
        ofSubject: subject, of: model, near: posterior(mean, variance: 0.01),
        given: group(model, subject: subject, mean: mean, deviations: [0.5, 0.3, 1, 2]),
        along: model.ridges)
      for (one, other) in zip(found.information, ProductSubjects.information) {
        #expect(abs(one - other) < 1e-9)
      }
      for row in 0..<4 {
        let pull = (0..<4).reduce(0) {
          $0 + ProductSubjects.information[4 * row + $1] * model.center(subject)[$1]
        }
        #expect(abs(found.pull[row] - pull) < 1e-9)
      }
    }
  }

  /// What would be told less than nothing of is told nothing of, what would be known better than by the posterior
  /// as well as that, and the rest as it is.
  @Test func dataTellNeitherLessThanNothingNorTooMuch() {
    let found = NormalLikelihood(
      ofSubject: 0, of: SaddleSubjects(), near: posterior([2, 0, 0], variance: 0.04),
      given: GroupDistribution(means: [2, 0, 0], deviations: [1, 1, 1]), along: [])
    for (one, other) in zip(found.information, [0.0, 0, 0, 0, 3, 0, 0, 0, 25]) {
      #expect(abs(one - other) < 1e-12)
    }
  }

  /// log L = ½ x² − 3/2 y² − 50 z².
  private struct SaddleSubjects: SubjectModel {
    let parameters = ["x", "y", "z"].map { SubjectParameter($0, .identity) }
    let subjectCount = 1
    func logLikelihood(
      ofSubject subject: Int, at unconstrained: [Double], gradient: inout [Double]
    ) -> Double {
      let factors = [1.0, -3, -100]
      for index in 0..<3 { gradient[index] = factors[index] * unconstrained[index] }
      return (0..<3).reduce(0) { $0 + 0.5 * gradient[$1] * unconstrained[$1] }
    }
  }

  @Test func ripplesLeaveThePosteriorsMeanAndNoSlopeTellsNothing() {
    let group = GroupDistribution(means: [1.65], deviations: [1])
    for subject in 0..<RippledSubjects().subjectCount {
      let mean = 0.2 * Double(subject) + 0.5
      let found = NormalLikelihood(
        ofSubject: subject, of: RippledSubjects(), near: posterior([mean], variance: 0.2),
        given: group, along: [])
      #expect(abs(found.posterior(given: group).mean[0] - mean) < 1e-12)
    }
    let nothing = NormalLikelihood(count: 1)
    #expect(
      NormalLikelihood(
        ofSubject: 0, of: EndlessSubjects(), near: posterior([0.5], variance: 1), given: group,
        along: []) == nothing)
    #expect(
      NormalLikelihood(
        ofSubject: 0, of: RippledSubjects(), near: posterior([0.5], variance: 0), given: group,
        along: []) == nothing)
  }

  /// Without a slope above 1.
  private struct EndlessSubjects: SubjectModel {
    let parameters = [SubjectParameter("x", .identity)]
    let subjectCount = 1
    func logLikelihood(
      ofSubject subject: Int, at unconstrained: [Double], gradient: inout [Double]
    ) -> Double {
      gradient[0] = unconstrained[0] > 1 ? .nan : 0
      return 0
    }
  }

  /// Given its rate, a factor is normal in the group where the likelihood is normal in sheared parameters: with the
  /// factor's coordinate after the rate's, it is standard normal whatever the group and the rate.
  @Test func aFactorsCoordinateIsStandardNormalGivenItsRate() {
    let model = FactorSubject()
    let mean = [0.4, -0.6]
    let deviations = [0.6, 0.9]
    var density = HierarchicalPosterior(
      model,
      approximation: fit(
        model, group(model, subject: 0, mean: mean, deviations: deviations),
        [posterior(mean, variance: 0.02)]))
    var generator = SeededGenerator(seed: 8)
    for _ in 0..<5 {
      let point = (0..<density.dimension).map { _ in generator.normal() }
      var gradient = point
      _ = density.logDensity(at: point, gradient: &gradient)
      #expect(abs(gradient[4] + point[4]) < 1e-9)
      #expect(abs(gradient[5] + point[5]) > 1e-3)
    }
  }

  private struct FactorSubject: SubjectModel {
    let parameters = [SubjectParameter("factor", .log), SubjectParameter("rate", .logit)]
    let ridges = [ProductRidge(rate: 1, factor: 0)]
    let subjectCount = 1
    func logLikelihood(
      ofSubject subject: Int, at unconstrained: [Double], gradient: inout [Double]
    ) -> Double {
      let rate = unconstrained[1] + 0.3
      let product = unconstrained[0] - log1p(exp(-unconstrained[1])) - 0.1
      gradient[0] = -20 * product - 2 * rate
      gradient[1] = -2 * product - 0.5 * rate + gradient[0] / (1 + exp(unconstrained[1]))
      return -10 * product * product - 2 * product * rate - 0.25 * rate * rate
    }
  }

  /// Where subjects' posteriors are normal, their coordinates are standard normal given any group, and what
  /// is left is the group's marginal posterior.
  @Test func coordinatesAreStandardNormalAndLeaveTheMarginal() throws {
    let model = NormalSubjects()
    let fit = try HierarchicalMAP().fit(model)
    var posterior = HierarchicalPosterior(model, approximation: fit)
    let meaning = posterior.meaning
    var generator = SeededGenerator(seed: 5)
    var constants: [Double] = []
    for _ in 0..<6 {
      var point = (0..<posterior.dimension).map { _ in generator.normal() }
      var gradient = point
      let value = posterior.logDensity(at: point, gradient: &gradient)
      let squares = point.dropFirst(4).reduce(0) { $0 + $1 * $1 }
      for index in 4..<posterior.dimension {
        #expect(abs(gradient[index] + point[index]) < 1e-5)
        point[index] = 0
      }
      var values = point
      meaning(point[...], &values)
      let marginal = (0..<2).reduce(0) {
        $0 + model.logMarginal($1, mean: values[$1], logDeviation: log(values[2 + $1]))
      }
      constants.append(value + 0.5 * squares - marginal)
    }
    for constant in constants { #expect(abs(constant - constants[0]) < 1e-5) }
  }

  @Test func threadsChangeNothing() throws {
    let model = RidgeSubjects()
    var alone = HierarchicalPosterior(model)
    var together = HierarchicalPosterior(model, parallel: Parallel(threads: 3))
    let point = (0..<alone.dimension).map { 0.1 * Double($0) - 0.4 }
    var gradients = [point, point]
    #expect(
      alone.logDensity(at: point, gradient: &gradients[0])
        == together.logDensity(at: point, gradient: &gradients[1]))
    #expect(gradients[0] == gradients[1])
  }

  @Test func coordinatesHaveNames() {
    let posterior = HierarchicalPosterior(RidgeSubjects())
    #expect(posterior.name(ofCoordinate: 1) == "the group's mean of b")
    #expect(posterior.name(ofCoordinate: 2) == "the group's spread of a")
    #expect(posterior.name(ofCoordinate: 5) == "b of subject 1")
  }
}
