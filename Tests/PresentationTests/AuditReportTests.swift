import AdaptiveTesting
import Foundation
import ItemBanks
import ItemResponse
import Proctoring
import Simulation
import Testing

@testable import Presentation

@Suite struct AuditReportTests {
  /// Twelve items of which everybody is asked ten; one is harder for the second group, one has become easier, and
  /// one is retired.
  static func report(
    title: String = "Garden", groups: [String] = ["8a", "8b"]
  ) throws -> AuditReport {
    let items = (0..<12).map { number in
      Item(
        id: "item-\(number)", domain: number % 2 == 0 ? "plants" : "numbers",
        parameters: LogisticModel(
          discrimination: 1, difficulty: Double(number % 6) * 0.5 - 1.25), status: .provisional)
    }
    let bank = Bank(
      name: "garden", title: title,
      levels: [.init(from: 0, text: "seed"), .init(from: 500, text: "tree")], items: items)
    let plan = try TestPlan(
      bank: bank,
      design: Design(
        selection: .init(randomesque: 5), stopping: .init(standardError: nil, maximumItems: 10)))
    let people = SimulatedPerson.draw(240, from: .standardNormal, seed: 11)
    let sittings = people.enumerated().map { number, person in
      var person = person
      let group = groups[number % groups.count]
      func shift(_ item: Int, by logits: Double) {
        guard let model = items[item].model else { return }
        let other = SimulatedPerson(theta: person.theta + logits, seed: person.seed)
        person.scores[item] = other.score(on: model, number: item)
      }
      if group == groups.last { shift(3, by: -2) }
      if number >= 120 { shift(7, by: 2) }
      return BankAudit.Sitting(
        code: "K7F-\(100 + number)", person: "p\(number)", generation: 2,
        session: person.sitting(
          of: plan, from: start + Int64(number) * 60_000,
          under: plan.circumstances(group: group, seed: person.sittingSeed)))
    }
    let judged = Bank(
      name: bank.name, title: bank.title, levels: bank.levels,
      items: items.map { item in
        item.id == "item-11"
          ? Item(id: item.id, parameters: item.parameters, status: .retired) : item
      })
    return AuditReport(
      BankAudit(
        of: sittings, bank: judged, retired: ["item-11": start + 230 * 60_000], threads: 1),
      generation: 3)
  }

