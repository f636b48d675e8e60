import AdaptiveTesting
import Foundation
import ItemBanks
import Proctoring
import Terminal
import Testing

@testable import Presentation

struct SittingScreenTests {
  static let utc = TimeZone(secondsFromGMT: 0)!

  static func screen(
    _ session: TestSession, isOpen: Bool = true, now: Int64 = start + 45_000,
    similar: [SimilarSitting] = []
  ) -> SittingScreen {
    SittingScreen(
      SessionReport(session, header: header(of: session)), isOpen: isOpen, now: now,
      similar: similar, isReviewComplete: true, timeZone: utc)
  }

  /// Shows a later state of a sitting.
  private func show(_ session: TestSession, on screen: inout SittingScreen, now: Int64) {
    screen.show(
      SessionReport(session, header: header(of: session)), isOpen: true, now: now,
      isReviewComplete: true)
  }

  private var timed: Design {
    var design = sampleDesign
    design.stopping.timeLimit = 600
    return design
  }

  private func text(_ screen: SittingScreen, rows: Int = 24, columns: Int = 80) -> String {
    screen.picture(rows: rows, columns: columns).text
  }

  // MARK: Keys

  @Test func onlyWhatCanBeDoneIsOffered() throws {
    func offered(_ session: TestSession) -> String {
      let screen = Self.screen(session).after([])
      return String("vtarxe".filter { screen.keyMap.action(for: .character($0)) != nil })
    }
    #expect(offered(try TestSession(bank: sampleBank(), design: timed, seed: 1)) == "e")
    #expect(offered(try sitting([true, false], design: timed)) == "vtarxe")
    #expect(offered(try sitting([true, false])) == "varxe")
    #expect(offered(try sitting(mixed, design: timed)) == "vare")
    var ended = try sitting([true], design: timed)
    ended.end(reason: "r", by: "p", at: start + 20_000)
    #expect(offered(ended) == "vare")
  }

  @Test func keysGoFromPlaceToPlace() throws {
    let screen = Self.screen(try sitting(mixed))
    #expect(screen.after(.tab).pane == .flags)
    #expect(screen.after(.backTab).pane == .question)
    #expect(screen.after(.backTab, .tab).pane == .path)
    for pane in SittingScreen.Pane.allCases { #expect(screen.after(pane.key).pane == pane) }
    #expect(screen.after(.enter).pane == .question)
    #expect(screen.after(.enter, .escape).pane == .path)
    #expect(screen.after([]).effect(of: .key(.escape)) == .back)
    #expect(screen.after(.character("3")).effect(of: .key(.escape)) == .back)
    #expect(screen.after([]).effect(of: .key(.character("q"))) == .leave)
    #expect(screen.after([]).effect(of: .interrupt) == .leave)
    #expect(screen.after([]).effect(of: .key(.character("e"))) == .saveReport)
    #expect(screen.after([]).effect(of: .key(.character("s"))) == .student("Mira"))
    #expect(screen.after([]).effect(of: .key(.character("b"))) == .bank("numeracy"))
    #expect(screen.after([]).effect(of: .tick(now: .seconds(1))) == .tick)
    #expect(screen.after(.character("?")).effect(of: .key(.escape)) == nil)
    #expect(screen.after([]).effect(of: .hangup) == nil)
  }

  @Test func theQuestionStepsThroughTheItems() throws {
    let screen = Self.screen(try sitting(mixed))
    func shown(_ keys: Key...) -> Int? {
      screen.after(keys.map { .key($0) }).chosen?.position
    }
    #expect(shown() == 1 && shown(.down, .down) == 3 && shown(.end) == 8)
    #expect(shown(.enter, .right, .right) == 3 && shown(.enter, .right, .left, .left) == 1)
    let second = screen.after(.enter, .right)
    #expect(text(second).contains(second.report.session.answers[1].item.id + " · "))
  }

  /// In a small window Left and Right go through the parts of the first pane.
  @Test func partsOneAtATime() throws {
    let screen = Self.screen(try sitting(mixed))
    let small = { (keys: [Key]) in screen.picture(keys, rows: 12, columns: 40).text }
    #expect(small([]).contains("▸ 1") && !small([]).contains("runner-up"))
    #expect(small([.right]).contains("── θ   ╌╌ cut   ·· stop"))
    #expect(small([.left]).contains("kept out") && !small([.left]).contains("θ, SE"))
    #expect(small([.left, .character(" ")]).contains("θ, SE"))
    #expect(small([.left, .down]).contains(screen.report.session.answers[1].item.id))
    #expect(small([.right, .right, .right]) == small([]))
    #expect(
      screen.picture([.right], rows: 24, columns: 80) == screen.picture(rows: 24, columns: 80))
  }

