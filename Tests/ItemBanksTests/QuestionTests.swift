import Testing

@testable import ItemBanks

struct QuestionTests {
  private let choice = Question(
    stem: "?", format: .choice(options: ["one", "two", "three"], key: 1))
  private let multiple = Question(
    stem: "?", format: .multiple(options: ["one", "two", "three", "four"], keys: [0, 2]))
  private let twelve = Question(
    stem: "?", format: .multiple(options: (1...12).map(String.init), keys: [0, 11]))
  private func numeric(_ answer: Double, tolerance: Double = 0) -> Question {
    Question(stem: "?", format: .numeric(answer: answer, tolerance: tolerance, unit: nil))
  }
  private func text(_ answers: String..., exact: Bool = false) -> Question {
    Question(stem: "?", format: .text(answers: answers, exact: exact))
  }

  @Test(arguments: ["b", "B", "2", " b ", "B,", "bb"])
  func choiceByLetterOrNumber(entry: String) throws {
    #expect(try choice.answer(from: entry) == "B")
    #expect(choice.score("B") == 1)
  }

  @Test(arguments: [("a", "A"), ("3", "C")])
  func otherChoicesAreWrong(entry: String, answer: String) throws {
    #expect(try choice.answer(from: entry) == answer)
    #expect(choice.score(answer) == 0)
  }

  @Test(arguments: [
    ("", "Please choose one answer, A to C."), ("a,b", "Please choose one answer, A to C."),
    ("d", "Please choose from A to C."), ("4", "There is no answer 4 here, only A to C."),
    ("0", "There is no answer 0 here, only A to C."), ("two", "Please choose from A to C."),
    ("-1", "There is no answer -1 here, only A to C."), ("ä", "Please choose from A to C."),
    ("99999999999999999999", "Please choose from A to C."), ("1a", "Please choose from A to C."),
  ])
  func entriesThatAreNoChoice(entry: String, message: String) {
    #expect(throws: EntryProblem.self) { try choice.answer(from: entry) }
    do {
      _ = try choice.answer(from: entry)
    } catch {
      #expect(error.message == message)
    }
  }

  @Test(arguments: ["a,c", "C A", "ca", "1 3", "3;1", "A & C", "a+c", "A, C", "c,a,a"])
  func severalInAnyOrder(entry: String) throws {
    #expect(try multiple.answer(from: entry) == "A,C")
    #expect(multiple.score("A,C") == 1)
  }

  @Test(arguments: ["A", "A,B", "A,B,C", "B,D"])
  func allAndOnlyTheKeysAreRight(answer: String) throws {
    #expect(try multiple.answer(from: answer) == answer)
    #expect(multiple.score(answer) == 0)
  }

  @Test func numbersOfTwoDigitsAreNumbers() throws {
    #expect(try twelve.answer(from: "1, 12") == "A,L")
    #expect(try twelve.answer(from: "12") == "L")
    #expect(twelve.score("A,L") == 1)
  }

  @Test func nothingChosenOfSeveral() {
    #expect(throws: EntryProblem(message: "Please choose one or more answers, A to D.")) {
      try multiple.answer(from: " , ")
    }
  }

  @Test(
    arguments: [
      ("1,200", 1200.0), ("2,5", 2.5), ("¾", 0.75), ("1 3/4", 1.75), ("−3", -3), ("50 %", 50),
    ] as [(String, Double)])
  func numbersAsPeopleTypeThem(entry: String, expected: Double) throws {
    let question = numeric(expected)
    #expect(question.score(try question.answer(from: entry)) == 1)
    #expect(numeric(expected + 1).score(try question.answer(from: entry)) == 0)
  }

  @Test func toleranceIsInclusiveAndDecimalRoundingIsForgiven() {
    #expect(numeric(3.14, tolerance: 0.01).score("3.15") == 1)
    #expect(numeric(3.14, tolerance: 0.01).score("3.13") == 1)
    #expect(numeric(3.14, tolerance: 0.01).score("3.1501") == 0)
    #expect(numeric(0.1 + 0.2).score("0.3") == 1)
    #expect(numeric(0.3).score("0.30001") == 0)
    #expect(numeric(1.0 / 3).score("1/3") == 1)
    #expect(numeric(0).score("0.0001") == 0)
    #expect(numeric(0).score("-0") == 1)
  }

  @Test(arguments: ["", "seven", "12 cm", "1/0"])
  func entriesThatAreNoNumber(entry: String) {
    #expect(throws: EntryProblem(message: "Please type a number, such as 12, -3.5 or 3/4.")) {
      try numeric(1).answer(from: entry)
    }
    #expect(numeric(0).score(entry) == 0)
  }

  @Test(arguments: ["mode", "Mode", "  MODE ", "mo\u{64}e"])
  func textFoldsCaseAndSpace(entry: String) throws {
    let question = text("median", "mode")
    #expect(question.score(try question.answer(from: entry)) == 1)
  }

  @Test func textKeepsWordsApart() throws {
    let question = text("tail -f log")
    #expect(question.score(try question.answer(from: " tail \t -f   LOG")) == 1)
    #expect(question.score("tail-f log") == 0)
    // É as one code point and as two.
    #expect(text("\u{C9}clair").score("e\u{301}clair") == 1)
  }

  @Test func exactTextIsExact() throws {
    let question = text("ls  -l", exact: true)
    #expect(try question.answer(from: "  ls  -l\n") == "ls  -l")
    #expect(question.score("ls  -l") == 1)
    #expect(question.score("ls -l") == 0)
    #expect(question.score("LS  -l") == 0)
  }

  @Test func emptyTextIsNoAnswer() {
    #expect(throws: EntryProblem(message: "Please type an answer.")) {
      try text("x").answer(from: " \n")
    }
  }

  @Test func answersThatAreNoneScoreNothing() {
    for question in [choice, multiple, numeric(1), text("x")] {
      #expect(question.score("") == 0)
      #expect(question.score("garbage") == 0)
      #expect(question.maximumScore == 1)
    }
  }

  /// Every right entry can be written back as the key describes it.
  @Test func keysInWords() {
    #expect(choice.keyDescription == "B  two")
    #expect(multiple.keyDescription == "A  one, C  three")
    #expect(numeric(12).keyDescription == "12")
    #expect(numeric(-0.5).keyDescription == "-0.5")
    #expect(numeric(1e20).keyDescription == "1e+20")
    #expect(
      Question(stem: "?", format: .numeric(answer: 2.5, tolerance: 0, unit: "cm")).keyDescription
        == "2.5 cm")
    #expect(text("mode", "modus").keyDescription == "mode")
  }

  @Test func optionLettersAndBack() {
    for index in 0..<26 {
      let letter = optionLetter(index)
      #expect(letter.first.flatMap(optionIndex) == index)
      #expect(letter.lowercased().first.flatMap(optionIndex) == index)
    }
    for other in Array("1 ä-[`") { #expect(optionIndex(other) == nil) }
  }
}
