import AdaptiveTesting
import Foundation
import ItemBanks
import ItemResponse
import Simulation
import Testing

/// What was planted is there, by counting; what looks for it is tested in `ProctoringTests`.
@Suite struct DemoClassTests {
  static let plan: TestPlan = {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "itembanks/numeracy.jsonl")
    do {
      let bank = BankFile(try Data(contentsOf: file), file: "numeracy").bank!
      return try TestPlan(bank: bank, design: try Design(bank.design!))
    } catch { fatalError("\(file.path): \(error)") }
  }()
  static let demo = DemoClass(plan: plan, seed: 1)

  private var sittings: [DemoClass.Sitting] { Self.demo.sittings }
  private var planted: DemoClass.Planted { Self.demo.planted }

  @Test func everySittingReplays() throws {
    #expect(sittings.count == DemoClass.count && sittings.count >= 200)
    for sitting in sittings {
      let replayed = try TestSession(
        replaying: sitting.session.events, plan: Self.plan, seed: sitting.session.seed)
      #expect(replayed.estimate == sitting.session.estimate)
    }
  }

  @Test func theSeedDecidesAll() {
    let again = DemoClass(plan: Self.plan, seed: 1, threads: 1)
    #expect(again.planted == planted)
    #expect(again.sittings.map(\.student) == sittings.map(\.student))
    #expect(again.sittings.map(\.session.events) == sittings.map(\.session.events))
    let other = DemoClass(plan: Self.plan, seed: 2)
    #expect(other.planted != planted)
    #expect(other.sittings[0].session.events != sittings[0].session.events)
  }

  @Test func groupsAreRecordedAndStudentsSitOnceOrTwice() throws {
    for sitting in sittings {
      guard case .started(let circumstances) = try #require(sitting.session.events.first).kind
      else { throw Unexpected() }
      #expect(circumstances.group == sitting.group)
    }
    let byStudent = Dictionary(grouping: sittings, by: \.student)
    #expect(byStudent.count == DemoClass.studentCount)
    #expect(byStudent.values.allSatisfy { $0.count <= 2 && Set($0.map(\.group)).count == 1 })
    let sizes = Dictionary(grouping: byStudent.values, by: { $0[0].group }).mapValues(\.count)
    #expect(sizes.count == 2 && sizes.values.allSatisfy { $0 > 100 })
  }

  @Test func sittingsAreOnWeekdaysOfSixWeeksInOrder() throws {
    let begins = sittings.map(\.begin)
    #expect(zip(begins, begins.dropFirst()).allSatisfy(<))
    let day: Int64 = 86_400_000
    let days = Set(begins.map { ($0 - DemoClass.firstMonday) / day })
    #expect(days.allSatisfy { $0 % 7 < 5 } && days.count == 30 && days.max() == 39)
    // 1970 began on a Thursday.
    #expect((DemoClass.firstMonday / day + 3) % 7 == 0 && DemoClass.firstMonday % day == 0)
  }

  @Test func responsesAreAnswersThatPeopleCanGive() throws {
    for answer in sittings.flatMap(\.session.answers) {
      let question = try #require(answer.item.question)
      #expect(try question.answer(from: answer.response) == answer.response)
      #expect(answer.item.score(answer.response) == answer.score)
      #expect(answer.milliseconds >= 500 && answer.milliseconds < 30 * 60_000)
    }
  }

  @Test func rapidGuessersAreTheOnlyOnes() {
    let rapid = sittings.indices.filter { number in
      let answers = sittings[number].session.answers
      return answers.count { $0.milliseconds <= 2000 } * 2 > answers.count
    }
    #expect(rapid == planted.rapidGuessers && rapid.count == 4)
  }

  @Test func theCopierHandsInTheSame() throws {
    let source = sittings[planted.copiedPair.source]
    let copier = sittings[planted.copiedPair.copier]
    #expect(source.student != copier.student)
    #expect(source.session.answers.map(\.item.id) == copier.session.answers.map(\.item.id))
    #expect(source.session.answers.map(\.response) == copier.session.answers.map(\.response))
    #expect(source.session.answers.count { $0.score == 0 } >= 4)
    #expect(abs(copier.begin - source.begin) < 90_000)
    for (number, one) in sittings.enumerated() {
      for other in sittings[(number + 1)...] where one.session.answers.count >= 8 {
        let isSame = one.session.answers.map(\.response) == other.session.answers.map(\.response)
        #expect(!isSame || (one.student, other.student) == (source.student, copier.student))
      }
    }
  }

  @Test func sittingsAreAsProctorsAndStudentsLeftThem() {
    func all(_ isSo: (TestSession) -> Bool) -> [Int] {
      sittings.indices.filter { isSo(sittings[$0].session) }
    }
    #expect(all { $0.status == .paused } == planted.paused && planted.paused.count == 3)
    #expect(all { $0.status == .running } == planted.running && planted.running.count == 2)
    #expect(all { $0.stopReason == .endedByProctor } == [planted.endedByProctor])
    #expect(all(\.isVoided) == [planted.voided])
    #expect(all { !$0.reviews.isEmpty } == [planted.reviewed])
    #expect(all { $0.events.contains { $0.name == .noted } } == planted.noted)
    #expect(planted.noted.count == 2)
    #expect(all { $0.answers.isEmpty } == [])
  }

  // MARK: Items

  /// Scores on an item against what people of their ability are expected to score under it when it is harder by
  /// so many logits, in standard errors.
  private func deviation(
    _ item: String, harder logits: Double, among numbers: [Int]
  ) throws -> Double {
    let odd = planted.rapidGuessers + [planted.copiedPair.copier]
    var (sum, variance) = (0.0, 0.0)
    for number in numbers where !odd.contains(number) {
      guard let answer = sittings[number].session.answers.first(where: { $0.item.id == item })
      else { continue }
      let model = try #require(answer.item.parameters)
      let p = model.probability(at: sittings[number].theta - logits)
      sum += Double(answer.score) - p
      variance += p * (1 - p)
    }
    try #require(variance > 1)
    return sum / variance.squareRoot()
  }

  @Test func oneItemIsEasierInTheSecondHalf() throws {
    let drift = planted.driftingItem
    #expect(drift.from == sittings.count / 2)
    let early = Array(0..<drift.from)
    let late = Array(drift.from..<sittings.count)
    #expect(abs(try deviation(drift.item, harder: 0, among: early)) < 3)
    #expect(try deviation(drift.item, harder: 0, among: late) > 4)
    #expect(abs(try deviation(drift.item, harder: -drift.logits, among: late)) < 3)
  }

  @Test func oneItemIsHarderForOneGroup() throws {
    let differing = planted.differingItem
    #expect(differing.item != planted.driftingItem.item)
    let focal = sittings.indices.filter { sittings[$0].group == differing.group }
    let others = sittings.indices.filter { sittings[$0].group != differing.group }
    #expect(abs(try deviation(differing.item, harder: 0, among: others)) < 3)
    #expect(try deviation(differing.item, harder: 0, among: focal) < -4)
    #expect(abs(try deviation(differing.item, harder: differing.logits, among: focal)) < 3)
  }

  private struct Unexpected: Error {}
}
