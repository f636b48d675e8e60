import Terminal
import Testing

@testable import Presentation

/// At 80×24.
struct SittingPicturesMedium: SittingPictures {
  @Test func path() throws {
    expectPicture(
      of: try finished(), after: .character("1"), rows: 24, columns: 80,
      """
       Mira › Numeracy · 21 Nov 2026, 09:14 · K7F-2QD                        finished
       θ 0.99, SE 0.60 · score 599 (483 to 716) · 8 answers in 1 minute · the larges…
        ▸1 Path & items ─ 2 Flags ─ 3 Events ─ 4 Content ─ 5 Design ─ 6 Question ────
       ── θ   ╌╌ cut   ·· stop             #  item     answer        s     θ    SE
       2 ┤░░░░░░░░░░░░░░░░░░░░░░░░       ▸ 1  item-10  B,D     ✓    10  0.52  0.88
         │░░░░░░░░░░░░░░░░░░░░░░░░░░░░░    2  item-9   B       ✓    10  0.80  0.81
         │░⠁░⠁░⠁░⠁░⠁░⢁⣀⡁░⠁░⠁░⢁⣀⡁░⠁░⠁░⠁░    3  item-14  A       ✗    10  0.55  0.74
         │⠤⠒⠒⠉⠉⠒⠒⠤⠤⠒⠉⠁░⠈⠉⠑⠒⠊⠉⠁░⠈⠉⠑⠒⠒⠊⠉⠉    4  item-13  B       ✓     5  0.87  0.69
       0 ┤░⠁░⠁░⠁░⠁░⠁░⠁░⠁░⠁░⠁░⠁░⠁░⠁░⠁░⠁░    5  item-15  1       ✗    10  0.70  0.65
         │⣀⡀░⣀⣀⡀░⣀⣀⡀░⣀⣀⡀░⣀⣀⡀░⣀⣀⡀░⣀⣀⡀░⣀⣀    6  item-12  mode    ✓    10  0.90  0.62
         │░░░░░░░░░░                       7  item-11  1       out  10  0.69  0.59
         └────────────────┬────────────    8  item-8   mode    ✓    10  0.79  0.57
                          5
       ──────────────────────────────────────────────────────────────────────────────
       1  item-10 · Words and numbers · a 1.20, b 0.25 · provisional
       asked      Choose all that are prime numbers.
       options    A 1 · ✓ B 2  (key, chosen) · C 9 · ✓ D 11  (key, chosen) · E 21
       answer     B,D, right; key B  2, D  11; 10 s
       θ, SE      0.52, 0.88; it told 0.351 there
       why        most informative of 16 eligible, 0.352 at θ 0.00
       runner-up  item-9, 0.331
       kept out   nothing
       ──────────────────────────────────────────────────────────────────────────────
       ↑↓ item   Tab pane   v void   a note   r review   ? help   Esc back
      """)
  }

  @Test func flags() throws {
    expectPicture(
      of: try finished(), after: .character("2"), rows: 24, columns: 80,
      """
       Mira › Numeracy · 21 Nov 2026, 09:14 · K7F-2QD                        finished
       θ 0.99, SE 0.60 · score 599 (483 to 716) · 8 answers in 1 minute · the larges…
        1 Path ─ ▸2 Flags ─ 3 Events ─ 4 Content ─ 5 Design ─ 6 Question ────────────
       Provisional parameters
       numbers   7 items
       may mean  The score rests on items whose difficulty is an expert's guess.
       no proof  It may be off by more than its standard error says, and the flags of
                 this sitting with it.

       What was computed
       looked for              statistic      value  raised from      p
       rapid guessing          rapid answers   0.00         1.00  1.000
       slow answers            z               0.34         2.44   .959
       fast right answers      z               0.72         1.64   .237
       provisional parameters  items           7.00                      raised







       ──────────────────────────────────────────────────────────────────────────────
       Tab pane   v void   a note   r review   e export   ? help   Esc back
      """)
  }

