import CCalibration
import Foundation
import ItemResponse
import Numerical

/// Whether the model as a whole reproduces how items go together, by limited information.
public struct ModelFit: Sendable {
  /// M₂ (Maydeu-Olivares & Joe 2006, doi:10.1007/s11336-005-1295-9, eq. 3.4).
  public let m2: ChiSquareTest
  /// Root mean squared error of approximation, 0 for a perfect fit.
  public let rmsea: Double
  /// 90 % interval.
  public let rmseaInterval: ClosedRange<Double>
  /// Root mean squared difference of observed and expected correlations.
  public let srmsr: Double
  /// Tucker–Lewis and comparative fit index against independent items.
  public let tli: Double
  public let cfi: Double
  /// Persons with complete responses, from whom all this is computed.
  public let personCount: Int
}

/// Why there is no M₂.
public enum ModelFitError: Error, Hashable {
  /// The statistic needs persons who answered every item.
  case tooFewCompletePersons(Int)
  /// items (items + 1) / 2 moments leave no degree of freedom for the parameters.
  case noDegreesOfFreedom
  /// The matrix of moments would have this order; see `maximumItems`.
  case tooManyItems(Int)
  case singular
}

extension CalibrationResult {
  /// M₂ and the indices made from it, for complete data. The weights of an estimated histogram count
  /// among the parameters as far as the moments can tell them apart.
  ///
  /// - Parameter maximumItems: memory grows with the fourth power of the items and time with the
  ///   sixth; 60 items take about a second and 60 MB.
  public func modelFit(
    _ responses: ResponseMatrix, maximumItems: Int = 60, threads: Int? = nil
  ) throws(ModelFitError) -> ModelFit {
    let columns = modelledItems.map(\.column)
    let n = columns.count
    guard n <= maximumItems else { throw .tooManyItems(n) }
    let moments = ObservedMoments(responses, columns: columns)
    guard moments.persons >= 10 else { throw .tooFewCompletePersons(moments.persons) }
    let size = n * (n + 1) / 2
    guard n > 1 else { throw .noDegreesOfFreedom }
    let parallel = Parallel(threads: threads)

    // The fitted model, on the scale on which it was estimated.
    let scale =
      model == .rasch && layout.sharedSlope >= 0 ? 1 / latentStandardDeviation : 1
    let nodes = latentNodes.map { $0 * scale }
    let probabilities = nodes.map { theta in columns.map { curves[$0].probability(at: theta) } }
    let fitted = LimitedInformation(
      probabilities: probabilities, weights: latentWeights,
      derivatives: momentDerivatives(columns: columns, nodes: nodes))
    guard let (statistic, rank) = fitted.statistic(moments, parallel: parallel) else {
      throw .singular
    }
    guard size > rank else { throw .noDegreesOfFreedom }
    let test = ChiSquareTest(statistic: statistic, degreesOfFreedom: size - rank)

    // Independent items: one node, at which each has its observed proportion.
    var alone = [Double](repeating: 0, count: size * n)
    for j in 0..<n {
      alone[j * n + j] = 1
      for l in 0..<j {
        let row = LimitedInformation.index(l, j, items: n)
        alone[row * n + j] = moments.proportions[l]
        alone[row * n + l] = moments.proportions[j]
      }
    }
    let independent = LimitedInformation(
      probabilities: [Array(moments.proportions.prefix(n))], weights: [1],
      derivatives: (alone, n, n))
    let nullStatistic = independent.statistic(moments, parallel: parallel)?.value ?? .nan
    let nullFreedom = Double(size - n)
    let freedom = Double(test.degreesOfFreedom)

    let persons = Double(moments.persons)
    func rmsea(_ noncentrality: Double) -> Double {
      (max(0, noncentrality) / (freedom * (persons - 1))).squareRoot()
    }
    func noncentrality(probability: Double) -> Double {
      // λ at which P(X ≤ M₂) is `probability`; it falls as λ rises.
      func tail(_ lambda: Double) -> Double {
        ChiSquareDistribution(degreesOfFreedom: freedom, noncentrality: lambda)
          .cumulativeProbability(at: statistic)
      }
      guard tail(0) > probability else { return 0 }
      var high = max(statistic, 10)
      while tail(high) > probability { high *= 2 }
      return bracketedRoot(in: 0...high, tolerance: 1e-8) { (tail($0) - probability, 0) } ?? 0
    }
    let lower = rmsea(noncentrality(probability: 0.95))
    let upper = rmsea(noncentrality(probability: 0.05))
    return ModelFit(
      m2: test, rmsea: rmsea(statistic - freedom), rmseaInterval: lower...max(lower, upper),
      srmsr: fitted.standardisedResidual(moments),
      tli: (nullStatistic / nullFreedom - statistic / freedom) / (nullStatistic / nullFreedom - 1),
      cfi: max(0, min(1, 1 - (statistic - freedom) / (nullStatistic - nullFreedom))),
      personCount: moments.persons)
  }

