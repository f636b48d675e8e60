import Terminal
import Testing

@testable import Presentation

/// At 40×12: one part at a time.
struct SittingPicturesSmall: SittingPictures {
  @Test func path() throws {
    expectPicture(
      of: try finished(), after: .character("1"), rows: 12, columns: 40,
      """
       Mira › Numeracy               finished
       θ 0.99, SE 0.60 · score 599 (483 to 7…
        ▸1 Path & items   2   3   4   5   6
         #  item     answer          θ    SE
       ▸ 1  item-10  B,D     ✓    0.52  0.88
         2  item-9   B       ✓    0.80  0.81
         3  item-14  A       ✗    0.55  0.74
         4  item-13  B       ✓    0.87  0.69
         5  item-15  1       ✗    0.70  0.65
         6  item-12  mode    ✓    0.90  0.62
       ▾ more
       ←→ path  Tab pane  ? help  Esc back
      """)
  }

  @Test func flags() throws {
    expectPicture(
      of: try finished(), after: .character("2"), rows: 12, columns: 40,
      """
       Mira › Numeracy               finished
       θ 0.99, SE 0.60 · score 599 (483 to 7…
        1   ▸2 Flags   3   4   5   6

       Provisional parameters
       numbers   7 items
       may mean  The score rests on items
                 whose difficulty is an
                 expert's guess.
       no proof  It may be off by more than
       ▾ more
       ↑↓ more  Tab pane  ? help  Esc back
      """)
  }

  @Test func events() throws {
    expectPicture(
      of: try finished(), after: .character("3"), rows: 12, columns: 40,
      """
       Mira › Numeracy               finished
       θ 0.99, SE 0.60 · score 599 (483 to 7…
        1   2   ▸3 Events & notes   4   5   6

       time            1 minute
       an answer took  10 s in the middle, 5
                       to 10 s
       interruptions   1 pause, 5 seconds
                       away in all
       effort          100 % of the answers
       ▾ more
       ↑↓ more  Tab pane  ? help  Esc back
      """)
  }

  @Test func content() throws {
    expectPicture(
      of: try finished(), after: .character("4"), rows: 12, columns: 40,
      """
       Mira › Numeracy               finished
       θ 0.99, SE 0.60 · score 599 (483 to 7…
        1   2   3   ▸4 Content   5   6

       Content
       domain            items  share  wanted
       Amounts               4   50 %    50 %
       Words and numbe…      4   50 %    50 %

       The share of the bank's points that
       ▾ more
       ↑↓ more  Tab pane  ? help  Esc back
      """)
  }

  @Test func design() throws {
    expectPicture(
      of: try finished(), after: .character("5"), rows: 12, columns: 40,
      """
       Mira › Numeracy               finished
       θ 0.99, SE 0.60 · score 599 (483 to 7…
        1   2   3   4   ▸5 Design   6

       The score
       score           599
       95 % interval   483 to 716
       standard error  60 at this score; the
                       test aims at 30
       scale           500 + 100 θ: people of
       ▾ more
       ↑↓ more  Tab pane  ? help  Esc back
      """)
  }

  @Test func question() throws {
    expectPicture(
      of: try finished(), after: .character("6"), rows: 12, columns: 40,
      """
       Mira › Numeracy               finished
       θ 0.99, SE 0.60 · score 599 (483 to 7…
        1   2   3   4   5   ▸6 Question

       item-10 · Words and numbers · a 1.20,
       b 0.25 · provisional
       Choose all that are prime numbers.

         A  1
       ✓ B  2  (key, chosen)
       ▾ more
       Tab pane  ? help  Esc back
      """)
  }

  @Test func help() throws {
    expectPicture(
      of: try finished(), after: .character("?"), rows: 12, columns: 40,
      """
      ┌─ Help ───────────────────────────────┐
      │ What you do is added to the record   │
      │ with your name and reason.           │
      │                                      │
      │ v void   a note   r review           │
      │ e export   s student   b bank        │
      │ ? help   Esc back   q leave          │
      │ ↑↓ item   ←→ path   Enter question   │
      │ Tab pane   Shift-Tab the pane before │
      │ 1–6 that pane                        │
      └──────────────────────────────────────┘
       Esc back
      """)
  }

  @Test func running() throws {
    expectPicture(
      of: try running(), after: .character("1"), rows: 12, columns: 40,
      """
       Mira › Numeracy                running
       question 4, item-13, for 0:15 · 9:15 …
        ▸1 Path & items   2   3   4   5   6
         #  item     answer        θ    SE
         1  item-10  B,D     ✓  0.52  0.88
         2  item-9   C       ✗  0.06  0.80
         3  item-8   mode    ✓  0.32  0.74
       ▸ 4  item-13  …



       ←→ path  Tab pane  ? help  Esc back
      """)
  }

  @Test func pathPart() throws {
    expectPicture(
      of: try running(), after: .right, rows: 12, columns: 40,
      """
       Mira › Numeracy                running
       question 4, item-13, for 0:15 · 9:15 …
        ▸1 Path & items   2   3   4   5   6
       ── θ   ╌╌ cut   ·· stop
       2 ┤░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░
         │░⡀░⡀░⡀░⡀░⡀░⡀░⡀░⡀░⡀░⡀░⡀░⡀░⡀░⡀░⡀░⡀░⡀░
       0 ┤⠒⠒⠒⠒⠢⠤⠤⠤⠤⠤⠤⠤⠤⢄⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⠤⠤⠤⠤⠤⠤⠤⠤⠤
         │⣀⡂░⣂⣀⡂░⣂⣀⡂░⣂⣀⡂░⣂⣀⡂░⣂⣀⡂░⣂⣀⡂░⣂⣀⡂░⣂⣀⡂░
         │░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░
         └┬───────┬────────┬────────┬───────┬
          1      1.5       2       2.5      3
       ←→ why  Tab pane  ? help  Esc back
      """)
  }

  @Test func detailsPart() throws {
    expectPicture(
      of: try running(), after: .left, rows: 12, columns: 40,
      """
       Mira › Numeracy                running
       question 4, item-13, for 0:15 · 9:15 …
        ▸1 Path & items   2   3   4   5   6
       item-13 · Amounts · a 1.10, b 1.00 ·
       provisional
       why        most informative of 7
                  eligible, 0.264 at θ 0.32
       runner-up  item-11, 0.248
       kept out   3 already given, 6 by
                  content share
       answer     none yet; key B  1¼ kg
       ←→ items  Tab pane  ? help  Esc back
      """)
  }
}
