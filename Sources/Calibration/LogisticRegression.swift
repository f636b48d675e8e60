import Foundation
import Numerical

/// Logistic regression by Newton's method.
struct LogisticRegression {
  let coefficients: [Double]
  let logLikelihood: Double

  /// - Parameter columns: the predictors, the constant among them.
  /// - Returns: `nil` where there is no finite maximum, or the predictors are collinear.
  init?(_ y: [Double], on columns: [[Double]]) {
    let q = columns.count
    var beta = [Double](repeating: 0, count: q)
    func evaluate(_ beta: [Double]) -> (Double, [Double], [Double]) {
      var value = 0.0
      var gradient = [Double](repeating: 0, count: q)
      var information = [Double](repeating: 0, count: q * q)
      for row in y.indices {
        var eta = 0.0
        for j in 0..<q { eta += beta[j] * columns[j][row] }
        let p = logistic(eta)
        value += y[row] * eta - log1pExp(eta)
        for i in 0..<q {
          gradient[i] += (y[row] - p) * columns[i][row]
          for j in i..<q {
            information[i * q + j] += p * (1 - p) * columns[i][row] * columns[j][row]
          }
        }
      }
      return (value, gradient, information)
    }
    var (value, gradient, information) = evaluate(beta)
    for _ in 0..<60 {
      guard let factor = Cholesky(information, order: q, tolerance: 1e-14) else { return nil }
      let step = factor.solve(gradient)
      let gain = zip(step, gradient).reduce(0) { $0 + $1.0 * $1.1 }
      if gain < 1e-12 {
        coefficients = beta
        logLikelihood = value
        return
      }
      var scale = 1.0
      while scale > 1e-6 {
        let candidate = zip(beta, step).map { $0 + scale * $1 }
        let next = evaluate(candidate)
        if next.0 >= value {
          beta = candidate
          (value, gradient, information) = next
          break
        }
        scale *= 0.5
      }
      if scale <= 1e-6 { break }
    }
    // Still rising after so many steps: the data are separated.
    guard beta.allSatisfy({ abs($0) < 50 }) else { return nil }
    coefficients = beta
    logLikelihood = value
  }
}
