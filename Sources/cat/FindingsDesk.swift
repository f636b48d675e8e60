import AdaptiveTesting
import Dispatch
import Presentation
import Proctoring
import Storage
import Synchronization

/// Looks for irregularities in finished sittings, one after the other, on a thread of its own, so that no
/// screen waits for it; what was found is fetched when the screen is drawn anew.
///
/// A sitting by itself comes first; when all have been looked at, pairs of sittings of the same bank are compared.
final class FindingsDesk: Sendable {
  /// Pairs are looked for among the last sittings of a bank: who copies sits the test at about the same time,
  /// and the price grows with the square of their number.
  static let comparedSittings = 1000

  private struct State {
    /// Codes still to be looked at, the next one last.
    var pending: [String] = []
    var isWorking = false
    /// Since it was last asked.
    var news: [String: [Flag.Kind]] = [:]
    var contexts: [String: ReviewContext] = [:]
    /// By code.
    var similar: [String: [SimilarSitting]] = [:]
    var bankOfCode: [String: String] = [:]
    /// By code: raised by the sitting alone.
    var flags: [String: [Flag.Kind]] = [:]
    /// Banks with sittings that were never compared.
    var banksToCompare: Set<String> = []
    /// Banks that somebody looks at.
    var banksToAudit: [String] = []
    var audits: [String: Result<Audited, Failure>] = [:]
  }

  /// What the thread works with; nobody else takes it.
  private struct Work {
    var contexts: ReviewContexts
    /// The last sittings of each bank, so that new ones are compared without replaying the others.
    var sittings: [String: SittingReplayer.Replayed] = [:]
  }

  private let state = Mutex(State())
  private let work: Mutex<Work>
  private let queue = DispatchQueue(label: "findings", qos: .utility)
  private let store: Store

  init(store: Store) {
    self.store = store
    work = Mutex(Work(contexts: ReviewContexts(store: store, threads: 1)))
  }

  // MARK: What the screens ask

  /// Has sittings looked at, the first of them first; those that were looked at before once more.
  func look(at codes: [String]) {
    if !codes.isEmpty { add { $0.pending += codes.reversed() } }
  }

  /// What a bank's sittings tell of the generation that was in force when they were read.
  typealias Audited = (audit: BankAudit, generation: Int)

  /// Has all sittings of a bank read, before anything else; `takeAudit(ofBank:)` then has what they tell.
  func audit(bank: String) {
    add { state in
      state.audits[bank] = nil
      state.banksToAudit.append(bank)
    }
  }

  /// What a bank's sittings tell, or why they cannot be read; once, when it is there.
  func takeAudit(ofBank bank: String) -> Result<Audited, Failure>? {
    state.withLock { $0.audits.removeValue(forKey: bank) }
  }

  private func add(_ task: (inout State) -> Void) {
    let begins = state.withLock { state in
      task(&state)
      defer { state.isWorking = true }
      return !state.isWorking
    }
    // Whatever asked is about to draw, and goes first.
    if begins {
      queue.asyncAfter(deadline: .now() + .milliseconds(200)) { [self] in
        work.withLock { goThrough(&$0) }
      }
    }
  }

  /// Flags found since the last call, by code; an empty list where nothing was found.
  func takeNews() -> [String: [Flag.Kind]] {
    state.withLock { state in
      defer { state.news = [:] }
      return state.news
    }
  }

  /// What a sitting is held against; `nil` until it was looked at.
  func context(of code: String) -> ReviewContext? { state.withLock { $0.contexts[code] } }

  func similar(to code: String) -> [SimilarSitting] { state.withLock { $0.similar[code] ?? [] } }

  // MARK: Work

  private enum Task {
    case look(String)
    case compare(bank: String)
    case audit(bank: String)
  }

  private func goThrough(_ work: inout Work) {
    while let task = nextTask() {
      switch task {
      case .look(let code): look(at: code, &work)
      case .compare(let bank): comparePairs(ofBank: bank, &work)
      case .audit(let bank): audit(bank: bank, &work)
      }
    }
  }

