import AdaptiveTesting
import Foundation
import ItemResponse
import Presentation
import Proctoring
import Storage

/// Sittings replayed for reports, with what they are held against. Plans and what is simulated for them are
/// made once for all sittings that share them.
struct ReportCollection {
  let store: Store
  /// In logits; `nil` for each design's own.
  let cuts: [Double]?
  /// Why a sitting was left out; the last, where there were several.
  private(set) var failure: Failure?

  private var sittings: [(header: SessionHeader, session: TestSession)] = []
  private var plans: [PlanKey: TestPlan] = [:]
  private var timesOfBank: [String: ResponseTimes] = [:]

  private struct PlanKey: Hashable {
    let bank: String
    let generation: Int
    let design: Design
  }

  init(store: Store, cuts: [Double]?) {
    self.store = store
    self.cuts = cuts
  }

  /// Replays a sitting.
  ///
  /// - Parameter mayBeLeftOut: whether one that cannot be replayed is told of and left out; it is an error else.
  mutating func add(_ code: String, mayBeLeftOut: Bool) throws {
    do {
      sittings.append(try replay(code))
    } catch let found as Failure {
      guard mayBeLeftOut else { throw found }
      failure.map { $0.report() }
      failure = found
    }
  }

  private mutating func replay(
    _ code: String
  ) throws -> (header: SessionHeader, session: TestSession) {
    let log = try store.log(of: code)
    let plan = try plan(of: log.header)
    do {
      return (
        log.header,
        try TestSession(replaying: log.events, plan: plan, seed: log.header.seed)
      )
    } catch {
      throw Failure(
        .badData,
        "sitting \(log.header.session): \(error); the log was changed or made by another version.")
    }
  }

  private mutating func plan(of header: SessionHeader) throws -> TestPlan {
    let key = PlanKey(
      bank: header.bank, generation: header.bankVersion, design: header.design)
    if let plan = plans[key] { return plan }
    let bank = try store.bank(named: header.bank, generation: header.bankVersion).bank
    let plan = try TestPlan(bank: bank, design: header.design)
    plans[key] = plan
    return plan
  }

  /// The bank's response times by its last finished sittings, so that a sitting is held against the same people
  /// whatever else is in the report.
  mutating func times(ofBank bank: String) throws -> ResponseTimes {
    if let known = timesOfBank[bank] { return known }
    let last = try store.sittings(bank: bank).filter { $0.status == .finished }.prefix(200)
    let added = Dictionary(
      sittings.map { ($0.header.session, $0.session) }, uniquingKeysWith: { first, _ in first })
    // One that does not replay is told of where it is asked for.
    let times = ResponseTimes.fit(
      last.compactMap { added[$0.code] ?? (try? replay($0.code))?.session })
    timesOfBank[bank] = times
    return times
  }

  /// The reports, in the order in which sittings were added.
  mutating func finished() throws -> [SessionReport] {
    var references: [ObjectIdentifier: ReferenceDistribution] = [:]
    for (_, session) in sittings where references[ObjectIdentifier(session.plan)] == nil {
      // Always the same seed: the same sitting has the same report.
      references[ObjectIdentifier(session.plan)] = .simulate(session.plan, people: 1000, seed: 1)
    }
    var reports: [SessionReport] = []
    for (header, session) in sittings {
      let context = ReviewContext(
        reference: references[ObjectIdentifier(session.plan)],
        times: try times(ofBank: header.bank), earlier: try earlier(header, session))
      reports.append(SessionReport(session, header: header, context: context, cuts: cuts))
    }
    return reports
  }

  /// What the person got in the last finished sitting of the bank that began before this one.
  private func earlier(_ header: SessionHeader, _ session: TestSession) throws -> AbilityEstimate? {
    guard let start = session.events.first?.time,
      let last = try store.sittings(person: header.person, bank: header.bank).first(where: {
        $0.status == .finished && $0.startedAt < start && $0.code != header.session
      })
    else { return nil }
    return try store.log(of: last.code).events.reversed().lazy.compactMap { event in
      switch event.kind {
      case .answered(let answered): answered.estimate
      case .voided(let ruling), .restored(let ruling):
        ruling.item == nil ? nil : ruling.estimate
      default: nil
      }
    }.first
  }
}
