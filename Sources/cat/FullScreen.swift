import AdaptiveTesting
import Foundation
import ItemBanks
import Presentation
import Storage
import Terminal

/// The screens of a sitting, one after another. Each function returns what to say on the ordinary
/// screen afterwards, or nothing.
struct FullScreen {
  let terminal: CursesTerminal
  let sitting: Sitting

  func home(_ banks: [ResolvedBank]) throws -> String? {
    let store = sitting.store
    let unfinished = try store.sittings(person: sitting.person, unfinishedOnly: true)
      .filter { try !store.isSittingOpen($0.code) }
    let titles = Dictionary(
      banks.map { ($0.generation.bank, $0.bank.title) }, uniquingKeysWith: { first, _ in first })
    let screen = HomeScreen(
      unfinished: unfinished.map { summary in
        HomeScreen.Entry(
          title: "\(titles[summary.bank] ?? summary.bank) · \(summary.person)",
          detail: "\(Wording.count(summary.answered, "question")) answered, "
            + "\(Wording.moment(summary.lastEventAt ?? summary.startedAt)), \(summary.code)",
          effect: .resume(summary.code))
      },
      banks: banks.map { resolved in
        HomeScreen.Entry(
          title: resolved.bank.title,
          detail: resolved.bank.about ?? Wording.count(resolved.bank.items.count, "question"),
          effect: .take(resolved.generation.bank))
      })
    switch try terminal.run(screen, perform: { effect, _ in effect }) {
    case .leave:
      return nil
    case .resume(let code):
      return try resume(code)
    case .take(let name):
      let resolved = try sitting.resolve(name)
      let design = try sitting.checked(
        sitting.options.resolve(for: resolved.bank), for: resolved.bank)
      return try take(resolved, design: design)
    }
  }

  func take(_ resolved: ResolvedBank, design: Design) throws -> String? {
    let bank = resolved.bank
    let welcome = WelcomeScreen(bank: bank, design: design, person: sitting.person)
    guard case .begin(let person) = try terminal.run(welcome, perform: { effect, _ in effect })
    else { return nil }

    let practice = ItemView(practiceOf: bank)
    let text = StudentText.instructions(
      hasPractice: practice != nil, isSurvey: bank.isSurvey)
    guard
      try show(
        PageScreen(
          title: "\(bank.title) · how it works", text: text,
          next: practice == nil ? "begin the test" : "try a question"))
    else { return nil }
    if let practice {
      guard let outcome = try self.practice(practice) else { return nil }
      let over = StudentText.practiceOver(outcome)
      guard
        try show(PageScreen(title: bank.title, text: over, next: "begin the test"))
      else { return nil }
    }
    return try run(
      try SittingRunner.begin(
        resolved, design: design, person: person, group: sitting.group,
        seed: sitting.drawnSeed(), in: sitting.store))
  }

  func resume(_ code: String) throws -> String? {
    let runner = try SittingRunner.resume(code, in: sitting.store)
    return try run(
      runner,
      greeting: StudentText.welcomeBack(
        person: runner.header.person, answered: runner.session.answers.count))
  }

  /// Whether the person went on.
  private func show(_ page: PageScreen) throws -> Bool {
    try terminal.run(page) { effect, _ in effect } == .next
  }

  /// How the practice answer did; `nil` when the person left.
  private func practice(_ view: ItemView) throws -> AnswerOutcome? {
    try terminal.run(ItemScreen(view)) { effect, screen -> AnswerOutcome?? in
      switch effect {
      case .answer(let response): return .some(view.question.outcome(of: response))
      case .leave, .interrupt: return .some(nil)
      case .note, .pause, .goOn, .hangUp, .tick: return nil
      }
    }
  }

  private enum Outcome { case finished, left, interrupted }

  private func run(_ runner: SittingRunner, greeting: String? = nil) throws -> String? {
    switch try giveItems(runner, greeting: greeting) {
    case .finished:
      try showResult(runner)
      return "Your result can be seen again: cat report \(runner.header.session)"
    case .left:
      return PlainText.leaving(code: runner.header.session)
    case .interrupted:
      throw Failure(.interrupted, PlainText.leaving(code: runner.header.session))
    }
  }

  private func giveItems(_ runner: SittingRunner, greeting: String?) throws -> Outcome {
    if runner.isFinished { return .finished }
    guard let view = ItemView(runner.session, at: now()) else {
      throw Failure(.ourBug, "sitting \(runner.header.session): there is no item to show.")
    }
    var screen = ItemScreen(view)
    if let greeting { screen.say(greeting) }
    return try terminal.run(screen) { effect, screen -> Outcome? in
      do {
        return try perform(effect, runner, &screen)
      } catch let error as StoreError where error.kind != .conflict {
        // The screen stays as it was, and what the person did can be done again; a look at the log is repeated
        // in a second.
        if effect != .tick { screen.say("Not kept: \(error)") }
        return effect == .leave || effect == .interrupt ? .interrupted : nil
      }
    }
  }

  private func perform(
    _ effect: ItemScreen.Effect, _ runner: SittingRunner, _ screen: inout ItemScreen
  ) throws -> Outcome? {
    switch effect {
    case .answer(let response):
      try runner.answer(response)
      if let view = ItemView(runner.session, at: now()) { screen.show(view) }
    case .note(let text):
      try runner.note(text)
      screen.noteIsKept()
    case .pause:
      try runner.pause()
      screen.hide()
    case .goOn:
      try runner.goOn()
      screen.reveal()
    case .tick:
      let news = try runner.listen()
      try runner.checkTime()
      if let message = StudentText.news(news) { screen.say(message) }
      screen.show(millisecondsLeft: runner.session.timeRemaining(at: now()))
    case .leave:
      try runner.pause()
      return runner.isFinished ? .finished : .left
    case .interrupt:
      try runner.pause()
      return runner.isFinished ? .finished : .interrupted
    case .hangUp:
      try runner.pause()
      return nil
    }
    return runner.isFinished ? .finished : nil
  }

  private func showResult(_ runner: SittingRunner) throws {
    let result = ResultSummary(runner.session, header: runner.header)
    try terminal.run(ResultScreen(result)) { effect, screen -> Void? in
      switch effect {
      case .done:
        return ()
      case .lookAtMissed:
        let missed = MissedItemsScreen(title: result.title, answers: result.missed)
        _ = try terminal.run(missed) { effect, _ in effect }
        return nil
      case .saveReport:
        screen.say(saveReport(runner))
        return nil
      }
    }
  }

  /// Writes the text report beside the person and says where, or why not.
  private func saveReport(_ runner: SittingRunner) -> String {
    let name = "cat-report-\(runner.header.session).txt"
    let url = sitting.currentFolder.appending(path: name)
    do {
      let report = SessionReport(runner.session, header: runner.header)
      try Data(report.text(for: .student).utf8).write(to: url, options: .atomic)
      return "Saved as \(name)."
    } catch {
      return "\(name) cannot be written here; use cat report \(runner.header.session)."
    }
  }
}
