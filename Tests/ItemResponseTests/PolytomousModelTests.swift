import Foundation
import ItemResponse
import Numerical
import Testing

struct PolytomousModelTests {
  private static let thetas = Array(stride(from: -12.0, through: 12, by: 0.75))

  /// Twelve random models of each kind, of two to seven categories.
  private static let models: [any ResponseModel] = {
    var generator = SeededGenerator(seed: 5)
    var models: [any ResponseModel] = []
    for index in 0..<12 {
      let steps = (0...(index % 6)).map { _ in 6 * generator.uniform() - 3 }
      let a = 0.3 + 2.2 * generator.uniform()
      models += [
        GradedModel(discrimination: a, thresholds: steps.sorted()),
        PartialCreditModel(discrimination: a, steps: steps),
        PartialCreditModel(steps: steps),
        RatingScaleModel(discrimination: a, difficulty: generator.uniform(), steps: steps),
        NominalModel(
          slopes: [0] + steps.map { $0 + 0.1 }, intercepts: [0] + steps.map { 0.5 - $0 * $0 / 3 }),
      ]
    }
    return models
  }()

  @Test func probabilitiesAddUp() {
    for model in Self.models {
      for theta in Self.thetas {
        let sum = (0..<model.scoreCount).reduce(0) { $0 + model.probability(of: $1, at: theta) }
        #expect(abs(sum - 1) < 1e-13, "\(model) at \(theta)")
      }
    }
  }

  /// Slope against the difference of values, curvature against the difference of slopes.
  @Test func derivativesAreRight() {
    let h = 1e-5
    for model in Self.models {
      for theta in Self.thetas {
        for score in 0..<model.scoreCount {
          let below = model.logProbability(of: score, at: theta - h)
          let at = model.logProbability(of: score, at: theta)
          let above = model.logProbability(of: score, at: theta + h)
          #expect(abs(at.slope - (above.value - below.value) / (2 * h)) < 1e-7, "\(model)")
          #expect(abs(at.curvature - (above.slope - below.slope) / (2 * h)) < 1e-7, "\(model)")
          #expect(at.curvature <= 0, "\(model) says that it is log-concave")
        }
      }
    }
  }

  /// I = −E[(log P)″] = E[(log P)′²], and E[(log P)′] = 0.
  @Test func informationIsTheMeanCurvature() {
    for model in Self.models {
      for theta in Self.thetas {
        var (slope, square, curvature) = (0.0, 0.0, 0.0)
        for score in 0..<model.scoreCount {
          let log = model.logProbability(of: score, at: theta)
          slope += exp(log.value) * log.slope
          square += exp(log.value) * log.slope * log.slope
          curvature += exp(log.value) * log.curvature
        }
        let information = model.information(at: theta)
        #expect(abs(slope) < 1e-13)
        #expect(abs(information - square) < 1e-12 * max(1, square), "\(model) at \(theta)")
        #expect(abs(information + curvature) < 1e-12 * max(1, square), "\(model) at \(theta)")
      }
    }
  }

