import ItemBanks
import ItemResponse

/// An adaptive test of one person as a value that steps.
///
/// A driver (the terminal, the plain mode, a simulator, a replay) asks what comes next, puts it before
/// the person, and records what happened. Every change is a `SessionEvent` returned by the method that
/// made it; the state is a function of the events alone, so a session rebuilt from its log goes on
/// exactly as the original would have. The driver brings the clock: all times are milliseconds since
/// 1970, and a clock that steps back counts as one that stood still.
///
/// ```swift
/// var session = try TestSession(bank: bank, design: design, seed: 1)
/// session.begin(at: now())
/// while case .presented(let proposal) = session.advance(at: now()).kind {
///   session.record(answer(to: proposal.item), at: now())
/// }
/// ```
public struct TestSession: Sendable {
  public let plan: TestPlan
  public let seed: UInt64
  public var bank: Bank { plan.bank }
  public var design: Design { plan.design }
  /// Everything that happened so far.
  public private(set) var events: [SessionEvent] = []

  /// What was answered, in order, voided answers included.
  public private(set) var answers: [AnsweredItem] = []
  /// Over the answers that count; the prior before the first.
  public private(set) var estimate: AbilityEstimate
  /// The item before the person.
  public private(set) var current: Proposal?
  /// The bank's item for `current`.
  public var currentItem: Item? {
    current.flatMap { plan.numberOfItem[$0.item] }.map { bank.items[$0] }
  }
  public private(set) var status = Status.new
  public private(set) var stopReason: StopReason?

  private var circumstances = Circumstances()
  /// Numbers of the items presented, in order.
  private var given: [Int] = []
  /// The answers that count, in order.
  private var responses: [ScoredResponse] = []
  private var clock = ActiveClock()
  private var activeAtPresentation: Int64 = 0

  public enum Status: String, Sendable, Codable {
    case new, running, paused, finished
  }

  /// An answer with its item.
  public struct AnsweredItem: Sendable, Hashable {
    /// 1 for the first.
    public let position: Int
    public let item: Item
    public let response: String
    public let score: Int
    public let milliseconds: Int64
    /// As it was after this answer.
    public let estimate: AbilityEstimate
    public let information: Double
    public fileprivate(set) var isVoided = false
  }

  /// Prepares a sitting; nothing has happened yet.
  public init(plan: TestPlan, seed: UInt64) {
    self.plan = plan
    self.seed = seed
    estimate = plan.prior
  }

  /// Prepares a sitting with a plan of its own.
  ///
  /// - Throws: `DesignError` where the design contradicts itself or the bank cannot carry it.
  public init(bank: Bank, design: Design, seed: UInt64) throws(DesignError) {
    self.init(plan: try TestPlan(bank: bank, design: design), seed: seed)
  }

  // MARK: Steps

  /// Starts the clock. To be called once, first.
  ///
  /// - Parameter circumstances: what `TestPlan.circumstances` made of the person and of earlier sittings.
  @discardableResult
  public mutating func begin(
    at time: Int64, under circumstances: Circumstances = Circumstances()
  ) -> SessionEvent {
    precondition(status == .new, "a sitting begins once")
    return append(.started(circumstances), at: time)
  }

  /// What comes next while the sitting runs, without doing it.
  public func next(at time: Int64) -> SessionEvent.Kind {
    if isTimeUp(at: time) { return .finished(.timeLimit) }
    if let current { return .presented(current) }

    let stopping = design.stopping
    let count = given.count
    let mayStop = count >= max(stopping.minimumItems, design.start.firstStage.count)
    if mayStop, let reason = reason(to: plan.rules, before: nil) {
      return .finished(reason)
    }
    if let maximum = stopping.maximumItems, count >= maximum { return .finished(.maximumLength) }
    guard let choice = plan.selector.propose(in: selectionState) else {
      return .finished(.bankExhausted)
    }
    if mayStop, let reason = reason(to: plan.rulesLookingAhead, before: choice) {
      return .finished(reason)
    }
    return .presented(choice.proposal)
  }

  /// Does what `next(at:)` says: presents the next item or finishes the test.
  ///
  /// - Precondition: running, and no item awaits its answer unless the time is up.
  @discardableResult
  public mutating func advance(at time: Int64) -> SessionEvent {
    precondition(status == .running, "only a running sitting advances")
    let step = next(at: time)
    if case .presented = step { precondition(current == nil, "an item awaits its answer") }
    return append(step, at: time)
  }

  /// Scores the answer to the current item and estimates ability anew.
  ///
  /// - Parameter response: as `Question.answer(from:)` returned it.
  /// - Precondition: running, with an item before the person that has a question.
  @discardableResult
  public mutating func record(_ response: String, at time: Int64) -> SessionEvent {
    guard status == .running, let current, let index = plan.numberOfItem[current.item] else {
      preconditionFailure("there is no item to answer")
    }
    let item = bank.items[index]
    guard item.question != nil else {
      preconditionFailure("item '\(item.id)' asks nothing; record a score instead")
    }
    return append(
      answered(item, response, score: item.score(response), at: time), at: time)
  }

