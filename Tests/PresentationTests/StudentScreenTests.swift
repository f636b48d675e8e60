import Proctoring
import Terminal
import Testing

@testable import Presentation

struct StudentScreenTests {
  private let rows = [
    finishedRow("A1A-AAA", "Mira", score: 430, before: 90_000),
    finishedRow("A2A-AAA", "Mira", score: 455, before: 60_000, isReviewed: true),
    finishedRow(
      "A3A-AAA", "Mira", score: 580, error: 36, before: 30_000, flags: [.changedScore]),
    row("V4V-VVV", "Mira", .voided, score: 700, startedAt: start - 20_000 * minute),
    row("K7F-2QD", "Mira", .running),
    row("L5L-LLL", "Mira", .left, bank: "shell", startedAt: start - 3000 * minute),
  ]

  private func screen(_ rows: [SittingRow]? = nil) -> StudentScreen {
    StudentScreen(student: "Mira", rows: rows ?? self.rows, now: later, timeZone: utc)
  }

  private func lines(_ screen: StudentScreen, _ rows: Int = 24, _ columns: Int = 80) -> [String] {
    screen.picture(rows: rows, columns: columns).lines
  }

  @Test func changesAreToldFromResultToResult() throws {
    let history = try #require(StudentHistory.all(rows).first)
    #expect(history.bank == "numeracy")
    #expect(history.sittings.map(\.number) == [5, 4, 3, 2, 1])
    let changes = history.sittings.map(\.change)
    #expect(changes[0] == nil && changes[1] == nil && changes[4] == nil)
    let second = try #require(changes[3])
    #expect(second.since == 1 && second.points == 25)
    // (−0.45 − −0.70) / √(0.33² + 0.33²)
    #expect(abs(try #require(second.z) - 0.5357) < 1e-4)
    #expect(!second.isNotable)
    let third = try #require(changes[2])
    #expect(third.since == 2 && third.points == 125)
    // (0.80 − −0.45) / √(0.36² + 0.33²)
    #expect(abs(try #require(third.z) - 2.5596) < 1e-4)
    #expect(third.isNotable)
  }

  /// A sitting that was taken out or not finished is no result to compare with.
  @Test func aChangeReachesOverWhatDoesNotCount() throws {
    let next = finishedRow("A6A-AAA", "Mira", score: 560, before: 1)
    let history = try #require(StudentHistory.all(rows + [next]).first)
    #expect(history.sittings.first { $0.row.code == "A6A-AAA" }?.change?.since == 3)
  }

  @Test func anErrorThatIsNotFiniteTellsNothing() throws {
    var first = rows[0]
    first.standardError = .infinity
    first.scoreError = .infinity
    let state = screen([first, rows[1]]).after([])
    #expect(state.history?.sittings[0].change?.z == nil)
    #expect(lines(state)[21].contains("+25 since sitting 1; an error is unknown"))
    #expect(lines(state.after(.down)).contains { $0.contains("430 ± ∞") })
  }

  @Test func keysAskForWhatTheyName() {
    let state = screen().after(.down, .down)
    #expect(state.effect(of: .key(.enter)) == .open("A3A-AAA"))
    #expect(state.effect(of: .key(.character("b"))) == .bank("numeracy"))
    #expect(state.effect(of: .key(.escape)) == .back)
    #expect(state.effect(of: .key(.character("q"))) == .leave)
    #expect(state.effect(of: .interrupt) == .leave)
    #expect(state.effect(of: .tick(now: .seconds(1))) == .tick)
    #expect(screen([]).after([]).effect(of: .key(.enter)) == nil)
    #expect(screen([]).after([]).effect(of: .key(.escape)) == .back)
  }

  @Test func tabAndMouseChangeTheBank() {
    let other = screen().after(.tab)
    #expect(other.effect(of: .key(.enter)) == .open("L5L-LLL"))
    #expect(other.after(.tab).effect(of: .key(.character("b"))) == .bank("numeracy"))
    #expect(other.after(.backTab).effect(of: .key(.character("b"))) == .bank("numeracy"))
    let tab = lines(screen().after([]))[1]
    let column = tab.distance(
      from: tab.startIndex, to: tab.range(of: "Command")?.lowerBound ?? tab.startIndex)
    let pressed = screen().after([.mouse(MouseEvent(.press, row: 1, column: column))])
    #expect(pressed.effect(of: .key(.character("b"))) == .bank("shell"))
  }

