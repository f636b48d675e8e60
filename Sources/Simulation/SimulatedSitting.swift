import AdaptiveTesting
import ItemResponse

/// What became of one simulated test.
public struct SimulatedSitting: Sendable, Hashable {
  /// The person's true ability, in logits.
  public let theta: Double
  /// Of the finished test.
  public let estimate: AbilityEstimate
  public let stopReason: StopReason
  /// Numbers in the bank of the items given, in order.
  public let items: [Int32]
  /// On them.
  public let scores: [Int8]

  public init(
    theta: Double, estimate: AbilityEstimate, stopReason: StopReason, items: [Int32],
    scores: [Int8]
  ) {
    self.theta = theta
    self.estimate = estimate
    self.stopReason = stopReason
    self.items = items
    self.scores = scores
  }

  public var length: Int { items.count }

  public var error: Double { estimate.theta - theta }
}
