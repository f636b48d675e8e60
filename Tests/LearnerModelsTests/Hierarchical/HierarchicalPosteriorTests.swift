import Foundation
import LearnerModels
import Numerical
import Testing

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
