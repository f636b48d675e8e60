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

  /// Where the likelihood is normal in straightened coordinates, that is what is found.
  @Test func ridgesAreStraightened() throws {
    let model = ProductSubjects()
    let fit = try HierarchicalMAP().fit(model)
    for (subject, posterior) in fit.subjects.enumerated() {
      let found = NormalLikelihood(
        ofSubject: subject, of: model, near: posterior, along: model.ridges)
      for (one, other) in zip(found.information, ProductSubjects.information) {
        #expect(abs(one - other) < 1e-9)
      }
      for row in 0..<4 {
        let pull = (0..<4).reduce(0) {
          $0 + ProductSubjects.information[4 * row + $1] * model.center(subject)[$1]
        }
        #expect(abs(found.pull[row] - pull) < 1e-8)
      }
    }
  }

  /// What would be told less than nothing of is told nothing of, and the rest as it is.
  @Test func nothingIsToldBesideAMaximum() throws {
    let posterior = SubjectApproximation(
      mean: [2, 0], covariance: [0.04, 0, 0, 0.04], effectiveDraws: 1)
    let found = NormalLikelihood(
      ofSubject: 0, of: SaddleSubjects(), near: posterior, along: [])
    for (one, other) in zip(found.information, [0.0, 0, 0, 3]) { #expect(abs(one - other) < 1e-12) }
    #expect(abs(found.pull[0] - 2) < 1e-12 && abs(found.pull[1]) < 1e-12)
  }

  /// log L = ½ x² − 3/2 y².
  private struct SaddleSubjects: SubjectModel {
    let parameters = [SubjectParameter("x", .identity), SubjectParameter("y", .identity)]
    let subjectCount = 1
    func logLikelihood(
      ofSubject subject: Int, at unconstrained: [Double], gradient: inout [Double]
    ) -> Double {
      gradient = [unconstrained[0], -3 * unconstrained[1]]
      return 0.5 * unconstrained[0] * unconstrained[0] - 1.5 * unconstrained[1] * unconstrained[1]
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
