import AdaptiveTesting
import Foundation
import ItemBanks
import Presentation
import Storage

/// The same sitting line by line, on standard input and output.
struct PlainMode {
  let sitting: Sitting

  func take(_ resolved: ResolvedBank, design: Design) throws {
    let bank = resolved.bank
    say("\(bank.title).\n\n\(StudentText.welcome(bank: bank, design: design))")
    guard let person = askName() else {
      return say("\nNothing has begun, so there is nothing to go on with.")
    }
    let practice = ItemView(practiceOf: bank)
    say(StudentText.instructions(hasPractice: practice != nil, isSurvey: bank.isSurvey))
    if let practice {
      guard let outcome = self.practice(practice) else {
        return say("\nNothing has begun, so there is nothing to go on with.")
      }
      say(StudentText.practiceOver(outcome))
    }
    try run(
      try SittingRunner.begin(
        resolved, design: design, person: person, group: sitting.group,
        seed: sitting.drawnSeed(), in: sitting.store))
  }

  /// How the practice answer did; `nil` when the person left.
  private func practice(_ view: ItemView) -> AnswerOutcome? {
    while true {
      switch ask(view) {
      case .answer(let response): return view.question.outcome(of: response)
      case .quit, .end: return nil
      case .pause: say("The clock does not run yet; take your time.")
      case .note: say("Notes can be written as soon as the test has begun.")
      }
    }
  }

  func resume(_ code: String) throws {
    let runner = try SittingRunner.resume(code, in: sitting.store)
    say(
      StudentText.welcomeBack(
        person: runner.header.person, answered: runner.session.answers.count))
    try run(runner)
  }

  private func run(_ runner: SittingRunner) throws {
    while !runner.isFinished {
      guard let view = ItemView(runner.session, at: now()) else {
        throw Failure(.ourBug, "sitting \(runner.header.session): there is no item to show.")
      }
      switch ask(view) {
      case .answer(let response):
        let before = runner.session.answers.count
        try runner.answer(response)
        // What came after the time was up does not count.
        if runner.session.answers.count > before { say("Saved.") }
      case .note(let text):
        try runner.note(text)
        say("Your note has been kept for the person in charge.")
      case .pause:
        try runner.pause()
        if runner.isFinished { break }
        say("Pause. The clock stands still. Press Enter when you are ready to go on.")
        let goesOn = nextLine() != nil
        if goesOn { try runner.goOn() }
        if !goesOn, try leave(runner) { return }
      case .quit, .end:
        if try leave(runner) { return }
      }
      if let message = StudentText.news(try runner.listen()) { say(message) }
    }
    let result = ResultSummary(runner.session, header: runner.header)
    say("\n" + PlainText.result(result))
    showMissed(result)
  }

  /// The end of input is a pause, not an error.
  ///
  /// - Returns: whether there is something to go on with; nothing is said where a proctor has ended the test.
  private func leave(_ runner: SittingRunner) throws -> Bool {
    try runner.pause()
    if runner.isFinished { return false }
    say("\n" + PlainText.leaving(code: runner.header.session))
    return true
  }

  private enum Reply {
    case answer(String)
    case note(String)
    case pause
    case quit
    /// There is no more input.
    case end
  }

  /// Asks until there is a confirmed answer or something else to do.
  private func ask(_ view: ItemView) -> Reply {
    let question = view.question
    say("\n" + PlainText.question(view) + "\n")
    var chosen: String?
    while true {
      prompt(
        chosen.map { PlainText.confirmation(question, $0) } ?? PlainText.prompt(question))
      guard let text = nextLine() else { return .end }
      switch PlainText.line(text, answering: question) {
      case .empty:
        if let chosen { return .answer(chosen) }
      case .help:
        say(PlainText.help(for: question))
      case .again:
        say("\n" + PlainText.question(view) + "\n")
      case .pause:
        return .pause
      case .quit:
        return .quit
      case .note(let text):
        guard !text.isEmpty else {
          say("Write the note behind the word: note I do not understand the picture")
          continue
        }
        return .note(text)
      case .entry(let entry):
        do {
          chosen = try question.answer(from: entry)
        } catch {
          say(error.message)
        }
      }
    }
  }

  private func askName() -> String? {
    if let person = sitting.person { return person }
    while true {
      prompt("\nYour name or student number: ")
      guard let line = nextLine() else { return nil }
      let name = line.trimmingCharacters(in: .whitespacesAndNewlines)
      if !name.isEmpty { return String(name.prefix(WelcomeScreen.longestName)) }
      say("Please type your name or student number first.")
    }
  }

  private func showMissed(_ result: ResultSummary) {
    guard !result.missed.isEmpty else { return }
    prompt(
      "\nType yes to read the \(Wording.count(result.missed.count, "question")) you missed, or "
        + "press Enter: ")
    guard let line = nextLine()?.lowercased(), line.hasPrefix("y") else { return say("") }
    for answer in result.missed { say("\n" + PlainText.feedback(on: answer)) }
  }

  private func nextLine() -> String? {
    let line = readLine()
    // Where nobody types, nobody's Enter ends the line of the prompt.
    if isatty(STDIN_FILENO) == 0 { write("\n") }
    return line
  }

  private func say(_ text: String) { write(Wording.safe(text) + "\n") }

  private func prompt(_ text: String) { write(Wording.safe(text)) }
}