  @Test(arguments: [(24, 80), (40, 120), (12, 40)]) func theMouse(_ rows: Int, _ columns: Int)
    throws
  {
    let screen = Self.screen(try sitting(mixed)).after([], rows: rows, columns: columns)
    let lines = screen.picture(rows: rows, columns: columns).lines
    func press(_ text: String, in row: Int) throws -> TerminalEvent {
      let place = try #require(lines[row].range(of: text)).lowerBound
      let column = DisplayWidth.of(lines[row][..<place])
      return .mouse(MouseEvent(.press, row: row, column: column))
    }
    var tabs = screen
    _ = tabs.update(try press("4", in: 2))
    #expect(tabs.pane == .content)
    _ = tabs.update(.mouse(MouseEvent(.press, row: 2, column: columns - 1)))
    #expect(tabs.pane == .content)

    let item = screen.report.session.answers[2].item.id
    let row = try #require(lines.firstIndex { $0.contains(" \(item) ") })
    var rowed = screen
    #expect(rowed.update(try press(item, in: row)) == nil)
    #expect(rowed.chosen?.position == 3 && rowed.pane == .path)
    _ = rowed.update(try press(item, in: row))
    #expect(rowed.pane == .question)
  }

  // MARK: While it runs

  @Test func theNewestIsFollowed() throws {
    var screen = Self.screen(try sitting([true, false])).after([])
    #expect(screen.chosen?.position == 3 && screen.chosen?.answer == nil)
    let later = try sitting([true, false, true, true])
    show(later, on: &screen, now: start + 50_000)
    #expect(screen.chosen?.position == 5)
    #expect(text(screen).contains("question 5, "))
  }

  @Test func nothingJumps() throws {
    let before = try sitting([true, false, true])
    let later = try sitting([true, false, true, true])
    var chosen = Self.screen(before).after(.up, .up)
    show(later, on: &chosen, now: start + 50_000)
    #expect(chosen.chosen?.position == 2 && chosen.pane == .path)

    var reading = Self.screen(before).after(.enter)
    show(later, on: &reading, now: start + 50_000)
    #expect(reading.pane == .question && reading.chosen?.position == 4)
    #expect(reading.chosen?.answer != nil)

    var design = Self.screen(before).after(.character("5"), .pageDown)
    let offset = design.scroll.offset
    show(later, on: &design, now: start + 50_000)
    #expect(offset > 0 && design.scroll.offset == offset && design.pane == .design)
  }

  /// A long table stays where it was scrolled to.
  @Test func theTableKeepsItsPlace() throws {
    let design = Design(stopping: .init(standardError: nil, maximumItems: 16))
    let rights = Array(repeating: true, count: 12)
    var screen = Self.screen(try sitting(rights, design: design)).after(.home, .down)
    _ = screen.update(.mouse(MouseEvent(.wheelDown, row: 8, column: 60)))
    func shown() -> [Bool] { (1...13).map { text(screen).contains(" \($0)  item-") } }
    let before = shown()
    #expect(!before[0])
    screen.show(isOpen: true, now: start + 130_000)
    #expect(shown() == before)
  }

