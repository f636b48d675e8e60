import ItemBanks
import Testing

@testable import Presentation

struct PlainTextTests {
  typealias Line = PlainText.Line

  @Test(arguments: [
    ("", Line.empty), ("  \t ", .empty), ("help", .help), ("?", .help), ("/help", .help),
    ("HELP", .help), ("again", .again), ("repeat", .again), ("pause", .pause), ("/pause", .pause),
    ("quit", .quit), ("leave", .quit), ("q", .quit), ("Q", .quit), ("note", .note("")),
    ("note  two  words ", .note("two  words")), ("/note x", .note("x")), ("b", .entry("b")),
    (" A C ", .entry(" A C ")), ("/etc", .entry("/etc")), ("quite", .entry("quite")),
  ]) func linesOfAQuestionWithOptions(_ typed: String, _ line: Line) {
    #expect(PlainText.line(typed, answering: flour) == line)
    #expect(PlainText.line(typed, answering: ribbon) == line)
  }

  @Test(arguments: [
    ("help", Line.entry("help")), ("quit", .entry("quit")), ("note a", .entry("note a")),
    ("q", .entry("q")), ("?", .entry("?")), ("/help", .help), ("/?", .help), ("/quit", .quit),
    ("/q", .quit), ("/note a b", .note("a b")), ("/again", .again),
    ("/usr/bin", .entry("/usr/bin")),
    ("", .empty),
  ]) func linesWhereAWordCouldBeTheAnswer(_ typed: String, _ line: Line) {
    #expect(PlainText.line(typed, answering: mode) == line)
  }

  @Test func qIsAnOptionWhereThereAreThatMany() {
    let many = Question(stem: "?", format: .choice(options: (1...17).map(String.init), key: 0))
    #expect(PlainText.line("q", answering: many) == .entry("q"))
    #expect(PlainText.line("/q", answering: many) == .quit)
  }

  @Test func questionsAreReadOut() {
    #expect(
      PlainText.question(view(of: flour, secondsLeft: 760)) == """
        Numeracy. Question 7. Fractions. About 5 to 9 more. 12 minutes 40 seconds left.

        A recipe for 6 people needs 3/4 kg of flour.

        How much flour is needed for 10 people?

        A: 1 kg
        B: 1 1/4 kg
        C: 1 1/2 kg
        D: 7 1/2 kg
        """)
    #expect(
      PlainText.question(view(of: ribbon, number: nil)) == """
        Numeracy. Practice, does not count.

        A ribbon of 2 m is cut into 8 equal pieces. How long is a piece?
        """)
    let code = PlainText.question(view(of: program))
    #expect(!code.contains("```") && code.contains("    printf '%5d\\n' $((10 ** i))"))
  }

  @Test func promptsAndConfirmations() {
    #expect(PlainText.prompt(flour) == "Your answer (A to D; \"help\" for more): ")
    #expect(PlainText.prompt(primes) == "Your answers (A to E, such as A C; \"help\" for more): ")
    #expect(PlainText.prompt(ribbon) == "Your answer, a number of cm (\"help\" for more): ")
    #expect(PlainText.prompt(mode) == "Your answer (\"/help\" for more): ")
    let tail = ". Press Enter to confirm, or type another answer: "
    #expect(PlainText.confirmation(flour, "B") == "You chose B: 1 1/4 kg" + tail)
    #expect(PlainText.confirmation(primes, "B,D") == "You chose B: 2; D: 11" + tail)
    #expect(PlainText.confirmation(ribbon, "25") == "You chose 25" + tail)
    #expect(PlainText.confirmation(mode, "the mode") == "You chose the mode" + tail)
  }

  @Test func helpNamesTheWordsThatWork() {
    #expect(PlainText.help(for: flour).contains("\nquit leaves"))
    #expect(PlainText.help(for: mode).contains("\n/quit leaves"))
    #expect(PlainText.leaving(code: "K7F-2QD").hasSuffix("To go on: cat take --resume K7F-2QD"))
  }

  @Test func theResultInWords() throws {
    let session = try sitting(mixed)
    let result = ResultSummary(session, header: header(of: session))
    #expect(
      PlainText.result(result) == """
        Numeracy. Your result.

        Thank you, Mira. 8 questions, 1 minute.

        Your score is 579 (provisional), most likely between 468 and 691.

        You can work with simple fractions with confidence.

        Amounts: good, 4 questions.
        Words and numbers: good, 4 questions.

        This bank's difficulty values are provisional: read the score as a first guide.

        To find this sitting again: K7F-2QD
        """)
    #expect(
      PlainText.feedback(on: try #require(result.missed.last)) == """
        Question 7.

        A ribbon of 2 m is cut into 8 equal pieces. How long is a piece?

        Your answer: 1
        Right answer: 25 cm

        Because of reason 11.
        """)
  }

  @Test(arguments: [("1¼ kg", "1 1/4 kg"), ("¾", "3/4"), ("x²", "x²"), ("a½b", "a1/2b")])
  func fractionsForAVoice(_ text: String, _ spoken: String) {
    #expect(PlainText.spoken(text) == spoken)
  }
}
