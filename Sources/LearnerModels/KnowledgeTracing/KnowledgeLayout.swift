/// Where each probability of a skill lies in one flat vector: initial mastery by class, P(learn) by
/// resource, P(forget) where there is one, then guess and slip by emission.
struct KnowledgeLayout: Sendable, Hashable {
  var initialCount: Int
  var learningCount: Int
  var forgets: Bool
  var emissionCount: Int

  var learningStart: Int { initialCount }
  var forget: Int { initialCount + learningCount }
  var guessStart: Int { forget + (forgets ? 1 : 0) }
  var slipStart: Int { guessStart + emissionCount }
  var count: Int { slipStart + emissionCount }
}