  @Test func events() throws {
    expectPicture(
      of: try finished(), after: .character("3"), rows: 24, columns: 80,
      """
       Mira › Numeracy · 21 Nov 2026, 09:14 · K7F-2QD                        finished
       θ 0.99, SE 0.60 · score 599 (483 to 716) · 8 answers in 1 minute · the larges…
        1 Path ─ 2 Flags ─ ▸3 Events & notes ─ 4 Content ─ 5 Design ─ 6 Question ────
       time            1 minute
       an answer took  10 s in the middle, 5 to 10 s
       interruptions   1 pause, 5 seconds away in all
       effort          100 % of the answers took time to be read

       What happened, by the clock
       09:14:00  the sitting began
       09:14:10  questions 1 to 3 were answered
       09:14:31  paused at question 4
       09:14:36  went on after 5 seconds
       09:14:40  questions 4 to 8 were answered
       09:15:20  finished: the largest number of items was reached
       09:15:30  student: Please look at the last one.
       09:15:35  Ms Reed took the answer to item-11 out: misprint





       ──────────────────────────────────────────────────────────────────────────────
       Tab pane   v void   a note   r review   e export   ? help   Esc back
      """)
  }

  @Test func content() throws {
    expectPicture(
      of: try finished(), after: .character("4"), rows: 24, columns: 80,
      """
       Mira › Numeracy · 21 Nov 2026, 09:14 · K7F-2QD                        finished
       θ 0.99, SE 0.60 · score 599 (483 to 716) · 8 answers in 1 minute · the larges…
        1 Path ─ 2 Flags ─ 3 Events ─ ▸4 Content ─ 5 Design ─ 6 Question ────────────

       Content                                          What the items given told, by
       domain             items  share  wanted          ability
       Amounts                4   50 %    50 %          ── information   • items   ··
       Words and numbers      4   50 %    50 %          2 ┤             ⢀⡠⠤⠤⣄
                                                          │            ⡔⠋   ⠂⠑⢄
       The share of the bank's points that this           │          ⢀⠎     ⠂  ⢣
       person is expected to get                          │         ⡔⠁      ⠂   ⠱⡀
       Amounts            ███████████░░░░  75 %, good   1 ┤       ⢀⠜        ⠂    ⠘⢄
       Words and numbers  ███████████░░░░  71 %, good     │      ⣠⠊         ⠂     ⠈⠢⡀
                                                          │    ⣀⠞           ⠂       ⠑
                                                          │ ⣀⠤⠊⠁      • •• •⠂••
                                                        0 ┤⠉                ⠂
                                                          └────┬────────┬───────┬────
                                                              -2        0       2
                                                                                    θ
                                                        Together the items tell most
                                                        at 0.67, 2.01; at the
       ▾ more
       ──────────────────────────────────────────────────────────────────────────────
       ↑↓ read on   Tab pane   v void   a note   r review   ? help   Esc back
      """)
  }

  @Test func design() throws {
    expectPicture(
      of: try finished(), after: .character("5"), rows: 24, columns: 80,
      """
       Mira › Numeracy · 21 Nov 2026, 09:14 · K7F-2QD                        finished
       θ 0.99, SE 0.60 · score 599 (483 to 716) · 8 answers in 1 minute · the larges…
        1 Path ─ 2 Flags ─ 3 Events ─ 4 Content ─ ▸5 Design ─ 6 Question ────────────

       The score
       score           599
       95 % interval   483 to 716
       standard error  60 at this score; the test aims at 30
       scale           500 + 100 θ: people of the reference group average 500, SD 100
       reliability     .65 at this score (1 − SE² / σ², σ = 1.00 logits)
       ability         θ 0.99 logits, SE 0.60 (posterior SD), by expected a
                       posteriori (EAP)
       cut 430         at or above; the chance that the other side is true is 0.2 %
       parameters      provisional: an expert's guess, not yet estimated from answers

       The sitting
       person         Mira
       test           Numeracy (numeracy, generation 3, 0123456789ab)
       started        21 Nov 2026, 09:14
       finished       21 Nov 2026, 09:15
       ended because  the largest number of items was reached
       ▾ more
       ──────────────────────────────────────────────────────────────────────────────
       ↑↓ read on   Tab pane   v void   a note   r review   ? help   Esc back
      """)
  }

  @Test func question() throws {
    expectPicture(
      of: try finished(), after: .character("6"), rows: 24, columns: 80,
      """
       Mira › Numeracy · 21 Nov 2026, 09:14 · K7F-2QD                        finished
       θ 0.99, SE 0.60 · score 599 (483 to 716) · 8 answers in 1 minute · the larges…
        1 Path ─ 2 Flags ─ 3 Events ─ 4 Content ─ 5 Design ─ ▸6 Question ────────────
       item-10 · Words and numbers · a 1.20, b 0.25 · provisional
       Choose all that are prime numbers.

         A  1
       ✓ B  2  (key, chosen)
         C  9
       ✓ D  11  (key, chosen)
         E  21

       answer     B,D, right; key B  2, D  11; 10 s
       θ, SE      0.52, 0.88; it told 0.351 there
       why        most informative of 16 eligible, 0.352 at θ 0.00
       runner-up  item-9, 0.331
       kept out   nothing
       rationale  Because of reason 10.




       ──────────────────────────────────────────────────────────────────────────────
       ←→ other question   Tab pane   v void   a note   r review   ? help   Esc back
      """)
  }

