import Calibration
import Foundation
import ItemBanks
import ItemResponse
import Numerical
import Testing

@testable import Presentation

@Suite struct CalibrationReportTests {
  private static func shipped(_ name: String) throws -> ResponseMatrix {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    var reader = ResponseReader()
    reader.read(contentsOf: root.appending(path: "itembanks/\(name).jsonl").path)
    return try #require(reader.finish().matrix)
  }

  private static func report(
    _ responses: ResponseMatrix, _ calibrator: Calibrator = Calibrator()
  ) throws -> CalibrationReport {
    let result = try calibrator.calibrate(responses)
    var report = CalibrationReport(
      result, of: responses, classical: ClassicalStatistics(responses))
    report.seconds = 0.003
    report.reliability = result.empiricalReliability(responses)
    report.itemFit = result.itemFit(responses)
    report.modelFit = try? result.modelFit(responses)
    return report
  }

  private static func fields(_ report: CalibrationReport) throws -> [String: Any] {
    try #require(
      JSONSerialization.jsonObject(with: report.json()) as? [String: Any])
  }

  /// LSAT7 (Bock & Lieberman 1970); log-likelihood, parameters, M2 and S-X² as mirt's help pages and
  /// vignettes print them for its 2PL.
  @Test func aReportReadsAtEightyColumns() throws {
    let text = try Self.report(try Self.shipped("lsat7")).text()
    let steps = try #require(text.firstMatch(of: /after \d+ steps/)).output
    #expect(
      text.replacing(steps, with: "after N steps") == """
        2PL · 1000 persons × 5 items · 5000 responses, none missing
        log-likelihood −2658.805   AIC 5337.61   BIC 5386.69   SABIC 5354.93
        reliability .45   alpha .45   fit: RMSEA .037 [.009, .065]
        M2 11.94 on 5 df, p .036   SRMSR .032   TLI .937   CFI .968
        converged after N steps in 3 ms
        Persons whose ability has no upper or lower end: 308 with everything right and
        12 with everything wrong.

        item     n     p    r     a   SE      b   SE  outfit   S-X²  df     p
        1     1000  .828  .25  0.99  .18  −1.88  .26    1.00   4.75   2  .093
        2     1000  .658  .25  1.08  .17  −0.75  .11    1.00  14.45   2  .001
        3     1000  .772  .31  1.71  .32  −1.06  .12    1.00   1.27   2  .529
        4     1000  .606  .22  0.76  .13  −0.64  .13    1.00   5.24   2  .073
        5     1000  .843  .17  0.74  .15  −2.52  .45    1.00   0.94   2  .625

        θ                 −4    −3    −2    −1     0     1     2     3     4
        information     0.29  0.57  1.08  1.46  0.92  0.40  0.17  0.07  0.03
        standard error  1.87  1.33  0.96  0.83  1.04  1.58  2.43  3.74  5.72

        1 item to look at
        2  its curve does not fit the answers (S-X² 14.5 on 2 df, p .001).

        """)
  }

  @Test(arguments: [40, 60, 80]) func noLineIsTooLong(columns: Int) throws {
    var report = try Self.report(
      try Self.shipped("lsat7"), Calibrator(model: .fourPL, priors: .weak(for: .fourPL)))
    report.remarks = ["Some remark that is rather long, so that it has to be put on two lines."]
    let lines = report.text(columns: columns).split(separator: "\n")
    for line in lines {
      #expect(line.count <= columns, "\(line)")
    }
  }

  @Test func theKeysOfTheDocumentAreThere() throws {
    var report = try Self.report(try Self.shipped("lsat6"))
    report.abilityMethod = .eap
    report.abilities = [
      .init(id: "x", responses: 5, proportionCorrect: 1, theta: 0.5, standardError: 0.8)
    ]
    let fields = try Self.fields(report)
    for key in [
      "model", "persons", "items", "responses", "log_likelihood", "parameters", "aic", "bic",
      "iterations", "converged", "reliability", "seconds", "item_parameters", "abilities",
    ] {
      #expect(fields[key] != nil, "\(key)")
    }
    let items = try #require(fields["item_parameters"] as? [[String: Any]])
    #expect(items.count == 5)
    for key in [
      "id", "n", "p", "r_pbis", "a", "b", "c", "d", "se_a", "se_b", "infit", "outfit", "s_x2",
      "flags",
    ] {
      #expect(items[0][key] != nil, "\(key)")
    }
    let interval = try #require(items[0]["interval_b"] as? [Double])
    let (b, error) = (
      try #require(items[0]["b"] as? Double), try #require(items[0]["se_b"] as? Double)
    )
    #expect(abs(interval[0] - (b - 1.959964 * error)) < 1e-6)
    #expect(abs(interval[1] - (b + 1.959964 * error)) < 1e-6)
    #expect(items[0]["interval_c"] is NSNull, "nothing was estimated")
    #expect(try report.json().last == UInt8(ascii: "\n"))
  }

  @Test func theWorstItemsComeFirstWithTheirReasons() throws {
    // 'turned' is missed by the able, 'same' known by all, 'none' unseen.
    var generator = SeededGenerator(seed: 11)
    let scores: [[Int?]] = (0..<400).map { person in
      let ability = Double(person) / 100 - 2
      let answers = (0..<5).map { item in
        generator.uniform() < logistic(1.5 * (ability - 0.3 * Double(item) + 0.6)) ? 1 : 0
      }
      return answers[0..<4].map { $0 } + [1 - answers[4], 1] as [Int?] + [nil]
    }
    let items = ["a", "b", "c", "d", "turned", "same", "none"]
    let report = try Self.report(
      ResponseMatrix(items: items, scores: scores), Calibrator(allowsNegativeDiscrimination: true))
    let order = report.concerns.map(\.item.id)
    #expect(Array(order.prefix(3)) == ["turned", "none", "same"])
    let text = report.text()
    #expect(text.contains("able people miss it more often"))
    #expect(text.contains("nobody answered it"))
    #expect(text.contains("everybody had it right"))
    let records = try #require(try Self.fields(report)["item_parameters"] as? [[String: Any]])
    #expect(records[6]["a"] is NSNull)
    #expect((records[6]["flags"] as? [String])?.contains("never_seen") == true)
  }

  @Test func whatIsNotToBeTrustedSaysSo() throws {
    let responses = try Self.shipped("lsat7")
    let report = try Self.report(responses, Calibrator(maximumIterations: 1))
    #expect(!report.isTrustworthy)
    #expect(report.text().contains("NOT CONVERGED"))
    #expect(try Self.fields(report)["trustworthy"] as? Bool == false)
  }

  @Test func textFromFilesCannotSteerTheTerminal() throws {
    let scores = (0..<100).map { [$0 % 2, $0 / 2 % 2, $0 / 50] as [Int?] }
    let report = try Self.report(
      ResponseMatrix(items: ["\u{1B}[2J", "b\u{7}", "c"], scores: scores),
      Calibrator(priors: .weak(for: .twoPL)))
    #expect(!report.text().unicodeScalars.contains { $0.value < 32 && $0 != "\n" })
  }

  @Test func scoresAreALineEach() throws {
    let estimate = AbilityEstimate(
      theta: 1, standardError: 0.5, method: .eap, standardErrorKind: .posteriorSD)
    let report = ScoreReport(
      [
        .init(subject: "s1", responses: 3, estimate: estimate, fallbackFrom: .mle),
        .init(subject: "s2", responses: 0, estimate: nil, fallbackFrom: nil),
      ], scale: .init(mean: 500, standardDeviation: 100))
    #expect(
      report.text() == """
        subject  n     θ    SE  score  by
        s1       3  1.00  0.50    600  EAP, no finite MLE
        s2       0  –                  nothing to score

        """)
    #expect(
      String(decoding: try report.json(), as: UTF8.self) == """
        {"fallback_from":"mle","method":"eap","n":3,"scaled":600,"se":0.5,"se_kind":"posterior_sd","subject_id":"s1","theta":1}
        {"method":null,"n":0,"scaled":null,"se":null,"se_kind":null,"subject_id":"s2","theta":null}

        """)
  }

  @Test func observedProportionsAreDrawnOverTheCurve() throws {
    let bank = Bank(
      name: "b",
      items: [Item(id: "i", parameters: LogisticModel(difficulty: 0), status: .calibrated)])
    let text = try #require(
      BankDescription(bank, generation: 1).text(
        ofItem: "i", observed: [.init(theta: -1, proportion: 0.3, persons: 30)]))
    #expect(text.contains("●"))
    #expect(text.contains("30 persons, in 1 group"))
    #expect(
      try #require(BankDescription(bank, generation: 1).text(ofItem: "i")).contains("●") == false)
  }
}
