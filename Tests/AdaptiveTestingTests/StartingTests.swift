import AdaptiveTesting
import Foundation
import ItemBanks
import ItemResponse
import Testing

/// Where tests start, and that a replay starts there too.
struct StartingTests {
  private let bank = evenBank(41)

  private func first(
    _ start: Design.Start, seed: UInt64 = 1, group: String? = nil, earlier: Double? = nil
  )
    throws -> Double
  {
    var design = Design.endless(maximumItems: 5)
    design.start = start
    let plan = try TestPlan(bank: bank, design: design)
    var session = TestSession(plan: plan, seed: seed)
    session.begin(
      at: 0, under: plan.circumstances(group: group, earlierResult: earlier, seed: seed))
    Script("10").run(&session)
    let replayed = try TestSession(
      replaying: session.events, bank: bank, design: design, seed: seed)
    #expect(replayed.events == session.events)
    let log = SessionLog(header: SessionLogTests.header(design), events: session.events)
    #expect(try SessionLog(log.encoded()) == log)
    return try #require(session.proposals.first).theta
  }

  @Test func origins() throws {
    #expect(try first(.init()) == 0)
    #expect(try first(.init(.theta(1.5))) == 1.5)
    let groups = Design.Start(.groups(["five": -1, "nine": 1]))
    #expect(try first(groups, group: "five") == -1)
    #expect(try first(groups, group: "nine") == 1)
    #expect(try first(groups, group: "twelve") == 0)
    #expect(try first(groups) == 0)
    #expect(try first(.init(.earlierResult), earlier: 0.75) == 0.75)
    #expect(try first(.init(.earlierResult)) == 0)
    #expect(try first(.init(.earlierResult), earlier: 31) == 10, "within the scale")
    #expect(try first(.init(), group: "five", earlier: 2) == 0, "only where the design says so")
  }

  @Test func atRandomFollowsFromTheSeed() throws {
    let start = Design.Start(.random(-1...1))
    let thetas = try (1...50).map { try first(start, seed: $0) }
    #expect(thetas.allSatisfy { (-1...1).contains($0) })
    #expect(Set(thetas).count == 50)
    #expect(try thetas == (1...50).map { try first(start, seed: $0) })
  }

  @Test func theFirstStageIsNotAdaptive() throws {
    var design = Design.endless(maximumItems: 6)
    design.start = .init(firstStage: [-1, 0, 1])
    // Precision would end the test at once, were it not for the stage.
    design.stopping.standardError = 5
    let session = try finished(bank, design, script: Script("1"))
    #expect(session.proposals.map(\.theta) == [-1, 0, 1])
    #expect(session.stopReason == .precision)
    design.stopping.standardError = nil
    #expect(
      try finished(bank, design, script: Script("1")).proposals.dropFirst(3).allSatisfy {
        $0.theta > 0
      })
  }

  @Test func groupsTravelWithTheLog() throws {
    let plan = try TestPlan(bank: bank, design: .endless(maximumItems: 1))
    var session = TestSession(plan: plan, seed: 1)
    session.begin(at: 0, under: plan.circumstances(group: "five", seed: 1))
    guard case .started(let circumstances) = session.events[0].kind else {
      Issue.record("a sitting begins with its start")
      return
    }
    #expect(circumstances.group == "five")
  }
}