  @Test func theMouseSelectsAndOpens() {
    var state = screen().after([])
    let row = lines(state).firstIndex { $0.contains("taken out") } ?? 0
    let press = TerminalEvent.mouse(MouseEvent(.press, row: row, column: 20))
    #expect(state.update(press) == nil)
    #expect(state.effect(of: press) == .open("V4V-VVV"))
  }

  @Test func newsKeepTheSelectedSittingAndTheBank() {
    var state = screen().after(.down, .down)
    var news = rows
    news[4].answered = 8
    news.append(row("N1N-NNN", "Mira", .running, bank: "shell", startedAt: later))
    news.append(row("N2N-NNN", "Mira", .running, startedAt: later))
    state.show(rows: news, now: later)
    #expect(state.effect(of: .key(.enter)) == .open("A3A-AAA"))
    #expect(state.histories.map(\.bank) == ["numeracy", "shell"])
    state.show(rows: news.filter { $0.bank == "shell" }, now: later)
    #expect(state.effect(of: .key(.enter)) == .open("N1N-NNN"))
    state.show(rows: [], now: later)
    #expect(lines(state).joined().contains("no sitting of this student any more"))
  }

  @Test func inALowWindowPlotAndTableTakeTurns() {
    let state = screen().after([], rows: 12, columns: 40)
    #expect(lines(state, 12, 40).joined().contains("begun"))
    let plot = state.after(.character("p"), rows: 12, columns: 40)
    #expect(lines(plot, 12, 40).joined().contains("●"))
    #expect(plot.effect(of: .key(.enter)) == nil)
    #expect(!lines(plot.after([], rows: 24, columns: 80)).joined().contains("p table"))
  }

  // MARK: Pictures

