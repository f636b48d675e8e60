import ItemResponse

/// How far the answers run above and below what was expected on the way through a test: the cumulative sums of
/// van Krimpen-Stoop & Meijer (2000, doi:10.1007/0-306-47531-6_11), C⁺ₖ = max(0, C⁺ₖ₋₁ + Tₖ) and
/// C⁻ₖ = min(0, C⁻ₖ₋₁ + Tₖ).
///
/// Tₖ is the slope of log P(xₖ) in θ at the final estimate, divided by √ΣI: for the two-parameter model
/// a(x − P), for any other model what takes its place, so that the sums compare between tests of any
/// length and kind. A run of unexpected failures shows in `lower`, of unexpected successes in `upper`.
public struct CumulativeSums: Sendable, Hashable {
  /// By answer, in order.
  public let upper: [Double]
  public let lower: [Double]

  /// - Parameter theta: in logits.
  public init(_ answers: [ScoredResponse], at theta: Double) {
    let information = answers.reduce(0) { $0 + $1.model.information(at: theta) }
    let scale = information > 0 ? 1 / information.squareRoot() : 0
    var (high, low) = (0.0, 0.0)
    var upper: [Double] = []
    var lower: [Double] = []
    for answer in answers {
      let step = scale * answer.model.logProbability(of: answer.score, at: theta).slope
      high = max(0, high + step)
      low = min(0, low + step)
      upper.append(high)
      lower.append(low)
    }
    (self.upper, self.lower) = (upper, lower)
  }

  /// The largest distance from 0 to either side.
  public var extreme: Double { max(upper.max() ?? 0, -(lower.min() ?? 0)) }

  /// The positions, from 0, of the run that leads to the extreme; empty where there is none.
  public var run: Range<Int> {
    guard extreme > 0 else { return 0..<0 }
    let sums = upper.contains(extreme) ? upper : lower.map { -$0 }
    let end = sums.firstIndex(of: extreme) ?? 0
    let start = sums[..<end].lastIndex(of: 0).map { $0 + 1 } ?? 0
    return start..<(end + 1)
  }
}
