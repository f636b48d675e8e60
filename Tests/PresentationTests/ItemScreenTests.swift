import ItemBanks
import Terminal
import Testing

@testable import Presentation

/// What the question screen does with keys, the mouse and its owner's words.
struct ItemScreenTests {
  typealias Effect = ItemScreen.Effect

  private func screen(
    _ question: Question, _ events: [TerminalEvent] = [], rows: Int = 24, columns: Int = 80
  ) -> ItemScreen {
    ItemScreen(view(of: question, secondsLeft: 100)).after(events, rows: rows, columns: columns)
  }

  private func answer(_ question: Question, _ events: [TerminalEvent]) -> Effect? {
    screen(question, events).effect(of: .key(.enter))
  }

  @Test(arguments: [
    [TerminalEvent.key(.character("c"))], [.key(.character("C"))], [.key(.character("3"))],
    [.key(.down), .key(.down), .key(.down)], [.key(.end), .key(.up)],
    [.mouse(MouseEvent(.press, row: 11, column: 12))],
    [.key(.character("a")), .key(.character("x")), .key(.character("c"))],
  ])
  func anOptionIsChosenInEveryWay(_ events: [TerminalEvent]) {
    #expect(answer(flour, events) == .answer("C"))
  }

  @Test func severalOptionsAreTicked() {
    #expect(answer(primes, typed("db")) == .answer("B,D"))
    #expect(answer(primes, typed("24a1")) == .answer("B,D"))
    #expect(
      answer(primes, [.key(.down), .key(.character(" ")), .key(.down), .key(.character(" "))])
        == .answer("A,B"))
    #expect(answer(primes, [.mouse(MouseEvent(.press, row: 10, column: 6))]) == .answer("B"))
  }

  @Test func numbersAndTextsAreTypedAndEdited() {
    #expect(answer(ribbon, typed("25")) == .answer("25"))
    #expect(answer(ribbon, typed("2x5kg") + [.key(.left), .key(.backspace)]) == .answer("5"))
    #expect(answer(ribbon, [.paste("1 3/4")]) == .answer("1 3/4"))
    #expect(answer(mode, typed("  the  Mode ")) == .answer("the Mode"))
    // Letters that are commands elsewhere.
    #expect(answer(mode, typed("q?np")) == .answer("q?np"))
  }

  @Test func whatIsNoAnswerIsRefusedInWords() {
    for (question, words) in [
      (flour, "Please choose one answer, A to D."),
      (primes, "Please choose one or more answers, A to E."),
      (ribbon, "Please type a number, such as 12, -3.5 or 3/4."),
      (mode, "Please type an answer."),
    ] {
      let refused = screen(question, [.key(.enter)])
      #expect(refused.effect(of: .key(.enter)) == nil)
      #expect(refused.picture(rows: 24, columns: 80).text.contains(words))
    }
    let edited = screen(flour, [.key(.enter), .key(.character("a"))])
    #expect(!edited.picture(rows: 24, columns: 80).text.contains("Please"))
  }

  @Test func nothingIsSaidDoneBeforeItIs() {
    var screen = screen(flour, [.key(.character("p"))])
    #expect(self.screen(flour).effect(of: .key(.character("p"))) == .pause)
    #expect(screen.picture(rows: 24, columns: 80).text.contains("recipe"))
    screen.hide()
    #expect(!screen.picture(rows: 24, columns: 80).text.contains("recipe"))
    #expect(screen.effect(of: .key(.enter)) == .goOn)
    _ = screen.update(.key(.enter))
    #expect(!screen.picture(rows: 24, columns: 80).text.contains("recipe"))
    screen.say("Not kept: the disk is full.")
    #expect(screen.picture(rows: 24, columns: 80).text.contains("Not kept: the disk is full."))
    screen.reveal()
    #expect(screen.picture(rows: 24, columns: 80).text.contains("recipe"))
  }

  @Test func aPauseHidesTheQuestionAndTakesNoAnswers() {
    var screen = screen(flour, typed("b"))
    screen.hide()
    for (rows, columns) in [(24, 80), (12, 40), (40, 120)] {
      let hidden = screen.after([], rows: rows, columns: columns)
        .picture(rows: rows, columns: columns).text
      #expect(!hidden.contains("flour") && !hidden.contains("1¼"))
    }
    screen = screen.after(.character("c"))
    screen.reveal()
    #expect(screen.effect(of: .key(.enter)) == .answer("B"))
  }

  @Test func aNoteIsOneParagraph() {
    let empty = screen(flour, [.key(.character("n"))])
    #expect(empty.effect(of: .key(.enter)) == nil)
    #expect(!empty.picture(rows: 24, columns: 80).text.contains("keep the note"))
    var written = empty.after(typed(" What is flour? "))
    #expect(written.effect(of: .key(.enter)) == .note("What is flour?"))
    // Until it is kept it stays to be kept.
    _ = written.update(.key(.enter))
    written.say("Not kept: the disk is full.")
    #expect(written.effect(of: .key(.enter)) == .note("What is flour?"))
    written.noteIsKept()
    let kept = written.picture(rows: 24, columns: 80).text
    #expect(kept.contains("✓ Your note is kept") && kept.contains("recipe"))
    let back = written.after(.character("n"), .escape)
    #expect(back.picture(rows: 24, columns: 80).text.contains("recipe"))
  }

  @Test func leavingIsAskedOnce() {
    for key in [Key.character("q"), .character("Q"), .escape, .control("x")] {
      let asked = screen(flour, [.key(key)])
      #expect(asked.effect(of: .key(.enter)) == .leave)
      #expect(asked.after(.escape).effect(of: .key(.enter)) == nil)
    }
    #expect(screen(mode, [.key(.escape)]).effect(of: .key(.enter)) == .leave)
    #expect(screen(mode, typed("q")).effect(of: .key(.enter)) == .answer("q"))
    var paused = screen(flour)
    paused.hide()
    #expect(paused.effect(of: .key(.character("q"))) == .leave)
  }

  @Test func signalsAndTicksGoThroughEveryLayer() {
    for keys in [[], [Key.character("?")], [.character("n")], [.character("q")]] {
      let screen = screen(flour, keys.map { .key($0) })
      #expect(screen.effect(of: .interrupt) == .interrupt)
      #expect(screen.effect(of: .hangup) == .hangUp)
      #expect(screen.effect(of: .terminate(signal: 15)) == .hangUp)
      #expect(screen.effect(of: .tick(now: .seconds(1))) == .tick)
    }
    // The practice question has no clock, and no proctor.
    let practice = ItemScreen(view(of: flour, number: nil))
    #expect(practice.effect(of: .tick(now: .seconds(1))) == nil)
    #expect(practice.tickInterval == nil)
    #expect(ItemScreen(view(of: flour)).tickInterval == .seconds(1))
  }

  @Test func practiceLeavesNothingBehind() {
    let practice = ItemScreen(view(of: flour, number: nil))
    for key in [Key.character("n"), .character("p"), .control("p")] {
      let pressed = practice.after([.key(key)])
      #expect(
        pressed.picture(rows: 24, columns: 80)
          == practice.after([]).picture(rows: 24, columns: 80))
    }
    #expect(practice.after(.character("a")).effect(of: .key(.enter)) == .answer("A"))
  }

  @Test func resizingKeepsWhatWasChosenAndWhereOneRead() {
    var screen = screen(reading, [.key(.pageDown), .key(.character("c"))])
    for (rows, columns) in [(12, 40), (50, 200), (5, 5), (24, 80)] {
      screen = screen.after([], rows: rows, columns: columns)
      #expect(screen.effect(of: .key(.enter)) == .answer("C"))
    }
    var noted = self.screen(flour, [.key(.character("n"))] + typed("one two"))
    noted = noted.after([], rows: 12, columns: 40)
    #expect(noted.effect(of: .key(.enter)) == .note("one two"))
  }

  @Test func theNextQuestionStartsFresh() {
    var screen = screen(flour, [.key(.character("b")), .key(.character("?"))])
    screen.show(view(of: primes, number: 8))
    let picture = screen.picture(rows: 24, columns: 80).text
    #expect(picture.contains("✓ Question 7 is saved."))
    #expect(!picture.contains("▸") && !picture.contains("Help"))
    // A second Enter, meant for the question before, answers nothing.
    #expect(screen.effect(of: .key(.enter)) == nil)
    var practised = ItemScreen(view(of: flour, number: nil))
    practised.show(view(of: primes, number: 1))
    #expect(!practised.picture(rows: 24, columns: 80).text.contains("saved"))
  }

  @Test func lettersOfManyOptionsAreNeverCommands() {
    let question = Question(
      stem: "?", format: .choice(options: (1...20).map { "option \($0)" }, key: 0))
    for letter in "nNpPqQ" {
      #expect(
        screen(question, typed(String(letter))).effect(of: .key(.enter))
          == .answer(letter.uppercased()))
    }
    #expect(screen(question, [.key(.control("x"))]).effect(of: .key(.enter)) == .leave)
  }

  @Test func everySizeHasItsPlaceForEverything() {
    for question in [flour, primes, ribbon, mode, program, reading, scripts] {
      for rows in [0, 1, 2, 11, 12, 13, 17, 18, 24, 40] {
        for columns in [0, 1, 39, 40, 59, 60, 132] {
          let screen = screen(question, rows: rows, columns: columns)
          let layout = screen.layout
          if rows >= 12 && columns >= 40 {
            #expect(layout.stem.rows >= 1 && layout.answer.rows >= 1 && layout.message.rows >= 1)
          }
          let areas = [
            layout.header, layout.stem, layout.answer, layout.message, layout.status, layout.footer,
          ]
          for (above, below) in zip(areas, areas.dropFirst()) where !above.isEmpty && !below.isEmpty
          {
            #expect(above.endRow <= below.row, "\(rows)×\(columns)")
          }
          _ = screen.picture(rows: rows, columns: columns)
        }
      }
    }
  }
}