  @Test func results() {
    expectPictures(
      of: screen(), after: .down, .down,
      wide: """
         Sittings › Mira
         ▸ Numeracy (5)    Command line (1)
         ──────────────────────────────────────────────────────────────────────────────
         score by sitting   ── 95 % interval   ● result
         600 ┤                                    ⢸
             │                                    ●
             │       ⢠              ⡆             ⠘
             │       ●              ●
         400 ┤       ⢸              ⠃
             └───────┬──────────────┬─────────────┬──────────────┬─────────────┬───────
                     1              2             3              4             5

            #  begun               state       items     score ±   change  flags
            5  21 Nov 2026, 09:14  running      7/30                       …
            4  7 Nov 2026, 11:54   taken out       7                       …
         ▸  3  31 Oct 2026, 13:14  finished       17   580 ± 36    +125 !  ! changed
            2  10 Oct 2026, 17:14  finished       17   455 ± 33     +25    ✓
            1  19 Sep 2026, 21:14  finished       17   430 ± 33



           A3A-AAA · +125 since sitting 2, z 2.56: more than chance explains
         ──────────────────────────────────────────────────────────────────────────────
         ↑↓ choose   Enter open   Tab other bank   b bank   ? help   Esc back   q leave
        """,
      narrow: """
         Sittings › Mira
         ▸ Numeracy (5)    Command line (1)
            #  begun           score ±   change
            5  21 Nov 2026     running
            4  7 Nov 2026    taken out
         ▸  3  31 Oct 2026   580 ± 36    +125 !
            2  10 Oct 2026   455 ± 33     +25
            1  19 Sep 2026   430 ± 33



         Enter open  p plot  ? help  Esc back
        """)
    #expect(
      screen().picture([.down, .down], rows: 40, columns: 120).text == """
         Sittings › Mira
         ▸ Numeracy (5)    Command line (1)
         ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
         score by sitting   ── 95 % interval   ● result
         650 ┤                                                        ⢸
             │                                                        ⢸
         600 ┤                                                        ⢸
             │                                                        ●
         550 ┤                                                        ⢸
             │                                  ⡀                     ⢸
         500 ┤                                  ⡇                     ⠘
             │           ⢸                      ⡇
             │           ⢸                      ●
         450 ┤           ●                      ⡇
             │           ⢸                      ⡇
         400 ┤           ⢸                      ⡇
             │           ⢸
             └───────────┬──────────────────────┬─────────────────────┬──────────────────────┬─────────────────────┬───────────
                         1                      2                     3                      4                     5

            #  begun               state       items     score ±   change     time      θ    SE  sitting   flags
            5  21 Nov 2026, 09:14  running      7/30                          3:37   0.12   .52  K7F-2QD   …
            4  7 Nov 2026, 11:54   taken out       7                          3:37   2.00   .52  V4V-VVV   …
         ▸  3  31 Oct 2026, 13:14  finished       17   580 ± 36    +125 !    12:40   0.80   .36  A3A-AAA   ! changed
            2  10 Oct 2026, 17:14  finished       17   455 ± 33     +25      12:40  −0.45   .33  A2A-AAA   ✓
            1  19 Sep 2026, 21:14  finished       17   430 ± 33              12:40  −0.70   .33  A1A-AAA











           A3A-AAA · +125 since sitting 2, z 2.56: more than chance explains · ! changed score · θ 0.80, SE 0.36
         ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
         ↑↓ choose   Enter open   Tab other bank   b bank   ? help   Esc back   q leave
        """)
  }

  @Test func plot() {
    #expect(
      screen().picture([.character("p")], rows: 12, columns: 40).text == """
         Sittings › Mira
         ▸ Numeracy (5)    Command line (1)
         score by sitting   ── 95 % interval
             │                ⢸
         600 ┤                ●
             │          ⡀     ⢸
         500 ┤   ⢰      ⡇
             │   ●      ●
         400 ┤   ⢸      ⠃
             └──────────┬────────────┬─────────
                        2            4
         p table  ? help  Esc back
        """)
  }

  @Test func withoutResults() {
    expectPictures(
      of: screen(), after: .tab,
      wide: """
         Sittings › Mira
           Numeracy (5)  ▸ Command line (1)
         ──────────────────────────────────────────────────────────────────────────────
         No result yet: a sitting counts when it is finished and not taken out.








            #  begun               state       items     score ±   change  flags
         ▸  1  19 Nov 2026, 07:14  left         7/30                       …







           L5L-LLL · question 8 of at most 30 · θ 0.12, SE 0.52
         ──────────────────────────────────────────────────────────────────────────────
         Enter open   Tab other bank   b bank   ? help   Esc back   q leave
        """,
      narrow: """
         Sittings › Mira
           Numeracy (5)  ▸ Command line (1)
            #  begun           score ±   change
         ▸  1  19 Nov 2026        left







         Enter open  p plot  ? help  Esc back
        """)
  }

  @Test func helpPage() {
    expectPictures(
      of: screen(), after: .character("?"),
      wide: """
         Sittings › Mira
         ▸ Numeracy (5)    Command line (1)
         ──────────────────────────────────────────────────────────────────────────────
         score by sitting   ── 95 % interval   ● result
         600 ┤  ┌─ Help ───────────────────────────────────────────────────────┐
             │  │ Bars are 95 % intervals (score ± 1.96 standard errors). !    │
             │  │ after a change: more than chance explains, z beyond ±1.96. z │
             │  │ is the difference of the two θ in its standard error;        │
         400 ┤  │ somebody who has not changed goes beyond that in less than 1 │
             └──│ case of 20.                                                  │───────
                │                                                              │
                │ ↑↓      choose                                               │
            #  b│ Enter   open                                                 │
         ▸  5  2│ Tab     other bank                                           │
            4  7│ b       bank                                                 │
            3  3│ ?       help                                                 │nged
            2  1│ Esc     back                                                 │
            1  1│ q       leave                                                │
                └──────────────────────────────────────────────────────────────┘


           K7F-2QD · question 8, about 5 to 9 more · θ 0.12, SE 0.52
         ──────────────────────────────────────────────────────────────────────────────
         Esc back
        """,
      narrow: """
        ┌─ Help ───────────────────────────────┐
        │ Bars are 95 % intervals (score ±     │
        │ 1.96 standard errors). ! after a     │
        │ change: more than chance explains, z │
        │ beyond ±1.96.                        │
        │                                      │
        │ ↑↓ choose   Enter open               │
        │ Tab other bank   p plot   b bank     │
        │ ? help   Esc back   q leave          │
        └──────────────────────────────────────┘

         Esc back
        """)
  }
}
