import Foundation
import ItemResponse
import Numerical

/// Whether an item's responses look like its curve.
public struct ItemFit: Sendable {
  public let id: String
  /// S-X² (Orlando & Thissen 2000, doi:10.1177/01466216000241003): observed against expected
  /// proportions right by number-right score. `nil` where too few persons answered everything.
  public let scoreChiSquare: ChiSquareTest?
  /// Mean squared standardised residual (Wright & Masters 1982); 1 is expected, more is noise. The
  /// ability is not put at an estimate but averaged over its posterior, so that the expectation is 1
  /// under the model, however short the test; at an estimate it would be less.
  public let outfit: Double
  /// The same weighted by information; less moved by careless answers to far-off items.
  public let infit: Double
}

/// A chi-square statistic with its p-value.
public struct ChiSquareTest: Sendable, Hashable {
  public let statistic: Double
  public let degreesOfFreedom: Int
  /// NaN without a degree of freedom.
  public var pValue: Double {
    degreesOfFreedom > 0
      ? ChiSquareDistribution(degreesOfFreedom: Double(degreesOfFreedom)).upperTail(at: statistic)
      : .nan
  }

  public init(statistic: Double, degreesOfFreedom: Int) {
    self.statistic = statistic
    self.degreesOfFreedom = degreesOfFreedom
  }
}

extension CalibrationResult {
  /// Fit of every item that has a model, in their order.
  ///
  /// S-X² uses the persons who answered all items, and collapses scores until every expected count is
  /// at least `minimumExpected`, the way mirt does it.
  public func itemFit(
    _ responses: ResponseMatrix, minimumExpected: Double = 1, threads: Int? = nil
  ) -> [ItemFit] {
    let parallel = Parallel(threads: threads)
    let items = self.items.indices.filter { self.items[$0].model != nil }
    let models = items.map { self.items[$0].model! }
    let scoreTests = scoreChiSquares(
      responses, items: items, models: models, minimumExpected: minimumExpected,
      parallel: parallel)
    let squares = residualMeanSquares(responses, items: items, parallel: parallel)
    return items.indices.map {
      ItemFit(
        id: self.items[items[$0]].id, scoreChiSquare: scoreTests[$0], outfit: squares[$0].outfit,
        infit: squares[$0].infit)
    }
  }

  // MARK: S-X²

  private func scoreChiSquares(
    _ responses: ResponseMatrix, items: [Int], models: [LogisticModel], minimumExpected: Double,
    parallel: Parallel
  ) -> [ChiSquareTest?] {
    let n = items.count
    guard n > 2 else { return [ChiSquareTest?](repeating: nil, count: n) }
    var persons = [Double](repeating: 0, count: n + 1)
    var right = [Double](repeating: 0, count: n * (n + 1))
    responses.scores.forEachRow { row in
      var total = 0
      for item in items {
        guard row[item] != ScoreGrid.missing else { return }
        total += Int(row[item])
      }
      persons[total] += 1
      for (index, item) in items.enumerated() where row[item] == 1 {
        right[index * (n + 1) + total] += 1
      }
    }
    guard persons.reduce(0, +) >= 10 else { return [ChiSquareTest?](repeating: nil, count: n) }

    // E_is = ∫ P_i S*_i(s − 1) φ / ∫ S(s) φ, with S* the score distribution without item i (eq. 3).
    let blockSize = 8
    let sums = ResultBox<[Double]>(
      count: (latentNodes.count + blockSize - 1) / blockSize, value: [])
    parallel.forEach((latentNodes.count + blockSize - 1) / blockSize) { block in
      // The scores' distribution, then a row for each item: right, with that score.
      var sum = [Double](repeating: 0, count: (n + 1) * (n + 1))
      for k in blockSize * block..<min(blockSize * (block + 1), latentNodes.count)
      where latentWeights[k] > 1e-18 {
        let (theta, weight) = (latentNodes[k], latentWeights[k])
        let probabilities = models.map { $0.probability(at: theta) }
        let distribution = ScoreDistribution.conditional(probabilities)
        for score in 0...n { sum[score] += weight * distribution[score] }
        for index in 0..<n {
          let rest = ScoreDistribution.removing(probabilities[index], from: distribution)
          for score in 1...n {
            sum[(index + 1) * (n + 1) + score] += weight * probabilities[index] * rest[score - 1]
          }
        }
      }
      sums[block] = sum
    }
    var all = [Double](repeating: 0, count: (n + 1) * (n + 1))
    for block in 0..<(latentNodes.count + blockSize - 1) / blockSize {
      for index in all.indices { all[index] += sums[block][index] }
    }
    let joint = Array(all.dropFirst(n + 1))
    return (0..<n).map { index in
      var cells = (1..<n).filter { persons[$0] > 0 && all[$0] > 0 }.map { score in
        let expected = joint[index * (n + 1) + score] / all[score] * persons[score]
        let observed = right[index * (n + 1) + score]
        return ScoreCell(
          observed: SIMD2(observed, persons[score] - observed),
          expected: SIMD2(expected, persons[score] - expected))
      }
      ScoreCell.collapse(&cells, minimumExpected: minimumExpected)
      guard !cells.isEmpty else { return nil }
      let statistic = cells.reduce(0) { sum, cell in
        let distance = cell.observed - cell.expected
        return sum + (distance * distance / cell.expected).sum()
      }
      let parameters = (0..<4).count { layout.slots[items[index]][$0] >= 0 }
      let estimated = model == .rasch ? min(1, parameters) : parameters
      return ChiSquareTest(
        statistic: statistic, degreesOfFreedom: max(0, cells.count - estimated))
    }
  }

