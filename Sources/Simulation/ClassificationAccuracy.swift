import AdaptiveTesting

/// How well tests put people on the right sides of cut scores.
///
/// A person is truly at or above a cut where θ is, and is classified so where the test decided so itself, or
/// else where the final estimate is.
public struct ClassificationAccuracy: Sendable, Hashable {
  /// One for each cut, rising.
  public let cuts: [Cut]
  /// The share of people in the right one of the classes that all cuts make together.
  public let rightShare: Double
  /// Cohen's (1960, doi:10.1177/001316446002000104) kappa over those classes: agreement beyond what chance
  /// gives, of what could be beyond it. NaN where chance alone gives full agreement.
  public let kappa: Double

  public struct Cut: Sendable, Hashable {
    /// In logits.
    public let theta: Double
    /// The share of people whose test decided on a side by itself; `nil` where the design does not decide on
    /// this cut.
    public let decidedShare: Double?
    /// The share of people on the right side.
    public let rightShare: Double
    /// Of those truly at or above the cut, the share classified so; NaN where there is nobody.
    public let sensitivity: Double
    /// Of those truly below the cut, the share classified so; NaN where there is nobody.
    public let specificity: Double
    /// Cohen's, for the two sides.
    public let kappa: Double
  }

  /// - Parameter cuts: in logits, in any order; at least one.
  /// - Precondition: at least one sitting.
  public init(_ sittings: [SimulatedSitting], plan: TestPlan, cuts: [Double]) {
    precondition(!sittings.isEmpty && !cuts.isEmpty)
    let cuts = Array(Set(cuts)).sorted()
    let own = plan.design.stopping.classification?.cuts ?? []
    let all = Agreement(sittings, cuts: cuts, own: own)
    rightShare = all.observed
    kappa = all.kappa
    self.cuts = cuts.map { cut in
      let agreement = Agreement(sittings, cuts: [cut], own: own)
      return Cut(
        theta: cut,
        decidedShare: own.firstIndex(of: cut).map { number in
          sittings.mean { $0.sides[number] == nil ? 0 : 1 }
        },
        rightShare: agreement.observed, sensitivity: agreement.share(of: 1),
        specificity: agreement.share(of: 0), kappa: agreement.kappa)
    }
  }
}

/// True classes against classes by estimate.
private struct Agreement {
  /// Counts [true][estimated].
  private let table: [[Int]]

  /// - Parameter own: the cuts of the design, on which the tests themselves may have decided.
  init(_ sittings: [SimulatedSitting], cuts: [Double], own: [Double]) {
    let numbers = cuts.map { own.firstIndex(of: $0) }
    var table = [[Int]](
      repeating: [Int](repeating: 0, count: cuts.count + 1), count: cuts.count + 1)
    for sitting in sittings {
      let truth = cuts.count { sitting.theta >= $0 }
      let estimated = cuts.indices.count { cut in
        let side = numbers[cut].flatMap { sitting.sides[$0] }
        return side.map { $0 == .above } ?? (sitting.estimate.theta >= cuts[cut])
      }
      table[truth][estimated] += 1
    }
    self.table = table
  }

  private var total: Double { Double(table.joined().reduce(0, +)) }

  var observed: Double {
    Double(table.indices.reduce(0) { $0 + table[$1][$1] }) / total
  }

  var kappa: Double {
    let expected = table.indices.reduce(0.0) { sum, side in
      let truly = Double(table[side].reduce(0, +))
      let classified = Double(table.reduce(0) { $0 + $1[side] })
      return sum + truly * classified / (total * total)
    }
    return expected < 1 ? (observed - expected) / (1 - expected) : .nan
  }

  /// Of those truly in a class, the share put there.
  func share(of side: Int) -> Double {
    Double(table[side][side]) / Double(table[side].reduce(0, +))
  }
}
