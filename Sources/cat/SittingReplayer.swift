import AdaptiveTesting
import ItemBanks
import Numerical
import Storage

/// Rebuilds stored sittings by replay. Plans are made once for all sittings that share them.
struct SittingReplayer {
  let store: Store
  /// Or, in a sentence, why one cannot be made.
  private var plans: [PlanKey: Result<TestPlan, Unplannable>] = [:]

  typealias Replayed = (header: SessionHeader, session: TestSession)

  private struct PlanKey: Hashable {
    let bank: String
    let generation: Int
    let design: Design
  }

  private struct Unplannable: Error {
    let reason: String
  }

  init(store: Store) { self.store = store }

  /// - Throws: `Failure` where the sitting does not replay, `StoreError` for what the database cannot tell.
  mutating func replay(_ code: String) throws -> Replayed {
    let log = try store.log(of: code)
    return try Self.replay(log, plan: try plan(of: log.header)).get()
  }

  /// Several at once, on several threads; each as it was found, in their order.
  ///
  /// - Throws: `StoreError` for what the database cannot tell. A sitting that cannot be read or does not replay, or
  ///   whose test cannot be made any more, is a failure of its own.
  mutating func replay(_ codes: [String], threads: Int? = nil) throws -> [Result<Replayed, Failure>]
  {
    let parallel = Parallel(threads: threads)
    let store = store
    let read = parallel.map(codes.count) { number in
      Result { () throws(StoreError) in try store.log(of: codes[number]) }
    }
    var found: [Result<(log: SessionLog, plan: Result<TestPlan, Unplannable>), Failure>] = []
    for result in read {
      switch result {
      case .success(let log): found.append(.success((log, try plan(of: log.header))))
      case .failure(let error):
        guard case .unreadableSitting = error else { throw error }
        found.append(.failure(Failure(error)))
      }
    }
    return parallel.map(found.count) { [found] number in
      found[number].flatMap { Self.replay($0.log, plan: $0.plan) }
    }
  }

  private static func replay(
    _ log: SessionLog, plan made: Result<TestPlan, Unplannable>
  ) -> Result<Replayed, Failure> {
    let plan: TestPlan
    switch made {
    case .success(let found): plan = found
    case .failure(let problem):
      return .failure(
        Failure(
          .badData, "sitting \(log.header.session): its test cannot be made: \(problem.reason)"))
    }
    do {
      return .success(
        (
          log.header,
          try TestSession(replaying: log.events, plan: plan, seed: log.header.seed)
        ))
    } catch {
      return .failure(failure(log.header, error))
    }
  }

  static func failure(_ header: SessionHeader, _ error: ReplayError) -> Failure {
    Failure(
      .badData,
      "sitting \(header.session): \(error); the log was changed or made by another version.")
  }

  private mutating func plan(
    of header: SessionHeader
  ) throws(StoreError) -> Result<TestPlan, Unplannable> {
    let key = PlanKey(
      bank: header.bank, generation: header.bankVersion, design: header.design)
    if let plan = plans[key] { return plan }
    let plan = try makePlan(of: header)
    plans[key] = plan
    return plan
  }

  private func makePlan(
    of header: SessionHeader
  ) throws(StoreError) -> Result<TestPlan, Unplannable> {
    let bank: Bank
    do {
      bank = try store.bank(named: header.bank, generation: header.bankVersion).bank
    } catch {
      switch error.kind {
      case .badData, .corrupt, .notFound: return .failure(Unplannable(reason: error.description))
      case .newerVersion, .readOnly, .diskFull, .busy, .conflict, .other: throw error
      }
    }
    do {
      return .success(try TestPlan(bank: bank, design: header.design))
    } catch {
      return .failure(Unplannable(reason: error.description))
    }
  }
}
