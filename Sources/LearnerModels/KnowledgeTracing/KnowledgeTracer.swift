import Foundation

/// A fitted `BayesianKnowledgeTracing`: follows a student answer by answer.
public struct KnowledgeTracer: NextAnswerPredictor, Hashable {
  public let vocabulary: PracticeLog.Vocabulary
  /// By the vocabulary's skills.
  public let skills: [SkillKnowledge]
  private let tables: [SkillTable]

  public init(vocabulary: PracticeLog.Vocabulary, skills: [SkillKnowledge]) {
    precondition(vocabulary.skills.count == skills.count)
    self.vocabulary = vocabulary
    self.skills = skills
    let items = Dictionary(
      zip(vocabulary.items, vocabulary.items.indices), uniquingKeysWith: { first, _ in first })
    let resources = Dictionary(
      zip(vocabulary.resources, vocabulary.resources.indices),
      uniquingKeysWith: { first, _ in first })
    tables = skills.map { SkillTable($0, items: items, resources: resources) }
  }

  /// By what a skill is predicted that the fit never saw: at first by an even chance.
  public static let unknownSkill = SkillKnowledge(
    skill: "", initialMastery: 0.5, learn: 0.1, guess: 0.25, slip: 0.25)

  public var logLikelihood: Double { skills.reduce(0) { $0 + $1.logLikelihood } }

  /// One sentence each of what is to be known of the fit.
  public var concerns: [String] {
    skills.flatMap { skill in
      skill.concerns.map { $0.sentence(skill: skill.skill) }
        + [skill.undeterminedSentence].compactMap(\.self)
    }
  }

  /// One opportunity as the model sees it.
  public struct Step: Sendable, Hashable {
    /// P(right), before the answer is seen.
    public var prediction: Double
    /// P(mastered) at the opportunity, given the answers before it.
    public var masteryBefore: Double
    /// P(mastered) at the opportunity, given its answer too.
    public var mastery: Double
    /// P(mastered) at the next opportunity of the skill: with what was learned at this one. Corbett and
    /// Anderson's P(Lₙ), which a tutor holds against its threshold.
    public var masteryAfter: Double
  }

  /// Filtering: what is known after each answer, of that answer's skill.
  public func trace(_ sequence: [PracticeLog.Interaction]) -> [Step] {
    var following: [Int: Double] = [:]
    let isRightFirst = sequence.first?.isCorrect ?? false
    return sequence.enumerated().map { position, interaction in
      let table = tables.indices.contains(interaction.skill) ? tables[interaction.skill] : .unknown
      let prior = following[interaction.skill] ?? table.initial(isRightFirst: isRightFirst)
      var step = table.step(
        prior: prior, interaction, isSilent: position == 0 && table.byFirstAnswer != nil)
      let learn = table.learn(interaction.resource)
      step.masteryAfter = step.mastery * (1 - table.knowledge.forget) + (1 - step.mastery) * learn
      following[interaction.skill] = step.masteryAfter
      return step
    }
  }

  public func predictions(for sequence: [PracticeLog.Interaction]) -> [Double] {
    trace(sequence).map { min(max($0.prediction, 1e-9), 1 - 1e-9) }
  }

  /// Smoothing: P(mastered) at each opportunity given all answers, those after it too.
  public func smoothed(_ sequence: [PracticeLog.Interaction]) -> [Double] {
    let steps = trace(sequence)
    var result = steps.map(\.mastery)
    // Rauch's recursion: P(K_t | all) = Σ P(K_t | K_t+1, up to t) P(K_t+1 | all).
    var next: [Int: (smoothed: Double, prior: Double)] = [:]
    for position in sequence.indices.reversed() {
      let interaction = sequence[position]
      let table = tables.indices.contains(interaction.skill) ? tables[interaction.skill] : .unknown
      if let (after, prior) = next[interaction.skill] {
        let mastered = steps[position].mastery
        let forget = table.knowledge.forget
        let kept = prior > 0 ? mastered * (1 - forget) / prior : 0
        let lost = prior < 1 ? mastered * forget / (1 - prior) : 0
        result[position] = after * kept + (1 - after) * lost
      }
      next[interaction.skill] = (result[position], steps[position].masteryBefore)
    }
    return result
  }

  /// The log-likelihood of another log, of the same vocabulary.
  public func logLikelihood(of log: PracticeLog) -> Double {
    log.sequences.reduce(0) { sum, sequence in
      zip(predictions(for: sequence), sequence).reduce(sum) {
        $0 + Foundation.log($1.1.isCorrect ? $1.0 : 1 - $1.0)
      }
    }
  }
}

extension KnowledgeTracer: Codable {
  enum CodingKeys: CodingKey { case vocabulary, skills }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let vocabulary = try container.decode(PracticeLog.Vocabulary.self, forKey: .vocabulary)
    let skills = try container.decode([SkillKnowledge].self, forKey: .skills)
    guard vocabulary.skills.count == skills.count else {
      throw DecodingError.dataCorruptedError(
        forKey: .skills, in: container,
        debugDescription: "there must be as many skills as the vocabulary names.")
    }
    guard skills.allSatisfy(\.isPossible) else {
      throw DecodingError.dataCorruptedError(
        forKey: .skills, in: container, debugDescription: "a probability is not from 0 to 1.")
    }
    self.init(vocabulary: vocabulary, skills: skills)
  }
}

extension SkillKnowledge {
  fileprivate var undeterminedSentence: String? {
    guard let undetermined, !undetermined.isEmpty else { return nil }
    let names = undetermined.map { "P(\($0.rawValue.dropFirst(2)))" }
    let list =
      names.count == 1
      ? "\(names[0]) is"
      : "\(names.dropLast().joined(separator: ", ")) and \(names[names.count - 1]) are"
    return
      "skill '\(skill)': \(list) not determined by these data: the likelihood is all but flat there, and a "
      + "standard error would be larger than \(Self.largestError), half the range of a probability."
  }

  /// Whether every probability is one.
  fileprivate var isPossible: Bool {
    var probabilities = [initialMastery, learn, guess, slip, forget]
    if let byFirstAnswer {
      probabilities += [
        byFirstAnswer.afterWrong, byFirstAnswer.afterRight, byFirstAnswer.right,
      ]
    }
    for item in items ?? [] { probabilities += [item.guess, item.slip] }
    probabilities += (resources ?? []).map(\.learn)
    return probabilities.allSatisfy { (0...1).contains($0) }
  }
}
