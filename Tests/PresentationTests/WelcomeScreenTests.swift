import AdaptiveTesting
import Terminal
import Testing

@testable import Presentation

struct WelcomeScreenTests {
  private func screen(person: String? = nil) -> WelcomeScreen {
    WelcomeScreen(
      bank: sampleBank(),
      design: Design(stopping: .init(minimumItems: 4, maximumItems: 8, timeLimit: 900)),
      person: person)
  }

  @Test func pictures() {
    expectPictures(
      of: screen(), after: .character("M"), .character("i"),
      wide: """
         Numeracy

         ──────────────────────────────────────────────────────────────────────────────

           These questions ask how well you work with numbers.

           There are between 4 and 8 questions: the test stops as soon as it is sure
           enough. You have 15 minutes. Pauses do not count.

           Your name or student number:
           [Mi                                    ]











         ──────────────────────────────────────────────────────────────────────────────
         Enter go on   Esc leave
        """,
      narrow: """
         Numeracy

         These questions ask how well you work
         with numbers.

         There are between 4 and 8 questions:
         the test stops as soon as it is sure
         ▾ more
         Your name or student number:
         [Mi                                  ]

         Enter go on  ↑↓ read on  Esc leave
        """)
  }

  @Test func withoutAName() {
    expectPictures(
      of: screen(), after: .enter,
      wide: """
         Numeracy

         ──────────────────────────────────────────────────────────────────────────────

           These questions ask how well you work with numbers.

           There are between 4 and 8 questions: the test stops as soon as it is sure
           enough. You have 15 minutes. Pauses do not count.

           Your name or student number:
           [                                      ]

           Please type your name or number first.









         ──────────────────────────────────────────────────────────────────────────────
         Enter go on   Esc leave
        """,
      narrow: """
         Numeracy

         These questions ask how well you work
         with numbers.

         There are between 4 and 8 questions:
         the test stops as soon as it is sure
         ▾ more
         Your name or student number:
         [                                    ]
         Please type your name or number first.
         Enter go on  ↑↓ read on  Esc leave
        """)
  }

  @Test func withASettledName() {
    expectPictures(
      of: screen(person: "Mira Mustermann-Σ"),
      wide: """
         Numeracy

         ──────────────────────────────────────────────────────────────────────────────

           These questions ask how well you work with numbers.

           There are between 4 and 8 questions: the test stops as soon as it is sure
           enough. You have 15 minutes. Pauses do not count.

           You are Mira Mustermann-Σ.












         ──────────────────────────────────────────────────────────────────────────────
         Enter go on   Esc leave
        """,
      narrow: """
         Numeracy

         These questions ask how well you work
         with numbers.

         There are between 4 and 8 questions:
         the test stops as soon as it is sure
         ▾ more
         You are Mira Mustermann-Σ.


         Enter go on  ↑↓ read on  Esc leave
        """)
  }

  @Test func theNameIsTrimmedAndNotEmpty() {
    #expect(
      screen().after(typed("  Mira S. ")).effect(of: .key(.enter)) == .begin(person: "Mira S."))
    #expect(screen().after(typed("   ")).effect(of: .key(.enter)) == nil)
    #expect(screen().after(typed("q?")).effect(of: .key(.enter)) == .begin(person: "q?"))
    #expect(
      screen().after([.paste(String(repeating: "x", count: 100))]).effect(of: .key(.enter))
        == .begin(person: String(repeating: "x", count: WelcomeScreen.longestName)))
    #expect(
      screen(person: "Kim").after(typed("xyz")).effect(of: .key(.enter)) == .begin(person: "Kim"))
  }

  @Test func leaving() {
    for event in [TerminalEvent.key(.escape), .interrupt] {
      #expect(screen().after([]).effect(of: event) == .leave)
    }
    #expect(screen(person: "Kim").after([]).effect(of: .key(.character("q"))) == .leave)
  }

  @Test func aLongTextScrollsAndTheNameStays() {
    let small = screen().after(.down, .down, .character("M"), rows: 12, columns: 40)
    let text = small.picture(rows: 12, columns: 40).text
    #expect(text.contains("Pauses") && text.contains("[M "))
  }
}
