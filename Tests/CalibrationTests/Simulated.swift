import Foundation
import ItemResponse
import Numerical

/// Responses made from known items, for recovery and for properties.
enum Simulated {
  static func responses(
    persons: Int, items: Int, missing: Double = 0, lower: Double = 0, upper: Double = 1,
    commonSlope: Bool = false, mean: Double = 0, deviation: Double = 1, seed: UInt64
  ) -> (responses: ResponseMatrix, models: [LogisticModel]) {
    var generator = SeededGenerator(seed: seed)
    let normal = NormalDistribution()
    func z() -> Double { normal.quantile(generator.uniform() + 1e-16) }
    let models = (0..<items).map { _ in
      LogisticModel(
        discrimination: commonSlope ? 1.2 : exp(0.3 * z()), difficulty: z(), lowerAsymptote: lower,
        upperAsymptote: upper)
    }
    let grid = ScoreGrid(rowCount: persons, columnCount: items) { _, cells in
      let theta = mean + deviation * z()
      for item in 0..<items {
        let draw = generator.uniform()
        if missing > 0, generator.uniform() < missing { continue }
        cells[item] = draw < models[item].probability(at: theta) ? 1 : 0
      }
    }
    return (ResponseMatrix(scores: grid, items: IdentifierTable(numbered: items)), models)
  }
}
