import Foundation
import Numerical

/// Q-learning with a value for each action in each state of each context, and forgetting: the flat model of
/// the alien-matching task (Eckstein & Collins 2020, doi:10.1073/pnas.1912330117; the parametrisation of
/// https://discourse.pymc.io/t/1735).
///
/// Each trial in context c and state s, in this order:
/// 1. all values are partly forgotten: Q ← Q + φ (Q₀ − Q);
/// 2. action a is chosen with probability exp(β Q[c,s,a]) / Σ_b exp(β Q[c,s,b]), β being an inverse
///    temperature: 0 is chance, ∞ always the best;
/// 3. the chosen value moves towards the reward: Q[c,s,a] ← Q[c,s,a] + α (r − Q[c,s,a]).
///
/// Values start at Q₀ and again so with each block. The likelihood and its gradient cost O(trials × actions):
/// forgetting is caught up with where a value is next needed.
public struct ContextualQLearning: ChoiceModel {
  public let log: ChoiceLog
  /// Q₀: where values start and what they are forgotten towards.
  public let initialValue: Double

  public let parameters = [
    SubjectParameter("alpha", .logit), SubjectParameter("beta", .log),
    SubjectParameter("forget", .logit, prior: .forgetting),
  ]
  public var ridges: [ProductRidge] { [ProductRidge(rate: 0, factor: 1)] }

  let visits: [[Visit]]
  let rowCount: Int
  let longestGap: Int

  /// - Parameter initialValue: 0.12, which is what the task's designers used.
  public init(_ log: ChoiceLog, initialValue: Double = 0.12) throws(ChoiceLogError) {
    try log.check()
    self.log = log
    self.initialValue = initialValue
    let states = log.states.count
    rowCount = log.contexts.count * states
    visits = log.sequences.map { trials in
      Visit.visits(of: trials, initialValue: initialValue) { $0.context * states + $0.state }
    }
    longestGap = visits.lazy.joined().map { Int($0.gap) }.max() ?? 0
  }

  public func applied(to log: ChoiceLog) throws(ChoiceLogError) -> ContextualQLearning {
    try ContextualQLearning(log, initialValue: initialValue)
  }
}

/// A trial as the likelihood meets it: which row of values it reads, and for how long that lay untouched.
struct Visit: Sendable, Hashable {
  var row: Int32
  var action: Int32
  /// Trials since the row was read last; 0 where this is the first time in the block.
  var gap: Int32
  /// The reward less the initial value.
  var reward: Double

  static func visits(
    of trials: [ChoiceLog.Trial], initialValue: Double, row: (ChoiceLog.Trial) -> Int
  ) -> [Visit] {
    var last: [Int: (trial: Int, block: Int)] = [:]
    return trials.enumerated().map { index, trial in
      let row = row(trial)
      let before = last.updateValue((index, trial.block), forKey: row)
      let gap = before.map { $0.block == trial.block ? index - $0.trial : 0 } ?? 0
      return Visit(
        row: Int32(row), action: Int32(trial.action), gap: Int32(gap),
        reward: trial.reward - initialValue)
    }
  }
}
