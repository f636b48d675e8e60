import Benchmark
import LearnerModels
import Numerical

// Hierarchical fits of data shaped like the alien-matching task's, made by the model itself: 31 people × 440
// trials, three seasons, four aliens, three things to do.
//
// NumPyro 0.22 draws 0.34 to 0.64 effective draws a second of the same model from one chain on a two-core
// machine; those here count the whole run, MAP–EM and warm-up included.

private func contextualModel() throws -> ContextualQLearning {
  try model([(-1.7, 0.4), (0.1, 0.25), (-3, 0.6)]) { try ContextualQLearning($0) }
}

private func taskSetModel() throws -> TaskSetQLearning {
  try model([(-2.7, 0.25), (1.9, 0.25), (-2.3, 0.45), (-3, 0.35), (-0.3, 0.07), (-6.2, 0.6)]) {
    try TaskSetQLearning($0)
  }
}

/// - Parameter group: mean and standard deviation of each parameter, unconstrained.
private func model<Model: ChoiceModel>(
  _ group: [(Double, Double)], _ form: (ChoiceLog) throws -> Model
) throws -> Model {
  var generator = SeededGenerator(seed: 1)
  let outcomes = (0..<3).map { _ in
    (0..<4).map { _ in
      let best = generator.index(below: 3)
      return (0..<3).map { action in (-4...4).map { (action == best ? 5 : 1) + 0.2 * Double($0) } }
    }
  }
  let task = ChoiceTask(
    contexts: ["0", "1", "2"], states: ["0", "1", "2", "3"], actions: ["0", "1", "2"],
    situations: (0..<31).map { _ in
      (0..<440).map { .init(context: $0 / 40 % 3, state: generator.index(below: 4)) }
    },
    rewards: .anyOf(outcomes))
  let anyone = try form(
    ChoiceLog(
      subjects: ["0"], contexts: task.contexts, states: task.states, actions: task.actions,
      sequences: [Array(repeating: ChoiceLog.Trial(action: 0, reward: 0), count: 2)]))
  let people = (0..<31).map { _ in
    zip(anyone.parameters, group).map { parameter, group in
      parameter.link.constrained(group.0 + group.1 * generator.normal())
    }
  }
  return try anyone.applied(to: anyone.simulate(task, with: people, seed: 1))
}

func hierarchicalFits() {
  let effective = BenchmarkMetric.custom(
    "Effective draws a second", polarity: .prefersLarger, useScalingFactor: false)
  let kept = BenchmarkMetric.custom(
    "Draws a second", polarity: .prefersLarger, useScalingFactor: false)
  let fitting = Benchmark.Configuration(
    metrics: [.wallClock, .cpuTotal, .peakMemoryResident, kept, effective],
    timeUnits: .milliseconds, warmupIterations: 0, maxDuration: .seconds(60), maxIterations: 3)

  func sample(_ benchmark: Benchmark, _ model: some SubjectModel) throws {
    var sampling = HierarchicalSampling()
    sampling.sampler.chains = 1
    let clock = ContinuousClock()
    benchmark.startMeasurement()
    let start = clock.now
    let fit = try sampling.fit(model)
    let seconds = (clock.now - start) / .seconds(1)
    benchmark.stopMeasurement()
    let smallest = fit.summaries.compactMap(\.bulkSampleSize).min() ?? 0
    benchmark.measurement(kept, Int(Double(fit.draws.drawCount) / seconds))
    benchmark.measurement(effective, Int(smallest / seconds))
  }

  Benchmark("Sampling 31 × 440 choices, one chain", configuration: fitting) { benchmark in
    try sample(benchmark, contextualModel())
  }

  Benchmark("Sampling 31 × 440 choices with task sets, one chain", configuration: fitting) {
    benchmark in
    try sample(benchmark, taskSetModel())
  }

  Benchmark(
    "MAP–EM of 31 × 440 choices",
    configuration: .init(
      metrics: [.wallClock, .cpuTotal, .peakMemoryResident], timeUnits: .milliseconds,
      warmupIterations: 1, maxDuration: .seconds(20), maxIterations: 10)
  ) { benchmark in
    let model = try contextualModel()
    benchmark.startMeasurement()
    blackHole(try HierarchicalMAP().fit(model))
    benchmark.stopMeasurement()
  }
}
