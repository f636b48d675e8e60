import Terminal
import Testing

@testable import Presentation

struct PageScreenTests {
  private let screen = PageScreen(
    title: "Numeracy · how it works", text: StudentText.instructions(hasPractice: true),
    next: "try a question")

  @Test func instructions() {
    expectPictures(
      of: screen,
      wide: """
         Numeracy · how it works

         ──────────────────────────────────────────────────────────────────────────────

           Each question is chosen to fit you: after a right answer a harder one,
           after a wrong answer an easier one. About half of the questions will feel
           hard. That is how this test finds your level; it does not mean that you
           are doing badly.

           Choose an answer and press Enter to confirm it. A confirmed answer is kept
           safe and cannot be changed. If you do not know, choose what seems most
           likely.

           You can pause, leave and go on another time; nothing is lost.

           First comes a question to try out the keys. It does not count.






         ──────────────────────────────────────────────────────────────────────────────
         Enter try a question   q leave
        """,
      narrow: """
         Numeracy · how it works


         Each question is chosen to fit you:
         after a right answer a harder one,
         after a wrong answer an easier one.
         About half of the questions will feel
         hard. That is how this test finds your
         level; it does not mean that you are
         doing badly.
         ▾ more
         Enter try a question  q leave
        """)
  }

  @Test func readOn() {
    expectPictures(
      of: screen, after: .down, .pageDown,
      wide: """
         Numeracy · how it works

         ──────────────────────────────────────────────────────────────────────────────

           Each question is chosen to fit you: after a right answer a harder one,
           after a wrong answer an easier one. About half of the questions will feel
           hard. That is how this test finds your level; it does not mean that you
           are doing badly.

           Choose an answer and press Enter to confirm it. A confirmed answer is kept
           safe and cannot be changed. If you do not know, choose what seems most
           likely.

           You can pause, leave and go on another time; nothing is lost.

           First comes a question to try out the keys. It does not count.






         ──────────────────────────────────────────────────────────────────────────────
         Enter try a question   q leave
        """,
      narrow: """
         Numeracy · how it works

         ▴ more

         Choose an answer and press Enter to
         confirm it. A confirmed answer is kept
         safe and cannot be changed. If you do
         not know, choose what seems most
         likely.

         ▾ more
         Enter try a question  q leave
        """)
  }

  @Test func afterThePractice() {
    expectPictures(
      of: PageScreen(
        title: "Numeracy", text: StudentText.practiceOver(.wrong), next: "begin the test"),
      wide: """
         Numeracy

         ──────────────────────────────────────────────────────────────────────────────

           That was not the right answer, but it does not matter: this one was for
           trying out the keys.

           Now the test begins.














         ──────────────────────────────────────────────────────────────────────────────
         Enter begin the test   q leave
        """,
      narrow: """
         Numeracy

         That was not the right answer, but it
         does not matter: this one was for
         trying out the keys.

         Now the test begins.




         Enter begin the test  q leave
        """)
  }

  @Test func waysOn() {
    let screen = screen.after([])
    #expect(screen.effect(of: .key(.enter)) == .next)
    for event in [TerminalEvent.key(.escape), .key(.character("q")), .interrupt] {
      #expect(screen.effect(of: event) == .back)
    }
    #expect(screen.effect(of: .key(.character("x"))) == nil)
  }
}
