/// The eigenvalues and eigenvectors of a symmetric matrix, A = Σ λ v vᵀ, by Jacobi's rotations (Golub & Van Loan
/// 2013, *Matrix Computations*, §8.5.2): for small matrices, where it is accurate and short.
public struct SymmetricEigenvectors: Sendable {
  public let order: Int
  /// In no particular order.
  public let values: [Double]
  /// One after another in the order of `values`, each of length 1, orthogonal to the others.
  public let vectors: [Double]

  /// - Parameter matrix: row-major, `order` × `order`, finite; only the upper triangle is read.
  /// - Complexity: some 10 · order³ multiplications.
  public init(_ matrix: [Double], order n: Int) {
    precondition(matrix.count == n * n)
    order = n
    var a = matrix
    for row in 0..<n { for column in 0..<row { a[row * n + column] = a[column * n + row] } }
    var vectors = (0..<n * n).map { $0 % (n + 1) == 0 ? 1.0 : 0 }
    // Convergence is quadratic; matrices that are not finite must not hold it up.
    for _ in 0..<50 {
      var isDiagonal = true
      for p in 0..<n {
        for q in (p + 1)..<max(n, p + 1) {
          let size = a[p * n + p].magnitude.squareRoot() * a[q * n + q].magnitude.squareRoot()
          guard a[p * n + q].magnitude > max(1e-15 * size, .leastNormalMagnitude) else { continue }
          isDiagonal = false
          Self.rotate(&a, &vectors, p, q, order: n)
        }
      }
      if isDiagonal { break }
    }
    values = (0..<n).map { a[$0 * n + $0] }
    self.vectors = vectors
  }

  /// Makes element (p, q) zero.
  private static func rotate(
    _ a: inout [Double], _ vectors: inout [Double], _ p: Int, _ q: Int, order n: Int
  ) {
    let tau = (a[q * n + q] - a[p * n + p]) / (2 * a[p * n + q])
    let tangent = (tau < 0 ? -1 : 1) / (tau.magnitude + (1 + tau * tau).squareRoot())
    let cosine = 1 / (1 + tangent * tangent).squareRoot()
    let sine = tangent * cosine
    func turn(_ x: inout [Double], _ one: Int, _ other: Int) {
      (x[one], x[other]) = (cosine * x[one] - sine * x[other], sine * x[one] + cosine * x[other])
    }
    for k in 0..<n { turn(&a, k * n + p, k * n + q) }
    for k in 0..<n { turn(&a, p * n + k, q * n + k) }
    for k in 0..<n { turn(&vectors, p * n + k, q * n + k) }
    a[p * n + q] = 0
    a[q * n + p] = 0
  }

  /// Σ f(λ) v vᵀ, row-major.
  public func matrix(_ f: (Double) -> Double) -> [Double] {
    var result = [Double](repeating: 0, count: order * order)
    for (index, value) in values.enumerated() {
      let (vector, weight) = (vectors[index * order..<(index + 1) * order], f(value))
      for (row, x) in vector.enumerated() {
        for (column, y) in vector.enumerated() { result[row * order + column] += weight * x * y }
      }
    }
    return result
  }
}
