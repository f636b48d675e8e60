import CCalibration
import Foundation
import Numerical

/// Σ Cov[score | pattern] for any model and any pattern of missing responses.
///
/// A pattern's scores are functions of θ, and smooth ones on the scale of its posterior. Expanded in
/// the polynomials orthonormal under that posterior they have a few coefficients that matter, c₁, c₂ …
/// (c₀ is the mean), and their covariance is Σ cᵣcᵣ′: seven or eight products where the posterior
/// covers some twenty nodes. The expansion goes on until the square of its last term is 10⁻¹⁰ of the first's, or to
/// the nodes' number, where it is exact whatever the functions.
extension ObservedInformation {
  func covarianceByPattern() -> [Double] {
    let columns = ScoreColumns(layout)
    let latent = [layout.latentMean, layout.latentLogDeviation]
    let latentRows = (0..<2).filter { latent[$0] >= 0 }
    let tables = latentScores()
    let scores = scoreTable(columns, latent: latentRows.map { tables[$0] })
    let slots = columns.slots + latentRows.map { latent[$0] }
    // Two columns for every item that counts, as in 1PL and 2PL, have a kernel of their own.
    let isPaired = latentRows.isEmpty && columns.isPaired && !step.patterns.isComplete
    return isPaired
      ? pairedCovariance(columns, scores)
      : generalCovariance(columns, slots: slots, latentCount: latentRows.count, scores)
  }

  /// The per-block matrices are large where there are many items; then there are fewer blocks.
  private func blocks(columns: Int) -> [Range<Int>] {
    let count = max(1, min(columns > 400 ? 4 : 16, step.blocks.count))
    let patterns = step.patterns.count
    return (0..<count).map { $0 * patterns / count..<($0 + 1) * patterns / count }
  }

  private func pairedCovariance(_ columns: ScoreColumns, _ scores: [Double]) -> [Double] {
    let items = columns.slots.count / 2
    let blocks = blocks(columns: columns.slots.count)
    // [first item][second item][2 × 2], second ≥ first
    let totals = blocks.map { _ in Buffer<Double>(4 * items * items, filledWith: 0) }
    defer { for buffer in totals { buffer.keepAlive() } }
    step.parallel.forEach(blocks.count) { block in
      let expansion = ScoreExpansion(step: step, grid: grid, columns: columns, latentCount: 0)
      let places = Buffer<UInt32>(items, filledWith: 0)
      defer { places.keepAlive() }
      for pattern in blocks[block] {
        let found = scores.withUnsafeBufferPointer {
          expansion.expand(pattern, scores: $0.baseAddress!)
        }
        guard found.width > 0 else { continue }
        for position in 0..<found.width / 2 {
          places.base[position] = UInt32(expansion.columnNumbers[2 * position] / 2)
        }
        ccal_pair_products(
          expansion.coefficients.base, Int64(found.rows), Int64(found.stride), places.base,
          Int64(found.width / 2), totals[block].base, Int64(items))
      }
    }
    var result = [Double](repeating: 0, count: layout.count * layout.count)
    for i in 0..<items {
      for j in i..<items {
        for p in 0..<2 {
          for q in 0..<2 where i != j || p <= q {
            var sum = 0.0
            for total in totals { sum += total.base[4 * (i * items + j) + 2 * p + q] }
            add(sum, columns.slots[2 * i + p], columns.slots[2 * j + q], i == j && p == q, &result)
          }
        }
      }
    }
    return result
  }

