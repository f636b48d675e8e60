import AdaptiveTesting
import ItemBanks
import Numerical

/// How the items of a bank have fared in its sittings: how often they were given, and whether they still do
/// what their parameters say.
///
/// Everything about fit is a sum over sittings of a quantity averaged over what the whole sitting tells of the
/// person's ability (the posterior under the people's own normal distribution, which is estimated). With the
/// parameters right, such a sum has mean 0, whichever way items were picked, because a test that picks by
/// earlier answers leaves the likelihood as it is (Mislevy & Chang 2000, doi:10.1007/BF02294370); θ̂ itself
/// has not this property. Its variance is the sum of squares. For drift this is the Lagrange-multiplier test of
/// Glas (2000, doi:10.1007/0-306-47531-6_10).
public struct BankReview: Sendable, Hashable {
  public let sittingCount: Int
  /// Of the people who sat, in logits; estimated.
  public let people: NormalDistribution
  /// The mean share of scored items that two sittings have in common, weighted by length; 0 with fewer than two.
  public let overlap: Double
  /// In the order of the bank. Of those without parameters there are counts and what the answers would tell of
  /// a difficulty, but nothing about fit.
  public let items: [ItemReview]

  /// What is asked of the items.
  public struct Criteria: Sendable, Hashable {
    /// The false-discovery rate of the tests over items (Benjamini & Hochberg 1995).
    public var rate: Double
    /// The error of a difficulty, in logits, below which a calibration is worth while.
    public var standardError: Double

    public init(rate: Double = 0.05, standardError: Double = 0.15) {
      self.rate = rate
      self.standardError = standardError
    }
  }

  /// Costs a pass over the answers for each of some 60 points of ability.
  ///
  /// - Parameters:
  ///   - sittings: in the order of time, on which tests of drift rest. Voided answers are left out, and
  ///     answers to items that the bank does not have.
  ///   - bank: with the parameters to be tested.
  public init(
    of sittings: [TestSession], bank: Bank, criteria: Criteria = Criteria(), threads: Int? = nil
  ) {
    let evidence = BankEvidence(sittings, bank: bank, threads: threads)
    sittingCount = sittings.count
    people = evidence.people
    let tallies = evidence.tallies(threads: threads)
    let shifts = benjaminiHochberg(tallies.map { $0.shift?.probability })
    let drifts = benjaminiHochberg(tallies.map { $0.drift?.probability })
    let misfits = benjaminiHochberg(tallies.map { $0.misfit?.probability })
    let counts = evidence.counts
    let scored = evidence.scoredCounts
    items = bank.items.indices.map { number in
      ItemReview(
        bank.items[number], count: counts[number], scored: scored[number],
        sittings: sittings.count, tally: tallies[number], criteria: criteria,
        adjusted: (shifts[number], drifts[number], misfits[number]))
    }
    // Of pairs of sittings: Σ over items of the pairs that share it, by the mean length.
    let count = Double(sittings.count)
    let given = Double(scored.reduce(0, +))
    let common = scored.reduce(0) { $0 + Double($1) * Double($1 - 1) / 2 }
    overlap = count > 1 && given > 0 ? common / (count * (count - 1) / 2) / (given / count) : 0
  }
}

/// One item's record.
public struct ItemReview: Sendable, Hashable {
  public let id: String
  /// In how many sittings it was answered, and in which share of them.
  public let count: Int
  public let exposure: Double
  /// In how many its answer was scored: all but those where it was a pretest item.
  public let scoredCount: Int
  /// Whether it was easier or harder than its parameters say, over all sittings.
  public let shift: Shift?
  /// Whether that changed from early to late sittings.
  public let drift: Drift?
  public let fit: Fit?
  /// By ability, three, the lowest third of the people first; empty without answers, or where no score is
  /// better than another.
  public let groups: [Group]
  /// Of the item's difficulty (or place on the scale), in logits, if it were estimated from these sittings
  /// with everything else known; infinite without answers. An item without parameters is taken to be of
  /// discrimination 1, and as difficult as it proved; one of more than two scores is not judged.
  public let standardError: Double
  /// How many answers such as these give the standard error asked for; `nil` without answers.
  public let neededCount: Int?
  /// How many answers by people at whose ability the item tells most would tell as much as these.
  public let effectiveCount: Double
  /// Enough was collected, and the item is on trial or the parameters are an expert's guess, or a test speaks
  /// against them. One on trial that was calibrated, and so has errors of its parameters, is due no more.
  public let isDueForCalibration: Bool

