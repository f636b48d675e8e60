import ArgumentParser

/// Models of how a learner changes.
struct Learner: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Fit models of how learners change, and use them.",
    discussion: """
      MODEL is bkt or dkt (knowledge tracing, Bayesian or deep), of subject, order, skill, correct; or rw (Rescorla–Wagner, \
      asymmetric) or rl (Q-learning by context, state and action, flat or with task sets), of subject, trial, \
      state, action, reward. Data are JSON Lines or tables. See cat-learner(1).
      """,
    subcommands: [
      LearnerFit.self, LearnerPredict.self, LearnerSimulate.self, LearnerCompare.self,
      LearnerRecover.self,
    ])
}

/// The models by their names on the command line.
enum LearnerModelName: String, ExpressibleByArgument, CaseIterable, Codable {
  case bkt, dkt, rw, rl

  /// Whether it is about answers to items, and not about choices.
  var isOfPractice: Bool { self == .bkt || self == .dkt }
}
