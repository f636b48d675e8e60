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

  /// Items on trial are given for another reason, and do not wear out the others.
  @Test func pretestItemsAreNotCounted() throws {
    let store = try Store.temporary()
    let sample = sampleBank()
    let trial = Item(id: "new", question: sample.items[0].question, status: .pretest)
    let bank = Bank(name: "sample", items: sample.items + [trial])
    var design = design
    design.pretest = .init(.places([2]))
    let plan = try TestPlan(bank: bank, design: design)
    _ = try store.importBank(bank, fileHash: nil, at: start)
    var session = TestSession(plan: plan, seed: 4)
    session.begin(at: start)
    while case .presented = session.advance(at: start).kind { session.record("A", at: start) }
    _ = try store.begin(session, at: start)
    let numbers = session.answers.compactMap { plan.number(ofItem: $0.item.id) }
    let new = try #require(plan.number(ofItem: "new"))
    #expect(numbers.contains(new) && session.answers[1].isPretest)
    var expected = ExposureLedger(for: plan)
    expected.add(
      items: numbers.filter { $0 != new }, theta: session.estimate.theta,
      circumstances: Circumstances())
    #expect(try store.exposureLedger(for: plan, bank: "sample", generation: 1) == expected)
    // Its answer is there for calibration.
    let answers = try store.scoredAnswers(ofBank: "sample")[0]
    #expect(answers.scores["new"] != nil && answers.generation == 1)
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
