import ItemBanks
import ItemResponse
import Numerical
import Testing

@testable import AdaptiveTesting

/// Items that go together, in whichever way the items are picked.
struct ItemBlockTests {
  private static let methods: [Design.Content.Method] =
    BinaryProgram.canSolve ? [.priority, .exact] : [.priority]

  private static let sets = [
    Bank.StimulusSet(id: "s1", stimulus: "One.", minimum: 2, maximum: 3),
    Bank.StimulusSet(id: "s2", minimum: 3), Bank.StimulusSet(id: "s3", maximum: 2),
  ]

  private func message(_ bank: Bank, _ design: Design) -> String? {
    do {
      _ = try TestPlan(bank: bank, design: design)
      return nil
    } catch {
      return error.message
    }
  }

  /// The runs of items of the same set, as (set, length).
  private func runs(of path: [String], in bank: Bank) -> [(set: String, length: Int)] {
    var runs: [(set: String, length: Int)] = []
    for id in path {
      let set = bank.items.first { $0.id == id }?.set ?? "-"
      if runs.last?.set == set { runs[runs.count - 1].length += 1 } else { runs.append((set, 1)) }
    }
    return runs
  }

  @Test(arguments: UInt64(1)...10, methods)
  func setsAreUnbrokenAndWithinTheirBounds(seed: UInt64, method: Design.Content.Method) throws {
    let bank = contentBank(40, seed: seed, setSize: 5, sets: Self.sets)
    let design = fixedLength(14, .init(method: method), randomesque: 2)
    let session = try finished(bank, design, seed: seed, script: randomScript(seed))
    #expect(session.path.count == 14 && Set(session.path).count == 14)
    let sets = runs(of: session.path, in: bank).filter { $0.set != "-" }
    #expect(Set(sets.map(\.set)).count == sets.count, "a set came back, seed \(seed)")
    for (set, length) in sets {
      let known = bank.sets.first { $0.id == set }
      #expect(length >= known?.minimum ?? 1, "\(set), seed \(seed)")
      #expect(length <= known?.maximum ?? 5, "\(set), seed \(seed)")
    }
    #expect(
      try finished(bank, design, seed: seed, script: randomScript(seed)).events == session.events)
  }

  @Test(arguments: UInt64(1)...10, methods)
  func enemiesAreNeverGivenTogether(seed: UInt64, method: Design.Content.Method) throws {
    let bank = contentBank(40, seed: seed, enemies: true)
    let content = Design.Content(
      method: method, groups: [.init(.independent, ["q3", "q9", "q27"])])
    let session = try finished(bank, fixedLength(14, content), script: randomScript(seed))
    #expect(session.path.count == 14)
    for item in bank.items where session.path.contains(item.id) {
      #expect(!item.enemies.contains(where: session.path.contains), "\(item.id), seed \(seed)")
    }
    #expect(session.path.filter(["q3", "q9", "q27"].contains).count <= 1)
  }

  /// Of the set's five items q2 excludes q3 and q4, and q1 excludes q5: beside q2 there is room for one only.
  @Test(arguments: UInt64(1)...10)
  func enemiesInASetDoNotKeepItFromItsMinimum(seed: UInt64) throws {
    let enemies = ["q2": ["q3", "q4"], "q1": ["q5"]]
    let items = (1...8).map { number in
      Item(
        id: "q\(number)", enemies: enemies["q\(number)"] ?? [], set: number < 6 ? "s" : nil,
        parameters: LogisticModel(discrimination: 1, difficulty: 0.1 * Double(number)))
    }
    let bank = Bank(name: "made", sets: [.init(id: "s", minimum: 3)], items: items)
    let session = try finished(bank, fixedLength(6, .none, randomesque: 8), seed: seed)
    let ofSet = session.path.count(where: ["q1", "q2", "q3", "q4", "q5"].contains)
    #expect(session.path.count == 6 && ofSet == 3, "\(session.path)")
    #expect(!session.path.contains("q2"), "\(session.path)")
  }

  @Test(arguments: methods)
  func orderedAndTogetherComeWholeOrNotAtAll(method: Design.Content.Method) throws {
    let bank = evenBank(20)
    // The best whole test would do without the far items of that group.
    let content = Design.Content(
      constraints: [.init(name: "q10", scope: .items(["q10"]), minimum: 1)], method: method,
      groups: [.init(.ordered, ["q10", "q3", "q18"]), .init(.together, ["q12", "q1"])])
    let path = try finished(bank, fixedLength(8, content)).path
    let start = try #require(path.firstIndex(of: "q10"))
    #expect(path[start...].prefix(3).elementsEqual(["q10", "q3", "q18"]))
    #expect(!path[..<start].contains("q3") && !path[..<start].contains("q18"))
    for id in ["q12", "q1"] where path.contains(id) {
      let places = ["q12", "q1"].compactMap(path.firstIndex)
      #expect(places.count == 2 && abs(places[0] - places[1]) == 1)
    }
    // With room for two there is none for three.
    let short = try finished(bank, fixedLength(2, .init(groups: content.groups))).path
    #expect(!short.contains("q10"))
  }

  @Test func aBegunGroupIsFinishedBeforeTheTestStops() throws {
    let bank = evenBank(20)
    var design = Design.endless(
      content: .init(groups: [.init(.together, ["q10", "q11", "q12", "q13"])]))
    design.stopping.standardError = 0.95
    #expect(try finished(bank, design).path.count == 4)
  }

  @Test func whatIsKeptOutIsSaid() throws {
    let bank = evenBank(10)
    let session = try finished(
      bank,
      fixedLength(
        3,
        .init(groups: [.init(.together, ["q5", "q6"]), .init(.independent, ["q1", "q5", "q9"])])))
    #expect(Set(session.path.prefix(2)) == ["q5", "q6"])
    #expect(
      session.proposals[1].blocked == [
        .init(rule: .given, count: 1), .init(rule: .enemy, count: 2),
        .init(rule: .openSet, count: 6),
      ])
  }

  @Test func refusesWhatCannotBe() {
    let bank = contentBank(20, seed: 1, setSize: 5, sets: Self.sets)
    func said(_ groups: [Design.Content.Group]) -> String? {
      message(bank, .endless(content: .init(groups: groups), maximumItems: 10))
    }
    #expect(
      said([.init(.ordered, ["q11"])])
        == "content.groups: a group has only 'q11'; name at least two.")
    #expect(
      said([.init(.together, ["q11", "q11"])])
        == "content.groups: 'q11' is in one group twice; once will do.")
    #expect(
      said([.init(.independent, ["q11", "q12"]), .init(.independent, ["q11", "q12"])])
        == "content.groups: the group of 'q11' and 'q12' is there twice; once will do.")
    #expect(
      said([.init(.together, ["q11", "x"])])
        == "content: there is no item 'x' in bank 'made', which a group or an enemy names; correct "
        + "its id.")
    #expect(
      said([.init(.together, ["q11", "q12"]), .init(.ordered, ["q13", "q12"])])
        == "content.groups: item 'q12' is in the group of 'q11', 'q12' and in the group of 'q13', "
        + "'q12'; an item can follow in one of them only.")
    #expect(
      said([.init(.together, ["q1", "q12"])])
        == "content.groups: item 'q1' is in set 's1' and in the group of 'q1', 'q12'; an item can "
        + "follow in one of them only.")
    #expect(
      said([.init(.together, ["q11", "q12"]), .init(.independent, ["q11", "q12"])])
        == "content: 'q11' and 'q12' exclude each other, but the group of 'q11', 'q12' needs both; "
        + "take one out.")
  }

  @Test(.enabled(if: BinaryProgram.canSolve, "needs GLPK"))
  func contradictionsNameSetsAndEnemies() {
    let bank = contentBank(20, seed: 1, setSize: 5, sets: Self.sets)
    let content = Design.Content(
      constraints: [
        .init(name: "of that set", scope: .matching(["set": [.text("s2")]]), minimum: 1, maximum: 2)
      ], method: .exact)
    #expect(
      message(bank, fixedLength(10, content))
        == "content: bank 'made' has no test of 10 items that keeps 'of that set' and set 's2'; loosen "
        + "one of them or change stopping.max_items.")
  }
}
