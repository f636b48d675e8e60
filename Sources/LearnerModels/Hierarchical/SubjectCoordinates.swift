import Foundation

/// One subject's part of `HierarchicalPosterior`, whose notation this keeps: from w to u and, for the
/// gradient, back. Holds its own memory, so that subjects can be followed side by side.
struct SubjectCoordinates: Sendable {
  private let count: Int
  private let information: [Double]
  private let pull: [Double]

  /// The subject's parameters, unconstrained.
  private(set) var u: [Double]
  /// The log density's part, and its derivatives with respect to w, μ and σ.
  private(set) var value = 0.0
  private(set) var slope: [Double]
  private(set) var meanSlope: [Double]
  private(set) var deviationSlope: [Double]

  private var likelihoodSlope: [Double]
  private var factor: [Double]
  private var factorSlope: [Double]
  private var product: [Double]
  private var residual: [Double]
  private var y: [Double]
  private var v: [Double]
  private var h: [Double]

  /// Without an approximation: plainly non-centred.
  init(count: Int) {
    self.init(
      count: count, information: Array(repeating: 0, count: count * count),
      pull: Array(repeating: 0, count: count))
  }

  init(_ approximation: SubjectApproximation) {
    self.init(
      count: approximation.mean.count, information: approximation.likelihood.information,
      pull: approximation.likelihood.pull)
  }

  private init(count: Int, information: [Double], pull: [Double]) {
    self.count = count
    self.information = information
    self.pull = pull
    let vector = Array(repeating: 0.0, count: count)
    let matrix = Array(repeating: 0.0, count: count * count)
    (u, slope, meanSlope, deviationSlope) = (vector, vector, vector, vector)
    (likelihoodSlope, residual, y, v, h) = (vector, vector, vector, vector, vector)
    (factor, factorSlope, product) = (matrix, matrix, matrix)
  }

  /// Sets `u`, and what its derivatives need.
  mutating func place(_ w: UnsafePointer<Double>, means: [Double], deviations: [Double]) {
    setFactor(deviations)
    for row in 0..<count {
      var sum = pull[row]
      for column in 0..<count { sum -= information[row * count + column] * means[column] }
      residual[row] = sum
      v[row] = deviations[row] * sum
    }
    solveTransposed(&v)
    for index in 0..<count { y[index] = v[index] + w[index] }
    solve(&y)
    for index in 0..<count { u[index] = means[index] + deviations[index] * y[index] }
  }

  /// Sets `value` and the derivatives at `w`.
  mutating func follow(
    _ subject: Int, of model: some SubjectModel, w: UnsafePointer<Double>, means: [Double],
    deviations: [Double]
  ) {
    place(w, means: means, deviations: deviations)
    value = model.logLikelihood(ofSubject: subject, at: u, gradient: &likelihoodSlope)
    for index in 0..<count {
      value -= 0.5 * y[index] * y[index] + log(factor[index * count + index])
      slope[index] = deviations[index] * likelihoodSlope[index] - y[index]
    }
    solveTransposed(&slope)
    for index in 0..<count { h[index] = slope[index] }
    solve(&h)
    setFactorSlope()
    for row in 0..<count {
      meanSlope[row] = likelihoodSlope[row]
      deviationSlope[row] = likelihoodSlope[row] * y[row] + h[row] * residual[row]
      for column in 0..<count {
        let shared = information[row * count + column] * deviations[column]
        meanSlope[row] -= shared * h[column]
        deviationSlope[row] += 2 * factorSlope[row * count + column] * shared
      }
    }
  }

  /// U of S I S + 1 = UᵀU.
  private mutating func setFactor(_ deviations: [Double]) {
    for row in 0..<count {
      for column in row..<count {
        var sum = deviations[row] * information[row * count + column] * deviations[column]
        if row == column { sum += 1 }
        for above in 0..<row { sum -= factor[above * count + row] * factor[above * count + column] }
        factor[row * count + column] =
          row == column ? sum.squareRoot() : sum / factor[row * count + row]
      }
    }
  }

  /// x ← U⁻¹ x.
  private func solve(_ x: inout [Double]) {
    for row in stride(from: count - 1, through: 0, by: -1) {
      for column in (row + 1)..<max(count, row + 1) {
        x[row] -= factor[row * count + column] * x[column]
      }
      x[row] /= factor[row * count + row]
    }
  }

  /// x ← U⁻ᵀ x.
  private func solveTransposed(_ x: inout [Double]) {
    for row in 0..<count {
      for above in 0..<row { x[row] -= factor[above * count + row] * x[above] }
      x[row] /= factor[row * count + row]
    }
  }

  /// The derivative with respect to A, symmetric, from that with respect to U,
  ///
  ///     Ū = −q̄ yᵀ − v h̄ᵀ − diag(1/U)     Ā = ½ U⁻¹ (Φ + Φᵀ) U⁻ᵀ     Φ = lower triangle of U Ūᵀ
  ///
  /// with the diagonal of Φ halved (Murray 2016, arXiv:1602.07527, eq. 9), where q̄ is `slope` and h̄ is `h`.
  private mutating func setFactorSlope() {
    for row in 0..<count {
      for column in 0...row {
        // Ū is upper triangular, so the product begins at the later of the two rows.
        var sum = row == column ? -1.0 : 0
        for inner in row..<count {
          sum -=
            factor[row * count + inner]
            * (slope[column] * y[inner] + v[column] * h[inner])
        }
        product[row * count + column] = 0.5 * sum
        product[column * count + row] = 0.5 * sum
      }
    }
    // U⁻¹ X U⁻ᵀ: U⁻¹ applied to the columns, and, X being symmetric, to the columns of the transpose.
    for _ in 0..<2 {
      for column in 0..<count {
        for row in 0..<count { factorSlope[column * count + row] = product[row * count + column] }
        for row in stride(from: count - 1, through: 0, by: -1) {
          for inner in (row + 1)..<max(count, row + 1) {
            factorSlope[column * count + row] -=
              factor[row * count + inner] * factorSlope[column * count + inner]
          }
          factorSlope[column * count + row] /= factor[row * count + row]
        }
      }
      swap(&product, &factorSlope)
    }
    swap(&product, &factorSlope)
  }
}
