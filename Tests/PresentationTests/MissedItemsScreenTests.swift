import AdaptiveTesting
import Terminal
import Testing

@testable import Presentation

struct MissedItemsScreenTests {
  private func screen() throws -> MissedItemsScreen {
    let session = try sitting(mixed)
    let result = ResultSummary(session, header: header(of: session))
    return MissedItemsScreen(title: result.title, answers: result.missed)
  }

  @Test func first() throws {
    expectPictures(
      of: try screen(),
      wide: """
         Numeracy · question 3                                            1 of 3 missed

         ──────────────────────────────────────────────────────────────────────────────

           Choose all that are prime numbers.

           A  1
           B  2
           C  9
           D  11
           E  21

           Your answer: A
           Right answer: B  2, D  11

           Because of reason 14.






         ──────────────────────────────────────────────────────────────────────────────
         → next   ? help   Esc back
        """,
      narrow: """
         Question 3               1 of 3 missed


         Choose all that are prime numbers.

         A  1
         B  2
         C  9
         D  11
         E  21
         ▾ more
         → next  ↑↓ more  ? help  Esc back
        """)
  }

  @Test func last() throws {
    expectPictures(
      of: try screen(), after: .right, .enter, .end,
      wide: """
         Numeracy · question 7                                            3 of 3 missed

         ──────────────────────────────────────────────────────────────────────────────

           A ribbon of 2 m is cut into 8 equal pieces. How long is a piece?

           Your answer: 1
           Right answer: 25 cm

           Because of reason 11.












         ──────────────────────────────────────────────────────────────────────────────
         ← previous   ? help   Esc back
        """,
      narrow: """
         Question 7               3 of 3 missed

         A ribbon of 2 m is cut into 8 equal
         pieces. How long is a piece?

         Your answer: 1
         Right answer: 25 cm

         Because of reason 11.


         ← before  ? help  Esc back
        """)
  }

  @Test func waysThrough() throws {
    let screen = try screen().after([])
    #expect(screen.effect(of: .key(.enter)) == nil)
    #expect(screen.after(.right, .right).effect(of: .key(.enter)) == .done)
    #expect(screen.after(.right, .left, .left).effect(of: .key(.enter)) == nil)
    for event in [TerminalEvent.key(.escape), .key(.character("q")), .interrupt] {
      #expect(screen.effect(of: event) == .done)
    }
  }
}
