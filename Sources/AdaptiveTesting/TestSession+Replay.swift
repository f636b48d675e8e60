import ItemBanks
import ItemResponse

/// Where a log and the engine disagree.
public struct ReplayError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The event's sequence number.
  public let sequence: Int
  public let message: String
  public var description: String { "event \(sequence): \(message)" }
}

extension TestSession {
  /// Rebuilds a session from its events and checks on the way that the engine, given the same times
  /// and answers, would have done exactly what the log says, to the last bit.
  public init(
    replaying events: [SessionEvent], bank: Bank, design: Design, seed: UInt64
  ) throws {
    try self.init(
      replaying: events, plan: try TestPlan(bank: bank, design: design), seed: seed)
  }

  /// The same with a plan that is there already.
  public init(
    replaying events: [SessionEvent], plan: TestPlan, seed: UInt64
  ) throws(ReplayError) {
    self.init(plan: plan, seed: seed)
    try follow(events)
  }

  /// Goes on with events that were added elsewhere, as by a proctor, checking each.
  public mutating func follow(_ events: some Sequence<SessionEvent>) throws(ReplayError) {
    for event in events { try replay(event) }
  }

  private mutating func replay(_ event: SessionEvent) throws(ReplayError) {
    func refuse(_ message: String) -> ReplayError {
      ReplayError(sequence: event.sequence, message: message)
    }
    guard event.sequence == events.count + 1 else {
      throw refuse("the log has a gap: event \(events.count + 1) is missing")
    }
    guard event.time >= events.last?.time ?? event.time else {
      throw refuse("it happened before the event in front of it")
    }
    guard let expected = expectation(of: event) else {
      throw refuse("it cannot happen while the sitting is \(status.rawValue)")
    }
    guard expected == event.kind else {
      throw refuse("the engine arrives at \(expected), the log says \(event.kind)")
    }
    apply(event)
  }

  /// What the engine makes of an event's inputs here; `nil` where such an event has no place.
  private func expectation(of event: SessionEvent) -> SessionEvent.Kind? {
    switch (event.kind, status) {
    case (.started(let circumstances), .new):
      // An edited log must not reach beyond the bank.
      return circumstances.standingAside.allSatisfy { $0.fits(itemCount: bank.items.count) }
        ? event.kind : nil
    case (.paused, .running), (.resumed, .running), (.resumed, .paused):
      return event.kind
    case (.noted(let note), .running), (.noted(let note), .paused), (.noted(let note), .finished):
      return .noted(
        .init(item: current?.item, text: note.text, author: note.author, name: note.name))
    case (.presented, .running) where current == nil, (.finished, .running):
      return next(at: event.time)
    case (.finished, .paused):
      // Only a proctor ends a test that stands still.
      let end = next(at: event.time)
      return end == .finished(.endedByProctor) ? end : nil
    case (.answered(let answered), .running):
      guard let current, !isEnded, let index = plan.numberOfItem[current.item] else { return nil }
      let item = bank.items[index]
      // Without a response only the score is known, and it must be one; a response is scored anew.
      let known = answered.response.isEmpty ? answered.score : nil
      guard let score = known ?? item.question.map({ _ in item.score(answered.response) }),
        (0..<item.scoreCount).contains(score)
      else { return nil }
      var pattern = pattern
      return self.answered(
        item, answered.response, score: score, at: event.time, adding: &pattern)
    case (.voided(let ruling), _):
      return self.ruling(voids: true, ruling.item, ruling.reason, ruling.author)
    case (.restored(let ruling), _):
      return self.ruling(voids: false, ruling.item, ruling.reason, ruling.author)
    case (.timeGranted(let grant), _):
      return allows(.grantTime(seconds: grant.seconds)) ? event.kind : nil
    case (.reviewed, _):
      return allows(.review) ? event.kind : nil
    case (.ended, _):
      return allows(.end) ? event.kind : nil
    default:
      return nil
    }
  }
}
