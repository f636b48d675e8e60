/// How far a test has come.
extension TestSession {
  /// About how many more items the test will take; `nil` where nothing can be said. The ends assume
  /// that the items to come tell a fifth more, or a third less, than the best one there is now.
  public var itemsRemaining: ClosedRange<Int>? {
    guard status != .finished else { return 0...0 }
    guard let pretest = plan.pretest, let scored = scoredItemsRemaining else {
      return scoredItemsRemaining
    }
    let given = answers.count(where: \.isPretest)
    func all(_ scored: Int) -> Int {
      scored + pretest.count(among: scored, after: answers.count, given: given, seed: seed)
    }
    return all(scored.lowerBound)...all(scored.upperBound)
  }

  private var scoredItemsRemaining: ClosedRange<Int>? {
    let count = scoredAnswers.count
    let supply = plan.selector.candidateCount - count
    let ceiling = max(0, min(design.stopping.maximumItems.map { $0 - count } ?? supply, supply))
    let floor = min(max(0, design.stopping.minimumItems - count), ceiling)
    guard let target = design.stopping.standardError else { return ceiling...ceiling }
    if hasReachedPrecision { return floor...floor }
    guard let choice = plan.selector.propose(in: selectionState) else { return floor...floor }
    let best = plan.selector.largestInformation(among: choice)
    guard best > 0 else { return floor...ceiling }
    let missing = max(
      0, 1 / (target * target) - 1 / (estimate.standardError * estimate.standardError))
    func items(telling information: Double) -> Int {
      let needed = (missing / information).rounded(.up)
      return min(ceiling, max(floor, needed < 1e6 ? max(1, Int(needed)) : ceiling))
    }
    let few = items(telling: best * 1.2)
    return few...max(few, items(telling: best / 1.5))
  }

  /// How far the test has come towards its end, 0...1: the larger of precision and length reached.
  public var progress: Double {
    if status == .finished { return 1 }
    var parts: [Double] = []
    let count = scoredAnswers.count
    if let target = design.stopping.standardError, count > 0 {
      // In information, which grows evenly from item to item, not in error, which does not.
      let start = 1 / (plan.prior.standardError.squared)
      let missing = 1 / target.squared - start
      let gained = 1 / estimate.standardError.squared - start
      parts.append(missing > 0 ? gained / missing : 1)
    }
    if let maximum = design.stopping.maximumItems {
      parts.append(Double(count) / Double(maximum))
    } else if parts.isEmpty {
      parts.append(Double(count) / Double(max(plan.selector.candidateCount, 1)))
    }
    return min(1, max(0, parts.max() ?? 0))
  }
}

extension Double {
  fileprivate var squared: Double { self * self }
}
