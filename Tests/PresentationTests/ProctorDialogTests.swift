import AdaptiveTesting
import Foundation
import Terminal
import Testing

@testable import Presentation

/// Each action by its keys: what is asked, what is refused, what comes out.
struct ProctorDialogTests {
  private typealias Effect = SittingScreen.Effect

  private func running() throws -> SittingScreen {
    var design = sampleDesign
    design.stopping.timeLimit = 600
    return SittingScreenTests.screen(try sitting([true, false], design: design)).after([])
  }

  private func keys(_ text: String) -> [TerminalEvent] { typed(text) }

  private let enter = TerminalEvent.key(.enter)

  private func message(_ screen: SittingScreen) -> String? {
    if case .dialog(let dialog) = screen.layer { dialog.message } else { nil }
  }

  private func isClosed(_ screen: SittingScreen) -> Bool {
    if case .page = screen.layer { true } else { false }
  }

  @Test(arguments: ["v", "a", "r", "x"]) func anEmptyReasonIsRefusedKindly(_ key: String) throws {
    let screen = try running().after(keys(key + "   "))
    #expect(screen.effect(of: enter) == nil)
    let refused = screen.after([enter])
    let wanted =
      key == "a" ? "Please type the note." : "Please say why: the reason is kept with it."
    #expect(message(refused) == wanted)
    for (rows, columns) in [(24, 80), (40, 120), (12, 40)] {
      let resized = screen.after([enter], rows: rows, columns: columns)
      let picture = resized.picture(rows: rows, columns: columns)
      #expect(picture.text.contains(wanted.prefix(24)), "\(rows)×\(columns)")
      #expect(picture.cursor != nil)
    }
    // It goes with the next letter typed.
    #expect(message(refused.after(keys("b"))) == nil)
    #expect(isClosed(refused.after(.escape)))
  }

  @Test func anAnswerOrTheWholeSittingIsTakenOut() throws {
    let screen = try running().after(.home)
    let item = screen.report.session.answers[0].item.id
    let open = screen.after(keys("vmisprint"))
    #expect(open.effect(of: enter) == .act(.void(item: item), reason: "misprint"))
    let whole = open.after(.down)
    #expect(whole.effect(of: enter) == .act(.void(item: nil), reason: "misprint"))
    #expect(whole.after(.down, .up).effect(of: enter) == open.effect(of: enter))
    #expect(isClosed(open.after([enter])))
    // The question before the student has no answer yet.
    let last = screen.after([.key(.end)] + keys("vr"))
    #expect(last.effect(of: enter) == .act(.void(item: nil), reason: "r"))
  }

  @Test func whatIsVoidCanBeRestored() throws {
    var session = try sitting(mixed)
    let item = session.answers[0].item.id
    session.void(item, reason: "r", by: "p", at: start + 90_000)
    session.void(nil, reason: "r", by: "p", at: start + 91_000)
    let screen = SittingScreenTests.screen(session).after([])
    let open = screen.after(keys("vfine"))
    #expect(open.effect(of: enter) == .act(.restore(item: item), reason: "fine"))
    #expect(open.after(.down).effect(of: enter) == .act(.restore(item: nil), reason: "fine"))
    let picture = open.picture(rows: 24, columns: 80).text
    #expect(picture.contains("Let the answer to \(item) count again"))
    #expect(picture.contains("Let the whole sitting count again"))
  }

  @Test func moreTime() throws {
    let open = try running().after(keys("t"))
    #expect(open.effect(of: enter) == nil)
    let given = open.after([enter] + keys("fire alarm"))
    #expect(given.effect(of: enter) == .act(.grantTime(seconds: 600), reason: "fire alarm"))
    let five = open.after(
      [.key(.backspace), .key(.backspace)] + keys("5x") + [.key(.tab)] + keys("ill"))
    #expect(five.effect(of: enter) == .act(.grantTime(seconds: 300), reason: "ill"))
    for wrong in ["", "0", "601"] {
      let bad = open.after(
        [.key(.backspace), .key(.backspace)] + keys(wrong) + [.key(.tab)] + keys("ill") + [enter])
      #expect(message(bad) == "Please type how many minutes, 1 to 600.")
      // The field to mend is the one that is typed into.
      let mended = bad.after(
        [.key(.control("u"))] + keys("7") + [.key(.tab)])
      #expect(mended.effect(of: enter) == .act(.grantTime(seconds: 420), reason: "ill"))
    }
    let noReason = open.after([enter, enter])
    #expect(message(noReason) == "Please say why: the reason is kept with it.")
  }

