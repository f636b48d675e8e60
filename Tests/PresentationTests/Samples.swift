import AdaptiveTesting
import ItemBanks
import ItemResponse
import Terminal
import Testing

@testable import Presentation

/// The clock of all tests: 21 November 2026, 09:14:00 UTC.
let start: Int64 = 1_795_252_440_000

// MARK: Questions

let flour = Question(
  stem: "A recipe for 6 people needs ¾ kg of flour.\n\nHow much flour is needed for 10 people?",
  format: .choice(options: ["1 kg", "1¼ kg", "1½ kg", "7½ kg"], key: 1))

let primes = Question(
  stem: "Choose all that are prime numbers.",
  format: .multiple(options: ["1", "2", "9", "11", "21"], keys: [1, 3]))

let ribbon = Question(
  stem: "A ribbon of 2 m is cut into 8 equal pieces. How long is a piece?",
  format: .numeric(answer: 25, tolerance: 0, unit: "cm"))

let mode = Question(
  stem: "What is the value that occurs most often in a set of data called?",
  format: .text(answers: ["mode", "the mode"], exact: false))

/// A code block, whose blanks matter, with a line that is too long for a narrow window.
let program = Question(
  stem: """
    What does this print?

    ```
    for i in 1 2 3
    do
        printf '%5d\\n' $((10 ** i))
    done | sort --numeric-sort --reverse
    ```
    """,
  format: .choice(options: ["`10` last", "`1000` last"], key: 0))

let reading = Question(
  stem: (1...14).map { "Sentence \($0) of a long text that one has to read before one answers." }
    .joined(separator: " "),
  format: .choice(
    options: [
      "The first sentence says the most, because it comes before all the others and sets the tone.",
      "The last one does.",
      "None of them says much.",
    ], key: 2))

/// CJK, emoji sequences, combining and spacing marks.
let scripts = Question(
  stem: "「日本語」の文は、幅の広い文字で書かれています。 Wie heißt „e\u{301}“? 👩‍👩‍👧 + 🇩🇪 = ก็",
  format: .choice(options: ["漢字かな交じり文", "👍🏽 thumb", "क्षि", "cafe\u{301}"], key: 0))

/// What a person sees of a question, without a sitting.
func view(
  of question: Question, number: Int? = 7, secondsLeft: Double? = nil, domain: String = "Fractions"
) -> ItemView {
  let practice = Item(id: "practice", question: question)
  let bank = Bank(name: "numeracy", title: "Numeracy", practice: practice, items: [])
  var view = ItemView(practiceOf: bank)!
  guard let number else { return view }
  view.number = number
  view.domain = domain
  view.progress = 0.6
  view.remaining = 5...9
  view.millisecondsLeft = secondsLeft.map { Int64($0 * 1000) }
  return view
}

// MARK: Banks

/// A bank of sixteen items over two domains, in all four kinds, a practice item and levels.
func sampleBank(status: Item.Status = .provisional) -> Bank {
  let questions = [flour, primes, ribbon, mode]
  let items = (0..<16).map { index in
    Item(
      id: "item-\(index + 1)", question: questions[index % 4],
      domain: index % 2 == 0 ? "amounts" : "words",
      parameters: LogisticModel(
        discrimination: 1 + 0.05 * Double(index % 5), difficulty: -2 + 0.25 * Double(index)),
      status: status, rationale: "Because of reason \(index + 1).")
  }
  return Bank(
    name: "numeracy", title: "Numeracy",
    about: "These questions ask how well you work with numbers.",
    domains: [
      .init(id: "amounts", title: "Amounts"), .init(id: "words", title: "Words and numbers"),
    ],
    levels: [
      .init(from: 200, text: "You can do short sums with small whole numbers."),
      .init(from: 430, text: "You can work with simple fractions with confidence."),
    ],
    practice: Item(
      id: "practice",
      question: Question(
        stem: "This one is for trying out the keys.\n\nWhat is 2 + 3?",
        format: .choice(options: ["1", "5", "6", "23"], key: 1))),
    items: items)
}

let sampleDesign = Design(
  content: .equalShares,
  stopping: .init(standardError: 0.3, minimumItems: 4, maximumItems: 8),
  feedback: .init(showsMissedItems: true))

/// An answer that is right or wrong, as a person would enter it.
func entry(_ question: Question?, right: Bool) -> String {
  switch question?.format {
  case .choice(_, let key): optionLetter(right ? key : (key + 1) % 3)
  case .multiple(_, let keys):
    right ? keys.sorted().map(optionLetter).joined(separator: ",") : "A"
  case .numeric(let answer, _, _): right ? "\(Int(answer))" : "1"
  case .text(let answers, _): right ? answers[0] : "mean"
  case .partialCredit(_, let scores):
    optionLetter(scores.firstIndex(of: right ? scores.max() ?? 0 : 0) ?? 0)
  case .rating(let options): optionLetter(right ? options.count - 1 : 0)
  case nil: ""
  }
}

/// A sitting with the given answers, ten seconds each.
func sitting(
  _ rights: [Bool], bank: Bank = sampleBank(), design: Design = sampleDesign
) throws -> TestSession {
  var session = try TestSession(bank: bank, design: design, seed: 1)
  var time = start
  session.begin(at: time)
  session.advance(at: time)
  for right in rights {
    time += 10_000
    session.record(entry(session.currentItem?.question, right: right), at: time)
    session.advance(at: time)
  }
  return session
}

func header(
  of session: TestSession, person: String = "Mira", code: String = "K7F-2QD"
) -> SessionHeader {
  SessionHeader(
    session: code, bank: session.bank.name, bankVersion: 3, bankHash: "0123456789abcdef0123",
    person: person, design: session.design, seed: session.seed, programVersion: "0.1.0")
}

let mixed = [true, true, false, true, false, true, false, true]

// MARK: Screens

extension Screen {
  /// The screen after some events at a size, effects left aside.
  func after(_ events: [TerminalEvent], rows: Int = 24, columns: Int = 80) -> Self {
    var screen = self
    for event in [.resize(rows: rows, columns: columns)] + events { _ = screen.update(event) }
    return screen
  }

  func after(_ keys: Key..., rows: Int = 24, columns: Int = 80) -> Self {
    after(keys.map { .key($0) }, rows: rows, columns: columns)
  }

  /// What an event asks for.
  func effect(of event: TerminalEvent) -> Effect? {
    var screen = self
    return screen.update(event)
  }

  /// The picture at one of the two sizes, after the same keys at that size.
  func picture(_ keys: [Key], rows: Int, columns: Int) -> Canvas {
    after(keys.map { .key($0) }, rows: rows, columns: columns).picture(rows: rows, columns: columns)
  }
}

/// Compares a screen's pictures at 80×24 and at 40×12.
func expectPictures(
  of screen: some Screen, after keys: Key..., wide: String, narrow: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let large = screen.picture(keys, rows: 24, columns: 80).text
  let small = screen.picture(keys, rows: 12, columns: 40).text
  #expect(large == wide, sourceLocation: sourceLocation)
  #expect(small == narrow, sourceLocation: sourceLocation)
}

func typed(_ text: String) -> [TerminalEvent] { text.map { .key(.character($0)) } }
