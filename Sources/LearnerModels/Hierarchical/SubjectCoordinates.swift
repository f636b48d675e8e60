import Foundation

/// One subject's part of `HierarchicalPosterior`, whose notation this keeps: from w to u and, for the
/// gradient, back. Holds its own memory, so that subjects can be followed side by side.
struct SubjectCoordinates: Sendable {
  private let count: Int
  private let ridges: [ProductRidge]
  /// I and b, in v.
  private let information: [Double]
  private let pull: [Double]

  /// The subject's parameters, unconstrained.
  private(set) var u: [Double]
  /// The log density's part, and its derivatives with respect to w, μ and σ.
  private(set) var value = 0.0
  private(set) var slope: [Double]
  private(set) var meanSlope: [Double]
  private(set) var deviationSlope: [Double]

  /// JᵀIJ, and b − I T(μ) with Jᵀ times it.
  private var groupInformation: [Double]
  private var residual: [Double]
  private var groupResidual: [Double]
  /// By ridge, how far f at the rate is below its tangent at μ.
  private var remainders: [Double]

  private var likelihoodSlope: [Double]
  private var factor: [Double]
  private var factorSlope: [Double]
  private var product: [Double]
  private var y: [Double]
  /// (u − μ) / σ.
  private var z: [Double]
  private var v: [Double]
  private var h: [Double]

  /// Without an approximation: plainly non-centred.
  init(count: Int) {
    self.init(NormalLikelihood(count: count), ridges: [])
  }

  /// - Parameter likelihood: in v.
  init(_ likelihood: NormalLikelihood, ridges: [ProductRidge]) {
    count = likelihood.count
    self.ridges = ridges
    information = likelihood.information
    pull = likelihood.pull
    remainders = Array(repeating: 0, count: ridges.count)
    let vector = Array(repeating: 0.0, count: count)
    let matrix = Array(repeating: 0.0, count: count * count)
    (u, slope, meanSlope, deviationSlope) = (vector, vector, vector, vector)
    (likelihoodSlope, y, z, v, h) = (vector, vector, vector, vector, vector)
    (residual, groupResidual) = (vector, vector)
    (factor, factorSlope, product, groupInformation) = (matrix, matrix, matrix, matrix)
  }

  /// Sets `u`, and what its derivatives need.
  mutating func place(_ w: UnsafePointer<Double>, means: [Double], deviations: [Double]) {
    followGroup(means)
    setFactor(deviations)
    for index in 0..<count { v[index] = deviations[index] * groupResidual[index] }
    solveTransposed(&v)
    for index in 0..<count { y[index] = v[index] + w[index] }
    solve(&y)
    for index in 0..<count {
      z[index] = y[index]
      u[index] = means[index] + deviations[index] * y[index]
    }
    for (index, ridge) in ridges.enumerated() {
      let mean = means[ridge.rate]
      let tangent = ProductRidge.f(mean) + ProductRidge.slope(mean) * (u[ridge.rate] - mean)
      remainders[index] = tangent - ProductRidge.f(u[ridge.rate])
      let share = share(ridge, deviations) * remainders[index]
      z[ridge.factor] += share
      u[ridge.factor] += deviations[ridge.factor] * share
    }
  }

  /// Sets what depends on the group's means alone.
  private mutating func followGroup(_ means: [Double]) {
    for row in 0..<count {
      var sum = pull[row]
      for column in 0..<count { sum -= information[row * count + column] * means[column] }
      for ridge in ridges {
        sum -= information[row * count + ridge.factor] * ProductRidge.f(means[ridge.rate])
      }
      residual[row] = sum
      groupResidual[row] = sum
    }
    for index in information.indices { groupInformation[index] = information[index] }
    for ridge in ridges {
      groupResidual[ridge.rate] +=
        ProductRidge.slope(means[ridge.rate]) * residual[ridge.factor]
      ridge.shear(information: &groupInformation, at: means)
    }
  }

