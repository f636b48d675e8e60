import Foundation

/// How the likelihood ratio of a pair falls where both work for themselves, given their abilities.
struct PairDistribution {
  struct Shared {
    let item: Int
    let isMatch: Bool
    /// Whether the (first's) answer is right.
    let isRight: Bool
  }

  let shared: [Shared]
  /// By shared item.
  let matchProbabilities: [Double]
  /// P(statistic = `lowest` + k · `step`).
  private let masses: [Double]
  private let lowest: Double
  private static let step = 0.0625

  init(_ table: AnswerTable, _ first: Int, _ second: Int) {
    var shared: [Shared] = []
    var outcomes: [[(weight: Double, probability: Double)]] = []
    var others = table.cells[second][...]
    for cell in table.cells[first] {
      while let other = others.first, other.item < cell.item { others.removeFirst() }
      guard let other = others.first, other.item == cell.item else { continue }
      shared.append(
        Shared(
          item: cell.item, isMatch: cell.code == other.code,
          isRight: table.answers[cell.item][cell.code].isRight))
      let pair = (cell.code, other.code)
      outcomes.append(
        table.answers[cell.item].indices.map { code in
          let log =
            table.logProbability(
              of: code, item: cell.item, theta: table.thetas[first], leavingOut: pair)
            + table.logProbability(
              of: code, item: cell.item, theta: table.thetas[second], leavingOut: pair)
          return (CopyingWeight.match(log), exp(log))
        })
    }
    self.shared = shared
    matchProbabilities = outcomes.map { min(1, $0.reduce(0) { $0 + $1.probability }) }
    lowest = CopyingWeight.mismatch * Double(shared.count)
    masses = Self.sum(outcomes)
  }

  /// One item after the other. A match adds its weight over that of a mismatch, rounded to whole steps.
  private static func sum(_ outcomes: [[(weight: Double, probability: Double)]]) -> [Double] {
    var masses = [1.0]
    for outcome in outcomes {
      let jumps = outcome.map {
        (
          steps: Int((($0.weight - CopyingWeight.mismatch) / step).rounded()),
          probability: $0.probability
        )
      }
      let mismatch = max(0, 1 - jumps.reduce(0) { $0 + $1.probability })
      let reach = jumps.map(\.steps).max() ?? 0
      var next = [Double](repeating: 0, count: masses.count + reach)
      for (index, mass) in masses.enumerated() where mass > 0 {
        next[index] += mismatch * mass
        for jump in jumps { next[index + jump.steps] += jump.probability * mass }
      }
      masses = next
    }
    return masses
  }

  /// P(statistic ≥ `value`), to the rounding of the weights: half a step below counts.
  func upperTail(at value: Double) -> Double {
    let slack = 0.5 * Double(shared.count).squareRoot()
    let index = max(0, Int(((value - lowest) / Self.step - slack).rounded(.up)))
    guard index < masses.count else { return masses.last ?? 1 }
    return min(1, masses[index...].reversed().reduce(0, +))
  }

  /// The least value with a tail of at most `tail`.
  func threshold(tail: Double) -> Double {
    var sum = 0.0
    var index = masses.count
    while index > 0, sum + masses[index - 1] <= tail {
      index -= 1
      sum += masses[index]
    }
    return lowest + Self.step * Double(index)
  }
}
