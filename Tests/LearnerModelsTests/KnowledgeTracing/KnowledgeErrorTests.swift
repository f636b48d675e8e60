import Foundation
import LearnerModels
import Numerical
import Testing

/// Standard errors of knowledge tracing, against second differences of a likelihood that shares no code with the fit.
@Suite struct KnowledgeErrorTests {
  private let probabilities: [WritableKeyPath<SkillKnowledge, Double>] = [
    \.initialMastery, \.learn, \.guess, \.slip,
  ]
  private let errors: [KeyPath<SkillKnowledge, Double?>] = [
    \.standardErrors.initialMastery, \.standardErrors.learn, \.standardErrors.guess,
    \.standardErrors.slip,
  ]
  private let names: [SkillKnowledge.Probability] = [.initialMastery, .learn, .guess, .slip]

  /// - Returns: the errors; `nil` where the estimates are not inside or the information is not definite.
  private func expected(_ skill: SkillKnowledge, _ log: PracticeLog, _ index: Int) -> [Double]? {
    guard probabilities.allSatisfy({ skill[keyPath: $0] > 0.02 && skill[keyPath: $0] < 0.98 }),
      skill.guess + skill.slip < 0.97
    else { return nil }
    func logLikelihood(_ moves: [(Int, Double)]) -> Double {
      var moved = skill
      for (parameter, shift) in moves { moved[keyPath: probabilities[parameter]] += shift }
      return log.sequences.reduce(0) { sum, sequence in
        let answers = sequence.filter { $0.skill == index }.map(\.isCorrect)
        return sum + Foundation.log(enumerated(moved, answers).likelihood)
      }
    }
    let h = 1e-3
    var information = [Double](repeating: 0, count: 16)
    for row in 0..<4 {
      for column in 0..<4 {
        information[row * 4 + column] =
          (logLikelihood([(row, h), (column, -h)]) + logLikelihood([(row, -h), (column, h)])
            - logLikelihood([(row, h), (column, h)]) - logLikelihood([(row, -h), (column, -h)]))
          / (4 * h * h)
      }
    }
    guard let inverse = Cholesky(information, order: 4)?.inverse else { return nil }
    return (0..<4).map { inverse[$0 * 5].squareRoot() }
  }

  @Test func errorsBeyondHalfTheRangeAreNotTold() throws {
    // The second one's answers tell little of mastery.
    let truths = [
      SkillKnowledge(skill: "add", initialMastery: 0.3, learn: 0.1, guess: 0.2, slip: 0.1),
      SkillKnowledge(skill: "add", initialMastery: 0.4, learn: 0.2, guess: 0.4, slip: 0.35),
    ]
    var (told, left) = (0, 0)
    for seed in UInt64(0)..<160 {
      let log = simulatedPractice(
        [truths[Int(seed % 2)]], students: 20, answers: 4, seed: seed)
      let fit = try BayesianKnowledgeTracing(starts: 2).fit(log)
      let skill = fit.skills[0]
      guard let expected = expected(skill, log, 0) else { continue }
      for parameter in 0..<4 {
        let isOpen = skill.undetermined?.contains(names[parameter]) == true
        // Differences lose digits where the likelihood is flat.
        if expected[parameter] > 0.55 {
          #expect(isOpen && skill[keyPath: errors[parameter]] == nil, "seed \(seed)")
          left += 1
        } else if expected[parameter] < 0.45 {
          let error = try #require(skill[keyPath: errors[parameter]], "seed \(seed)")
          #expect(abs(error / expected[parameter] - 1) < 0.02, "seed \(seed)")
          #expect(!isOpen)
          told += 1
        }
      }
      #expect(fit.concerns.contains { $0.contains("not determined") } == (skill.undetermined != []))
    }
    #expect(told > 20 && left > 3, "\(told) told, \(left) left open")
  }
}
