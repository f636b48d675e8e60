import Foundation
import ItemResponse
import Numerical

/// Calibration where there are few persons and many items: ten systems that answered a thousand
/// questions, a class of five with a whole bank.
///
/// Marginal estimation over persons has nothing to hold on to there: the ability distribution would
/// be estimated from ten draws, and each item from ten responses. So the roles are exchanged. The
/// persons' abilities, of which there are few and each rests on many responses, are the parameters;
/// the items are integrated out over their distribution, which is estimated as a histogram. An item
/// is, with some probability that is estimated too, a fair coin whose answer has nothing to do with
/// ability:
///
///     L(θ, g, ω) = Πⱼ [ω Πᵢ ½ + (1 − ω) ∫ Πᵢ P(xᵢⱼ | θᵢ, b) g(b) db],   P = logistic(θᵢ − b)
///
/// (a nonparametric mixture, Laird 1978, doi:10.1080/01621459.1978.10480103, estimated by EM; its
/// consistency for Rasch models: de Leeuw & Verhelst 1986, doi:10.3102/10769986011003183). The
/// scale's unit is the logit, fixed by slope 1; its origin is the items' mean difficulty.
///
/// What such data cannot support is not estimated: a slope for each item, guessing, or the fit of
/// single items. Difficulties are posterior means with their standard deviations, shrunk as far as
/// the few responses demand.
public struct FewPersonsCalibrator: Sendable {
  /// Where difficulties are looked for, in logits around the mean ability.
  public var quadrature: Quadrature
  /// Whether some items may be coins.
  public var allowsCoins: Bool
  public var maximumIterations: Int

  public init(
    quadrature: Quadrature = Quadrature(from: -7, to: 7, points: 57), allowsCoins: Bool = true,
    maximumIterations: Int = 2000
  ) {
    self.quadrature = quadrature
    self.allowsCoins = allowsCoins
    self.maximumIterations = maximumIterations
  }

  /// - Throws: `noResponses`, `notDichotomous`; `nothingToEstimate` where everybody is all right or
  ///   all wrong, or there is only one person.
  public func calibrate(
    _ responses: ResponseMatrix, progress: (@Sendable (CalibrationProgress) -> Bool)? = nil
  ) throws(CalibrationError) -> FewPersonsCalibration {
    guard responses.responseCount > 0 else { throw .noResponses }
    guard responses.isDichotomous else {
      throw .notDichotomous(highestScore: responses.scores.highestScore)
    }
    let data = ItemRows(responses)
    let usable = (0..<data.persons).filter { data.right[$0] > 0 && data.right[$0] < data.seen[$0] }
    guard usable.count >= 2 else {
      throw data.persons > 1 && usable.isEmpty ? .everyPersonConstant : .nothingToEstimate
    }

    var state = State(data, quadrature: quadrature, allowsCoins: allowsCoins)
    var mixing = AndersonMixing(depth: 6)
    var iterations = 0
    var converged = false
    var trace: [Double] = []
    var step = state.expectation(data)
    trace.append(step.logLikelihood)
    while iterations < maximumIterations {
      iterations += 1
      let x = state.vector
      state.maximise(step, data)
      let image = state.vector
      // Of abilities: the histogram's far bins may wander for ever without anybody noticing.
      let change = zip(x, image).prefix(data.persons).reduce(0) { max($0, abs($1.0 - $1.1)) }
      let plain = state
      state.vector = mixing.next(point: x, image: image)
      var next = state.expectation(data)
      if !(next.logLikelihood >= step.logLikelihood) {
        state = plain
        mixing.restart()
        next = state.expectation(data)
      }
      let gain = next.logLikelihood - step.logLikelihood
      step = next
      trace.append(step.logLikelihood)
      let report = CalibrationProgress(
        iteration: iterations, logLikelihood: step.logLikelihood, change: change)
      if progress?(report) == false { throw .cancelled }
      // A hundredth of any standard error; the last digits of a histogram's far bins never settle.
      if change < 1e-3 && gain < 1e-3 {
        converged = true
        break
      }
    }
    return state.result(
      step, data, responses, usable: Set(usable), iterations: iterations, converged: converged,
      trace: trace)
  }
}

/// What a calibration with few persons found.
public struct FewPersonsCalibration: Sendable {
  public struct Person: Sendable {
    public let id: String
    public let responses: Int
    public let proportionCorrect: Double
    /// `nil` for a person with everything right or wrong.
    public let theta: Double?
    /// From the observed information of the abilities together, item distribution and share of coins
    /// held at their estimates.
    public let standardError: Double?
  }

  public struct Item: Sendable {
    public let id: String
    public let responses: Int
    public let proportionCorrect: Double
    /// The posterior mean given that the item is no coin; `nil` without responses.
    public let difficulty: Double?
    public let posteriorDeviation: Double?
    /// The probability that the item is a fair coin.
    public let coinProbability: Double
    public let flags: [ItemFlag]

