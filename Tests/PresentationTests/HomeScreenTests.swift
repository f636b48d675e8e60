import Terminal
import Testing

@testable import Presentation

struct HomeScreenTests {
  private func unfinished(_ count: Int) -> [HomeScreen.Entry] {
    (0..<count).map {
      HomeScreen.Entry(
        title: "Numeracy · Mira \($0 + 1)",
        detail: "6 questions answered, 21 Nov 2026, 09:14, K7F-2QD",
        effect: .resume("K7F-2Q\($0)"))
    }
  }

  private let banks = [
    HomeScreen.Entry(
      title: "Numeracy",
      detail:
        "These questions ask how well you work with numbers: from whole numbers and fractions.",
      effect: .take("numeracy")),
    HomeScreen.Entry(title: "Command line", detail: "165 questions", effect: .take("shell")),
  ]

  @Test func empty() {
    expectPictures(
      of: HomeScreen(unfinished: [], banks: []),
      wide: """
         cat · adaptive tests

         ──────────────────────────────────────────────────────────────────────────────

           There is no test here yet. Put a bank into the folder itembanks, or name
           one: cat take FILE
















         ──────────────────────────────────────────────────────────────────────────────
         ? help   q leave
        """,
      narrow: """
         cat · adaptive tests

         There is no test here yet. Put a bank
         into the folder itembanks, or name
         one: cat take FILE






         ? help  q leave
        """)
  }

  @Test func full() {
    expectPictures(
      of: HomeScreen(unfinished: unfinished(2), banks: banks), after: .down,
      wide: """
         cat · adaptive tests

         ──────────────────────────────────────────────────────────────────────────────

           Go on where you stopped

             Numeracy · Mira 1
             6 questions answered, 21 Nov 2026, 09:14, K7F-2QD

           ▸ Numeracy · Mira 2
             6 questions answered, 21 Nov 2026, 09:14, K7F-2QD

           Begin a test

             Numeracy
             These questions ask how well you work with numbers: from whole numbers …

             Command line
             165 questions



         ──────────────────────────────────────────────────────────────────────────────
         ↑↓ choose   Enter go on   Tab other list   ? help   q leave
        """,
      narrow: """
         cat · adaptive tests


         Go on where you stopped

           Numeracy · Mira 1
           6 questions answered, 21 Nov 2026, …

         ▸ Numeracy · Mira 2
           6 questions answered, 21 Nov 2026, …
         ▾ more
         Enter go on  ? help  q leave
        """)
  }

  @Test func scrolled() {
    expectPictures(
      of: HomeScreen(unfinished: unfinished(7), banks: banks), after: .end,
      wide: """
         cat · adaptive tests

         ──────────────────────────────────────────────────────────────────────────────

           ▴ more
             6 questions answered, 21 Nov 2026, 09:14, K7F-2QD

             Numeracy · Mira 6
             6 questions answered, 21 Nov 2026, 09:14, K7F-2QD

             Numeracy · Mira 7
             6 questions answered, 21 Nov 2026, 09:14, K7F-2QD

           Begin a test

             Numeracy
             These questions ask how well you work with numbers: from whole numbers …

           ▸ Command line
             165 questions


         ──────────────────────────────────────────────────────────────────────────────
         ↑↓ choose   Enter begin   Tab other list   ? help   q leave
        """,
      narrow: """
         cat · adaptive tests

         ▴ more
         Begin a test

           Numeracy
           These questions ask how well you wo…

         ▸ Command line
           165 questions

         Enter begin  ? help  q leave
        """)
  }

