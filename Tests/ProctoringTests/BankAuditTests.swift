import AdaptiveTesting
import Calibration
import Foundation
import ItemBanks
import ItemResponse
import Numerical
import Simulation
import Testing

@testable import Proctoring

@Suite struct BankAuditTests {
  /// Two groups in turn; the second is weaker, and has a harder time with an item.
  static func sittings(
    _ plan: TestPlan, people: Int, impact: Double = 0.5, item: Int = 5, logits: Double = 0,
    groups: [String?] = ["a", "b"], seed: UInt64 = 3
  ) -> [BankAudit.Sitting] {
    SimulatedPerson.draw(people, from: .standardNormal, seed: seed).enumerated().map {
      number, person in
      var person = person
      let group = groups[number % groups.count]
      if group == "b" {
        person.theta -= impact
        if logits != 0, let model = plan.bank.items[item].model {
          let other = SimulatedPerson(theta: person.theta - logits, seed: person.seed)
          person.scores[item] = other.score(on: model, number: item)
        }
      }
      return .init(
        code: "s\(number)", person: "p\(number)", generation: 1,
        session: person.sitting(
          of: plan, from: Int64(number) * 1000,
          under: plan.circumstances(group: group, seed: person.sittingSeed)))
    }
  }

  @Test func anItemThatIsHarderForAGroupIsFound() throws {
    let plan = try SmallClass.plan(length: 12, items: 16)
    let audit = BankAudit(
      of: Self.sittings(plan, people: 400, logits: 1.2), bank: plan.bank,
      criteria: .init(reference: "a"), threads: 2)
    let comparison = try #require(audit.comparisons.first)
    #expect((comparison.reference, comparison.focal) == ("a", "b"))
    #expect(comparison.differing.map(\.id) == ["i5"], "seed 3")
    let item = try #require(comparison.differing.first)
    let shift = try #require(item.shift)
    #expect(abs(shift.logits - 1.2) < 3 * shift.standardError)
    #expect(shift.interval.contains(1.2))
    let mantel = try #require(item.mantelHaenszel)
    #expect(mantel.delta < -1.5 && mantel.effectSize == .large)
    #expect(try #require(item.logistic).uniform.pValue < 0.001)
    // Its own group's weakness is not taken for the items'.
    let scores = try #require(comparison.scores)
    #expect(scores.value < 0 && scores.isClear)
    #expect(comparison.purification.outcome == .settled)
  }