  /// Both tails keep their digits: 1e-13 relative, where differences of probabilities would have lost
  /// all of them.
  @Test func agreesWithEightyDigits() {
    func isClose(_ value: Double, _ expected: Double) -> Bool {
      abs(value - expected) <= 1e-13 * max(abs(expected), 1e-30)
    }
    for row in PolytomousReference.all {
      let model = row.model
      #expect(model.scoreCount == row.scores.count)
      for (score, expected) in row.scores.enumerated() {
        let log = model.logProbability(of: score, at: row.theta)
        #expect(isClose(log.value, expected.value), "\(row.kind) \(row.theta) \(score)")
        // Near its zero a slope is as good as the terms it is the difference of.
        #expect(abs(log.slope - expected.slope) <= 1e-13 * max(abs(expected.slope), 1e-3))
        #expect(
          isClose(log.curvature, expected.curvature), "\(row.kind) \(row.theta) \(score)")
      }
      #expect(isClose(model.information(at: row.theta), row.information))
      #expect(
        abs(model.biasCorrection(at: row.theta) - row.bias) <= 1e-12 * max(abs(row.bias), 1e-6))
    }
  }

  @Test func staysFiniteFarOut() {
    for model in Self.models {
      for theta in [-1e6, -700, 700, 1e6] {
        for score in 0..<model.scoreCount {
          let log = model.logProbability(of: score, at: theta)
          #expect(log.value.isFinite && log.slope.isFinite && log.curvature.isFinite)
        }
        #expect(model.information(at: theta) >= 0)
      }
    }
  }

  /// With two categories all of them are the two-parameter logistic model.
  @Test func twoCategoriesAreLogistic() {
    let logistic = LogisticModel(discrimination: 1.3, difficulty: -0.4)
    let same: [any ResponseModel] = [
      GradedModel(discrimination: 1.3, thresholds: [-0.4]),
      PartialCreditModel(discrimination: 1.3, steps: [-0.4]),
      RatingScaleModel(discrimination: 1.3, difficulty: -0.9, steps: [0.5]),
      NominalModel(slopes: [0.2, 1.5], intercepts: [-1, -1 + 1.3 * 0.4]),
    ]
    for model in same {
      for theta in Self.thetas {
        for score in 0...1 {
          let expected = logistic.logProbability(of: score, at: theta)
          let log = model.logProbability(of: score, at: theta)
          #expect(abs(log.value - expected.value) < 1e-13)
          #expect(abs(log.slope - expected.slope) < 1e-13)
          #expect(abs(log.curvature - expected.curvature) < 1e-13)
        }
        #expect(abs(model.information(at: theta) - logistic.information(at: theta)) < 1e-13)
        #expect(abs(model.biasCorrection(at: theta) - logistic.biasCorrection(at: theta)) < 1e-13)
      }
    }
  }

  /// The formula written out in these tests gives the same curves.
  @Test func partialCreditIsTheTextbookFormula() {
    let own = PartialCreditModel(discrimination: 0.9, steps: [-0.7, 1.4, 0.3])
    let plain = PartialCredit(a: 0.9, b: [-0.7, 1.4, 0.3])
    for theta in Self.thetas {
      for score in 0..<4 {
        #expect(
          abs(own.probability(of: score, at: theta) - plain.probability(of: score, at: theta))
            < 1e-14)
      }
    }
  }

  /// Step v is where the scores v − 1 and v are equally likely; threshold k where k or more is as
  /// likely as less.
  @Test func parametersMeanWhatTheySay() {
    let steps = [-0.8, -1, 0.5]
    let partial = PartialCreditModel(discrimination: 1.2, steps: steps)
    for (index, step) in steps.enumerated() {
      #expect(
        abs(partial.probability(of: index, at: step) - partial.probability(of: index + 1, at: step))
          < 1e-15)
    }
    let thresholds = [-1, 0.2, 1]
    let graded = GradedModel(discrimination: 0.9, thresholds: thresholds)
    for (index, threshold) in thresholds.enumerated() {
      let atLeast = (index + 1...3).reduce(0) { $0 + graded.probability(of: $1, at: threshold) }
      #expect(abs(atLeast - 0.5) < 1e-14)
    }
  }

  /// TestDesign 1e0e5a3, tests/testthat/test_calcFisher_value.R and test_calcProb_value.R: logarithms
  /// of products over θ = −3 … 3, D = 1.
  @Test func agreesWithTestDesign() {
    let thetas = (-3...3).map(Double.init)
    let partial = PartialCreditModel(discrimination: 1.2, steps: [-0.8, -1, 0.5])
    let information = thetas.reduce(0) { $0 + log(partial.information(at: $1)) }
    #expect(abs(information - -7.756598) < 1e-6)
    let graded = GradedModel(discrimination: 0.9, thresholds: [-1, 0, 1])
    let probability = thetas.reduce(0) { sum, theta in
      (0..<4).reduce(sum) { $0 + graded.logProbability(of: $1, at: theta).value }
    }
    #expect(abs(probability - -52.22233) < 1e-5)
  }
}
