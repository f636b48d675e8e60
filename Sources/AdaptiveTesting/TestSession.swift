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
  /// Whether the whole sitting does not count.
  public private(set) var isVoided = false
  /// Who looked at the sitting and stands by it, in order.
  public private(set) var reviews: [SessionEvent.Remark] = []

  private var circumstances = Circumstances()
  /// Numbers of the items presented that are scored, in order; and of the pretest items.
  private var given: [Int] = []
  private var pretested: [Int] = []
  /// The answers that count, in order.
  private(set) var pattern: ResponsePattern
  private var responses: [ScoredResponse] { pattern.responses }
  private var clock = ActiveClock()
  private var activeAtPresentation: Int64 = 0
  /// Milliseconds that proctors added to the time limit.
  private var timeGranted: Int64 = 0
  private(set) var isEnded = false

  public enum Status: String, Sendable, Codable {
    case new, running, paused, finished
  }

  /// An answer with its item.
  public struct AnsweredItem: Sendable, Hashable {
    /// 1 for the first.
    public let position: Int
    public let item: Item
    /// What was shown above its stem, where it belongs to a set that has a stimulus.
    public let stimulus: String?
    public let response: String
    public let score: Int
    public let milliseconds: Int64
    /// As it was after this answer.
    public let estimate: AbilityEstimate
    public let information: Double
    /// Whether the item was given to collect answers; the score then plays no part in the test.
    public let isPretest: Bool
    public internal(set) var isVoided = false

    /// Whether the estimate rests on it.
    public var isCounted: Bool { !isVoided && !isPretest }
  }

  /// Prepares a sitting; nothing has happened yet.
  public init(plan: TestPlan, seed: UInt64) {
    self.plan = plan
    self.seed = seed
    estimate = plan.prior
    pattern = plan.estimator.emptyPattern
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
    if isEnded { return .finished(.endedByProctor) }
    if isTimeUp(at: time) { return .finished(.timeLimit) }
    if let current { return .presented(current) }

    let stopping = design.stopping
    let count = given.count
    let mayStop =
      count >= max(stopping.minimumItems, design.start.firstStage.count)
      && !plan.selector.isUnfinished(given)
    if mayStop, let reason = reason(to: plan.rules, before: nil) {
      return .finished(reason)
    }
    if let maximum = stopping.maximumItems, count >= maximum { return .finished(.maximumLength) }
    guard let choice = plan.selector.propose(in: selectionState) else {
      return .finished(plan.selector.exhaustion)
    }
    if mayStop, let reason = reason(to: plan.rulesLookingAhead, before: choice) {
      return .finished(reason)
    }
    return .presented(pretestProposal(before: choice) ?? choice.proposal)
  }

  /// The pretest item that takes this position; the scored one then waits, as it does not in a set or group,
  /// whose items stay together.
  private func pretestProposal(before choice: Selector.Choice) -> Proposal? {
    guard let pretest = plan.pretest, !plan.selector.isContinuation(choice.item, of: given) else {
      return nil
    }
    return pretest.propose(
      after: pretested, position: choice.proposal.position, theta: choice.proposal.theta, in: plan,
      seed: seed)
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
    return record(item, response, score: item.score(response), at: time)
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
    return record(bank.items[index], "", score: score, at: time)
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

  /// - Parameter name: the proctor's.
  @discardableResult
  public mutating func note(
    _ text: String, by author: SessionEvent.Note.Author, name: String? = nil, at time: Int64
  ) -> SessionEvent {
    precondition(status != .new, "nothing happens before a sitting begins")
    return append(
      .noted(.init(item: current?.item, text: text, author: author, name: name)), at: time)
  }

  // MARK: Time

  /// Active time so far in milliseconds: the clock of the time limit, without pauses.
  public func elapsed(at time: Int64) -> Int64 { clock.elapsed(at: time) }

  /// Milliseconds left, never below 0; `nil` without a time limit.
  public func timeRemaining(at time: Int64) -> Int64? {
    design.stopping.timeLimit.map {
      max(0, Int64(($0 * 1000).rounded()) + timeGranted - elapsed(at: time))
    }
  }

  /// Active milliseconds since the item before the person appeared; `nil` where there is none.
  public func timeOnItem(at time: Int64) -> Int64? {
    current == nil ? nil : max(0, elapsed(at: time) - activeAtPresentation)
  }

  public func isTimeUp(at time: Int64) -> Bool { timeRemaining(at: time) == 0 }

  // MARK: Events

  mutating func append(_ kind: SessionEvent.Kind, at time: Int64) -> SessionEvent {
    append(kind, at: time, pattern: nil)
  }

  private mutating func append(
    _ kind: SessionEvent.Kind, at time: Int64, pattern: ResponsePattern?
  ) -> SessionEvent {
    let event = SessionEvent(
      sequence: events.count + 1, time: max(time, events.last?.time ?? time), kind: kind)
    apply(event, pattern: pattern)
    return event
  }

  /// The only place where the state changes.
  ///
  /// - Parameter answeredPattern: the answers with this one, where they have been put together already.
  mutating func apply(_ event: SessionEvent, pattern answeredPattern: ResponsePattern? = nil) {
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
      if let index = plan.numberOfItem[proposal.item] {
        if proposal.isPretest { pretested.append(index) } else { given.append(index) }
      }
    case .answered(let answered):
      clock.advance(to: event.time)
      let isPretest = current?.isPretest ?? false
      if let index = plan.numberOfItem[answered.item] {
        answers.append(
          AnsweredItem(
            position: given.count + pretested.count, item: bank.items[index],
            stimulus: bank.stimulus(of: bank.items[index]), response: answered.response,
            score: answered.score, milliseconds: answered.milliseconds,
            estimate: answered.estimate, information: answered.information, isPretest: isPretest))
      }
      estimate = answered.estimate
      if let answeredPattern {
        pattern = answeredPattern
      } else if !isPretest, let model = plan.model(of: answered.item) {
        pattern.append(ScoredResponse(model: model, score: answered.score))
      }
      current = nil
    case .paused:
      clock.stop(at: event.time)
      status = .paused
    case .resumed:
      clock.start(at: event.time)
      status = .running
    case .noted(let note):
      if note.author == .student { clock.advance(to: event.time) }
    case .voided(let ruling), .restored(let ruling):
      let isVoided = event.name == .voided
      if let item = ruling.item {
        if let answer = answers.firstIndex(where: { $0.item.id == item }) {
          answers[answer].isVoided = isVoided
        }
        estimate = ruling.estimate
        pattern = countedPattern(of: answers)
      } else {
        self.isVoided = isVoided
      }
    case .timeGranted(let grant):
      timeGranted += Int64(grant.seconds) * 1000
    case .reviewed(let remark):
      reviews.append(remark)
    case .ended:
      isEnded = true
    case .finished(let reason):
      if reason == .endedByProctor { clock.stop() } else { clock.stop(at: event.time) }
      status = .finished
      stopReason = reason
      current = nil
    }
  }

  // MARK: Estimation

  private mutating func record(
    _ item: Item, _ response: String, score: Int, at time: Int64
  ) -> SessionEvent {
    // Taken out for as long as it grows, so that it need not be copied.
    var grown = plan.estimator.emptyPattern
    swap(&grown, &pattern)
    let kind = answered(item, response, score: score, at: time, adding: &grown)
    return append(kind, at: time, pattern: grown)
  }

  /// - Parameter pattern: the answers before; with this one in the end, unless it is to a pretest item.
  func answered(
    _ item: Item, _ response: String, score: Int, at time: Int64,
    adding pattern: inout ResponsePattern
  ) -> SessionEvent.Kind {
    let isPretest = current?.isPretest ?? false
    let model = isPretest ? nil : plan.model(of: item.id)
    if let model { pattern.append(ScoredResponse(model: model, score: score)) }
    let estimate = isPretest ? estimate : plan.estimate(pattern, near: estimate.theta)
    return .answered(
      .init(
        item: item.id, response: response, score: score,
        milliseconds: clock.elapsed(at: time) - activeAtPresentation, estimate: estimate,
        information: model?.information(at: estimate.theta) ?? 0))
  }

  func countedPattern(of answers: [AnsweredItem]) -> ResponsePattern {
    plan.estimator.pattern(
      answers.compactMap { answer in
        guard answer.isCounted, let model = plan.model(of: answer.item.id) else { return nil }
        return ScoredResponse(model: model, score: answer.score)
      })
  }

  var selectionState: SelectionState {
    let stage = design.start.firstStage
    var theta = estimate.theta
    if given.count < stage.count {
      theta = stage[given.count]
    } else if scoredAnswers.isEmpty {
      theta = plan.startingTheta(circumstances, seed: seed)
    }
    return SelectionState(
      theta: theta, standardError: estimate.standardError, given: given, responses: responses,
      pattern: pattern, seed: seed, circumstances: circumstances, pretestCount: pretested.count)
  }

  /// The answers that tests of the path look at, voided ones included.
  var scoredAnswers: [AnsweredItem] {
    plan.pretest == nil ? answers : answers.filter { !$0.isPretest }
  }

  private func reason(
    to rules: [StoppingRule], before choice: Selector.Choice?
  ) -> StopReason? {
    guard !rules.isEmpty else { return nil }
    return StoppingState(
      plan: plan, answers: scoredAnswers, estimate: estimate, count: given.count,
      responses: responses, choice: choice
    ).reason(rules)
  }

  /// By cut score of a design that classifies, the side on which the answers so far have decided that the
  /// person stands; `nil` where they have not. Empty for other designs.
  public var sides: [Classification.Side?] {
    design.stopping.classification?.sides(of: estimate, responses) ?? []
  }

  var hasReachedPrecision: Bool {
    guard let threshold = design.stopping.standardError, !scoredAnswers.isEmpty else {
      return false
    }
    return estimate.standardErrorKind != .prior && estimate.standardError <= threshold
  }
}

/// Time that counts: what passes between a start and a stop, as far as the person's own program tells. What a
/// proctor does moves no clock: whether the person is at it, or was cut off long ago, is not known there.
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
    stop()
  }

  /// Stops where it was last heard of.
  mutating func stop() { last = nil }
}
