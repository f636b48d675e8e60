import Benchmark
import LearnerModels
import Numerical

// An epoch of deep knowledge tracing, and one answer predicted. The peer is PyTorch 2.15 on one thread of an
// EPYC with AVX-512: nn.LSTM(100, 128) on one-hot input, batches of 64, on data of this shape takes 1.9 s
// of CPU an epoch, and one answer 320 µs.

/// 4000 students × 50 answers on 50 skills, in an order of each one's own; ability normal.
private func simulated() -> PracticeLog {
  var generator = SeededGenerator(seed: 1)
  let difficulties = (0..<50).map { _ in generator.normal() }
  let sequences = (0..<4000).map { _ in
    let ability = generator.normal()
    return (0..<50).map { step in
      let skill = generator.index(below: 50)
      let chance = logistic(ability + 0.03 * Double(step) - difficulties[skill])
      return PracticeLog.Interaction(skill: skill, isCorrect: generator.uniform() < chance)
    }
  }
  return PracticeLog(
    students: (0..<4000).map(String.init), skills: (0..<50).map(String.init), sequences: sequences)
}

func deepKnowledgeTracing() {
  for (kernels, threads) in [
    (DenseKernels.builtIn, 1), (.builtIn, 2), (.openBLAS, 1),
  ] where kernels.isAvailable {
    Benchmark(
      "DKT, an epoch of 4000 × 50 × 50, hidden 128, \(kernels.rawValue), "
        + (threads == 1 ? "one thread" : "two threads"),
      configuration: .init(
        metrics: [.wallClock, .cpuTotal, .peakMemoryResident], maxDuration: .seconds(10),
        maxIterations: 5)
    ) { benchmark in
      let log = simulated()
      let recipe = DeepKnowledgeTracing(
        batchSize: 64, dropout: 0, epochs: 1, heldOutShare: 0, kernels: kernels,
        parallel: Parallel(threads: threads))
      benchmark.startMeasurement()
      blackHole(try recipe.fit(log))
      benchmark.stopMeasurement()
    }
  }

  Benchmark(
    "DKT, an answer predicted and taken into account, hidden 128",
    configuration: .init(
      metrics: [.wallClock, .cpuTotal], scalingFactor: .kilo, maxDuration: .seconds(5),
      maxIterations: 200)
  ) { benchmark in
    let log = simulated().students(at: 0..<100)
    let model = try DeepKnowledgeTracing(epochs: 1, heldOutShare: 0).fit(log)
    var state = model.start()
    var sum = 0.0
    benchmark.startMeasurement()
    for step in benchmark.scaledIterations {
      let skill = step % 50
      sum += model.probability(ofSkill: skill, in: state)
      model.observe(skill: skill, isCorrect: step % 3 == 0, in: &state)
    }
    benchmark.stopMeasurement()
    blackHole(sum)
  }
}
