import Foundation
import ItemBanks
import ItemResponse
import Testing

@testable import AdaptiveTesting

struct ReplayTests {
  private func replay(_ events: [SessionEvent], of session: TestSession) throws -> TestSession {
    try TestSession(
      replaying: events, bank: session.bank, design: session.design, seed: session.seed)
  }

  @Test func replayIsTheOriginal() throws {
    let original = try SessionLogTests.eventful()
    let copy = try replay(original.events, of: original)
    #expect(copy.events == original.events)
    #expect(copy.answers == original.answers)
    #expect(copy.estimate == original.estimate)
    #expect(copy.status == original.status && copy.stopReason == original.stopReason)
    #expect(copy.elapsed(at: 0) == original.elapsed(at: 0))
  }

  /// From any point on, a rebuilt sitting goes on exactly as the original did.
  @Test func goesOnExactlyFromAnyEvent() throws {
    let original = try finished(
      evenBank(20, domains: ["x", "y"]),
      .endless(
        selection: .init(randomesque: 3), content: .equalShares, maximumItems: 8), seed: 5)
    for count in 0...original.events.count {
      var copy = try replay(Array(original.events.prefix(count)), of: original)
      if let current = copy.current {
        copy.record(
          score: Script("10").score(of: current), at: (copy.events.last?.time ?? 0) + 1_000)
      }
      if copy.status != .finished { Script("10").run(&copy) }
      #expect(copy.events == original.events, "cut after \(count)")
    }
  }

