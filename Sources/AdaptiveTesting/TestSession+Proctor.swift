import ItemBanks
import ItemResponse

/// What a proctor may do. Each is an event with who and why; none of them takes away what was recorded.
extension TestSession {
  /// Takes an answer out of the estimate, the item staying given; or the whole sitting out of account.
  ///
  /// - Parameter item: `nil` for the whole sitting.
  /// - Returns: `nil` where there is no such answer that counts, or the sitting does not count already.
  @discardableResult
  public mutating func void(
    _ item: String?, reason: String, by author: String, at time: Int64
  ) -> SessionEvent? {
    ruling(voids: true, item, reason, author).map { append($0, at: time) }
  }

  /// Undoes `void`.
  ///
  /// - Returns: `nil` where nothing was void.
  @discardableResult
  public mutating func restore(
    _ item: String?, reason: String, by author: String, at time: Int64
  ) -> SessionEvent? {
    ruling(voids: false, item, reason, author).map { append($0, at: time) }
  }

  /// Lengthens the time limit.
  ///
  /// - Parameter seconds: above 0.
  /// - Returns: `nil` where the test has no time limit, or is over.
  @discardableResult
  public mutating func grantTime(
    _ seconds: Int, reason: String, by author: String, at time: Int64
  ) -> SessionEvent? {
    precondition(seconds > 0)
    guard allows(.grantTime(seconds: seconds)) else { return nil }
    return append(
      .timeGranted(.init(seconds: seconds, reason: reason, author: author)), at: time)
  }

  /// Records that somebody looked at the sitting and stands by it.
  ///
  /// - Precondition: it has begun.
  @discardableResult
  public mutating func review(
    reason: String, by author: String, at time: Int64
  ) -> SessionEvent {
    precondition(allows(.review), "nothing happens before a sitting begins")
    return append(.reviewed(.init(reason: reason, author: author)), at: time)
  }

  /// Ends the test at once, with the answers given so far.
  ///
  /// - Returns: the proctor's event and the end; empty where the test is over or has not begun.
  @discardableResult
  public mutating func end(
    reason: String, by author: String, at time: Int64
  ) -> [SessionEvent] {
    guard allows(.end) else { return [] }
    let ended = append(.ended(.init(reason: reason, author: author)), at: time)
    return [ended, append(.finished(.endedByProctor), at: time)]
  }

  /// What voiding or restoring makes; `nil` where it would change nothing.
  func ruling(
    voids: Bool, _ item: String?, _ reason: String, _ author: String
  ) -> SessionEvent.Kind? {
    guard allows(voids ? .void(item: item) : .restore(item: item)) else { return nil }
    var estimate = estimate
    if let item, let answer = answers.firstIndex(where: { $0.item.id == item }),
      !answers[answer].isPretest
    {
      var counted = answers
      counted[answer].isVoided = voids
      estimate = plan.estimate(countedPattern(of: counted), near: estimate.theta)
    }
    let ruling = SessionEvent.Ruling(
      item: item, reason: reason, author: author, estimate: estimate)
    return voids ? .voided(ruling) : .restored(ruling)
  }
}
