import Foundation
import Numerical

/// The Rescorla–Wagner learner (Rescorla & Wagner 1972) who chooses by softmax, with learning rates of its own
/// for what is better and what is worse than expected (Niv et al. 2012, doi:10.1523/JNEUROSCI.5498-10.2012).
///
/// Each trial in context c and state s, of which most data have but one:
/// 1. action a is chosen with probability exp(β Q[c,s,a]) / Σ_b exp(β Q[c,s,b]), β being an inverse
///    temperature: 0 is chance, ∞ always the best;
/// 2. with the prediction error δ = r − Q[c,s,a], the chosen value moves, and no other:
///    Q ← Q + α₊ δ where δ ≥ 0, Q ← Q + α₋ δ where δ < 0.
///
/// Values start at `initialValue` and again so with each block.
public struct RescorlaWagner: ChoiceModel {
  public enum LearningRates: String, Sendable, Hashable, Codable {
    /// `alpha_positive` and `alpha_negative`.
    case asymmetric
    /// One `alpha`.
    case symmetric
  }

  public let log: ChoiceLog
  public let learningRates: LearningRates
  public let initialValue: Double
  public let parameters: [SubjectParameter]

  let visits: [[Visit]]
  let rowCount: Int

  /// - Parameter initialValue: 0.5, the middle of rewards that are 0 or 1; hBayesDM's models start at 0.
  public init(
    _ log: ChoiceLog, learningRates: LearningRates = .asymmetric, initialValue: Double = 0.5
  ) throws(ChoiceLogError) {
    try log.check()
    self.log = log
    self.learningRates = learningRates
    self.initialValue = initialValue
    let rates =
      switch learningRates {
      case .asymmetric: ["alpha_positive", "alpha_negative"]
      case .symmetric: ["alpha"]
      }
    parameters = rates.map { SubjectParameter($0, .logit) } + [SubjectParameter("beta", .log)]
    let states = log.states.count
    rowCount = log.contexts.count * states
    visits = log.sequences.map { trials in
      Visit.visits(of: trials, initialValue: initialValue) { $0.context * states + $0.state }
    }
  }

  public func applied(to log: ChoiceLog) throws(ChoiceLogError) -> RescorlaWagner {
    try RescorlaWagner(log, learningRates: learningRates, initialValue: initialValue)
  }
}
