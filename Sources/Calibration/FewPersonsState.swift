import CCalibration
import Foundation
import ItemResponse
import Numerical

/// Where a calibration with few persons stands.
struct FewPersonsState {
  var theta: [Double]
  var logWeights: [Double]
  /// ω
  var coinShare: Double
  let nodes: [Double]
  let allowsCoins: Bool

  /// What the E-step found.
  struct Expectation {
    var logLikelihood = 0.0
    /// Expected number of items at each node, no coins among them.
    var items: [Double]
    var coins = 0.0
    /// [person][node]: expected responses and right ones.
    var seen: [Double]
    var right: [Double]
    /// [pattern][node], and the probability of a coin.
    var posteriors: [Double]
    var coin: [Double]

    /// Those of the patterns that follow.
    mutating func add(_ other: Expectation) {
      logLikelihood += other.logLikelihood
      coins += other.coins
      for k in items.indices { items[k] += other.items[k] }
      for index in seen.indices {
        seen[index] += other.seen[index]
        right[index] += other.right[index]
      }
      posteriors += other.posteriors
      coin += other.coin
    }
  }

  init(_ data: FewPersonsRows, quadrature: Quadrature, allowsCoins: Bool) {
    self.allowsCoins = allowsCoins
    nodes = quadrature.points
    coinShare = allowsCoins ? 0.05 : 0
    // Proportions of items spread like N(0, 2²): logit p · √(1 + 4/2.9).
    theta = (0..<data.persons).map { person in
      let p = (Double(data.right[person]) + 0.5) / Double(data.seen[person] + 1)
      return log(p / (1 - p)) * (1 + 4 / 2.9).squareRoot()
    }
    let mean = theta.reduce(0, +) / Double(max(1, theta.count))
    theta = theta.map { $0 - mean }
    let values = nodes.map { -0.125 * $0 * $0 }
    let total = logSumExp(values)
    logWeights = values.map { $0 - total }
  }

  var vector: [Double] {
    get { theta + logWeights + (allowsCoins ? [log(coinShare / (1 - coinShare))] : []) }
    set {
      theta = Array(newValue.prefix(theta.count)).map { max(-15, min(15, $0)) }
      let values = newValue[theta.count..<theta.count + nodes.count].map { max($0, -200) }
      let total = logSumExp(values)
      logWeights = values.map { $0 - total }
      if allowsCoins { coinShare = logistic(max(-30, min(5, newValue[newValue.count - 1]))) }
    }
  }

  /// The patterns in at most 16 blocks, each with sums of its own.
  func expectation(_ data: FewPersonsRows, _ parallel: Parallel) -> Expectation {
    let (points, persons) = (nodes.count, data.persons)
    // [person][score][node]
    var table = [Double](repeating: 0, count: persons * 2 * points)
    for person in 0..<persons {
      for k in 0..<points {
        let z = theta[person] - nodes[k]
        table[2 * person * points + k] = logLogistic(-z)
        table[(2 * person + 1) * points + k] = logLogistic(z)
      }
    }
    let blocks = Self.blocks(data)
    let parts = ResultBox<Expectation>(count: blocks.count, value: empty(data, patterns: 0))
    let logs = table
    parallel.forEach(blocks.count) { parts[$0] = expectation(data, blocks[$0], logs) }
    var result = empty(data, patterns: 0)
    for block in blocks.indices { result.add(parts[block]) }
    return result
  }

  static func blocks(_ data: FewPersonsRows) -> [Range<Int>] {
    let count = max(1, min(16, data.patterns.count / 64))
    return (0..<count).map {
      $0 * data.patterns.count / count..<($0 + 1) * data.patterns.count / count
    }
  }

  private func empty(_ data: FewPersonsRows, patterns: Int) -> Expectation {
    Expectation(
      items: [Double](repeating: 0, count: nodes.count),
      seen: [Double](repeating: 0, count: data.persons * nodes.count),
      right: [Double](repeating: 0, count: data.persons * nodes.count),
      posteriors: [Double](repeating: 0, count: patterns * nodes.count),
      coin: [Double](repeating: 0, count: patterns))
  }

