import Foundation
import LearnerModels
import Testing

@Suite struct ParameterRecoveryTests {
  private static let parameters = [
    SubjectParameter("alpha", .logit), SubjectParameter("beta", .log),
  ]
  private static let recovery = ParameterRecovery(
    of: parameters,
    group: [.init(mean: -1, standardDeviation: 0.5), .init(mean: 1, standardDeviation: 0.25)],
    subjectCount: 200, repetitions: 4)

  /// A simulation that hands the parameters to the fit.
  private static func truth(_ parameters: [[Double]], seed: UInt64) -> [[Double]] { parameters }

  /// A fit whose errors are known: half of the intervals miss, estimates are 0.1 and 0.3 too high in turn.
  @Test func errorsOfAKnownFit() {
    var call = 0
    let result = Self.recovery.run(seed: 3, simulate: Self.truth) { truth in
      call += 1
      let error = call % 2 == 0 ? 0.1 : 0.3
      func estimate(_ value: Double) -> ParameterRecovery.Estimate {
        .init(value + error, in: value + error - 0.2...value + error + 0.2)
      }
      return .init(
        groupMeans: [estimate(-1), estimate(1)],
        groupStandardDeviations: [estimate(0.5), estimate(0.25)],
        subjects: truth.map { [$0[0] + error, $0[1] * 2] })
    }
    #expect(result.group.map(\.name) == ["alpha_mean", "beta_mean", "alpha_sd", "beta_sd"])
    #expect(result.group.map(\.truth) == [-1, 1, 0.5, 0.25])
    for parameter in result.group {
      #expect(abs(parameter.bias - 0.2) < 1e-12)
      #expect(abs(parameter.rmse - 0.05.squareRoot()) < 1e-12)
      #expect(parameter.covered == 2 && parameter.repetitions == 4)
    }
    #expect(abs(result.subjects[0].bias - 0.2) < 1e-12)
    #expect(abs(result.subjects[0].rmse - 0.05.squareRoot()) < 1e-12)
    #expect(abs(result.subjects[1].correlation! - 1) < 1e-12)
  }

  /// 800 draws a parameter: mean and standard deviation within four of their standard errors.
  @Test func subjectsComeFromTheGroup() {
    var drawn: [[Double]] = []
    _ = Self.recovery.run(seed: 3, simulate: Self.truth) { truth in
      drawn += truth
      return .init(subjects: truth)
    }
    for (index, parameter) in Self.parameters.enumerated() {
      let group = Self.recovery.group[index]
      let values = drawn.map { parameter.link.unconstrained($0[index]) }
      let mean = values.reduce(0, +) / 800
      let deviation =
        (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 799).squareRoot()
      #expect(abs(mean - group.mean) < 4 * group.standardDeviation / 800.0.squareRoot())
      #expect(
        abs(deviation - group.standardDeviation)
          < 4 * group.standardDeviation / 1600.0.squareRoot())
    }
  }

  @Test func withoutAGroupThereIsNone() {
    let result = Self.recovery.run(seed: 3, simulate: Self.truth) { truth in
      .init(subjects: truth.map { _ in [0.5, 2] })
    }
    #expect(result.group.isEmpty)
    #expect(result.subjects.allSatisfy { $0.correlation == nil && $0.rmse > 0 })
  }

  @Test func seedsDifferBetweenRepetitionsAndRepeatWithTheStudy() {
    func seeds() -> [UInt64] {
      var seeds: [UInt64] = []
      _ = Self.recovery.run(
        seed: 9,
        simulate: { truth, seed in
          seeds.append(seed)
          return truth
        }, fit: { .init(subjects: $0) })
      return seeds
    }
    #expect(Set(seeds()).count == 4)
    #expect(seeds() == seeds())
  }
}
