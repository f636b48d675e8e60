import Foundation
import LearnerModels
import Numerical
import Testing

@Suite struct BayesianKnowledgeTracingTests {
  let truth = [
    SkillKnowledge(skill: "add", initialMastery: 0.35, learn: 0.15, guess: 0.2, slip: 0.1),
    SkillKnowledge(skill: "cut", initialMastery: 0.6, learn: 0.3, guess: 0.1, slip: 0.2),
  ]

  @Test func recoversTheTruthWithinItsStandardErrors() throws {
    let log = simulatedPractice(truth, students: 500, answers: 8, seed: 11)
    let fit = try BayesianKnowledgeTracing(starts: 2).fit(log)
    for (found, true_) in zip(fit.skills, truth) {
      let errors = found.standardErrors
      for (estimate, error, value) in [
        (found.initialMastery, errors.initialMastery, true_.initialMastery),
        (found.learn, errors.learn, true_.learn), (found.guess, errors.guess, true_.guess),
        (found.slip, errors.slip, true_.slip),
      ] {
        let error = try #require(error)
        #expect(error > 0 && error < 0.1)
        #expect(abs(estimate - value) < 3.5 * error)
      }
    }
    let atTruth = KnowledgeTracer(vocabulary: log.vocabulary, skills: truth)
    #expect(fit.logLikelihood >= atTruth.logLikelihood(of: log))
    #expect(abs(fit.logLikelihood - fit.logLikelihood(of: log)) < 1e-6)
  }

  /// Nothing near the estimates is more likely, by a likelihood that shares no code with the fit.
  @Test(arguments: [false, true]) func findsAMaximum(forgets: Bool) throws {
    var skill = truth[0]
    skill.forget = forgets ? 0.1 : 0
    let log = simulatedPractice([skill], students: 80, answers: 5, seed: 12)
    let fit = try BayesianKnowledgeTracing(forgets: forgets, starts: 3).fit(log).skills[0]
    func logLikelihood(_ skill: SkillKnowledge) -> Double {
      log.sequences.reduce(0) {
        $0 + Foundation.log(enumerated(skill, $1.map(\.isCorrect)).likelihood)
      }
    }
    let best = logLikelihood(fit)
    #expect(abs(best - fit.logLikelihood) < 1e-8)
    var paths: [WritableKeyPath<SkillKnowledge, Double>] = [
      \.initialMastery, \.learn, \.guess, \.slip,
    ]
    if forgets { paths.append(\.forget) }
    for path in paths {
      for shift in [-0.002, 0.002] {
        var moved = fit
        moved[keyPath: path] += shift
        guard moved[keyPath: path] > 0, moved[keyPath: path] < 1 else { continue }
        #expect(logLikelihood(moved) <= best + 1e-9, "\(path) \(shift)")
      }
    }
  }

  @Test func isTheSameToTheBitForAnyNumberOfThreads() throws {
    let log = simulatedPractice(truth, students: 60, answers: 5, seed: 13)
    let one = try BayesianKnowledgeTracing(parallel: Parallel(threads: 1)).fit(log)
    #expect(try BayesianKnowledgeTracing(parallel: Parallel(threads: 3)).fit(log) == one)
  }

  @Test func keepsToTheCapsAndSaysSo() throws {
    let log = simulatedPractice(truth, students: 200, answers: 6, seed: 14)
    let fit = try BayesianKnowledgeTracing(guessCap: 0.05, slipCap: 0.04, starts: 2).fit(log)
    for skill in fit.skills {
      #expect(abs(skill.guess - 0.05) < 1e-9 && abs(skill.slip - 0.04) < 1e-9)
      #expect(skill.concerns.contains(.guessAtCap) && skill.concerns.contains(.slipAtCap))
      #expect(skill.standardErrors.guess == nil && skill.standardErrors.slip == nil)
    }
    #expect(fit.concerns.contains("skill 'add': P(guess) would be larger than its cap."))
  }

  /// Whoever gets worse with practice would be fitted by mastery that makes answers worse.
  @Test func neverLetsMasteryMakeAnswersWorse() throws {
    var generator = SeededGenerator(seed: 15)
    let sequences = (0..<200).map { _ in
      (0..<6).map { position in
        PracticeLog.Interaction(
          skill: 0, isCorrect: generator.uniform() < 0.9 - 0.14 * Double(position))
      }
    }
    let log = PracticeLog(
      students: sequences.indices.map(String.init), skills: ["odd"], sequences: sequences)
    let skill = try BayesianKnowledgeTracing().fit(log).skills[0]
    #expect(skill.guess + skill.slip < 1)
    #expect(!skill.concerns.isEmpty)
  }

