import Numerical
import Testing

@Suite struct CholeskyTests {
  @Test(arguments: [1, 2, 5, 17, 40]) func solvesAndInverts(order n: Int) throws {
    // AAᵀ + I is positive definite.
    var generator = SeededGenerator(seed: UInt64(n))
    let a = (0..<n * n).map { _ in generator.uniform() - 0.5 }
    var matrix = [Double](repeating: 0, count: n * n)
    for i in 0..<n {
      for j in 0..<n {
        matrix[i * n + j] = (0..<n).reduce(i == j ? 1 : 0) { $0 + a[i * n + $1] * a[j * n + $1] }
      }
    }
    let factor = try #require(Cholesky(matrix, order: n))
    let right = (0..<n).map { Double($0) - 1.5 }
    let x = factor.solve(right)
    let inverse = factor.inverse
    for i in 0..<n {
      let back = (0..<n).reduce(0.0) { $0 + matrix[i * n + $1] * x[$1] }
      #expect(abs(back - right[i]) < 1e-11)
      for j in 0..<n {
        let product = (0..<n).reduce(0.0) { $0 + matrix[i * n + $1] * inverse[$1 * n + j] }
        #expect(abs(product - (i == j ? 1 : 0)) < 1e-12)
      }
    }
  }

  @Test func readsOnlyTheUpperTriangleAndKnowsTheDeterminant() throws {
    let factor = try #require(Cholesky([4, 2, .nan, 3], order: 2))
    // det = 4·3 − 2² = 8
    #expect(abs(factor.logDeterminant - 2.0794415416798357) < 1e-15)
  }

  @Test func refusesWhatIsNotPositiveDefinite() {
    #expect(Cholesky([1, 2, 2, 1], order: 2) == nil)
    #expect(Cholesky([1, 1, 1, 1], order: 2) == nil)
    #expect(Cholesky([.nan], order: 1) == nil)
    #expect(Cholesky([0], order: 1) == nil)
    #expect(Cholesky([], order: 0)?.solve([]) == [])
  }
}
