import Benchmark
import Calibration
import Foundation
import ItemBanks
import ItemResponse
import Numerical

// What `cat calibrate` does, without the program around it. The peer is mirt 1.47 for R on a two-core
// machine: its 2PL with 61 points, without standard errors as is its default, took 0.9, 6.8, 87 and 52 s
// on data of these four shapes, and 880 MB for the third. Log-likelihoods are on data of our own, drawn
// from the seed below, and held against the maximum. py-irt's 1PL (hierarchical) took 15 s of CPU for the
// tutorial's case.

/// log a normal with SD 0.3, b and θ normal, and a share of the responses missing at random.
private func simulated(persons: Int, items: Int, missing: Double) -> ResponseMatrix {
  var generator = SeededGenerator(seed: 1)
  let normal = NormalDistribution()
  func draw() -> Double { normal.quantile(max(generator.uniform(), 1e-17)) }
  let models = (0..<items).map { _ in
    LogisticModel(discrimination: exp(0.3 * draw()), difficulty: draw())
  }
  let grid = ScoreGrid(rowCount: persons, columnCount: items) { _, cells in
    let theta = draw()
    for item in 0..<items {
      let chance = generator.uniform()
      if missing > 0, generator.uniform() < missing { continue }
      cells[item] = chance < models[item].probability(at: theta) ? 1 : 0
    }
  }
  return ResponseMatrix(scores: grid, items: IdentifierTable(numbered: items))
}

/// The py-irt tutorial's: ten subjects, a thousand items, skill and difficulty uniform on −4…4, one item
/// in ten a fair coin.
private func tutorial() -> ResponseMatrix {
  var generator = SeededGenerator(seed: 1)
  let skills = (0..<10).map { _ in 8 * generator.uniform() - 4 }
  let difficulties = (0..<1000).map { _ in
    generator.uniform() < 0.1 ? nil : 8 * generator.uniform() - 4
  }
  return ResponseMatrix(
    items: (0..<1000).map { "i\($0)" },
    scores: skills.map { skill in
      difficulties.map { difficulty in
        generator.uniform() < (difficulty.map { logistic(skill - $0) } ?? 0.5) ? 1 : 0
      }
    })
}

/// About 100 MB of JSON Lines: 100 items a person.
private func jsonLines() -> Data {
  var data = Data(capacity: 105_000_000)
  var person = 0
  while data.count < 100_000_000 {
    var line = "{\"subject_id\": \"p\(person)\", \"responses\": {"
    for item in 0..<100 {
      line += "\(item > 0 ? ", " : "")\"i\(item)\": \((person &* 31 &+ item &* 17) >> 2 & 1)"
    }
    data += Data((line + "}}\n").utf8)
    person += 1
  }
  return data
}

private let shortfall = BenchmarkMetric.custom(
  "Log-likelihood below the maximum (10⁻⁶)", polarity: .prefersSmaller, useScalingFactor: false)

let benchmarks: @Sendable () -> Void = {
  // The maxima are where EM without acceleration ends, by itself (the last) or with Newton's method.
  for (persons, items, missing, maximum) in [
    (1000, 50, 0.0, -28_004.711019032), (10_000, 100, 0, -541_570.47754033),
    (100_000, 100, 0, -5_418_631.5374131),
    (10_000, 500, 0.8, -555_551.65913153),
  ] {
    let shape = "\(persons) × \(items)" + (missing > 0 ? ", 80 % missing" : "")
    for (threads, hasErrors) in [(1, false), (1, true), (2, true)] {
      Benchmark(
        "2PL, 61 points, \(shape), \(threads == 1 ? "one thread" : "two threads")"
          + (hasErrors ? ", with errors" : ""),
        configuration: .init(
          metrics: [.wallClock, .cpuTotal, .peakMemoryResident, shortfall],
          maxDuration: .seconds(10), maxIterations: 5)
      ) { benchmark in
        let responses = simulated(persons: persons, items: items, missing: missing)
        let calibrator = Calibrator(
          adaptsQuadrature: false, computesStandardErrors: hasErrors, threads: threads)
        benchmark.startMeasurement()
        let result = try calibrator.calibrate(responses)
        benchmark.stopMeasurement()
        guard result.converged else { return benchmark.error("it has not converged") }
        benchmark.measurement(
          shortfall, Int(((maximum - result.logLikelihood) * 1e6).rounded()))
      }
    }
  }

  Benchmark(
    "Few persons, 10 × 1000, one item in ten a coin",
    configuration: .init(
      metrics: [.wallClock, .cpuTotal], maxDuration: .seconds(10), maxIterations: 5)
  ) { benchmark in
    let responses = tutorial()
    benchmark.startMeasurement()
    blackHole(try FewPersonsCalibrator().calibrate(responses))
    benchmark.stopMeasurement()
  }

  Benchmark(
    "Read 100 MB of JSON Lines",
    configuration: .init(
      metrics: [.wallClock, .cpuTotal, .throughput], maxDuration: .seconds(10), maxIterations: 5)
  ) { benchmark in
    let data = jsonLines()
    benchmark.startMeasurement()
    var reader = ResponseReader()
    reader.read(data, file: "benchmark.jsonl")
    let matrix = reader.finish().matrix
    benchmark.stopMeasurement()
    guard matrix != nil else { return benchmark.error("the responses were not read") }
  }
}
