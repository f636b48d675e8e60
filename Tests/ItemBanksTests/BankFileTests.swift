import Foundation
import ItemBanks
import ItemResponse
import Testing

struct BankFileTests {
  // MARK: Reading

  @Test func readsEveryKindOfLine() throws {
    let file = BankFile(Data(Samples.whole.utf8), file: "folder/sample.jsonl")
    #expect(file.problems.map(\.description) == [])
    let bank = try #require(file.bank)
    #expect(bank.name == "sample" && bank.title == "A sample" && bank.language == "en")
    #expect(bank.about == "Four items.")
    #expect(bank.scale == Bank.Scale(mean: 50, standardDeviation: 10))
    #expect(bank.domains == [.init(id: "x", title: "Ex"), .init(id: "y", title: "y")])
    #expect(bank.levels.map(\.from) == [0, 55])
    #expect(bank.design == .object(["stopping": .object(["max_items": .number(3)])]))
    #expect(bank.practice?.question?.format == .text(answers: ["yes"], exact: false))
    #expect(bank.isAdministrable)

    try #require(bank.items.count == 5)
    let choice = bank.items[0]
    #expect(choice.id == "c-1" && choice.domain == "x" && choice.status == .calibrated)
    #expect(choice.question?.stem == "Which?\n\n```\ncode  here\n```")
    #expect(choice.question?.format == .choice(options: ["one", "two"], key: 1))
    #expect(
      choice.parameters
        == LogisticModel(
          discrimination: 1.1, difficulty: -0.3, lowerAsymptote: 0.2, upperAsymptote: 0.95))
    #expect(choice.rationale == "Because.")
    #expect(choice.misconceptions == ["A": "counts from one"])
    #expect(choice.source == "own" && choice.licence == "CC0-1.0")
    #expect(
      bank.items[1].question?.format == .multiple(options: ["a", "b", "c"], keys: [0, 2]))
    #expect(bank.items[1].parameters == LogisticModel(difficulty: 0.5))
    #expect(bank.items[1].licence == "CC-BY-4.0")
    #expect(
      bank.items[2].question?.format == .numeric(answer: 2.5, tolerance: 0.1, unit: "cm"))
    #expect(bank.items[2].parameters == nil && bank.items[2].status == .pretest)
    #expect(bank.items[3].question?.format == .text(answers: ["ls -l"], exact: true))
    #expect(bank.items[4].question == nil && bank.items[4].model != nil)
    #expect(bank.items.map(\.isOperational) == [true, true, false, false, true])

    #expect(
      bank.responses == [
        ResponseRecord(subject: "s1", scores: ["c-1": 1, "m-1": 0], group: "g"),
        ResponseRecord(subject: "s2", scores: ["c-1": 3]),
      ])
  }

  /// The example in py-irt's documentation.
  @Test func readsPyIRT() throws {
    let text = """
      {"subject_id": "pedro",    "responses": {"q1": 1, "q2": 0, "q3": 1, "q4": 0}}
      {"subject_id": "pinguino", "responses": {"q1": 1, "q2": 1, "q3": 0, "q4": 0}}
      {"subject_id": "ken",      "responses": {"q1": true, "q2": 1, "q3": null, "q4": 1}}

      """
    let file = BankFile(Data(text.utf8), file: "minitest.jsonlines")
    #expect(file.problems.isEmpty)
    let bank = try #require(file.bank)
    #expect(bank.name == "minitest" && bank.title == "minitest" && bank.items.isEmpty)
    #expect(!bank.isAdministrable)
    #expect(bank.responses[2].scores == ["q1": 1, "q2": 1, "q4": 1])
  }

  @Test func statusIsProvisionalUnlessSaid() throws {
    let bank = try #require(BankFile(Data((Samples.item("q") + "\n").utf8), file: "f").bank)
    #expect(bank.items[0].status == .provisional)
    #expect(bank.scale == Bank.Scale(mean: 500, standardDeviation: 100))
  }

  @Test func windowsFilesAreUnderstoodAndWarnedAbout() throws {
    let text = Samples.whole.replacingOccurrences(of: "\n", with: "\r\n")
    let file = BankFile(Data([0xEF, 0xBB, 0xBF] + text.utf8), file: "w.jsonl")
    #expect(
      file.problems.map(\.description) == [
        "w.jsonl:1: warning: the file begins with a byte order mark; save it as plain UTF-8.",
        "w.jsonl: warning: lines end in CR LF; save the file with LF line ends.",
      ])
    let plain = BankFile(Data(Samples.whole.utf8), file: "w.jsonl").bank
    #expect(file.bank == plain)
  }

  @Test func lastLineThatIsWholeButDoesNotEnd() {
    let file = BankFile(Data(Samples.item("q").utf8), file: "f.jsonl")
    #expect(
      file.problems.map(\.description) == [
        "f.jsonl:1: warning: the last line does not end; it may have been cut off."
      ])
    #expect(file.bank?.items.count == 1)
  }

  @Test func unknownFieldsWarnAndAreLeftOut() {
    let text = #"{"item_id": "q", "b": 0, "colour": "red", "Stem": "?"}"# + "\n"
    let file = BankFile(Data(text.utf8), file: "f.jsonl")
    #expect(file.errors.isEmpty)
    #expect(
      file.warnings.map(\.description) == [
        "f.jsonl:1: warning: item 'q': field 'Stem' is not known; it is kept out of the bank.",
        "f.jsonl:1: warning: item 'q': field 'colour' is not known; it is kept out of the bank.",
      ])
    #expect(file.bank != nil)
  }

  // MARK: Problems of single lines

  struct Bad: Sendable, CustomTestStringConvertible {
    let line: String
    let message: String
    init(_ line: String, _ message: String) {
      self.line = line
      self.message = message
    }
    var testDescription: String { message }
  }

  static let badItems: [Bad] = [
    Bad(
      #""stem": "?", "options": ["x", "y"], "key": "C""#,
      "key 'C' is not among the options, A to B."),
    Bad(
      #""stem": "?", "options": ["x", "y"], "key": "x""#,
      "key 'x' is not among the options, A to B."),
    Bad(
      #""stem": "?", "options": ["x", "y"], "key": ["A", "D"]"#,
      "key 'D' is not among the options, A to B."),
    Bad(
      #""stem": "?", "options": ["x", "y"]"#,
      "'key' is missing; give the letter of the right option."),
    Bad(
      #""stem": "?", "options": ["x", "y"], "key": 1"#,
      "'key' is a number; it must be the letter of the right option."),
    Bad(
      #""stem": "?", "options": ["x", "y"], "key": []"#,
      "'key' must list the letters of the right options."),
    Bad(
      #""stem": "?", "options": ["x", "y"], "key": ["A", "a"]"#, "key 'a' is there twice."),
    Bad(
      #""stem": "?", "options": ["x"], "key": "A""#,
      "has 1 options; between 2 and 26 make a question."),
    Bad(#""stem": "?", "options": ["x", " "], "key": "A""#, "option B is empty."),
    Bad(
      #""stem": "?", "options": ["x", "y", "x"], "key": "A""#,
      "options A and C read the same, so more than one is right; make them differ."),
    Bad(
      #""stem": "?", "options": ["x", "1  kg", "1 kg"], "key": ["B", "C"]"#,
      "options B and C read the same, so more than one is right; make them differ."),
    Bad(
      #""stem": "?", "options": ["x", "y", "y"], "key": "A""#,
      "options B and C read the same; make them differ."),
    Bad(#""stem": "", "answer": 1"#, "the stem is empty; ask something."),
    Bad(#""stem": " \n\t", "answer": 1"#, "the stem is empty; ask something."),
    Bad(#""answer": 1"#, "has 'answer' but no 'stem'; ask something."),
    Bad(#""stem": 3, "answer": 1"#, "'stem' is a number; it must be a text."),
    Bad(
      #""stem": "?""#, "has no way to answer; add 'options' with a 'key', 'answer' or 'answers'."),
    Bad(
      #""stem": "?\n```\ncode", "answer": 1"#,
      "a code block in the stem is opened by ``` and never closed."),
    Bad(
      #""stem": "?", "answer": 1, "tolerance": -0.5"#, "tolerance is -0.5; it must be at least 0."),
    Bad(#""stem": "?", "answer": "12""#, "'answer' is a text; it must be a finite number."),
    Bad(
      #""stem": "?", "answers": []"#, "'answers' must list at least one text, none of them empty."),
    Bad(
      #""stem": "?", "answers": ["x", " "]"#,
      "'answers' must list at least one text, none of them empty."),
    Bad(#""stem": "?", "answers": "x""#, "'answers' must be a list of texts."),
    Bad(#""b": 0, "a": 0"#, "discrimination is 0.0; it must be greater than 0."),
    Bad(#""b": 0, "a": -0.4"#, "discrimination is -0.4; it must be greater than 0."),
    Bad(#""b": 0, "a": "1""#, "'a' is a text; it must be a finite number."),
    Bad(#""a": 1"#, "has a discrimination 'a' but no difficulty 'b'; give both or neither."),
    Bad(#""b": true"#, "'b' is true or false; it must be a finite number."),
    Bad(#""b": 0, "c": 1"#, "lower asymptote is 1.0; it must be at least 0 and less than 1."),
    Bad(#""b": 0, "c": -0.1"#, "lower asymptote is -0.1; it must be at least 0 and less than 1."),
    Bad(
      #""b": 0, "d": 1.1"#, "upper asymptote is 1.1; it must be greater than 0 and at most 1."),
    Bad(
      #""b": 0, "c": 0.5, "d": 0.4"#, "lower asymptote is 0.5, not below the upper asymptote, 0.4."),
    Bad(
      #""b": 0, "status": "draft""#,
      "status is 'draft'; it must be one of provisional, calibrated, pretest, retired."),
    Bad(
      #""stem": "?", "answer": 1, "status": "calibrated""#,
      "the item is called calibrated but has no difficulty 'b'."),
    Bad(
      #""b": 0, "domain": "two words""#,
      "'domain' is 'two words'; it must be a text without spaces, and not empty."),
    Bad(
      #""stem": "?", "options": ["x", "y"], "key": "A", "misconceptions": {"C": "z"}"#,
      "misconceptions: 'C' must be an option's letter with a text."),
    Bad(
      #""stem": "?", "answer": 1, "misconceptions": {"A": "z"}"#,
      "misconceptions: 'A' must be an option's letter with a text."),
  ]

  @Test(arguments: badItems)
  func badItem(_ bad: Bad) {
    let text = #"{"item_id": "q", "# + bad.line + "}\n"
    let file = BankFile(Data((Samples.item("ok") + "\n" + text).utf8), file: "f.jsonl")
    #expect(
      file.errors.map(\.description) == ["f.jsonl:2: item 'q': \(bad.message)"], "\(bad.line)")
    #expect(file.bank == nil)
  }

  @Test func twoWaysToAnswer() {
    let text = #"{"item_id": "q", "stem": "?", "answer": 1, "answers": ["1"]}"# + "\n"
    let file = BankFile(Data(text.utf8), file: "f.jsonl")
    #expect(
      file.errors.map(\.message) == ["has answer and answers; keep the one that is meant."])
  }

  static let badLines: [Bad] = [
    Bad(#"{"item_id": "q", "b": NaN}"#, "'b' is NaN; it must be a number, and JSON has no NaN."),
    Bad(
      #"{"item_id": "q", "a": -Infinity, "b": 0}"#,
      "'a' is -Infinity; it must be a number, and JSON has no -Infinity."),
    Bad(
      #"{"item_id": "q", "b": 0"#,
      "the line is not valid JSON; check its quotes, commas and braces."),
    Bad(#"item_id,b"#, "the line is not valid JSON; check its quotes, commas and braces."),
    Bad(#"["q", 0]"#, "the line holds a list; it must be a JSON object."),
    Bad(#"null"#, "the line holds null; it must be a JSON object."),
    Bad(
      #"{"id": "q", "b": 0}"#,
      "the line has none of 'bank', 'item_id', 'set' and 'subject_id', so nothing tells what it is."
    ),
    Bad(
      #"{"item_id": null, "b": 0}"#,
      "the line has none of 'bank', 'item_id', 'set' and 'subject_id', so nothing tells what it is."
    ),
    Bad(
      #"{"item_id": "a b", "b": 0}"#,
      "'item_id' is 'a b'; it must be a text without spaces, and not empty."),
    Bad(
      #"{"item_id": "", "b": 0}"#,
      "'item_id' is ''; it must be a text without spaces, and not empty."),
    Bad(#"{"item_id": 7, "b": 0}"#, "'item_id' is a number; it must be a text."),
    Bad(#"{"subject_id": "s"}"#, "'responses' is missing."),
    Bad(#"{"subject_id": "s", "responses": [1]}"#, "'responses' is a list; it must be an object."),
    Bad(
      #"{"subject_id": "s", "responses": {"q": 0.5}}"#,
      "the response to 'q' must be a score: 0, 1, or a higher whole number."),
    Bad(
      #"{"subject_id": "s", "responses": {"q": -1}}"#,
      "the response to 'q' must be a score: 0, 1, or a higher whole number."),
    Bad(
      #"{"subject_id": "s", "responses": {"q": "right"}}"#,
      "the response to 'q' must be a score: 0, 1, or a higher whole number."),
    Bad(#"{"bank": "late"}"#, "the bank line must be the first line of the file."),
  ]

  @Test(arguments: badLines)
  func badLine(_ bad: Bad) {
    let text = Samples.item("ok") + "\n" + bad.line + "\n"
    let file = BankFile(Data(text.utf8), file: "f.jsonl")
    #expect(file.errors.map(\.description) == ["f.jsonl:2: \(bad.message)"], "\(bad.line)")
  }

  static let badBankLines: [Bad] = [
    Bad(#""scale": {"sd": 0}"#, "scale: 'sd' is 0.0; it must be greater than 0."),
    Bad(#""scale": [500]"#, "'scale' is a list; it must be an object."),
    Bad(
      #""domains": [{"id": "x"}, {"id": "x"}]"#,
      "domains: 'x' is there twice; name each domain once."),
    Bad(#""domains": ["x"]"#, "'domains' must be a list of objects."),
    Bad(
      #""levels": [{"from": 1, "text": "x"}, {"from": 1, "text": "y"}]"#,
      "levels: 'from' must rise from one level to the next."),
    Bad(#""levels": [{"from": 1}]"#, "levels: 'text' is missing."),
    Bad(
      #""practice": {"b": 0}"#, "practice: a practice item needs a 'stem' and an answer."),
    Bad(#""design": "short""#, "'design' is a text; it must be an object."),
    Bad(#""title": 3"#, "'title' is a number; it must be a text."),
  ]

  @Test(arguments: badBankLines)
  func badBankLine(_ bad: Bad) {
    let text = #"{"bank": "n", "# + bad.line + "}\n" + Samples.item("ok") + "\n"
    let file = BankFile(Data(text.utf8), file: "f.jsonl")
    #expect(file.errors.map(\.description) == ["f.jsonl:1: \(bad.message)"], "\(bad.line)")
  }

  // MARK: Problems of the file

  @Test func allProblemsInOnePassAndInTheOrderOfTheLines() {
    var data = Data(
      """
      {"bank": "n", "domains": [{"id": "x"}], "author": "me"}
      {"item_id": "q1", "b": 0, "domain": "x"}
      {"item_id": "q2", "b": 0, "a": -1, "domain": "z"}
      {"item_id": "q1", "b": 1}

      {"item_id": "q3", "b": NaN}
      {"bank": "again"}
      {"subject_id": "s", "responses": {}}
      {"subject_id": "s", "responses": {}}

      """.utf8)
    data.append(contentsOf: [0x7B, 0xFF, 0xFE, 0x7D, 0x0A])
    data.append(contentsOf: #"{"item_id": "q4", "stem": "cut o"#.utf8)
    let file = BankFile(data, file: "n.jsonl")
    #expect(file.bank == nil)
    #expect(
      file.problems.map(\.description) == [
        "n.jsonl:1: warning: field 'author' is not known; it is kept out of the bank.",
        "n.jsonl:3: item 'q2': discrimination is -1.0; it must be greater than 0.",
        "n.jsonl:3: item 'q2': domain 'z' is not among the bank line's domains; add it there.",
        "n.jsonl:4: item 'q1': has the same id as line 2; every item needs its own.",
        "n.jsonl:5: warning: the line is empty; leave it out.",
        "n.jsonl:6: 'b' is NaN; it must be a number, and JSON has no NaN.",
        "n.jsonl:7: this is a second bank line; a file describes one bank.",
        "n.jsonl:9: subject 's' has the same id as line 8; merge the two.",
        "n.jsonl:10: the line is not UTF-8 text; save the file with that encoding.",
        "n.jsonl:11: the last line is cut off in the middle of an object; restore the rest of it.",
        "n.jsonl:11: warning: the last line does not end; it may have been cut off.",
      ])
  }

  @Test(arguments: [
    ("", "f: the file is empty; it should hold one JSON object a line."),
    (
      "{\"bank\": \"n\"}\n",
      "f: there is no item and no response in the file; add at least one."
    ),
  ])
  func filesWithNothingInThem(text: String, message: String) {
    #expect(BankFile(Data(text.utf8), file: "f").errors.map(\.description) == [message])
  }

  @Test func blankLinesAloneAreNoBank() {
    let file = BankFile(Data("\n\n".utf8), file: "f")
    #expect(file.bank == nil)
    #expect(file.errors.count == 1 && file.warnings.count == 2)
  }

  @Test(arguments: [-10.5, 12])
  func oddDifficultiesWarn(difficulty: Double) {
    let text = #"{"item_id": "q", "b": \#(difficulty)}"# + "\n"
    let file = BankFile(Data(text.utf8), file: "f.jsonl")
    #expect(
      file.problems.map(\.description) == [
        "f.jsonl:1: warning: item 'q': difficulty is \(difficulty); values beyond ±10 are rarely meant."
      ])
    #expect(file.bank != nil)
  }

  // MARK: Hostile files

  @Test(arguments: [#"\u001b[31mq"#, #"q\u0000"#, #"q\u0007"#, #"q\u009b"#, #"q\n"#, #"q\u00a0r"#])
  func controlCharactersInIdsAreRefusedAndNotRepeated(id: String) {
    for line in [
      #"{"item_id": "\#(id)", "b": 0}"#, #"{"subject_id": "\#(id)", "responses": {}}"#,
      #"{"bank": "\#(id)"}"#,
    ] {
      let file = BankFile(Data((line + "\n").utf8), file: "f.jsonl")
      #expect(!file.errors.isEmpty, "\(line)")
      for problem in file.problems {
        #expect(
          problem.description.unicodeScalars.allSatisfy {
            $0.properties.generalCategory != .control
          })
      }
    }
  }

  @Test func unknownFieldsDoNotBringControlCharactersToTheTerminal() {
    let text = #"{"item_id": "q", "b": 0, "\u001b]0;title\u0007": 1}"# + "\n"
    let file = BankFile(Data(text.utf8), file: "f\u{1B}.jsonl")
    #expect(file.problems.count == 1)
    #expect(file.problems.allSatisfy { !$0.description.contains("\u{1B}") })
  }

  /// Cut anywhere, or with any byte changed, a file is read or refused, never a crash.
  @Test func damagedFilesNeverCrash() {
    let bytes = Array(Samples.whole.utf8)
    for length in stride(from: 0, to: bytes.count, by: 7) {
      let file = BankFile(Data(bytes[..<length]), file: "f")
      #expect(file.bank == nil || file.errors.isEmpty)
    }
    for index in stride(from: 0, to: bytes.count, by: 5) {
      var damaged = bytes
      damaged[index] = [0x00, 0x0A, 0x22, 0x7B, 0xFF][index % 5]
      let file = BankFile(Data(damaged), file: "f")
      #expect((file.bank == nil) == !file.errors.isEmpty)
    }
  }
}
