import Foundation
import ItemBanks
import LearnerModels
import Terminal

/// What simulated students answered, in sum.
public struct PracticeSimulationReport: Sendable {
  private let log: PracticeLog
  private let skill: SkillKnowledge
  private let seconds: Double
  private let seed: UInt64

  /// - Parameter skill: what all skills are like.
  public init(log: PracticeLog, skill: SkillKnowledge, seconds: Double, seed: UInt64) {
    self.log = log
    self.skill = skill
    self.seconds = seconds
    self.seed = seed
  }

  /// The share of right answers at each opportunity.
  private var curve: [Double] {
    let skills = log.skills.count
    let length = log.sequences.first.map { $0.count / skills } ?? 0
    return (0..<length).map { opportunity in
      let range = opportunity * skills..<(opportunity + 1) * skills
      let right = log.sequences.reduce(0) { $0 + $1[range].count(where: \.isCorrect) }
      return Double(right) / Double(skills * log.sequences.count)
    }
  }

  private var shareRight: Double {
    Double(log.sequences.reduce(0) { $0 + $1.count(where: \.isCorrect) })
      / Double(max(1, log.interactionCount))
  }

  public func document() -> ReportDocument {
    let curve = curve
    return ReportDocument(
      title: "Bayesian knowledge tracing: simulated",
      blocks: [
        .paragraph(
          "\(Wording.count(log.students.count, "student")) met \(Wording.count(log.skills.count, "skill")) "
            + "\(Wording.count(curve.count, "time")) each, and answered "
            + "\(Wording.decimal(100 * shareRight, 1)) % right."),
        .facts([
          .init("init", Wording.share(skill.initialMastery, 3)),
          .init("learn", Wording.share(skill.learn, 3)),
          .init("guess", Wording.share(skill.guess, 3)),
          .init("slip", Wording.share(skill.slip, 3)),
          .init("forget", Wording.share(skill.forget, 3)), .init("seed", "\(seed)"),
          .init("took", Wording.elapsed(seconds: seconds)),
        ]),
        .figures([
          .init(
            "Right answers by opportunity",
            description: "The share of right answers at the first, second, … opportunity.",
            horizontalTitle: "opportunity",
            plot: Plot(
              x: 1...Double(max(2, curve.count)), y: 0...1,
              series: [
                .init(
                  points: curve.enumerated().map { Plot.Point(Double($0.offset + 1), $0.element) })
              ], title: "share"))
        ]),
      ])
  }

  public func json() throws -> Data {
    try JSONValue.object([
      "subjects": .count(log.students.count), "skills": .count(log.skills.count),
      "answers": .count(log.interactionCount), "share_right": .value(shareRight),
      "curve": .array(curve.map { .value($0) }), "seconds": .value(seconds),
      "seed": .value(Double(seed)),
    ]).line()
  }
}
