import AdaptiveTesting
import ItemBanks
import Terminal
import Testing

@testable import Presentation

/// Whole sittings as stories: a real session, a scripted terminal, and a driver as the program's.
struct SittingStoryTests {
  /// What the program does with effects, with memory in the place of a database.
  private final class Driver {
    var session: TestSession
    var time = start
    /// Effects that fail, once each.
    var failures: Set<ItemScreen.Effect> = []

    init(_ session: TestSession) { self.session = session }

    func perform(_ effect: ItemScreen.Effect, _ screen: inout ItemScreen) -> String? {
      time += 1000
      if failures.remove(effect) != nil {
        screen.say("Not kept: the disk is full.")
        return nil
      }
      switch effect {
      case .answer(let response):
        session.record(response, at: time)
        session.advance(at: time)
        if let view = ItemView(session, at: time) { screen.show(view) }
      case .note(let text):
        session.note(text, by: .student, at: time)
        screen.noteIsKept()
      case .pause:
        session.pause(at: time)
        screen.hide()
      case .goOn:
        session.resume(at: time)
        screen.reveal()
      case .tick:
        if session.isTimeUp(at: time) { session.advance(at: time) }
        screen.show(millisecondsLeft: session.timeRemaining(at: time))
      case .leave, .interrupt:
        if session.status == .running { session.pause(at: time) }
        return "left"
      case .hangUp:
        return nil
      }
      return session.status == .finished ? "finished" : nil
    }

    /// Runs the story and returns how it ended, with all that was shown.
    func run(
      _ story: [TerminalEvent], rows: Int = 24, columns: Int = 80
    ) throws -> (end: String, pictures: [String]) {
      let device = ScriptedTerminal(rows: rows, columns: columns, story: story)
      let view = try #require(ItemView(session, at: time))
      let end = try device.run(ItemScreen(view)) { self.perform($0, &$1) }
      return (end, device.pictures.map(\.text))
    }
  }

  private func begun(
    _ bank: Bank = sampleBank(), _ design: Design = sampleDesign
  ) throws -> TestSession {
    var session = try TestSession(bank: bank, design: design, seed: 1)
    session.begin(at: start)
    session.advance(at: start)
    return session
  }

  /// Keys that answer a question, in another way each time.
  private func keys(_ question: Question, right: Bool, way: Int) -> [TerminalEvent] {
    let answer = entry(question, right: right)
    switch question.format {
    case .choice, .partialCredit, .rating:
      let index = optionIndex(answer.first!)!
      switch way % 4 {
      case 0: return typed(answer)
      case 1: return typed("\(index + 1)")
      case 2: return Array(repeating: .key(.down), count: index + 1)
      default: return typed(answer.lowercased())
      }
    case .multiple:
      return typed(answer.filter { $0 != "," })
    case .numeric:
      return typed("9") + [.key(.backspace)] + typed(answer)
    case .text:
      return [.paste(answer)]
    }
  }

  @Test func aWholeSittingInEveryWayOfAnswering() throws {
    let rights = mixed
    let direct = try sitting(rights)
    let driver = Driver(try begun())
    var seen: Set<String> = []
    for (index, right) in rights.enumerated() {
      let question = try #require(driver.session.currentItem?.question)
      seen.insert("\(question.format)".prefix { $0 != "(" }.description)
      let story =
        keys(question, right: right, way: index) + [.key(.enter), .key(.escape), .key(.enter)]
      let (end, pictures) = try driver.run(story)
      if index + 1 < rights.count {
        #expect(end == "left")
        #expect(pictures.contains { $0.contains("✓ Question \(index + 1) is saved.") })
        driver.session.resume(at: driver.time)
      } else {
        #expect(end == "finished")
      }
    }
    #expect(seen == ["choice", "multiple", "numeric", "text"])
    #expect(driver.session.answers.map(\.item.id) == direct.answers.map(\.item.id))
    #expect(driver.session.answers.map(\.score) == direct.answers.map(\.score))
    #expect(driver.session.estimate == direct.estimate)
  }

  @Test func oneLongStory() throws {
    let driver = Driver(try begun())
    // Pause and note on the way; a resize in the middle keeps what was ticked; a refusal first.
    let first = try #require(driver.session.currentItem?.question)
    var story: [TerminalEvent] = [.key(.enter), .key(.control("p")), .key(.enter)]
    story += [.key(.control("n"))] + typed("Is this right?") + [.key(.enter)]
    story += keys(first, right: true, way: 0)
    story += [.resize(rows: 12, columns: 40), .resize(rows: 5, columns: 20), .key(.enter)]
    story += [.resize(rows: 30, columns: 100), .key(.enter), .interrupt]
    let (end, pictures) = try driver.run(story)
    #expect(end == "left")
    #expect(driver.session.answers.map(\.score) == [1])
    #expect(driver.session.status == .paused)
    #expect(pictures.contains { $0.contains("Pause") && $0.contains("ready to go on") })
    #expect(pictures.contains { $0.contains("✓ Your note is kept") })
    #expect(pictures.contains { $0.contains("small (20×5)") })
    let notes = driver.session.events.filter { if case .noted = $0.kind { true } else { false } }
    #expect(notes.count == 1)
    // The log replays to the same session.
    let replayed = try TestSession(
      replaying: driver.session.events, bank: driver.session.bank, design: driver.session.design,
      seed: 1)
    #expect(replayed.estimate == driver.session.estimate)
  }

  @Test func whatCannotBeKeptCanBeDoneAgain() throws {
    let driver = Driver(try begun())
    let question = try #require(driver.session.currentItem?.question)
    let answer = try question.answer(from: entry(question, right: true))
    driver.failures = [.answer(answer), .pause, .goOn, .note("Hm")]
    var story: [TerminalEvent] = []
    for key in [Key.control("p"), .control("p"), .enter, .enter] { story.append(.key(key)) }
    story += [.key(.control("n"))] + typed("Hm") + [.key(.enter), .key(.enter)]
    story += keys(question, right: true, way: 0) + [.key(.enter), .key(.enter), .interrupt]
    let (_, pictures) = try driver.run(story)
    #expect(pictures.filter { $0.contains("Not kept: the disk is full.") }.count >= 4)
    #expect(driver.session.answers.count == 1)
    #expect(driver.failures.isEmpty)
  }

  @Test func theClockRunsOutInTheMiddle() throws {
    var design = sampleDesign
    design.stopping.timeLimit = 62
    let driver = Driver(try begun(sampleBank(), design))
    let ticks = (1...62).map { TerminalEvent.tick(now: .seconds($0)) }
    let (end, pictures) = try driver.run(ticks)
    #expect(end == "finished")
    #expect(pictures[1].contains("1:01 left") && !pictures[1].contains("minute"))
    #expect(pictures[3].contains("the last minute: 0:59 left"))
    #expect(driver.session.stopReason == .timeLimit)
    let result = ResultSummary(driver.session, header: header(of: driver.session))
    #expect(result.thanks.hasPrefix("The time is up. "))
  }

  @Test func aTerminalThatGoesAwayLosesNothing() throws {
    let driver = Driver(try begun())
    let question = try #require(driver.session.currentItem?.question)
    #expect(throws: TerminalError.signalled(1)) {
      try driver.run(self.keys(question, right: true, way: 0) + [.key(.enter)])
    }
    #expect(driver.session.answers.count == 1)
  }
}
