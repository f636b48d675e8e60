import Benchmark
import LearnerModels
import Numerical

// The likelihood with its gradient of data shaped like the alien-matching task's: 31 subjects × 440 trials, three
// contexts, four states, three actions. It is what sampling and fitting spend their time on.

private func choices() -> ChoiceLog {
  var generator = SeededGenerator(seed: 1)
  let names = (0..<4).map { "\($0)" }
  return ChoiceLog(
    subjects: (0..<31).map { "\($0)" }, contexts: Array(names.prefix(3)), states: names,
    actions: Array(names.prefix(3)),
    sequences: (0..<31).map { _ in
      (0..<440).map { trial in
        ChoiceLog.Trial(
          context: trial / 40 % 3, state: generator.index(below: 4),
          action: generator.index(below: 3), reward: 5 * generator.uniform())
      }
    })
}

func choiceLikelihoods() {
  measure("by context, state and action") { try ContextualQLearning($0) }
  measure("task sets") { try TaskSetQLearning($0) }
  measure("Rescorla–Wagner") { try RescorlaWagner($0) }
}

private func measure(
  _ name: String, _ model: @escaping @Sendable (ChoiceLog) throws -> any SubjectModel
) {
  Benchmark(
    "Likelihood and gradient, 31 × 440 trials, \(name)",
    configuration: .init(
      metrics: [.wallClock, .cpuTotal], warmupIterations: 3,
      maxDuration: .seconds(3), maxIterations: 500)
  ) { benchmark in
    let model = try model(choices())
    let point = model.parameters.map { $0.link == .log ? 0.3 : -1.5 }
    var gradient = point
    benchmark.startMeasurement()
    for subject in 0..<model.subjectCount {
      blackHole(model.logLikelihood(ofSubject: subject, at: point, gradient: &gradient))
    }
    benchmark.stopMeasurement()
  }
}
