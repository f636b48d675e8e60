import AdaptiveTesting
import ItemBanks
import Storage

/// Drives one sitting: what the person does becomes events, and every event is in the database before
/// anything else happens.
///
/// When storing fails, the session stays as it was and the error goes to the caller, so nothing is
/// ever shown that was not kept.
final class SittingRunner {
  let header: SessionHeader
  private(set) var session: TestSession
  private let store: Store
  /// By others, and not told of yet.
  private var news: [SessionEvent] = []
  /// Held while this process drives the sitting.
  private let lock: SittingLock

  private init(header: SessionHeader, session: TestSession, store: Store, lock: SittingLock) {
    self.header = header
    self.session = session
    self.store = store
    self.lock = lock
  }

  /// Starts a sitting and presents its first item, in one transaction.
  static func begin(
    _ resolved: ResolvedBank, design: Design, person: String, group: String?, seed: UInt64,
    in store: Store
  ) throws -> SittingRunner {
    let time = now()
    let plan = try TestPlan(bank: resolved.bank, design: design)
    let circumstances = plan.circumstances(
      group: group,
      earlierResult: design.start.origin == .earlierResult
        ? try store.lastScore(of: person, bank: resolved.generation.bank) : nil,
      ledger: design.exposure.looksBack
        ? try store.exposureLedger(
          for: plan, bank: resolved.generation.bank, generation: resolved.generation.number)
        : nil,
      seed: seed)
    var session = TestSession(plan: plan, seed: seed)
    let events = [session.begin(at: time, under: circumstances), session.advance(at: time)]
    let header = try store.startSitting(
      person: person, bank: resolved.generation.bank, generation: resolved.generation.number,
      design: design, seed: seed, programVersion: Cat.version, events: events, at: time)
    return SittingRunner(
      header: header, session: session, store: store,
      lock: try store.lockSitting(header.session))
  }

  /// Goes on with an unfinished sitting exactly where it stopped.
  static func resume(_ code: String, in store: Store) throws -> SittingRunner {
    let lock = try store.lockSitting(code)
    let (header, session) = try replay(code, in: store)
    guard session.status != .finished else {
      throw Failure(
        .usage,
        "sitting \(header.session) is finished; see it with cat report \(header.session).")
    }
    let runner = SittingRunner(header: header, session: session, store: store, lock: lock)
    try runner.commit { session in
      let resumed = session.resume(at: now())
      return session.current == nil ? [resumed, session.advance(at: now())] : [resumed]
    }
    return runner
  }

  private static func replay(
    _ code: String, in store: Store
  ) throws -> (SessionHeader, TestSession) {
    let log = try store.log(of: code)
    let stored = try store.bank(named: log.header.bank, generation: log.header.bankVersion)
    do {
      return (
        log.header,
        try TestSession(
          replaying: log.events, bank: stored.bank, design: log.header.design,
          seed: log.header.seed)
      )
    } catch let error as ReplayError {
      throw unreplayable(log.header, error)
    }
  }

  private static func unreplayable(_ header: SessionHeader, _ error: ReplayError) -> Failure {
    Failure(
      .badData,
      "sitting \(header.session): \(error); it was changed or made by another version, and "
        + "cannot be gone on with.")
  }

  var isFinished: Bool { session.status == .finished }

  /// Records a confirmed answer and presents what comes next, in one transaction. An answer that
  /// comes after the time is up does not count; the test is then finished.
  func answer(_ response: String) throws {
    try commit { session in
      let time = now()
      if session.isTimeUp(at: time) { return [session.advance(at: time)] }
      let answered = session.record(response, at: time)
      return [answered, session.advance(at: time)]
    }
  }

  /// What others have added to the log since the last call, as a proctor does who grants time or ends the test;
  /// cheap where nothing is.
  func listen() throws -> [SessionEvent] {
    try follow()
    defer { news = [] }
    return news
  }

  private func follow() throws {
    let added = try store.events(of: header.session, after: session.events.count)
    guard !added.isEmpty else { return }
    do {
      var next = session
      try next.follow(added)
      session = next
    } catch {
      throw Self.unreplayable(header, error)
    }
    news += added
  }

  /// Ends the test if its time is up.
  func checkTime() throws {
    guard session.status == .running, session.isTimeUp(at: now()) else { return }
    try commit { session in
      let time = now()
      // Time may have been granted in this very moment.
      return session.isTimeUp(at: time) ? [session.advance(at: time)] : []
    }
  }

  func note(_ text: String) throws {
    try commit(mayFollowTheEnd: true) { [$0.note(text, by: .student, at: now())] }
  }

  /// Stops the clock; nothing where it stands still already.
  func pause() throws {
    guard session.status == .running else { return }
    try commit { [$0.pause(at: now())] }
  }

  /// Starts the clock again after `pause()`.
  func goOn() throws {
    guard session.status == .paused else { return }
    try commit { [$0.resume(at: now())] }
  }

  /// - Parameter mayFollowTheEnd: whether the step makes sense where a proctor has ended the test meanwhile;
  ///   otherwise nothing is done then, and the caller finds the sitting finished.
  private func commit(
    mayFollowTheEnd: Bool = false, _ step: (inout TestSession) throws -> [SessionEvent]
  ) throws {
    let known = session
    var attempts = 0
    while try !attempt(step) {
      attempts += 1
      try follow()
      if isFinished, !mayFollowTheEnd { return }
      // What was confirmed here still holds as long as the person is before the same item.
      guard isFinished || session.status == known.status && session.current == known.current,
        attempts < 5
      else { throw StoreError.sittingMovedOn(code: header.session) }
    }
  }

  /// - Returns: whether nobody else had added to the log.
  private func attempt(_ step: (inout TestSession) throws -> [SessionEvent]) throws -> Bool {
    var next = session
    let events = try step(&next)
    do {
      try store.append(events, to: header.session)
    } catch StoreError.sittingMovedOn {
      return false
    }
    session = next
    return true
  }
}
