import AdaptiveTesting
import Foundation
import Numerical

/// Pairs of sittings of one bank whose answers are more alike than those of two people who work for
/// themselves.
///
/// The statistic is the log of a likelihood ratio over the items that both took, Σ log((1 − κ) + κ m / √(P₁P₂)):
/// m is 1 where both gave the same answer, P₁ and P₂ are its probabilities for the one and the other, and κ = ½
/// the share of answers copied that the test is tuned to. Like M4 (Maynes 2014, in *Test Fraud*) it weighs
/// what is shared: the same rare wrong answer says much, the same right answer to an easy item nothing. Its
/// tail is exact, given both abilities, by the Poisson-binomial recursion (van der Linden & Sotaridona 2006,
/// doi:10.3102/10769986031003283) over sums of weights. Wrong options are as likely as the bank's sittings
/// have it, equally so where there are none.
///
/// Every pair is a test, and an accusation is grave: probabilities are corrected by Holm's method (1979),
/// which keeps the chance that *any* pair of a class is flagged wrongly at the rate.
public struct Similarity: Sendable, Hashable {
  /// Those flagged for their answers or their times, the likeliest first.
  public let pairs: [Pair]
  /// How many pairs shared enough items to be compared.
  public let pairCount: Int

  /// Pairs that share fewer are not compared.
  public static let minimumShared = 4

  public struct Pair: Sendable, Hashable {
    /// Their places among the sittings given.
    public let first: Int
    public let second: Int
    /// Ids of the items that both took, and of those that they answered alike, and of those again that
    /// both answered alike and wrong (or with less than full credit).
    public let shared: [String]
    public let matching: [String]
    public let matchingWrong: [String]
    public let expectedMatches: Double
    /// P(as many matches or more), by the Poisson-binomial distribution; not corrected.
    public let matchProbability: Double
    /// The log of the likelihood ratio.
    public let statistic: Double
    /// P(so large a statistic) without copying; then for the whole class, by Holm's method.
    public let probability: Double
    public let adjustedProbability: Double
    /// Of the log-time residuals, where the two share enough items with known times.
    public let timeCorrelation: Double?
    public let adjustedTimeProbability: Double?
    /// One for each of the two grounds that holds at the rate asked for.
    public let flags: [Flag]
  }

  /// Compares all pairs. Pairs without common items cost nothing: each sitting visits, by item, the later ones
  /// that had it: n² L r̄ / 2 visits for n sittings of length L and a mean exposure rate r̄, some five seconds
  /// of processor time for 10,000 sittings of 20 out of 200 items.
  ///
  /// - Parameters:
  ///   - sittings: of the same bank; items are told apart by their ids.
  ///   - persons: who sat each; sittings of the same person are not compared.
  ///   - times: from the bank's sittings; without them only answers are compared.
  ///   - rate: the chance that any pair is flagged without reason, for answers and for times each.
  public init(
    _ sittings: [TestSession], persons: [String]? = nil, times: ResponseTimes = .unobserved,
    rate: Double = 0.05, threads: Int? = nil
  ) {
    let table = AnswerTable(sittings, times: times)
    let search = PairSearch(table: table, persons: persons)
    let scan = search.scan(rate: rate, threads: threads)
    pairCount = scan.pairCount
    let tails = Parallel(threads: threads).map(scan.candidates.count) { index in
      let candidate = scan.candidates[index]
      return PairDistribution(table, candidate.first, candidate.second)
        .upperTail(at: candidate.statistic)
    }
    let adjusted = Self.holm(tails, of: scan.pairCount)
    let adjustedTimes = Self.holm(scan.candidates.map(\.timeTail), of: scan.timedPairCount)
    pairs = scan.candidates.indices.filter {
      adjusted[$0] <= rate || adjustedTimes[$0] <= rate
    }.sorted { adjusted[$0] < adjusted[$1] }.map { index in
      Pair(
        scan.candidates[index], table, probability: tails[index], adjusted: adjusted[index],
        adjustedTime: adjustedTimes[index], rate: rate, pairCount: scan.pairCount)
    }
  }

  /// The probabilities that survive comparison with `count` of them, where those not listed are larger than
  /// all listed.
  static func holm(_ probabilities: [Double], of count: Int) -> [Double] {
    var adjusted = [Double](repeating: 1, count: probabilities.count)
    var largest = 0.0
    let order = probabilities.indices.sorted { probabilities[$0] < probabilities[$1] }
    for (rank, index) in order.enumerated() {
      largest = max(largest, min(1, Double(max(1, count - rank)) * probabilities[index]))
      adjusted[index] = largest
    }
    return adjusted
  }
}

extension Similarity.Pair {
  fileprivate init(
    _ candidate: PairSearch.Candidate, _ table: AnswerTable, probability: Double,
    adjusted: Double, adjustedTime: Double, rate: Double, pairCount: Int
  ) {
    first = candidate.first
    second = candidate.second
    let distribution = PairDistribution(table, first, second)
    shared = distribution.shared.map { table.itemIds[$0.item] }
    let alike = distribution.shared.filter(\.isMatch)
    matching = alike.map { table.itemIds[$0.item] }
    matchingWrong = alike.filter { !$0.isRight }.map { table.itemIds[$0.item] }
    expectedMatches = distribution.matchProbabilities.reduce(0, +)
    matchProbability = PoissonBinomialDistribution(distribution.matchProbabilities)
      .upperTail(at: alike.count)
    statistic = candidate.statistic
    self.probability = probability
    adjustedProbability = adjusted
    timeCorrelation = candidate.timeCorrelation
    adjustedTimeProbability = candidate.timeCorrelation == nil ? nil : adjustedTime
    var flags: [Flag] = []
    if adjusted <= rate {
      flags.append(
        Flag(
          kind: .similarAnswers, statistic: statistic, probability: adjusted,
          threshold: distribution.threshold(tail: rate / Double(max(1, pairCount))),
          items: matching))
    }
    if let timeCorrelation, adjustedTime <= rate {
      flags.append(
        Flag(
          kind: .similarTimes, statistic: timeCorrelation, probability: adjustedTime,
          items: shared))
    }
    self.flags = flags
  }
}
