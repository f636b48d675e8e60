import AdaptiveTesting
import Foundation
import ItemBanks
import Testing

@testable import Presentation

struct ClassReportTests {
  private static let patterns: [(String, [Bool])] = [
    ("Mira", mixed), ("Noor", mixed.map(!)),
    ("Ole", [true, true, true, true, false, true, true, true]),
    ("Pia", [true, false]),
  ]

  /// Three who finished, one who did not.
  static func report() throws -> ClassReport {
    ClassReport(
      try patterns.enumerated().map { number, person in
        let session = try sitting(person.1)
        return SessionReport(
          session, header: header(of: session, person: person.0, code: "K7F-2Q\(number)"))
      })
  }

  @Test func text() throws {
    let text = try Self.report().document(timeZone: SessionReportGoldens.utc)
      .text(hasFigures: false)
    #expect(
      text
        == """
        Numeracy · class report

        4 people sat this test in 4 sittings. 1 of them is left out of the numbers
        below: not finished, ruled out or without an answer that counts. Scores go from
        422 to 669; the mean is 557. Nothing was found that a proctor should look at.

        bank            numeracy
        generation      3
        begun           21 Nov 2026, 09:14
        results         3
        mean            557
        SD              125
        quartiles       501, 579, 624
        pairs compared  1, 0 to look at

        Sittings

        person  sitting  state     items  time  score  95 % interval  to look at
        Mira    K7F-2Q0  finished      8  1:20    579        468–691
        Noor    K7F-2Q1  finished      8  1:20    422        311–534
        Ole     K7F-2Q2  finished      8  1:20    669        552–786
        Pia     K7F-2Q3  running       2  0:20    506        350–662

        Items

        The share of the points that was got (the p-value), and what the items' models
        expect of these people
        item     domain             given  right  mean s  share  expected
        item-10  Words and numbers      3      2      10    .67       .58
        item-11  Amounts                2      1      10    .50       .67
        item-12  Words and numbers      2      2      10   1.00       .62
        item-13  Amounts                2      1      10    .50       .56
        item-14  Words and numbers      2      1      10    .50       .50
        item-15  Amounts                2      1      10    .50       .43
        item-16  Words and numbers      1      1      10   1.00       .48
        item-3   Amounts                1      1      10   1.00       .69
        item-4   Words and numbers      1      1      10   1.00       .63
        item-5   Amounts                1      0      10    .00       .57
        item-6   Words and numbers      1      0      10    .00       .49
        item-7   Amounts                1      0      10    .00       .43
        item-8   Words and numbers      2      2      10   1.00       .56
        item-9   Amounts                3      2      10    .67       .63
        """ + "\n")
  }

  @Test func whatDoesNotStandIsLeftOut() throws {
    let report = try Self.report()
    #expect(report.counted.map(\.header.person) == ["Mira", "Noor", "Ole"])
    let scores = report.counted.map { 500 + 100 * $0.session.estimate.theta }.sorted()
    let distribution = try #require(report.distribution)
    #expect(distribution.mean == scores.reduce(0, +) / 3)
    #expect(distribution.quantile(0.5) == scores[1])
    #expect(abs(distribution.quantile(0.25) - (scores[0] + scores[1]) / 2) < 1e-9)

    var voided = report.reports[0].session
    voided.void(nil, reason: "wrong room", by: "Ms Reed", at: start + 99_000)
    let others = [
      SessionReport(voided, header: report.reports[0].header), report.reports[1],
    ]
    #expect(ClassReport(others).counted.map(\.header.person) == ["Noor"])
  }

  /// Against counting by hand in the sittings.
  @Test func itemsAreCounted() throws {
    let report = try Self.report()
    let answers = report.reports.prefix(3).flatMap { report in
      report.session.answers.map { ($0, report.session.estimate.theta) }
    }
    #expect(report.items.map(\.id) == Set(answers.map(\.0.item.id)).sorted())
    for item in report.items {
      let own = answers.filter { $0.0.item.id == item.id }
      #expect(item.given == own.count)
      #expect(item.right == own.count { $0.0.score == 1 })
      #expect(item.share == Double(item.right) / Double(own.count))
      #expect(item.meanSeconds == 10)
      let expected = own.map { $0.0.item.parameters!.probability(of: 1, at: $0.1) }
      let mean = expected.reduce(0, +) / Double(own.count)
      #expect(abs(try #require(item.expectedShare) - mean) < 1e-12)
    }
  }

  @Test func psychometriciansSeeAbilities() throws {
    let document = try Self.report().document(for: .psychometrician)
    #expect(document.text(columns: 120).contains("reliability"))
    #expect(!(try Self.report().document().text(columns: 120)).contains("reliability"))
  }

  @Test func oneSittingWithoutAnswers() throws {
    let session = try sitting([])
    let report = ClassReport([SessionReport(session, header: header(of: session))])
    let text = report.document().text()
    #expect(text.contains("1 person sat this test in 1 sitting. 1 of them is left out"))
    #expect(report.items.isEmpty && report.distribution == nil)
  }

  @Test func severalAreJoinedEachOnItsSheet() throws {
    let reports = try Self.report().reports
    let joined = ReportDocument.joined(
      reports.map { $0.document(for: .student) }, title: "Results")
    #expect(joined.html().components(separatedBy: "<hr>").count == reports.count)
    #expect(joined.text().components(separatedBy: "\n────").count == reports.count)
    let one = reports[0].document(for: .student)
    #expect(ReportDocument.joined([one], title: "Results").text() == one.text())
  }
}
