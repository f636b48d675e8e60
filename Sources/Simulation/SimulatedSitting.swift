import AdaptiveTesting
import ItemResponse

/// What became of one simulated test.
public struct SimulatedSitting: Sendable, Hashable {
  /// The person's true ability, in logits.
  public let theta: Double
  /// Of the finished test.
  public let estimate: AbilityEstimate
  public let stopReason: StopReason
  /// Numbers in the bank of the items given and scored, in order.
  public let items: [Int32]
  /// On them.
  public let scores: [Int8]
  /// On which side of each of the design's cut scores the test put the person; `nil` where it ended
  /// undecided. Empty where the design has none.
  public let sides: [Classification.Side?]
  /// Numbers in the bank of the pretest items given, in order.
  public let pretestItems: [Int32]

  public init(
    theta: Double, estimate: AbilityEstimate, stopReason: StopReason, items: [Int32],
    scores: [Int8], sides: [Classification.Side?] = [], pretestItems: [Int32] = []
  ) {
    self.theta = theta
    self.estimate = estimate
    self.stopReason = stopReason
    self.items = items
    self.scores = scores
    self.sides = sides
    self.pretestItems = pretestItems
  }

  /// In scored items.
  public var length: Int { items.count }

  public var error: Double { estimate.theta - theta }
}
