import Foundation
import LearnerModels
import Numerical
import Testing

@Suite struct BaselineTests {
  let log = PracticeLog(
    students: ["a", "b"], skills: ["add", "cut", "never"],
    sequences: [
      [.init(skill: 0, isCorrect: true), .init(skill: 0, isCorrect: false)],
      [.init(skill: 0, isCorrect: true), .init(skill: 1, isCorrect: true)],
    ])

  @Test func skillMeansAreSharesDrawnTowardsAllAnswers() throws {
    let fit = try SkillMeans().fit(log)
    #expect(fit.overall == 4.0 / 6)
    #expect(abs(fit.means[0] - (2 + 4.0 / 6) / 4) < 1e-12)
    #expect(fit.means[2] == fit.overall)
    #expect(fit.predictions(for: [.init(skill: 9, isCorrect: true)]) == [fit.overall])
  }

  /// Answers drawn from the model itself; bounds of about four standard errors.
  @Test func performanceFactorsAreRecovered() throws {
    var generator = SeededGenerator(seed: 21)
    let sequences = (0..<1000).map { _ -> [PracticeLog.Interaction] in
      var (right, wrong) = (0.0, 0.0)
      return (0..<8).map { _ in
        let isCorrect = generator.uniform() < logistic(-0.4 + 0.3 * right - 0.1 * wrong)
        if isCorrect { right += 1 } else { wrong += 1 }
        return .init(skill: 0, isCorrect: isCorrect)
      }
    }
    let log = PracticeLog(
      students: sequences.indices.map(String.init), skills: ["add"], sequences: sequences)
    let skill = try PerformanceFactorsAnalysis().fit(log).skills[0]
    #expect(abs(skill.easiness + 0.4) < 0.2)
    #expect(abs(skill.success - 0.3) < 0.08)
    #expect(abs(skill.failure + 0.1) < 0.08)
  }

  @Test func performanceFactorsStayFiniteWhereAllAnswersAreRight() throws {
    let fit = try PerformanceFactorsAnalysis().fit(
      PracticeLog(
        students: ["a"], skills: ["add"],
        sequences: [Array(repeating: .init(skill: 0, isCorrect: true), count: 50)]))
    let predictions = fit.predictions(
      for: Array(repeating: .init(skill: 0, isCorrect: true), count: 400))
    #expect(predictions.allSatisfy { $0 > 0 && $0 < 1 })
    #expect(throws: LearnerModelError.self) { try PerformanceFactorsAnalysis(ridge: 0).fit(log) }
  }

  @Test(arguments: [false, true]) func itemResponseRecoversDifficulties(hasFreeSlopes: Bool) throws
  {
    var generator = SeededGenerator(seed: 22)
    let difficulties = [-1.5, -0.5, 0, 0.7, 1.2, 0.3]
    let slopes = hasFreeSlopes ? [0.8, 1.5, 1.2, 0.9, 1.4, 2] : Array(repeating: 1.3, count: 6)
    let sequences = (0..<800).map { _ -> [PracticeLog.Interaction] in
      let theta = generator.normal()
      return difficulties.indices.map {
        .init(
          skill: 0, item: $0,
          isCorrect: generator.uniform() < logistic(slopes[$0] * theta - difficulties[$0]))
      }
    }
    let log = PracticeLog(
      students: sequences.indices.map(String.init), skills: ["add"],
      items: difficulties.indices.map(String.init), sequences: sequences)
    let fit = try ItemResponseTracing(hasFreeSlopes: hasFreeSlopes, iterations: 25).fit(log)
    for item in difficulties.indices {
      #expect(abs(fit.difficulties[1 + item] - difficulties[item]) < 0.4)
      #expect(abs(fit.slopes[1 + item] - slopes[item]) < (hasFreeSlopes ? 0.6 : 0.2))
    }
  }

  /// The chain of predictions is the marginal probability of all answers: an integral over θ.
  @Test func itemResponsePredictsByThePosteriorOfTheAnswersBefore() throws {
    let fit = try ItemResponseTracing(unit: .skill, iterations: 10).fit(log)
    let sequence = [
      PracticeLog.Interaction(skill: 0, isCorrect: true), .init(skill: 1, isCorrect: false),
      .init(skill: 0, isCorrect: true),
    ]
    let chain = zip(fit.predictions(for: sequence), sequence).reduce(1) {
      $0 * ($1.1.isCorrect ? $1.0 : 1 - $1.0)
    }
    let whole = Quadrature(from: -8, to: 8, points: 2001).integral { theta in
      sequence.reduce(exp(NormalDistribution().logDensity(at: theta))) {
        let p = logistic(fit.slopes[$1.skill] * theta - fit.difficulties[$1.skill])
        return $0 * ($1.isCorrect ? p : 1 - p)
      }
    }
    #expect(abs(chain - whole) < 1e-5)
    var changed = sequence
    changed[2].isCorrect = false
    #expect(fit.predictions(for: changed)[2] == fit.predictions(for: sequence)[2])
  }

  /// Rounding in the posterior must not grow over a thousand answers.
  @Test func itemResponseStaysSoundOverLongRecords() throws {
    let fit = try ItemResponseTracing(unit: .skill, iterations: 5).fit(log)
    for period in [2, 3, 100, 500] {
      let sequence = (0..<1000).map {
        PracticeLog.Interaction(skill: 0, isCorrect: $0 / period % 2 == 0)
      }
      let predictions = fit.predictions(for: sequence)
      #expect(predictions.allSatisfy { $0 > 0 && $0 < 1 })
      // After as many right as wrong answers, about a half.
      #expect(abs(fit.predictions(for: sequence + [sequence[0]])[1000] - 0.5) < 0.02)
    }
  }

  @Test func refuseAnEmptyLogAndComeBackFromJSON() throws {
    let empty = PracticeLog(students: ["a"], skills: ["add"], sequences: [[]])
    let recipes: [any NextAnswerModel] = [
      SkillMeans(), PerformanceFactorsAnalysis(), ItemResponseTracing(),
    ]
    for recipe in recipes {
      #expect(throws: LearnerModelError.emptyLog) { try recipe.fit(empty) }
    }
    let factors = try PerformanceFactorsAnalysis().fit(log)
    let again = try JSONDecoder().decode(
      FittedPerformanceFactors.self, from: JSONEncoder().encode(factors))
    #expect(again == factors)
    let abilities = try ItemResponseTracing(iterations: 3).fit(log)
    #expect(
      try JSONDecoder().decode(FittedItemResponse.self, from: JSONEncoder().encode(abilities))
        == abilities)
  }
}
