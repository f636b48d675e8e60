import Numerical

/// Learning curves of people against those of subjects simulated from the fitted parameters: whether the model
/// does what the people did (Gelman et al. 2013, Bayesian Data Analysis, chapter 6).
public struct PosteriorPredictiveCheck: Sendable, Hashable {
  public enum Measure: String, Sendable, Hashable, Codable, CaseIterable {
    /// The mean reward of a trial.
    case reward
    /// The share of choices of the action that brings most on average in its context and state.
    case bestAction = "best_action"
  }

  /// A run of trials, over all subjects, trials counted from 1 within the subject.
  public struct Bin: Sendable, Hashable, Codable {
    public let firstTrial: Int
    public let lastTrial: Int
    public let observed: Double
    /// Mean and central 95 % of the simulations.
    public let simulatedMean: Double
    public let simulatedLower: Double
    public let simulatedUpper: Double

    public var isWithin: Bool { simulatedLower <= observed && observed <= simulatedUpper }
  }

  public let measure: Measure
  public let bins: [Bin]
  /// P(a simulation's mean over all trials ≥ the observed one): near 0 or 1 the model misses the level.
  public let posteriorPredictiveP: Double
}

extension ChoiceModel {
  /// Lets subjects with the drawn parameters go through the task that was observed, once a draw. Rewards are
  /// drawn from those that anybody got for the same action in the same context and state, which takes for
  /// granted that what an action brings does not change with time.
  ///
  /// - Parameters:
  ///   - draws: `[draw][subject][parameter]`, as the links constrain them; 40 or more give an interval its
  ///     95 %. A point estimate repeated checks that instead, and leaves out how unsure it is.
  ///   - bins: of equally many trials, as far as the longest sequence can be so divided.
  public func posteriorPredictiveChecks(
    draws: [[[Double]]], bins: Int = 10, seed: UInt64, threads: Int? = nil
  ) -> [PosteriorPredictiveCheck] {
    precondition(!draws.isEmpty && bins >= 1)
    let task = ChoiceTask(observedIn: log)
    let longest = log.sequences.map(\.count).max() ?? 0
    let curves = LearningCurves(best: task.bestActions, longest: longest, bins: min(bins, longest))
    let observed = curves.measured(in: log)
    let simulated = Parallel(threads: threads).map(draws.count) { draw in
      let seed = SeededGenerator(seed: seed, stream: UInt64(draw)).state.0
      return curves.measured(in: simulate(task, with: draws[draw], seed: seed, threads: 1))
    }
    return PosteriorPredictiveCheck.Measure.allCases.map { measure in
      PosteriorPredictiveCheck(
        measure, ranges: curves.ranges, observed: observed[measure]!,
        simulated: simulated.map { $0[measure]! })
    }
  }
}

extension ChoiceTask {
  /// The action that brings most on average, `[context][state]`; the first of equals.
  public var bestActions: [[Int]] {
    func best(_ means: [Double]) -> Int { means.indices.max { means[$0] < means[$1] }! }
    func firstBest(_ means: [Double]) -> Int { means.firstIndex(of: means[best(means)])! }
    switch rewards {
    case .bernoulli(let probabilities): return probabilities.map { $0.map(firstBest) }
    case .anyOf(let outcomes):
      return outcomes.map { states in
        states.map { actions in
          firstBest(actions.map { $0.reduce(0, +) / Double($0.count) })
        }
      }
    }
  }
}

/// Cuts sequences into runs of trials.
private struct LearningCurves: Sendable {
  struct Curve: Sendable {
    var bins: [Double]
    var overall: Double
  }

  let best: [[Int]]
  let ranges: [Range<Int>]

  init(best: [[Int]], longest: Int, bins: Int) {
    self.best = best
    ranges = (0..<bins).map { $0 * longest / bins..<($0 + 1) * longest / bins }
  }

  func measured(in log: ChoiceLog) -> [PosteriorPredictiveCheck.Measure: Curve] {
    [
      .reward: curve(in: log, of: \.reward),
      .bestAction: curve(in: log) { $0.action == best[$0.context][$0.state] ? 1 : 0 },
    ]
  }

  private func curve(
    in log: ChoiceLog, of measure: (ChoiceLog.Trial) -> Double
  ) -> Curve {
    var sums: [Double] = []
    var counts: [Int] = []
    for range in ranges {
      let trials = log.sequences.lazy.map { $0[range.clamped(to: 0..<$0.count)] }
      sums.append(trials.joined().reduce(0) { $0 + measure($1) })
      counts.append(trials.reduce(0) { $0 + $1.count })
    }
    return Curve(
      bins: zip(sums, counts).map { $0 / Double($1) },
      overall: sums.reduce(0, +) / Double(counts.reduce(0, +)))
  }
}

extension PosteriorPredictiveCheck {
  fileprivate init(
    _ measure: Measure, ranges: [Range<Int>], observed: LearningCurves.Curve,
    simulated: [LearningCurves.Curve]
  ) {
    self.measure = measure
    bins = ranges.indices.map { index in
      let values = simulated.map { $0.bins[index] }.sorted()
      return Bin(
        firstTrial: ranges[index].lowerBound + 1, lastTrial: ranges[index].upperBound,
        observed: observed.bins[index],
        simulatedMean: values.reduce(0, +) / Double(values.count),
        simulatedLower: quantile(0.025, ofSorted: values),
        simulatedUpper: quantile(0.975, ofSorted: values))
    }
    posteriorPredictiveP =
      Double(simulated.count { $0.overall >= observed.overall }) / Double(simulated.count)
  }
}
