import Foundation
import ItemResponse
import Numerical
import Testing

struct LogisticModelTests {
  static let seeds: [UInt64] = [1, 2, 3]
  private static let thetas = Array(stride(from: -8.0, through: 8, by: 0.5))

  @Test(arguments: seeds)
  func probabilitiesAreOpenAndAddUp(seed: UInt64) {
    for item in randomItems(60, seed: seed) {
      let model = item.model
      for theta in Self.thetas {
        let right = model.probability(of: 1, at: theta)
        let wrong = model.probability(of: 0, at: theta)
        #expect(right > 0 && right < 1 && wrong > 0 && wrong < 1, "seed \(seed), \(item)")
        #expect(abs(right + wrong - 1) < 1e-14, "seed \(seed), \(item)")
        #expect(abs(right - item.p(theta)) < 1e-14, "seed \(seed), \(item)")
        #expect(abs(model.probability(at: theta) - right) < 1e-14, "seed \(seed), \(item)")
        #expect(abs(model.expectedScore(at: theta) - right) < 1e-14, "seed \(seed), \(item)")
      }
    }
  }

  @Test(arguments: seeds)
  func slopeAndCurvatureAreDifferencesOfTheValue(seed: UInt64) {
    let h = 1e-4
    for item in randomItems(60, seed: seed) {
      for theta in Self.thetas {
        for score in 0...1 {
          let at = item.model.logProbability(of: score, at: theta)
          let before = item.model.logProbability(of: score, at: theta - h)
          let after = item.model.logProbability(of: score, at: theta + h)
          // Central differences: truncation of order h², rounding of order ε/h.
          let slope = (after.value - before.value) / (2 * h)
          let curvature = (after.slope - before.slope) / (2 * h)
          #expect(abs(at.slope - slope) < 1e-7, "seed \(seed), \(item), θ \(theta)")
          #expect(abs(at.curvature - curvature) < 1e-6, "seed \(seed), \(item), θ \(theta)")
        }
      }
    }
  }

