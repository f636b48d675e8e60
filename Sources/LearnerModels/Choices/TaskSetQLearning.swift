import Foundation
import Numerical

/// Q-learning at two levels: contexts choose among task sets, and a task set says what each action is worth
/// in each state, so that what was learned in one context is of use in another. The hierarchical model of
/// the alien-matching task (Eckstein & Collins 2020, doi:10.1073/pnas.1912330117), made smooth.
///
/// Each trial in context c and state s, in this order:
/// 1. all values are partly forgotten: Q_low ← Q_low + φ (Q₀ − Q_low), and Q_high with φ_high likewise;
/// 2. task set k is in force with probability w_k ∝ prior[c,k] exp(β_high Q_high[c,k]), and then action a is
///    chosen with π_k(a) ∝ exp(β Q_low[k,s,a]): altogether P(a) = Σ_k w_k π_k(a);
/// 3. each task set learns as much as it is likely to have been the one, p_k = w_k π_k(a) / P(a):
///    Q_low[k,s,a] ← Q_low[k,s,a] + α p_k (r − Q_low[k,s,a]) and
///    Q_high[c,k] ← Q_high[c,k] + α_high p_k (r − Q_high[c,k]).
///
/// Nobody sees which task set was in force, and a hard choice of the best one would have no gradient: weighing
/// with p_k is what makes the likelihood a smooth function of the parameters. It also means that task sets
/// which start alike stay alike, so each context begins with a leaning to a set of its own (`ownSetOdds`).
///
/// Credit feeds back: what a context learns decides which set is credited next. Where β_high times a reward is
/// large, a hair decides, and what follows differs for good: the likelihood is then as rough as noise. Of 31
/// people's choices (Eckstein & Collins' task), with a weak prior on β_high, three people's leapt by 5 to 30 within
/// a tenth of a standard error, and no draws could stand for their posteriors (1 to 4 effective ones of 4000 or
/// more). So the group's β_high is held to soft choices (`GroupPrior.softChoice`), where the likelihood is smooth
/// and, as far as can be told, about as high. The prior makes fits begin there; it does not forbid hard choices,
/// and a sampler does not cross over to them.
///
/// 440 trials a person support six parameters poorly. Each of those people fitted alone from four starts,
/// −log L is at most 12122.1, with 25 of 31 converged, against the 12233.0 of `ContextualQLearning` with half the
/// parameters. A learning rate may go to 0 and its β to ∞, at either level, so that only their product is known.
/// Those people together: `HierarchicalMAP` converges in 25 s of CPU with 168 to 2237 effective draws a person, and
/// `HierarchicalSampling` as it stands settles in 286 to 392 s on two cores, with R̂ of at most 1.002 and no divergent
/// transition. Of the group's α little is known but that it is small (μ = −3.0 ± 0.6 on the logit scale), and so of
/// β, while their product is known to a tenth (`ridges`).
public struct TaskSetQLearning: ChoiceModel {
  public let log: ChoiceLog
  public let taskSetCount: Int
  /// Q₀, at both levels.
  public let initialValue: Double
  /// How much likelier than any other a context finds its own task set, number c modulo `taskSetCount`,
  /// before it knows anything. 1 would make the task sets one and the same for ever.
  public let ownSetOdds: Double

  public let parameters: [SubjectParameter]
  /// Of the lower level; the upper one's inverse temperature has no room to move.
  public var ridges: [ProductRidge] { [ProductRidge(rate: 0, factor: 1)] }

  /// Visits of the states by all task sets at once, and visits of the contexts.
  let visits: [[(low: Visit, high: Visit)]]
  let longestGap: Int
  private let ownSetLeaning: Double

  /// - Precondition: at least two task sets, and odds that are positive and not 1.
  public init(
    _ log: ChoiceLog, taskSetCount: Int = 3, initialValue: Double = 0.12, ownSetOdds: Double = 2
  ) throws(ChoiceLogError) {
    precondition(taskSetCount >= 2 && ownSetOdds > 0 && ownSetOdds != 1)
    try log.check()
    self.log = log
    self.taskSetCount = taskSetCount
    self.initialValue = initialValue
    self.ownSetOdds = ownSetOdds
    ownSetLeaning = Foundation.log(ownSetOdds)
    let rewards = log.sequences.joined().lazy.map(\.reward)
    let reach = max(rewards.max() ?? 0, initialValue) - min(rewards.min() ?? 0, initialValue)
    parameters = [
      SubjectParameter("alpha", .logit), SubjectParameter("beta", .log),
      SubjectParameter("forget", .logit, prior: .forgetting),
      SubjectParameter("alpha_high", .logit),
      SubjectParameter("beta_high", .log, prior: .softChoice(reach: reach > 0 ? reach : 1)),
      SubjectParameter("forget_high", .logit, prior: .forgetting),
    ]
    visits = log.sequences.map { trials in
      Array(
        zip(
          Visit.visits(of: trials, initialValue: initialValue) { $0.state },
          Visit.visits(of: trials, initialValue: initialValue) { $0.context }))
    }
    longestGap = visits.lazy.joined().map { Int(max($0.low.gap, $0.high.gap)) }.max() ?? 0
  }

  public func applied(to log: ChoiceLog) throws(ChoiceLogError) -> TaskSetQLearning {
    try TaskSetQLearning(
      log, taskSetCount: taskSetCount, initialValue: initialValue, ownSetOdds: ownSetOdds)
  }

  /// log prior[c,k] up to a constant.
  func leaning(ofContext context: Int, to taskSet: Int) -> Double {
    taskSet == context % taskSetCount ? ownSetLeaning : 0
  }
}
