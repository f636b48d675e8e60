import CCalibration
import Foundation
import ItemResponse
import Numerical

/// One calibration of a model of one's own under way.
struct CustomRun<Model: CalibratableModel> {
  /// Columns that are estimated.
  let items: [Int]
  let responses: ResponseMatrix
  let parallel: Parallel
  let grid: LatentGrid
  /// Distinct rows of scores of `items`, with the persons who have them.
  let patterns: [[UInt8]]
  let counts: [Double]
  /// [position][score]: how often it was seen.
  let tallies: [[Int]]
  let parametersPerItem: Int
  let start: [Double]

  struct Expectation {
    var logLikelihood = 0.0
    var objective = 0.0
    /// [position][score][node]
    var expected: [[[Double]]] = []

    mutating func add(_ other: Expectation) {
      logLikelihood += other.logLikelihood
      for position in expected.indices {
        for score in expected[position].indices {
          for k in expected[position][score].indices {
            expected[position][score][k] += other.expected[position][score][k]
          }
        }
      }
    }
  }

  init(_ responses: ResponseMatrix, quadrature: Quadrature, parallel: Parallel) {
    self.parallel = parallel
    self.responses = responses
    grid = LatentGrid(quadrature)
    let scores = responses.scores.highestScore + 1
    var all = [[Int]](repeating: [Int](repeating: 0, count: scores), count: responses.itemCount)
    responses.scores.forEachRow { row in
      for item in 0..<row.count where row[item] != ScoreGrid.missing {
        all[item][Int(row[item])] += 1
      }
    }
    let chosen = (0..<responses.itemCount).filter { item in all[item].count { $0 > 0 } > 1 }
    var index: [[UInt8]: Int] = [:]
    var patterns: [[UInt8]] = []
    var counts: [Double] = []
    responses.scores.forEachRow { row in
      let pattern = chosen.map { row[$0] }
      guard pattern.contains(where: { $0 != ScoreGrid.missing }) else { return }
      if let known = index[pattern] {
        counts[known] += 1
      } else {
        index[pattern] = patterns.count
        patterns.append(pattern)
        counts.append(1)
      }
    }
    items = chosen
    self.patterns = patterns
    self.counts = counts
    tallies = chosen.map { all[$0] }
    var start: [Double] = []
    for tally in tallies {
      let top = tally.lastIndex { $0 > 0 }!
      let total = Double(tally.reduce(0, +)) + 0.5 * Double(top + 1)
      let proportions = tally[...top].map { (Double($0) + 0.5) / total }
      start += Model.start(scoreProportions: proportions).parameters
    }
    self.start = start
    parametersPerItem = chosen.isEmpty ? 0 : start.count / chosen.count
  }

  func parameters(_ x: [Double], _ position: Int) -> [Double] {
    Array(x[position * parametersPerItem..<(position + 1) * parametersPerItem])
  }

  private func tables(_ x: [Double]) -> [[[Double]]] {
    items.indices.map { position in
      let model = Model(parameters: parameters(x, position))
      return (0..<tallies[position].count).map { score in
        guard score < model.scoreCount else { return [] }
        return grid.nodes.map { model.logProbabilityValue(of: score, at: $0) }
      }
    }
  }

  private func posterior(_ pattern: [UInt8], _ tables: [[[Double]]]) -> (
    weights: [Double], logLikelihood: Double
  ) {
    var logs = Array(grid.logWeights.prefix(grid.count))
    for (position, score) in pattern.enumerated() where score != ScoreGrid.missing {
      let row = tables[position][Int(score)]
      for k in logs.indices { logs[k] += row[k] }
    }
    let total = logSumExp(logs)
    return (logs.map { exp($0 - total) }, total)
  }

  private var blocks: [Range<Int>] {
    let count = max(1, min(16, patterns.count / 64))
    return (0..<count).map { $0 * patterns.count / count..<($0 + 1) * patterns.count / count }
  }