  private func expectation(
    _ data: FewPersonsRows, _ range: Range<Int>, _ table: [Double]
  ) -> Expectation {
    let (points, persons) = (nodes.count, data.persons)
    var result = empty(data, patterns: range.count)
    let logValid = allowsCoins ? log1p(-coinShare) : 0
    let logCoin = allowsCoins ? log(coinShare) : -.infinity
    var logs = [Double](repeating: 0, count: points)
    table.withUnsafeBufferPointer { table in
      for (index, pattern) in data.patterns[range].enumerated() {
        for k in 0..<points { logs[k] = logValid + logWeights[k] }
        var answered = 0.0
        for person in 0..<persons where pattern[person] != ScoreGrid.missing {
          answered += 1
          let row = table.baseAddress! + (2 * person + Int(pattern[person])) * points
          for k in 0..<points { logs[k] += row[k] }
        }
        guard answered > 0 else {
          // An item nobody saw is as the others are.
          for k in 0..<points { result.posteriors[index * points + k] = exp(logWeights[k]) }
          result.coin[index] = coinShare
          continue
        }
        let coinLog = logCoin - answered * log(2)
        let top = max(logs.max()!, coinLog)
        let coin = exp(coinLog - top)
        var total = coin
        for k in 0..<points {
          logs[k] = exp(logs[k] - top)
          total += logs[k]
        }
        let n = data.counts[range.lowerBound + index]
        result.logLikelihood += n * (top + log(total))
        result.coin[index] = coin / total
        result.coins += n * coin / total
        for k in 0..<points {
          let w = logs[k] / total
          result.posteriors[index * points + k] = w
          logs[k] = n * w
          result.items[k] += n * w
        }
        for person in 0..<persons where pattern[person] != ScoreGrid.missing {
          for k in 0..<points { result.seen[person * points + k] += logs[k] }
          if pattern[person] == 1 {
            for k in 0..<points { result.right[person * points + k] += logs[k] }
          }
        }
      }
    }
    return result
  }

  mutating func maximise(_ step: Expectation, _ data: FewPersonsRows) {
    let points = nodes.count
    let total = step.items.reduce(0, +)
    logWeights = step.items.map { max(log($0 / total), -200) }
    if allowsCoins { coinShare = min(max(step.coins / (step.coins + total), 1e-8), 0.95) }
    for person in theta.indices {
      for _ in 0..<3 {
        var slope = 0.0
        var curvature = 0.0
        for k in 0..<points {
          let n = step.seen[person * points + k]
          let p = logistic(theta[person] - nodes[k])
          slope += step.right[person * points + k] - n * p
          curvature += n * p * (1 - p)
        }
        guard curvature > 0 else { break }
        let change = max(-1, min(1, slope / curvature))
        theta[person] = max(-15, min(15, theta[person] + change))
        if abs(change) < 1e-9 { break }
      }
    }
  }

  /// The observed information of the abilities by Louis' identity (see `ObservedInformation`): the score
  /// of θᵢ from an item is x − P at its difficulty, and 0 where the item is a coin.
  ///
  /// - Parameter proceeds: asked before each part of the work.
  /// - Returns: row-major, persons × persons; `nil` where it was told to stop.
  func information(
    _ step: Expectation, _ data: FewPersonsRows, _ parallel: Parallel, proceeds: () -> Bool
  ) -> [Double]? {
    let (points, n) = (nodes.count, data.persons)
    let padded = (n + 15) / 16 * 16
    let blocks = Self.blocks(data)
    let products = blocks.map { _ in Buffer<Double>(padded * padded, filledWith: 0) }
    defer { for buffer in products { buffer.keepAlive() } }
    let p = theta.map { theta in nodes.map { logistic(theta - $0) } }
    for first in stride(from: 0, to: blocks.count, by: 4) {
      guard proceeds() else { return nil }
      let last = min(first + 4, blocks.count)
      parallel.forEach(last - first) { offset in
        let block = first + offset
        let rows = Buffer<Double>((points + 1) * padded, filledWith: 0)
        defer { rows.keepAlive() }
        for index in blocks[block] {
          let pattern = data.patterns[index]
          let root = data.counts[index].squareRoot()
          for person in 0..<n where pattern[person] != ScoreGrid.missing {
            let x = Double(pattern[person])
            var mean = 0.0
            for k in 0..<points { mean += step.posteriors[index * points + k] * (x - p[person][k]) }
            for k in 0..<points {
              rows.base[k * padded + person] =
                root * step.posteriors[index * points + k].squareRoot() * (x - p[person][k] - mean)
            }
            rows.base[points * padded + person] = -root * step.coin[index].squareRoot() * mean
          }
          ccal_cross_products(rows.base, Int64(points + 1), Int64(padded), products[block].base)
          for person in 0..<n where pattern[person] != ScoreGrid.missing {
            for k in 0...points { rows.base[k * padded + person] = 0 }
          }
        }
      }
    }
    var information = [Double](repeating: 0, count: n * n)
    for i in 0..<n {
      for k in 0..<points {
        information[i * n + i] += step.seen[i * points + k] * p[i][k] * (1 - p[i][k])
      }
      for j in i..<n {
        for product in products { information[i * n + j] -= product.base[i * padded + j] }
        information[j * n + i] = information[i * n + j]
      }
    }
    return information
  }