  /// Sets `value` and the derivatives at `w`.
  mutating func follow(
    _ subject: Int, of model: some SubjectModel, w: UnsafePointer<Double>, means: [Double],
    deviations: [Double]
  ) {
    place(w, means: means, deviations: deviations)
    value = model.logLikelihood(ofSubject: subject, at: u, gradient: &likelihoodSlope)
    for index in 0..<count {
      value -= 0.5 * z[index] * z[index] + log(factor[index * count + index])
      slope[index] = deviations[index] * likelihoodSlope[index] - z[index]
    }
    for ridge in ridges {
      slope[ridge.rate] +=
        deviations[ridge.rate] * slope(ofRemainderOf: ridge, deviations)
        * remainderSlope(ridge, means)
    }
    solveTransposed(&slope)
    for index in 0..<count { h[index] = slope[index] }
    solve(&h)
    setFactorSlope()
    for row in 0..<count {
      meanSlope[row] = likelihoodSlope[row]
      deviationSlope[row] = likelihoodSlope[row] * y[row] + h[row] * groupResidual[row]
      for column in 0..<count {
        let shared = groupInformation[row * count + column] * deviations[column]
        meanSlope[row] -= shared * h[column]
        deviationSlope[row] += 2 * factorSlope[row * count + column] * shared
      }
    }
    for (index, ridge) in ridges.enumerated() {
      follow(ridge, remainder: remainders[index], means, deviations)
    }
  }

  /// ω / σ = σ I / (1 + σ² I).
  private func share(_ ridge: ProductRidge, _ deviations: [Double]) -> Double {
    let known = deviations[ridge.factor] * information[ridge.factor * (count + 1)]
    return known / (1 + deviations[ridge.factor] * known)
  }

  /// The log density's derivative with respect to a remainder.
  private func slope(ofRemainderOf ridge: ProductRidge, _ deviations: [Double]) -> Double {
    let factor = ridge.factor
    return share(ridge, deviations) * (deviations[factor] * likelihoodSlope[factor] - z[factor])
  }

  /// A remainder's derivative with respect to the rate, f'(μ) − f'(u).
  private func remainderSlope(_ ridge: ProductRidge, _ means: [Double]) -> Double {
    ProductRidge.slope(means[ridge.rate]) - ProductRidge.slope(u[ridge.rate])
  }

  /// Adds to `meanSlope` and `deviationSlope` what comes of a ridge's remainder and of J's change with μ.
  private mutating func follow(
    _ ridge: ProductRidge, remainder: Double, _ means: [Double], _ deviations: [Double]
  ) {
    let (rate, factor) = (ridge.rate, ridge.factor)
    let curvature = ProductRidge.curvature(means[rate])
    let slopeOfRemainder = slope(ofRemainderOf: ridge, deviations)
    let remainderSlope = remainderSlope(ridge, means)
    meanSlope[rate] +=
      slopeOfRemainder * (remainderSlope + curvature * deviations[rate] * y[rate])
    deviationSlope[rate] += slopeOfRemainder * remainderSlope * y[rate]
    // ω' = 2 σ I / (1 + σ² I)² and (ω / σ)' = I (1 − σ² I) / (1 + σ² I)²
    let known = information[factor * (count + 1)]
    let knownInGroup = deviations[factor] * deviations[factor] * known
    deviationSlope[factor] +=
      remainder * known / ((1 + knownInGroup) * (1 + knownInGroup))
      * (2 * deviations[factor] * likelihoodSlope[factor] - (1 - knownInGroup) * z[factor])

    var change = h[rate] * residual[factor]
    for index in 0..<count {
      var shared = information[factor * count + index]
      if let other = ridges.first(where: { $0.rate == index }) {
        shared +=
          ProductRidge.slope(means[index]) * information[factor * count + other.factor]
      }
      change += 2 * shared * deviations[index] * factorSlope[index * count + rate]
    }
    meanSlope[rate] += curvature * deviations[rate] * change
  }

  /// U of S JᵀIJ S + 1 = UᵀU.
  private mutating func setFactor(_ deviations: [Double]) {
    for row in 0..<count {
      for column in row..<count {
        var sum = deviations[row] * groupInformation[row * count + column] * deviations[column]
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