  /// Records a score directly, for drivers that know scores and not answers (simulation). The
  /// response in the log is then empty, which no answer is.
  ///
  /// - Precondition: running, with an item before the person, of whose model it is a score.
  @discardableResult
  public mutating func record(score: Int, at time: Int64) -> SessionEvent {
    guard status == .running, let current, let index = plan.numberOfItem[current.item] else {
      preconditionFailure("there is no item to answer")
    }
    return append(answered(bank.items[index], "", score: score, at: time), at: time)
  }

  /// Stops the clock.
  @discardableResult
  public mutating func pause(at time: Int64) -> SessionEvent {
    precondition(status == .running, "only a running sitting can be paused")
    return append(.paused, at: time)
  }

  /// Goes on after a pause, or after the program was cut off while the sitting ran; the time since
  /// the last event then does not count.
  @discardableResult
  public mutating func resume(at time: Int64) -> SessionEvent {
    precondition(status == .paused || status == .running, "only an unfinished sitting goes on")
    return append(.resumed, at: time)
  }

  @discardableResult
  public mutating func note(
    _ text: String, by author: SessionEvent.Note.Author, at time: Int64
  ) -> SessionEvent {
    precondition(status != .new, "nothing happens before a sitting begins")
    return append(.noted(.init(item: current?.item, text: text, author: author)), at: time)
  }

  /// Takes an answer out of the estimate. The item stays given.
  ///
  /// - Returns: `nil` where the item has no answer that counts.
  @discardableResult
  public mutating func void(
    _ item: String, reason: String, by author: String, at time: Int64
  ) -> SessionEvent? {
    guard let answer = answers.firstIndex(where: { $0.item.id == item && !$0.isVoided }) else {
      return nil
    }
    var remaining = answers
    remaining[answer].isVoided = true
    return append(
      .voided(
        .init(
          item: item, reason: reason, author: author,
          estimate: plan.estimate(
            countedResponses(of: remaining), near: estimate.theta))),
      at: time)
  }

  // MARK: Time

  /// Active time so far in milliseconds: the clock of the time limit, without pauses.
  public func elapsed(at time: Int64) -> Int64 { clock.elapsed(at: time) }

  /// Milliseconds left, never below 0; `nil` without a time limit.
  public func timeRemaining(at time: Int64) -> Int64? {
    design.stopping.timeLimit.map { max(0, Int64(($0 * 1000).rounded()) - elapsed(at: time)) }
  }

  public func isTimeUp(at time: Int64) -> Bool { timeRemaining(at: time) == 0 }

  // MARK: Outlook

  /// About how many more items the test will take; `nil` where nothing can be said. The ends assume
  /// that the items to come tell a fifth more, or a third less, than the best one there is now.
  public var itemsRemaining: ClosedRange<Int>? {
    guard status != .finished else { return 0...0 }
    let count = answers.count
    let supply = plan.selector.candidateCount - count
    let ceiling = max(0, min(design.stopping.maximumItems.map { $0 - count } ?? supply, supply))
    let floor = min(max(0, design.stopping.minimumItems - count), ceiling)
    guard let target = design.stopping.standardError else { return ceiling...ceiling }
    if hasReachedPrecision { return floor...floor }
    guard let choice = plan.selector.propose(in: selectionState) else { return floor...floor }
    let best = plan.selector.largestInformation(among: choice)
    guard best > 0 else { return floor...ceiling }
    let missing = 1 / (target * target) - 1 / (estimate.standardError * estimate.standardError)
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
    if let target = design.stopping.standardError, !answers.isEmpty {
      // In information, which grows evenly from item to item, not in error, which does not.
      let start = 1 / (plan.prior.standardError.squared)
      let missing = 1 / target.squared - start
      let gained = 1 / estimate.standardError.squared - start
      parts.append(missing > 0 ? gained / missing : 1)
    }
    if let maximum = design.stopping.maximumItems {
      parts.append(Double(answers.count) / Double(maximum))
    } else if parts.isEmpty {
      parts.append(Double(answers.count) / Double(max(plan.selector.candidateCount, 1)))
    }
    return min(1, max(0, parts.max() ?? 0))
  }

  // MARK: Events

  private mutating func append(_ kind: SessionEvent.Kind, at time: Int64) -> SessionEvent {
    let event = SessionEvent(
      sequence: events.count + 1, time: max(time, events.last?.time ?? time), kind: kind)
    apply(event)
    return event
  }

