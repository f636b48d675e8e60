import AdaptiveTesting
import Foundation
import ItemBanks
import ItemResponse
import Numerical
import Simulation
import Synchronization
import Testing

@Suite struct SimulationStudyTests {
  private func bank(_ count: Int, seed: UInt64 = 1) -> Bank {
    var generator = SeededGenerator(seed: seed)
    return Bank(
      name: "simulated",
      items: (0..<count).map { number in
        Item(
          id: "item-\(number)",
          parameters: LogisticModel(
            discrimination: exp(0.25 * generator.normal()), difficulty: generator.normal()))
      })
  }

  private func study(
    people: Int, items: Int = 120, _ change: (inout Design) -> Void = { _ in }
  ) throws -> SimulationStudy {
    var design = Design(stopping: .init(standardError: 0.4, maximumItems: 20))
    change(&design)
    return SimulationStudy(
      plan: try TestPlan(bank: bank(items), design: design),
      people: SimulatedPerson.draw(people, from: .standardNormal, seed: 7))
  }

  /// The solver is another program's library, which keeps an environment for each thread.
  @Test(.enabled(if: BinaryProgram.canSolve, "needs GLPK"))
  func threadsChangeNothingInShadowTests() throws {
    let study = try study(people: 12, items: 60) {
      $0.stopping = .init(standardError: nil, maximumItems: 8)
      $0.content = .init(
        constraints: [
          .init(
            name: "some", scope: .items((0..<9).map { "item-\($0)" }), minimum: 2, maximum: 3)
        ], method: .exact)
    }
    #expect(study.run(threads: 1) == study.run(threads: 4))
  }

  /// People answer items on trial, with parameters or without, and nothing else changes.
  @Test func pretestItemsAreGivenToo() throws {
    let trial = [
      Item(id: "known", parameters: LogisticModel(difficulty: 1), status: .pretest),
      Item(id: "bare", status: .pretest),
    ]
    let people = SimulatedPerson.draw(60, from: .standardNormal, seed: 7)
    var design = Design(
      exposure: .restricted(maximum: 0.3), stopping: .init(standardError: 0.5, maximumItems: 10))
    let bank = Bank(name: "trial", items: bank(40).items + trial)
    let without = try #require(
      SimulationStudy(plan: TestPlan(bank: bank, design: design), people: people).run(threads: 1))
    design.pretest = .init(.places([2, 3]))
    let plan = try TestPlan(bank: bank, design: design)
    let with = try #require(SimulationStudy(plan: plan, people: people).run(threads: 2))
    for (one, other) in zip(with, without) {
      #expect(one.items == other.items && one.scores == other.scores)
      #expect(one.estimate == other.estimate && Set(one.pretestItems) == [40, 41])
      #expect(other.pretestItems.isEmpty)
    }
    let sitting = people[0].sitting(of: plan)
    #expect(sitting.answers.filter { $0.isPretest }.map(\.position) == [2, 3])
    #expect(sitting.answers.allSatisfy { $0.milliseconds > 0 })
  }

  @Test func threadsChangeNothing() throws {
    let study = try study(people: 200)
    let one = study.run(threads: 1)
    #expect(one == study.run(threads: 2))
    #expect(one == study.run(threads: 5))
    #expect(one?.map(\.theta) == study.people.map(\.theta))
  }

  /// A simulated sitting is a real one: the same answers given to a session of one's own end alike.
  @Test func sittingsAreRealOnes() throws {
    let study = try study(people: 10)
    for person in study.people {
      let sitting = study.sit(person)
      var session = try TestSession(
        bank: study.plan.bank, design: study.plan.design, seed: person.sittingSeed)
      session.begin(at: 0)
      var position = 0
      while case .presented(let proposal) = session.advance(at: 0).kind {
        #expect(proposal.item == study.plan.bank.items[Int(sitting.items[position])].id)
        session.record(score: Int(sitting.scores[position]), at: 0)
        position += 1
      }
      #expect(session.estimate == sitting.estimate)
      #expect(session.stopReason == sitting.stopReason)
    }
  }

  @Test func peopleAnswerAlikeUnderEveryDesign() throws {
    let person = SimulatedPerson(theta: 0.4, seed: 99)
    let short = try study(people: 1) { $0.stopping.maximumItems = 8 }.sit(person)
    let random = try study(people: 1) { $0.selection.randomesque = 5 }.sit(person)
    let answers = Dictionary(
      zip(short.items, short.scores), uniquingKeysWith: { first, _ in first })
    let common = zip(random.items, random.scores).filter { answers[$0.0] != nil }
    #expect(!common.isEmpty)
    #expect(common.allSatisfy { answers[$0.0] == $0.1 })
  }

  @Test func scoresFollowTheModel() {
    let model = LogisticModel(discrimination: 1.5, difficulty: 0.5)
    let people = SimulatedPerson.draw(4000, from: .list([1.1]), seed: 3)
    let right = people.count { $0.score(on: model, number: 17) == 1 }
    let p = model.probability(at: 1.1)
    #expect(abs(Double(right) / 4000 - p) < 5 * (p * (1 - p) / 4000).squareRoot())
  }

  @Test func realResponsesComeFirst() {
    let model = LogisticModel(difficulty: -50)
    let person = SimulatedPerson(theta: 0, seed: 1, scores: [3: 0])
    #expect(person.score(on: model, number: 3) == 0)
    #expect(person.score(on: model, number: 4) == 1)
  }

  @Test func stopsWhenToldTo() throws {
    let study = try study(people: 1000)
    let calls = Mutex(0)
    let sittings = study.run(threads: 1) { _ in
      calls.withLock { $0 += 1 }
      return false
    }
    #expect(sittings == nil)
    #expect(calls.withLock { $0 } == 1)
  }

  @Test func populationsAreWhatTheySay() {
    let normal = Population.normal(mean: 1, standardDeviation: 2).abilities(4000, seed: 5)
    let mean = normal.reduce(0, +) / 4000
    #expect(abs(mean - 1) < 5 * 2 / 4000.0.squareRoot())
    let uniform = Population.uniform(-1...2).abilities(500, seed: 5)
    #expect(uniform.allSatisfy { (-1...2).contains($0) })
    #expect(Population.grid([-1, 0], replications: 2).abilities(9, seed: 1) == [-1, -1, 0, 0])
    #expect(Population.list([3, 4]).abilities(3, seed: 1) == [3, 4, 3])
    #expect(
      Population.standardNormal.abilities(3, seed: 8)
        == Array(Population.standardNormal.abilities(10, seed: 8).prefix(3)))
  }

  @Test func testsThatClassifySayWhatTheyDecided() throws {
    let study = try study(people: 40) {
      $0.stopping = .init(
        maximumItems: 30,
        rules: [.classified(Classification(cuts: [0], method: .interval(level: 0.9)))])
    }
    let sittings = try #require(study.run())
    for sitting in sittings {
      #expect(sitting.sides.count == 1)
      #expect((sitting.sides[0] != nil) == (sitting.stopReason == .classified))
    }
    #expect(
      sittings.contains { $0.sides == [.above] } && sittings.contains { $0.sides == [.below] })
  }
}
