/// Makes items count for more or less than a criterion says, for the sake of content.
protocol ContentWeighting: Sendable {
  /// What the eligible items are worth in the end, larger being better.
  ///
  /// - Parameters:
  ///   - items: numbers of the eligible items, rising; never empty.
  ///   - worth: what the criterion says of each, never below 0.
  func values(of items: [Int], worth: [Double], in state: SelectionState) -> [Double]

  /// Items of a lower tier come before those of a higher, whatever they are worth, and chance never picks one of a
  /// higher while there is one of a lower. The default is one tier for all.
  func tiers(of items: [Int], in state: SelectionState) -> [Int]
}

extension ContentWeighting {
  func tiers(of items: [Int], in state: SelectionState) -> [Int] {
    [Int](repeating: 0, count: items.count)
  }

  /// The `count` eligible items that come first, fewer where there are fewer, and how many of them are of the first's
  /// tier.
  ///
  /// Criteria that fall below 0 are measured from the least of the eligible items: a product or a share of a negative
  /// worth would turn the order around.
  func best(
    _ count: Int, by criterion: any ItemCriterion, in state: SelectionState,
    among eligible: ItemSet
  ) -> (entries: [BestCandidates.Entry], alike: Int) {
    let value = criterion.valuation(in: state)
    var items: [Int] = []
    eligible.visit { items.append($0) }
    let worth = items.map(value)
    let finite = worth.filter(\.isFinite)
    let (zero, most) = (min(0, finite.min() ?? 0), finite.max() ?? 0)
    // Of no worth at all, such as the logarithm of no information, is the least; beyond all worth is the most.
    let measured = worth.map { $0.isFinite ? $0 - zero : ($0 > 0 ? most - zero : 0) }
    let values = values(of: items, worth: measured, in: state)
    let tiers = tiers(of: items, in: state)
    var entries: [BestCandidates.Entry] = []
    var alike = 0
    for tier in Set(tiers).sorted() where entries.count < count {
      var best = BestCandidates(capacity: count - entries.count)
      for place in items.indices where tiers[place] == tier {
        best.insert(item: items[place], value: values[place])
      }
      if entries.isEmpty { alike = best.entries.count }
      entries += best.entries
    }
    return (entries, alike)
  }
}

/// The maximum priority index of Cheng & Chang (2009, doi:10.1348/000711008X304376): the worth of an item times
/// w f for each constraint that it is about, where f is how much of the constraint is still to be filled,
/// (X − x) / X. While lower bounds are open X is the lower bound, and items that fill none of them wait; then, and for
/// constraints whose lower bound is met, X is the upper bound.
///
/// With areas that exclude each other these are the paper's two phases. Constraints that cross each other can leave no
/// item that fills a lower bound and overfills no upper one: then the second phase begins early, and after it the
/// worth alone counts.
struct PriorityIndex: ContentWeighting {
  let bounds: [ContentBound]

  private enum Tier: Int { case fills, fits, overfills }

  func values(of items: [Int], worth: [Double], in state: SelectionState) -> [Double] {
    let totals = totals(in: state)
    return zip(items, worth).map { item, worth in worth * weight(of: item, totals) }
  }

  func tiers(of items: [Int], in state: SelectionState) -> [Int] {
    let totals = totals(in: state)
    return items.map { tier(of: $0, totals).rawValue }
  }

  private func totals(in state: SelectionState) -> [Double] {
    bounds.map { $0.total(of: state.given) }
  }

  private func tier(of item: Int, _ totals: [Double]) -> Tier {
    var tier = Tier.fits
    for (bound, total) in zip(bounds, totals) where bound.amounts[item] > 0 {
      // Room for the rounding of decimal fractions.
      if total + bound.amounts[item] > bound.range.upperBound + 1e-9 { return .overfills }
      if total < bound.range.lowerBound { tier = .fills }
    }
    return tier
  }

  /// Above 0.
  private func weight(of item: Int, _ totals: [Double]) -> Double {
    guard tier(of: item, totals) != .overfills else { return 1 }
    var weight = 1.0
    for (bound, total) in zip(bounds, totals) where bound.amounts[item] > 0 {
      let (lower, upper) = (bound.range.lowerBound, bound.range.upperBound)
      let whole = total < lower ? lower : upper
      weight *= bound.weight * (whole.isFinite ? (whole - total) / whole : 1)
    }
    return weight
  }
}

