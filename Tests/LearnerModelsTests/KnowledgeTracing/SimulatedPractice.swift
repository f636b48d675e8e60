import LearnerModels
import Numerical

/// Students who learn as the model says.
func simulatedPractice(
  _ skills: [SkillKnowledge], students: Int, answers: Int, seed: UInt64
) -> PracticeLog {
  var generator = SeededGenerator(seed: seed)
  let sequences = (0..<students).map { _ -> [PracticeLog.Interaction] in
    skills.enumerated().flatMap { index, skill -> [PracticeLog.Interaction] in
      var isMastered = generator.uniform() < skill.initialMastery
      return (0..<answers).map { _ in
        let right = isMastered ? 1 - skill.slip : skill.guess
        let isCorrect = generator.uniform() < right
        let change = generator.uniform()
        isMastered = isMastered ? change >= skill.forget : change < skill.learn
        return PracticeLog.Interaction(skill: index, isCorrect: isCorrect)
      }
    }
  }
  return PracticeLog(
    students: (0..<students).map { "s\($0)" }, skills: skills.map(\.skill), sequences: sequences)
}

/// P(answers) of one skill and P(mastered at each opportunity | all answers), by summing over all 2ⁿ
/// courses that mastery can take.
func enumerated(
  _ skill: SkillKnowledge, _ answers: [Bool]
) -> (likelihood: Double, smoothed: [Double]) {
  var total = 0.0
  var mastered = [Double](repeating: 0, count: answers.count)
  for course in 0..<(1 << answers.count) {
    var chance = 1.0
    var before: Bool?
    for (position, isCorrect) in answers.enumerated() {
      let isMastered = course >> position & 1 == 1
      switch before {
      case nil: chance *= isMastered ? skill.initialMastery : 1 - skill.initialMastery
      case true?: chance *= isMastered ? 1 - skill.forget : skill.forget
      case false?: chance *= isMastered ? skill.learn : 1 - skill.learn
      }
      let right = isMastered ? 1 - skill.slip : skill.guess
      chance *= isCorrect ? right : 1 - right
      before = isMastered
    }
    total += chance
    for position in answers.indices where course >> position & 1 == 1 {
      mastered[position] += chance
    }
  }
  return (total, mastered.map { $0 / total })
}