  private func generalCovariance(
    _ columns: ScoreColumns, slots: [Int], latentCount: Int, _ scores: [Double]
  ) -> [Double] {
    let isDense = step.patterns.isComplete
    let blocks = blocks(columns: slots.count)
    let padded = (slots.count + 15) / 16 * 16
    let totals = blocks.map { _ in Buffer<Double>(padded * padded, filledWith: 0) }
    defer { for buffer in totals { buffer.keepAlive() } }
    step.parallel.forEach(blocks.count) { block in
      let expansion = ScoreExpansion(
        step: step, grid: grid, columns: columns, latentCount: latentCount)
      let local = Buffer<Double>(isDense ? 1 : padded * padded, filledWith: 0)
      defer { local.keepAlive() }
      for pattern in blocks[block] {
        let found = scores.withUnsafeBufferPointer {
          expansion.expand(pattern, scores: $0.baseAddress!)
        }
        guard found.width > 0 else { continue }
        let (rows, stride) = (Int64(found.rows), Int64(found.stride))
        if isDense {
          ccal_cross_products(expansion.coefficients.base, rows, stride, totals[block].base)
          continue
        }
        local.base.update(repeating: 0, count: found.stride * found.stride)
        ccal_cross_products(expansion.coefficients.base, rows, stride, local.base)
        expansion.columnNumbers.withUnsafeBufferPointer { numbers in
          for i in 0..<found.width {
            let target = totals[block].base + numbers[i] * padded
            let source = local.base + i * found.stride
            for j in i..<found.width { target[numbers[j]] += source[j] }
          }
        }
      }
    }
    var result = [Double](repeating: 0, count: layout.count * layout.count)
    for i in slots.indices {
      for j in i..<slots.count {
        var sum = 0.0
        for total in totals { sum += total.base[i * padded + j] }
        add(sum, slots[i], slots[j], i == j, &result)
      }
    }
    return result
  }

  private func add(
    _ value: Double, _ i: Int, _ j: Int, _ isDiagonal: Bool, _ result: inout [Double]
  ) {
    result[i * layout.count + j] += value
    if !isDiagonal { result[j * layout.count + i] += value }
  }

  /// ∂ log P(score) / ∂ parameter by node: each item's columns for a wrong answer, those for a right
  /// one, the next item's …, then the latent distribution's twice each.
  private func scoreTable(_ columns: ScoreColumns, latent: [[Double]]) -> [Double] {
    let width = 2 * (columns.slots.count + latent.count)
    var table = [Double](repeating: 0, count: grid.count * width)
    for (k, theta) in grid.nodes.enumerated() {
      for (item, range) in columns.ofItem.enumerated() where !range.isEmpty {
        let curve = curves[item]
        let (c, u, gap) = (curve.lower, curve.upper, curve.upperGap)
        let z = curve.slope * theta + curve.intercept
        let e = exp(-abs(z))
        let big = 1 / (1 + e)
        let l = z >= 0 ? big : e * big
        let m = z >= 0 ? e * big : big
        let span = 1 - gap - c
        let right = SIMD4(span * l * m * theta, span * l * m, c * (1 - c) * m, u * gap * l)
        let (wrongScores, rightScores) = (-right / (gap + span * m), right / (c + span * l))
        let base = k * width + 2 * range.lowerBound
        for (place, column) in range.enumerated() {
          table[base + place] = wrongScores[columns.parameters[column]]
          table[base + range.count + place] = rightScores[columns.parameters[column]]
        }
      }
      for (index, scores) in latent.enumerated() {
        table[k * width + 2 * (columns.slots.count + index)] = scores[k]
      }
    }
    return table
  }
}

/// The columns of scores: each item's free parameters, in order.
struct ScoreColumns: Sendable {
  /// Where each column stands in the free vector.
  let slots: [Int]
  /// Which of an item's four parameters it is.
  let parameters: [Int]
  let ofItem: [Range<Int>]
  /// Whether each item has two columns or none.
  let isPaired: Bool

  init(_ layout: ParameterLayout) {
    var slots: [Int] = []
    var parameters: [Int] = []
    var ofItem: [Range<Int>] = []
    for slot in layout.slots {
      let first = slots.count
      for parameter in 0..<4 where slot[parameter] >= 0 {
        slots.append(slot[parameter])
        parameters.append(parameter)
      }
      ofItem.append(first..<slots.count)
    }
    self.slots = slots
    self.parameters = parameters
    self.ofItem = ofItem
    isPaired = ofItem.allSatisfy { $0.isEmpty || $0.count == 2 }
  }
}

/// One pattern's scores in the polynomials orthonormal under its posterior.
private final class ScoreExpansion {
  private let step: ExpectationStep
  private let grid: LatentGrid
  private let columns: ScoreColumns
  private let latentCount: Int
  private let weights: Buffer<Double>
  private let logs: Buffer<Double>
  private let rows: Buffer<Double>
  private let polynomials: Buffer<Double>
  /// [row][column of this pattern], times the root of the number of persons.
  let coefficients: Buffer<Double>
  /// Of this pattern's columns, the numbers among all.
  private(set) var columnNumbers: [Int] = []
  private var nodes: [Int] = []

