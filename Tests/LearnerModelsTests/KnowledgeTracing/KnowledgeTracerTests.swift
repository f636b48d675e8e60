import Foundation
import LearnerModels
import Numerical
import Testing

@Suite struct KnowledgeTracerTests {
  let skill = SkillKnowledge(
    skill: "add", initialMastery: 0.3, learn: 0.2, guess: 0.15, slip: 0.1, forget: 0.05)
  let answers = [true, false, false, true, true, false, true]

  var tracer: KnowledgeTracer {
    KnowledgeTracer(vocabulary: .init(skills: ["add"]), skills: [skill])
  }
  var sequence: [PracticeLog.Interaction] { answers.map { .init(skill: 0, isCorrect: $0) } }

  @Test func predictsWhatSummingOverAllCoursesOfMasteryGives() {
    var before = 1.0
    for (position, step) in tracer.trace(sequence).enumerated() {
      let upTo = enumerated(skill, Array(answers[...position]))
      let chance = answers[position] ? step.prediction : 1 - step.prediction
      #expect(abs(chance - upTo.likelihood / before) < 1e-12)
      #expect(abs(step.mastery - upTo.smoothed[position]) < 1e-12)
      before = upTo.likelihood
    }
  }

  @Test func smoothsAsSummingDoesAlsoAmidOtherSkills() {
    let two = KnowledgeTracer(
      vocabulary: .init(skills: ["add", "cut"]),
      skills: [
        skill, SkillKnowledge(skill: "cut", initialMastery: 0.5, learn: 0.1, guess: 0.2, slip: 0.1),
      ])
    let mixed = sequence.flatMap { [$0, .init(skill: 1, isCorrect: true)] }
    let exact = enumerated(skill, answers).smoothed
    for (position, mastery) in two.smoothed(mixed).enumerated() where position % 2 == 0 {
      #expect(abs(mastery - exact[position / 2]) < 1e-12)
    }
  }

  @Test func comesBackFromJSONAsItWas() throws {
    let log = simulatedPractice([skill], students: 40, answers: 5, seed: 3)
    let fit = try BayesianKnowledgeTracing(initialMastery: .byFirstAnswer, starts: 1).fit(log)
    let data = try JSONEncoder().encode(fit)
    #expect(try JSONDecoder().decode(KnowledgeTracer.self, from: data) == fit)
    #expect(String(decoding: data, as: UTF8.self).contains("\"p_init\""))
  }

  @Test func givesAnUnseenSkillAnEvenChance() {
    #expect(tracer.predictions(for: [.init(skill: 7, isCorrect: true)]) == [0.5])
  }

  /// Against 1500 students followed one by one; three standard errors of a share are at most 0.039.
  @Test func forecastsWhatSimulatedStudentsNeed() {
    let forecast = skill.masteryForecast(opportunities: 25)
    let log = simulatedPractice([skill], students: 1500, answers: 25, seed: 9)
    var counts = [Double](repeating: 0, count: 26)
    for sequence in log.sequences {
      let reached = tracer.trace(sequence).firstIndex { $0.masteryAfter >= 0.95 }
      if let reached { counts[reached + 1] += 1 / 1500 }
    }
    for count in 0...25 { #expect(abs(counts[count] - forecast.distribution[count]) < 0.039) }
    #expect(abs(forecast.distribution.reduce(0, +) + forecast.remaining - 1) < 1e-9)
    #expect(skill.masteryForecast(threshold: 0.2).expected == 0)
  }
}