  @Test func theClock() throws {
    var screen = Self.screen(try sitting([true], design: timed), now: start + 15_000).after([])
    #expect(text(screen).contains("question 2, "))
    #expect(text(screen).contains("for 0:05 · 9:45 left"))
    screen.show(isOpen: true, now: start + 25_000)
    #expect(text(screen).contains("for 0:15 · 9:35 left"))
    // Nobody is there: the clock stands still.
    screen.show(isOpen: false, now: start + 999_000)
    #expect(text(screen).contains("left at question 2, ") && text(screen).contains("9:50 left"))
    #expect(text(screen).split(separator: "\n")[0].hasSuffix(" left"))

    var paused = try sitting([true], design: timed)
    paused.pause(at: start + 12_000)
    let stopped = Self.screen(paused, now: start + 500_000).after([])
    #expect(text(stopped).contains("for 0:02 · 9:48 left"))
    #expect(text(stopped).split(separator: "\n")[0].hasSuffix(" paused"))
  }

  @Test func beforeTheFirstQuestionAndAnswer() throws {
    let new = try TestSession(bank: sampleBank(), design: sampleDesign, seed: 1)
    #expect(text(Self.screen(new).after([])).contains("No question has been asked yet."))
    let first = Self.screen(try sitting([])).after([])
    #expect(text(first).contains("The path is drawn from the"))
    #expect(text(first).contains("question 1, ") && text(first).contains("no answer that counts"))
  }

  // MARK: What it says

  @Test func theStopLinesHoldTheLastBandWhereTheTestMayStop() throws {
    let report = SessionReport(try sitting(mixed), header: header(of: try sitting(mixed)))
    let plot = report.path(.logits, hasStop: true).plot
    let last = try #require(report.session.answers.last).estimate
    let lines = plot.series.filter { $0.pattern == .dotted }.map { $0.points[0].y }
    #expect(lines.count == 2)
    #expect(abs(lines[0] - (last.theta - 1.96 * 0.3)) < 1e-12)
    #expect(abs(lines[1] - (last.theta + 1.96 * 0.3)) < 1e-12)
    let fits = plot.band.last.map { $0.low >= lines[0] && $0.high <= lines[1] }
    #expect(fits == (last.standardError <= 0.3))
    #expect(!report.figures(isTechnical: true)[0].plot.series.contains { $0.pattern == .dotted })
  }

  @Test func aRulingIsToldWithItsReason() throws {
    var session = try sitting(mixed)
    session.void("item-11", reason: "misprint", by: "Ms Reed", at: start + 95_000)
    let place = try #require(session.answers.firstIndex { $0.item.id == "item-11" })
    let keys = Array(repeating: Key.down, count: place)
    let shown = Self.screen(session).after(keys.map { .key($0) })
    #expect(text(shown).contains("taken out by Ms Reed: misprint"))
    session.void(nil, reason: "r", by: "p", at: start + 96_000)
    session.review(reason: "r", by: "p", at: start + 97_000)
    let first = text(Self.screen(session).after([])).split(separator: "\n")[0]
    #expect(first.hasSuffix("finished · does not count · reviewed"))
  }

