import CDense
import Numerical
import Testing

@testable import LearnerModels

/// One test after another, since the level of the kernels is the process's own, and another level rounds
/// differently.
@Suite(.serialized) enum NetworkTests {}

extension NetworkTests {
  @Suite struct DenseKernelsTests {
    static func random(_ count: Int, seed: UInt64) -> [Float] {
      var generator = SeededGenerator(seed: seed)
      return (0..<count).map { _ in Float(generator.normal()) }
    }

    static let kernels = DenseKernels.allCases.filter(\.isAvailable)

    /// Sizes around those of a tile: rows 1 to 9 of its 8, 16 and 48 columns of the panel's 32.
    @Test(arguments: kernels, 0...2)
    func productsAreSumsOfProducts(kernels: DenseKernels, level: Int32) {
      cdense_limit_level(level)
      defer { cdense_limit_level(2) }
      for (m, n, k) in [(1, 16, 16), (3, 48, 32), (7, 64, 16), (9, 32, 48), (20, 80, 16)] {
        let a = Self.random(m * k, seed: 1)
        let w = Self.random(k * n, seed: 2)
        let expected = (0..<(m * n)).map { cell in
          (0..<k).reduce(0.0) { $0 + Double(a[cell / n * k + $1]) * Double(w[$1 * n + cell % n]) }
        }
        // W as it is, then as the transpose of what it is stored as.
        let transposed = (0..<(k * n)).map { w[$0 % k * n + $0 / k] }
        for (matrix, isTransposed) in [(w, false), (transposed, true)] {
          let prepared = PreparedMatrix(
            kernels: kernels, rows: isTransposed ? n : k, columns: isTransposed ? k : n,
            isTransposed: isTransposed)
          prepared.prepare(matrix)
          var product = [Float](repeating: 100, count: m * n)
          prepared.multiply(a, count: m, into: &product, accumulating: false)
          for cell in 0..<(m * n) { #expect(abs(Double(product[cell]) - expected[cell]) < 1e-4) }
          prepared.multiply(a, count: m, into: &product, accumulating: true)
          for cell in 0..<(m * n) {
            #expect(abs(Double(product[cell]) - 2 * expected[cell]) < 2e-4)
          }
        }
      }
    }

    /// More rows than the 128 that are packed at a time.
    @Test(arguments: kernels, 0...2)
    func transposedProductsAddUp(kernels: DenseKernels, level: Int32) {
      cdense_limit_level(level)
      defer { cdense_limit_level(2) }
      let (m, n, k) = (16, 48, 130)
      let a = Self.random(k * m, seed: 3)
      let b = Self.random(k * n, seed: 4)
      var product = [Float](repeating: 1, count: m * n)
      kernels.accumulateTransposed(m: m, n: n, k: k, a: a, b: b, into: &product)
      for cell in 0..<(m * n) {
        let expected = (0..<k).reduce(1.0) {
          $0 + Double(a[$1 * m + cell / n]) * Double(b[$1 * n + cell % n])
        }
        #expect(abs(Double(product[cell]) - expected) < 2e-4)
      }
    }
  }
}