  @Test func help() throws {
    expectPicture(
      of: try finished(), after: .character("?"), rows: 24, columns: 80,
      """
       Mira › ┌─ Help ───────────────────────────────────────────────────────┐inished
       θ 0.99,│ The shaded band reaches 1.96 standard errors to each side of │larges…
        ▸1 Pat│ θ; the test may stop where it fits between the dotted lines. │on ────
       ── θ   │ The dashed line is a cut score. Whatever you do is added to  │  SE
       2 ┤░░░░│ the record with your name and your reason; nothing is ever   │0.88
         │░░░░│ deleted.                                                     │0.81
         │░⠁░⠁│                                                              │0.74
         │⠤⠒⠒⠉│ v           void                                             │0.69
       0 ┤░⠁░⠁│ a           note                                             │0.65
         │⣀⡀░⣀│ r           review                                           │0.62
         │░░░░│ e           export                                           │0.59
         └────│ s           student                                          │0.57
              │ b           bank                                             │
       ───────│ ?           help                                             │───────
       1  item│ Esc         back                                             │
       asked  │ q           leave                                            │
       options│ ↑↓          item                                             │ 21
       answer │ Enter       question                                         │
       θ, SE  │ Tab         pane                                             │
       why    │ Shift-Tab   the pane before                                  │
       runner-│ 1–6         that pane                                        │
       kept ou└──────────────────────────────────────────────────────────────┘
       ──────────────────────────────────────────────────────────────────────────────
       Esc back
      """)
  }

  @Test func running() throws {
    expectPicture(
      of: try running(), after: .character("1"), rows: 24, columns: 80,
      """
       Mira › Numeracy · 21 Nov 2026, 09:14 · K7F-2QD                         running
       question 4, item-13, for 0:15 · 9:15 left · about 4 more · θ 0.32, SE 0.74
        ▸1 Path & items ─ 2 Flags ─ 3 Events ─ 4 Content ─ 5 Design ─ 6 Question ────
       ── θ   ╌╌ cut   ·· stop             #  item     answer      s     θ    SE
       2 ┤░░░░░░░░░░░                      1  item-10  B,D     ✓  10  0.52  0.88
         │░░░░░░░░░░░░░░░░░░░░░░░░░░░░░    2  item-9   C       ✗  10  0.06  0.80
         │░⠄░⠄░⠄░⠄░⠄░⠄░⠄░⠄░⠄░⠄░⠄░⠄░⠄░⠄░    3  item-8   mode    ✓  10  0.32  0.74
         │⠉⠉⠒⠒⠒⠢⠤⠤⠤⢄⣀⣀⣀░░░░░⣀⣀⣀⣀⣀⣀⣀⠤⠤⠤⠤  ▸ 4  item-13  …
       0 ┤░⠄░⠄░⠄░⠄░⠄░⠄░⠍⠉⠍⠉⠍░⠄░⠄░⠄░⠄░⠄░
         │⠒⠂░⠒⠒⠂░⠒⠒⠂░⠒⠒⠂░⠒⠒⠂░⠒⠒⠂░⠒⠒⠂░⠒⠒
         │░░░░░░░░░░░░░░░░░░░░░░░░░░░░░
         └┬─────────────┬─────────────┬
          1             2             3
       ──────────────────────────────────────────────────────────────────────────────
       4  item-13 · Amounts · a 1.10, b 1.00 · provisional
       asked      A recipe for 6 people needs ¾ kg of flour.
                  How much flour is needed for 10 people?
       options    A 1 kg · ✓ B 1¼ kg  (key) · C 1½ kg · D 7½ kg
       answer     none yet; key B  1¼ kg
       why        most informative of 7 eligible, 0.264 at θ 0.32
       runner-up  item-11, 0.248
       kept out   3 already given, 6 by content share
       ──────────────────────────────────────────────────────────────────────────────
       ↑↓ item   Tab pane   v void   t more time   a note   x end   ? help   Esc back
      """)
  }
}
