import AdaptiveTesting
import Terminal
import Testing

@testable import Presentation

struct ResultScreenTests {
  private func screen(
    _ rights: [Bool] = mixed, design: Design = sampleDesign
  ) throws -> ResultScreen {
    let session = try sitting(rights, design: design)
    return ResultScreen(ResultSummary(session, header: header(of: session)))
  }

  @Test func pictures() throws {
    expectPictures(
      of: try screen(),
      wide: """
         Numeracy · your result                                         sitting K7F-2QD

         ──────────────────────────────────────────────────────────────────────────────

           Thank you, Mira. 8 questions, 1 minute.

           Your score is 579 (provisional).

            200        300        400        500        600        700        800
             ├──────────┼──────────┼──────━━━━━━━━━━━━━●━━━━━━━━━━━━┼──────────┤
                                       most likely between 468 and 691

           You can work with simple fractions with confidence.

           Amounts            █████████████████░░░░░░░  good  4 questions
           Words and numbers  ████████████████░░░░░░░░  good  4 questions

           This bank's difficulty values are provisional: read the score as a first
           guide.

           To find this sitting again: K7F-2QD

         ──────────────────────────────────────────────────────────────────────────────
         r questions missed   s save a report   ? help   Enter done
        """,
      narrow: """
         Numeracy · your result         K7F-2QD


         Thank you, Mira. 8 questions, 1
         minute.

         Your score is 579 (provisional).

          200  300  400  500  600  700  800
           ├────┼────┼──━━━━━━●━━━━━━────┤
         ▾ more
         Enter more  r missed  ? help  q done
        """)
  }

  @Test func scrolled() throws {
    expectPictures(
      of: try screen(), after: .enter,
      wide: """
         Numeracy · your result                                         sitting K7F-2QD

         ──────────────────────────────────────────────────────────────────────────────

           Thank you, Mira. 8 questions, 1 minute.

           Your score is 579 (provisional).

            200        300        400        500        600        700        800
             ├──────────┼──────────┼──────━━━━━━━━━━━━━●━━━━━━━━━━━━┼──────────┤
                                       most likely between 468 and 691

           You can work with simple fractions with confidence.

           Amounts            █████████████████░░░░░░░  good  4 questions
           Words and numbers  ████████████████░░░░░░░░  good  4 questions

           This bank's difficulty values are provisional: read the score as a first
           guide.

           To find this sitting again: K7F-2QD
           Press Enter again to close.
         ──────────────────────────────────────────────────────────────────────────────
         r questions missed   s save a report   ? help   Enter done
        """,
      narrow: """
         Numeracy · your result         K7F-2QD

         ▴ more
           ├────┼────┼──━━━━━━●━━━━━━────┤
              most likely between 468 and 691

         You can work with simple fractions
         with confidence.

         Amounts            █████████░░░░  good
         ▾ more
         Enter more  r missed  ? help  q done
        """)
  }

  @Test func theEnd() throws {
    expectPictures(
      of: try screen(), after: .end,
      wide: """
         Numeracy · your result                                         sitting K7F-2QD

         ──────────────────────────────────────────────────────────────────────────────

           Thank you, Mira. 8 questions, 1 minute.

           Your score is 579 (provisional).

            200        300        400        500        600        700        800
             ├──────────┼──────────┼──────━━━━━━━━━━━━━●━━━━━━━━━━━━┼──────────┤
                                       most likely between 468 and 691

           You can work with simple fractions with confidence.

           Amounts            █████████████████░░░░░░░  good  4 questions
           Words and numbers  ████████████████░░░░░░░░  good  4 questions

           This bank's difficulty values are provisional: read the score as a first
           guide.

           To find this sitting again: K7F-2QD

         ──────────────────────────────────────────────────────────────────────────────
         r questions missed   s save a report   ? help   Enter done
        """,
      narrow: """
         Numeracy · your result         K7F-2QD

         ▴ more
         Words and numbers  █████████░░░░  good

         This bank's difficulty values are
         provisional: read the score as a first
         guide.

         To find this sitting again: K7F-2QD

         r missed  s save  ? help  Enter done
        """)
  }

