import AdaptiveTesting
import ItemBanks
import ItemResponse
import Simulation
import Testing

@Suite struct BlueprintTests {
  /// Items 0 to 3 are of algebra, 4 to 7 of geometry.
  private func plan(_ content: Design.Content) throws -> TestPlan {
    let items = (0..<8).map {
      Item(
        id: "\($0)", domain: $0 < 4 ? "algebra" : "geometry",
        parameters: LogisticModel(difficulty: 0))
    }
    return try TestPlan(bank: Bank(name: "two", items: items), design: Design(content: content))
  }

  private func sitting(_ items: [Int32]) -> SimulatedSitting {
    SimulatedSitting(
      theta: 0,
      estimate: AbilityEstimate(
        theta: 0, standardError: 0.3, method: .eap, standardErrorKind: .posteriorSD),
      stopReason: .precision, items: items, scores: items.map { _ in 1 })
  }

  @Test func sharesAreCountedByPerson() throws {
    let found = Blueprint(
      [sitting([0, 1, 2, 4]), sitting([0, 4]), sitting([0, 1, 2, 3])], plan: try plan(.equalShares))
    #expect(found.domains.map(\.id) == ["algebra", "geometry"])
    #expect(found.domains.map(\.target) == [0.5, 0.5])
    #expect(found.domains[0].mean == 0.75)
    #expect(found.domains[0].minimum == 0.5 && found.domains[0].maximum == 1)
    // One person has an item too many, one none, one two.
    #expect(found.metShare == 2.0 / 3)
  }

  @Test func targetsAreRelative() throws {
    let found = Blueprint(
      [sitting([0, 1, 2, 4])], plan: try plan(.shares(["algebra": 6, "geometry": 2])))
    #expect(found.domains.map(\.target) == [0.75, 0.25])
    #expect(found.metShare == 1)
  }

  @Test func domainsWithoutTargetsAreCountedOnly() throws {
    let found = Blueprint([sitting([0, 1])], plan: try plan(.none))
    #expect(found.domains.map(\.mean) == [1, 0])
    #expect(found.domains.allSatisfy { $0.target == nil } && found.metShare == nil)
  }

  /// The engine keeps every domain within one item of its share (Kingsbury & Zara 1989), so a simulation
  /// of it must find so.
  @Test func theEngineMeetsItsBlueprint() throws {
    let items = (0..<60).map {
      Item(
        id: "\($0)", domain: ["a", "b", "c"][$0 % 3],
        parameters: LogisticModel(difficulty: Double($0) / 15 - 2))
    }
    let plan = try TestPlan(
      bank: Bank(name: "three", items: items),
      design: Design(
        content: .shares(["a": 1, "b": 2, "c": 3]),
        stopping: .init(standardError: nil, maximumItems: 11)))
    let people = SimulatedPerson.draw(20, from: .standardNormal, seed: 2)
    let sittings = try #require(SimulationStudy(plan: plan, people: people).run())
    #expect(Blueprint(sittings, plan: plan).metShare == 1)
  }
}