  @Test func whatHappenedByTheClock() throws {
    var session = try sitting([true, false], design: timed)
    session.pause(at: start + 25_000)
    session.note("She felt ill.", by: .proctor, name: "Ms Reed", at: start + 30_000)
    session.grantTime(300, reason: "ill", by: "Ms Reed", at: start + 31_000)
    session.resume(at: start + 90_000)
    session.resume(at: start + 86_400_000)
    session.end(reason: "the bell", by: "Ms Reed", at: start + 86_401_000)
    let facts = SessionReport(session, header: header(of: session)).eventFacts(timeZone: Self.utc)
    let item = session.events.compactMap {
      if case .noted(let note) = $0.kind { note.item } else { nil }
    }
    #expect(
      facts.map { "\($0.label) \($0.value)" } == [
        "09:14:00 the sitting began", "09:14:10 questions 1 to 2 were answered",
        "09:14:25 paused at question 3", "09:14:30 Ms Reed on \(item[0]): She felt ill.",
        "09:14:31 Ms Reed gave 5 minutes more: ill", "09:15:30 went on after 1 minute",
        "22 Nov 2026, 09:14 went on; the program had been cut off 23 hours 59 minutes before",
        "22 Nov 2026, 09:14 Ms Reed ended it: the bell",
        "22 Nov 2026, 09:14 finished: a proctor ended it",
      ])
  }

  @Test func similarSittings() throws {
    let sittings = try [mixed, mixed, [true, false], [false, true]].map { try sitting($0) }
    let pairs = Similarity(sittings, rate: 1).pairs
    let pair = try #require(pairs.first { $0.first == 0 && $0.second == 1 })
    let screen = Self.screen(
      sittings[0], similar: [SimilarSitting(session: "ABC-DEF", person: "Tom", pair: pair)])
    let shown = text(screen.after(.character("2")), rows: 40)
    #expect(shown.contains("▸2 Flags (1)"))
    #expect(shown.contains("Similar answers"))
    #expect(shown.contains("Tom, sitting ABC-DEF: 8 of 8 shared items answered alike where"))
    #expect(shown.contains("It does not say who copied, nor that anybody did"))
  }

  /// The list does not count them either.
  @Test func provisionalParametersAreToldAndNotCounted() throws {
    let shown = text(Self.screen(try sitting(mixed)).after(.character("2")))
    #expect(shown.contains("▸2 Flags ─") && shown.contains("Provisional parameters"))
  }

  /// In the smallest window, too, the help has all its keys and its text.
  @Test func helpIsWhole() throws {
    let screen = Self.screen(try sitting([true, false], design: timed))
    for (rows, columns) in [(12, 40), (24, 80)] {
      let state = screen.after([], rows: rows, columns: columns)
      let words = text(
        state.after(.character("?"), rows: rows, columns: columns), rows: rows, columns: columns
      )
      .split { !$0.isLetter && !$0.isNumber && $0 != "–" }.map(String.init)
      for binding in state.helpKeys.bindings where binding.isEnabled {
        for word in binding.help.split(separator: " ") {
          #expect(words.contains(String(word)), "\(binding.help) at \(rows)×\(columns)")
        }
      }
      #expect(words.contains("record") && words.contains("reason"))
    }
  }

  @Test func aReviewThatGoesOn() throws {
    let session = try sitting(mixed, bank: sampleBank(status: .calibrated))
    var screen = SittingScreen(
      SessionReport(session, header: header(of: session)), isOpen: false, now: start,
      isReviewComplete: false
    ).after(.character("2"))
    #expect(text(screen).contains("Nothing was found so far."))
    #expect(text(screen).contains("The sitting is still being held against others of its bank."))
    show(session, on: &screen, now: start)
    #expect(text(screen).contains("Nothing was found that a proctor should look at."))
    #expect(!text(screen).contains("still being held"))
  }

  /// Nothing is drawn past an edge, whatever the size, and nothing traps.
  @Test func everySize() throws {
    let running = Self.screen(try sitting([true, false, true], design: timed))
    let finished = Self.screen(try sitting(mixed))
    for (rows, columns) in [(12, 40), (17, 70), (18, 60), (45, 140)] {
      for key in "1246vt?" {
        for screen in [running, finished] {
          let lines = screen.picture([.character(key)], rows: rows, columns: columns).lines
          #expect(lines.allSatisfy { DisplayWidth.of($0) <= columns })
          #expect(lines.last?.contains("Esc ") == true, "\(key) at \(rows)×\(columns)")
        }
      }
    }
  }
}
