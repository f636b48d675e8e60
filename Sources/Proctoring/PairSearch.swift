import Foundation
import Numerical
import Synchronization

/// The weights of the likelihood ratio, see `Similarity`.
enum CopyingWeight {
  /// κ.
  static let share = 0.5
  static let mismatch = log(1 - share)

  /// - Parameter logProbabilities: the sum of log P₁ and log P₂.
  static func match(_ logProbabilities: Double) -> Double {
    log(1 - share + share * exp(-0.5 * logProbabilities))
  }
}

/// Goes through all pairs of sittings that share items and keeps those worth a closer look.
struct PairSearch: Sendable {
  let table: AnswerTable
  let persons: [String]?

  struct Candidate: Sendable {
    let first: Int
    let second: Int
    let statistic: Double
    let timeCorrelation: Double?
    let timeTail: Double
  }

  struct Scan {
    var pairCount = 0
    var timedPairCount = 0
    var candidates: [Candidate] = []
  }

  /// The fewest times from which a correlation is computed.
  private static let minimumTimes = 8

  func scan(rate: Double, threads: Int?) -> Scan {
    let postings = postings
    // P(ratio ≥ x) is about 1/x over a small factor, so what stays e⁶ below the corrected rate is as good
    // as never within reach of it.
    let sittings = table.cells.count
    let possible = max(1, Double(sittings) * Double(sittings - 1) / 2)
    let least = max(1, log(possible / rate) - 6)
    let leastTail = min(0.5, rate / possible * exp(6))
    // Fisher's z is quick, and right to less than one here; the exact tail is for what passes it.
    let leastScore = max(0, NormalDistribution().quantile(1 - leastTail) - 1)
    let blockSize = 32
    let blocks = (sittings + blockSize - 1) / blockSize
    let scans = Parallel(threads: threads).map(blocks) { block -> Scan in
      var scan = Scan()
      var sums = PairSums(count: sittings)
      for first in block * blockSize..<min((block + 1) * blockSize, sittings) {
        sums.add(first, table, postings)
        sums.drain { second, sum in
          guard sum.shared >= Similarity.minimumShared else { return }
          if let persons, persons[first] == persons[second] { return }
          scan.pairCount += 1
          let correlation = sum.correlation(atLeast: Self.minimumTimes)
          if correlation != nil { scan.timedPairCount += 1 }
          let tail =
            correlation.map { value in
              atanh(value) * Double(sum.timed - 3).squareRoot() >= leastScore
                ? correlationTail(value, count: sum.timed) : 1
            } ?? 1
          guard sum.statistic >= least || tail <= leastTail else { return }
          scan.candidates.append(
            Candidate(
              first: first, second: second, statistic: sum.statistic,
              timeCorrelation: correlation, timeTail: tail))
        }
      }
      return scan
    }
    return scans.reduce(into: Scan()) { all, scan in
      all.pairCount += scan.pairCount
      all.timedPairCount += scan.timedPairCount
      all.candidates += scan.candidates
    }
  }

  struct Posting: Sendable {
    let sitting: Int
    let cell: AnswerTable.Cell
  }

  /// By item: who had it, in the order of sittings.
  private var postings: [[Posting]] {
    var postings = [[Posting]](repeating: [], count: table.itemIds.count)
    for (sitting, cells) in table.cells.enumerated() {
      for cell in cells { postings[cell.item].append(Posting(sitting: sitting, cell: cell)) }
    }
    return postings
  }
}

/// What one sitting has in common with each later one.
private struct PairSums {
  struct Sum {
    var shared = 0
    var statistic = 0.0
    var timed = 0
    var (x, y, xx, yy, xy) = (0.0, 0.0, 0.0, 0.0, 0.0)

    func correlation(atLeast minimum: Int) -> Double? {
      guard timed >= minimum else { return nil }
      let n = Double(timed)
      let squares = (xx - x * x / n) * (yy - y * y / n)
      return squares > 1e-12 ? max(-1, min(1, (xy - x * y / n) / squares.squareRoot())) : nil
    }
  }

  private var sums: [Sum]
  private var touched: [Int] = []

  init(count: Int) { sums = [Sum](repeating: Sum(), count: count) }

  mutating func add(_ first: Int, _ table: AnswerTable, _ postings: [[PairSearch.Posting]]) {
    for cell in table.cells[first] {
      let others = postings[cell.item]
      // Sittings rise, so the later ones are a suffix.
      var (low, high) = (0, others.count)
      while low < high {
        let middle = (low + high) / 2
        if others[middle].sitting <= first { low = middle + 1 } else { high = middle }
      }
      for index in low..<others.count { add(cell, others[index]) }
    }
  }

  private mutating func add(_ cell: AnswerTable.Cell, _ other: PairSearch.Posting) {
    let second = other.sitting
    if sums[second].shared == 0 { touched.append(second) }
    sums[second].shared += 1
    sums[second].statistic +=
      cell.code == other.cell.code
      ? CopyingWeight.match(cell.logProbability + other.cell.logProbability)
      : CopyingWeight.mismatch
    guard let x = cell.timeResidual, let y = other.cell.timeResidual else { return }
    sums[second].timed += 1
    sums[second].x += x
    sums[second].y += y
    sums[second].xx += x * x
    sums[second].yy += y * y
    sums[second].xy += x * y
  }

  mutating func drain(_ body: (Int, Sum) -> Void) {
    for second in touched {
      body(second, sums[second])
      sums[second] = Sum()
    }
    touched.removeAll(keepingCapacity: true)
  }
}

/// P(R ≥ `correlation`) for `count` independent pairs of normal numbers. With R = cos φ the density is
/// proportional to sin^(count − 3) φ, whose integral up to arccos R loses no digits however small it is.
func correlationTail(_ correlation: Double, count: Int) -> Double {
  precondition(count >= 4)
  let power = Double(count - 3)
  func integral(_ end: Double) -> Double {
    // Simpson's rule; the integrand is smooth.
    let steps = 400
    let width = end / Double(steps)
    return (0...steps).reduce(0) { sum, index in
      let weight = index == 0 || index == steps ? 1.0 : index % 2 == 1 ? 4 : 2
      return sum + weight * pow(sin(width * Double(index)), power)
    } * width / 3
  }
  return min(1, integral(acos(correlation)) / integral(.pi))
}
