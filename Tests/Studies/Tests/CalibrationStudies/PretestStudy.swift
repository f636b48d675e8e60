import AdaptiveTesting
import Calibration
import Foundation
import ItemBanks
import ItemResponse
import Numerical
import Simulation
import Testing

/// Do pretest items, given at places of an adaptive test and calibrated with its scored items as anchors, come out
/// as they are? In each replication new items, and 1500 people of other ability than the prior's, N(0.4, 1.2²).
@Suite struct PretestStudy {
  private static let people = 1500
  private static let trials = 8
  private static let replications = 40
  private static let ability = NormalDistribution(mean: 0.4, standardDeviation: 1.2)

  /// z = (estimate − truth) / SE, which a right calibration makes standard normal.
  private struct Errors {
    var values: [Double] = []
    var mean: Double { values.reduce(0, +) / Double(values.count) }
    var meanSquare: Double { values.reduce(0) { $0 + $1 * $1 } / Double(values.count) }
    var coverage: Double { Double(values.count { abs($0) < 1.96 }) / Double(values.count) }
    var words: String {
      String(
        format: "n %d, mean z %+.3f, mean z² %.3f, covered %.3f", values.count, mean, meanSquare,
        coverage)
    }
  }

  @Test func pretestItemsComeOutOnTheScale() throws {
    var slopes = Errors()
    var difficulties = Errors()
    var means = Errors()
    var deviations = Errors()
    var answers = 0
    for seed in 1...Self.replications {
      let (responses, truth, anchors) = try Self.collect(seed: UInt64(seed))
      let result = try Calibrator(model: .twoPL, anchors: anchors).calibrate(responses)
      #expect(result.converged, "seed \(seed)")
      for item in result.items {
        guard let truth = truth[item.id] else { continue }
        let model = try #require(item.model)
        let errors = try #require(item.standardErrors)
        // On the logarithm, where the error is more nearly normal.
        slopes.values.append(
          log(model.discrimination / truth.discrimination) * model.discrimination
            / (errors.discrimination ?? .nan))
        difficulties.values.append(
          (model.difficulty - truth.difficulty) / (errors.difficulty ?? .nan))
        answers += item.responses
      }
      means.values.append(
        (result.latentMean - Self.ability.mean) / (result.latentMeanStandardError ?? .nan))
      deviations.values.append(
        (result.latentStandardDeviation - Self.ability.standardDeviation)
          / (result.latentStandardDeviationStandardError ?? .nan))
    }
    print("a: \(slopes.words)\nb: \(difficulties.words)")
    print("mean: \(means.words)\nSD: \(deviations.words)")
    print("answers to an item: \(answers / difficulties.values.count)")
    let count = Double(difficulties.values.count)
    for errors in [slopes, difficulties] {
      // Errors of items of one replication share those of its people, which widens the bounds a little.
      #expect(abs(errors.mean) < 4 / count.squareRoot(), "\(errors.words)")
      #expect(abs(errors.meanSquare - 1) < 4 * (2 / count).squareRoot(), "\(errors.words)")
      #expect((0.92...0.98).contains(errors.coverage), "\(errors.words)")
    }
    for errors in [means, deviations] {
      #expect(abs(errors.mean) < 4 / Double(Self.replications).squareRoot(), "\(errors.words)")
    }
  }

  /// A class that sat the test, as `cat calibrate --sessions` sees it.
  private static func collect(
    seed: UInt64
  ) throws -> (ResponseMatrix, truth: [String: LogisticModel], anchors: [String: LogisticModel]) {
    var generator = SeededGenerator(seed: seed, stream: 1)
    func model() -> LogisticModel {
      LogisticModel(
        discrimination: exp(0.25 * generator.normal()), difficulty: generator.normal())
    }
    let truth = (0..<trials).map { _ in model() }
    let scored = (0..<150).map { _ in model() }
    let bank = Bank(
      name: "study",
      items: truth.indices.map { Item(id: "t\($0)", status: .pretest) }
        + scored.enumerated().map {
          Item(id: "q\($0.offset)", parameters: $0.element, status: .calibrated)
        })
    let design = Design(
      selection: .init(randomesque: 5),
      stopping: .init(standardError: 0.35, minimumItems: 12, maximumItems: 25),
      pretest: .init(.items(2, in: 2...12)))
    let drawn = SimulatedPerson.draw(
      people, from: .normal(mean: ability.mean, standardDeviation: ability.standardDeviation),
      seed: seed
    ).map { person in
      var person = person
      for (number, model) in truth.enumerated() {
        person.scores[number] = person.score(on: model, number: number)
      }
      return person
    }
    let study = SimulationStudy(plan: try TestPlan(bank: bank, design: design), people: drawn)
    let sittings = try #require(study.run())
    let grid = ScoreGrid(rowCount: people, columnCount: bank.items.count) { row, cells in
      for (item, score) in zip(sittings[row].items, sittings[row].scores) {
        cells[Int(item)] = UInt8(score)
      }
      for item in sittings[row].pretestItems {
        cells[Int(item)] = UInt8(drawn[row].scores[Int(item)] ?? 0)
      }
    }
    return (
      ResponseMatrix(scores: grid, items: IdentifierTable(bank.items.map(\.id))),
      Dictionary(uniqueKeysWithValues: truth.enumerated().map { ("t\($0.offset)", $0.element) }),
      Dictionary(uniqueKeysWithValues: scored.enumerated().map { ("q\($0.offset)", $0.element) })
    )
  }
}
