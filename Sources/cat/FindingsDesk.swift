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
    /// By code: raised by the sitting alone.
    var flags: [String: [Flag.Kind]] = [:]
    /// Banks with sittings that were never compared.
    var banksToCompare: Set<String> = []
    /// Banks that somebody looks at.
    var banksToAudit: [String] = []
    var audits: [String: BankAudit] = [:]
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
    work = Mutex(Work(contexts: ReviewContexts(store: store)))
  }

  // MARK: What the screens ask

  /// Has sittings looked at, the first of them first; those that were looked at before once more.
  func look(at codes: [String]) {
    if !codes.isEmpty { add { $0.pending += codes.reversed() } }
  }

  /// Has all sittings of a bank read, before anything else; `takeAudit(ofBank:)` then has what they tell.
  func audit(bank: String) { add { $0.banksToAudit.append(bank) } }

  /// What a bank's sittings tell, once, when it is there.
  func takeAudit(ofBank bank: String) -> BankAudit? {
    state.withLock { $0.audits.removeValue(forKey: bank) }
  }

  private func add(_ task: (inout State) -> Void) {
    let begins = state.withLock { state in
      task(&state)
      defer { state.isWorking = true }
      return !state.isWorking
    }
    if begins { queue.async { [self] in work.withLock { goThrough(&$0) } } }
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

  /// One that does not replay has no flags; the screen says so when it is opened.
  private func look(at code: String, _ work: inout Work) {
    guard let sitting = try? work.contexts.replay(code),
      let context = try? work.contexts.context(of: sitting)
    else { return state.withLock { $0.news[code] = [] } }
    let review = SittingReview(of: sitting.session, against: context)
    if work.sittings[code] != nil || work.sittings.count < Self.comparedSittings {
      work.sittings[code] = sitting
    }
    state.withLock { state in
      state.contexts[code] = context
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
      for code in sittings.map(\.header.session) where state.similar[code] != found[code] {
        state.similar[code] = found[code]
        state.news[code] = Self.kinds(of: code, in: state)
      }
    }
  }

  private func audit(bank: String, _ work: inout Work) {
    guard let stored = try? store.bank(named: bank), let all = try? store.sittings(bank: bank),
      let retired = try? store.retirements(upTo: stored.generation)
    else { return }
    let sittings = all.reversed().compactMap {
      work.sittings[$0.code] ?? (try? work.contexts.replay($0.code))
    }
    let audit = BankAudit(
      of: sittings.map {
        BankAudit.Sitting(
          code: $0.header.session, person: $0.header.person, generation: $0.header.bankVersion,
          session: $0.session)
      }, bank: stored.bank, retired: retired, threads: 1)
    state.withLock { $0.audits[bank] = audit }
  }

  private static func kinds(of code: String, in state: State) -> [Flag.Kind] {
    let pairs = (state.similar[code] ?? []).flatMap { $0.pair.flags.map(\.kind) }
    return (state.flags[code] ?? []) + Flag.Kind.allCases.filter(pairs.contains)
  }
}
