import Benchmark
import LearnerModels
import Numerical

// Bayesian knowledge tracing fitted from five starts, with standard errors. The peer is pyBKT, which took
// 58 s of CPU for 5 skills × 2000 students × 20 answers.

/// Students who learn as the model says, with as many answers to each skill.
private func simulated(skills: Int, students: Int, answers: Int) -> PracticeLog {
  var generator = SeededGenerator(seed: 1)
  let truths = (0..<skills).map { skill in
    SkillKnowledge(
      skill: "s\(skill)", initialMastery: 0.2 + 0.5 * generator.uniform(),
      learn: 0.05 + 0.2 * generator.uniform(), guess: 0.1 + 0.2 * generator.uniform(),
      slip: 0.05 + 0.15 * generator.uniform())
  }
  let sequences = (0..<students).map { _ in
    truths.enumerated().flatMap { index, truth -> [PracticeLog.Interaction] in
      var isMastered = generator.uniform() < truth.initialMastery
      return (0..<answers).map { _ in
        let right = isMastered ? 1 - truth.slip : truth.guess
        let isCorrect = generator.uniform() < right
        if !isMastered { isMastered = generator.uniform() < truth.learn }
        return .init(skill: index, isCorrect: isCorrect)
      }
    }
  }
  return PracticeLog(
    students: (0..<students).map(String.init), skills: truths.map(\.skill), sequences: sequences)
}

func knowledgeTracing() {
  for answers in [4, 20] {
    for threads in [1, 2] {
      Benchmark(
        "BKT, 5 skills × 2000 students × \(answers) answers a skill, threads: \(threads)",
        configuration: .init(metrics: [.wallClock, .cpuTotal], maxDuration: .seconds(3))
      ) { benchmark in
        let log = simulated(skills: 5, students: 2000, answers: answers)
        let recipe = BayesianKnowledgeTracing(parallel: Parallel(threads: threads))
        benchmark.startMeasurement()
        blackHole(try recipe.fit(log))
        benchmark.stopMeasurement()
      }
    }
  }
}