  /// The only place where the state changes.
  private mutating func apply(_ event: SessionEvent) {
    events.append(event)
    switch event.kind {
    case .started(let circumstances):
      clock.start(at: event.time)
      status = .running
      self.circumstances = circumstances
    case .presented(let proposal):
      clock.advance(to: event.time)
      activeAtPresentation = clock.active
      current = proposal
      if let index = plan.numberOfItem[proposal.item] { given.append(index) }
    case .answered(let answered):
      clock.advance(to: event.time)
      if let index = plan.numberOfItem[answered.item] {
        answers.append(
          AnsweredItem(
            position: given.count, item: bank.items[index], response: answered.response,
            score: answered.score, milliseconds: answered.milliseconds,
            estimate: answered.estimate, information: answered.information))
      }
      estimate = answered.estimate
      if let model = plan.model(of: answered.item) {
        responses.append(ScoredResponse(model: model, score: answered.score))
      }
      current = nil
    case .paused:
      clock.stop(at: event.time)
      status = .paused
    case .resumed:
      clock.start(at: event.time)
      status = .running
    case .noted:
      clock.advance(to: event.time)
    case .voided(let voided):
      clock.advance(to: event.time)
      if let answer = answers.firstIndex(where: { $0.item.id == voided.item && !$0.isVoided }) {
        answers[answer].isVoided = true
      }
      estimate = voided.estimate
      responses = countedResponses(of: answers)
    case .finished(let reason):
      clock.stop(at: event.time)
      status = .finished
      stopReason = reason
      current = nil
    }
  }

  // MARK: Estimation

  private func answered(
    _ item: Item, _ response: String, score: Int, at time: Int64
  ) -> SessionEvent.Kind {
    let model = plan.model(of: item.id)
    var responses = responses
    if let model { responses.append(ScoredResponse(model: model, score: score)) }
    let estimate = plan.estimate(responses, near: estimate.theta)
    return .answered(
      .init(
        item: item.id, response: response, score: score,
        milliseconds: clock.elapsed(at: time) - activeAtPresentation, estimate: estimate,
        information: model?.information(at: estimate.theta) ?? 0))
  }

  private func countedResponses(of answers: [AnsweredItem]) -> [ScoredResponse] {
    answers.compactMap { answer in
      guard !answer.isVoided, let model = plan.model(of: answer.item.id) else { return nil }
      return ScoredResponse(model: model, score: answer.score)
    }
  }

  private var selectionState: SelectionState {
    let stage = design.start.firstStage
    var theta = estimate.theta
    if given.count < stage.count {
      theta = stage[given.count]
    } else if answers.isEmpty {
      theta = plan.startingTheta(circumstances, seed: seed)
    }
    return SelectionState(
      theta: theta, standardError: estimate.standardError, given: given, responses: responses,
      seed: seed, circumstances: circumstances)
  }

  private func reason(
    to rules: [StoppingRule], before choice: Selector.Choice?
  ) -> StopReason? {
    guard !rules.isEmpty else { return nil }
    return StoppingState(
      plan: plan, answers: answers, estimate: estimate, count: given.count,
      responses: responses, choice: choice
    ).reason(rules)
  }

  /// By cut score of a design that classifies, the side on which the answers so far have decided that the
  /// person stands; `nil` where they have not. Empty for other designs.
  public var sides: [Classification.Side?] {
    design.stopping.classification?.sides(of: estimate, responses) ?? []
  }

  private var hasReachedPrecision: Bool {
    guard let threshold = design.stopping.standardError, !answers.isEmpty else { return false }
    return estimate.standardErrorKind != .prior && estimate.standardError <= threshold
  }
}

extension Double {
  fileprivate var squared: Double { self * self }
}

/// Time that counts: what passes between a start and a stop.
private struct ActiveClock: Sendable {
  private(set) var active: Int64 = 0
  /// Set while the clock runs.
  private var last: Int64?

  func elapsed(at time: Int64) -> Int64 {
    active + (last.map { max(0, time - $0) } ?? 0)
  }

  mutating func advance(to time: Int64) {
    guard let last else { return }
    active += max(0, time - last)
    self.last = max(last, time)
  }

  /// Starts, or starts again without counting the time since it was last heard of.
  mutating func start(at time: Int64) { last = time }

  mutating func stop(at time: Int64) {
    advance(to: time)
    last = nil
  }
}

// MARK: Replay

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
    try self.init(bank: bank, design: design, seed: seed)
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
    case (.started, .new), (.paused, .running), (.resumed, .running), (.resumed, .paused):
      return event.kind
    case (.noted(let note), .running), (.noted(let note), .paused), (.noted(let note), .finished):
      return .noted(.init(item: current?.item, text: note.text, author: note.author))
    case (.presented, .running) where current == nil, (.finished, .running):
      return next(at: event.time)
    case (.answered(let answered), .running):
      guard let current, let index = plan.numberOfItem[current.item] else { return nil }
      let item = bank.items[index]
      // Without a response only the score is known, and it must be one; a response is scored anew.
      let known = answered.response.isEmpty ? answered.score : nil
      guard let score = known ?? item.question.map({ _ in item.score(answered.response) }),
        item.model.map({ (0..<$0.scoreCount).contains(score) }) ?? true
      else { return nil }
      return self.answered(item, answered.response, score: score, at: event.time)
    case (.voided(let voided), .running), (.voided(let voided), .paused),
      (.voided(let voided), .finished):
      var copy = self
      return copy.void(
        voided.item, reason: voided.reason, by: voided.author, at: event.time)?.kind
    default:
      return nil
    }
  }
}