  func result(
    _ step: Expectation, _ data: FewPersonsRows, _ responses: ResponseMatrix, information: [Double],
    usable: Set<Int>, iterations: Int, converged: Bool, trace: [Double]
  ) -> FewPersonsCalibration {
    let points = nodes.count
    let weights = logWeights.map { exp($0) }
    let origin = zip(nodes, weights).reduce(0) { $0 + $1.0 * $1.1 }

    let active = usable.sorted()
    let n = active.count
    var chosen: [Double] = []
    for i in active { for j in active { chosen.append(information[i * data.persons + j]) } }
    let inverse = Cholesky(chosen, order: n, tolerance: 1e-12)?.inverse

    let persons = (0..<data.persons).map { person -> FewPersonsCalibration.Person in
      let position = active.firstIndex(of: person)
      return FewPersonsCalibration.Person(
        id: responses.persons[person], responses: data.seen[person],
        proportionCorrect: Double(data.right[person]) / Double(data.seen[person]),
        theta: position == nil ? nil : theta[person] - origin,
        standardError: position.flatMap { inverse?[$0 * n + $0].squareRoot() })
    }
    let items = (0..<responses.itemCount).map { item -> FewPersonsCalibration.Item in
      let pattern = data.patternOfItem[item]
      let answers = data.patterns[pattern].filter { $0 != ScoreGrid.missing }
      let right = answers.count { $0 == 1 }
      var flags: [ItemFlag] = []
      if answers.isEmpty { flags.append(.neverSeen) }
      if !answers.isEmpty, right == 0 || right == answers.count { flags.append(.constant) }
      if answers.count < 30, !answers.isEmpty { flags.append(.fewResponses) }
      if !answers.isEmpty, step.coin[pattern] > 0.5 { flags.append(.coinLike) }
      let w = step.posteriors[pattern * points..<(pattern + 1) * points]
      let total = w.reduce(0, +)
      let mean = zip(nodes, w).reduce(0) { $0 + $1.0 * $1.1 } / total
      let variance =
        zip(nodes, w).reduce(0) { $0 + ($1.0 - mean) * ($1.0 - mean) * $1.1 } / total
      return FewPersonsCalibration.Item(
        id: responses.items[item], responses: answers.count,
        proportionCorrect: answers.isEmpty ? .nan : Double(right) / Double(answers.count),
        difficulty: answers.isEmpty ? nil : mean - origin,
        posteriorDeviation: answers.isEmpty ? nil : variance.squareRoot(),
        coinProbability: step.coin[pattern], flags: flags)
    }
    var limitations = [
      "Slopes and asymptotes of single items are not estimated: "
        + "\(data.persons) persons cannot tell them apart.",
      "Each difficulty is a posterior mean, drawn towards the others; "
        + "its error is the posterior's standard deviation.",
    ]
    if usable.count < data.persons {
      limitations.append(
        "\(data.persons - usable.count) persons are all right or all wrong; they have no ability.")
    }
    return FewPersonsCalibration(
      persons: persons, items: items, coinShare: coinShare,
      difficultyNodes: nodes.map { $0 - origin }, difficultyWeights: weights,
      logLikelihood: step.logLikelihood, iterations: iterations, converged: converged,
      logLikelihoodTrace: trace, limitations: limitations)
  }
}
