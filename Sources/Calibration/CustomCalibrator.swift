import CCalibration
import Foundation
import ItemResponse
import Numerical

/// Marginal maximum likelihood for any `CalibratableModel`, dichotomous or polytomous, by EM with
/// numerical derivatives: the same estimates as a model written into the library would have, some
/// twenty times slower.
public struct CustomCalibrator<Model: CalibratableModel>: Sendable {
  public var quadrature: Quadrature
  public var maximumIterations: Int
  /// EM ends when no parameter moves further in a step.
  public var tolerance: Double
  public var computesStandardErrors: Bool

  public init(
    quadrature: Quadrature = .standard, maximumIterations: Int = 2000, tolerance: Double = 1e-6,
    computesStandardErrors: Bool = true
  ) {
    self.quadrature = quadrature
    self.maximumIterations = maximumIterations
    self.tolerance = tolerance
    self.computesStandardErrors = computesStandardErrors
  }

  /// Abilities are N(0, 1). Items with a single observed score are left out.
  public func calibrate(
    _ responses: ResponseMatrix, progress: (@Sendable (CalibrationProgress) -> Bool)? = nil
  ) throws(CalibrationError) -> CustomCalibration<Model> {
    guard responses.responseCount > 0 else { throw .noResponses }
    let run = CustomRun<Model>(responses, quadrature: quadrature)
    guard !run.items.isEmpty else { throw .nothingToEstimate }
    var x = run.start
    var mixing = AndersonMixing(depth: min(8, max(1, x.count / 2)))
    var counts = run.expectation(x)
    var trace = [counts.objective]
    var iterations = 1
    var converged = false
    while iterations < maximumIterations {
      let image = run.maximise(x, counts)
      let change = zip(x, image).reduce(0) { max($0, abs($1.0 - $1.1)) }
      let report = CalibrationProgress(
        iteration: iterations, logLikelihood: counts.logLikelihood, change: change)
      if progress?(report) == false { throw .cancelled }
      let mixed = mixing.next(point: x, image: image)
      var next = run.expectation(mixed)
      iterations += 1
      let slack = 1e-12 * abs(counts.objective)
      if next.objective >= counts.objective - slack {
        x = mixed
      } else {
        mixing.restart()
        next = run.expectation(image)
        iterations += 1
        x = image
      }
      counts = next
      trace.append(counts.objective)
      if change < tolerance {
        converged = true
        break
      }
    }
    let covariance = computesStandardErrors ? run.covariance(x, counts) : nil
    return run.result(
      x, counts, covariance: covariance, iterations: iterations, converged: converged, trace: trace)
  }
}

/// What the calibration of a model of one's own found.
public struct CustomCalibration<Model: CalibratableModel>: Sendable {
  public struct Item: Sendable {
    public let id: String
    public let responses: Int
    /// `nil` where everybody has the same score, or nobody any.
    public let model: Model?
    /// In the order of the model's parameters; `nil` where the information is singular.
    public let standardErrors: [Double]?
  }

  public let items: [Item]
  public let logLikelihood: Double
  public let parameterCount: Int
  public let iterations: Int
  public let converged: Bool
  public let logLikelihoodTrace: [Double]
}

private struct CustomRun<Model: CalibratableModel> {
  /// Columns that are estimated.
  let items: [Int]
  let responses: ResponseMatrix
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
  }

  init(_ responses: ResponseMatrix, quadrature: Quadrature) {
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

  func expectation(_ x: [Double]) -> Expectation {
    let tables = tables(x)
    var result = Expectation()
    result.expected = tables.map { $0.map { [Double](repeating: 0, count: $0.count) } }
    for (index, pattern) in patterns.enumerated() {
      let (weights, logLikelihood) = posterior(pattern, tables)
      result.logLikelihood += counts[index] * logLikelihood
      for (position, score) in pattern.enumerated() where score != ScoreGrid.missing {
        for k in weights.indices {
          result.expected[position][Int(score)][k] += counts[index] * weights[k]
        }
      }
    }
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
    var result = x
    for position in items.indices {
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
      result.replaceSubrange(
        position * parametersPerItem..<(position + 1) * parametersPerItem, with: values)
    }
    return result
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
    var product = [Double](repeating: 0, count: padded * padded)
    var rows = [Double](repeating: 0, count: grid.count * padded)
    for (index, pattern) in patterns.enumerated() {
      let weights = posterior(pattern, tables).weights
      for position in rows.indices { rows[position] = 0 }
      for (position, score) in pattern.enumerated() where score != ScoreGrid.missing {
        for i in 0..<q {
          var mean = 0.0
          for k in weights.indices { mean += weights[k] * scores[position][Int(score)][k][i] }
          for k in weights.indices {
            rows[k * padded + position * q + i] =
              (counts[index] * weights[k]).squareRoot()
              * (scores[position][Int(score)][k][i] - mean)
          }
        }
      }
      ccal_cross_products(rows, Int64(grid.count), Int64(padded), &product)
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
