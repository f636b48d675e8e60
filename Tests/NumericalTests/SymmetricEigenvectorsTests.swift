import Numerical
import Testing

struct SymmetricEigenvectorsTests {
  /// 2 − 2 cos(kπ / (n + 1)) are the eigenvalues of second differences.
  @Test func findsTheEigenvaluesOfSecondDifferences() {
    let n = 7
    let matrix = (0..<n * n).map {
      [2.0, -1][min(1, abs($0 / n - $0 % n))] * (abs($0 / n - $0 % n) < 2 ? 1 : 0)
    }
    let found = SymmetricEigenvectors(matrix, order: n).values.sorted()
    // To fifteen digits from Python's decimal module.
    let expected = [
      0.152240934977427, 0.585786437626905, 1.234633135269821, 2, 2.765366864730180,
      3.414213562373095, 3.847759065022574,
    ]
    for (one, other) in zip(found, expected) { #expect(abs(one - other) < 1e-14) }
  }

  @Test(arguments: [1, 2, 3, 6, 20]) func putsTheMatrixTogetherAgain(order n: Int) {
    var generator = SeededGenerator(seed: UInt64(n))
    var matrix = [Double](repeating: 0, count: n * n)
    for row in 0..<n {
      for column in row..<n {
        matrix[row * n + column] = generator.normal()
        matrix[column * n + row] = matrix[row * n + column]
      }
    }
    let found = SymmetricEigenvectors(matrix, order: n)
    for (one, other) in zip(found.matrix { $0 }, matrix) { #expect(abs(one - other) < 1e-13) }
    let unit = found.matrix { _ in 1 }
    for index in unit.indices { #expect(abs(unit[index] - (index % (n + 1) == 0 ? 1 : 0)) < 1e-14) }
  }

  @Test func functionsOfAMatrixAreThoseOfItsEigenvalues() {
    for value in SymmetricEigenvectors([0, 1, 1, 0], order: 2).matrix({ max(0, $0) }) {
      #expect(abs(value - 0.5) < 1e-15)
    }
    let large = SymmetricEigenvectors([1e160, 9e159, 9e159, 1e160], order: 2).values.sorted()
    #expect(abs(large[0] / 1e159 - 1) < 1e-14 && abs(large[1] / 1.9e160 - 1) < 1e-14)
  }

  @Test func readsOnlyTheUpperTriangleAndEndsWithWhatIsNotFinite() {
    let values = SymmetricEigenvectors([1, 2, .nan, 1], order: 2).values.sorted()
    #expect(abs(values[0] + 1) < 1e-15 && abs(values[1] - 3) < 1e-15)
    #expect(SymmetricEigenvectors([0, 0, 0, 0], order: 2).values == [0, 0])
    #expect(SymmetricEigenvectors([.nan, 1, 1, 1], order: 2).values.count == 2)
    #expect(SymmetricEigenvectors([], order: 0).values.isEmpty)
  }
}