  private func nextTask() -> Task? {
    state.withLock { state in
      if let bank = state.banksToAudit.popLast() { return .audit(bank: bank) }
      if let code = state.pending.popLast() { return .look(code) }
      if let bank = state.banksToCompare.popFirst() { return .compare(bank: bank) }
      state.isWorking = false
      return nil
    }
  }

  private func look(at code: String, _ work: inout Work) {
    let sitting: SittingReplayer.Replayed
    let context: ReviewContext
    do {
      sitting = try work.contexts.replay(code)
      context = try work.contexts.context(of: sitting)
    } catch let error as StoreError where error.kind == .busy {
      // After the others.
      return state.withLock { $0.pending.insert(code, at: 0) }
    } catch {
      // It stays one that nobody has looked at; why, its own screen says.
      return
    }
    let review = SittingReview(of: sitting.session, against: context)
    if work.sittings[code] != nil || work.sittings.count < Self.comparedSittings {
      work.sittings[code] = sitting
    }
    state.withLock { state in
      state.contexts[code] = context
      state.bankOfCode[code] = sitting.header.bank
      state.flags[code] = review.flags.map(\.kind)
      state.banksToCompare.insert(sitting.header.bank)
      state.news[code] = Self.kinds(of: code, in: state)
    }
  }

  private func comparePairs(ofBank bank: String, _ work: inout Work) {
    guard let all = try? store.sittings(bank: bank) else { return }
    let last = all.filter { $0.status == .finished && !$0.isVoided }.prefix(Self.comparedSittings)
    let sittings = last.compactMap {
      work.sittings[$0.code] ?? (try? work.contexts.replay($0.code))
    }
    work.sittings = work.sittings.filter { $0.value.header.bank != bank }
    for sitting in sittings { work.sittings[sitting.header.session] = sitting }

    let times = work.contexts.renewTimes(ofBank: bank, from: sittings.map(\.session))
    let similarity = Similarity(
      sittings.map(\.session), persons: sittings.map(\.header.person), times: times)
    var found: [String: [SimilarSitting]] = [:]
    for pair in similarity.pairs {
      for (one, other) in [(pair.first, pair.second), (pair.second, pair.first)] {
        found[sittings[one].header.session, default: []].append(
          SimilarSitting(
            session: sittings[other].header.session, person: sittings[other].header.person,
            pair: pair))
      }
    }
    state.withLock { state in
      // One that no longer counts, or is no longer among the last, has no pairs any more.
      let concerned = Set(found.keys).union(
        state.similar.keys.filter { state.bankOfCode[$0] == bank })
      for code in concerned where state.similar[code] != found[code] {
        state.similar[code] = found[code]
        state.news[code] = Self.kinds(of: code, in: state)
      }
    }
  }

  private func audit(bank: String, _ work: inout Work) {
    let result: Result<Audited, Failure>
    do {
      result = .success(try audited(bank, &work))
    } catch let failure as Failure {
      result = .failure(failure)
    } catch let error as StoreError {
      result = .failure(Failure(error))
    } catch {
      result = .failure(Failure(.badData, "bank '\(bank)': \(error)"))
    }
    state.withLock { $0.audits[bank] = result }
  }

  private func audited(_ bank: String, _ work: inout Work) throws -> Audited {
    let stored = try store.bank(named: bank)
    let retired = try store.retirements(upTo: stored.generation)
    // One that does not replay says so where it is opened.
    let sittings = try store.sittings(bank: bank).reversed().compactMap {
      work.sittings[$0.code] ?? (try? work.contexts.replay($0.code))
    }
    let audit = BankAudit(
      of: sittings.map {
        BankAudit.Sitting(
          code: $0.header.session, person: $0.header.person, generation: $0.header.bankVersion,
          session: $0.session)
      }, bank: stored.bank, retired: retired, threads: 1)
    return (audit, stored.generation.number)
  }

  private static func kinds(of code: String, in state: State) -> [Flag.Kind] {
    let pairs = (state.similar[code] ?? []).flatMap { $0.pair.flags.map(\.kind) }
    return (state.flags[code] ?? []) + Flag.Kind.allCases.filter(pairs.contains)
  }
}
