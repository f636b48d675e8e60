import Foundation
import Numerical
import Testing

struct ConvergenceDiagnosticsTests {
  /// First-order autoregressive chains from a linear congruential generator, so that another program can
  /// make the same ones.
  static func chain(
    seed: Int, count: Int, persistence: Double, shift: Double, isHeavy: Bool
  ) -> [Double] {
    var state = seed
    var value = 0.0
    return (0..<count).map { _ in
      state = (state * 1_103_515_245 + 12345) % (1 << 31)
      let u = Double(state) / 2_147_483_648
      let noise = isHeavy ? (u - 0.5) / (u * (1 - u) + 1e-3) : u - 0.5
      value = persistence * value + noise
      return value + shift
    }
  }

  struct Case: Sendable {
    var name: String
    var count: Int
    var persistence: Double
    var shifts: [Double]
    var isHeavy = false
    var rHat: Double
    var bulk: Double
    var tail: Double
  }

  /// Expected values: ArviZ 0.23.4, `rhat`, `ess(method="bulk")` and `ess(method="tail")` on the chains
  /// of `chain`, computed 2026-11.
  @Test(arguments: [
    Case(
      name: "mixing", count: 250, persistence: 0.5, shifts: [0, 0, 0, 0],
      rHat: 1.0132993006327413, bulk: 339.8548073846397, tail: 535.7183012190048),
    Case(
      name: "an odd number of draws", count: 251, persistence: 0.9, shifts: [0, 0, 0, 0],
      rHat: 1.1317362974552732, bulk: 23.31114868714746, tail: 157.3125149223041),
    Case(
      name: "one chain elsewhere", count: 200, persistence: 0.3, shifts: [0, 0, 0, 0.4],
      rHat: 1.1971073409485868, bulk: 15.651027505171344, tail: 36.511809697646264),
    Case(
      name: "heavy tails", count: 300, persistence: 0.6, shifts: [0, 0, 0], isHeavy: true,
      rHat: 1.027616248916626, bulk: 140.8145138004211, tail: 264.293251823677),
    Case(
      name: "antithetic", count: 200, persistence: -0.6, shifts: [0, 0, 0, 0],
      rHat: 1.0032574431711925, bulk: 2322.471989593555, tail: 706.2912141380577),
  ])
  func agreesWithArviZ(_ example: Case) {
    let chains = example.shifts.indices.map {
      Self.chain(
        seed: 17 + 101 * $0, count: example.count, persistence: example.persistence,
        shift: example.shifts[$0], isHeavy: example.isHeavy)
    }
    let diagnostics = ConvergenceDiagnostics(chains)
    #expect(abs(diagnostics.rHat - example.rHat) < 1e-9, "\(example.name)")
    #expect(abs(diagnostics.bulkSampleSize / example.bulk - 1) < 1e-9, "\(example.name)")
    #expect(abs(diagnostics.tailSampleSize / example.tail - 1) < 1e-9, "\(example.name)")
  }

  @Test func oneChainIsSplit() {
    let chain = Self.chain(seed: 17, count: 400, persistence: 0.5, shift: 0, isHeavy: false)
    let diagnostics = ConvergenceDiagnostics([chain])
    // ArviZ 0.23.4, which gives no R̂ of one chain.
    #expect(abs(diagnostics.bulkSampleSize - 98.58680544991462) < 1e-7)
    #expect(abs(diagnostics.tailSampleSize - 153.6549613452696) < 1e-7)
    let halves = ConvergenceDiagnostics([Array(chain.prefix(200)), Array(chain.suffix(200))])
    #expect(diagnostics.rHat > 1 && halves.rHat > 1)
  }

  @Test func whatHasNoSpreadHasNoDiagnosis() {
    #expect(ConvergenceDiagnostics([[1, 1, 1, 1], [1, 1, 1, 1]]).rHat.isNaN)
    #expect(ConvergenceDiagnostics([[1, 2, 3]]).bulkSampleSize.isNaN)
    #expect(ConvergenceDiagnostics([[1, 2, .nan, 4]]).tailSampleSize.isNaN)
    #expect(ConvergenceDiagnostics([]).rHat.isNaN)
  }

  @Test func chainsThatStandApartAreFarFromConverged() {
    #expect(ConvergenceDiagnostics([[1, 1, 1, 1], [2, 2, 2, 2]]).rHat > 10)
  }

  @Test func summaryOfKnownDraws() {
    // 0 … 100: quantiles of type 7 are the numbers themselves.
    let summary = PosteriorSummary([Array(stride(from: 0, through: 100, by: 1))])
    #expect(summary.mean == 50)
    #expect(abs(summary.lower - 2.5) < 1e-12)
    #expect(abs(summary.upper - 97.5) < 1e-12)
    #expect(abs(summary.standardDeviation - (858.5).squareRoot()) < 1e-9)
  }
}