  /// ∂ moment / ∂ free parameter, row-major; of the items in `columns`, then the latent distribution.
  private func momentDerivatives(
    columns: [Int], nodes: [Double]
  ) -> (matrix: [Double], parameters: Int, essential: Int) {
    let n = columns.count
    var place: [Int: Int] = [:]
    for column in columns {
      for parameter in 0..<4 where layout.slots[column][parameter] >= 0 {
        let slot = layout.slots[column][parameter]
        if place[slot] == nil { place[slot] = place.count }
      }
    }
    let latent = [layout.latentMean, layout.latentLogDeviation].filter { $0 >= 0 }
    for slot in latent { place[slot] = place.count }
    let weights = latentDistribution == .empiricalHistogram ? nodes.count : 0
    let q = place.count + weights
    var matrix = [Double](repeating: 0, count: n * (n + 1) / 2 * q)
    for (k, (theta, weight)) in zip(nodes, latentWeights).enumerated() {
      let p = columns.map { curves[$0].probability(at: theta) }
      let gradients = columns.map { curves[$0].probabilityGradient(at: theta) }
      for j in 0..<n {
        for parameter in 0..<4 where layout.slots[columns[j]][parameter] >= 0 {
          let slot = place[layout.slots[columns[j]][parameter]]!
          let slope = weight * gradients[j][parameter]
          matrix[j * q + slot] += slope
          for l in 0..<n where l != j {
            let row = LimitedInformation.index(min(j, l), max(j, l), items: n)
            matrix[row * q + slot] += slope * p[l]
          }
        }
      }
      let z = (theta - latentMean) / latentStandardDeviation
      var scores: [(slot: Int, score: Double)] = []
      if layout.latentMean >= 0 {
        scores.append((place[layout.latentMean]!, weight * z / latentStandardDeviation))
      }
      if layout.latentLogDeviation >= 0 {
        scores.append((place[layout.latentLogDeviation]!, weight * (z * z - 1)))
      }
      // A weight that went to 0 is not a parameter any more.
      if weights > 0, weight > 1e-6 { scores.append((place.count + k, 1)) }
      for (slot, score) in scores {
        for j in 0..<n {
          matrix[j * q + slot] += score * p[j]
          for l in 0..<j {
            let row = LimitedInformation.index(l, j, items: n)
            matrix[row * q + slot] += score * p[j] * p[l]
          }
        }
      }
    }
    if weights > 0 {
      // Changes that keep the weights' sum: less the mean of all columns.
      let first = place.count
      for row in 0..<n * (n + 1) / 2 {
        let base = row * q
        let mean = (0..<weights).reduce(0) { $0 + latentWeights[$1] * matrix[base + first + $1] }
        for k in 0..<weights where latentWeights[k] > 1e-6 { matrix[base + first + k] -= mean }
      }
    }
    return (matrix, q, place.count)
  }
}

extension ItemCurve {
  /// ∂P / ∂(a, d, γ, δ).
  func probabilityGradient(at theta: Double) -> SIMD4<Double> {
    let l = logistic(slope * theta + intercept)
    let m = logistic(-slope * theta - intercept)
    let c = lower
    let z = (upper - c) * l * m
    return SIMD4(z * theta, z, c * (1 - c) * m, upper * upperGap * l)
  }
}

/// Proportions right and proportions both right, of persons with complete responses.
struct ObservedMoments {
  let persons: Int
  /// First each item, then the pairs in the order of `LimitedInformation.index`.
  let proportions: [Double]

  init(_ responses: ResponseMatrix, columns: [Int]) {
    let n = columns.count
    var counts = [Int](repeating: 0, count: n * (n + 1) / 2)
    var persons = 0
    var right: [Int] = []
    responses.scores.forEachRow { row in
      right.removeAll(keepingCapacity: true)
      for (index, column) in columns.enumerated() {
        guard row[column] != ScoreGrid.missing else { return }
        if row[column] == 1 { right.append(index) }
      }
      persons += 1
      for (position, j) in right.enumerated() {
        counts[j] += 1
        for l in right[(position + 1)...] {
          counts[LimitedInformation.index(j, l, items: n)] += 1
        }
      }
    }
    self.persons = persons
    proportions = counts.map { Double($0) / Double(max(1, persons)) }
  }
}

/// First and second moments of a model: P[node][item], weights of the nodes, derivatives.
struct LimitedInformation {
  let probabilities: [[Double]]
  let weights: [Double]
  /// Of the parameters, the first `essential` must be told apart by the moments.
  let derivatives: (matrix: [Double], parameters: Int, essential: Int)

  var items: Int { probabilities[0].count }

  /// The place of the pair j < l among the moments.
  static func index(_ j: Int, _ l: Int, items: Int) -> Int {
    items + j * items - j * (j + 1) / 2 + l - j - 1
  }

  var expected: [Double] {
    let n = items
    var result = [Double](repeating: 0, count: n * (n + 1) / 2)
    for (p, weight) in zip(probabilities, weights) {
      for j in 0..<n {
        result[j] += weight * p[j]
        for l in (j + 1)..<max(n, j + 1) {
          result[Self.index(j, l, items: n)] += weight * p[j] * p[l]
        }
      }
    }
    return result
  }

