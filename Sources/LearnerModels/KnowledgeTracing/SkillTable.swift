/// One skill's probabilities by the indices of the vocabulary.
struct SkillTable: Sendable, Hashable {
  let knowledge: SkillKnowledge
  private var itemChances: [Int?: Chances] = [:]
  private var learnByResource: [Int?: Double] = [:]

  private struct Chances: Hashable {
    var guess: Double
    var slip: Double
  }

  static let unknown = SkillTable(KnowledgeTracer.unknownSkill, items: [:], resources: [:])

  init(_ knowledge: SkillKnowledge, items: [String: Int], resources: [String: Int]) {
    self.knowledge = knowledge
    for entry in knowledge.items ?? [] {
      itemChances[entry.item.flatMap { items[$0] }] = Chances(guess: entry.guess, slip: entry.slip)
    }
    for entry in knowledge.resources ?? [] {
      learnByResource[entry.resource.flatMap { resources[$0] }] = entry.learn
    }
  }

  var byFirstAnswer: SkillKnowledge.ByFirstAnswer? { knowledge.byFirstAnswer }

  func initial(isRightFirst: Bool) -> Double {
    guard let byFirstAnswer else { return knowledge.initialMastery }
    return isRightFirst ? byFirstAnswer.afterRight : byFirstAnswer.afterWrong
  }

  func learn(_ resource: Int?) -> Double {
    learnByResource.isEmpty ? knowledge.learn : learnByResource[resource] ?? knowledge.learn
  }

  /// - Parameter isSilent: the answer has already been used, to tell students apart.
  func step(
    prior: Double, _ interaction: PracticeLog.Interaction, isSilent: Bool
  ) -> KnowledgeTracer.Step {
    if isSilent, let byFirstAnswer {
      return .init(
        prediction: byFirstAnswer.right, masteryBefore: prior, mastery: prior, masteryAfter: prior)
    }
    let chances =
      itemChances.isEmpty ? nil : itemChances[interaction.item]
    let guess = chances?.guess ?? knowledge.guess
    let slip = chances?.slip ?? knowledge.slip
    let right = prior * (1 - slip) + (1 - prior) * guess
    let joint = prior * (interaction.isCorrect ? 1 - slip : slip)
    let total = interaction.isCorrect ? right : 1 - right
    return .init(
      prediction: right, masteryBefore: prior, mastery: total > 0 ? joint / total : prior,
      masteryAfter: prior)
  }
}
