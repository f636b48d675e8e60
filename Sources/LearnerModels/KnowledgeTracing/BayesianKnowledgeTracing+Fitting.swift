import Foundation
import Numerical

extension BayesianKnowledgeTracing {
  /// - Complexity: a pass over the data costs some 20 ns an answer (less where students answered alike);
  ///   a start takes 20 to 60 passes.
  public func fit(_ log: PracticeLog) throws -> KnowledgeTracer {
    try check(log)
    let skills = records(of: log)
    let problems = skills.map { SkillProblem($0, recipe: self) }
    let estimates = parallel.map(problems.count * starts) { task -> KnowledgeEstimation? in
      let (skill, start) = (task / starts, task % starts)
      let problem = problems[skill]
      guard problem.forest.count > 0 else { return nil }
      return problem.estimation(start: start, seed: seed, stream: UInt64(task))
    }
    let found = parallel.map(problems.count) { skill in
      let best = (0..<starts).compactMap { estimates[skill * starts + $0] }
        .reduce(nil as KnowledgeEstimation?) { best, next in
          guard let best else { return next }
          return next.logLikelihood > best.logLikelihood ? next : best
        }
      return problems[skill].knowledge(
        from: best, skill: log.skills[skill], vocabulary: log.vocabulary)
    }
    return KnowledgeTracer(
      vocabulary: log.vocabulary, skills: found)
  }

  private func check(_ log: PracticeLog) throws {
    guard starts >= 1 else {
      throw LearnerModelError.impossibleSetting("\(starts) starts fit nothing; ask for 1 or more.")
    }
    for (name, cap) in [("guess", guessCap), ("slip", slipCap)] where !(cap > 0 && cap <= 1) {
      throw LearnerModelError.impossibleSetting(
        "the cap on P(\(name)) is \(cap); it must be greater than 0 and at most 1.")
    }
    guard log.interactionCount > 0 else { throw LearnerModelError.emptyLog }
    for sequence in log.sequences {
      var seen = Set<Int>()
      for interaction in sequence where !seen.insert(interaction.skill).inserted { return }
    }
    throw LearnerModelError.noSecondAnswer
  }
}
