import CCalibration
import Foundation
import Numerical

/// What the E-step finds: how many persons are expected at each node, and for each item how many of
/// those who saw it, and how many were right (Bock & Aitkin 1981, eqs. 9 and 10).
struct ExpectedCounts: Sendable {
  let logLikelihood: Double
  /// [node]
  let persons: [Double]
  /// Row-major [item][node], rows `stride` long.
  let seen: [Double]
  let right: [Double]
  let stride: Int
}

/// The E-step with its buffers.
///
/// The patterns are cut into at most 16 blocks, each with sums of its own that are then added in the
/// blocks' order.
final class ExpectationStep {
  let patterns: CodedPatterns
  let parallel: Parallel
  let stride: Int
  /// Table of log-probabilities, [row][node].
  private let table: Buffer<Double>
  private let expected: [Buffer<Double>]
  private let totals: [Buffer<Double>]
  private let logPrior: Buffer<Double>
  private let itemLogs: Buffer<Double>
  let blocks: [Range<Int>]

  init(patterns: CodedPatterns, stride: Int, parallel: Parallel) {
    self.patterns = patterns
    self.parallel = parallel
    self.stride = stride
    let blockCount = max(1, min(16, patterns.count / 256))
    blocks = (0..<blockCount).map {
      $0 * patterns.count / blockCount..<($0 + 1) * patterns.count / blockCount
    }
    table = Buffer(patterns.rowCount * stride, filledWith: 0)
    expected = blocks.map { _ in Buffer(patterns.rowCount * stride, filledWith: 0) }
    totals = blocks.map { _ in Buffer(2 * stride, filledWith: 0) }
    logPrior = Buffer(stride, filledWith: -.infinity)
    itemLogs = Buffer(2 * patterns.itemCount * stride, filledWith: 0)
  }

  /// Fills the table for these curves and this prior; the other methods use it.
  func prepare(_ curves: [ItemCurve], on grid: LatentGrid) {
    precondition(grid.stride == stride)
    let stride = stride
    let patterns = patterns
    for k in 0..<stride { logPrior.base[k] = grid.logWeights[k] }
    let items = (curves.count + 31) / 32
    let (itemLogs, table) = (itemLogs, table)
    grid.nodes.withUnsafeBufferPointer { nodes in
      nonisolated(unsafe) let nodes = nodes
      parallel.forEach(curves.count * grid.count < 8000 ? 1 : items) { block in
        let range =
          curves.count * grid.count < 8000
          ? 0..<curves.count : 32 * block..<min(32 * block + 32, curves.count)
        for item in range {
          let wrong = itemLogs.base + 2 * item * stride
          curves[item].logProbabilities(
            at: nodes.baseAddress!, count: nodes.count, wrong: wrong, right: wrong + stride)
        }
      }
    }
    patterns.cells.withUnsafeBufferPointer { cells in
      for row in 0..<patterns.rowCount {
        let target = table.base + row * stride
        let start = patterns.cellStarts[row]
        target.update(from: itemLogs.base + Int(cells[start]) * stride, count: stride)
        for index in (start + 1)..<max(start + 1, patterns.cellStarts[row + 1]) {
          let source = itemLogs.base + Int(cells[index]) * stride
          for k in 0..<stride { target[k] += source[k] }
        }
      }
    }
  }

  func run(_ curves: [ItemCurve], on grid: LatentGrid) -> ExpectedCounts {
    prepare(curves, on: grid)
    let (stride, patterns, blocks) = (stride, patterns, blocks)
    let (table, logPrior, expected, totals) = (table, logPrior, expected, totals)
    var logLikelihoods = [Double](repeating: 0, count: blocks.count)
    let size = patterns.rowCount * stride
    logLikelihoods.withUnsafeMutableBufferPointer { logLikelihoods in
      nonisolated(unsafe) let logLikelihoods = logLikelihoods
      parallel.forEach(blocks.count) { block in
        let sums = expected[block].base
        sums.update(repeating: 0, count: size)
        let total = totals[block].base
        total.update(repeating: 0, count: stride)
        logLikelihoods[block] = ccal_expect(
          patterns.raw, Int64(blocks[block].lowerBound), Int64(blocks[block].upperBound),
          table.base, logPrior.base, Int64(stride), sums, total, total + stride)
      }
    }
    var persons = [Double](repeating: 0, count: stride)
    for total in totals { for k in 0..<stride { persons[k] += total.base[k] } }
    let (seen, right) = itemSums()
    return ExpectedCounts(
      logLikelihood: logLikelihoods.reduce(0, +), persons: persons, seen: seen, right: right,
      stride: stride)
  }

  /// Row sums of all blocks to item sums.
  private func itemSums() -> (seen: [Double], right: [Double]) {
    let (stride, patterns, expected) = (stride, patterns, expected)
    var seen = [Double](repeating: 0, count: patterns.itemCount * stride)
    var right = seen
    for block in expected.dropFirst() {
      let target = expected[0].base
      for index in 0..<patterns.rowCount * stride { target[index] += block.base[index] }
    }
    seen.withUnsafeMutableBufferPointer { seen in
      right.withUnsafeMutableBufferPointer { right in
        patterns.cells.withUnsafeBufferPointer { cells in
          for row in 0..<patterns.rowCount {
            let source = expected[0].base + row * stride
            for index in patterns.cellStarts[row]..<patterns.cellStarts[row + 1] {
              let cell = Int(cells[index])
              let target = seen.baseAddress! + (cell >> 1) * stride
              for k in 0..<stride { target[k] += source[k] }
              if cell & 1 == 1 {
                let target = right.baseAddress! + (cell >> 1) * stride
                for k in 0..<stride { target[k] += source[k] }
              }
            }
          }
        }
      }
    }
    return (seen, right)
  }

  /// Posterior weights of each pattern in `range` and its log marginal likelihood, after `prepare`.
  func posteriors(
    of range: Range<Int>, into weights: UnsafeMutablePointer<Double>,
    logLikelihoods: UnsafeMutablePointer<Double>
  ) {
    ccal_posteriors(
      patterns.raw, Int64(range.lowerBound), Int64(range.upperBound), table.base, logPrior.base,
      Int64(stride), weights, logLikelihoods)
  }
}

extension ExpectationStep: @unchecked Sendable {}