/// The weighted penalty model of Shin, Chien, Way & Swanson (2009, Weighted Penalty Model for Content Balancing in
/// CATs, Pearson).
///
/// A constraint's penalty follows from the share of the test that it is expected to have in the end if what is still to
/// come is as the pool. An item has the weighted sum of its constraints' penalties, standardized over the eligible
/// items, less the square of its standardized worth. Items that fill what is short come first ("green"), then those
/// that fill one thing and overfill another ("orange"), those about what is well ("yellow"), the rest ("red").
struct WeightedPenalties: ContentWeighting {
  /// Sums are counted in units of the largest item, so that they compare with counts.
  private let bounds: [ContentBound]
  /// By constraint, the mean amount of an item of the pool.
  private let prevalences: [Double]
  private let length: Double

  init(_ bounds: [ContentBound], pool: [Int], length: Int) {
    self.bounds = bounds.map { bound in
      let unit = bound.amounts.max() ?? 0
      guard unit > 0 else { return bound }
      return ContentBound(
        name: bound.name, amounts: bound.amounts.map { $0 / unit },
        range: (bound.range.lowerBound / unit)...(bound.range.upperBound / unit),
        weight: bound.weight)
    }
    prevalences = self.bounds.map { $0.total(of: pool) / Double(pool.count) }
    self.length = Double(length)
  }

  /// Colours in the order in which their items come.
  enum Colour: Int { case green, orange, yellow, red }

  /// Where the expected share of a constraint lies, and what that costs.
  struct Standing {
    enum Place { case below, within, above }
    let place: Place
    let penalty: Double

    /// Within the bounds the penalty is the distance from their middle; outside it is (x² / D + D) / 2 of that distance
    /// x and the bound's distance D, which goes on smoothly.
    init(share: Double, bounds: ClosedRange<Double>, leastHalfWidth: Double) {
      let middle = (bounds.lowerBound + bounds.upperBound) / 2
      let halfWidth = max((bounds.upperBound - bounds.lowerBound) / 2, leastHalfWidth)
      let distance = share - middle
      if distance <= -halfWidth {
        place = .below
      } else {
        place = distance >= halfWidth ? .above : .within
      }
      penalty =
        place == .within
        ? distance
        : (distance * distance / halfWidth + halfWidth) / 2 * (distance < 0 ? -1 : 1)
    }
  }

  func standings(_ given: [Int]) -> [Standing] {
    zip(bounds, prevalences).map { bound, prevalence in
      let toCome = max(0, length - Double(given.count))
      let share = (bound.total(of: given) + prevalence * toCome) / length
      let lower = bound.range.lowerBound / length
      let upper = max(lower, min(1, bound.range.upperBound / length))
      // Bounds that leave one number only still have half an item to either side.
      return Standing(share: share, bounds: lower...upper, leastHalfWidth: 0.5 / length)
    }
  }

  func colour(of item: Int, _ standings: [Standing]) -> Colour {
    var (fills, overfills) = (false, false)
    for (bound, standing) in zip(bounds, standings) where bound.amounts[item] > 0 {
      fills = fills || standing.place == .below
      overfills = overfills || standing.place == .above
    }
    return switch (fills, overfills) {
    case (true, false): .green
    case (true, true): .orange
    case (false, false): .yellow
    case (false, true): .red
    }
  }

  /// Minus the penalty, less 3 for each colour that comes before the item's: penalties lie between −1 and 1.
  func values(of items: [Int], worth: [Double], in state: SelectionState) -> [Double] {
    let standings = standings(state.given)
    let penalties = items.map { item in
      zip(bounds, standings).reduce(0) { sum, pair in
        sum + pair.0.weight * pair.0.amounts[item] * pair.1.penalty
      }
    }
    let (least, most) = (penalties.min() ?? 0, penalties.max() ?? 0)
    let largest = worth.max() ?? 0
    return items.indices.map { place in
      let content = most > least ? (penalties[place] - least) / (most - least) : 0
      let share = largest > 0 ? worth[place] / largest : 0
      return share * share - content - 3 * Double(colour(of: items[place], standings).rawValue)
    }
  }
}
