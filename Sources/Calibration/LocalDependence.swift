import CCalibration
import Foundation
import ItemResponse
import Numerical

/// Pairs of items whose residuals go together: they share more than ability.
public struct LocalDependence: Sendable {
  public struct Pair: Sendable, Hashable {
    public let first: String
    public let second: String
    /// Q₃, the correlation of the residuals.
    public let correlation: Double
  }

  /// The pairs by falling |Q₃ − mean|.
  public let pairs: [Pair]
  /// The mean over all pairs, about −1/(items − 1) where the model holds.
  public let mean: Double

  /// Pairs that stand out by more than `excess` from the mean (Christensen, Makransky & Horton 2017,
  /// doi:10.1177/0146621616677520, advise 0.2 in long tests).
  public func suspicious(excess: Double = 0.2) -> [Pair] {
    pairs.filter { abs($0.correlation - mean) > excess }
  }
}

extension CalibrationResult {
  /// Q₃ (Yen 1984, doi:10.1177/014662168400800201): correlations of x − P(θ̂) over the persons who
  /// answered both items, θ̂ the expected a-posteriori ability.
  ///
  /// - Parameter minimumPersons: pairs that fewer persons answered together are left out.
  public func localDependence(
    _ responses: ResponseMatrix, minimumPersons: Int = 20, threads: Int? = nil
  ) -> LocalDependence {
    let modelled = modelledItems
    let n = modelled.count
    let parallel = Parallel(threads: threads)
    let theta = expectedAbilities(responses, parallel: parallel)
    // Three blocks of columns: residual, residual², present. Their cross products hold every sum
    // that the correlations need, with any pattern of missing responses.
    let width = (n + 15) / 16 * 16
    let stride = 3 * width
    let persons = responses.personCount
    let blockCount = max(1, min(16, persons / 1024))
    let products = (0..<blockCount).map { _ in Buffer<Double>(stride * stride, filledWith: 0) }
    parallel.forEach(blockCount) { block in
      let batch = 128
      let rows = Buffer<Double>(batch * stride, filledWith: 0)
      defer { rows.keepAlive() }
      var used = 0
      let range = block * persons / blockCount..<(block + 1) * persons / blockCount
      responses.scores.forEachRow(in: range) { person, row in
        guard theta[person].isFinite else { return }
        let target = rows.base + used * stride
        target.update(repeating: 0, count: stride)
        for (index, item) in modelled.enumerated() where row[item.column] != ScoreGrid.missing {
          let residual = Double(row[item.column]) - item.model.probability(at: theta[person])
          target[index] = residual
          target[width + index] = residual * residual
          target[2 * width + index] = 1
        }
        used += 1
        if used == batch {
          ccal_cross_products(rows.base, Int64(used), Int64(stride), products[block].base)
          used = 0
        }
      }
      ccal_cross_products(rows.base, Int64(used), Int64(stride), products[block].base)
    }
    var product = products[0].array
    for other in products.dropFirst() {
      for index in product.indices { product[index] += other.base[index] }
    }
    for buffer in products { buffer.keepAlive() }

    var pairs: [LocalDependence.Pair] = []
    for i in 0..<n {
      for j in (i + 1)..<max(n, i + 1) {
        func sum(_ block: Int, _ left: Int, _ otherBlock: Int, _ right: Int) -> Double {
          let (a, b) = (block * width + left, otherBlock * width + right)
          return product[min(a, b) * stride + max(a, b)]
        }
        let count = sum(2, i, 2, j)
        guard count >= Double(minimumPersons) else { continue }
        let (x, y) = (sum(0, i, 2, j), sum(0, j, 2, i))
        let vx = sum(1, i, 2, j) - x * x / count
        let vy = sum(1, j, 2, i) - y * y / count
        guard vx > 0, vy > 0 else { continue }
        pairs.append(
          LocalDependence.Pair(
            first: items[modelled[i].column].id, second: items[modelled[j].column].id,
            correlation: (sum(0, i, 0, j) - x * y / count) / (vx * vy).squareRoot()))
      }
    }
    let mean = pairs.reduce(0) { $0 + $1.correlation } / Double(max(1, pairs.count))
    return LocalDependence(
      pairs: pairs.sorted { abs($0.correlation - mean) > abs($1.correlation - mean) }, mean: mean)
  }
}