    /// For scoring; a Rasch item.
    public var model: LogisticModel? { difficulty.map { LogisticModel(difficulty: $0) } }
  }

  public let persons: [Person]
  public let items: [Item]
  /// ω, the estimated share of coins.
  public let coinShare: Double
  /// The distribution of difficulties, its mean at 0.
  public let difficultyNodes: [Double]
  public let difficultyWeights: [Double]
  public let logLikelihood: Double
  public let iterations: Int
  public let converged: Bool
  public let logLikelihoodTrace: [Double]
  /// What these data cannot say, in a sentence each.
  public let limitations: [String]
}

/// Distinct columns of responses: for each the persons' answers, and how many items share them.
private struct ItemRows {
  let persons: Int
  /// [pattern][person]: 0, 1, or 255
  let patterns: [[UInt8]]
  let counts: [Double]
  let patternOfItem: [Int]
  let seen: [Int]
  let right: [Int]

  init(_ responses: ResponseMatrix) {
    let grid = responses.scores.transposed()
    persons = responses.personCount
    var index: [[UInt8]: Int] = [:]
    var patterns: [[UInt8]] = []
    var counts: [Double] = []
    var patternOfItem: [Int] = []
    var seen = [Int](repeating: 0, count: persons)
    var right = seen
    grid.forEachRow { row in
      let pattern = Array(row)
      for person in pattern.indices where pattern[person] != ScoreGrid.missing {
        seen[person] += 1
        right[person] += Int(pattern[person])
      }
      if let known = index[pattern] {
        counts[known] += 1
        patternOfItem.append(known)
      } else {
        index[pattern] = patterns.count
        patternOfItem.append(patterns.count)
        patterns.append(pattern)
        counts.append(1)
      }
    }
    self.patterns = patterns
    self.counts = counts
    self.patternOfItem = patternOfItem
    self.seen = seen
    self.right = right
  }
}

private struct State {
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
  }

  init(_ data: ItemRows, quadrature: Quadrature, allowsCoins: Bool) {
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

  func expectation(_ data: ItemRows) -> Expectation {
    let (points, persons) = (nodes.count, data.persons)
    var result = Expectation(
      items: [Double](repeating: 0, count: points),
      seen: [Double](repeating: 0, count: persons * points),
      right: [Double](repeating: 0, count: persons * points),
      posteriors: [Double](repeating: 0, count: data.patterns.count * points),
      coin: [Double](repeating: 0, count: data.patterns.count))
    // [person][score][node]
    var table = [Double](repeating: 0, count: persons * 2 * points)
    for person in 0..<persons {
      for k in 0..<points {
        let z = theta[person] - nodes[k]
        table[2 * person * points + k] = logLogistic(-z)
        table[(2 * person + 1) * points + k] = logLogistic(z)
      }
    }
    let logValid = allowsCoins ? log1p(-coinShare) : 0
    let logCoin = allowsCoins ? log(coinShare) : -.infinity
    var logs = [Double](repeating: 0, count: points)
    table.withUnsafeBufferPointer { table in
      for (index, pattern) in data.patterns.enumerated() {
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
        let n = data.counts[index]
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

  mutating func maximise(_ step: Expectation, _ data: ItemRows) {
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

  /// The score of θᵢ in the marginal likelihood, by Fisher's identity.
  private func gradient(_ step: Expectation) -> [Double] {
    let points = nodes.count
    return theta.indices.map { person in
      (0..<points).reduce(0) { sum, k in
        sum + step.right[person * points + k]
          - step.seen[person * points + k] * logistic(theta[person] - nodes[k])
      }
    }
  }

  func result(
    _ step: Expectation, _ data: ItemRows, _ responses: ResponseMatrix, usable: Set<Int>,
    iterations: Int, converged: Bool, trace: [Double]
  ) -> FewPersonsCalibration {
    let points = nodes.count
    let weights = logWeights.map { exp($0) }
    let origin = zip(nodes, weights).reduce(0) { $0 + $1.0 * $1.1 }

    // The observed information of the abilities, from central differences of their exact score.
    let active = usable.sorted()
    let n = active.count
    var information = [Double](repeating: 0, count: n * n)
    let width = 1e-4
    for (column, person) in active.enumerated() {
      var shifted = self
      shifted.theta[person] = theta[person] + width
      let above = shifted.gradient(shifted.expectation(data))
      shifted.theta[person] = theta[person] - width
      let below = shifted.gradient(shifted.expectation(data))
      for (row, other) in active.enumerated() {
        information[row * n + column] -= (above[other] - below[other]) / (4 * width)
        information[column * n + row] -= (above[other] - below[other]) / (4 * width)
      }
    }
    let inverse = Cholesky(information, order: n, tolerance: 1e-12)?.inverse

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