  func expectation(_ x: [Double]) -> Expectation {
    let tables = tables(x)
    let blocks = blocks
    let parts = ResultBox<Expectation>(count: blocks.count, value: Expectation())
    parallel.forEach(blocks.count) { block in
      var part = Expectation()
      part.expected = tables.map { $0.map { [Double](repeating: 0, count: $0.count) } }
      for index in blocks[block] {
        let (weights, logLikelihood) = posterior(patterns[index], tables)
        part.logLikelihood += counts[index] * logLikelihood
        for (position, score) in patterns[index].enumerated() where score != ScoreGrid.missing {
          for k in weights.indices {
            part.expected[position][Int(score)][k] += counts[index] * weights[k]
          }
        }
      }
      parts[block] = part
    }
    var result = parts[0]
    for block in blocks.indices.dropFirst() { result.add(parts[block]) }
    result.objective = result.logLikelihood
    for position in items.indices { result.objective += Model.logPrior(parameters(x, position)) }
    return result
  }

  private func objective(_ values: [Double], _ expected: [[Double]]) -> Double {
    guard values.allSatisfy(\.isFinite) else { return -.infinity }
    let model = Model(parameters: values)
    var sum = Model.logPrior(values)
    for score in expected.indices {
      for k in expected[score].indices where expected[score][k] > 1e-12 {
        sum += expected[score][k] * model.logProbabilityValue(of: score, at: grid.nodes[k])
      }
    }
    return sum.isNaN ? -.infinity : sum
  }

  /// Gradient and negative Hessian by central differences.
  private func derivatives(
    _ values: [Double], _ expected: [[Double]]
  ) -> (gradient: [Double], information: [Double]) {
    let q = values.count
    let centre = objective(values, expected)
    let widths = values.map { 1e-4 * max(1, abs($0)) }
    func at(_ i: Int, _ a: Double, _ j: Int, _ b: Double) -> Double {
      var moved = values
      moved[i] += a * widths[i]
      if j >= 0 { moved[j] += b * widths[j] }
      return objective(moved, expected)
    }
    var gradient = [Double](repeating: 0, count: q)
    var information = [Double](repeating: 0, count: q * q)
    for i in 0..<q {
      let (above, below) = (at(i, 1, -1, 0), at(i, -1, -1, 0))
      gradient[i] = (above - below) / (2 * widths[i])
      information[i * q + i] = (2 * centre - above - below) / (widths[i] * widths[i])
      for j in 0..<i {
        let mixed =
          (at(i, 1, j, 1) - at(i, 1, j, -1) - at(i, -1, j, 1) + at(i, -1, j, -1))
          / (4 * widths[i] * widths[j])
        information[i * q + j] = -mixed
        information[j * q + i] = -mixed
      }
    }
    return (gradient, information)
  }

  func maximise(_ x: [Double], _ counts: Expectation) -> [Double] {
    let found = ResultBox<[Double]>(count: items.count, value: [])
    parallel.forEach(items.count) { position in
      var values = parameters(x, position)
      let expected = counts.expected[position]
      var current = objective(values, expected)
      for _ in 0..<3 {
        let (gradient, information) = derivatives(values, expected)
        let q = values.count
        var ridge = 0.0
        var factor = Cholesky(information, order: q, tolerance: 1e-10)
        while factor == nil, ridge < 1e12 {
          ridge = ridge == 0 ? 1e-3 : 10 * ridge
          var damped = information
          for i in 0..<q { damped[i * q + i] += ridge }
          factor = Cholesky(damped, order: q, tolerance: 1e-10)
        }
        guard let step = factor?.solve(gradient) else { break }
        var scale = min(1, 2 / max(1e-300, step.reduce(0) { max($0, abs($1)) }))
        var moved = false
        for _ in 0..<20 {
          let candidate = zip(values, step).map { $0 + scale * $1 }
          let value = objective(candidate, expected)
          if value >= current {
            values = candidate
            current = value
            moved = true
            break
          }
          scale *= 0.5
        }
        guard moved, step.contains(where: { abs($0) > 1e-5 }) else { break }
      }
      found[position] = values
    }
    return items.indices.flatMap { found[$0] }
  }

