import Terminal
import Testing

@testable import Presentation

/// At 120×40.
struct SittingPicturesLarge: SittingPictures {
  @Test func path() throws {
    expectPicture(
      of: try finished(), after: .character("1"), rows: 40, columns: 120,
      """
       Mira › Numeracy · 21 Nov 2026, 09:14 · K7F-2QD                                                                finished
       θ 0.99, SE 0.60 · score 599 (483 to 716) · 8 answers in 1 minute · the largest number of items was reached
        ▸1 Path & items ─ 2 Flags ─ 3 Events & notes ─ 4 Content ─ 5 Design ─ 6 Question ────────────────────────────────────
       ── θ   ╌╌ cut   ·· stop                            #  item     asked         answer       key     s     θ    SE   info
          │░░░░░░░░░░░░ ░░░░░░░░░░    ░░░░░░            ▸ 1  item-10  Choose all …  B,D     ✓    B,D    10  0.52  0.88  0.351
        2 ┤░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░    2  item-9   A recipe fo…  B       ✓    B      10  0.80  0.81  0.269
          │░⠄░⠄░⠄░⠄░⠄░⠄░⠄░⠄░⠄░⠄░⠄░⠄░⠄░⠄░⠄░⠄░⠄░⠄░⠄░⠄░⠄░    3  item-14  Choose all …  A       ✗    B,D    10  0.55  0.74  0.282
        1 ┤░░░░░⣀⣀░░░░░░░░░░⣀⣀⣀⣀⡀░░░░⣀⣀⣀⠤⠤⢄⣀⡀░░░░░░░░░    4  item-13  A recipe fo…  B       ✓    B       5  0.87  0.69  0.301
          │⠤⠒⠒⠉⠉░░⠉⠉⠒⠒⠤⠤⠒⠒⠉⠉░░░░⠈⠉⠉⠉⠉░░░░░░░⠈⠉⠑⠒⠒⠒⠊⠉⠉⠉    5  item-15  A ribbon of…  1       ✗    25 cm  10  0.70  0.65  0.288
        0 ┤░⠂░⠂░⠂░⠂░⠂░⠂░⠂░⠂░⠂░⠂░⠂░⠂░⠂░⠂░⠂░⠂░⠂░⠂░⠂░⠂░⠂░    6  item-12  What is the…  mode    ✓    mode   10  0.90  0.62  0.274
          │░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░    7  item-11  A ribbon of…  1       out  25 cm  10  0.69  0.59  0.248
          │⠤⠄░⠤⠤⠄░⠤⠤⠄░⠤⠤⠄░⠤⠤⠄░⠤⠤⠄░⠤⠤⠄░⠤⠤⠄ ⠤⠤⠄ ⠤⠤⠄ ⠤⠤⠄     8  item-8   What is the…  mode    ✓    mode   10  0.79  0.57  0.221
       -1 ┤░░░░░    ░░░░
          └──────┬───────────┬───────────┬───────────┬
                 2           4           6           8
       ── SE   ╌╌ stop
           │⠒⠒⠒⠤⠤⠤⠤⢄⣀⣀⡀
           │          ⠈⠉⠉⠉⠉⠒⠒⠒⠒⠒⠒⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⢄⣀⣀⣀⣀⣀⣀⣀⣀⣀
       0.5 ┤
           │⠒⠂ ⠒⠒⠂ ⠒⠒⠂ ⠒⠒⠂ ⠒⠒⠂ ⠒⠒⠂ ⠒⠒⠂ ⠒⠒⠂ ⠒⠒⠂ ⠒⠒⠂ ⠒⠒⠂
         0 ┤
           └──────┬───────────┬──────────┬───────────┬
                  2           4          6           8
       ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
       1  item-10 · Words and numbers · a 1.20, b 0.25 · provisional
       asked      Choose all that are prime numbers.
         A        1
       ✓ B        2  (key, chosen)
         C        9
       ✓ D        11  (key, chosen)
         E        21


       answer     B,D, right; key B  2, D  11; 10 s
       θ, SE      0.52, 0.88; it told 0.351 there
       why        most informative of 16 eligible, 0.352 at θ 0.00
       runner-up  item-9, 0.331
       kept out   nothing
       ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
       ↑↓ item   Enter question   Tab pane   v void   a note   r review   e export   s student   b bank   ? help   Esc back
      """)
  }

  @Test func flags() throws {
    expectPicture(
      of: try finished(), after: .character("2"), rows: 40, columns: 120,
      """
       Mira › Numeracy · 21 Nov 2026, 09:14 · K7F-2QD                                                                finished
       θ 0.99, SE 0.60 · score 599 (483 to 716) · 8 answers in 1 minute · the largest number of items was reached
        1 Path & items ─ ▸2 Flags ─ 3 Events & notes ─ 4 Content ─ 5 Design ─ 6 Question ────────────────────────────────────
       Provisional parameters
       numbers   7 items
       may mean  The score rests on items whose difficulty is an expert's guess.
       no proof  It may be off by more than its standard error says, and the flags of this
                 sitting with it.

       What was computed
       looked for              statistic      value  raised from      p
       rapid guessing          rapid answers   0.00         1.00  1.000
       slow answers            z               0.34         2.44   .959
       fast right answers      z               0.72         1.64   .237
       provisional parameters  items           7.00                      raised























       ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
       Tab pane   v void   a note   r review   e export   s student   b bank   ? help   Esc back   q leave
      """)
  }

