import Foundation
import Numerical

/// Logistic regression by Newton's method.
struct LogisticRegression {
  let coefficients: [Double]
  let logLikelihood: Double

  enum Failure: Error {
    /// A combination of the predictors tells right from wrong without an error: no finite maximum.
    case separated
    case collinear
  }

  /// - Parameter columns: the predictors, the constant among them.
  init(_ y: [Double], on columns: [[Double]]) throws(Failure) {
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
      guard let factor = Cholesky(information, order: q, tolerance: 1e-14) else {
        // At the start every response weighs the same: only the predictors can be at fault.
        throw beta.allSatisfy { $0 == 0 } ? .collinear : .separated
      }
      let step = factor.solve(gradient)
      let gain = zip(step, gradient).reduce(0) { $0 + $1.0 * $1.1 }
      if gain < 1e-12 {
        guard Self.isInside(beta, columns) else { throw .separated }
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
    guard Self.isInside(beta, columns) else { throw .separated }
    coefficients = beta
    logLikelihood = value
  }

  /// Whether the fit is far from certain of something: with separated data the likelihood's rise ends
  /// only in rounding, when some of the probabilities are 0 or 1 to nine digits.
  private static func isInside(_ beta: [Double], _ columns: [[Double]]) -> Bool {
    let rows = columns[0].indices
    let largest = rows.reduce(0) { largest, row in
      max(largest, abs(beta.indices.reduce(0) { $0 + beta[$1] * columns[$1][row] }))
    }
    return largest < 20
  }
}