  @Test func help() {
    expectPictures(
      of: HomeScreen(unfinished: unfinished(1), banks: banks), after: .character("?"),
      wide: """
         cat · adaptive tests

         ──────────────────────────────────────────────────────────────────────────────

           Go on where you stopped

           ▸ Num┌─ Help ───────────────────────────────────────────────────────┐
             6 q│ Choose a test with the arrow keys or the mouse and press     │
                │ Enter. A test that was left goes on where it stopped.        │
           Begin│                                                              │
                │ ↑↓      choose                                               │
             Num│ Enter   go on                                                │
             The│ Tab     other list                                           │ers …
                │ ?       help                                                 │
             Com│ q       leave                                                │
             165└──────────────────────────────────────────────────────────────┘






         ──────────────────────────────────────────────────────────────────────────────
         Esc back
        """,
      narrow: """
         cat · adaptive tests
        ┌─ Help ───────────────────────────────┐
        │ Choose a test with the arrow keys or │
        │ the mouse and press Enter. A test    │
        │ that was left goes on where it       │
        │ stopped.                             │
        │                                      │
        │ ↑↓ choose   Enter go on              │
        │ Tab other list   ? help   q leave    │
        └──────────────────────────────────────┘
         ▾ more
         Esc back
        """)
  }

  @Test func keysMoveAndOpen() {
    let screen = HomeScreen(unfinished: unfinished(3), banks: banks)
    func opened(_ keys: Key...) -> HomeScreen.Effect? {
      screen.after(keys.map { .key($0) }).effect(of: .key(.enter))
    }
    #expect(opened() == .resume("K7F-2Q0"))
    #expect(opened(.down) == .resume("K7F-2Q1"))
    #expect(opened(.up) == .resume("K7F-2Q0"))
    #expect(opened(.end) == .take("shell"))
    #expect(opened(.end, .down, .up) == .take("numeracy"))
    #expect(opened(.tab) == .take("numeracy"))
    #expect(opened(.tab, .tab) == .resume("K7F-2Q0"))
    #expect(opened(.pageDown) == .take("shell"))
    #expect(opened(.character("?")) == nil)
    #expect(screen.after([]).effect(of: .key(.character("q"))) == .leave)
    #expect(screen.after([]).effect(of: .interrupt) == .leave)
  }

  /// The mouse finds every entry where it is drawn, scrolled or not.
  @Test(arguments: [(24, 80), (12, 40), (13, 60)]) func theMouse(_ rows: Int, _ columns: Int) throws
  {
    var screen = HomeScreen(unfinished: unfinished(5), banks: banks).after(
      [], rows: rows, columns: columns)
    for name in ["Mira 2", "Mira 4", "Command line"] {
      func row() -> Int? {
        screen.picture(rows: rows, columns: columns).lines.firstIndex { $0.contains(name) }
      }
      while row() == nil {
        _ = screen.update(.mouse(MouseEvent(.wheelDown, row: rows / 2, column: 10)))
      }
      let press = TerminalEvent.mouse(MouseEvent(.press, row: try #require(row()), column: 6))
      guard screen.update(press) == nil else {
        Issue.record("the first press opened \(name)")
        continue
      }
      let chosen = screen.picture(rows: rows, columns: columns).lines.first { $0.contains("▸") }
      #expect(chosen?.contains(name) == true)
      let again = TerminalEvent.mouse(MouseEvent(.press, row: try #require(row()), column: 6))
      #expect(screen.effect(of: again) == screen.effect(of: .key(.enter)))
    }
  }

  @Test func theMouseFindsTheSecondRowAndNothingBetween() {
    let screen = HomeScreen(unfinished: unfinished(2), banks: banks).after([])
    func pressed(_ row: Int) -> HomeScreen {
      screen.after([.mouse(MouseEvent(.press, row: row, column: 10))])
    }
    #expect(pressed(10).effect(of: .key(.enter)) == .resume("K7F-2Q1"))
    for row in [0, 4, 5, 11, 12, 23] {
      #expect(pressed(row).effect(of: .key(.enter)) == .resume("K7F-2Q0"), "row \(row)")
    }
  }

  @Test func whatIsChosenStaysInSight() {
    for count in [0, 1, 9] {
      for (rows, columns) in [(12, 40), (14, 50), (24, 80), (60, 90)] {
        var screen = HomeScreen(unfinished: unfinished(count), banks: banks).after(
          [], rows: rows, columns: columns)
        for step in 0..<(2 * (count + 2)) {
          let picture = screen.picture(rows: rows, columns: columns).text
          #expect(picture.contains("▸"), "\(rows)×\(columns), step \(step)")
          _ = screen.update(.key(step < count + 2 ? .down : .up))
        }
      }
    }
  }
}
