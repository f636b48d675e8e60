import Foundation
import ItemBanks
import LearnerModels
import Terminal

/// What simulated learners did, in sum.
public struct ChoiceSimulationReport: Sendable {
  private let form: String
  private let subjects: Int
  private let trials: Int
  private let actions: Int
  private let rewardRate: Double
  /// `nil` where values are not kept.
  private let finalValues: [Double]?
  /// The mean reward in each of some runs of trials.
  private let curve: [Double]
  private let rewardProbabilities: [Double]
  private let seconds: Double
  private let seed: UInt64

  public init(
    form: String, result: RescorlaWagnerSimulation.Result, rewardProbabilities: [Double],
    seconds: Double, seed: UInt64
  ) {
    self.form = form
    subjects = result.subjects
    trials = result.trials * result.blocks
    actions = result.actions
    rewardRate = result.rewardRate
    finalValues = (0..<result.actions).map { action in
      let values = stride(from: action, to: result.finalValues.count, by: result.actions)
        .map { result.finalValues[$0] }
      return values.reduce(0, +) / Double(values.count)
    }
    curve = []
    self.rewardProbabilities = rewardProbabilities
    self.seconds = seconds
    self.seed = seed
  }

  public init(
    form: String, log: ChoiceLog, bestActions: [[Int]], seconds: Double, seed: UInt64
  ) {
    self.form = form
    subjects = log.subjects.count
    let trials = log.sequences.first?.count ?? 0
    self.trials = trials
    actions = log.actions.count
    let total = log.sequences.joined().reduce(0) { $0 + $1.reward }
    rewardRate = total / Double(max(1, log.trialCount))
    finalValues = nil
    let runs = min(20, trials)
    curve = (0..<runs).map { run in
      let range = run * trials / runs..<(run + 1) * trials / runs
      let best = log.sequences.reduce(0) { count, sequence in
        count + sequence[range].count { $0.action == bestActions[$0.context][$0.state] }
      }
      return Double(best) / Double(max(1, range.count * log.sequences.count))
    }
    rewardProbabilities = []
    self.seconds = seconds
    self.seed = seed
  }

  private var meanFinalValue: Double? {
    finalValues.map { $0.reduce(0, +) / Double($0.count) }
  }

  public func document() -> ReportDocument {
    var document = ReportDocument(
      title: "\(form): simulated",
      blocks: [
        .paragraph(
          "\(Wording.count(subjects, "learner")) made \(Wording.count(trials, "choice")) each among \(actions) "
            + "actions, and got a reward in \(Wording.decimal(100 * rewardRate, 1)) % of the trials."
        ),
        .facts([.init("seed", "\(seed)"), .init("took", Wording.elapsed(seconds: seconds))]),
      ])
    if let finalValues {
      document.blocks.append(
        .table(
          Table(
            [
              .init("action", .right), .init("P(reward)", .point),
              .init("mean value at the end", .point),
            ],
            rows: finalValues.indices.map {
              [
                "\($0 + 1)", Wording.decimal(rewardProbabilities[$0], 3),
                Wording.decimal(finalValues[$0], 3),
              ]
            }), caption: ""))
    }
    if curve.count > 1 {
      let width = Double(trials) / Double(curve.count)
      document.blocks.append(
        .figures([
          .init(
            "Share of choices of the best action",
            description:
              "How often the best action of the context and state was chosen, as trials go by.",
            horizontalTitle: "trial",
            plot: Plot(
              x: 0...Double(trials), y: 0...1,
              series: [
                .init(
                  points: curve.enumerated().map {
                    Plot.Point((Double($0.offset) + 0.5) * width, $0.element)
                  })
              ], title: "best action"))
        ]))
    }
    return document
  }

  public func json() throws -> Data {
    try JSONValue.object([
      "subjects": .count(subjects), "trials": .count(trials), "actions": .count(actions),
      "reward_rate": .value(rewardRate), "mean_final_value": .value(meanFinalValue),
      "final_values": finalValues.map { .array($0.map { .value($0) }) } ?? .null,
      "seconds": .value(seconds), "seed": .value(Double(seed)),
    ]).line()
  }
}
