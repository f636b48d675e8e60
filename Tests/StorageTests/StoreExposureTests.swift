import AdaptiveTesting
import ItemBanks
import ItemResponse
import Testing

@testable import Storage

@Suite struct StoreExposureTests {
  private var design: Design {
    Design(
      exposure: .eligibility(maximum: 0.4, bounds: [0]),
      stopping: .init(standardError: nil, maximumItems: 3))
  }

  /// What the store counts is what the sittings themselves would have told.
  @Test func theLedgerComesFromTheLogs() throws {
    let store = try Store.temporary()
    let bank = sampleBank()
    let plan = try TestPlan(bank: bank, design: design)
    var expected = ExposureLedger(for: plan)
    for seed in 1...12 as ClosedRange<UInt64> {
      let generation = try store.importBank(bank, fileHash: nil, at: start).generation
      let ledger = try store.exposureLedger(
        for: plan, bank: "sample", generation: generation.number)
      #expect(ledger == expected)
      var session = TestSession(plan: plan, seed: seed)
      let circumstances = plan.circumstances(ledger: ledger, seed: seed)
      session.begin(at: start, under: circumstances)
      while case .presented = session.advance(at: start).kind {
        session.record(seed % 3 == 0 ? "A" : "B", at: start)
      }
      _ = try store.begin(session, at: start + Int64(seed))
      expected.add(
        items: session.answers.compactMap { plan.number(ofItem: $0.item.id) },
        theta: session.estimate.theta, circumstances: circumstances)
    }
    let later = plan.circumstances(ledger: expected, seed: 77)
    #expect(later != plan.circumstances(seed: 77), "some items stand aside by now")
    // Of a new generation, the items count as before; what stood aside was another bank's.
    let shifted = sampleBank(shift: 0.5)
    let newest = try store.importBank(shifted, fileHash: nil, at: start).generation
    #expect(
      try store.exposureLedger(
        for: TestPlan(bank: shifted, design: design), bank: "sample", generation: newest.number)
        != ExposureLedger(for: plan))
    #expect(
      storeError {
        _ = try store.exposureLedger(for: plan, bank: "other", generation: 1)
      }?.kind == .notFound)
  }

  @Test func theLastScore() throws {
    let store = try Store.temporary()
    #expect(try store.lastScore(of: "Ada", bank: "sample") == nil)
    let first = try drivenSession(answers: 20, seed: 1)
    _ = try store.begin(first, at: start)
    let second = try drivenSession(answers: 20, seed: 2)
    _ = try store.begin(second, at: start + 1)
    _ = try store.begin(try drivenSession(answers: 2, seed: 3), at: start + 2)
    #expect(try store.lastScore(of: "Ada", bank: "sample") == second.estimate.theta)
    #expect(try store.lastScore(of: "Bo", bank: "sample") == nil)
  }
}
