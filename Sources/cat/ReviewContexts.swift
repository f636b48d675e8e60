import AdaptiveTesting
import ItemResponse
import Proctoring
import Storage

/// What sittings are held against in the search for irregularities. What is simulated for plans, and what is
/// known of the times of banks, is made once for all sittings that share them.
struct ReviewContexts {
  let store: Store
  private let threads: Int?
  private var replayer: SittingReplayer
  private var references: [ObjectIdentifier: ReferenceDistribution] = [:]
  private var timesOfBank: [String: ResponseTimes] = [:]

  /// - Parameter threads: for simulations; `nil` for as many as there are cores.
  init(store: Store, threads: Int? = nil) {
    self.store = store
    self.threads = threads
    replayer = SittingReplayer(store: store)
  }

  mutating func replay(_ code: String) throws -> SittingReplayer.Replayed {
    try replayer.replay(code)
  }

  /// - Parameter known: sittings that need not be replayed again, by code.
  mutating func context(
    of sitting: SittingReplayer.Replayed, known: [String: TestSession] = [:]
  ) throws -> ReviewContext {
    ReviewContext(
      reference: reference(of: sitting.session.plan),
      times: try times(ofBank: sitting.header.bank, known: known),
      earlier: try earlier(than: sitting))
  }

  /// The bank's response times by its last finished sittings, so that a sitting is held against the same people
  /// whatever else is looked at.
  mutating func times(
    ofBank bank: String, known: [String: TestSession] = [:]
  ) throws -> ResponseTimes {
    if let times = timesOfBank[bank] { return times }
    let last = try store.sittings(bank: bank).filter { $0.status == .finished }
      .prefix(Self.timedSittings)
    // One that does not replay is told of where it is asked for.
    return renewTimes(
      ofBank: bank,
      from: last.compactMap { known[$0.code] ?? (try? replayer.replay($0.code).session) })
  }

  /// - Parameter sittings: finished ones of the bank, the last begun first.
  @discardableResult
  mutating func renewTimes(ofBank bank: String, from sittings: [TestSession]) -> ResponseTimes {
    let times = ResponseTimes.fit(Array(sittings.prefix(Self.timedSittings)))
    timesOfBank[bank] = times
    return times
  }

  private static let timedSittings = 200

  private mutating func reference(of plan: TestPlan) -> ReferenceDistribution {
    if let known = references[ObjectIdentifier(plan)] { return known }
    // Always the same seed: the same sitting has the same report.
    let reference = ReferenceDistribution.simulate(plan, people: 1000, seed: 1, threads: threads)
    references[ObjectIdentifier(plan)] = reference
    return reference
  }

  /// What the person got in the last finished sitting of the bank that began before this one.
  private func earlier(than sitting: SittingReplayer.Replayed) throws -> AbilityEstimate? {
    let header = sitting.header
    guard let start = sitting.session.events.first?.time,
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
