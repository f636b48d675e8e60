/// What a proctor may do to a sitting. Each is an appended event with who, when and why; none of them takes
/// away what was recorded.
public enum ProctorAction: Sendable, Hashable {
  /// Takes an answer out of the estimate; without an item, the whole sitting out of account.
  case void(item: String?)
  /// Undoes `void`.
  case restore(item: String?)
  /// Lengthens the time limit; above 0.
  case grantTime(seconds: Int)
  /// Adds a note; its text is the reason.
  case annotate
  /// Records that somebody looked at the sitting and stands by it.
  case review
  /// Ends an unfinished test at once, with the answers given so far.
  case end
}

extension TestSession {
  /// Whether an action can be done now: a screen offers no other. Costs no estimation.
  public func allows(_ action: ProctorAction) -> Bool {
    switch action {
    case .void(let item): allowsRuling(voids: true, item)
    case .restore(let item): allowsRuling(voids: false, item)
    case .grantTime(let seconds):
      seconds > 0 && design.stopping.timeLimit != nil && allows(.end)
    case .annotate, .review: status != .new
    case .end: (status == .running || status == .paused) && !isEnded
    }
  }

  /// Does what a proctor wants done.
  ///
  /// - Parameters:
  ///   - reason: of a note, its text.
  ///   - author: who does it.
  /// - Returns: what happened, in order; empty where the action cannot be done.
  @discardableResult
  public mutating func carryOut(
    _ action: ProctorAction, reason: String, by author: String, at time: Int64
  ) -> [SessionEvent] {
    guard allows(action) else { return [] }
    return switch action {
    case .void(let item):
      [void(item, reason: reason, by: author, at: time)].compactMap { $0 }
    case .restore(let item):
      [restore(item, reason: reason, by: author, at: time)].compactMap { $0 }
    case .grantTime(let seconds):
      [grantTime(seconds, reason: reason, by: author, at: time)].compactMap { $0 }
    case .annotate: [note(reason, by: .proctor, name: author, at: time)]
    case .review: [review(reason: reason, by: author, at: time)]
    case .end: end(reason: reason, by: author, at: time)
    }
  }

  private func allowsRuling(voids: Bool, _ item: String?) -> Bool {
    guard status != .new else { return false }
    guard let item else { return isVoided != voids }
    return answers.contains { $0.item.id == item && $0.isVoided != voids }
  }
}