  @Test func help() throws {
    expectPictures(
      of: try screen(), after: .character("?"),
      wide: """
         Numeracy · your result                                         sitting K7F-2QD

         ──────────────────────────────────────────────────────────────────────────────

           Thank you, Mira. 8 questions, 1 minute.

           Your ┌─ Help ───────────────────────────────────────────────────────┐
                │ ● on the line is your score; your true level most likely     │
            200 │ lies in the thick part. A bar shows how many questions of    │0
             ├──│ that kind you would probably answer right.                   │
                │                                                              │
                │ r       questions missed                                     │
           You c│ s       save a report                                        │
                │ ?       help                                                 │
           Amoun│ Enter   done                                                 │
           Words└──────────────────────────────────────────────────────────────┘

           This bank's difficulty values are provisional: read the score as a first
           guide.

           To find this sitting again: K7F-2QD

         ──────────────────────────────────────────────────────────────────────────────
         Esc back
        """,
      narrow: """
         Num┌─ Help ───────────────────────┐2QD
            │ ● on the line is your score. │
            │                              │
         Tha│ Enter   read on              │
         min│ ↑↓      scroll               │
            │ r       questions missed     │
         You│ s       save a report        │
            │ ?       help                 │
          20│ q       done                 │
           ├└──────────────────────────────┘
         ▾ more
         Esc back
        """)
  }

  @Test func aScoreOutsideTheUsualScale() throws {
    expectPictures(
      of: try screen(
        Array(repeating: false, count: 16), design: Design(stopping: .init(standardError: nil))),
      wide: """
         Numeracy · your result                                         sitting K7F-2QD

         ──────────────────────────────────────────────────────────────────────────────

           Thank you, Mira. 16 questions, 3 minutes.

           Your score is 262 (provisional).

            100      200      300      400      500      600      700      800
             ├───━━━━━━━━━━━●━━━━━━━━━━─┼────────┼────────┼────────┼────────┤
            most likely between 145 and 380

           You can do short sums with small whole numbers.

           Amounts            ███░░░░░░░░░░░░░░░░░░░░░  worth practising  8 questions
           Words and numbers  ██░░░░░░░░░░░░░░░░░░░░░░  worth practising  8 questions

           This bank's difficulty values are provisional: read the score as a first
           guide.

           To find this sitting again: K7F-2QD

         ──────────────────────────────────────────────────────────────────────────────
         s save a report   ? help   Enter done
        """,
      narrow: """
         Numeracy · your result         K7F-2QD


         Thank you, Mira. 16 questions, 3
         minutes.

         Your score is 262 (provisional).

          100 200 300 400 500 600 700 800
           ├─━━━━●━━━━━┼───┼───┼───┼───┤
         ▾ more
         Enter more  s save  ? help  q done
        """)
  }

  @Test func nothingAnswered() throws {
    var session = try sitting([], design: Design(stopping: .init(timeLimit: 60)))
    session.advance(at: start + 60_000)
    expectPictures(
      of: ResultScreen(ResultSummary(session, header: header(of: session))),
      wide: """
         Numeracy · your result                                         sitting K7F-2QD

         ──────────────────────────────────────────────────────────────────────────────

           The time is up. Thank you, Mira. 0 questions, 1 minute.

           No question was answered, so there is no score.

           To find this sitting again: K7F-2QD













         ──────────────────────────────────────────────────────────────────────────────
         s save a report   ? help   Enter done
        """,
      narrow: """
         Numeracy · your result         K7F-2QD

         The time is up. Thank you, Mira. 0
         questions, 1 minute.

         No question was answered, so there is
         no score.

         To find this sitting again: K7F-2QD


         s save  ? help  Enter done
        """)
  }

  @Test func aSecondEnterForTheLastQuestionDoesNotCloseTheResult() throws {
    for (rows, columns) in [(24, 80), (12, 40), (60, 120)] {
      var screen = try screen().after([], rows: rows, columns: columns)
      var pages = 1
      while screen.update(.key(.enter)) == nil { pages += 1 }
      #expect(pages > 1 && pages < 10)
      #expect(screen.picture(rows: rows, columns: columns).text.contains("K7F-2QD"))
    }
  }

  @Test func effects() throws {
    let screen = try screen().after([])
    #expect(screen.effect(of: .key(.character("r"))) == .lookAtMissed)
    #expect(screen.effect(of: .key(.character("s"))) == .saveReport)
    for event in [TerminalEvent.key(.character("q")), .key(.escape), .interrupt] {
      #expect(screen.effect(of: event) == .done)
    }
    // No questions to look at where the design shows none.
    var hidden = sampleDesign
    hidden.feedback.showsMissedItems = false
    #expect(try self.screen(design: hidden).after([]).effect(of: .key(.character("r"))) == nil)
  }

  @Test func whatWasSavedIsSaidUntilTheNextKey() throws {
    for (rows, columns) in [(24, 80), (12, 40)] {
      var screen = try screen().after([], rows: rows, columns: columns)
      screen.say("Saved as cat-report-K7F-2QD.txt.")
      #expect(screen.picture(rows: rows, columns: columns).text.contains("Saved as"))
      _ = screen.update(.key(.character("?")))
      #expect(!screen.picture(rows: rows, columns: columns).text.contains("Saved as"))
    }
  }
}