  // MARK: Infit and outfit

  /// E[(x − P)² | x] over E[PQ | x], and E[(x − P)² / PQ | x], from the expected counts: with n seen
  /// and r right at a node, r Q² + (n − r) P² and r Q/P + (n − r) P/Q. Averaged over the posterior and
  /// then over the responses, (x − P)² has the expectation of PQ.
  private func residualMeanSquares(
    _ responses: ResponseMatrix, items: [Int], parallel: Parallel
  ) -> [(infit: Double, outfit: Double)] {
    let (step, curves, grid) = expectationStep(responses, parallel: parallel)
    let counts = step.run(curves, on: grid)
    return items.map { item in
      var (squares, weights, standardised, total) = (0.0, 0.0, 0.0, 0.0)
      for k in 0..<grid.count {
        let n = counts.seen[item * counts.stride + k]
        let r = counts.right[item * counts.stride + k]
        let p = min(max(curves[item].probability(at: grid.nodes[k]), 1e-12), 1 - 1e-12)
        let q = 1 - p
        squares += r * q * q + (n - r) * p * p
        weights += n * p * q
        standardised += r * q / p + (n - r) * p / q
        total += n
      }
      return (infit: squares / weights, outfit: standardised / total)
    }
  }
}

/// A row of the S-X² table: right and wrong, observed and expected.
private struct ScoreCell {
  var observed: SIMD2<Double>
  var expected: SIMD2<Double>

  mutating func merge(_ other: ScoreCell) {
    observed += other.observed
    expected += other.expected
  }

  /// The order in which mirt's itemfit merges: single persons into the next score, then any row with
  /// a small expectation into the smaller of its neighbours.
  static func collapse(_ cells: inout [ScoreCell], minimumExpected: Double) {
    var index = 0
    while index < cells.count - 1 {
      if cells[index].observed.sum() == 1 {
        cells[index + 1].merge(cells[index])
        cells.remove(at: index)
      } else {
        index += 1
      }
    }
    if cells.count > 1, cells[cells.count - 1].observed.sum() == 1 {
      let last = cells.removeLast()
      cells[cells.count - 1].merge(last)
    }
    while cells.count > 1,
      let small = cells.firstIndex(where: {
        $0.expected[0] < minimumExpected || $0.expected[1] < minimumExpected
      })
    {
      let target: Int
      if small == 0 {
        target = 1
      } else if small == cells.count - 1 {
        target = small - 1
      } else {
        let below = cells[small - 1].observed.sum()
        let above = cells[small + 1].observed.sum()
        target = below <= above ? small - 1 : small + 1
      }
      cells[target].merge(cells[small])
      cells.remove(at: small)
    }
  }
}
