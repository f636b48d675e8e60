import ItemResponse
import Numerical

/// What is known when the next item is picked.
struct SelectionState: Sendable {
  /// Where items are compared.
  let theta: Double
  /// Of the estimate.
  var standardError = 1.0
  /// Numbers of the items presented, in order, without pretest items.
  let given: [Int]
  /// The answers that count, in order.
  var responses: [ScoredResponse] = []
  /// The same, as the plan's estimator has them; `nil` outside of a session.
  var pattern: ResponsePattern?
  /// The sitting's.
  var seed: UInt64 = 0
  /// Items that stand aside in this sitting, by segment of ability.
  var circumstances = Circumstances()
  /// How many pretest items were presented.
  var pretestCount = 0

  /// 1 for the first item, pretest items not counted.
  var position: Int { given.count + 1 }

  /// Random numbers for picking this item, `use` telling several streams of them apart; they follow from the
  /// seed and the position alone, so that a replay draws the same.
  func generator(use: UInt64 = 0) -> SeededGenerator {
    SeededGenerator(seed: seed &+ use, stream: UInt64(position))
  }

  /// A number for each item for picking this one, uniform on [0, 1): the same however often, and in whatever
  /// order, it is asked for.
  func lottery() -> (Int) -> Double {
    var generator = generator(use: 1 << 52)
    let key = generator.next()
    return { item in
      var own = SeededGenerator(seed: key, stream: UInt64(item))
      return own.uniform()
    }
  }
}
