import ItemResponse
import Testing

@testable import Calibration

/// 3PL and 4PL against another program: the marginal likelihood on 61 points over [−6, 6], times the
/// weak priors as densities of log a, b, logit c and logit d, maximised directly by L-BFGS-B and Newton's
/// method from five-point differences, errors from its Hessian by differences (scipy 1.17.1, numpy
/// 2.4.6; largest gradient 6e-10). The responses are those of `Simulated` with seed 2024.
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
    #expect(abs(result.logLikelihood - -1920.795970) < 1e-5)
    let (models, errors) = (result.items.map(\.model), result.items.map(\.standardErrors))
    close(
      models.map { $0?.discrimination },
      [1.564136, 0.843435, 1.646564, 1.456381, 1.901878, 0.845718])
    close(
      models.map { $0?.difficulty },
      [-0.263850, -1.510931, 0.948434, -0.217702, 0.240658, -1.098870])
    close(
      models.map { $0?.lowerAsymptote },
      [0.221814, 0.230785, 0.226837, 0.230687, 0.220215, 0.239528])
    close(
      errors.map { $0?.discrimination },
      [0.421672, 0.220057, 0.733647, 0.392507, 0.645249, 0.221004])
    close(
      errors.map { $0?.difficulty }, [0.215841, 0.422078, 0.195814, 0.236172, 0.188785, 0.398669])
    close(
      errors.map { $0?.intercept }, [0.290153, 0.223357, 0.772625, 0.302715, 0.456256, 0.231953])
    close(
      errors.map { $0?.lowerAsymptote },
      [0.083953, 0.089909, 0.063209, 0.087123, 0.076262, 0.093348])
  }

  @Test func fourParameters() throws {
    let result = try calibrate(.fourPL, upper: 0.95)
    #expect(result.converged && result.warnings.isEmpty)
    #expect(abs(result.logLikelihood - -2009.738678) < 1e-5)
    let (models, errors) = (result.items.map(\.model), result.items.map(\.standardErrors))
    close(
      models.map { $0?.discrimination },
      [1.532381, 0.863005, 1.792938, 1.208036, 2.204475, 0.880086])
    close(
      models.map { $0?.difficulty },
      [-0.327790, -1.952568, 0.879506, -0.291153, 0.096471, -1.349513])
    close(
      models.map { $0?.lowerAsymptote },
      [0.217020, 0.233439, 0.224597, 0.231958, 0.199389, 0.237619])
    close(
      models.map { $0?.upperAsymptote },
      [0.922101, 0.883987, 0.914821, 0.921563, 0.929448, 0.921513])
    close(
      errors.map { $0?.discrimination },
      [0.529247, 0.527684, 0.928603, 0.403823, 0.844144, 0.324738])
    close(
      errors.map { $0?.difficulty }, [0.273875, 0.649405, 0.241365, 0.343508, 0.203651, 0.507104])
    close(
      errors.map { $0?.lowerAsymptote },
      [0.082672, 0.091224, 0.060955, 0.088976, 0.070470, 0.092691])
    close(
      errors.map { $0?.upperAsymptote },
      [0.049660, 0.069545, 0.056996, 0.050858, 0.045617, 0.049030])
  }
}
