import AdaptiveTesting
import Foundation
import ItemBanks
import Storage
import Testing

/// The test line by line, as a screen reader, a pipe or a simple terminal has it.
@Suite struct PlainModeTests {
  let workspace: TestWorkspace

  init() throws {
    workspace = try TestWorkspace()
  }

  func begin(_ options: String..., person: String = "Kim") throws -> RunningProgram {
    let program = try workspace.start(
      arguments: ["take", "garden", "--plain", "--student", person] + options)
    try program.passPractice()
    return program
  }

  // MARK: A whole sitting

  @Test func aWholeSittingFromTheNameToTheResult() throws {
    let program = try workspace.start("take", "garden", "--plain")
    let welcome = try program.expect("Your name or student number: ")
    #expect(welcome.hasPrefix("Garden.\n\nQuestions about what grows."))
    #expect(welcome.contains("6 questions"))
    #expect(welcome.contains("There is no time limit."))
    program.send("\n")
    try program.expect("Please type your name or student number first.")
    program.send("  Mira Example \n")

    let practice = try program.nextQuestion()
    #expect(practice.number == nil)
    #expect(practice.text.contains("It does not count."))
    try program.answer("A")
    try program.expect("it does not matter")

    for number in 1...6 {
      let question = try program.nextQuestion()
      #expect(question.number == number)
      let right = try #require(Garden.answer(to: question.text))
      // The code of a code block is read as it stands, without its fences.
      #expect(!question.text.contains("```"))
      try program.answer(question.text.contains("What does this print") ? "A" : right)
    }
    let result = try program.expect("or press Enter: ")
    #expect(result.contains("Thank you, Mira Example. 6 questions, "))
    #expect(result.contains("Your score is "))
    #expect(result.contains("provisional"))
    let code = try workspace.onlyCode()
    #expect(result.contains("To find this sitting again: \(code)"))
    #expect(result.contains("Type yes to read the 1 question you missed"))
    program.send("yes\n")
    let end = try program.finish()
    #expect(end.status == 0)
    #expect(end.stderr == "")
    #expect(end.text.contains("Your answer: A\nRight answer: B  4"))
    #expect(end.text.contains("Three letters and the end of the line."))

    let session = try workspace.replay(code)
    #expect(session.stopReason == .maximumLength)
    #expect(session.answers.map(\.score).reduce(0, +) == 5)
    #expect(try workspace.log(of: code).header.person == "Mira Example")
  }

  // MARK: Leaving and going on

