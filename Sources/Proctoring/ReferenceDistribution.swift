import AdaptiveTesting
import ItemResponse
import Simulation

/// How lz* and the cumulative sums fall in sittings of a plan where everybody answers as the items' models
/// say. An adaptive test picks items near the person's ability, so lz* is not standard normal in it (van
/// Krimpen-Stoop & Meijer 1999, doi:10.1177/01466219922031446); only tests of the same bank and design tell.
///
/// A tail probability holds among sittings of like length and estimated ability. Small (some 4 kB), Codable and the same
/// for the same seed: to be kept with the plan, and made anew where bank or design change.
public struct ReferenceDistribution: Sendable, Hashable, Codable {
  /// The ranks at which a cell keeps its quantiles: close where decisions are made.
  static let ranks: [Double] = [
    0.002, 0.005, 0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1, 0.15, 0.2, 0.3, 0.5, 0.7, 0.9,
  ]

  /// Sittings alike in ability and length.
  struct Cell: Sendable, Hashable, Codable {
    /// The largest length and estimate, in logits, that belong here; the last of each goes on without end.
    let length: Int
    let theta: Double
    let people: Int
    /// At `ranks`, counted from the suspicious end: lz* from below, the sums from above.
    let fit: [Double]
    let sums: [Double]
  }

  let cells: [Cell]
  public let seed: UInt64

  /// Simulates sittings. Costs what a simulation of so many people costs: a second or two of processor time
  /// with EAP, MAP or MLE, a minute with WLE, which looks at 200 points of ability after each answer.
  ///
  /// People come from the design's prior. A probability of .05 has, over all sittings, a standard error of
  /// √(.05 · .95 / `people`): .0034 for 4000.
  ///
  /// - Parameter people: at least 200.
  public static func simulate(
    _ plan: TestPlan, people: Int = 4000, seed: UInt64, threads: Int? = nil
  ) -> ReferenceDistribution {
    let prior = plan.design.estimation.prior
    let population: Population =
      switch prior {
      case .normal(let mean, let deviation): .normal(mean: mean, standardDeviation: deviation)
      case .uniform(let range): .uniform(range)
      }
    let study = SimulationStudy(
      plan: plan, people: SimulatedPerson.draw(max(200, people), from: population, seed: seed))
    let points = (study.run(threads: threads) ?? []).map { sitting in
      let answers = zip(sitting.items, sitting.scores).compactMap { item, score in
        plan.model(Int(item)).map { ScoredResponse(model: $0, score: Int(score)) }
      }
      return Point(answers, theta: sitting.estimate.theta)
    }
    return ReferenceDistribution(cells: cells(of: points), seed: seed)
  }

  struct Point {
    let length: Int
    let theta: Double
    /// 0, its mean, where the answers cannot disagree.
    let fit: Double
    let sum: Double

    init(_ answers: [ScoredResponse], theta: Double) {
      length = answers.count
      self.theta = theta
      fit = answers.standardizedLogLikelihood(at: theta) ?? 0
      sum = CumulativeSums(answers, at: theta).extreme
    }
  }

  /// P(lz* ≤ `value`) for sittings of a length and an estimated ability.
  public func lowerTail(ofFit value: Double, length: Int, theta: Double) -> Double {
    tail(of: value, length: length, theta: theta) { $0.fit }
  }

  /// P(extreme ≥ `value`) of the cumulative sums, likewise.
  public func upperTail(ofSums value: Double, length: Int, theta: Double) -> Double {
    tail(of: -value, length: length, theta: theta) { $0.sums.map { -$0 } }
  }

  /// The lz* at and below which sittings are flagged at a rate.
  public func fitThreshold(rate: Double, length: Int, theta: Double) -> Double {
    cell(length, theta).map { Self.quantile($0.fit, rate) } ?? -.infinity
  }

  /// The extreme at and above which sittings are flagged at a rate.
  public func sumsThreshold(rate: Double, length: Int, theta: Double) -> Double {
    cell(length, theta).map { -Self.quantile($0.sums.map { -$0 }, rate) } ?? .infinity
  }

  // MARK: Cells

  private func cell(_ length: Int, _ theta: Double) -> Cell? {
    let band = cells.first { length <= $0.length }?.length ?? cells.last?.length
    let inBand = cells.filter { $0.length == band }
    return inBand.first { theta <= $0.theta } ?? inBand.last
  }

  /// Up to four bands of length with as many people each, and five of ability in each of them; fewer where
  /// a cell would have less than a hundred people, or where lengths coincide.
  static func cells(of points: [Point]) -> [Cell] {
    split(points, into: 4, atLeast: 200, by: { Double($0.length) }).flatMap { band in
      let length = band.map(\.length).max() ?? 0
      return split(band, into: 5, atLeast: 100, by: \.theta).map { cell in
        Cell(
          length: length, theta: cell.map(\.theta).max() ?? 0, people: cell.count,
          fit: quantiles(cell.map(\.fit)), sums: quantiles(cell.map { -$0.sum }).map { -$0 })
      }
    }
  }

  /// Groups in rising order of a value, equal values together.
  private static func split(
    _ points: [Point], into count: Int, atLeast size: Int, by value: (Point) -> Double
  ) -> [[Point]] {
    let sorted = points.sorted { value($0) < value($1) }
    let least = max(size, (sorted.count + count - 1) / count)
    var groups: [[Point]] = []
    var start = 0
    while start < sorted.count {
      var end = min(start + least, sorted.count)
      while end < sorted.count, value(sorted[end]) == value(sorted[end - 1]) { end += 1 }
      if sorted.count - end < size { end = sorted.count }
      groups.append(Array(sorted[start..<end]))
      start = end
    }
    return groups
  }

  /// At `ranks`, by the plotting position r (n + 1), which a new value of the same kind falls below with
  /// probability r. Rounded, to keep files small.
  private static func quantiles(_ values: [Double]) -> [Double] {
    let sorted = values.sorted()
    return ranks.map { rank in
      let position = rank * Double(sorted.count + 1) - 1
      let low = min(max(0, Int(position.rounded(.down))), sorted.count - 1)
      let high = min(low + 1, sorted.count - 1)
      let share = min(max(0, position - Double(low)), 1)
      return rounded(sorted[low] + share * (sorted[high] - sorted[low]))
    }
  }

  private static func rounded(_ value: Double) -> Double { (value * 1e5).rounded() / 1e5 }

  // MARK: Between quantiles

  /// Linear between quantiles. Below the first, no more is known than that it is rarer. A value is rounded as
  /// they are: in short tests many people have the very same, and none of them is below it.
  private func tail(
    of value: Double, length: Int, theta: Double, _ quantiles: (Cell) -> [Double]
  ) -> Double {
    guard let cell = cell(length, theta) else { return 1 }
    let ranks = Self.ranks
    let values = quantiles(cell)
    let value = Self.rounded(value)
    guard let above = values.firstIndex(where: { $0 > value }) else { return 1 }
    guard above > 0 else { return max(ranks[0], 1 / Double(cell.people + 1)) }
    let share = (value - values[above - 1]) / (values[above] - values[above - 1])
    return ranks[above - 1] + share * (ranks[above] - ranks[above - 1])
  }

  private static func quantile(_ values: [Double], _ rate: Double) -> Double {
    guard let above = ranks.firstIndex(where: { $0 > rate }), above > 0 else { return values[0] }
    let share = (rate - ranks[above - 1]) / (ranks[above] - ranks[above - 1])
    return values[above - 1] + share * (values[above] - values[above - 1])
  }
}
