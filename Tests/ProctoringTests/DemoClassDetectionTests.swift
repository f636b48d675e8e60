import AdaptiveTesting
import Foundation
import ItemBanks
import Proctoring
import Simulation
import Testing

/// What looks for odd sittings and items finds in the demo class what was planted there, and nothing else. (How
/// often that is so in other classes is a study.)
@Suite struct DemoClassDetectionTests {
  static let demo: DemoClass = {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "itembanks/numeracy.jsonl")
    do {
      let bank = BankFile(try Data(contentsOf: file), file: "numeracy").bank!
      return DemoClass(
        plan: try TestPlan(bank: bank, design: try Design(bank.design!)), seed: 1)
    } catch { fatalError("\(file.path): \(error)") }
  }()
  static let sessions = demo.sittings.map(\.session)
  static let times = ResponseTimes.fit(sessions)

  @Test func theRapidGuessers() {
    let context = ReviewContext(times: Self.times)
    let found = Self.sessions.indices.filter { number in
      SittingReview(of: Self.sessions[number], against: context).flags
        .contains { $0.kind == .rapidGuessing }
    }
    #expect(found == Self.demo.planted.rapidGuessers)
  }

  @Test func theCopiedPair() throws {
    let found = Similarity(
      Self.sessions, persons: Self.demo.sittings.map(\.student), times: Self.times)
    try #require(found.pairs.count == 1)
    let planted = Self.demo.planted.copiedPair
    #expect((found.pairs[0].first, found.pairs[0].second) == (planted.source, planted.copier))
    #expect(found.pairs[0].flags.contains { $0.kind == .similarAnswers })
    #expect(found.pairs[0].matching == found.pairs[0].shared)
  }

  @Test func theItems() {
    let review = BankReview(of: Self.sessions, bank: Self.demo.plan.bank)
    let planted = Self.demo.planted
    let drifting = review.items.filter { ($0.drift?.test.adjustedProbability ?? 1) <= 0.05 }
    #expect(drifting.map(\.id) == [planted.driftingItem.item])
    #expect(abs((drifting.first?.drift?.after ?? 0) - planted.driftingItem.from) < 20)
    let shifted = review.items.filter { ($0.shift?.test.adjustedProbability ?? 1) <= 0.05 }
    #expect(
      Set(shifted.map(\.id)) == [planted.driftingItem.item, planted.differingItem.item])
  }

  @Test func theAudit() throws {
    let audit = BankAudit(
      of: Self.demo.sittings.enumerated().map { number, sitting in
        .init(
          code: "\(number)", person: sitting.student, generation: 1, session: sitting.session)
      }, bank: Self.demo.plan.bank)
    let planted = Self.demo.planted
    #expect(audit.leftOutCount == 1)
    #expect(audit.drifting.map(\.id) == [planted.driftingItem.item])
    #expect(audit.comparisons.count == 1)
    let comparison = try #require(audit.comparisons.first)
    #expect(comparison.differing.map(\.id) == [planted.differingItem.item])
    #expect(comparison.crossing.isEmpty)
    let shift = try #require(comparison.differing.first?.shift)
    // For whom it is harder, whichever group is the larger.
    let isFocal = comparison.focal == planted.differingItem.group
    #expect(shift.interval.contains(planted.differingItem.logits * (isFocal ? 1 : -1)))
  }
}