  @Test(arguments: seeds)
  func informationIsTheVarianceOfTheScoreAndMinusTheExpectedCurvature(seed: UInt64) {
    for item in randomItems(60, seed: seed) {
      for theta in Self.thetas {
        let right = item.model.logProbability(of: 1, at: theta)
        let wrong = item.model.logProbability(of: 0, at: theta)
        let p = item.p(theta)
        let information = item.model.information(at: theta)
        let variance = p * right.slope * right.slope + (1 - p) * wrong.slope * wrong.slope
        let curvature = -p * right.curvature - (1 - p) * wrong.curvature
        #expect(information >= 0)
        #expect(abs(information - variance) < 1e-12, "seed \(seed), \(item), θ \(theta)")
        #expect(abs(information - curvature) < 1e-12, "seed \(seed), \(item), θ \(theta)")
        let plain = item.p1(theta) * item.p1(theta) / (p * (1 - p))
        #expect(abs(information - plain) < 1e-12, "seed \(seed), \(item), θ \(theta)")
        let scores = [0, 1].reduce(0) { sum, score in
          let log = item.model.logProbability(of: score, at: theta)
          return sum + exp(log.value) * log.slope * log.slope
        }
        #expect(abs(information - scores) < 1e-12)
        #expect(
          abs(
            item.model.biasCorrection(at: theta) - item.p1(theta) * item.p2(theta) / (p * (1 - p)))
            < 1e-11, "seed \(seed), \(item), θ \(theta)")
      }
    }
  }

  /// mpmath 1.3.0, 60 digits, 2026-11: log P, log (1 − P), I = P′²/(P(1 − P)).
  @Test(
    arguments: [
      (PlainItem(a: 1, b: 0), -60, -60, -8.7565107626965204e-27, 8.7565107626965204e-27),
      (PlainItem(a: 1, b: 0), 700, -9.8596765437597709e-305, -700, 9.8596765437597709e-305),
      (
        PlainItem(a: 2.5, b: -1, c: 0.2), 12, -6.1449637481616475e-15, -32.723143551314217,
        3.8406023426009825e-14
      ),
      (
        PlainItem(a: 2.5, b: -1, c: 0.2), -40, -1.6094379124341003, -0.22314355131420977,
        5.1347113851020642e-84
      ),
      (
        PlainItem(a: 1.7, b: 0.5, c: 0.15, d: 0.95), 30, -0.05129329438755058, -2.9957322735539901,
        1.0731184759754743e-42
      ),
      (
        PlainItem(a: 1.7, b: 0.5, c: 0.15, d: 0.95), -30, -1.8971199848858813, -0.16251892949777491,
        1.3342274105190617e-44
      ),
      (
        PlainItem(a: 1.7, b: 0.5, c: 0.15, d: 0.95), 0.3, -0.72846853626326051,
        -0.65903097645031604, 0.43707803343716935
      ),
      (
        PlainItem(a: 40, b: 0.25, c: 0.01, d: 0.999), 1, -0.0010005003336761739,
        -6.9077552788895893, 1.371760090158063e-20
      ),
      (
        PlainItem(a: 0.8, b: 0, c: 0, d: 0.9), 25, -0.1053605177189799, -2.3025850744436635,
        2.4470519905229496e-17
      ),
    ] as [(PlainItem, Double, Double, Double, Double)])
  func tailsHoldTheirDigits(
    item: PlainItem, theta: Double, right: Double, wrong: Double, information: Double
  ) {
    let model = item.model
    // Without asymptotes every digit is there; with them a logarithm near 0 is known to the ulp of 1.
    let rounding = item.c == 0 && item.d == 1 ? 0 : 3e-16
    let logRight = model.logProbability(of: 1, at: theta).value
    let logWrong = model.logProbability(of: 0, at: theta).value
    #expect(abs(logRight - right) <= 1e-13 * abs(right) + rounding)
    #expect(abs(logWrong - wrong) <= 1e-13 * abs(wrong) + rounding)
    #expect(abs(model.information(at: theta) - information) <= 1e-12 * information)
  }

  @Test func nothingOverflowsFarOut() {
    for item in randomItems(40, seed: 4) {
      for theta in [-1e6, -1e3, 1e3, 1e6] {
        for score in 0...1 {
          let log = item.model.logProbability(of: score, at: theta)
          #expect(log.value.isFinite && log.slope.isFinite && log.curvature.isFinite)
        }
        let information = item.model.information(at: theta)
        #expect(information >= 0 && information.isFinite)
      }
    }
  }

  /// Birnbaum's form of the three-parameter information, and why it is not for d < 1.
  @Test func theUsualThreeParameterFormulaHoldsForFullUpperAsymptotesOnly() {
    func birnbaum(_ item: PlainItem, _ theta: Double) -> Double {
      let p = item.p(theta)
      return item.a * item.a * ((1 - p) / p) * pow((p - item.c) / (1 - item.c), 2)
    }
    let guessed = PlainItem(a: 1.5, b: 0.3, c: 0.2)
    let slipped = PlainItem(a: 1.5, b: 0.3, c: 0.2, d: 0.9)
    #expect(abs(guessed.model.information(at: 0.7) - birnbaum(guessed, 0.7)) < 1e-14)
    #expect(abs(slipped.model.information(at: 0.7) - birnbaum(slipped, 0.7)) > 0.01)
  }

  @Test(arguments: seeds)
  func mostInformativeThetaIsTheMaximum(seed: UInt64) {
    for item in randomItems(40, seed: seed) {
      let model = item.model
      let best = model.mostInformativeTheta
      let height = model.information(at: best)
      for offset in stride(from: -8.0, through: 8, by: 0.0625) {
        #expect(model.information(at: item.b + offset) <= height + 1e-14, "seed \(seed), \(item)")
      }
      // At a maximum the function falls to both sides.
      #expect(model.information(at: best - 1e-3) < height, "seed \(seed), \(item)")
      #expect(model.information(at: best + 1e-3) < height, "seed \(seed), \(item)")
    }
  }

  @Test func mostInformativeThetaInClosedForm() {
    #expect(PlainItem(a: 1.7, b: 0.4).model.mostInformativeTheta == 0.4)
    // Birnbaum 1968, eq. 20.4.22, for c = 0.25: b + log((1 + √3) / 2) / a.
    let guessed = PlainItem(a: 2, b: -1, c: 0.25).model.mostInformativeTheta
    #expect(abs(guessed - (-1 + log((1 + 3.0.squareRoot()) / 2) / 2)) < 1e-14)
    // A mirror: c and 1 − d change places, θ − b changes its sign.
    let slipped = PlainItem(a: 2, b: -1, c: 0, d: 0.75).model.mostInformativeTheta
    #expect(abs((slipped + 1) + (guessed + 1)) < 1e-9)
    let both = PlainItem(a: 1.3, b: 0.6, c: 0.1, d: 0.9).model.mostInformativeTheta
    #expect(abs(both - 0.6) < 1e-9)
  }

  @Test func negativeDiscriminationIsAMirror() {
    let rising = LogisticModel(discrimination: 1.2, difficulty: 0)
    let falling = LogisticModel(discrimination: -1.2, difficulty: 0)
    for theta in Self.thetas {
      #expect(abs(falling.probability(at: theta) - rising.probability(at: -theta)) < 1e-15)
      #expect(abs(falling.information(at: theta) - rising.information(at: -theta)) < 1e-15)
    }
  }

  /// Figures printed by other programs; oracle ids as in `oracles/irt-oracles.json`.
  @Test func agreesWithOtherPrograms() {
    // jsCAT d8a153c, probability-information-1 and -2.
    let first = PlainItem(a: 1, b: -0.3, c: 0.35).model.probability(at: 0)
    #expect(abs(first - 0.723388) < 1e-6)
    let second = PlainItem(a: 1.53, b: -0.5, c: 0.5).model.information(at: 0)
    #expect(abs(second - 0.205778) < 1e-6)
    // adaptivetesting 67c679d, probability-information-3.
    let rasch = [-0.6265, 0.1836, -0.8356].map { PlainItem(a: 1, b: $0).model }
    #expect(abs(testInformation(of: rasch, at: 0) - 0.685872) < 1e-6)
    // TestDesign 1e0e5a3, probability-information-4 to -7: products over θ = −3 … 3.
    let one = PlainItem(a: 1, b: 0.5).model
    let three = PlainItem(a: 1, b: 0.5, c: 0.2).model
    let partial = PartialCredit(a: 1.2, b: [-0.8, -1, 0.5])
    func logProduct(_ f: (Double) -> Double) -> Double {
      (-3...3).reduce(0) { $0 + log(f(Double($1))) }
    }
    #expect(abs(logProduct { one.information(at: $0) } - -15.57702) < 1e-5)
    #expect(abs(logProduct { three.information(at: $0) } - -21.50401) < 1e-5)
    #expect(abs(logProduct { three.expectedScore(at: $0) } - -5.173527) < 1e-5)
    #expect(abs(logProduct { partial.information(at: $0) } - -7.756598) < 1e-5)
  }
}
