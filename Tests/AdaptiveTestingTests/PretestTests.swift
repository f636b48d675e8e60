import Foundation
import ItemBanks
import ItemResponse
import Numerical
import Testing

@testable import AdaptiveTesting

/// Items that are given and not scored.
struct PretestTests {
  /// Scored items q1 … and pretest items t1 …, the second half of which lack parameters.
  private static func bank(scored: Int = 20, trial: Int = 6) -> Bank {
    let items = (1...trial).map { number in
      Item(
        id: "t\(number)",
        parameters: number <= trial / 2 ? LogisticModel(difficulty: Double(number) - 2) : nil,
        status: .pretest)
    }
    return Bank(name: "trial", items: items + evenBank(scored).items)
  }

  private static func design(_ seeding: Design.Pretest.Seeding?, length: Int? = 10) -> Design {
    var design = Design.endless(selection: .init(randomesque: 4), maximumItems: length)
    design.pretest = seeding.map { Design.Pretest($0) }
    return design
  }

  /// A person who answers an item alike wherever it comes.
  private static func sitting(_ bank: Bank, _ design: Design, seed: UInt64) throws -> TestSession {
    var session = try TestSession(bank: bank, design: design, seed: seed)
    session.begin(at: 0)
    var time: Int64 = 0
    while case .presented(let proposal) = session.advance(at: time).kind {
      let number = session.plan.number(ofItem: proposal.item) ?? 0
      var generator = SeededGenerator(seed: seed, stream: UInt64(number) + 1 << 40)
      time += 1000
      session.record(score: generator.index(below: 2), at: time)
    }
    return session
  }

  // MARK: The scored path

  /// 200 random banks and designs: what is scored does not depend on what is tried out.
  @Test func theScoredPathIsTheSame() throws {
    for seed in 0..<200 as Range<UInt64> {
      let (bank, design) = Self.world(seed)
      var plain = design
      plain.pretest = nil
      let with = try Self.sitting(bank, design, seed: seed)
      let without = try Self.sitting(bank, plain, seed: seed)
      #expect(with.estimate == without.estimate, "seed \(seed)")
      #expect(with.stopReason == without.stopReason, "seed \(seed)")
      let scored = with.answers.filter { !$0.isPretest }
      #expect(scored.map(\.item.id) == without.answers.map(\.item.id), "seed \(seed)")
      #expect(scored.map(\.estimate) == without.answers.map(\.estimate), "seed \(seed)")
      #expect(scored.map(\.information) == without.answers.map(\.information), "seed \(seed)")
      for (one, other) in zip(with.proposals.filter { !$0.isPretest }, without.proposals) {
        #expect(one.theta == other.theta && one.value == other.value, "seed \(seed)")
        #expect(one.runnerUp == other.runnerUp && one.blocked == other.blocked, "seed \(seed)")
        #expect(one.eligible == other.eligible && one.drawnFrom == other.drawnFrom)
      }
      try Self.check(with, seed: seed)
    }
  }

