import AdaptiveTesting
import Benchmark
import Foundation
import ItemBanks
import ItemResponse
import Numerical
import Simulation

// What the engine costs between an answer and the next item, in one process and without a terminal.

/// 3PL items like those of real banks: a around 1.1, b normal, c = 0.2.
private func simulatedBank(_ count: Int) -> Bank {
  var generator = SeededGenerator(seed: 20)
  let items = (0..<count).map { index in
    // The sum of twelve uniforms is close enough to normal for a benchmark's difficulties.
    let normal = (0..<12).reduce(-6.0) { sum, _ in sum + generator.uniform() }
    return Item(
      id: "i\(index)", domain: "d\(index % 8)",
      parameters: LogisticModel(
        discrimination: 0.6 + generator.uniform(), difficulty: normal, lowerAsymptote: 0.2))
  }
  return Bank(name: "simulated", items: items)
}

/// A sitting with ten answers behind it, about to choose the eleventh item.
private func sitting(_ bank: Bank, _ design: Design) -> TestSession? {
  guard var session = try? TestSession(bank: bank, design: design, seed: 1) else { return nil }
  session.begin(at: 0)
  for step in 0..<10 {
    session.advance(at: Int64(step))
    session.record(score: step % 2, at: Int64(step))
  }
  return session
}

let benchmarks: @Sendable () -> Void = {
  let open = Design(stopping: .init(standardError: 0.01))
  let balanced = Design(content: .equalShares, stopping: .init(standardError: 0.01))

  for count in [1000, 100_000] {
    for (name, design) in [("", open), (", content balanced", balanced)] {
      Benchmark(
        "Choose the next of \(count) items\(name)",
        configuration: .init(metrics: [.wallClock], maxDuration: .seconds(3))
      ) { benchmark in
        guard let session = sitting(simulatedBank(count), design) else {
          return benchmark.error("the sitting cannot begin")
        }
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations { blackHole(session.next(at: 100)) }
        benchmark.stopMeasurement()
      }
    }
  }

  for count in [10, 30] {
    Benchmark(
      "EAP of \(count) answers",
      configuration: .init(
        metrics: [.wallClock], scalingFactor: .kilo, maxDuration: .seconds(3))
    ) { benchmark in
      let items = simulatedBank(count).items
      let responses = items.enumerated().compactMap { index, item in
        item.model.map { ScoredResponse(model: $0, score: index % 2) }
      }
      let estimator = AbilityEstimator(method: .eap)
      benchmark.startMeasurement()
      for _ in benchmark.scaledIterations { blackHole(try estimator.estimate(responses)) }
      benchmark.stopMeasurement()
    }
  }

  // 1000 two-parameter items, people N(0, 1), the best item, to a standard error of 0.3 or 40 items: on a
  // machine of two cores catsim 0.21 gives 65 such tests a second, catR 38 (MLE) and 5 (EAP).
  for method in [AbilityMethod.eap, .mle] {
    Benchmark(
      "A thousand simulated tests, \(method.rawValue.uppercased())",
      configuration: .init(metrics: [.wallClock, .throughput], maxDuration: .seconds(5))
    ) { benchmark in
      let design = Design(
        estimation: .init(method: method),
        stopping: .init(standardError: 0.3, maximumItems: 40))
      guard let plan = try? TestPlan(bank: twoParameterBank(), design: design) else {
        return benchmark.error("the plan cannot be made")
      }
      let study = SimulationStudy(
        plan: plan, people: SimulatedPerson.draw(1000, from: .standardNormal, seed: 3))
      // The plan's tables are made once, however many sit the test.
      blackHole(study.run())
      benchmark.startMeasurement()
      for _ in benchmark.scaledIterations { blackHole(study.run()) }
      benchmark.stopMeasurement()
    }
  }
}

/// Discriminations lognormal with SD 0.32 on the log scale, difficulties normal: tests are then some 14 items
/// long, as those of which the others' speeds are told.
private func twoParameterBank() -> Bank {
  var generator = SeededGenerator(seed: 20)
  return Bank(
    name: "simulated",
    items: (0..<1000).map { index in
      Item(
        id: "i\(index)",
        parameters: LogisticModel(
          discrimination: exp(0.32 * generator.normal()), difficulty: generator.normal()))
    })
}
