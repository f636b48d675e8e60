import Foundation
import ItemBanks
import ItemResponse
import Numerical
import Testing

@testable import AdaptiveTesting

/// Sittings of a bank whose items have six different models.
struct PolytomousSessionTests {
  private static let bank: Bank = {
    var generator = SeededGenerator(seed: 17)
    let items = (0..<48).map { index -> Item in
      let b = 4 * generator.uniform() - 2
      let a = 0.7 + generator.uniform()
      let options = ["a", "b", "c", "d"]
      let scored = Question(
        stem: "?", format: .partialCredit(options: options, scores: [0, 1, 2, 1]))
      let rated = Question(stem: "?", format: .rating(options: options))
      let keyed = Question(stem: "?", format: .choice(options: options, key: 2))
      let id = "q\(index)"
      switch index % 6 {
      case 0:
        return Item(
          id: id, question: scored, model: GradedModel(discrimination: a, thresholds: [b, b + 1]))
      case 1:
        return Item(
          id: id, question: scored,
          model: PartialCreditModel(discrimination: a, steps: [b + 0.5, b]))
      case 2: return Item(id: id, question: scored, model: PartialCreditModel(steps: [b, b + 1]))
      case 3:
        return Item(
          id: id, question: rated, model: RatingScaleModel(difficulty: b, steps: [-1, 0, 1]))
      case 4:
        return Item(
          id: id, question: keyed,
          model: NominalModel(slopes: [0, 0.4, a, -0.3], intercepts: [0, 0.3, -b, 0.2]))
      default:
        return Item(
          id: id, question: keyed, model: LogisticModel(discrimination: a, difficulty: b))
      }
    }
    return Bank(name: "mixed", items: items)
  }()

  /// A person who draws answers from the models.
  private func sitting(
    _ method: AbilityMethod, theta: Double, seed: UInt64
  ) throws -> TestSession {
    let design = Design(
      estimation: .init(method: method), stopping: .init(standardError: nil, maximumItems: 20))
    var session = try TestSession(bank: Self.bank, design: design, seed: seed)
    var generator = SeededGenerator(seed: seed)
    var time: Int64 = 1_000
    session.begin(at: time)
    while case .presented(let proposal) = session.advance(at: time).kind {
      time += 1_000
      let item = try #require(Self.bank.items.first { $0.id == proposal.item })
      let model = try #require(item.model)
      var rest = generator.uniform()
      let score =
        (0..<model.scoreCount).first {
          rest -= model.probability(of: $0, at: theta)
          return rest < 0
        } ?? 0
      // The first option that scores so, as a person would answer; the log keeps the letter.
      let letter = try #require("ABCD".first { item.score(String($0)) == score })
      session.record(String(letter), at: time)
    }
    return session
  }

  @Test(arguments: AbilityMethod.allCases.filter { !$0.isRobust })
  func everyEstimatorServesMixedModels(_ method: AbilityMethod) throws {
    for (index, theta) in [-1.0, 0, 1.2].enumerated() {
      let session = try sitting(method, theta: theta, seed: UInt64(index) + 3)
      #expect(session.answers.count == 20)
      #expect(Set(session.answers.map(\.score)).isSuperset(of: [0, 1, 2]))
      #expect(
        abs(session.estimate.theta - theta) < 3.5 * session.estimate.standardError,
        "\(method) at \(theta): \(session.estimate)")
      let responses = session.answers.map { ScoredResponse(model: $0.item.model!, score: $0.score) }
      #expect(try AbilityEstimator(method: method).estimate(responses) == session.estimate)
      for answer in session.answers {
        #expect(
          answer.information == answer.item.model?.information(at: answer.estimate.theta))
      }
    }
  }

  @Test func theMostInformativeItemIsTakenWhateverItsModel() throws {
    let session = try sitting(.eap, theta: 0.3, seed: 8)
    var given: Set<String> = []
    for event in session.events {
      guard case .presented(let proposal) = event.kind else { continue }
      let best = Self.bank.items.filter { !given.contains($0.id) }
        .map { ($0.id, $0.model!.information(at: proposal.theta)) }
        .max { $0.1 < $1.1 }
      #expect(best?.0 == proposal.item && best?.1 == proposal.value)
      given.insert(proposal.item)
    }
    #expect(Set(session.answers.map { "\(type(of: $0.item.model!))" }).count > 2)
  }

  @Test func logsKeepScoresAndReplayToTheLastBit() throws {
    let session = try sitting(.eap, theta: 0.8, seed: 21)
    let header = SessionHeader(
      session: "K7F-2QD", bank: "mixed", bankVersion: 1, bankHash: Self.bank.contentHash,
      person: "p", design: session.design, seed: 21, programVersion: "test")
    let log = SessionLog(header: header, events: session.events)
    let again = try SessionLog(try log.encoded())
    // The bank, too, goes through its file.
    let bank = try #require(BankFile(Self.bank.encoded(), file: "mixed.jsonl").bank)
    let replayed = try TestSession(
      replaying: again.events, bank: bank, design: header.design, seed: header.seed)
    #expect(replayed.estimate == session.estimate)
    #expect(replayed.answers == session.answers)
    #expect(session.answers.contains { $0.score > 1 })
  }

  @Test func aScoreThatTheAnswerDoesNotHaveIsRefused() throws {
    let session = try sitting(.eap, theta: 0.8, seed: 21)
    var events = session.events
    let place = try #require(
      events.firstIndex {
        if case .answered(let answered) = $0.kind { answered.score == 2 } else { false }
      })
    guard case .answered(let answered) = events[place].kind else { return }
    events[place] = SessionEvent(
      sequence: events[place].sequence, time: events[place].time,
      kind: .answered(
        .init(
          item: answered.item, response: answered.response, score: 1,
          milliseconds: answered.milliseconds, estimate: answered.estimate,
          information: answered.information)))
    #expect(throws: ReplayError.self) {
      try TestSession(
        replaying: events, bank: Self.bank, design: session.design, seed: session.seed)
    }
  }
}