  /// A test with its probability, and that corrected for the number of items.
  public struct Test: Sendable, Hashable {
    public let statistic: Double
    public let probability: Double
    public let adjustedProbability: Double
  }

  public struct Shift: Sendable, Hashable {
    /// In logits, to be added to the difficulty; one step of Newton's method, so exact for small ones only.
    public let logits: Double
    public let test: Test
  }

  public struct Drift: Sendable, Hashable {
    /// The number of the sitting, from 0, after which the item seems to have changed.
    public let after: Int
    /// The extreme of the cumulative sums, with the tail of Kolmogorov's distribution.
    public let test: Test
  }

  /// Mean squares of what was not expected, 1 where the model holds; above for noise, below for answers
  /// steeper than the model.
  public struct Fit: Sendable, Hashable {
    /// Weighted by information.
    public let infit: Double
    public let outfit: Double
    /// Of infit.
    public let test: Test
  }

  /// People of like ability, as shares of the highest score.
  public struct Group: Sendable, Hashable {
    /// How many answers fall to the group, parts of people included.
    public let count: Double
    public let observed: Double
    public let expected: Double
    /// Standard normal where the parameters are right.
    public let residual: Double
  }
}

extension ItemReview {
  init(
    _ item: Item, count: Int, scored: Int, sittings: Int, tally: ItemTally,
    criteria: BankReview.Criteria,
    adjusted: (shift: Double, drift: Double, misfit: Double)
  ) {
    id = item.id
    self.count = count
    scoredCount = scored
    exposure = sittings > 0 ? Double(count) / Double(sittings) : 0
    shift = tally.shift.map {
      Shift(
        logits: tally.shiftLogits,
        test: Test(
          statistic: $0.statistic, probability: $0.probability, adjustedProbability: adjusted.shift)
      )
    }
    drift = tally.drift.map {
      Drift(
        after: $0.after,
        test: Test(
          statistic: $0.statistic, probability: $0.probability, adjustedProbability: adjusted.drift)
      )
    }
    fit = tally.misfit.map {
      Fit(
        infit: $0.infit, outfit: $0.outfit,
        test: Test(
          statistic: $0.statistic, probability: $0.probability,
          adjustedProbability: adjusted.misfit))
    }
    groups = tally.groups
    standardError = tally.information > 0 ? 1 / tally.information.squareRoot() : .infinity
    let target = criteria.standardError * criteria.standardError
    neededCount =
      tally.information > 0
      ? Int((Double(count) / (tally.information * target)).rounded(.up)) : nil
    effectiveCount = tally.effectiveCount
    let isDoubted = [adjusted.shift, adjusted.drift, adjusted.misfit].contains {
      $0 <= criteria.rate
    }
    isDueForCalibration =
      standardError <= criteria.standardError && (item.awaitsCalibration || isDoubted)
  }
}

extension Item {
  /// Whether its parameters, if it has any, do not come from answers.
  fileprivate var awaitsCalibration: Bool {
    switch status {
    case .provisional: true
    case .pretest: model == nil || parameterErrors == nil
    case .calibrated, .retired: false
    }
  }
}

/// The smallest false-discovery rate at which each test is a discovery (Benjamini & Hochberg 1995,
/// doi:10.1111/j.2517-6161.1995.tb02031.x); 1 where there was no test.
func benjaminiHochberg(_ probabilities: [Double?]) -> [Double] {
  var adjusted = [Double](repeating: 1, count: probabilities.count)
  let order = probabilities.indices.filter { probabilities[$0] != nil }
    .sorted { probabilities[$0]! < probabilities[$1]! }
  var least = 1.0
  for (rank, index) in order.enumerated().reversed() {
    least = min(least, probabilities[index]! * Double(order.count) / Double(rank + 1))
    adjusted[index] = least
  }
  return adjusted
}
