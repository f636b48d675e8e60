import Foundation

/// The Cholesky factorisation A = UᵀU of a symmetric positive definite matrix (Golub & Van Loan 2013,
/// *Matrix Computations*, alg. 4.2.1, by rows, so that every inner loop runs along memory).
///
/// It is also the test of definiteness: there is no factorisation of anything else.
public struct Cholesky: Sendable {
  public let order: Int
  /// U, row-major; below the diagonal 0.
  public let upper: [Double]

  /// - Parameters:
  ///   - matrix: row-major, `order` × `order`; only the upper triangle is read.
  ///   - tolerance: a pivot that shrinks below this share of its diagonal entry counts as zero.
  /// - Returns: `nil` where the matrix is not positive definite (to that tolerance) or not finite.
  /// - Complexity: order³ / 3 multiplications.
  public init?(_ matrix: [Double], order n: Int, tolerance: Double = 1e-13) {
    precondition(matrix.count == n * n)
    var u = matrix
    let isDefinite = u.withUnsafeMutableBufferPointer { buffer -> Bool in
      guard n > 0 else { return true }
      let a = buffer.baseAddress!
      for k in 0..<n {
        let row = a + k * n
        let pivot = row[k]
        guard pivot > tolerance * abs(matrix[k * n + k]), pivot.isFinite else { return false }
        let scale = 1 / pivot.squareRoot()
        for j in 0..<k { row[j] = 0 }
        for j in k..<n { row[j] *= scale }
        for i in (k + 1)..<max(n, k + 1) {
          let factor = row[i]
          if factor == 0 { continue }
          let target = a + i * n
          for j in i..<n { target[j] -= factor * row[j] }
        }
      }
      return true
    }
    guard isDefinite else { return nil }
    order = n
    upper = u
  }

  /// x with A x = `right`.
  public func solve(_ right: [Double]) -> [Double] {
    precondition(right.count == order)
    var x = right
    for i in 0..<order {
      x[i] /= upper[i * order + i]
      let value = x[i]
      for j in (i + 1)..<max(order, i + 1) { x[j] -= upper[i * order + j] * value }
    }
    for i in stride(from: order - 1, through: 0, by: -1) {
      var sum = x[i]
      for j in (i + 1)..<max(order, i + 1) { sum -= upper[i * order + j] * x[j] }
      x[i] = sum / upper[i * order + i]
    }
    return x
  }

  /// A⁻¹, row-major and symmetric.
  public var inverse: [Double] {
    let n = order
    // The rows of V = U⁻¹ᵀ, that is columns of U⁻¹; then A⁻¹ = U⁻¹ U⁻ᵀ.
    var v = [Double](repeating: 0, count: n * n)
    var result = [Double](repeating: 0, count: n * n)
    guard n > 0 else { return result }
    upper.withUnsafeBufferPointer { u in
      v.withUnsafeMutableBufferPointer { v in
        // Row i of U⁻¹ from the rows below it: U⁻¹[i] = (e_i − Σ_{k>i} U[i][k] U⁻¹[k]) / U[i][i].
        for i in stride(from: n - 1, through: 0, by: -1) {
          let row = v.baseAddress! + i * n
          row[i] = 1
          for k in (i + 1)..<max(n, i + 1) {
            let factor = u[i * n + k]
            if factor == 0 { continue }
            let other = v.baseAddress! + k * n
            for j in k..<n { row[j] -= factor * other[j] }
          }
          let scale = 1 / u[i * n + i]
          for j in i..<n { row[j] *= scale }
        }
        result.withUnsafeMutableBufferPointer { result in
          // A⁻¹[i][j] = Σ_{k ≥ max(i, j)} U⁻¹[i][k] U⁻¹[j][k], with four sums so that it pipelines.
          for i in 0..<n {
            for j in i..<n {
              let left = v.baseAddress! + i * n
              let right = v.baseAddress! + j * n
              var sums = SIMD4<Double>(repeating: 0)
              var k = j
              while k + 4 <= n {
                sums +=
                  SIMD4(left[k], left[k + 1], left[k + 2], left[k + 3])
                  * SIMD4(right[k], right[k + 1], right[k + 2], right[k + 3])
                k += 4
              }
              var sum = sums.sum()
              while k < n {
                sum += left[k] * right[k]
                k += 1
              }
              result[i * n + j] = sum
              result[j * n + i] = sum
            }
          }
        }
      }
    }
    return result
  }

  /// log det A.
  public var logDeterminant: Double {
    (0..<order).reduce(0) { $0 + 2 * log(upper[$1 * order + $1]) }
  }
}