  @Test func missingAnswersAreToldWithoutRepeatingThem() {
    func words(_ counts: Int...) -> String? { AuditReport.sentence(onMissing: counts) }
    #expect(words() == nil)
    #expect(words(1) == "1 uncalibrated item needs about 1 more answer for that.")
    #expect(words(7, 7) == "2 uncalibrated items need about 7 more answers each for that.")
    #expect(
      words(3, 8)
        == "2 uncalibrated items need more answers for that, from 3 to 8, half of them 3 or fewer.")
    #expect(words(3, 8, 8) == "3 uncalibrated items need more answers for that, from 3 to 8.")
  }

  @Test func text() throws {
    let text = try Self.report().document(timeZone: SessionReportGoldens.utc).text()
    #expect(text == Self.golden)
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  @Test func jsonKeysArePromised() throws {
    let report = try Self.report()
    let object = try #require(
      try JSONSerialization.jsonObject(with: try report.json()) as? [String: Any])
    #expect(
      object.keys.sorted() == [
        "bank", "bank_hash", "bank_version", "comparisons", "cuts", "first", "generations",
        "groups",
        "items", "last", "left_out", "max_exposure", "missing_items", "overlap", "people",
        "persons",
        "rate", "retired_in_use", "sittings", "ungrouped", "unused_items",
      ])
    let items = try #require(object["items"] as? [[String: Any]])
    #expect(
      items[3].keys.sorted() == [
        "available", "cold", "drift", "due", "effective", "expected", "exposure", "fit", "given",
        "id",
        "n", "needed", "se", "shift", "status", "thirds",
      ])
    #expect(items.count { $0["due"] as? Bool == true } == report.audit.due.count)
    let comparison = try #require((object["comparisons"] as? [[String: Any]])?.first)
    #expect(
      comparison.keys.sorted() == [
        "focal", "items", "mastery", "purification", "reference", "scores", "tested",
      ])
    let item = try #require((comparison["items"] as? [[String: Any]])?.first)
    #expect(
      item.keys.sorted() == [
        "differs", "id", "logistic", "mantel_haenszel", "n_focal", "n_reference", "obstacle",
        "shift",
      ])
    #expect(object["first"] as? String == "2026-11-21T09:14:00.000Z")
    let retired = try #require((object["retired_in_use"] as? [[String: Any]])?.first)
    #expect(retired["id"] as? String == "item-11" && retired["given"] as? Int ?? 0 > 0)
  }

  @Test func namesStayText() throws {
    let hostile = "<img src=x onerror=alert(1)>\u{1B}[2J&"
    let document = try Self.report(title: hostile, groups: [hostile, "8b"]).document()
    let page = document.html(footer: hostile)
    #expect(!page.contains("<img") && !page.contains("\u{1B}"))
    #expect(page.contains("&lt;img src=x onerror=alert(1)&gt;"))
    #expect(!document.text().contains("\u{1B}"))
  }

  @Test func withoutFindingsItSaysSo() throws {
    let report = AuditReport(
      BankAudit(
        of: [], bank: try Self.report().bank, criteria: .init(cuts: [])), generation: nil)
    let text = report.document().text().replacing(/\s+/, with: " ")
    #expect(report.findings.isEmpty)
    #expect(text.contains("Nothing was found that speaks against the items."))
    #expect(text.contains("those of the file"))
    #expect(text.contains("No sitting has a group recorded"))
  }

  static let golden = """
    Garden · audit

    240 sittings by 240 people tell about 12 items. 1 item differs between groups 8a
    and 8b at equal ability; 1 item changed over time; 2 items are easier or harder
    than their parameters say; 1 item is retired and still in use. Each is explained
    below.

    bank       garden
    judged     the parameters of generation 3
    sittings   240, of generation 2
    begun      21 Nov 2026, 09:14 to 21 Nov 2026, 13:13
    people     ability −0.05 on average, SD 0.87, in logits
    overlap    .84 of the items of two sittings
    certainty  of the items named, at most 5 % are expected to be named by chance

    Fairness to groups

    Scores of finished sittings, and the share of them at or above each cut score
    group  results  people  mean  SD  ≥ 500
    8a         120     120   513  80   60 %
    8b         120     120   480  65   33 %

    Group 8b scores 32 points lower on average than group 8a (−51 to −14, with 95 %
    probability). Of its results 27 percentage points fewer are at or above 500 (−38
    to −14). Groups may differ in what they can do; that alone says nothing about
    fairness.

    item-3 is harder for group 8b than for people of the same ability in group 8a:
    by about 2.3 logits (1.5 to 3.1), p < .001 after correction for 12 items;
    Mantel–Haenszel Δ 5.5 ± 1.1, class C (large).

    Group 8b against 8a: items with a probability below .05 before correction; above
    0 it is harder for 8b, as is a Δ below 0
    item    answers  harder by  95 % interval  corrected p   MH Δ     logistic p
    item-3  112+107       2.32   1.49 to 3.15        <.001  −5.45  C       <.001

    A difference at equal ability does not say why. The item may ask for something
    besides what the test measures, such as words or a setting that one group knows
    less well; or the groups were taught differently, which is no fault of the item.
    Let people who know the group read it before it is kept or retired.

    Items that changed over time

    item-7  changed after sitting K7F-218 of 21 Nov 2026, 11:12 (corrected p <.001);
            over all it is 0.7 logits easier than its parameters say.

    An item becomes easier when it gets around or when its topic has been taught
    since, and harder when what it asks goes out of date. Ask whether its question
    is known outside; until then hold it back.

    Items easier or harder than their parameters say

    item-3  0.7 logits harder ± 0.16, corrected p <.001: it differs between groups
            8a and 8b, see above.
    item-7  0.7 logits easier ± 0.17, corrected p <.001: it changed over time, see
            above.

    Exposure

    How often the 11 items in use were given, as a share of the sittings that could
    have given them
    never        ░░░░░░░░░░░░░░░░░░░░░░░░  0 items
    up to .01    ░░░░░░░░░░░░░░░░░░░░░░░░  0 items
    .01 to .05   ░░░░░░░░░░░░░░░░░░░░░░░░  0 items
    .05 to .10   ░░░░░░░░░░░░░░░░░░░░░░░░  0 items
    .10 to .20   ░░░░░░░░░░░░░░░░░░░░░░░░  0 items
    .20 to .30   ░░░░░░░░░░░░░░░░░░░░░░░░  0 items
    .30 to .50   ░░░░░░░░░░░░░░░░░░░░░░░░  0 items
    .50 to 1.00  ████████████████████████  11 items

    Given most often
    item     domain   given  rate
    item-8   plants     222   .93
    item-1   numbers    221   .92
    item-3   numbers    219   .91
    item-9   numbers    219   .91
    item-2   plants     215   .90
    item-4   plants     210   .88
    item-7   numbers    201   .84
    item-10  plants     197   .82
    item-5   numbers    188   .78
    item-0   plants     186   .78

    Retired items still in use

    item-11  given 4 times since it was retired.

    A sitting keeps the generation of the bank that it began with. Where a retired
    item must not be seen again, end those sittings.

    Calibration

    No item is due to be calibrated. 11 uncalibrated items need more answers for
    that, from 3 to 116, half of them 39 or fewer.

    All items

    Rate: share of the sittings that could have given it. Shift: logits by which it
    is harder than its parameters say. Corrected p of shift, drift and misfit. SE:
    of its difficulty, were it calibrated from these answers
    item     status       given  rate  shift      p  drift p  infit     p    SE  due
    item-0   provisional    186   .78   0.07   .823     .810   0.98  .852  0.18
    item-1   provisional    221   .92   0.12   .779     .444   1.06  .617  0.15
    item-2   provisional    215   .90   0.02   .899     .549   0.99  .852  0.15
    item-3   provisional    219   .91   0.72  <.001     .549   0.96  .617  0.16
    item-4   provisional    210   .88   0.07   .823     .894   0.98  .852  0.16
    item-5   provisional    188   .78  −0.13   .779     .549   1.00  .976  0.18
    item-6   provisional    166   .69  −0.13   .779     .894   0.96  .852  0.20
    item-7   provisional    201   .84  −0.68  <.001    <.001   0.92  .449  0.17
    item-8   provisional    222   .93  −0.05   .823     .444   0.96  .617  0.15
    item-9   provisional    219   .91  −0.14   .779     .444   0.99  .852  0.15
    item-10  provisional    197   .82   0.23   .539     .894   0.97  .852  0.17
    item-11  retired        156   .65  −0.31   .362     .797   1.18  .449  0.18
    """ + "\n"
}