  @Test func events() throws {
    expectPicture(
      of: try finished(), after: .character("3"), rows: 40, columns: 120,
      """
       Mira › Numeracy · 21 Nov 2026, 09:14 · K7F-2QD                                                                finished
       θ 0.99, SE 0.60 · score 599 (483 to 716) · 8 answers in 1 minute · the largest number of items was reached
        1 Path & items ─ 2 Flags ─ ▸3 Events & notes ─ 4 Content ─ 5 Design ─ 6 Question ────────────────────────────────────
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





















       ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
       Tab pane   v void   a note   r review   e export   s student   b bank   ? help   Esc back   q leave
      """)
  }

  @Test func content() throws {
    expectPicture(
      of: try finished(), after: .character("4"), rows: 40, columns: 120,
      """
       Mira › Numeracy · 21 Nov 2026, 09:14 · K7F-2QD                                                                finished
       θ 0.99, SE 0.60 · score 599 (483 to 716) · 8 answers in 1 minute · the largest number of items was reached
        1 Path & items ─ 2 Flags ─ 3 Events & notes ─ ▸4 Content ─ 5 Design ─ 6 Question ────────────────────────────────────
       Content                                                            What the items given told, by ability
       domain             items  share  wanted                            ── information   • items   ·· person
       Amounts                4   50 %    50 %                            2 ┤                         ⢀⡠⠤⠤⠤⠤⠤⣀
       Words and numbers      4   50 %    50 %                              │                      ⡠⠒⠊⠁     ⠐ ⠉⠑⠤⡀
                                                                            │                   ⢀⠔⠊         ⠐    ⠈⠑⢄
       The share of the bank's points that this person is expected to       │                ⢀⠔⠊⠁           ⠐       ⠑⠢⡀
       get                                                                1 ┤              ⣀⠔⠁              ⠐         ⠈⠢⢄
       Amounts            ██████████████████░░░░░░  75 %, good              │           ⣀⡠⠊                 ⠐            ⠑⠢⣀
       Words and numbers  █████████████████░░░░░░░  71 %, good              │       ⢀⣀⠔⠊                    ⠐               ⠑
                                                                            │ ⢀⣀⡠⠤⠔⠊⠁              • ••   • ⠐ • •
                                                                          0 ┤⠉⠁                             ⠐
                                                                            └┬───────┬───────┬───────┬──────┬───────┬───────┬
                                                                            -3      -2      -1       0      1       2       3
                                                                                                                            θ
                                                                          Together the items tell most at 0.67, 2.01; at the
                                                                          person's θ, 0.99, they tell 1.96. Each mark is an
                                                                          item where it tells most.


















       ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
       Tab pane   v void   a note   r review   e export   s student   b bank   ? help   Esc back   q leave
      """)
  }

  @Test func design() throws {
    expectPicture(
      of: try finished(), after: .character("5"), rows: 40, columns: 120,
      """
       Mira › Numeracy · 21 Nov 2026, 09:14 · K7F-2QD                                                                finished
       θ 0.99, SE 0.60 · score 599 (483 to 716) · 8 answers in 1 minute · the largest number of items was reached
        1 Path & items ─ 2 Flags ─ 3 Events & notes ─ 4 Content ─ ▸5 Design ─ 6 Question ────────────────────────────────────
       The score
       score           599
       95 % interval   483 to 716
       standard error  60 at this score; the test aims at 30
       scale           500 + 100 θ: people of the reference group average 500, SD 100
       reliability     .65 at this score (1 − SE² / σ², σ = 1.00 logits)
       ability         θ 0.99 logits, SE 0.60 (posterior SD), by expected a posteriori (EAP)
       cut 430         at or above; the chance that the other side is true is 0.2 %
       parameters      provisional: an expert's guess, not yet estimated from answers

       The sitting
       person         Mira
       test           Numeracy (numeracy, generation 3, 0123456789ab)
       started        21 Nov 2026, 09:14
       finished       21 Nov 2026, 09:15
       ended because  the largest number of items was reached
       answers        8 answers, 1 of them taken out
       seed           1
       program        cat 0.1.0

       The design in words
       The test starts at ability 0 logits, the middle of the prior.

       The next item is the one that tells most about the person (maximum Fisher information at
       the current estimate).

       Every content domain gets the same share of the items: the one furthest behind comes
       next.

       Ability is estimated by expected a posteriori (EAP) (normal prior, mean 0, SD 1).

       It ends when the standard error is 0.3 logits or less, when 8 items have been given, or
       when the bank has nothing more to give, but not before 4 items while there are any.

       Afterwards the person may look at the items missed, with the right answers.
       ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
       Tab pane   v void   a note   r review   e export   s student   b bank   ? help   Esc back   q leave
      """)
  }

  @Test func question() throws {
    expectPicture(
      of: try finished(), after: .character("6"), rows: 40, columns: 120,
      """
       Mira › Numeracy · 21 Nov 2026, 09:14 · K7F-2QD                                                                finished
       θ 0.99, SE 0.60 · score 599 (483 to 716) · 8 answers in 1 minute · the largest number of items was reached
        1 Path & items ─ 2 Flags ─ 3 Events & notes ─ 4 Content ─ 5 Design ─ ▸6 Question ────────────────────────────────────
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




















       ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
       ←→ other question   Tab pane   v void   a note   r review   e export   s student   b bank   ? help   Esc back
      """)
  }
}