  @Test func typedAnswersAreScoredAgain() throws {
    let item = Item(
      id: "q", question: Question(stem: "?", format: .choice(options: ["x", "y"], key: 1)),
      parameters: LogisticModel(difficulty: 0))
    var session = try TestSession(
      bank: Bank(name: "n", items: [item]), design: .endless(), seed: 1)
    session.begin(at: 0)
    session.advance(at: 0)
    session.record("A", at: 10)
    _ = try replay(session.events, of: session)
    #expect(throws: ReplayError.self) {
      try replay(
        session.events.map { try tampered($0, "score", .number(1)) }, of: session)
    }
  }

  /// A simulated sitting on a bank with questions knows scores only, and replays all the same.
  @Test func scoresWithoutAnswersReplayOnABankWithQuestions() throws {
    let items = [-1.0, 0, 1].map { b in
      Item(
        id: "q\(b)", question: Question(stem: "?", format: .choice(options: ["x", "y"], key: 1)),
        parameters: LogisticModel(difficulty: b))
    }
    let session = try finished(Bank(name: "n", items: items), .endless(), script: Script("110"))
    #expect(session.answers.map(\.score) == [1, 1, 0])
    #expect(try replay(session.events, of: session).answers == session.answers)
  }

  // MARK: Tampering

  /// What a person or the clock put in; everything else follows from it.
  private static let inputs: [SessionEvent.Name: Set<String>] = [
    .noted: ["text", "author", "name"], .voided: ["reason", "author"],
    .restored: ["reason", "author"], .timeGranted: ["seconds", "reason", "author"],
    .reviewed: ["reason", "author"], .ended: ["reason", "author"],
  ]

  private static let doings: Set<SessionEvent.Name> = [.paused, .resumed, .reviewed, .ended]

  @Test func anyChangeOfWhatFollowsIsFound() throws {
    let session = try SessionLogTests.eventful()
    var count = 0
    for (index, event) in session.events.enumerated() {
      for key in try fields(of: event).keys.sorted() where key != "at" {
        if Self.inputs[event.name, default: []].contains(key) { continue }
        for replacement in replacements(of: try fields(of: event)[key] ?? .null) {
          // What no longer reads as an event is found by reading.
          guard let changed = try? tampered(event, key, replacement), changed != event else {
            continue
          }
          // What somebody did might have been something else.
          if key == "event", Self.doings.contains(changed.name) { continue }
          var events = session.events
          events[index] = changed
          count += 1
          #expect(throws: (any Error).self, "\(event.name) \(key) → \(replacement)") {
            try replay(events, of: session)
          }
        }
      }
    }
    #expect(count > 200)
  }

  @Test func timesAreCheckedAgainstWhatTheyMean() throws {
    let session = try SessionLogTests.eventful()
    let answer = try #require(session.events.firstIndex { $0.name == .answered })
    for shift in [-1.0, 1] {
      var events = session.events
      events[answer] = try tampered(
        events[answer], "at", .number(Double(events[answer].time) + shift))
      #expect(throws: ReplayError.self) { try replay(events, of: session) }
    }
    var backwards = session.events
    backwards[1] = try tampered(backwards[1], "at", .number(5))
    #expect(
      throws: ReplayError(
        sequence: 2, message: "it happened before the event in front of it")
    ) {
      try replay(backwards, of: session)
    }
  }

  @Test func missingDoubledAndSwappedEventsAreFound() throws {
    let session = try SessionLogTests.eventful()
    for index in session.events.indices.dropLast() {
      var events = session.events
      events.remove(at: index)
      #expect(throws: ReplayError.self, "without \(index)") { try replay(events, of: session) }
      events = session.events
      events.insert(events[index], at: index)
      #expect(throws: ReplayError.self, "twice \(index)") { try replay(events, of: session) }
      events = session.events
      events.swapAt(index, index + 1)
      #expect(throws: ReplayError.self, "swapped \(index)") { try replay(events, of: session) }
    }
    #expect(
      throws: ReplayError(sequence: 2, message: "the log has a gap: event 1 is missing")
    ) {
      try replay(Array(session.events.dropFirst()), of: session)
    }
  }

  @Test func eventsThatHaveNoPlaceAreRefused() throws {
    let session = try finished(evenBank(4), .endless())
    let last = session.events.count
    for name in ["started", "paused", "resumed"] {
      let extra = try JSONDecoder().decode(
        SessionEvent.self,
        from: Data(#"{"seq": \#(last + 1), "at": 999999, "event": "\#(name)"}"#.utf8))
      #expect(
        throws: ReplayError(
          sequence: last + 1, message: "it cannot happen while the sitting is finished")
      ) {
        try replay(session.events + [extra], of: session)
      }
    }
    let early = try JSONDecoder().decode(
      SessionEvent.self,
      from: Data(#"{"seq": 1, "at": 0, "event": "noted", "text": "x", "author": "student"}"#.utf8))
    #expect(throws: ReplayError.self) { try replay([early], of: session) }
  }

  /// A score that the item's model does not have is refused, not crashed on.
  @Test func scoresOutsideTheModelAreRefused() throws {
    let session = try finished(evenBank(4), .endless())
    for score in [-1.0, 2, 1000] {
      var events = session.events
      events[2] = try tampered(events[2], "score", .number(score))
      #expect(throws: ReplayError.self) { try replay(events, of: session) }
    }
  }

  @Test func anotherSeedBankOrDesignIsFound() throws {
    let session = try SessionLogTests.eventful()
    #expect(throws: ReplayError.self) {
      for seed in 8...12 as ClosedRange<UInt64> {
        _ = try TestSession(
          replaying: session.events, bank: session.bank, design: session.design, seed: seed)
      }
    }
    #expect(throws: ReplayError.self) {
      try TestSession(
        replaying: session.events, bank: evenBank(20, a: 1.7.nextUp, domains: ["x", "y"]),
        design: session.design, seed: session.seed)
    }
    var design = session.design
    design.estimation.quadrature = .init(from: -6, to: 6, points: 62)
    design.estimation.fallback = .eap
    #expect(throws: ReplayError.self) {
      try TestSession(
        replaying: session.events, bank: session.bank, design: design, seed: session.seed)
    }
  }

  // MARK: Changing events

  private func fields(of event: SessionEvent) throws -> [String: JSONValue] {
    let data = try JSONEncoder().encode(event)
    return try JSONDecoder().decode([String: JSONValue].self, from: data)
  }

  private func tampered(
    _ event: SessionEvent, _ key: String, _ value: JSONValue
  ) throws -> SessionEvent {
    var fields = try fields(of: event)
    guard fields[key] != nil else { return event }
    fields[key] = value
    return try JSONDecoder().decode(SessionEvent.self, from: try JSONEncoder().encode(fields))
  }

  private func replacements(of value: JSONValue) -> [JSONValue] {
    switch value {
    case .number(let number):
      [.number(number.nextUp), .number(number + 1), .number(number - 1), .number(-number), .null]
    case .string(let text):
      // Another item, another rule, another method: whatever still reads.
      [.string(text + "1"), .string("q3"), .string("A")]
        + AbilityMethod.allCases.map { .string($0.rawValue) }
        + StopReason.simple.map { .string($0.rawValue) }
        + SessionEvent.Name.allCases.map { .string($0.rawValue) }
        + ["prior", "information", "posterior_sd"].map(JSONValue.string)
    case .array(let values):
      [.array([]), .array(Array(values.dropLast())), .array(values + values.suffix(1))]
    case .object(let object):
      [.null]
        + object.keys.sorted().flatMap { key in
          replacements(of: object[key] ?? .null).map { replacement in
            var changed = object
            changed[key] = replacement
            return .object(changed)
          }
        }
    case .bool(let bool): [.bool(!bool)]
    case .null: []
    }
  }
}
