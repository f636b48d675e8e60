import CCalibration
import Foundation
import ItemResponse
import Numerical
import Testing

@testable import Calibration

/// The C kernels against the same sums in plain Swift.
@Suite struct KernelTests {
  @Test(arguments: [0.0, 0.3, 0.9]) func expectationStepAgreesWithPlainSums(missing: Double) {
    let items = 11
    let (responses, models) = Simulated.responses(
      persons: 150, items: items, missing: missing, seed: 12)
    let curves = models.map(ItemCurve.init)
    for groupSize in [1, 3, 4] {
      let patterns = responses.scores.withUnsafeRows { rows in
        CodedPatterns(
          rowCount: rows.rowCount, isIncluded: .init(repeating: true, count: items),
          groupSize: groupSize
        ) { rows.copyRow($0, to: $1) }
      }
      let grid = LatentGrid(.standard)
      let counts = ExpectationStep(
        patterns: patterns, stride: grid.stride, parallel: Parallel(threads: 2)
      ).run(curves, on: grid)

      var logLikelihood = 0.0
      var persons = [Double](repeating: 0, count: grid.count)
      var seen = [[Double]](repeating: persons, count: items)
      var right = seen
      for person in 0..<150 {
        var logs = Array(grid.logWeights.prefix(grid.count))
        let answers = (0..<items).map { responses[person: person, item: $0] }
        guard answers.contains(where: { $0 != nil }) else { continue }
        for (item, score) in answers.enumerated() {
          guard let score else { continue }
          for k in 0..<grid.count {
            logs[k] += models[item].logProbability(of: score, at: grid.nodes[k]).value
          }
        }
        let total = logSumExp(logs)
        logLikelihood += total
        for k in 0..<grid.count {
          let weight = exp(logs[k] - total)
          persons[k] += weight
          for (item, score) in answers.enumerated() {
            guard let score else { continue }
            seen[item][k] += weight
            if score == 1 { right[item][k] += weight }
          }
        }
      }
      #expect(abs(counts.logLikelihood / logLikelihood - 1) < 1e-13)
      for k in 0..<grid.count {
        #expect(abs(counts.persons[k] - persons[k]) < 1e-12)
        for item in 0..<items {
          #expect(abs(counts.seen[item * counts.stride + k] - seen[item][k]) < 1e-12)
          #expect(abs(counts.right[item * counts.stride + k] - right[item][k]) < 1e-12)
        }
      }
    }
  }

  @Test(arguments: [1, 5, 130, 300]) func crossProductsAgreeWithPlainSums(count: Int) {
    let stride = 32
    var generator = SeededGenerator(seed: 6)
    let rows = (0..<count * stride).map { _ in generator.uniform() - 0.5 }
    var product = [Double](repeating: 0, count: stride * stride)
    ccal_cross_products(rows, Int64(count), Int64(stride), &product)
    for i in 0..<stride {
      for j in i..<stride {
        let sum = (0..<count).reduce(0.0) { $0 + rows[$1 * stride + i] * rows[$1 * stride + j] }
        #expect(abs(product[i * stride + j] - sum) < 1e-12)
      }
    }
  }

  @Test(arguments: [1, 4, 7, 10]) func pairProductsAgreeWithPlainSums(items: Int) {
    let (count, stride, size) = (5, 32, 12)
    var generator = SeededGenerator(seed: 9)
    let rows = (0..<count * stride).map { _ in generator.uniform() - 0.5 }
    let places = (0..<items).map { UInt32($0 + $0 / 4) }
    var sums = [Double](repeating: 0, count: 4 * size * size)
    ccal_pair_products(
      rows, Int64(count), Int64(stride), places, Int64(items), &sums, Int64(size))
    var expected = [Double](repeating: 0, count: 4 * size * size)
    for i in 0..<items {
      for j in i..<items {
        for p in 0..<2 {
          for q in 0..<2 {
            let place = 4 * (Int(places[i]) * size + Int(places[j])) + 2 * p + q
            for r in 0..<count {
              expected[place] += rows[r * stride + 2 * i + p] * rows[r * stride + 2 * j + q]
            }
          }
        }
      }
    }
    for (a, b) in zip(sums, expected) { #expect(abs(a - b) < 1e-14) }
    var sum = [Double](repeating: 0, count: stride)
    let factors = (0..<count).map { Double($0) - 1.5 }
    let length = ccal_combine(factors, Int64(count), rows, Int64(stride), &sum)
    #expect(abs(length - sum.reduce(0) { $0 + $1 * $1 }) < 1e-12)
    for j in 0..<stride {
      let plain = (0..<count).reduce(0.0) { $0 + factors[$1] * rows[$1 * stride + j] }
      #expect(abs(sum[j] - plain) < 1e-13)
    }
  }

  @Test func equalRowsAreCountedOnce() {
    let patterns = LSAT.section6.scores.withUnsafeRows { rows in
      CodedPatterns(rowCount: rows.rowCount, isIncluded: .init(repeating: true, count: 5)) {
        rows.copyRow($0, to: $1)
      }
    }
    #expect(patterns.count == 30)
    #expect((0..<30).reduce(0.0) { $0 + patterns.counts.base[$1] } == 1000)
    #expect(patterns.isComplete && patterns.responseCount == 5000)
    var cells: [Int] = []
    patterns.forEachCell(of: Int(patterns.patternOfPerson[999])) { item, score in
      cells.append(2 * item + score)
    }
    #expect(cells == [1, 3, 5, 7, 9])
  }

  @Test func removingAnItemUndoesAddingIt() {
    var generator = SeededGenerator(seed: 1)
    let probabilities = (0..<40).map { _ in 0.02 + 0.96 * generator.uniform() }
    let all = ScoreDistribution.conditional(probabilities)
    #expect(abs(all.reduce(0, +) - 1) < 1e-13)
    for item in probabilities.indices {
      var rest = probabilities
      rest.remove(at: item)
      let expected = ScoreDistribution.conditional(rest)
      let found = ScoreDistribution.removing(probabilities[item], from: all)
      for (a, b) in zip(found, expected) { #expect(abs(a - b) < 1e-13) }
    }
  }
}