  /// The inverse of the observed information by Louis' identity, see `ObservedInformation`.
  func covariance(_ x: [Double], _ expectation: Expectation) -> [Double]? {
    let (n, q) = (x.count, parametersPerItem)
    var information = [Double](repeating: 0, count: n * n)
    // [position][score][node][parameter]
    var scores: [[[[Double]]]] = []
    for position in items.indices {
      let values = parameters(x, position)
      let block = derivatives(values, expectation.expected[position]).information
      for i in 0..<q {
        for j in 0..<q { information[(position * q + i) * n + position * q + j] = block[i * q + j] }
      }
      scores.append(
        (0..<expectation.expected[position].count).map { score in
          expectation.expected[position][score].isEmpty
            ? [] : grid.nodes.map { slopes(values, score: score, at: $0) }
        })
    }
    let tables = tables(x)
    let padded = (n + 15) / 16 * 16
    let blocks = blocks
    let products = blocks.map { _ in Buffer<Double>(padded * padded, filledWith: 0) }
    defer { for buffer in products { buffer.keepAlive() } }
    let slopeTables = scores
    parallel.forEach(blocks.count) { block in
      var rows = [Double](repeating: 0, count: grid.count * padded)
      for index in blocks[block] {
        let weights = posterior(patterns[index], tables).weights
        for position in rows.indices { rows[position] = 0 }
        for (position, score) in patterns[index].enumerated() where score != ScoreGrid.missing {
          let slopes = slopeTables[position][Int(score)]
          for i in 0..<q {
            var mean = 0.0
            for k in weights.indices { mean += weights[k] * slopes[k][i] }
            for k in weights.indices {
              rows[k * padded + position * q + i] =
                (counts[index] * weights[k]).squareRoot() * (slopes[k][i] - mean)
            }
          }
        }
        ccal_cross_products(rows, Int64(grid.count), Int64(padded), products[block].base)
      }
    }
    var product = products[0].array
    for other in products.dropFirst() {
      for index in product.indices { product[index] += other.base[index] }
    }
    for i in 0..<n {
      for j in i..<n {
        information[i * n + j] -= product[i * padded + j]
        if j > i { information[j * n + i] -= product[i * padded + j] }
      }
    }
    return Cholesky(information, order: n, tolerance: 1e-10)?.inverse
  }

  private func slopes(_ values: [Double], score: Int, at theta: Double) -> [Double] {
    values.indices.map { i in
      let width = 1e-5 * max(1, abs(values[i]))
      var (above, below) = (values, values)
      above[i] += width
      below[i] -= width
      return
        (Model(parameters: above).logProbabilityValue(of: score, at: theta)
        - Model(parameters: below).logProbabilityValue(of: score, at: theta)) / (2 * width)
    }
  }

  func result(
    _ x: [Double], _ expectation: Expectation, covariance: [Double]?, iterations: Int,
    converged: Bool, trace: [Double]
  ) -> CustomCalibration<Model> {
    let built = (0..<responses.itemCount).map { column -> CustomCalibration<Model>.Item in
      guard let position = items.firstIndex(of: column) else {
        let seen = (0..<responses.personCount).count { responses[person: $0, item: column] != nil }
        return CustomCalibration<Model>.Item(
          id: responses.items[column], responses: seen, model: nil, standardErrors: nil)
      }
      let errors = covariance.map { covariance in
        (0..<parametersPerItem).map { i in
          covariance[(position * parametersPerItem + i) * (x.count + 1)].squareRoot()
        }
      }
      return CustomCalibration<Model>.Item(
        id: responses.items[column], responses: tallies[position].reduce(0, +),
        model: Model(parameters: parameters(x, position)), standardErrors: errors)
    }
    return CustomCalibration<Model>(
      items: built, logLikelihood: expectation.logLikelihood, parameterCount: x.count,
      iterations: iterations, converged: converged, logLikelihoodTrace: trace)
  }
}
