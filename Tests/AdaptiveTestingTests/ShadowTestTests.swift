import ItemBanks
import ItemResponse
import Numerical
import Testing

@testable import AdaptiveTesting

@Suite(.enabled(if: BinaryProgram.canSolve, "needs GLPK"))
struct ShadowTestTests {
  private let exact = Design.Content(constraints: threeConstraints, method: .exact)

  @Test(arguments: UInt64(1)...12)
  func keepsEveryConstraint(seed: UInt64) throws {
    let bank = contentBank(60, seed: seed)
    let designs = [
      fixedLength(10, exact), fixedLength(10, exact, randomesque: 4),
      fixedLength(
        10,
        .init(
          balance: .shares(["algebra": 1, "data": 2]), constraints: threeConstraints,
          method: .exact)),
      fixedLength(
        10, exact,
        exposure: .sympsonHetter(
          .init(
            maximum: 0.3,
            parameters: Dictionary(uniqueKeysWithValues: bank.items.map { ($0.id, 0.5) })))),
    ]
    for design in designs {
      let session = try finished(bank, design, seed: seed, script: randomScript(seed))
      #expect(session.path.count == 10)
      #expect(Set(session.path).count == 10)
      for constraint in design.content.constraints {
        #expect(constraint.holds(for: session.path, in: bank), "\(constraint.name), seed \(seed)")
      }
      let again = try finished(bank, design, seed: seed, script: randomScript(seed))
      #expect(again.events == session.events)
    }
  }

  /// Each step's item is the best free one of a test that trying all tests finds, too.
  @Test(arguments: UInt64(1)...8)
  func assemblesWhatTryingAllTestsFinds(seed: UInt64) throws {
    let bank = contentBank(12, seed: seed)
    let bounds = try [
      Constraint(
        name: "algebra", scope: .matching(["domain": [.text("algebra")]]), minimum: 1, maximum: 2),
      Constraint(name: "time", sum: "seconds", maximum: 5 * 55),
    ].map { try ContentBound($0, in: bank, candidates: Array(0..<12)) }
    let assembly = TestAssembly(
      length: 5, items: Array(0..<12), itemCount: 12, bounds: bounds)
    var random = SeededGenerator(seed: seed, stream: 1)
    let values = (0..<12).map { _ in random.uniform() }
    let given = [Int](0..<(random.index(below: 3)))

    var best: (items: [Int], value: Double)?
    for code in 0..<(1 << 12) where code.nonzeroBitCount == 5 {
      let items = (0..<12).filter { code >> $0 & 1 == 1 }
      guard given.allSatisfy(items.contains),
        bounds.allSatisfy({ $0.range.contains($0.total(of: items)) })
      else { continue }
      let value = items.reduce(0) { $0 + (given.contains($1) ? 0 : values[$1]) }
      if value > best?.value ?? -1 { best = (items, value) }
    }
    let available = ItemSet((0..<12).filter { !given.contains($0) }, itemCount: 12)
    let found = assembly.best(containing: given, from: available, preferring: available) {
      values[$0]
    }
    #expect(found == best.map { ItemSet($0.items, itemCount: 12) }, "seed \(seed)")
  }

  @Test func equalItemsComeInTheOrderOfTheBank() throws {
    let bank = makeBank((0..<20).map { _ in (0, "x") })
    let session = try finished(bank, fixedLength(5, .init(method: .exact)))
    #expect(session.path == ["q1", "q2", "q3", "q4", "q5"])
  }

  /// Without constraints the best whole test is the best items, so the paths agree.
  @Test func withoutConstraintsIsMaximumInformation() throws {
    let bank = contentBank(40, seed: 3)
    let plain = try finished(bank, fixedLength(12, .none), script: randomScript(3))
    let shadow = try finished(bank, fixedLength(12, .init(method: .exact)), script: randomScript(3))
    #expect(shadow.path == plain.path)
  }

  @Test func itemsThatStandAsideAreLeftOutWhereOthersDo() throws {
    let bank = contentBank(60, seed: 5)
    let aside = Dictionary(
      uniqueKeysWithValues: bank.items.enumerated().map { ($1.id, $0 % 2 == 0 ? 0.0 : 1.0) })
    let exposure = Design.Exposure.sympsonHetter(.init(maximum: 0.2, parameters: aside))
    let session = try finished(bank, fixedLength(10, exact, exposure: exposure))
    #expect(session.path.allSatisfy { aside[$0] == 1 })
    for constraint in threeConstraints { #expect(constraint.holds(for: session.path, in: bank)) }
    // Where the constraint needs one of them it is given, and no other.
    let needed = Design.Content(
      constraints: [.init(name: "that one", scope: .items(["q1", "q3"]), minimum: 1)],
      method: .exact)
    let path = try finished(bank, fixedLength(10, needed, exposure: exposure)).path
    #expect(path.count == 10 && path.filter { aside[$0] == 0 }.count == 1)
    #expect(path.contains("q1") != path.contains("q3"))
  }

  @Test func whatIsKeptOutIsSaid() throws {
    let session = try finished(contentBank(60, seed: 2), fixedLength(10, exact))
    let blocked = try #require(session.proposals.first).blocked
    #expect(blocked == [.init(rule: .contentConstraint, count: 50)])
  }

  // MARK: Infeasible designs

  private func message(_ bank: Bank, _ design: Design) -> String? {
    do {
      _ = try TestPlan(bank: bank, design: design)
      return nil
    } catch {
      return error.message
    }
  }

  @Test func contradictionsAreNamedBeforeTheTest() {
    let bank = contentBank(60, seed: 2)
    let constraints =
      threeConstraints + [
        Constraint(name: "quick", sum: "seconds", maximum: 250),
        Constraint(name: "fine", maximum: 20),
      ]
    let design = fixedLength(10, .init(constraints: constraints, method: .exact))
    #expect(
      message(bank, design)
        == "content: bank 'made' has no test of 10 items that keeps 'time' and 'quick'; loosen one of "
        + "them or change stopping.max_items.")
    let alone = fixedLength(
      10, .init(constraints: [.init(name: "a lot", minimum: 11)], method: .exact))
    #expect(
      message(bank, alone)
        == "content: bank 'made' has no test of 10 items that keeps 'a lot'; loosen it or change "
        + "stopping.max_items.")
  }

  @Test func testLongerThanTheBankIsRefused() {
    #expect(
      message(contentBank(8, seed: 1), fixedLength(9, .init(method: .exact)))
        == "stopping.max_items is 9, but bank 'made' has only 8 items to give; content.method exact "
        + "needs as many.")
  }
}
