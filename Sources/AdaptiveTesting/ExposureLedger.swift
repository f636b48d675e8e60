import Numerical

/// How often each item of a bank was given, and could have been, in the sittings so far.
public struct ExposureLedger: Sendable, Hashable {
  private let itemCount: Int
  private let bounds: [Double]
  private var segments: [Segment]

  fileprivate struct Segment: Sendable, Hashable {
    var sittings = 0
    /// By item number.
    var given: [Int]
    /// How often the item stood aside.
    var stoodAside: [Int]
  }

  /// An empty one, for sittings of a plan.
  public init(for plan: TestPlan) {
    itemCount = plan.bank.items.count
    if case .eligibility(_, let bounds) = plan.design.exposure {
      self.bounds = bounds
    } else {
      bounds = []
    }
    let none = [Int](repeating: 0, count: itemCount)
    segments = [Segment](
      repeating: Segment(given: none, stoodAside: none), count: bounds.count + 1)
  }

  /// Counts a sitting in.
  ///
  /// - Parameters:
  ///   - items: the numbers of those given.
  ///   - theta: what is known of the person's ability, in logits: which segment counts it.
  ///   - circumstances: what it began with.
  public mutating func add(
    items: some Sequence<Int>, theta: Double, circumstances: Circumstances
  ) {
    let segment = segmentNumber(of: theta, bounds: bounds)
    segments[segment].sittings += 1
    for item in items where item < itemCount { segments[segment].given[item] += 1 }
    let aside = circumstances.standingAside
    guard aside.count == segments.count else { return }
    aside[segment].visit { if $0 < itemCount { segments[segment].stoodAside[$0] += 1 } }
  }

  /// The items that stand aside in a sitting, by segment; nothing for a rule that does not look back.
  func itemsStandingAside(under rule: Design.Exposure, seed: UInt64) -> [ItemSet] {
    switch rule {
    case .unlimited, .sympsonHetter: return []
    case .restricted(let maximum):
      return segments.map { segment in
        ItemSet(
          (0..<itemCount).filter {
            Double(segment.given[$0]) > maximum * Double(segment.sittings)
          }, itemCount: itemCount)
      }
    case .eligibility(let maximum, _):
      return segments.enumerated().map { number, segment in
        draw(from: segment, maximum: maximum, seed: seed, use: UInt64(number))
      }
    case .overlap(let maximum):
      return segments.map { segment in
        draw(from: segment, maximum: segment.rate(forOverlap: maximum), seed: seed, use: 0)
      }
    }
  }

  /// An item is eligible with probability r ε / α, at most 1, where r is the maximum rate, ε the number of
  /// sittings in which it was eligible and α that in which it was given (van der Linden & Veldkamp 2007,
  /// doi:10.3102/1076998606298044, without their term for infeasible tests: those lift the rule).
  private func draw(
    from segment: Segment, maximum: Double, seed: UInt64, use: UInt64
  ) -> ItemSet {
    var aside = ItemSet(itemCount: itemCount)
    for item in 0..<itemCount where segment.given[item] > 0 {
      let eligible = Double(segment.sittings - segment.stoodAside[item])
      let chance = maximum * eligible / Double(segment.given[item])
      if chance < 1, lottery(item, seed: seed, use: use) >= chance { aside.insert(item) }
    }
    return aside
  }
}

extension ExposureLedger.Segment {
  /// The largest rate to which rates must be cut for two sittings to share no more than `overlap` of their
  /// items on average, that being Σ r² / Σ r (Chen, Ankenmann & Spray 2003); 1 where none need be.
  fileprivate func rate(forOverlap overlap: Double) -> Double {
    guard sittings > 0 else { return 1 }
    let rates = given.filter { $0 > 0 }.map { Double($0) / Double(sittings) }
    func shared(_ cut: Double) -> Double {
      rates.reduce(0) { $0 + min($1, cut) * min($1, cut) } / rates.reduce(0) { $0 + min($1, cut) }
    }
    guard shared(1) > overlap else { return 1 }
    // The overlap of rates cut at r is at most r, so the answer lies above.
    var (low, high) = (overlap, 1.0)
    for _ in 0..<40 {
      let middle = 0.5 * (low + high)
      if shared(middle) <= overlap { low = middle } else { high = middle }
    }
    return low
  }
}

/// Which of the segments that rising bounds part holds an ability.
func segmentNumber(of theta: Double, bounds: [Double]) -> Int {
  bounds.count { $0 <= theta }
}

/// A sitting's draw for an item, uniform on [0, 1).
func lottery(_ item: Int, seed: UInt64, use: UInt64) -> Double {
  var generator = SeededGenerator(seed: seed &+ (use &+ 1) << 53, stream: UInt64(item))
  return generator.uniform()
}
