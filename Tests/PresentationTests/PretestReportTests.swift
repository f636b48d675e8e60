import AdaptiveTesting
import Foundation
import ItemBanks
import ItemResponse
import Testing

@testable import Presentation

/// What people read of items that are given and not scored.
struct PretestReportTests {
  private static var bank: Bank {
    let sample = sampleBank()
    let trial = ["new-1", "new-2"].map {
      Item(id: $0, question: flour, domain: sample.items[0].domain, status: .pretest)
    }
    return Bank(
      name: sample.name, title: sample.title, domains: sample.domains, items: sample.items + trial)
  }

  private static var design: Design {
    var design = sampleDesign
    design.pretest = .init(.places([1, 3]))
    return design
  }

  /// Ten questions, eight of them scored; both on trial are answered wrong.
  private func answered() throws -> TestSession {
    try sitting(
      [false, true, false] + [true, false, true, false, true, false, true],
      bank: Self.bank, design: Self.design)
  }

  private func report(_ session: TestSession) throws -> SessionReport {
    try SessionReport(
      SessionLog(header: header(of: session), events: session.events), bank: session.bank)
  }

  @Test func answersAreMarked() throws {
    let session = try answered()
    #expect(session.answers.count == 10 && session.status == .finished)
    for audience in [ReportAudience.proctor, .psychometrician] {
      let text = try report(session).text(for: audience, columns: 100)
      #expect(text.contains("10 answers"))
      #expect(text.contains("2 in the bank, 2 given; they are not scored"))
      #expect(
        text.split(separator: "\n").count { $0.contains("wrong, not scored") } == 2, "\(text)")
      #expect(
        text.contains("a pretest item, drawn from 2: given, not scored")
          == (audience == .psychometrician))
    }
  }

  /// In the table and the details of a sitting's screen as well.
  @Test func theScreenMarksThem() throws {
    let report = try report(try answered())
    let given = report.givenItems
    let rows = report.table(of: given).rows
    #expect(rows.indices.filter { rows[$0][4] == "trial" } == [0, 2])
    #expect(rows.indices.filter { rows[$0][9].isEmpty } == [0, 2])
    for (index, item) in given.enumerated() {
      let words = report.outcomeFacts(of: item).map(\.value).joined(separator: "\n")
      #expect(words.contains("on trial: not scored") == [0, 2].contains(index))
      #expect(words.contains("it told") == ![0, 2].contains(index))
    }
  }

  @Test func contentCountsWhatIsScored() throws {
    let report = try report(try answered())
    #expect(report.domainContents.reduce(0) { $0 + $1.given } == 8)
    #expect(abs(report.domainContents.reduce(0) { $0 + $1.share } - 1) < 1e-12)
  }

  @Test func theJSONTellsThemApart() throws {
    let object = try #require(
      try JSONSerialization.jsonObject(with: report(try answered()).json()) as? [String: Any])
    #expect(object["pretest_items"] as? Int == 2)
    let items = try #require(object["items"] as? [[String: Any]])
    #expect(items.map { $0["pretest"] as? Bool ?? false } == (1...10).map { [1, 3].contains($0) })
    #expect((items[0]["why"] as? [String: Any])?["pretest"] as? Bool == true)
    #expect((items[1]["why"] as? [String: Any])?["pretest"] == nil)
  }

  @Test func theStudentIsToldThatTheyDidNotCount() throws {
    let session = try answered()
    let text = try report(session).text(for: .student).replacingOccurrences(of: "\n", with: " ")
    #expect(text.contains("2 questions were on trial for later tests and did not count"), "\(text)")
    let result = ResultSummary(session, header: header(of: session))
    #expect(result.questionCount == 10)
    #expect(result.missed.count == 3 && !result.missed.contains { $0.isPretest })
    #expect(result.domains.reduce(0) { $0 + $1.questionCount } == 8)
  }

  /// Nothing on the screen tells an item on trial from another, and the outlook holds.
  @Test func theyLookLikeAnyOther() throws {
    var design = Self.design
    design.stopping = .init(standardError: nil, maximumItems: 6)
    var session = try TestSession(bank: Self.bank, design: design, seed: 1)
    session.begin(at: start)
    session.advance(at: start)
    #expect(session.current?.isPretest == true)
    let view = try #require(ItemView(session, at: start))
    #expect(view.label == "Question 1" && view.remaining == 7...7 && view.outlook != nil)
    session.record("A", at: start)
    session.advance(at: start)
    let next = try #require(ItemView(session, at: start))
    #expect(next.label == "Question 2" && next.remaining == 6...6)
  }

  /// Only one on trial was answered before the end: there is no score.
  @Test func withoutScoredAnswersThereIsNoScore() throws {
    var session = try sitting([true], bank: Self.bank, design: Self.design)
    session.end(reason: "alarm", by: "proctor", at: start + 60_000)
    let report = try report(session)
    #expect(session.answers.count == 1 && !report.hasScore && report.reliability == nil)
    #expect(ResultSummary(session, header: header(of: session)).score == nil)
  }

  @Test func theWelcomeCountsThem() {
    func welcome(_ seeding: Design.Pretest.Seeding, _ stopping: Design.Stopping) -> String {
      let design = Design(stopping: stopping, pretest: .init(seeding))
      let text = StudentText.welcome(bank: Self.bank, design: design)
      return String(text.split(separator: "\n").last ?? "")
    }
    let fixed = Design.Stopping(standardError: nil, maximumItems: 5)
    #expect(welcome(.places([2, 4]), fixed).hasPrefix("There are 7 questions."))
    #expect(welcome(.items(1, in: 2...5), fixed).hasPrefix("There are 6 questions."))
    // No more than the bank has.
    #expect(welcome(.places([1, 2, 3]), fixed).hasPrefix("There are 7 questions."))
    #expect(
      welcome(.places([2, 7]), .init(minimumItems: 4, maximumItems: 8)).hasPrefix(
        "There are between 5 and 10 questions"))
  }
}