  @Test func aNoteAndAReview() throws {
    let screen = try running()
    let note = screen.after(keys("a") + [.paste(" two\nlines ")])
    #expect(note.effect(of: enter) == .act(.annotate, reason: "two lines"))
    #expect(screen.after(keys("rok")).effect(of: enter) == .act(.review, reason: "ok"))
  }

  @Test func endingIsAskedTwice() throws {
    let once = try running().after(keys("xthe bell") + [enter])
    #expect(message(once) == "Press Enter once more to end it for good.")
    #expect(once.effect(of: enter) == .act(.end, reason: "the bell"))
    // Whoever goes on typing has not made up their mind.
    let changed = once.after(keys("!"))
    #expect(changed.effect(of: enter) == nil)
    #expect(once.after(.escape).effect(of: enter) == nil)
  }

  @Test func aSittingThatHasChangedUnderIt() throws {
    var screen = try running().after(keys("xthe bell") + [enter])
    var ended = screen.report.session
    ended.end(reason: "r", by: "other", at: start + 40_000)
    screen.show(
      SessionReport(ended, header: header(of: ended)), isOpen: false, now: start + 41_000,
      isReviewComplete: true)
    #expect(!isClosed(screen))
    #expect(screen.update(enter) == nil)
    #expect(screen.message?.hasPrefix("Not done: ") == true)
    #expect(isClosed(screen))
  }

  /// Commands are letters, and so are reasons.
  @Test func lettersAreTyped() throws {
    let open = try running().after(keys("aqvtarx?123"))
    #expect(open.effect(of: enter) == .act(.annotate, reason: "qvtarx?123"))
    #expect(open.pane == .path)
  }

  @Test func whatBecameOfIt() throws {
    for (rows, columns) in [(24, 80), (12, 40)] {
      var screen = try running().after([], rows: rows, columns: columns)
      screen.say("✓ The note is kept.")
      #expect(screen.picture(rows: rows, columns: columns).text.contains("✓ The note is kept."))
      _ = screen.update(.key(.up))
      #expect(!screen.picture(rows: rows, columns: columns).text.contains("✓ The note"))
    }
  }

