import Benchmark
import LearnerModels

// What `cat learner simulate rw` does, without the program around it. The peers on a two-core machine: JAX,
// compiled, 0.2–0.3 s; numba on two threads 0.04 s; a loop in Python 14–25 s.

private let simulation = RescorlaWagnerSimulation(
  Array(
    repeating: .init(positiveRate: 0.3, negativeRate: 0.1, inverseTemperature: 5), count: 10_000),
  rewardProbabilities: .shared([0.1, 0.3, 0.5, 0.7, 0.9]), trials: 100)

func rescorlaWagnerSimulations() {
  for threads in [1, 2] {
    for keepsRecords in [false, true] {
      Benchmark(
        "Rescorla–Wagner, 10 000 subjects × 100 trials × 5 actions, "
          + "\(threads == 1 ? "one thread" : "two threads")"
          + (keepsRecords ? ", every choice kept" : ""),
        configuration: .init(
          metrics: [.wallClock, .cpuTotal, .peakMemoryResident], warmupIterations: 3,
          maxDuration: .seconds(5), maxIterations: 200)
      ) { benchmark in
        var simulation = simulation
        simulation.keepsRecords = keepsRecords
        blackHole(try simulation.run(seed: 1, threads: threads))
      }
    }
  }
}
