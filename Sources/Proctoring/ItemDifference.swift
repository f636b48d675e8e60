import Calibration
import Numerical

/// How an item fares in two groups, among people of equal ability.
public struct ItemDifference: Sendable, Hashable, Identifiable {
  public let id: String
  /// Answers.
  public let referenceCount: Int
  public let focalCount: Int
  /// `nil` where `obstacle` says why.
  public let shift: Shift?
  /// Of items with two scores, people matched on ability in strata.
  public let mantelHaenszel: DifferentialItemFunctioning.MantelHaenszel?
  /// Of items with two scores, on ability and group.
  public let logistic: DifferentialItemFunctioning.Logistic?
  /// Of `logistic`: whether the group matters more at some abilities than at others.
  public let nonuniform: ItemReview.Test?
  public let obstacle: Obstacle?

  /// By how much harder the item is for the focal group.
  public struct Shift: Sendable, Hashable {
    /// Of difficulty (or place on the scale).
    public let logits: Double
    public let standardError: Double
    /// That both groups have one difficulty, whichever it is: the ratio of likelihoods.
    public let test: ItemReview.Test

    /// With 95 % probability the shift is inside.
    public var interval: ClosedRange<Double> {
      let reach = 1.96 * standardError
      return (logits - reach)...(logits + reach)
    }
  }

  /// Why nothing can be said.
  public enum Obstacle: Sendable, Hashable {
    /// Fewer answers than `minimumCount` in a group.
    case fewAnswers(group: String)
    /// All answers of the group are the best there are, or the worst.
    case constant(group: String)
  }

  /// Fewer answers in a group say nothing.
  public static let minimumCount = 10
}

/// The difference of two numbers, the reference group's taken from the focal one's.
public struct GroupDifference: Sendable, Hashable {
  public let value: Double
  /// With 95 % probability the difference is inside.
  public let interval: ClosedRange<Double>

  public var isClear: Bool { !interval.contains(0) }
}
