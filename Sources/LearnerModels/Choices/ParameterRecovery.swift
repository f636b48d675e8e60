import Foundation
import Numerical

/// Simulate subjects from known parameters, fit them, compare, and again: what a fit can be trusted with, for
/// a model, a task and a number of subjects (Wilson & Collins 2019, doi:10.7554/eLife.49547). Nothing here
/// depends on how the model is simulated or fitted.
public struct ParameterRecovery: Sendable {
  /// Where subjects' parameters come from: normal on the unconstrained scale, each by itself.
  public struct Group: Sendable, Hashable {
    public var mean: Double
    public var standardDeviation: Double

    public init(mean: Double, standardDeviation: Double) {
      self.mean = mean
      self.standardDeviation = standardDeviation
    }
  }

  /// A point and a 95 % interval around it.
  public struct Estimate: Sendable, Hashable {
    public var value: Double
    public var interval: ClosedRange<Double>

    public init(_ value: Double, in interval: ClosedRange<Double>) {
      self.value = value
      self.interval = interval
    }
  }

  /// What a fit says.
  public struct Fitted: Sendable, Hashable {
    /// Of the group's means and standard deviations, by parameter; empty where each subject was fitted alone.
    public var groupMeans: [Estimate]
    public var groupStandardDeviations: [Estimate]
    /// `[subject][parameter]`, as the links constrain them.
    public var subjects: [[Double]]

    public init(
      groupMeans: [Estimate] = [], groupStandardDeviations: [Estimate] = [], subjects: [[Double]]
    ) {
      self.groupMeans = groupMeans
      self.groupStandardDeviations = groupStandardDeviations
      self.subjects = subjects
    }
  }

  public var parameters: [SubjectParameter]
  /// By parameter.
  public var group: [Group]
  public var subjectCount: Int
  public var repetitions: Int

  public init(
    of parameters: [SubjectParameter], group: [Group], subjectCount: Int, repetitions: Int
  ) {
    precondition(parameters.count == group.count && subjectCount >= 2 && repetitions >= 1)
    self.parameters = parameters
    self.group = group
    self.subjectCount = subjectCount
    self.repetitions = repetitions
  }

  /// - Parameters:
  ///   - simulate: what subjects of these parameters, `[subject][parameter]` as the links constrain them,
  ///     do; its second argument is the seed of this repetition.
  ///   - fit: called with what `simulate` returned.
  public func run<Simulated>(
    seed: UInt64, simulate: ([[Double]], UInt64) throws -> Simulated,
    fit: (Simulated) throws -> Fitted
  ) rethrows -> Result {
    var runs: [(truth: [[Double]], fitted: Fitted)] = []
    for repetition in 0..<repetitions {
      var generator = SeededGenerator(seed: seed, stream: UInt64(repetition))
      let truth = subjects(using: &generator)
      runs.append((truth, try fit(simulate(truth, generator.next()))))
    }
    return Result(self, runs)
  }

  /// Draws the subjects of one repetition.
  func subjects(using generator: inout SeededGenerator) -> [[Double]] {
    (0..<subjectCount).map { _ in
      zip(parameters, group).map { parameter, group in
        parameter.link.constrained(group.mean + group.standardDeviation * generator.normal())
      }
    }
  }
}

extension ChoiceModel {
  /// How well this model's parameters are recovered at `task`, which has a row of situations for each of the
  /// subjects to be simulated.
  public func recovery(
    at task: ChoiceTask, group: [ParameterRecovery.Group], repetitions: Int, seed: UInt64,
    threads: Int? = nil, fit: (Self) throws -> ParameterRecovery.Fitted
  ) throws -> ParameterRecovery.Result {
    try ParameterRecovery(
      of: parameters, group: group, subjectCount: task.situations.count, repetitions: repetitions
    ).run(
      seed: seed,
      simulate: { try applied(to: simulate(task, with: $0, seed: $1, threads: threads)) }, fit: fit)
  }
}
