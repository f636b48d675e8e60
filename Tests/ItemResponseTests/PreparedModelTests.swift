import ItemResponse
import Numerical
import Testing

@Suite struct PreparedModelTests {
  private let models: [any ResponseModel] = [
    LogisticModel(discrimination: 1.3, difficulty: 0.4),
    LogisticModel(discrimination: 0.8, difficulty: -1, lowerAsymptote: 0.2, upperAsymptote: 0.95),
  ]

  @Test func saysWhatTheModelSays() {
    for model in models {
      let prepared = PreparedModel(model)
      var sums = [Double](repeating: 0.5, count: Quadrature.standard.pointCount)
      var expected = sums
      for score in 0..<model.scoreCount {
        prepared.addLogProbabilities(of: score, on: .standard, to: &sums)
        model.addLogProbabilities(of: score, on: .standard, to: &expected)
        for theta in [-3.0, 0.2, 7] {
          #expect(
            prepared.logProbability(of: score, at: theta)
              == model.logProbability(of: score, at: theta))
        }
      }
      #expect(sums == expected)
      #expect(prepared.information(at: 0.3) == model.information(at: 0.3))
    }
  }

  @Test func otherGridsAreComputed() {
    let grid = Quadrature(from: -2, to: 2, points: 9)
    let prepared = PreparedModel(models[0])
    var sums = [Double](repeating: 0, count: 9)
    prepared.addLogProbabilities(of: 1, on: grid, to: &sums)
    #expect(sums == grid.points.map { models[0].logProbability(of: 1, at: $0).value })
  }

  @Test func boundsHoldEverywhereInTheRange() {
    for model in models {
      let prepared = PreparedModel(model)
      for low in stride(from: -6.0, to: 6, by: 0.125) {
        let bound = prepared.informationBound(in: low...(low + 0.125))
        for step in 0...20 {
          #expect(model.information(at: low + 0.125 * Double(step) / 20) <= bound)
        }
      }
    }
  }
}
