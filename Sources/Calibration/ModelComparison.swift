import Numerical

/// Several models fitted to the same responses, side by side.
public struct ModelComparison: Sendable {
  public struct Row: Sendable {
    public let model: CalibrationModel
    public let logLikelihood: Double
    public let parameterCount: Int
    public let aic: Double
    public let bic: Double
    public let sabic: Double
    /// Twice the gain in log-likelihood over the row before, with the parameters it cost; `nil` for
    /// the first, where the row before is not nested in this one, and where priors kept either from its
    /// maximum, so that the ratio has no such distribution. The p-value is conservative where the smaller model is on the larger one's boundary
    /// (2PL in 3PL).
    public let likelihoodRatio: ChiSquareTest?
  }

  public let rows: [Row]
  /// The model with the smallest BIC.
  public var preferred: CalibrationModel? { rows.min { $0.bic < $1.bic }?.model }

  /// - Parameter results: of the same responses, from the smallest model to the largest.
  public init(_ results: [CalibrationResult]) {
    rows = results.indices.map { index in
      let result = results[index]
      var test: ChiSquareTest?
      if index > 0 {
        let smaller = results[index - 1]
        let freedom = result.parameterCount - smaller.parameterCount
        if freedom > 0, result.logPrior == 0, smaller.logPrior == 0 {
          test = ChiSquareTest(
            statistic: max(0, 2 * (result.logLikelihood - smaller.logLikelihood)),
            degreesOfFreedom: freedom)
        }
      }
      return Row(
        model: result.model, logLikelihood: result.logLikelihood,
        parameterCount: result.parameterCount, aic: result.aic, bic: result.bic,
        sabic: result.sabic, likelihoodRatio: test)
    }
  }
}
