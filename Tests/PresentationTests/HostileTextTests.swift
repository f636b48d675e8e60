import AdaptiveTesting
import Foundation
import ItemBanks
import ItemResponse
import Terminal
import Testing

@testable import Presentation

/// Text from banks and people that would clear the screen, change colours, ring, reorder what is
/// read or break lines.
struct HostileTextTests {
  private static let poison =
    "a\u{1B}[2J\u{1B}]0;x\u{7}b\u{9B}31mc\u{202E}d\u{2066}e\u{2028}f\rg\u{7F}h\ti\u{0}j"

  private let bank: Bank = {
    let poison = HostileTextTests.poison
    let questions = [
      Question(stem: poison, format: .choice(options: [poison, "plain"], key: 0)),
      Question(
        stem: "```\n\(poison)\n```", format: .multiple(options: [poison, "x"], keys: [0, 1])),
      Question(stem: poison, format: .numeric(answer: 1, tolerance: 0, unit: poison)),
      Question(stem: poison, format: .text(answers: [poison], exact: false)),
    ]
    return Bank(
      name: "hostile", title: poison, about: poison,
      domains: [.init(id: "a", title: poison), .init(id: "b", title: poison + "2")],
      levels: [.init(from: 0, text: poison)],
      practice: Item(id: "p", question: questions[0]), source: poison, licence: poison,
      items: questions.enumerated().map { index, question in
        Item(
          id: "i\(index)", question: question, domain: index % 2 == 0 ? "a" : "b",
          parameters: LogisticModel(discrimination: 1, difficulty: Double(index)),
          rationale: poison, misconceptions: ["A": poison], source: poison, licence: poison)
      })
  }()

  private func session() throws -> TestSession {
    var session = try TestSession(
      bank: bank, design: Design(feedback: .init(showsMissedItems: true)), seed: 1)
    session.begin(at: start)
    while case .presented = session.advance(at: start).kind {
      session.note(Self.poison, by: .student, at: start)
      let isText = if case .text = session.currentItem?.question?.format { true } else { false }
      session.record(isText ? Self.poison : "B", at: start)
    }
    return session
  }

  private func expectSafe(_ text: String, _ what: String = "", lines: Bool = true) {
    for scalar in text.unicodeScalars where !(lines && scalar == "\n") {
      let category = scalar.properties.generalCategory
      let isHostile =
        [.control, .lineSeparator, .paragraphSeparator].contains(category)
        || scalar.properties.isBidiControl
      #expect(!isHostile, "U+\(String(scalar.value, radix: 16)) in \(what)")
    }
  }

