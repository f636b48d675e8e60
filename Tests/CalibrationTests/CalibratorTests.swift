import ItemResponse
import Numerical
import Testing

@testable import Calibration

/// The exact maxima were found by scipy on 401 nodes over [−10, 10] (../shared/oracles/lsat6.json,
/// lsat7.json); standard errors from the observed information.
@Suite struct CalibratorTests {
  static let fine = Quadrature(from: -8, to: 8, points: 161)

  func close(
    _ found: [Double?], _ expected: [Double], within tolerance: Double,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(found.count == expected.count, sourceLocation: sourceLocation)
    for (index, (a, b)) in zip(found, expected).enumerated() {
      #expect(
        abs((a ?? .nan) - b) <= tolerance, "\(index): \(String(describing: a)) for \(b)",
        sourceLocation: sourceLocation)
    }
  }

  @Test func twoParameterLSAT6() throws {
    let result = try Calibrator(model: .twoPL, quadrature: Self.fine).calibrate(LSAT.section6)
    #expect(result.converged)
    #expect(result.warnings.isEmpty)
    #expect(abs(result.logLikelihood - -2466.6533774) < 1e-6)
    close(
      result.items.map { $0.model?.discrimination },
      [0.82565952, 0.7227442, 0.89087453, 0.68836797, 0.65685594], within: 1e-6)
    close(
      result.items.map { $0.model?.difficulty },
      [-3.35881114, -1.37005762, -0.27966623, -1.86638103, -3.1259068], within: 2e-6)
    close(
      result.items.map { $0.standardErrors?.discrimination },
      [0.25811493, 0.18667967, 0.23276384, 0.18514293, 0.20990918], within: 1e-6)
    close(
      result.items.map { $0.standardErrors?.difficulty },
      [0.8664721, 0.30749067, 0.09962283, 0.43431735, 0.87122192], within: 2e-6)
    close(
      result.items.map { $0.standardErrors?.intercept },
      [0.20574375, 0.09001897, 0.07627288, 0.09903752, 0.13535878], within: 1e-6)
    #expect(abs(result.aic - 4953.307) < 1e-3)
    #expect(abs(result.bic - 5002.384) < 1e-3)
  }

  @Test func twoParameterLSAT7() throws {
    let result = try Calibrator(model: .twoPL, quadrature: Self.fine).calibrate(LSAT.section7)
    #expect(result.converged)
    #expect(abs(result.logLikelihood - -2658.80511355) < 1e-6)
    close(
      result.items.map { $0.model?.discrimination },
      [0.98754589, 1.08083714, 1.70747766, 0.76498987, 0.73567271], within: 1e-6)
    close(
      result.items.map { $0.model?.difficulty },
      [-1.87926016, -0.74754055, -1.05723562, -0.63530227, -2.52076441], within: 2e-6)
    close(
      result.items.map { $0.standardErrors?.discrimination },
      [0.17719483, 0.1687639, 0.32107698, 0.1341203, 0.15113395], within: 1e-6)
    close(
      result.items.map { $0.standardErrors?.difficulty },
      [0.26396739, 0.10925058, 0.1153588, 0.1301198, 0.44625385], within: 2e-6)
  }

  @Test func oneParameterLSAT6() throws {
    let result = try Calibrator(model: .onePL, quadrature: Self.fine).calibrate(LSAT.section6)
    #expect(abs(result.logLikelihood - -2466.93759958) < 1e-6)
    close(
      result.items.map { $0.model?.discrimination }, .init(repeating: 0.75513462, count: 5),
      within: 1e-6)
    close(
      result.items.map { $0.model?.difficulty },
      [-3.61526696, -1.32242094, -0.31763063, -1.73009041, -2.78017232], within: 2e-6)
    close(
      result.items.map { $0.standardErrors?.difficulty },
      [0.32664113, 0.1421822, 0.09767712, 0.16913591, 0.25104815], within: 2e-6)
    close(
      result.items.map { $0.standardErrors?.discrimination },
      .init(repeating: 0.06943321, count: 5), within: 1e-6)
  }

  @Test func raschLSAT() throws {
    let six = try Calibrator(model: .rasch, quadrature: Self.fine).calibrate(LSAT.section6)
    #expect(abs(six.logLikelihood - -2466.93759958) < 1e-6)
    // mirt 1.47, TOL 1e-9; its own maximum is this one to 5e-6.
    close(
      six.items.map { $0.model?.difficulty },
      [-2.73001323, -0.99860583, -0.23985388, -1.30645116, -2.09940436], within: 2e-6)
    close(
      six.items.map { $0.standardErrors?.difficulty },
      [0.130441, 0.0791773, 0.0717747, 0.0846381, 0.105445], within: 1e-6)
    #expect(six.items.allSatisfy { $0.standardErrors?.discrimination == nil })
    let variance = six.latentStandardDeviation * six.latentStandardDeviation
    #expect(abs(variance - 0.75513462 * 0.75513462) < 1e-6)
    let seven = try Calibrator(model: .rasch, quadrature: Self.fine).calibrate(LSAT.section7)
    #expect(abs(seven.latentStandardDeviation - 1.01126752) < 1e-6)
  }

  @Test(arguments: [Calibrator.Acceleration.none, .anderson])
  func likelihoodNeverFalls(acceleration: Calibrator.Acceleration) throws {
    for model in [CalibrationModel.onePL, .twoPL, .threePL] {
      var calibrator = Calibrator(model: model, acceleration: acceleration)
      if model == .threePL { calibrator.priors = .weak(for: model) }
      let result = try calibrator.calibrate(LSAT.section7)
      #expect(result.converged)
      for (before, after) in zip(result.logLikelihoodTrace, result.logLikelihoodTrace.dropFirst()) {
        #expect(after >= before - 1e-8)
      }
    }
  }
}
