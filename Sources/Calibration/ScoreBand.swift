import Foundation
import Numerical

/// Neighbouring scores of one booklet, at the ability τ where they are typical: in a long test the
/// probability of a score far from there would vanish. See `ConditionalLikelihood`.
struct ScoreBand: Sendable {
  private let size: Int
  /// p
  private let right: [Double]
  /// [score], 0 outside the band.
  private let persons: [Double]
  /// Persons over P(score).
  private let weights: [Double]
  /// P(x_i = 1 | score), [item][score]
  private let conditional: [Double]
  /// Row i: the distribution of the score on the items before i.
  private let prefixes: [Double]
  /// For each item how many of the band's persons are expected to have it right.
  let expectedRight: [Double]
  /// Without the persons' own −Σ b over what they had right: Σ N (sτ + Σ log q − log P(s)).
  let logLikelihood: Double

  /// One band for 256 items or less.
  static func bands(of booklet: Booklet, _ difficulty: [Double]) -> [ScoreBand] {
    let size = booklet.items.count
    let b = booklet.items.map { difficulty[$0] }
    let count = 1 + (size - 1) / 256
    return (0..<count).compactMap { band in
      let scores = (1 + band * (size - 1) / count)..<(1 + (band + 1) * (size - 1) / count)
      guard scores.contains(where: { booklet.personsByScore[$0] > 0 }) else { return nil }
      let typical = Double(scores.lowerBound + scores.upperBound - 1) / 2
      let tau = bracketedRoot(in: -80...80, tolerance: 1e-3) { tau in
        let p = b.map { logistic(tau - $0) }
        return (p.reduce(-typical, +), p.reduce(0) { $0 + $1 * (1 - $1) })
      }
      return ScoreBand(booklet, b, scores: scores, tau: tau ?? 0)
    }
  }

  private init(_ booklet: Booklet, _ b: [Double], scores: Range<Int>, tau: Double) {
    let size = b.count
    let width = size + 1
    let right = b.map { logistic(tau - $0) }
    var prefixes = [Double](repeating: 0, count: width * width)
    prefixes[0] = 1
    for i in 0..<size {
      for score in 0...i { prefixes[(i + 1) * width + score] = prefixes[i * width + score] }
      prefixes.withUnsafeMutableBufferPointer {
        Self.add(right[i], to: $0.baseAddress! + (i + 1) * width, items: i)
      }
    }
    var persons = [Double](repeating: 0, count: width)
    var weights = persons
    let logWrong = b.reduce(0) { $0 + logLogistic($1 - tau) }
    var logLikelihood = 0.0
    for score in scores where booklet.personsByScore[score] > 0 {
      let probability = prefixes[size * width + score]
      persons[score] = booklet.personsByScore[score]
      weights[score] = persons[score] / probability
      logLikelihood += persons[score] * (Double(score) * tau + logWrong - log(probability))
    }
    // P without item i: the items before it, and then those after.
    var conditional = [Double](repeating: 0, count: size * width)
    var expectedRight = [Double](repeating: 0, count: size)
    var rest = [Double](repeating: 0, count: width)
    for i in 0..<size {
      for score in 0..<width { rest[score] = prefixes[i * width + score] }
      rest.withUnsafeMutableBufferPointer {
        for j in (i + 1)..<max(size, i + 1) {
          Self.add(right[j], to: $0.baseAddress!, items: j - 1)
        }
      }
      for score in scores where persons[score] > 0 {
        let p = right[i] * rest[score - 1] / prefixes[size * width + score]
        conditional[i * width + score] = p
        expectedRight[i] += persons[score] * p
      }
    }
    self.size = size
    self.right = right
    self.persons = persons
    self.weights = weights
    self.conditional = conditional
    self.prefixes = prefixes
    self.expectedRight = expectedRight
    self.logLikelihood = logLikelihood
  }

  /// Adds Σ N (P(x_i = x_j = 1 | s) − P(x_i = 1 | s) P(x_j = 1 | s)) to [row − first row][j], j ≥ i.
  func addInformation(_ rows: Range<Int>, to target: inout [Double]) {
    let width = size + 1
    let levels = Buffer<Double>(
      (Int.bitWidth - size.leadingZeroBitCount + 2) * width, filledWith: 0)
    defer { levels.keepAlive() }
    right.withUnsafeBufferPointer { right in
      weights.withUnsafeBufferPointer { weights in
        for i in rows {
          let offset = (i - rows.lowerBound) * size
          for score in 0..<width where persons[score] > 0 {
            let p = conditional[i * width + score]
            target[offset + i] += persons[score] * p * (1 - p)
            for j in (i + 1)..<max(size, i + 1) {
              target[offset + j] -= persons[score] * p * conditional[j * width + score]
            }
          }
          guard i + 1 < size else { continue }
          for score in 0..<width { levels.base[score] = prefixes[i * width + score] }
          leaveOneOut(i + 1..<size, outside: levels.base, items: i, p: right.baseAddress!) { j, d in
            var sum = 0.0
            for score in 2..<max(size, 2) { sum += weights[score] * d[score - 2] }
            target[offset + j] += right[i] * right[j] * sum
          }
        }
      }
    }
  }

  /// Calls `body` for each item of `range` with the score distribution of `outside` and all of `range`
  /// but that item. Behind `outside` there is room for a copy at each level.
  private func leaveOneOut(
    _ range: Range<Int>, outside: UnsafeMutablePointer<Double>, items: Int,
    p: UnsafePointer<Double>, _ body: (Int, UnsafePointer<Double>) -> Void
  ) {
    guard range.count > 1 else { return body(range.lowerBound, outside) }
    let middle = (range.lowerBound + range.upperBound) / 2
    let halves = [range.lowerBound..<middle, middle..<range.upperBound]
    let copy = outside + size + 1
    for (kept, added) in [(halves[0], halves[1]), (halves[1], halves[0])] {
      copy.update(from: outside, count: size + 1)
      var count = items
      for item in added {
        Self.add(p[item], to: copy, items: count)
        count += 1
      }
      leaveOneOut(kept, outside: copy, items: count, p: p, body)
    }
  }

  /// Lord and Wingersky's recursion in place: `distribution` is of the score on so many items, with a
  /// zero behind its end.
  @inline(__always)
  private static func add(
    _ p: Double, to distribution: UnsafeMutablePointer<Double>, items: Int
  ) {
    let q = 1 - p
    var score = items + 1
    while score > 0 {
      distribution[score] = distribution[score] * q + distribution[score - 1] * p
      score -= 1
    }
    distribution[0] *= q
  }
}