  init(step: ExpectationStep, grid: LatentGrid, columns: ScoreColumns, latentCount: Int) {
    self.step = step
    self.grid = grid
    self.columns = columns
    self.latentCount = latentCount
    let padded = (columns.slots.count + latentCount + 15) / 16 * 16
    weights = Buffer(grid.stride, filledWith: 0)
    logs = Buffer(1, filledWith: 0)
    rows = Buffer(grid.count * padded, filledWith: 0)
    polynomials = Buffer(grid.count * grid.count, filledWith: 0)
    coefficients = Buffer(grid.count * padded, filledWith: 0)
  }

  func expand(
    _ pattern: Int, scores: UnsafePointer<Double>
  ) -> (rows: Int, width: Int, stride: Int) {
    step.posteriors(of: pattern..<pattern + 1, into: weights.base, logLikelihoods: logs.base)
    columnNumbers.removeAll(keepingCapacity: true)
    let tableWidth = 2 * (columns.slots.count + latentCount)
    nodes.removeAll(keepingCapacity: true)
    for k in 0..<grid.count where weights.base[k] > 1e-15 { nodes.append(k) }
    // Only here does the width of a pattern become known, so the numbers go first.
    step.patterns.forEachCell(of: pattern) { item, _ in
      for column in columns.ofItem[item] { columnNumbers.append(column) }
    }
    for index in 0..<latentCount { columnNumbers.append(columns.slots.count + index) }
    let width = columnNumbers.count
    let isDense = step.patterns.isComplete
    let stride = ((isDense ? columns.slots.count + latentCount : width) + 15) / 16 * 16
    guard width > 0, nodes.count > 1 else { return (0, 0, stride) }
    var place = 0
    step.patterns.forEachCell(of: pattern) { item, score in
      let range = columns.ofItem[item]
      let source = scores + 2 * range.lowerBound + score * range.count
      for (row, k) in nodes.enumerated() {
        let target = rows.base + row * stride + place
        for c in 0..<range.count { target[c] = source[k * tableWidth + c] }
      }
      place += range.count
    }
    for (row, k) in nodes.enumerated() {
      for index in 0..<latentCount {
        rows.base[row * stride + place + index] =
          scores[k * tableWidth + 2 * (columns.slots.count + index)]
      }
      for c in width..<max(width, stride) { rows.base[row * stride + c] = 0 }
    }
    let count = project(
      stride: stride, root: step.patterns.counts.base[pattern].squareRoot())
    return (count, width, stride)
  }

  /// Row r of the polynomials holds √w φᵣ at the nodes (Stieltjes' procedure; Gautschi 2004,
  /// *Orthogonal Polynomials*, §2.2), made orthogonal to all before once more.
  private func project(stride: Int, root: Double) -> Int {
    let n = nodes.count
    func row(_ r: Int) -> UnsafeMutablePointer<Double> { polynomials.base + r * n }
    func dot(_ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>) -> Double {
      var sum = 0.0
      for i in 0..<n { sum += x[i] * y[i] }
      return sum
    }
    for (i, k) in nodes.enumerated() { row(0)[i] = weights.base[k].squareRoot() }
    let whole = dot(row(0), row(0)).squareRoot()
    for i in 0..<n { row(0)[i] /= whole }
    var first = 0.0
    var count = 0
    while count + 1 < n {
      let next = row(count + 1)
      for (i, k) in nodes.enumerated() { next[i] = row(count)[i] * grid.nodes[k] }
      for _ in 0..<2 {
        for earlier in 0...count {
          let share = dot(next, row(earlier))
          let known = row(earlier)
          for i in 0..<n { next[i] -= share * known[i] }
        }
      }
      let length = dot(next, next).squareRoot()
      guard length > 0 else { break }
      for i in 0..<n { next[i] /= length }
      let target = coefficients.base + count * stride
      for (i, k) in nodes.enumerated() { row(0)[i] = weights.base[k].squareRoot() * root * next[i] }
      let square = ccal_combine(row(0), Int64(n), rows.base, Int64(stride), target)
      for (i, k) in nodes.enumerated() { row(0)[i] = weights.base[k].squareRoot() / whole }
      count += 1
      if count == 1 { first = square }
      if square <= 1e-10 * first { break }
    }
    return count
  }
}
