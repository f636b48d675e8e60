import AdaptiveTesting
import Foundation
import ItemBanks
import ItemResponse
import Numerical

/// A simulated person who sits a test, with a clock, pauses, and now and then an answer that a proctor voids.
struct Sitting {
  let session: TestSession
  /// What it began with.
  let circumstances: Circumstances

  init(_ plan: TestPlan, _ ledger: ExposureLedger?, random: inout SeededGenerator) {
    let theta = 1.3 * random.normal()
    let seed = random.next() >> 11
    circumstances = plan.circumstances(
      group: random.pick([nil, "young", "old", "other"]),
      earlierResult: random.happens(50) ? random.number(-2, 2) : nil, ledger: ledger, seed: seed)
    var session = TestSession(plan: plan, seed: seed)
    var time: Int64 = 1_000
    let isTried = random.happens(10)
    session.begin(at: time, under: circumstances)
    while case .presented(let proposal) = session.advance(at: time).kind {
      time += Int64(random.index(below: 30_000))
      if isTried, random.happens(20) {
        session.pause(at: time)
        time += 100_000
        session.resume(at: time)
      }
      Self.answer(proposal, theta, &session, at: time, &random)
      if isTried, random.happens(15) {
        session.void(proposal.item, reason: "test", by: "test", at: time)
      }
      if session.answers.count > plan.bank.items.count { break }
    }
    self.session = session
  }

  private static func answer(
    _ proposal: Proposal, _ theta: Double, _ session: inout TestSession, at time: Int64,
    _ random: inout SeededGenerator
  ) {
    guard let item = session.currentItem, let model = item.model else { return }
    var draw = random.uniform()
    var score = 0
    for candidate in 1..<model.scoreCount {
      draw -= model.probability(of: candidate, at: theta)
      if draw < 0 {
        score = candidate
        break
      }
    }
    if item.question != nil {
      session.record(score == 1 ? "B" : "C", at: time)
    } else {
      session.record(score: score, at: time)
    }
  }
}
