/// The baseline that knows nothing of the student: each skill's share of right answers, drawn towards the
/// share over all skills by one answer.
public struct SkillMeans: NextAnswerModel {
  public let name = "skill mean"

  public init() {}

  public func fit(_ log: PracticeLog) throws -> FittedSkillMeans {
    guard log.interactionCount > 0 else { throw LearnerModelError.emptyLog }
    var right = [Double](repeating: 0, count: log.skills.count)
    var count = right
    for interaction in log.sequences.joined() {
      right[interaction.skill] += interaction.isCorrect ? 1 : 0
      count[interaction.skill] += 1
    }
    let overall = (right.reduce(0, +) + 1) / (count.reduce(0, +) + 2)
    return FittedSkillMeans(
      vocabulary: log.vocabulary, overall: overall,
      means: zip(right, count).map { ($0 + overall) / ($1 + 1) })
  }
}

public struct FittedSkillMeans: NextAnswerPredictor, Hashable, Codable {
  public let vocabulary: PracticeLog.Vocabulary
  public let overall: Double
  /// By skill.
  public let means: [Double]

  public func predictions(for sequence: [PracticeLog.Interaction]) -> [Double] {
    sequence.map { means.indices.contains($0.skill) ? means[$0.skill] : overall }
  }
}
