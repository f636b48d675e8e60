import Foundation
import Numerical

/// The fit of one skill: its data, its parameters' places and their limits.
struct SkillProblem: Sendable {
  let records: SkillSummary
  let forest: AnswerForest
  let layout: KnowledgeLayout
  let maximization: KnowledgeMaximization
  let withStandardErrors: Bool
  let isByFirstAnswer: Bool

  /// What is kept of the records once the tree is made.
  struct SkillSummary: Sendable {
    var items: [Int?]
    var resources: [Int?]
    var rightCount: Int
    var answerCount: Int
    var firstAnswers: Int
    var rightFirstAnswers: Int
  }

  init(_ skill: SkillRecords, recipe: BayesianKnowledgeTracing) {
    records = SkillSummary(
      items: skill.items, resources: skill.resources, rightCount: skill.rightCount,
      answerCount: skill.answerCount, firstAnswers: skill.firstAnswers,
      rightFirstAnswers: skill.rightFirstAnswers)
    isByFirstAnswer = recipe.initialMastery == .byFirstAnswer
    layout = KnowledgeLayout(
      initialCount: isByFirstAnswer ? 2 : 1, learningCount: max(1, skill.resources.count),
      forgets: recipe.forgets, emissionCount: max(1, skill.items.count))
    forest = AnswerForest(records: skill.records, initialCount: layout.initialCount)
    maximization = KnowledgeMaximization(
      layout: layout, guessCap: recipe.guessCap, slipCap: recipe.slipCap)
    withStandardErrors = recipe.withStandardErrors
  }

  func estimation(start: Int, seed: UInt64, stream: UInt64) -> KnowledgeEstimation {
    KnowledgeEstimation(
      from: startingValues(start, seed: seed, stream: stream),
      by: KnowledgeExpectation(forest: forest, layout: layout), maximization: maximization)
  }

  /// Start 0 is a learner as the literature has them; the others are drawn from what is plausible.
  private func startingValues(_ start: Int, seed: UInt64, stream: UInt64) -> [Double] {
    var generator = SeededGenerator(seed: seed, stream: stream)
    func draw(_ usual: Double, from low: Double, to high: Double) -> Double {
      start == 0 ? usual : low + (high - low) * generator.uniform()
    }
    let initial = draw(0.4, from: 0.05, to: 0.95)
    let learn = draw(0.15, from: 0.01, to: 0.5)
    let forget = draw(0.05, from: 0.01, to: 0.2)
    let guess = min(draw(0.2, from: 0.02, to: 0.45), 0.9 * maximization.guessCap)
    let slip = min(draw(0.1, from: 0.02, to: 0.45), 0.9 * maximization.slipCap)
    return Array(repeating: initial, count: layout.initialCount)
      + Array(repeating: learn, count: layout.learningCount) + (layout.forgets ? [forget] : [])
      + Array(repeating: guess, count: layout.emissionCount)
      + Array(repeating: slip, count: layout.emissionCount)
  }
}
