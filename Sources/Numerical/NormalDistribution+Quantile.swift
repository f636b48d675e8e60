import Foundation

extension NormalDistribution {
  /// The x with P(X ≤ x) = `probability`, to 1e-14 or so: a rational start (Acklam) and two steps of
  /// Halley's method on the error function. −∞ at 0, ∞ at 1, NaN outside.
  public func quantile(_ probability: Double) -> Double {
    guard probability > 0, probability < 1 else {
      return probability == 0 ? -.infinity : probability == 1 ? .infinity : .nan
    }
    // By symmetry only the lower half is computed, where erfc keeps its digits.
    if probability > 0.5 { return 2 * mean - quantile(1 - probability) }
    var z: Double
    if probability < 0.02425 {
      let q = (-2 * log(probability)).squareRoot()
      let numerator =
        ((((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838) * q
          - 2.549732539343734) * q + 4.374664141464968) * q + 2.938163982698783
      let denominator =
        (((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996) * q
          + 3.754408661907416) * q + 1
      z = numerator / denominator
    } else {
      let q = probability - 0.5
      let r = q * q
      let numerator =
        (((((-3.969683028665376e+01 * r + 2.209460984245205e+02) * r - 2.759285104469687e+02) * r
          + 1.383577518672690e+02) * r - 3.066479806614716e+01) * r + 2.506628277459239) * q
      let denominator =
        ((((-5.447609879822406e+01 * r + 1.615858368580409e+02) * r - 1.556989798598866e+02) * r
          + 6.680131188771972e+01) * r - 1.328068155288572e+01) * r + 1
      z = numerator / denominator
    }
    for _ in 0..<2 {
      let error = 0.5 * erfc(-z / 2.0.squareRoot()) - probability
      let u = error * (2 * Double.pi).squareRoot() * exp(0.5 * z * z)
      z -= u / (1 + 0.5 * z * u)
    }
    return mean + standardDeviation * z
  }
}
