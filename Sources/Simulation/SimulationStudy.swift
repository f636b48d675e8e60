import AdaptiveTesting
import ItemBanks
import Numerical
import Synchronization

/// A design tried on simulated people: the engine that gives real tests, driven by people who answer as
/// the item's models say.
public struct SimulationStudy: Sendable {
  public let plan: TestPlan
  public let people: [SimulatedPerson]

  public init(plan: TestPlan, people: [SimulatedPerson]) {
    self.plan = plan
    self.people = people
  }

  /// Each person's sitting, in the order of the people. The number of threads changes nothing but how
  /// long it takes.
  ///
  /// - Parameters:
  ///   - threads: `nil` for as many as there are cores.
  ///   - progress: told now and then, from any thread, how many sittings are done; says whether to go on.
  /// - Returns: `nil` where `progress` said no.
  public func run(
    threads: Int? = nil, progress: (@Sendable (Int) -> Bool)? = nil
  ) -> [SimulatedSitting]? {
    guard plan.design.exposure.looksBack else {
      return run(people.indices, before: nil, threads: threads, progress: progress)
    }
    // Each generation sits at once, after the ones before it. They grow, so that no sitting overlooks more
    // than a fortieth of those before it.
    var ledger = ExposureLedger(for: plan)
    var sittings: [SimulatedSitting] = []
    while sittings.count < people.count {
      let size = max(1, sittings.count / 40)
      let generation = sittings.count..<min(sittings.count + size, people.count)
      guard
        let next = run(generation, before: ledger, threads: threads, progress: progress)
      else { return nil }
      for (sitting, number) in zip(next, generation) {
        ledger.add(
          items: sitting.items.map(Int.init), theta: sitting.estimate.theta,
          circumstances: circumstances(of: people[number], ledger))
      }
      sittings += next
    }
    return sittings
  }

  private func run(
    _ range: Range<Int>, before ledger: ExposureLedger?, threads: Int?,
    progress: (@Sendable (Int) -> Bool)?
  ) -> [SimulatedSitting]? {
    let blockSize = min(64, max(1, range.count / 16))
    let blocks = (range.count + blockSize - 1) / blockSize
    let sittings = Mutex([[SimulatedSitting]](repeating: [], count: blocks))
    let done = Atomic<Int>(range.lowerBound)
    let isStopped = Atomic<Bool>(false)
    Parallel(threads: threads).forEach(blocks) { block in
      guard !isStopped.load(ordering: .relaxed) else { return }
      let start = range.lowerBound + block * blockSize
      let people = people[start..<min(start + blockSize, range.upperBound)]
      let finished = people.map { sit($0, after: ledger) }
      sittings.withLock { $0[block] = finished }
      let count = done.wrappingAdd(people.count, ordering: .relaxed).newValue
      if let progress, !progress(count) { isStopped.store(true, ordering: .relaxed) }
    }
    return isStopped.load(ordering: .relaxed) ? nil : sittings.withLock { Array($0.joined()) }
  }

  private func circumstances(
    of person: SimulatedPerson, _ ledger: ExposureLedger?
  ) -> Circumstances {
    plan.circumstances(ledger: ledger, seed: person.sittingSeed)
  }

  /// One person's sitting, after those that a ledger tells of.
  public func sit(
    _ person: SimulatedPerson, after ledger: ExposureLedger? = nil
  ) -> SimulatedSitting {
    var session = TestSession(plan: plan, seed: person.sittingSeed)
    var items: [Int32] = []
    var scores: [Int8] = []
    var pretestItems: [Int32] = []
    session.begin(at: 0, under: circumstances(of: person, ledger))
    while true {
      switch session.advance(at: 0).kind {
      case .presented(let proposal):
        guard let number = plan.number(ofItem: proposal.item) else {
          preconditionFailure("item '\(proposal.item)' is not of this plan")
        }
        let score = person.score(onItem: number, of: plan)
        if proposal.isPretest {
          pretestItems.append(Int32(number))
        } else {
          items.append(Int32(number))
          scores.append(Int8(clamping: score))
        }
        session.record(score: score, at: 0)
      case .finished(let reason):
        return SimulatedSitting(
          theta: person.theta, estimate: session.estimate, stopReason: reason, items: items,
          scores: scores, sides: session.sides, pretestItems: pretestItems)
      default:
        preconditionFailure("a running test presents an item or ends")
      }
    }
  }
}
