import AdaptiveTesting
import Foundation
import ItemBanks
import Presentation
import Proctoring
import Storage

/// What a proctor's screens show, kept in step with the database: whoever asks for news pays for what is new.
final class ReviewRoom {
  let store: Store
  /// Who acts, as the log will say.
  let proctor: String
  let desk: FindingsDesk

  private var replayer: SittingReplayer
  private var summaries: [String: SittingSummary] = [:]
  private var revision = 0
  /// Unfinished sittings that a program has open.
  private var open: Set<String> = []
  private var lookCount = 0
  /// Running sittings, for how many questions are still to come.
  private var running: [String: TestSession] = [:]
  private var banks: [BankKey: Bank] = [:]
  /// As they are shown; made anew for what has changed.
  private var rowOfCode: [String: SittingRow] = [:]
  /// Codes, the last begun first.
  private var order: [String] = []

  private struct BankKey: Hashable {
    let name: String
    let generation: Int
  }

  init(store: Store, proctor: String) {
    self.store = store
    self.proctor = proctor
    desk = FindingsDesk(store: store)
    replayer = SittingReplayer(store: store)
  }

  // MARK: The list

  var rows: [SittingRow] { order.compactMap { rowOfCode[$0] } }

  func rows(of student: String) -> [SittingRow] { rows.filter { $0.student == student } }

  /// Takes in what has happened since the last call.
  func refresh() throws {
    let news = try store.sittings(after: revision)
    // They come as the list has them, the last begun first.
    order = news.map(\.code).filter { summaries[$0] == nil } + order
    for summary in news { summaries[summary.code] = summary }
    let changed = Set(news.map(\.code)).union(try followOpenings())
    for code in changed {
      guard let summary = summaries[code] else { continue }
      rowOfCode[code] = try row(of: summary)
    }
    // Last: what was thrown at is asked for again.
    revision = news.reduce(revision) { max($0, $1.revision) }
    let finished = news.filter { $0.status == .finished }.map(\.code)
    for code in finished { running[code] = nil }
    desk.look(at: finished)
    for (code, kinds) in desk.takeNews() { rowOfCode[code]?.flags = kinds }
  }

  /// - Returns: the sittings that were opened or closed since.
  private func followOpenings() throws -> Set<String> {
    lookCount += 1
    // A sitting that is taken up again writes that into its log; only a few need to be asked each second.
    let isThorough = lookCount % 30 == 1
    let recent = now() - 3_600_000
    let asked = order.filter { code in
      guard let summary = summaries[code], summary.status != .finished else { return false }
      return isThorough || open.contains(code)
        || (summary.lastEventAt ?? summary.startedAt) > recent
    }
    let found = Set(try asked.filter { try store.isSittingOpen($0) })
    defer { open = found }
    return found.symmetricDifference(open)
  }

  private func row(of summary: SittingSummary) throws -> SittingRow {
    let bank = try bank(named: summary.bank, generation: summary.generation)
    let theta = summary.theta
    let isOpen = open.contains(summary.code)
    return SittingRow(
      code: summary.code, student: summary.person, bank: summary.bank, bankTitle: bank.title,
      generation: summary.generation, group: summary.group, state: state(of: summary),
      answered: summary.answered, most: summary.most,
      remaining: isOpen && summary.status == .running ? remaining(of: summary) : nil,
      theta: theta, standardError: summary.standardError,
      score: theta.map { bank.scale.scaled($0) },
      scoreError: summary.standardError.map { $0 * bank.scale.standardDeviation },
      startedAt: summary.startedAt, lastEventAt: summary.lastEventAt,
      activeMilliseconds: summary.activeMilliseconds, reason: summary.reason,
      flags: rowOfCode[summary.code]?.flags,
      isReviewed: summary.reviewCount > 0)
  }

  private func state(of summary: SittingSummary) -> SittingRow.State {
    if summary.isVoided { return .voided }
    return switch summary.status {
    case .new: .notBegun
    case .finished: .finished
    case .paused: open.contains(summary.code) ? .paused : .left
    case .running: open.contains(summary.code) ? .running : .left
    }
  }

  /// `nil` where the sitting does not replay.
  private func remaining(of summary: SittingSummary) -> ClosedRange<Int>? {
    do {
      var session = try running[summary.code] ?? replayer.replay(summary.code).session
      try session.follow(store.events(of: summary.code, after: session.events.count))
      running[summary.code] = session
      return session.itemsRemaining
    } catch {
      return nil
    }
  }

  private func bank(named name: String, generation: Int) throws -> Bank {
    let key = BankKey(name: name, generation: generation)
    if let known = banks[key] { return known }
    let bank = try store.bank(named: name, generation: generation).bank
    banks[key] = bank
    return bank
  }

  // MARK: One sitting

  func isOpen(_ code: String) throws -> Bool { try store.isSittingOpen(code) }

  func replay(_ code: String) throws -> SittingReplayer.Replayed { try replayer.replay(code) }

  /// With what has been found so far.
  func report(
    of sitting: SittingReplayer.Replayed
  ) -> (report: SessionReport, isComplete: Bool) {
    let context = desk.context(of: sitting.header.session)
    let report = SessionReport(
      sitting.session, header: sitting.header, context: context ?? ReviewContext())
    return (report, context != nil || sitting.session.status != .finished)
  }

  /// Does what the proctor wants done, on the log as it is now.
  ///
  /// - Throws: `Failure` where the sitting has gone on and it can no longer be done.
  func carryOut(_ action: ProctorAction, reason: String, on code: String) throws {
    var attempts = 0
    while try !add(action, reason, to: code) {
      attempts += 1
      // Whoever sits the test writes once in many seconds: a few tries meet a gap.
      if attempts == 5 { throw StoreError.sittingMovedOn(code: code) }
    }
  }

  /// - Returns: whether nobody else added to the log meanwhile.
  private func add(_ action: ProctorAction, _ reason: String, to code: String) throws -> Bool {
    var session = try replayer.replay(code).session
    let events = session.carryOut(action, reason: reason, by: proctor, at: now())
    guard !events.isEmpty else {
      throw Failure(.tryAgain, "the sitting has changed, and this can no longer be done.")
    }
    do {
      try store.append(events, to: code)
      return true
    } catch StoreError.sittingMovedOn {
      return false
    }
  }
}