  @Test func pictures() throws {
    expectPictures(
      of: try running().after(.home), after: .character("v"),
      wide: """
         Mira › Numeracy · 21 Nov 2026, 09:14 · K7F-2QD                         running
         question 3, item-8, for 0:25 · 9:15 left · about 5 more · θ 0.06, SE 0.80
          ▸1 Path & items ─ 2 Flags ─ 3 Events ─ 4 Content ─ 5 Design ─ 6 Question ────
         ── θ   ╌╌ cut   ·· stop             #  item     answer      s     θ    SE
         2 ┤░░░░░░░░░░░░░░░░░░░░░░░        ▸ 1  item-10  B,D     ✓  10  0.52  0.88
           │░░░░░░░░░░░░░░░░░░░░░░░░░░░░░    2  item-9   C       ✗  10  0.06  0.80
           │░░░░┌─ What counts ────────────────────────────────────────────────┐
           │⠉⠉⠉⠉│ ▸ Take the answer to item-10 out                             │
         0 ┤░░░░│   Take the whole sitting out                                 │
           │⠒⠃░⠓│                                                              │
           │░░░░│ Nothing is deleted: it stays on record, and this can be      │
           └┬───│ undone.                                                      │
            1   │                                                              │
         ───────│ Reason [                                                   ] │───────
         1  item│                                                              │
         asked  │                                                              │
         options└──────────────────────────────────────────────────────────────┘ 21
         answer     B,D, right; key B  2, D  11; 10 s
         θ, SE      0.52, 0.88; it told 0.351 there
         why        most informative of 16 eligible, 0.352 at θ 0.00
         runner-up  item-9, 0.331
         kept out   nothing
         ──────────────────────────────────────────────────────────────────────────────
         Enter do it   ↑↓ choose   Esc cancel
        """,
      narrow: """
         Mira › Numeracy                running
        ┌─ What counts ────────────────────────┐
        │ ▸ Take the answer to item-10 out     │
        │   Take the whole sitting out         │
        │ Nothing is deleted: it stays on      │
        │ record, and this can be undone.      │
        │ Reason [                           ] │
        │                                      │
        │                                      │
        └──────────────────────────────────────┘

         Enter do it  ↑↓ choose  Esc cancel
        """)
    expectPictures(
      of: try running(), after: .character("t"),
      wide: """
         Mira › Numeracy · 21 Nov 2026, 09:14 · K7F-2QD                         running
         question 3, item-8, for 0:25 · 9:15 left · about 5 more · θ 0.06, SE 0.80
          ▸1 Path & items ─ 2 Flags ─ 3 Events ─ 4 Content ─ 5 Design ─ 6 Question ────
         ── θ   ╌╌ cut   ·· stop             #  item     answer      s     θ    SE
         2 ┤░░░░░░░░░░░░░░░░░░░░░░░          1  item-10  B,D     ✓  10  0.52  0.88
           │░░░░░░░░░░░░░░░░░░░░░░░░░░░░░    2  item-9   C       ✗  10  0.06  0.80
           │░░░░░░░░░░░░░░░░░░░░░░░░░░░░░  ▸ 3  item-8   …
           │⠉⠉⠉⠉┌─ More time ──────────────────────────────────────────────────┐
         0 ┤░░░░│ Added to what Mira has left, at once.                        │
           │⠒⠃░⠓│                                                              │
           │░░░░│ Minutes [10  ]                                               │
           └┬───│ Reason  [                                                  ] │
            1   │                                                              │
         ───────│                                                              │───────
         3  item└──────────────────────────────────────────────────────────────┘
         asked      What is the value that occurs most often in a set of data called?


         answer     none yet; key mode
         why        most informative of 14 eligible, 0.294 at θ 0.06
         runner-up  item-7, 0.253
         kept out   2 already given
         ──────────────────────────────────────────────────────────────────────────────
         Enter go on   Tab other field   Esc cancel
        """,
      narrow: """
         Mira › Numeracy                running
        ┌─ More time ──────────────────────────┐
        │ Added to what Mira has left, at      │
        │ once.                                │
        │ Minutes [10  ]                       │
        │ Reason  [                          ] │
        │                                      │
        │                                      │
        └──────────────────────────────────────┘


         Enter go on  Esc cancel
        """)
    expectPictures(
      of: try running(), after: .character("x"),
      wide: """
         Mira › Numeracy · 21 Nov 2026, 09:14 · K7F-2QD                         running
         question 3, item-8, for 0:25 · 9:15 left · about 5 more · θ 0.06, SE 0.80
          ▸1 Path & items ─ 2 Flags ─ 3 Events ─ 4 Content ─ 5 Design ─ 6 Question ────
         ── θ   ╌╌ cut   ·· stop             #  item     answer      s     θ    SE
         2 ┤░░░░░░░░░░░░░░░░░░░░░░░          1  item-10  B,D     ✓  10  0.52  0.88
           │░░░░░░░░░░░░░░░░░░░░░░░░░░░░░    2  item-9   C       ✗  10  0.06  0.80
           │░░░░░░░░░░░░░░░░░░░░░░░░░░░░░  ▸ 3  item-8   …
           │⠉⠉⠉⠉┌─ End the sitting ────────────────────────────────────────────┐
         0 ┤░░░░│ Mira gets no more questions; the answers so far are the      │
           │⠒⠃░⠓│ test. This cannot be undone.                                 │
           │░░░░│                                                              │
           └┬───│ Reason [                                                   ] │
            1   │                                                              │
         ───────│                                                              │───────
         3  item└──────────────────────────────────────────────────────────────┘
         asked      What is the value that occurs most often in a set of data called?


         answer     none yet; key mode
         why        most informative of 14 eligible, 0.294 at θ 0.06
         runner-up  item-7, 0.253
         kept out   2 already given
         ──────────────────────────────────────────────────────────────────────────────
         Enter end it   Esc cancel
        """,
      narrow: """
         Mira › Numeracy                running
        ┌─ End the sitting ────────────────────┐
        │ Mira gets no more questions; the     │
        │ answers so far are the test. This    │
        │ cannot be undone.                    │
        │ Reason [                           ] │
        │                                      │
        │                                      │
        └──────────────────────────────────────┘


         Enter end it  Esc cancel
        """)
  }
}
