extension ParameterRecovery {
  public struct Result: Sendable, Hashable {
    /// Means, then standard deviations, of the group, on the unconstrained scale; empty where the fit
    /// estimated none.
    public let group: [GroupParameter]
    /// By parameter, over the subjects of all repetitions, as the links constrain them.
    public let subjects: [SubjectEstimates]
  }

  /// A group parameter over repetitions.
  public struct GroupParameter: Sendable, Hashable, Codable {
    public let name: String
    public let truth: Double
    public let meanEstimate: Double
    public let bias: Double
    public let rmse: Double
    /// How many of `repetitions` intervals held the truth.
    public let covered: Int
    public let repetitions: Int

    public var coverage: Double { Double(covered) / Double(repetitions) }
  }

  /// Subjects' estimates of a parameter against what they were simulated with.
  public struct SubjectEstimates: Sendable, Hashable, Codable {
    public let name: String
    public let bias: Double
    public let rmse: Double
    /// Pearson's; `nil` where either side is constant.
    public let correlation: Double?
  }
}

extension ParameterRecovery.Result {
  init(
    _ recovery: ParameterRecovery,
    _ runs: [(truth: [[Double]], fitted: ParameterRecovery.Fitted)]
  ) {
    let parameters = recovery.parameters.enumerated()
    let means = parameters.map { index, parameter in
      ParameterRecovery.GroupParameter(
        name: "\(parameter.name)_mean", truth: recovery.group[index].mean,
        runs.compactMap { $0.fitted.groupMeans[safely: index] })
    }
    let deviations = parameters.map { index, parameter in
      ParameterRecovery.GroupParameter(
        name: "\(parameter.name)_sd", truth: recovery.group[index].standardDeviation,
        runs.compactMap { $0.fitted.groupStandardDeviations[safely: index] })
    }
    group = (means + deviations).compactMap { $0 }
    subjects = parameters.map { index, parameter in
      ParameterRecovery.SubjectEstimates(
        name: parameter.name, truth: runs.flatMap { $0.truth.map { $0[index] } },
        estimates: runs.flatMap { $0.fitted.subjects.map { $0[index] } })
    }
  }
}

extension ParameterRecovery.GroupParameter {
  /// `nil` without estimates.
  init?(name: String, truth: Double, _ estimates: [ParameterRecovery.Estimate]) {
    guard !estimates.isEmpty else { return nil }
    let errors = estimates.map { $0.value - truth }
    self.init(
      name: name, truth: truth, meanEstimate: truth + errors.mean, bias: errors.mean,
      rmse: errors.rootMeanSquare, covered: estimates.count { $0.interval.contains(truth) },
      repetitions: estimates.count)
  }
}

extension ParameterRecovery.SubjectEstimates {
  init(name: String, truth: [Double], estimates: [Double]) {
    let errors = zip(estimates, truth).map { $0 - $1 }
    self.init(
      name: name, bias: errors.mean, rmse: errors.rootMeanSquare,
      correlation: Self.correlation(truth, estimates))
  }

  private static func correlation(_ x: [Double], _ y: [Double]) -> Double? {
    let (centredX, centredY) = (x.map { $0 - x.mean }, y.map { $0 - y.mean })
    let scale = centredX.rootMeanSquare * centredY.rootMeanSquare
    guard scale > 0 else { return nil }
    return zip(centredX, centredY).map { $0 * $1 }.mean / scale
  }
}

extension [ParameterRecovery.Estimate] {
  fileprivate subscript(safely index: Int) -> Element? {
    indices.contains(index) ? self[index] : nil
  }
}

extension [Double] {
  fileprivate var mean: Double { reduce(0, +) / Double(count) }
  fileprivate var rootMeanSquare: Double { map { $0 * $0 }.mean.squareRoot() }
}
