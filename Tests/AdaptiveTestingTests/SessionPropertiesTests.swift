import AdaptiveTesting
import Foundation
import ItemBanks
import ItemResponse
import Numerical
import Testing

/// What holds of every sitting: 300 random ones, a random bank, design, person and clock to each.
struct SessionPropertiesTests {
  @Test(arguments: stride(from: 0, to: 300, by: 10).map { UInt64($0) })
  func sittingsHoldTogether(firstSeed: UInt64) throws {
    for seed in firstSeed..<(firstSeed + 10) {
      try check(seed: seed)
    }
  }

  private func check(seed: UInt64) throws {
    let world = World(seed: seed)
    let session = try world.sitting()
    let design = world.design

    // It ends, and says why, and the reason is true.
    #expect(session.status == .finished, "seed \(seed)")
    let reason = try #require(session.stopReason, "seed \(seed)")
    let count = session.answers.count
    switch reason {
    case .precision:
      #expect(
        session.estimate.standardError <= design.stopping.standardError ?? -1
          && count >= design.stopping.minimumItems, "seed \(seed)")
    case .maximumLength:
      #expect(count == design.stopping.maximumItems, "seed \(seed)")
    case .timeLimit:
      #expect(
        Double(session.elapsed(at: 0)) >= 1_000 * (design.stopping.timeLimit ?? .infinity),
        "seed \(seed)")
    case .bankExhausted:
      #expect(count == world.reachable, "seed \(seed)")
    case .noInformativeItem:
      #expect(design.stopping.minimumInformation != nil, "seed \(seed)")
    default: Issue.record("no rule of this design gives \(reason), seed \(seed)")
    }

    // No item twice, and only items that may be given.
    #expect(Set(session.path).count == count, "seed \(seed)")
    #expect(session.answers.allSatisfy { $0.item.isOperational }, "seed \(seed)")
    #expect(count <= design.stopping.maximumItems ?? .max, "seed \(seed)")
    for proposal in session.proposals {
      let blocked = proposal.blocked.reduce(0) { $0 + $1.count }
      #expect(proposal.eligible + blocked == world.candidates, "seed \(seed)")
      #expect(
        (1...design.selection.randomesque.size(at: proposal.position)).contains(proposal.drawnFrom))
      #expect(proposal.runnerUp?.item != proposal.item, "seed \(seed)")
      #expect((proposal.runnerUp == nil) == (proposal.eligible == 1), "seed \(seed)")
    }
    for answer in session.answers {
      #expect(answer.estimate.theta.isFinite && answer.estimate.standardError > 0, "seed \(seed)")
      #expect(answer.milliseconds >= 0 && answer.information >= 0, "seed \(seed)")
    }

    // The same again, and the same from its log.
    #expect(try world.sitting().events == session.events, "seed \(seed)")
    let replayed = try TestSession(
      replaying: session.events, bank: world.bank, design: design, seed: seed)
    #expect(replayed.events == session.events && replayed.answers == session.answers)
    #expect(replayed.estimate == session.estimate, "seed \(seed)")
    let log = SessionLog(header: SessionLogTests.header(design), events: session.events)
    #expect(try SessionLog(log.encoded()) == log, "seed \(seed)")
  }

  /// A bank, a design and a person, all following from a seed.
  private struct World {
    let seed: UInt64
    let bank: Bank
    let design: Design
    let ability: Double

    init(seed: UInt64) {
      self.seed = seed
      var random = SeededGenerator(seed: seed, stream: 1 << 32)
      let domains = (0...random.index(below: 4)).map { "d\($0)" }
      let question = Question(stem: "?", format: .choice(options: ["x", "y", "z"], key: 1))
      let hasQuestions = random.index(below: 2) == 0
      var items: [Item] = []
      for index in 0..<(4 + random.index(below: 22)) {
        let model = LogisticModel(
          discrimination: 0.4 + 2 * random.uniform(), difficulty: 6 * random.uniform() - 3,
          lowerAsymptote: random.index(below: 2) == 0 ? 0 : 0.3 * random.uniform(),
          upperAsymptote: random.index(below: 4) == 0 ? 1 - 0.1 * random.uniform() : 1)
        let isSpare = index > 3 && random.index(below: 8) == 0
        items.append(
          Item(
            id: "i\(index)", question: hasQuestions ? question : nil,
            domain: domains[index % domains.count],
            parameters: random.index(below: 20) == 0 && index > 3 ? nil : model,
            status: isSpare
              ? [.pretest, .retired][index % 2] : [.provisional, .calibrated][index % 2]
          ))
      }
      bank = Bank(name: "random", items: items)
      ability = 4 * random.uniform() - 2

      var design = Design()
      if random.index(below: 3) == 0 { design.start.origin = .theta(2 * random.uniform() - 1) }
      design.selection.randomesque = .init(1 + random.index(below: 5))
      switch random.index(below: 3) {
      case 0: break
      case 1: design.content = .equalShares
      default:
        let named = domains.prefix(1 + random.index(below: domains.count))
        design.content = .shares(
          Dictionary(uniqueKeysWithValues: named.map { ($0, 0.2 + random.uniform()) }))
      }
      design.estimation.method = AbilityMethod.allCases[random.index(below: 4)]
      design.estimation.fallback = [.eap, .map, .wle][random.index(below: 3)]
      if random.index(below: 4) == 0 { design.estimation.prior = .uniform(-4...4) }
      let limits = Design.Stopping(
        standardError: random.index(below: 3) == 0 ? nil : 0.35 + 0.5 * random.uniform(),
        minimumItems: random.index(below: 5),
        maximumItems: random.index(below: 3) == 0 ? nil : 4 + random.index(below: 8),
        timeLimit: random.index(below: 4) == 0 ? 5 + 60 * random.uniform() : nil,
        minimumInformation: random.index(below: 4) == 0 ? 0.2 * random.uniform() : nil)
      design.stopping = limits
      self.design = design
    }

    var candidates: Int { bank.items.count { $0.isOperational } }

    /// How many the design's shares let through.
    var reachable: Int {
      guard case .shares(let shares) = design.content.balance else { return candidates }
      return bank.items.count { $0.isOperational && shares[$0.domain ?? ""] != nil }
    }

    /// A whole sitting with pauses, notes, voided answers and cut-offs, checked on the way.
    func sitting() throws -> TestSession {
      var session = try TestSession(bank: bank, design: design, seed: seed)
      var random = SeededGenerator(seed: seed, stream: 1 << 33)
      var time: Int64 = 1_000
      checkOutlook(of: session)
      session.begin(at: time)
      while case .presented(let proposal) = session.advance(at: time).kind {
        checkOutlook(of: session)
        time += Int64(random.index(below: 8_000))
        switch random.index(below: 12) {
        case 0:
          session.pause(at: time)
          time += Int64(random.index(below: 100_000))
          session.note("back", by: .student, at: time)
          session.resume(at: time)
        case 1:
          time += Int64(random.index(below: 100_000))
          session.resume(at: time)
        case 2: session.note("hm", by: .proctor, at: time)
        case 3: time -= 500
        default: break
        }
        let item = try #require(bank.items.first { $0.id == proposal.item })
        let p = item.parameters?.probability(at: ability) ?? 0
        let isRight = random.uniform() < p
        if item.question != nil, random.index(below: 4) > 0 {
          session.record(isRight ? "B" : "C", at: time)
        } else {
          session.record(score: isRight ? 1 : 0, at: time)
        }
        if random.index(below: 20) == 0 {
          session.void(proposal.item, reason: "test", by: "test", at: time)
        }
        checkOutlook(of: session)
      }
      checkOutlook(of: session)
      return session
    }

    private func checkOutlook(of session: TestSession) {
      #expect((0...1).contains(session.progress), "seed \(seed)")
      let left = reachable - session.answers.count
      guard let range = session.itemsRemaining else { return }
      let most = min(left, (design.stopping.maximumItems ?? .max) - session.answers.count)
      #expect(range.lowerBound >= 0 && range.upperBound <= most, "seed \(seed)")
      if session.status == .finished {
        #expect(range == 0...0 && session.progress == 1, "seed \(seed)")
      }
    }
  }
}