  @Test func tellsItemsAndResourcesApart() throws {
    var generator = SeededGenerator(seed: 16)
    let guesses = [0.05, 0.4]
    let learns = [0.05, 0.5]
    let sequences = (0..<600).map { _ -> [PracticeLog.Interaction] in
      var isMastered = generator.uniform() < 0.3
      return (0..<8).map { _ in
        let item = generator.index(below: 2)
        let resource = generator.index(below: 2)
        let isCorrect = generator.uniform() < (isMastered ? 0.92 : guesses[item])
        if !isMastered { isMastered = generator.uniform() < learns[resource] }
        return .init(skill: 0, item: item, resource: resource, isCorrect: isCorrect)
      }
    }
    let log = PracticeLog(
      students: sequences.indices.map(String.init), skills: ["add"], items: ["hard", "easy"],
      resources: ["text", "lesson"], sequences: sequences)
    let fit = try BayesianKnowledgeTracing(answering: .byItem, learning: .byResource, starts: 1)
      .fit(log)
    for item in try #require(fit.skills[0].items) {
      let error = try #require(item.guessError)
      #expect(abs(item.guess - guesses[item.item == "hard" ? 0 : 1]) < 3.5 * error)
    }
    for resource in try #require(fit.skills[0].resources) {
      let error = try #require(resource.standardError)
      #expect(abs(resource.learn - learns[resource.resource == "text" ? 0 : 1]) < 3.5 * error)
    }
    #expect(abs(fit.logLikelihood - fit.logLikelihood(of: log)) < 1e-6)
  }

  @Test func givesEachStudentAPriorByTheirFirstAnswer() throws {
    // Two kinds of students: what they know of the second skill goes with the first answer.
    var generator = SeededGenerator(seed: 17)
    let sequences = (0..<400).map { _ -> [PracticeLog.Interaction] in
      let isAble = generator.uniform() < 0.5
      var answers = [PracticeLog.Interaction(skill: 0, isCorrect: isAble)]
      let isMastered = generator.uniform() < (isAble ? 0.9 : 0.1)
      for _ in 0..<4 {
        answers.append(
          .init(skill: 1, isCorrect: generator.uniform() < (isMastered ? 0.9 : 0.1)))
      }
      return answers
    }
    let log = PracticeLog(
      students: sequences.indices.map(String.init), skills: ["first", "then"],
      sequences: sequences)
    let fit = try BayesianKnowledgeTracing(initialMastery: .byFirstAnswer, starts: 1).fit(log)
    let priors = try #require(fit.skills[1].byFirstAnswer)
    #expect(abs(priors.afterRight - 0.9) < 0.08 && abs(priors.afterWrong - 0.1) < 0.08)
    // The first answer is predicted before it is seen.
    let predictions = [true, false].map {
      fit.predictions(for: [.init(skill: 0, isCorrect: $0)])[0]
    }
    #expect(predictions[0] == predictions[1])
    let plain = try BayesianKnowledgeTracing(starts: 1).fit(log)
    #expect(fit.logLikelihood > plain.logLikelihood + 100)
    #expect(abs(fit.logLikelihood - fit.logLikelihood(of: log)) < 1e-6)
  }

  @Test func saysWhatIsWrongWithTheData() throws {
    let empty = PracticeLog(students: ["a"], skills: ["add"], sequences: [[]])
    #expect(throws: LearnerModelError.emptyLog) { try BayesianKnowledgeTracing().fit(empty) }
    let single = PracticeLog(
      students: ["a"], skills: ["add"], sequences: [[.init(skill: 0, isCorrect: true)]])
    #expect(throws: LearnerModelError.noSecondAnswer) { try BayesianKnowledgeTracing().fit(single) }
    #expect(throws: LearnerModelError.self) {
      try BayesianKnowledgeTracing(guessCap: 0).fit(single)
    }
    let log = PracticeLog(
      students: ["a", "b"], skills: ["easy", "never", "once"],
      sequences: [
        [.init(skill: 0, isCorrect: true), .init(skill: 0, isCorrect: true)],
        [.init(skill: 0, isCorrect: true), .init(skill: 2, isCorrect: false)],
      ])
    let fit = try BayesianKnowledgeTracing().fit(log)
    #expect(fit.skills[0].concerns.contains(.neverWrong))
    #expect(fit.skills[1].concerns == [.unanswered])
    #expect(fit.skills[2].concerns.contains(.noSecondAnswer))
    #expect(fit.skills[2].concerns.contains(.neverRight))
    #expect(
      fit.concerns[0]
        == "skill 'easy': nobody ever answered it wrong, so mastery and learning cannot be told "
        + "apart; its estimates lie on a bound.")
  }
}
