import Calibration
import Foundation
import ItemResponse
import Numerical
import Testing

/// Do 95 % intervals hold the truth in 95 cases of a hundred? New items and persons in each
/// replication: log a ~ N(0, 0.3²), b and θ ~ N(0, 1), and where there are asymptotes, c and 1 − d from
/// the very priors of the estimation, for only then do posterior intervals promise anything.
@Suite struct RecoveryStudy {
  struct Case: Sendable, CustomTestStringConvertible {
    let model: CalibrationModel
    let missing: Double
    let persons: Int
    let items: Int
    let replications: Int
    /// What the study found to hold, of all parameters but the asymptotes and of these.
    var range = 0.93...0.97
    var asymptoteRange = 0.93...0.97
    var testDescription: String { "\(model.rawValue), \(missing) missing" }
  }

  static let cases = [
    Case(model: .rasch, missing: 0, persons: 1000, items: 20, replications: 50),
    Case(model: .rasch, missing: 0.8, persons: 3000, items: 40, replications: 50),
    Case(model: .onePL, missing: 0, persons: 1000, items: 20, replications: 50),
    Case(model: .onePL, missing: 0.8, persons: 3000, items: 40, replications: 50),
    Case(model: .twoPL, missing: 0, persons: 1000, items: 25, replications: 50),
    Case(model: .twoPL, missing: 0.8, persons: 4000, items: 50, replications: 50),
    // With priors the estimate is the posterior's mode, and the posterior is skewed: c and a come out
    // below its mean (by 0.3 and 0.4 of their errors in 3PL), and the intervals of a with them. Those of
    // b and of the asymptotes' logits hold what they promise.
    Case(
      model: .threePL, missing: 0, persons: 2000, items: 25, replications: 30, range: 0.86...0.97,
      asymptoteRange: 0.93...0.98),
    Case(
      model: .threePL, missing: 0.8, persons: 6000, items: 40, replications: 20,
      range: 0.86...0.97, asymptoteRange: 0.93...0.98),
    Case(
      model: .fourPL, missing: 0, persons: 2000, items: 25, replications: 30, range: 0.79...0.97,
      asymptoteRange: 0.93...0.99),
    Case(
      model: .fourPL, missing: 0.8, persons: 6000, items: 40, replications: 20,
      range: 0.79...0.97, asymptoteRange: 0.93...0.99),
  ]

  /// Of intervals that hold the truth.
  struct Coverage {
    var inside = 0
    var total = 0
    /// Of (estimate − truth) / error.
    var sum = 0.0
    var share: Double { Double(inside) / Double(total) }

    mutating func add(_ estimate: Double, _ error: Double?, _ truth: Double) {
      total += 1
      sum += error.map { (estimate - truth) / $0 } ?? 0
      if let error, abs(estimate - truth) <= 1.959964 * error { inside += 1 }
    }
  }

  @Test(arguments: cases) func intervalsCover(test: Case) throws {
    var found: [String: Coverage] = [:]
    for replication in 1...test.replications {
      let (responses, models) = Self.responses(test, seed: UInt64(1000 + replication))
      let priors =
        test.model.hasLowerAsymptote ? ItemPriors.weak(for: test.model) : .none
      let result = try Calibrator(model: test.model, priors: priors).calibrate(responses)
      #expect(result.converged, "seed \(1000 + replication)")
      for (item, truth) in zip(result.items, models) {
        guard let model = item.model, let errors = item.standardErrors else { continue }
        if test.model.hasFreeSlopes {
          found["a", default: Coverage()].add(
            model.discrimination, errors.discrimination, truth.discrimination)
          found["log a", default: Coverage()].add(
            log(model.discrimination), errors.discrimination.map { $0 / model.discrimination },
            log(truth.discrimination))
        }
        // The slope common to all is the latent SD of Rasch's metric.
        let slope = test.model == .rasch ? truth.discrimination : 1
        found["b", default: Coverage()].add(
          model.difficulty, errors.difficulty, slope * truth.difficulty)
        found["intercept", default: Coverage()].add(
          -model.discrimination * model.difficulty, errors.intercept,
          -truth.discrimination * truth.difficulty)
        if test.model.hasLowerAsymptote {
          Self.add(
            model.lowerAsymptote, errors.lowerAsymptote, truth.lowerAsymptote, "c", &found)
        }
        if test.model.hasUpperAsymptote {
          Self.add(
            model.upperAsymptote, errors.upperAsymptote, truth.upperAsymptote, "d", &found)
        }
      }
    }
    let words = found.sorted { $0.key < $1.key }.map { name, coverage in
      let bias = coverage.sum / Double(coverage.total)
      return "\(name) \(String(format: "%.3f (%+.2f)", coverage.share, bias))"
    }.joined(separator: ", ")
    print("\(test): \(words)")
    // The asymptotes on their own scale, and log a, are printed only.
    for (name, coverage) in found where !["c", "d", "log a"].contains(name) {
      let range = name.hasPrefix("logit") ? test.asymptoteRange : test.range
      #expect(range.contains(coverage.share), "\(name): \(words)")
    }
  }

  /// An asymptote lies near the end of its scale: its interval is that of its logit.
  static func add(
    _ estimate: Double, _ error: Double?, _ truth: Double, _ name: String,
    _ found: inout [String: Coverage]
  ) {
    func logit(_ p: Double) -> Double { log(p / (1 - p)) }
    found[name, default: Coverage()].add(estimate, error, truth)
    found["logit " + name, default: Coverage()].add(
      logit(estimate), error.map { $0 / (estimate * (1 - estimate)) }, logit(truth))
  }

  static func responses(
    _ test: Case, seed: UInt64
  ) -> (responses: ResponseMatrix, models: [LogisticModel]) {
    var generator = SeededGenerator(seed: seed)
    let normal = NormalDistribution()
    func z() -> Double { normal.quantile(generator.uniform() + 1e-16) }
    func gamma(_ shape: Int) -> Double {
      (0..<shape).reduce(0.0) { sum, _ in sum - log(generator.uniform() + 1e-16) }
    }
    func beta(_ a: Int, _ b: Int) -> Double {
      let x = gamma(a)
      return x / (x + gamma(b))
    }
    let models = (0..<test.items).map { _ in
      LogisticModel(
        discrimination: test.model.hasFreeSlopes ? exp(0.3 * z()) : 1.2, difficulty: z(),
        lowerAsymptote: test.model.hasLowerAsymptote ? beta(5, 17) : 0,
        upperAsymptote: test.model.hasUpperAsymptote ? 1 - beta(2, 20) : 1)
    }
    let grid = ScoreGrid(rowCount: test.persons, columnCount: test.items) { _, cells in
      let theta = z()
      for item in models.indices {
        let draw = generator.uniform()
        if test.missing > 0, generator.uniform() < test.missing { continue }
        cells[item] = draw < models[item].probability(at: theta) ? 1 : 0
      }
    }
    return (
      ResponseMatrix(scores: grid, items: IdentifierTable(numbered: test.items)), models
    )
  }
}