  @Test func groupsThatAnswerAlikeDoNotDiffer() throws {
    let plan = try SmallClass.plan(length: 12, items: 16)
    let audit = BankAudit(of: Self.sittings(plan, people: 300, impact: 1), bank: plan.bank)
    let comparison = try #require(audit.comparisons.first)
    #expect(comparison.differing.isEmpty && comparison.testedCount == 16, "seed 3")
    // With either group for the reference the differences are the same but for their sign.
    let other = try #require(
      BankAudit(
        of: Self.sittings(plan, people: 300, impact: 1), bank: plan.bank,
        criteria: .init(focal: [comparison.reference])
      ).comparisons.first)
    #expect(other.focal == comparison.reference)
    for (left, right) in zip(comparison.items, other.items) {
      let (one, two) = (try #require(left.shift), try #require(right.shift))
      #expect(
        abs(one.logits + two.logits) < 1e-4 && abs(one.standardError - two.standardError) < 1e-4)
      #expect(abs(one.test.statistic - two.test.statistic) < 1e-4)
    }
  }

  /// With everything else known, the shift is where the derivative of the likelihood is 0.
  @Test func theShiftIsTheMostLikelyOne() throws {
    let model = LogisticModel(discrimination: 1.3, difficulty: 0.2)
    let grid = Quadrature.standard.points
    var likelihood = ShiftLikelihood(model: model, grid: grid)
    var generator = SeededGenerator(seed: 4)
    for number in 0..<60 {
      let centre = generator.normal()
      likelihood.add(
        number % 3 == 0 ? 1 : 0, logs: grid.map { -2 * ($0 - centre) * ($0 - centre) })
    }
    let maximum = try #require(likelihood.maximum())
    #expect(maximum.shift > 0)
    for step in [-0.2, -0.01, 0.01, 0.2] {
      #expect(likelihood.evaluate(at: maximum.shift + step).value < maximum.value)
    }
    let step = 1e-3
    let (left, right) = (
      likelihood.evaluate(at: maximum.shift - step), likelihood.evaluate(at: maximum.shift + step)
    )
    #expect(
      abs((right.value - left.value) / (2 * step) - likelihood.evaluate(at: maximum.shift).slope)
        < 1e-4)
    #expect(
      abs((2 * maximum.value - left.value - right.value) / (step * step) - maximum.information)
        < 1e-2 * maximum.information)
    #expect(!likelihood.isConstant)
  }

  @Test func whatCannotBeComparedIsSaid() throws {
    let plan = try SmallClass.plan(length: 12, items: 16)
    let few = BankAudit(of: Self.sittings(plan, people: 12), bank: plan.bank)
    let comparison = try #require(few.comparisons.first)
    #expect(comparison.testedCount == 0 && comparison.differing.isEmpty)
    #expect(
      comparison.items.allSatisfy {
        if case .fewAnswers = $0.obstacle { true } else { false }
      })
    let one = BankAudit(
      of: Self.sittings(plan, people: 12, groups: ["a", nil, " "]), bank: plan.bank)
    #expect(one.groups.map(\.group) == ["a"] && one.comparisons.isEmpty)
    #expect(one.ungroupedCount == 8)
    let none = BankAudit(of: [], bank: plan.bank)
    #expect(none.groups.isEmpty && none.sittings.isEmpty && none.cold.isEmpty)
  }

  @Test func whatDoesNotCountIsLeftOut() throws {
    let plan = try SmallClass.plan(length: 6, items: 12)
    var sittings = Self.sittings(plan, people: 20)
    var session = sittings[3].session
    session.void(nil, reason: "x", by: "y", at: 1_000_000)
    sittings[3] = .init(code: "void", person: "p3", generation: 1, session: session)
    sittings.append(
      .init(
        code: "empty", person: "p", generation: 1, session: TestSession(plan: plan, seed: 1)))
    let audit = BankAudit(of: sittings, bank: plan.bank)
    #expect(audit.sittings.count == 19 && audit.leftOutCount == 2)
    #expect(audit.use.reduce(0) { $0 + $1.givenCount } == 19 * 6)
    #expect(audit.groups.map(\.count) == [10, 9] && audit.groups.map(\.group) == ["a", "b"])
  }

  // MARK: Scores

  /// R 4.2.2: t.test(c(1, 2, 4), c(0, 1, 0, 1)) and, by hand from Newcombe's formulas, 56/70 − 48/80
  /// (his table II, method 10: .0524 to .3339).
  @Test func intervalsOfDifferences() throws {
    func group(_ name: String, _ scores: [Double], cuts: [Double] = []) -> GroupScores {
      GroupScores(
        group: name, scores: scores.enumerated().map { ("p\($0)", $1) }, cuts: cuts)
    }
    let difference = try #require(
      GroupScores.difference(group("r", [0, 1, 0, 1]), group("f", [1, 2, 4])))
    #expect(abs(difference.value - 11.0 / 6) < 1e-12)
    #expect(difference.interval.lowerBound < difference.value && !difference.interval.isEmpty)
    let first = [Double](repeating: 1, count: 48) + [Double](repeating: -1, count: 32)
    let second = [Double](repeating: 1, count: 56) + [Double](repeating: -1, count: 14)
    let shares = try #require(
      GroupScores.masteryDifferences(
        group("r", first, cuts: [0]), group("f", second, cuts: [0])
      ).first)
    #expect(abs(shares.value - 0.2) < 1e-12)
    #expect(abs(shares.interval.lowerBound - 0.0524) < 1e-4)
    #expect(abs(shares.interval.upperBound - 0.3339) < 1e-4)
    #expect(GroupScores.difference(group("r", [1]), group("f", [1, 2])) == nil)
    #expect(GroupScores.masteryDifferences(group("r", []), group("f", [1, 2])).isEmpty)
  }

  @Test func cutsAreTheLevelsOrThoseAskedFor() throws {
    let plan = try SmallClass.plan(length: 6, items: 12)
    let bank = Bank(
      name: "small", levels: [.init(from: 0, text: "x"), .init(from: 550, text: "y")],
      items: plan.bank.items)
    let sittings = Self.sittings(plan, people: 20)
    #expect(BankAudit(of: sittings, bank: bank).cuts == [0.5])
    let asked = BankAudit(of: sittings, bank: bank, criteria: .init(cuts: [1, -1]))
    #expect(asked.cuts == [-1, 1])
    let thetas = sittings.filter { $0.group == "a" }.map(\.session.estimate.theta)
    #expect(
      asked.groups[0].aboveCounts == [thetas.count { $0 >= -1 }, thetas.count { $0 >= 1 }])
  }

  // MARK: Use

  @Test func coldItemsAreThoseThatCouldHaveBeenGiven() throws {
    let plan = try SmallClass.plan(length: 6, items: 60)
    let sittings = Self.sittings(plan, people: 120)
    // One that is in force now, and that no sitting could give.
    let bank = Bank(
      name: "small",
      items: plan.bank.items + [
        Item(id: "new", parameters: LogisticModel(difficulty: 0), status: .calibrated)
      ])
    let audit = BankAudit(of: sittings, bank: bank)
    let cold = Set(audit.cold.map(\.id))
    #expect(!cold.isEmpty && !cold.contains("new"))
    for use in audit.use where use.id != "new" {
      #expect(use.availableCount == 120 && abs(use.expectedCount - 12) < 1e-9)
      #expect(cold.contains(use.id) == (Double(use.givenCount) < 1.2))
    }
    #expect(BankAudit(of: Array(sittings.prefix(20)), bank: bank).cold.isEmpty)
  }

  private static func trialPlan(_ trial: [String]) throws -> TestPlan {
    let bank = Bank(
      name: "small",
      items: SmallClass.bank(items: 20).items
        + trial.map {
          Item(
            id: $0,
            question: Question(
              stem: "Which?", format: .choice(options: ["p", "q"], key: 0)),
            parameters: LogisticModel(difficulty: 0), status: .pretest)
        })
    var design = Design(stopping: .init(standardError: nil, maximumItems: 6))
    design.pretest = .init(.places([4]))
    return try TestPlan(bank: bank, design: design)
  }

  @Test func itemsOnTrialAreHeldAgainstEachOther() throws {
    let plan = try Self.trialPlan(["new", "other"])
    let sittings = Self.sittings(plan, people: 30)
    let answers = sittings.flatMap(\.session.answers)
    let trial = answers.count { $0.isPretest }
    try #require(trial == 30)
    for use in BankAudit(of: sittings, bank: plan.bank).use {
      let expected = use.status == .pretest ? 15 : Double(answers.count - trial) / 20
      #expect(use.availableCount == 30 && abs(use.expectedCount - expected) < 1e-9, "\(use)")
      #expect((0...1).contains(use.exposure))
    }
  }

  @Test func aRetiredItemThatMayStillBeOnTrialIsFound() throws {
    let plan = try Self.trialPlan(["new"])
    var session = TestSession(plan: plan, seed: 1)
    session.begin(at: 0)
    session.advance(at: 0)
    let bank = Bank(
      name: "small",
      items: plan.bank.items.map { item in
        item.id == "new" ? Item(id: "new", question: item.question, status: .retired) : item
      })
    let audit = BankAudit(
      of: [.init(code: "open", person: "p", generation: 1, session: session)], bank: bank)
    #expect(audit.retiredInUse.map(\.openSittings) == [["open"]])
  }

  @Test func retiredItemsInUseAreFound() throws {
    let plan = try SmallClass.plan(length: 6, items: 12)
    var sittings = Self.sittings(plan, people: 10)
    let id = try #require(sittings[4].session.answers.first).item.id
    // One that was left before it came to the item.
    let events = try #require(
      sittings.lazy.map(\.session).first { session in
        !session.answers.prefix(2).contains { $0.item.id == id }
      }
    ).events.prefix(5)
    sittings.append(
      .init(
        code: "open", person: "q", generation: 1,
        session: try TestSession(
          replaying: Array(events), plan: plan,
          seed: try #require(sittings.first { $0.session.events.prefix(5) == events }).session.seed)
      ))
    let bank = Bank(
      name: "small",
      items: plan.bank.items.map { item in
        item.id == id
          ? Item(id: id, question: item.question, parameters: item.parameters, status: .retired)
          : item
      })
    let audit = BankAudit(of: sittings, bank: bank, retired: [id: 4000])
    let use = try #require(audit.retiredInUse.first)
    #expect(audit.retiredInUse.count == 1 && use.id == id && use.openSittings == ["open"])
    let later = sittings.flatMap(\.session.events).count { event in
      if case .presented(let proposal) = event.kind {
        proposal.item == id && event.time >= 4000
      } else {
        false
      }
    }
    #expect(use.givenCount == later && later > 0)
    let before = BankAudit(of: Array(sittings.dropLast()), bank: bank, retired: [id: 10_000_000])
    #expect(before.retiredInUse.isEmpty)
    let without = Bank(name: "small", items: plan.bank.items.filter { $0.id != id })
    #expect(BankAudit(of: sittings, bank: without).missingItems.keys.sorted() == [id])
  }
}
