import ArgumentParser

/// Models of how a learner changes.
struct Learner: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Fit models of how learners change, and use them.",
    discussion: """
      MODEL is rw (Rescorla–Wagner, asymmetric) or rl (Q-learning by context, state and action, flat or with \
      task sets). Data are JSON Lines or tables of subject, trial, state, action, reward. See cat-learner(1).
      """,
    subcommands: [
      LearnerFit.self, LearnerPredict.self, LearnerSimulate.self, LearnerRecover.self,
    ])
}

/// The models by their names on the command line.
enum LearnerModelName: String, ExpressibleByArgument, CaseIterable, Codable {
  case rw, rl
}