  /// N (e′Ξ⁻¹e − e′Ξ⁻¹Δ (Δ′Ξ⁻¹Δ)⁻¹ Δ′Ξ⁻¹e), e the residuals, Ξ their covariance under the model, and
  /// the rank of Δ: parameters whose effect on the moments others have already are left out.
  func statistic(_ moments: ObservedMoments, parallel: Parallel) -> (value: Double, rank: Int)? {
    let expected = self.expected
    let size = expected.count
    let covariance = momentCovariance(expected, parallel: parallel)
    guard let factor = Cholesky(covariance, order: size, tolerance: 1e-12) else { return nil }
    let residuals = zip(moments.proportions, expected).map { $0 - $1 }
    let weighted = factor.solve(residuals)
    let q = derivatives.parameters
    let matrix = derivatives.matrix
    let columns = (0..<q).map { parameter in (0..<size).map { matrix[$0 * q + parameter] } }
    let solved = ResultBox<[Double]>(count: q, value: [])
    parallel.forEach(q) { solved[$0] = factor.solve(columns[$0]) }
    func dot(_ x: [Double], _ y: [Double]) -> Double { zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } }
    // Gram–Schmidt in the metric of Ξ⁻¹, by the factorisation of Δ′Ξ⁻¹Δ row for row.
    var rows: [[Double]] = []
    var kept: [Int] = []
    var projected = 0.0
    var components: [Double] = []
    for parameter in 0..<q {
      var row = kept.map { dot(columns[$0], solved[parameter]) }
      for i in row.indices {
        for j in 0..<i { row[i] -= rows[i][j] * row[j] }
        row[i] /= rows[i][i]
      }
      let whole = dot(columns[parameter], solved[parameter])
      let left = whole - dot(row, row)
      let isEssential = parameter < derivatives.essential
      guard left > (isEssential ? 1e-12 : 1e-9) * whole, left.isFinite else {
        if isEssential { return nil }
        continue
      }
      let pivot = left.squareRoot()
      let component = (dot(columns[parameter], weighted) - dot(row, components)) / pivot
      rows.append(row + [pivot])
      kept.append(parameter)
      components.append(component)
      projected += component * component
    }
    let value = Double(moments.persons) * (dot(residuals, weighted) - projected)
    return (value, kept.count)
  }

  /// Cov(m_a, m_b) = E[the product over the union of their items] − E m_a E m_b.
  private func momentCovariance(_ expected: [Double], parallel: Parallel) -> [Double] {
    let n = items
    let size = expected.count
    var members: [(Int, Int)] = (0..<n).map { ($0, $0) }
    for j in 0..<n { for l in (j + 1)..<max(n, j + 1) { members.append((j, l)) } }
    // Products of disjoint moments in one matrix product; overlapping ones one by one.
    let padded = (size + 15) / 16 * 16
    var rows = [Double](repeating: 0, count: probabilities.count * padded)
    for (k, p) in probabilities.enumerated() {
      let root = weights[k].squareRoot()
      for (index, (j, l)) in members.enumerated() {
        rows[k * padded + index] = root * (j == l ? p[j] : p[j] * p[l])
      }
    }
    var product = [Double](repeating: 0, count: padded * padded)
    ccal_cross_products(rows, Int64(probabilities.count), Int64(padded), &product)
    let result = Buffer<Double>(size * size, filledWith: 0)
    defer { result.keepAlive() }
    let (pairs, products, probabilities, weights) = (members, product, probabilities, weights)
    parallel.forEach(size) { a in
      let (j, l) = pairs[a]
      for b in a..<size {
        let (m, o) = pairs[b]
        var value = products[a * padded + b]
        if j == m || j == o || l == m || l == o {
          var union = [j, l, m, o]
          union.sort()
          value = 0
          for (k, p) in probabilities.enumerated() {
            var term = weights[k] * p[union[0]]
            for index in 1..<4 where union[index] != union[index - 1] { term *= p[union[index]] }
            value += term
          }
        }
        result.base[a * size + b] = value - expected[a] * expected[b]
        result.base[b * size + a] = result.base[a * size + b]
      }
    }
    return result.array
  }

  /// Over the pairs, the root mean square of observed minus expected correlation.
  func standardisedResidual(_ moments: ObservedMoments) -> Double {
    let n = items
    let expected = self.expected
    func correlation(_ values: [Double], _ j: Int, _ l: Int) -> Double {
      let (p, q) = (values[j], values[l])
      return (values[Self.index(j, l, items: n)] - p * q)
        / (p * (1 - p) * q * (1 - q)).squareRoot()
    }
    var sum = 0.0
    for j in 0..<n {
      for l in (j + 1)..<max(n, j + 1) {
        let distance = correlation(moments.proportions, j, l) - correlation(expected, j, l)
        sum += distance * distance
      }
    }
    return (sum / Double(n * (n - 1) / 2)).squareRoot()
  }
}
