import AdaptiveTesting
import Foundation
import ItemBanks
import ItemResponse
import Testing

@testable import Storage

@Suite struct ScoredSittingTests {
  /// Drives a session to its end.
  private func finished(_ bank: Bank, seed: UInt64) throws -> TestSession {
    var session = try drivenSession(bank, answers: 20, seed: seed)
    #expect(session.status == .finished)
    session.void(session.answers[1].item.id, reason: "unfair", by: "proctor", at: start + 1_000_000)
    return session
  }

  @Test func answersThatCountComeBack() throws {
    let store = try Store.temporary()
    let sessions = try (1...3).map { try finished(sampleBank(), seed: $0) }
    var codes: [String] = []
    for (index, session) in sessions.enumerated() {
      codes.append(try store.begin(session, at: start + Int64(index)).session)
    }
    // One that goes on is not taken.
    _ = try store.begin(try drivenSession(answers: 3, seed: 9))

    let found = try store.scoredAnswers(ofBank: "sample")
    #expect(found.map(\.code) == codes)
    #expect(found.map(\.person) == ["Ada", "Ada", "Ada"])
    for (sitting, session) in zip(found, sessions) {
      let counted = session.answers.filter { !$0.isVoided }
      #expect(counted.count == session.answers.count - 1)
      #expect(
        sitting.scores
          == Dictionary(uniqueKeysWithValues: counted.map { ($0.item.id, $0.score) }))
    }
    #expect(storeError { _ = try store.scoredAnswers(ofBank: "other") }?.kind == .notFound)
  }

  @Test func answersToAQuestionThatWasChangedAreLeftOut() throws {
    let store = try Store.temporary()
    let session = try finished(sampleBank(), seed: 4)
    _ = try store.begin(session)
    let before = try store.scoredAnswers(ofBank: "sample")
    // Other parameters make no other question.
    _ = try store.importBank(sampleBank(shift: 1), fileHash: nil, at: start)
    #expect(try store.scoredAnswers(ofBank: "sample") == before)

    let id = try #require(before.first?.scores.keys.sorted().first)
    let changed = sampleBank(shift: 1).items.map { item in
      guard item.id == id else { return item }
      return Item(
        id: id,
        question: Question(stem: "New?", format: .choice(options: ["a", "b"], key: 0)),
        domain: item.domain, parameters: item.parameters, licence: item.licence)
    }
    _ = try store.importBank(
      Bank(name: "sample", items: changed), fileHash: nil, at: start)
    let after = try store.scoredAnswers(ofBank: "sample")
    #expect(after.first?.scores.keys.contains(id) == false)
    #expect(after.first?.scores.count == (before.first?.scores.count ?? 0) - 1)
  }

  @Test func aFileOfResponsesHasTheItemsThatWereMadeOfIt() throws {
    let folder = try Folder()
    let workspace = try Workspace.create(at: folder.url)
    let store = try workspace.openStore()
    try folder.write(
      #"{"subject_id": "1", "responses": {"a": 1, "b": 0}}"# + "\n", to: "itembanks/raw.jsonl")
    func resolve() throws -> ResolvedBank {
      try workspace.resolveBank("raw", in: store, currentFolder: folder.url, at: start)
    }
    #expect(storeError { _ = try resolve() }?.kind == .badData)
    let bank = Bank(
      name: "raw",
      items: [Item(id: "a", parameters: LogisticModel(difficulty: 1), status: .calibrated)])
    _ = try store.importBank(bank, fileHash: nil, at: start)
    #expect(try resolve().bank == bank)
    #expect(try !resolve().isNew)
  }
}