  @Test func theEndOfInputIsAPause() throws {
    let end = try workspace.cat(
      "take", "garden", "--plain", "--student", "Kim", stdin: BlindAnswers.lines(1...2))
    #expect(end.status == 0)
    #expect(end.stderr == "")
    let code = try workspace.onlyCode()
    #expect(
      end.text.hasSuffix("\nYour answers are safe. To go on: cat take --resume \(code)\n"))
    let log = try workspace.log(of: code)
    #expect(log.answers.count == 2)
    #expect(log.names.last == .paused)
  }

  @Test func theEndOfInputBeforeTheTestBeginsNothing() throws {
    for stdin in ["", "Kim\n", "Kim\n1\n", "Kim\n1", "Kim\nquit\n"] {
      let end = try workspace.cat("take", "garden", "--plain", stdin: stdin)
      #expect(end.status == 0, "\(stdin)")
      #expect(end.text.hasSuffix("Nothing has begun, so there is nothing to go on with.\n"))
      #expect(try workspace.sittings().isEmpty, "\(stdin)")
    }
  }

  @Test func practiceIsNeitherPausedNorPassedOver() throws {
    let program = try workspace.start("take", "garden", "--plain", "--student", "Kim")
    try program.nextQuestion()
    for word in ["pause", "note what is this?"] {
      program.send(word + "\n")
      let again = try program.nextQuestion()
      #expect(again.number == nil, "\(word)")
    }
    #expect(try workspace.sittings().isEmpty)
    try program.answer("B")
    #expect(try program.nextQuestion().number == 1)
  }

  @Test(arguments: ["code", "bare", "student", "spelling"])
  func goesOnExactlyWhereItStopped(_ way: String) throws {
    // Another unfinished sitting, older, by somebody else.
    _ = try workspace.cat(
      "take", "garden", "--plain", "--student", "Zoe", stdin: BlindAnswers.lines(1...1))
    let first = try begin()
    first.send("1\n\n")
    let question = try first.nextQuestion()
    let left = try first.finish()
    #expect(left.status == 0)
    let before = try #require(try workspace.sittings(of: "Kim").first)
    let session = try workspace.replay(before.code)

    let arguments =
      switch way {
      case "code": ["--resume", before.code]
      case "student": ["--student", "Kim", "--resume"]
      case "spelling":
        ["--resume", before.code.lowercased().replacingOccurrences(of: "-", with: "")]
      default: ["--resume"]
      }
    let second = try workspace.start(arguments: ["take", "--plain"] + arguments)
    let again = try second.nextQuestion()
    #expect(again.number == 2)
    let stem = try #require(question.text.range(of: "Garden. Question 2"))
    #expect(again.text.contains(question.text[stem.lowerBound...]))

    let resumed = try workspace.replay(before.code)
    #expect(resumed.current == session.current)
    #expect(resumed.estimate.theta.bitPattern == session.estimate.theta.bitPattern)
    #expect(resumed.estimate.standardError.bitPattern == session.estimate.standardError.bitPattern)
    // The time in between does not count.
    let last = try #require(resumed.events.last?.time)
    #expect(resumed.elapsed(at: last) == session.elapsed(at: last))

    let rest = try second.rest(2...6)
    #expect(rest.status == 0)
    #expect(try workspace.replay(before.code).status == .finished)
    #expect(try workspace.sittings(of: "Zoe").first?.status == .paused)
  }

  @Test func resumeRefusesWhatCannotGoOn() throws {
    let none = try workspace.cat("take", "--plain", "--resume")
    #expect(none.status == 66)
    #expect(none.stderr == "There is no unfinished sitting; begin one with cat take.\n")

    _ = try workspace.cat(
      "take", "garden", "--plain", "--student", "Kim", stdin: BlindAnswers.lines(1...6))
    let code = try workspace.onlyCode()
    let finished = try workspace.cat("take", "--plain", "--resume", code)
    #expect(finished.status == 64)
    #expect(finished.stderr == "sitting \(code) is finished; see it with cat report \(code).\n")
    let other = try workspace.cat("take", "--plain", "--resume", "--student", "Zoe")
    #expect(other.status == 66)
    #expect(other.stderr.contains("'Zoe'"))
    let unknown = try workspace.cat("take", "--plain", "--resume", "222-222")
    #expect(unknown.status == 66)
    #expect(unknown.stderr.contains("'222-222'"))
    for outcome in [none, finished, other, unknown] { #expect(outcome.text == "") }
  }

  // MARK: Words

  @Test func wordsAndTheirSlashForms() throws {
    let program = try begin()
    for slash in ["", "/"] {
      program.send(slash + "help\n")
      try program.expect(
        "Type your answer and press Enter; then press Enter once more to confirm it.")
      program.send(slash + "note  I see  no picture. \n")
      try program.expect("Your note has been kept for the person in charge.")
      #expect(try program.nextQuestion().number == 1)
      program.send(slash + "note\n")
      try program.expect("Write the note behind the word")
      program.send(slash + "pause\n")
      try program.expect("The clock stands still. Press Enter when you are ready to go on.")
      program.send("\n")
      #expect(try program.nextQuestion().number == 1)
    }
    program.send("quit\n")
    let end = try program.finish()
    #expect(end.status == 0)
    let code = try workspace.onlyCode()
    #expect(end.text.contains("To go on: cat take --resume \(code)"))
    let log = try workspace.log(of: code)
    #expect(log.notes.map(\.text) == ["I see  no picture.", "I see  no picture."])
    #expect(log.notes.map(\.author) == [.student, .student])
    #expect(log.notes.allSatisfy { $0.item != nil })
    #expect(log.names.count { $0 == .paused } == 3)
    #expect(log.names.count { $0 == .resumed } == 2)
    #expect(log.answers.isEmpty)
    _ = try workspace.replay(code)
  }

  @Test func whereAWordCouldBeTheAnswerCommandsNeedTheSlash() throws {
    let program = try begin()
    while true {
      let question = program.text
      if question.components(separatedBy: ". Question ").last?.contains("In which season") == true {
        break
      }
      program.send("1\n\n")
      try program.nextQuestion()
    }
    for word in ["pause", "quit", "help", "note this"] {
      program.send(word + "\n")
      try program.expect("You chose \(word). Press Enter to confirm")
    }
    program.send("/quit\n")
    #expect(try program.finish().text.contains("To go on: "))
  }

  @Test func entriesThatAreNoAnswers() throws {
    let program = try begin()
    var seen: Set<String> = []
    for number in 1...6 {
      let question = program.text.components(separatedBy: ". Question ").last ?? ""
      let wrong: [(String, String)]
      if question.contains("such as A C") {
        seen.insert("multiple")
        wrong = [("A Z", "Please choose from A to D."), ("0", "There is no answer 0 here")]
      } else if question.contains("a number") {
        seen.insert("numeric")
        wrong = [("many", "Please type a number"), ("1/0", "Please type a number")]
      } else if question.contains("/help") {
        seen.insert("text")
        wrong = []
      } else {
        seen.insert("choice")
        wrong = [
          ("Z", "Please choose from A to "), ("9", "There is no answer 9 here, only A to "),
          ("A B", "Please choose one answer, A to "), ("é", "Please choose from"),
        ]
      }
      program.send("\n")
      try program.nextQuestion()
      for (entry, complaint) in wrong {
        program.send(entry + "\n")
        try program.expect(complaint)
      }
      // A second thought before the confirming Enter counts.
      program.send("2\n")
      try program.expect("Press Enter to confirm")
      program.send("1\n")
      try program.expect("Press Enter to confirm")
      program.send("\n")
      if number < 6 { #expect(try program.nextQuestion().number == number + 1) }
    }
    #expect(seen == ["choice", "multiple", "numeric", "text"])
    try program.expect("Your result.")
    #expect(try program.finish().status == 0)
    let log = try workspace.log(of: workspace.onlyCode())
    #expect(log.answers.allSatisfy { ["A", "1"].contains($0.response) })
  }

  // MARK: Time

  @Test func theTimeLimitEndsTheTest() throws {
    let program = try begin("--time-limit", "1s")
    #expect(program.text.contains("You have 1 second."))
    #expect(program.text.contains("1 second left"))
    let started = ContinuousClock.now
    try program.read(bytes: .max, until: started + .milliseconds(1100))
    // Too late: it does not count.
    program.send("1\n\n")
    try program.expect("Your result.")
    #expect(try program.finish().status == 0)
    let session = try workspace.replay(workspace.onlyCode())
    #expect(session.stopReason == .timeLimit)
    #expect(session.answers.isEmpty)
    let report = try workspace.cat("report", workspace.onlyCode(), "--format", "json")
    #expect(report.text.contains(#""stop_reason":"time_limit""#))
  }

  @Test func aPauseDoesNotCount() throws {
    let program = try begin("--time-limit", "2s")
    program.send("pause\n")
    try program.expect("The clock stands still.")
    try program.read(bytes: .max, until: .now + .milliseconds(2100))
    program.send("\n")
    #expect(try program.nextQuestion().number == 1)
    program.send("1\n\n")
    #expect(try program.nextQuestion().number == 2)
  }

  // MARK: Where it is plain by itself

  @Test func withoutATerminal() throws {
    let end = try workspace.cat(
      "take", "garden", "--student", "Kim", stdin: BlindAnswers.lines(1...1))
    #expect(end.status == 0)
    #expect(end.stderr == "")
    #expect(end.text.contains("Garden. Question 2."))
    #expect(!end.text.contains("\u{1b}"))
  }

  @Test(arguments: ["dumb", "no-such-terminal", ""])
  func onATerminalThatCanDoNoMore(_ type: String) throws {
    let program = try workspace.start(
      "take", "garden", "--student", "Kim", streams: .terminal, environment: ["TERM": type])
    let said = try program.nextQuestion().text
    #expect(said.contains("xterm-256color), or use --plain."))
    try program.answer("B")
    #expect(try program.nextQuestion().number == 1)
    program.send("quit\n")
    let end = try program.finish()
    #expect(end.status == 0)
    #expect(end.text.contains("To go on: cat take --resume"))
    #expect(!end.text.contains("\u{1b}"))
  }

  @Test func onATerminalWhenAskedFor() throws {
    let program = try workspace.start(
      "take", "garden", "--plain", "--student", "Kim", streams: .terminal)
    try program.passPractice()
    // Ctrl-D at the start of a line is the end of the input.
    program.send("\u{4}")
    let end = try program.finish()
    #expect(end.status == 0)
    #expect(end.text.contains("To go on: cat take --resume"))
    #expect(!end.text.contains("\u{1b}"))
    #expect(!end.text.contains("TERM"))
  }

  @Test func ctrlCLeavesTheSittingToGoOnWith() throws {
    let program = try workspace.start(
      "take", "garden", "--plain", "--student", "Kim", streams: .terminal)
    try program.passPractice()
    program.send("1\n\n")
    #expect(try program.nextQuestion().number == 2)
    program.send("\u{3}")
    let end = try program.finish()
    #expect(end.ending == .killed(signal: SIGINT) || end.status == 130)
    let again = try workspace.start("take", "--plain", "--resume")
    #expect(try again.nextQuestion().number == 2)
  }

  @Test func aReaderThatGoesAwayEndsItQuietly() throws {
    let outcome = try workspace.shell(
      """
      (echo 1; echo; yes 1 | head -n 2000) | $CAT take garden --plain --student Kim | head -n 1
      """)
    #expect(outcome.text == "Garden.\n")
    #expect(outcome.stderr == "")
    #expect(outcome.status == 0)
  }

  // MARK: Before it begins

  @Test func explainsItsDesignAndStops() throws {
    let outcome = try workspace.cat("take", "garden", "--explain", "--estimator", "mle")
    #expect(outcome.status == 0)
    #expect(outcome.text.contains("Ability is estimated by maximum likelihood (MLE)"))
    #expect(outcome.text.contains("It ends when"))
    #expect(try workspace.sittings().isEmpty)
  }

  @Test func withoutABankItNamesThem() throws {
    let outcome = try workspace.cat("take", "--plain")
    #expect(outcome.status == 64)
    #expect(outcome.text == "")
    #expect(outcome.stderr == "Which test? Name a bank: cat take BANK, with one of: garden.\n")
  }
}

extension RunningProgram {
  /// Answers the question that is waiting and those behind it, then takes what there is to the end.
  fileprivate func rest(_ numbers: ClosedRange<Int>) throws -> FinishedProcess {
    send(BlindAnswers.lines(numbers, practice: false))
    return try finish()
  }
}