  /// What holds of every sitting with pretest items.
  private static func check(_ session: TestSession, seed: UInt64) throws {
    #expect(Set(session.path).count == session.path.count, "seed \(seed)")
    #expect(session.proposals.map(\.position) == Array(1...session.answers.count), "seed \(seed)")
    #expect(session.answers.map(\.position) == session.proposals.map(\.position), "seed \(seed)")
    // The last item of a test counts.
    #expect(session.answers.last?.isPretest == false, "seed \(seed)")
    for answer in session.answers {
      #expect(answer.isPretest == (answer.item.status == .pretest), "seed \(seed)")
      if answer.isPretest { #expect(answer.information == 0 && !answer.isCounted) }
    }
    var estimate = session.plan.prior
    for answer in session.answers {
      if answer.isPretest { #expect(answer.estimate == estimate, "seed \(seed)") }
      estimate = answer.estimate
    }
    let log = SessionLog(
      header: SessionLogTests.header(session.design), events: session.events)
    let read = try SessionLog(log.encoded())
    #expect(read == log, "seed \(seed)")
    let replayed = try TestSession(
      replaying: read.events, bank: session.bank, design: read.header.design, seed: session.seed)
    #expect(replayed.answers == session.answers, "seed \(seed)")
    #expect(replayed.estimate == session.estimate, "seed \(seed)")
  }

  private static func world(_ seed: UInt64) -> (Bank, Design) {
    var random = SeededGenerator(seed: seed, stream: 1 << 34)
    let count = 14 + random.index(below: 10)
    let items = (0..<count).map { number in
      let isTrial = number > 5 && random.index(below: 4) == 0
      // Sets of neighbours, and a clone or two.
      let set = number % 5 < 2 && random.index(below: 2) == 0 ? "s\(number / 5)" : nil
      return Item(
        id: "i\(number)", domain: "d\(number % 2)",
        enemies: number > 0 && random.index(below: 10) == 0
          ? ["i\(random.index(below: number))"] : [],
        set: set,
        parameters: isTrial && random.index(below: 2) == 0
          ? nil
          : LogisticModel(
            discrimination: 0.5 + random.uniform(), difficulty: 4 * random.uniform() - 2),
        status: isTrial ? .pretest : .calibrated)
    }
    var design = Design.endless(selection: .init(randomesque: .init(1 + random.index(below: 3))))
    design.selection.criterion =
      [.maximumFisherInformation, .nearestDifficulty, .random][
        random.index(below: 3)]
    if design.selection.criterion == .random { design.selection.randomesque = 1 }
    if random.index(below: 2) == 0 { design.content = .equalShares }
    design.stopping = .init(
      minimumItems: random.index(below: 4), maximumItems: 6 + random.index(below: 4),
      rules: random.index(below: 2) == 0
        ? [.thetaChange(below: 0.2, items: 2)] : [.standardError(atMost: 0.6)])
    let seeding: Design.Pretest.Seeding =
      switch random.index(below: 3) {
      case 0: .places([1, 3, 4])
      case 1: .items(2, in: 2...7)
      default: .rate(0.4, from: 2, to: nil)
      }
    design.pretest = .init(seeding)
    return (Bank(name: "world", items: items), design)
  }

  // MARK: Places

  @Test func placesAreKept() throws {
    for seed in 1...20 as ClosedRange<UInt64> {
      let session = try Self.sitting(Self.bank(), Self.design(.places([1, 4, 5, 12])), seed: seed)
      #expect(session.trials.map(\.position) == [1, 4, 5, 12])
      #expect(session.answers.count == 14 && session.stopReason == .maximumLength)
      let first = try #require(session.proposals.first)
      #expect(first.isPretest && first.criterion == .random && first.eligible == 6)
      #expect(session.proposals[3].blocked == [.init(rule: .given, count: 1)])
    }
  }

  @Test func itemsAreDrawnEvenly() throws {
    var places = [Int](repeating: 0, count: 13)
    var items: [String: Int] = [:]
    let count = 600
    for seed in 1...count {
      let session = try Self.sitting(
        Self.bank(trial: 4), Self.design(.items(2, in: 3...12), length: 11), seed: UInt64(seed))
      let trial = session.trials
      #expect(trial.count == 2)
      for answer in trial {
        places[answer.position] += 1
        items[answer.item.id, default: 0] += 1
      }
    }
    // Counts of 600 draws of a fifth, and of a half: within four standard deviations.
    #expect(places[..<3].allSatisfy { $0 == 0 })
    #expect(places[3...12].allSatisfy { abs(Double($0) - 120) < 4 * 96.0.squareRoot() })
    #expect(
      items.count == 4 && items.values.allSatisfy { abs(Double($0) - 300) < 4 * 150.0.squareRoot() }
    )
  }

  @Test func theRateIsKept() throws {
    let design = Self.design(.rate(0.2, from: 3, to: 10))
    var count = 0
    for seed in 1...500 as ClosedRange<UInt64> {
      let trial = try Self.sitting(Self.bank(trial: 12), design, seed: seed).trials
      #expect(trial.allSatisfy { (3...10).contains($0.position) })
      count += trial.count
    }
    // 4000 places, each with a chance of 0.2.
    #expect(abs(Double(count) - 800) < 4 * 640.0.squareRoot())
  }

  @Test func aTestThatHasNoneLeftGoesOn() throws {
    let session = try Self.sitting(
      Self.bank(trial: 2), Self.design(.places([2, 3, 4, 5])), seed: 3)
    #expect(session.trials.map(\.position) == [2, 3])
    let plain = Bank(name: "none", items: evenBank(12).items)
    #expect(try Self.sitting(plain, Self.design(.places([2])), seed: 3).answers.count == 10)
  }

  @Test func noneComesOnceTheTestCanStop() throws {
    var design = Self.design(.places([4]), length: nil)
    design.stopping = .init(standardError: 5, minimumItems: 3)
    let session = try Self.sitting(Self.bank(), design, seed: 1)
    #expect(session.answers.count == 3 && session.trials.isEmpty)
  }

  /// The minimum counts scored items alone.
  @Test func trialsDoNotFillTheMinimum() throws {
    var design = Self.design(.places([1, 2, 3]), length: nil)
    design.stopping = .init(standardError: 5, minimumItems: 3)
    let session = try Self.sitting(Self.bank(), design, seed: 1)
    #expect(session.answers.count == 6 && session.trials.count == 3)
  }

  // MARK: Neighbours

  @Test func setsAreNotInterrupted() throws {
    let set = (1...3).map {
      Item(id: "s\($0)", set: "text", parameters: LogisticModel(difficulty: 0.01 * Double($0)))
    }
    let bank = Bank(
      name: "sets",
      items: set + [
        Item(id: "t1", status: .pretest), Item(id: "ts", set: "text", status: .pretest),
        Item(id: "far", parameters: LogisticModel(difficulty: 4)),
      ])
    var design = Design.endless()
    design.pretest = .init(.places([2]))
    let session = try Self.sitting(bank, design, seed: 1)
    // Due at 2, and put off to the end of the set; an item of the set itself would give it away.
    #expect(session.path.prefix(3).allSatisfy { $0.hasPrefix("s") })
    #expect(session.path[3] == "t1" && session.path.count == 5)
    #expect(session.plan.pretestPool == [3])
  }

  @Test func enemiesStayApart() throws {
    let trial = [
      Item(id: "t1", enemies: ["t2"], status: .pretest), Item(id: "t2", status: .pretest),
      Item(id: "clone", enemies: ["q1"], status: .pretest),
    ]
    let bank = Bank(name: "enemies", items: trial + evenBank(8).items)
    var design = Design.endless()
    design.pretest = .init(.places([1, 2, 3]))
    for seed in 1...20 as ClosedRange<UInt64> {
      let session = try Self.sitting(bank, design, seed: seed)
      #expect(session.trials.map(\.position) == [1])
      #expect(!session.path.contains("clone"))
    }
  }

  @Test func aBankOfQuestionsTriesOutQuestions() throws {
    let question = Question(stem: "?", format: .text(answers: ["x"], exact: false))
    let items = [
      Item(id: "bare", status: .pretest), Item(id: "t", question: question, status: .pretest),
      Item(id: "q", question: question, parameters: LogisticModel(difficulty: 0)),
      Item(id: "r", question: question, parameters: LogisticModel(difficulty: 1)),
    ]
    var design = Design.endless()
    design.pretest = .init(.places([1, 2]))
    var session = try TestSession(bank: Bank(name: "n", items: items), design: design, seed: 1)
    session.begin(at: 0)
    while case .presented = session.advance(at: 0).kind { session.record("x", at: 0) }
    #expect(session.path.first == "t" && session.path.count == 3)
    #expect(session.answers[0].score == 1)
  }

  // MARK: Outlook and rulings

  @Test func theOutlookCountsEveryQuestion() throws {
    let plan = try TestPlan(bank: Self.bank(), design: Self.design(.places([1, 4, 12])))
    var session = TestSession(plan: plan, seed: 5)
    session.begin(at: 0)
    var left = 13
    #expect(session.itemsRemaining == 13...13)
    while case .presented = session.advance(at: 0).kind {
      #expect(session.itemsRemaining == left...left)
      session.record(score: 1, at: 0)
      left -= 1
      #expect(session.itemsRemaining == left...left)
    }
    #expect(left == 0 && session.progress == 1)
  }

  @Test func aVoidedTrialChangesNoEstimate() throws {
    var session = try Self.sitting(Self.bank(), Self.design(.places([2])), seed: 5)
    let trial = try #require(session.trials.first)
    let before = session.estimate
    #expect(session.void(trial.item.id, reason: "seen before", by: "p", at: 99_000) != nil)
    #expect(session.estimate == before && session.answers[1].isVoided)
    let replayed = try TestSession(
      replaying: session.events, bank: session.bank, design: session.design, seed: session.seed)
    #expect(replayed.answers == session.answers)
  }

  /// A log in which a scored item passes for one on trial, or the other way round, is not ours.
  @Test func anEditedLogIsRefused() throws {
    let session = try Self.sitting(Self.bank(), Self.design(.places([2])), seed: 5)
    let log = SessionLog(header: SessionLogTests.header(session.design), events: session.events)
    let text = String(decoding: try log.encoded(), as: UTF8.self)
    #expect(text.contains(#""pretest":true"#))
    let edited = try SessionLog(
      Data(text.replacingOccurrences(of: #""pretest":true,"#, with: "").utf8))
    #expect(throws: ReplayError.self) {
      try TestSession(
        replaying: edited.events, bank: session.bank, design: session.design, seed: session.seed)
    }
  }

  // MARK: The part

  @Test func oldDesignsAndLogsAreWrittenAsBefore() throws {
    let design = try JSONEncoder().encode(Design())
    #expect(!String(decoding: design, as: UTF8.self).contains("pretest"))
    let session = try finished(evenBank(6), .endless())
    let log = SessionLog(header: SessionLogTests.header(session.design), events: session.events)
    #expect(!String(decoding: try log.encoded(), as: UTF8.self).contains("pretest"))
  }

  @Test(arguments: [
    Design.Pretest.Seeding.places([4, 9]), .items(2, in: 3...12), .rate(0.125, from: 2, to: nil),
    .rate(0.1, from: 1, to: 8),
  ])
  func survivesJSON(seeding: Design.Pretest.Seeding) throws {
    let design = Self.design(seeding, length: nil)
    #expect(try Design(json: JSONEncoder().encode(design)) == design)
  }

  @Test(arguments: [
    (#"{}"#, "one of 'items', 'rate' and 'places'"),
    (#"{"items": 2, "rate": 0.1, "to": 9}"#, "one of 'items', 'rate' and 'places'"),
    (#"{"items": 2}"#, "pretest.items is 2 without 'to'"),
    (#"{"items": 0, "to": 9}"#, "pretest.items is 0"),
    (#"{"items": 4, "from": 3, "to": 5}"#, "from 1 to the number of positions from 3 to 5, 3"),
    (#"{"items": 1, "from": 5, "to": 3}"#, "'to' must not be less"),
    (#"{"items": 1, "from": 0, "to": 3}"#, "pretest.from is 0"),
    (#"{"items": 1, "to": 999999999}"#, "the last there is is 10000"),
    (#"{"rate": 1}"#, "pretest.rate is 1.0"), (#"{"rate": 0}"#, "pretest.rate is 0.0"),
    (#"{"rate": 0.1, "from": 9, "to": 3}"#, "'to' must not be less"),
    (#"{"places": []}"#, "positions from 1 on"), (#"{"places": [3, 3]}"#, "positions from 1 on"),
    (#"{"places": [0]}"#, "positions from 1 on"),
    (#"{"places": [3], "to": 9}"#, "leave out 'from' and 'to'"),
    (#"{"place": [3]}"#, "pretest must have one of"),
    (#"{"places": [12]}"#, "pretest.places begins at position 12"),
    (#"{"items": 2, "from": 12, "to": 14}"#, "pretest.from begins at position 12"),
    (#"{"rate": 0.5, "from": 11}"#, "pretest.from begins at position 11"),
  ])
  func mistakesAreNamed(part: String, words: String) {
    let json = Data(#"{"stopping": {"max_items": 10}, "pretest": \#(part)}"#.utf8)
    let error = #expect(throws: DesignError.self) { try Design(json: json) }
    #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
  }

  @Test func itSaysWhatItDoes() {
    func english(_ seeding: Design.Pretest.Seeding) -> String {
      Self.design(seeding, length: nil).pretest?.english ?? ""
    }
    let end =
      ", drawn from those of the bank: given like the others, but neither scored nor counted in the "
      + "length of the test."
    #expect(english(.places([4])) == "Item 4 is a pretest item" + end)
    #expect(english(.places([4, 9])) == "Items 4 and 9 are pretest items" + end)
    #expect(
      english(.items(2, in: 3...12))
        == "2 of the items 3 to 12, at places drawn at random, are pretest items" + end)
    #expect(
      english(.rate(0.125, from: 2, to: nil))
        == "From item 2 on each is with a chance of 12.5 % a pretest item" + end)
  }

  @Test func howManyThereWillBe() {
    func count(_ seeding: Design.Pretest.Seeding, _ scored: Int) -> ClosedRange<Int> {
      Design.Pretest(seeding).count(among: scored)
    }
    #expect(count(.places([4, 5, 20]), 10) == 2...2 && count(.places([4, 5]), 3) == 0...0)
    #expect(count(.items(2, in: 3...12), 20) == 2...2 && count(.items(2, in: 3...12), 5) == 0...2)
    #expect(
      count(.rate(0.2, from: 1, to: nil), 8) == 0...2
        && count(.rate(0.2, from: 30, to: nil), 8) == 0...0)
  }
}

extension TestSession {
  fileprivate var trials: [AnsweredItem] { answers.filter { $0.isPretest } }
}