  private func expectSafe(_ screen: some Screen, keys: [[Key]] = [[]]) {
    for (rows, columns) in [(24, 80), (12, 40)] {
      for keys in keys {
        let canvas = screen.picture(keys, rows: rows, columns: columns)
        for line in canvas.lines { expectSafe(line, "\(type(of: screen))", lines: false) }
        for line in canvas.lines { #expect(DisplayWidth.of(line) <= columns) }
      }
    }
  }

  @Test func screens() throws {
    expectSafe(WelcomeScreen(bank: bank, design: Design(), person: Self.poison))
    expectSafe(WelcomeScreen(bank: bank, design: Design()).after([.paste(Self.poison)]))
    for item in bank.items {
      var shown = view(of: item.question!, domain: Self.poison)
      shown.title = Self.poison
      var screen = ItemScreen(shown)
      expectSafe(
        screen, keys: [[], [.character("?")], [.character("n"), .character("x")], [.escape]])
      screen.say(Self.poison)
      expectSafe(screen)
      expectSafe(screen.after([.paste(Self.poison)]))
    }
    let entry = HomeScreen.Entry(title: Self.poison, detail: Self.poison, effect: .take("hostile"))
    expectSafe(HomeScreen(unfinished: [entry], banks: [entry]), keys: [[], [.down]])
    expectSafe(PageScreen(title: Self.poison, text: Self.poison, next: "go on"))

    var row = finishedRow(Self.poison, Self.poison, score: 500, before: 9, group: Self.poison)
    row.bankTitle = Self.poison
    var sittings = SittingsScreen(rows: [row], now: start)
    expectSafe(
      sittings,
      keys: [[], [.character("f"), .end, .character(" ")], [.character("/"), .character("a")]])
    expectSafe(sittings.after([.key(.character("/")), .paste(Self.poison), .key(.enter)]))
    sittings.say(Self.poison)
    expectSafe(sittings)
    var other = row
    other.bank = "other"
    var student = StudentScreen(student: Self.poison, rows: [row, other], now: start)
    expectSafe(student, keys: [[], [.tab], [.character("p")]])
    student.say(Self.poison)
    expectSafe(student)

    let session = try session()
    let result = ResultSummary(session, header: header(of: session, person: Self.poison))
    expectSafe(ResultScreen(result), keys: [[], [.end]])
    let missed = MissedItemsScreen(title: result.title, answers: result.missed)
    expectSafe(missed, keys: [[], [.right], [.right, .end]])

    var sitting = SittingScreen(
      SessionReport(session, header: header(of: session, person: Self.poison)), isOpen: true,
      now: start, isReviewComplete: true)
    expectSafe(
      sitting,
      keys: SittingScreen.Pane.allCases.map { [$0.key] } + [[.right], [.left]]
        + "vtarx".map { [.character($0), .enter] } + [[.character("3"), .end]])
    sitting.say(Self.poison)
    expectSafe(sitting)
    expectSafe(sitting.after([.key(.character("a")), .paste(Self.poison)]))
  }

  @Test func reports() throws {
    let session = try session()
    let header = header(of: session, person: Self.poison)
    let report = try SessionReport(SessionLog(header: header, events: session.events), bank: bank)
    for audience in ReportAudience.allCases {
      expectSafe(report.text(for: audience), "report for \(audience)")
      expectSafe(report.document(for: audience).html(), "page for \(audience)")
      // A cell may hold the line ends that RFC 4180 writes after each record, and no others.
      let table = String(decoding: [report].csv(for: audience), as: UTF8.self)
      expectSafe(table.replacing("\r\n", with: "\n"), "CSV for \(audience)")
    }
    expectSafe(ClassReport([report, report]).document().text(), "class report")
    expectSafe(String(decoding: try report.json(), as: UTF8.self), "JSON")
    let object = try JSONSerialization.jsonObject(with: try report.json()) as? [String: Any]
    // Nothing is lost on the way to another program.
    #expect(object?["person"] as? String == Self.poison)
    let description = BankDescription(bank, generation: 1)
    expectSafe(description.text, "bank")
    for item in bank.items { expectSafe(try #require(description.text(ofItem: item.id)), item.id) }
  }

  @Test func markupAndFormulasAreText() throws {
    let hostile = "=1+1,\"<script>alert('x')</script>&"
    let session = try session()
    let report = SessionReport(session, header: header(of: session, person: hostile))
    let escaped = "=1+1,&quot;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;"
    for page in [
      report.document().html(footer: hostile), report.document(for: .student).html(),
      ClassReport([report, report]).document().html(),
    ] {
      #expect(page.contains(escaped))
      #expect(!page.contains("<script"))
    }
    for audience in ReportAudience.allCases {
      let table = String(decoding: [report].csv(for: audience), as: UTF8.self)
      #expect(table.contains(#","'=1+1,""<script>alert('x')</script>&","#))
    }
  }

  @Test func plainLines() throws {
    let session = try session()
    let result = ResultSummary(session, header: header(of: session, person: Self.poison))
    expectSafe(PlainText.result(result), "result")
    for answer in session.answers {
      let question = try #require(answer.item.question)
      expectSafe(PlainText.feedback(on: answer), "feedback")
      expectSafe(PlainText.question(view(of: question, domain: Self.poison)), "question")
      expectSafe(PlainText.prompt(question), "prompt")
      expectSafe(PlainText.confirmation(question, answer.response), "confirmation")
    }
  }
}
