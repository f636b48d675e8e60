import Foundation
import ItemResponse
import Numerical
import Testing

@testable import Calibration

/// The documented example: a model of one's own, calibrated, scored and simulated. A right answer
/// comes where one of many small chances succeeds: P = 1 − exp(−e^(aθ + d)).
struct ComplementaryLogLog: CalibratableModel {
  let slope: Double
  let intercept: Double

  static let parameterNames = ["slope", "intercept"]
  var parameters: [Double] { [slope, intercept] }

  init(parameters: [Double]) { (slope, intercept) = (parameters[0], parameters[1]) }

  static func start(scoreProportions: [Double]) -> Self {
    Self(parameters: [1, log(-log(scoreProportions[0]))])
  }

  var scoreCount: Int { 2 }

  func logProbability(of score: Int, at theta: Double) -> LogProbability {
    let h = exp(min(slope * theta + intercept, 30))  // −log(1 − P), bounded against overflow
    if score == 0 {
      return LogProbability(value: -h, slope: -slope * h, curvature: -slope * slope * h)
    }
    // log P = log(1 − e^−h); with r = h / (e^h − 1), (log P)′ = a r and (log P)″ = a² r (1 − h − r).
    let r = h < 1e-12 ? 1 : h / expm1(h)
    return LogProbability(
      value: log(-expm1(-h)), slope: slope * r, curvature: slope * slope * r * (1 - h - r))
  }
}

/// The library's own 2PL in the clothes of a custom one.
private struct PlainTwoParameter: CalibratableModel {
  let curve: LogisticModel
  let intercept: Double
  static let parameterNames = ["a", "d"]
  var parameters: [Double] { [curve.discrimination, intercept] }
  init(parameters: [Double]) {
    curve = LogisticModel(
      discrimination: parameters[0] == 0 ? 1e-9 : parameters[0],
      difficulty: -parameters[1] / parameters[0])
    intercept = parameters[1]
  }
  static func start(scoreProportions: [Double]) -> Self {
    Self(parameters: [1, log(scoreProportions[1] / scoreProportions[0])])
  }
  var scoreCount: Int { 2 }
  func logProbability(of score: Int, at theta: Double) -> LogProbability {
    curve.logProbability(of: score, at: theta)
  }
}

@Suite struct CustomModelTests {
  @Test func agreesWithTheBuiltInModel() throws {
    let custom = try CustomCalibrator<PlainTwoParameter>().calibrate(LSAT.section7)
    let builtIn = try Calibrator(model: .twoPL).calibrate(LSAT.section7)
    #expect(custom.converged)
    #expect(abs(custom.logLikelihood - builtIn.logLikelihood) < 1e-7)
    for (mine, its) in zip(custom.items, builtIn.items) {
      #expect(abs(mine.model!.curve.discrimination - its.model!.discrimination) < 1e-4)
      #expect(abs(mine.standardErrors![0] - its.standardErrors!.discrimination!) < 1e-4)
      #expect(abs(mine.standardErrors![1] - its.standardErrors!.intercept!) < 1e-4)
    }
  }

  @Test func derivativesOfTheExampleAreRight() {
    let model = ComplementaryLogLog(parameters: [1.3, -0.4])
    for theta in [-3.0, -0.5, 0.2, 1.4] {
      for score in 0...1 {
        let h = 1e-5
        let (below, above) = (
          model.logProbability(of: score, at: theta - h),
          model.logProbability(of: score, at: theta + h)
        )
        let at = model.logProbability(of: score, at: theta)
        #expect(abs(at.slope - (above.value - below.value) / (2 * h)) < 1e-7)
        #expect(abs(at.curvature - (above.slope - below.slope) / (2 * h)) < 1e-7)
      }
    }
  }

  @Test func recoversItsParameters() throws {
    var generator = SeededGenerator(seed: 11)
    let truth = (0..<8).map { item in
      ComplementaryLogLog(parameters: [0.8 + 0.1 * Double(item), -1.5 + 0.3 * Double(item)])
    }
    #if DEBUG
      let persons = 500
    #else
      let persons = 4000
    #endif
    let normal = NormalDistribution()
    let rows = (0..<persons).map { _ -> [Int?] in
      let theta = normal.quantile(generator.uniform() + 1e-16)
      return truth.map { generator.uniform() < $0.probability(of: 1, at: theta) ? 1 : 0 }
    }
    let responses = ResponseMatrix(items: (1...8).map { "item\($0)" }, scores: rows)
    let result = try CustomCalibrator<ComplementaryLogLog>(tolerance: 1e-5).calibrate(responses)
    #expect(result.converged)
    var squares = 0.0
    for (item, model) in zip(result.items, truth) {
      for i in 0..<2 {
        let z = (item.model!.parameters[i] - model.parameters[i]) / item.standardErrors![i]
        squares += z * z
      }
    }
    // 16 squared standardised errors: chi-square on about 16 degrees of freedom; 39 is its 0.999.
    #expect(squares < 39, "seed 11: \(squares)")
    let estimate = try AbilityEstimator(method: .eap).estimate(
      zip(result.items, rows[0]).map { ScoredResponse(model: $0.model!, score: $1!) })
    #expect(estimate.standardError > 0 && estimate.standardError < 1)
  }
}
