import ItemResponse
import Testing

@testable import Calibration

/// 3PL and 4PL against another program: the penalised marginal likelihood on 61 points over [−6, 6],
/// maximised directly by L-BFGS-B and Newton's method from five-point differences, errors from its
/// Hessian by differences (scipy 1.17.1, numpy 2.4.6; largest gradient 4e-10). The responses are those
/// of `Simulated` with seed 2024.
@Suite struct AsymptoteTests {
  func calibrate(_ model: CalibrationModel, upper: Double) throws -> CalibrationResult {
    let (responses, _) = Simulated.responses(
      persons: 600, items: 6, missing: 0.1, lower: 0.2, upper: upper, seed: 2024)
    return try Calibrator(model: model, priors: .weak(for: model), adaptsQuadrature: false)
      .calibrate(responses)
  }

  func close(
    _ found: [Double?], _ expected: [Double], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for (a, b) in zip(found, expected) {
      #expect(abs((a ?? .nan) - b) < 1e-5, sourceLocation: sourceLocation)
    }
  }

  @Test func threeParameters() throws {
    let result = try calibrate(.threePL, upper: 1)
    #expect(result.converged && result.warnings.isEmpty)
    #expect(abs(result.logLikelihood - -1921.346237) < 1e-5)
    let (models, errors) = (result.items.map(\.model), result.items.map(\.standardErrors))
    close(
      models.map { $0?.discrimination },
      [1.423507, 0.775353, 1.322274, 1.332766, 1.675581, 0.770093])
    close(
      models.map { $0?.difficulty },
      [-0.348440, -1.684471, 0.908605, -0.315520, 0.158928, -1.270879])
    close(
      models.map { $0?.lowerAsymptote },
      [0.188549, 0.201520, 0.191915, 0.193370, 0.182677, 0.207263])
    close(
      errors.map { $0?.discrimination },
      [0.364281, 0.209744, 0.526766, 0.339019, 0.503803, 0.206955])
    close(
      errors.map { $0?.difficulty }, [0.214244, 0.468724, 0.220539, 0.229635, 0.186646, 0.431279])
    close(
      errors.map { $0?.intercept }, [0.256644, 0.212670, 0.571767, 0.261327, 0.356210, 0.216027])
    close(
      errors.map { $0?.lowerAsymptote },
      [0.081770, 0.089302, 0.069795, 0.083767, 0.074852, 0.091760])
  }

  @Test func fourParameters() throws {
    let result = try calibrate(.fourPL, upper: 0.95)
    #expect(result.converged && result.warnings.isEmpty)
    #expect(abs(result.logLikelihood - -2009.913284) < 1e-5)
    let (models, errors) = (result.items.map(\.model), result.items.map(\.standardErrors))
    close(
      models.map { $0?.discrimination },
      [1.257373, 0.540569, 1.263509, 1.006334, 1.803038, 0.701605])
    close(
      models.map { $0?.difficulty },
      [-0.314424, -2.137797, 0.928351, -0.305708, 0.093141, -1.414568])
    close(
      models.map { $0?.lowerAsymptote },
      [0.186060, 0.208680, 0.184360, 0.193546, 0.166336, 0.206564])
    close(
      models.map { $0?.upperAsymptote },
      [0.960294, 0.947654, 0.953578, 0.958165, 0.962176, 0.959259])
    close(
      errors.map { $0?.discrimination },
      [0.376905, 0.219710, 0.532311, 0.304778, 0.598056, 0.237323])
    close(
      errors.map { $0?.difficulty }, [0.262423, 0.808744, 0.273666, 0.322461, 0.191250, 0.548191])
    close(
      errors.map { $0?.lowerAsymptote },
      [0.081088, 0.092145, 0.069445, 0.084661, 0.069441, 0.091361])
    close(
      errors.map { $0?.upperAsymptote },
      [0.037836, 0.050273, 0.045049, 0.040068, 0.036186, 0.038558])
  }
}
