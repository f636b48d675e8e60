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
    let blockSize = 64
    let blocks = (people.count + blockSize - 1) / blockSize
    let sittings = Mutex([[SimulatedSitting]](repeating: [], count: blocks))
    let done = Atomic<Int>(0)
    let isStopped = Atomic<Bool>(false)
    Parallel(threads: threads).forEach(blocks) { block in
      guard !isStopped.load(ordering: .relaxed) else { return }
      let range = block * blockSize..<min((block + 1) * blockSize, people.count)
      let finished = range.map { sit(people[$0]) }
      sittings.withLock { $0[block] = finished }
      let count = done.wrappingAdd(range.count, ordering: .relaxed).newValue
      if let progress, !progress(count) { isStopped.store(true, ordering: .relaxed) }
    }
    return isStopped.load(ordering: .relaxed) ? nil : sittings.withLock { Array($0.joined()) }
  }

  /// One person's sitting.
  public func sit(_ person: SimulatedPerson) -> SimulatedSitting {
    var session = TestSession(plan: plan, seed: person.sittingSeed)
    var items: [Int32] = []
    var scores: [Int8] = []
    session.begin(at: 0)
    while true {
      switch session.advance(at: 0).kind {
      case .presented(let proposal):
        // What the engine presents is an item of the plan with a model.
        guard let number = plan.number(ofItem: proposal.item), let model = plan.model(number) else {
          preconditionFailure("item '\(proposal.item)' is not of this plan")
        }
        let score = person.score(on: model, number: number)
        items.append(Int32(number))
        scores.append(Int8(clamping: score))
        session.record(score: score, at: 0)
      case .finished(let reason):
        return SimulatedSitting(
          theta: person.theta, estimate: session.estimate, stopReason: reason, items: items,
          scores: scores)
      default:
        preconditionFailure("a running test presents an item or ends")
      }
    }
  }
}
