import Foundation
import Proctoring
import Terminal
import Testing

@testable import Presentation

struct SittingsScreenTests {
  private func screen(_ rows: [SittingRow] = morning) -> SittingsScreen {
    SittingsScreen(rows: rows, now: later, timeZone: utc)
  }

  private func codes(_ screen: SittingsScreen) -> [String] {
    screen.roster.shown.indices.map { screen.roster[$0].code }
  }

  private func lines(_ screen: SittingsScreen, _ rows: Int = 24, _ columns: Int = 80) -> [String] {
    screen.picture(rows: rows, columns: columns).lines
  }

  // MARK: Keys

  @Test func keysAskForWhatTheyName() {
    let start = screen().after(.down)
    #expect(start.effect(of: .key(.enter)) == .open("K7F-2QD"))
    #expect(start.effect(of: .key(.character("t"))) == .student("Mira Schneider"))
    #expect(start.effect(of: .key(.character("b"))) == .bank("numeracy"))
    #expect(start.effect(of: .key(.character("q"))) == .leave)
    #expect(start.effect(of: .key(.escape)) == .leave)
    #expect(start.effect(of: .interrupt) == .leave)
    #expect(start.effect(of: .tick(now: .seconds(1))) == .tick)
    #expect(start.after(.end).effect(of: .key(.enter)) == .open("F6F-FFF"))
    #expect(start.after(.home).effect(of: .key(.enter)) == .open("P3X-9AB"))
  }

  /// News come in whatever lies over the table.
  @Test func ticksInEveryLayer() {
    for key in "/sf?" {
      let state = screen().after(.character(key))
      #expect(state.effect(of: .tick(now: .seconds(1))) == .tick)
      #expect(state.effect(of: .key(.character("q"))) == nil)
      #expect(state.after(.escape).effect(of: .key(.enter)) == .open("P3X-9AB"))
    }
  }

  @Test func withoutSittingsNothingCanBeOpened() {
    for key in [Key.enter, .down, .character("t"), .character("b"), .character("/")] {
      #expect(screen([]).after([]).effect(of: .key(key)) == nil)
    }
    #expect(screen([]).after([]).effect(of: .key(.escape)) == .leave)
  }

  // MARK: Search

  @Test func typingNarrowsAtOnce() {
    var state = screen().after([.key(.character("/"))] + typed("mira"))
    #expect(codes(state) == ["K7F-2QD", "E5E-EEE"])
    #expect(lines(state)[1].contains("[mira"))
    #expect(lines(state)[1].hasSuffix("2 of 11"))
    _ = state.update(.key(.down))
    _ = state.update(.key(.enter))
    #expect(state.effect(of: .key(.enter)) == .open("E5E-EEE"))
    #expect(lines(state)[1] == " 2 of 11 sittings · “mira”")
    // What was typed can be gone on with.
    _ = state.update(.key(.character("/")))
    for event in typed(" run") { _ = state.update(event) }
    #expect(codes(state) == ["K7F-2QD"])
    _ = state.update(.key(.escape))
    #expect(codes(state).count == 11)
    #expect(state.effect(of: .key(.escape)) == .leave)
  }

  @Test func commandLettersAreTextWhileSearching() {
    let state = screen().after([.key(.character("/"))] + typed("q?sfb/"))
    #expect(state.roster.search.text == "q?sfb/")
    #expect(lines(state).joined().contains("No sitting is like this."))
  }

  @Test func escapeShowsAllBeforeItLeaves() {
    var state = screen().after([.key(.character("/"))] + typed("mira") + [.key(.enter)])
    #expect(state.effect(of: .key(.escape)) == nil)
    _ = state.update(.key(.escape))
    #expect(codes(state).count == 11)
    #expect(state.effect(of: .key(.escape)) == .leave)
  }

  // MARK: Sort and filter

  @Test func sortsByWhatIsChosen() {
    var state = screen().after(.character("s"), .home, .enter)
    #expect(
      codes(state).prefix(4) == ["A1A-AAA", "B2B-BBB", "C3C-CCC", "D4D-DDD"])
    #expect(lines(state)[3].contains("student▲"))
    // The sitting that was selected still is.
    #expect(state.effect(of: .key(.enter)) == .open("P3X-9AB"))
    _ = state.update(.key(.character("S")))
    #expect(codes(state).last == "A1A-AAA")
    #expect(lines(state)[3].contains("student▼"))
    // Choosing the same once more turns the order round as well.
    for key in [Key.character("s"), .enter] { _ = state.update(.key(key)) }
    #expect(codes(state).first == "A1A-AAA")
  }

  /// Sittings without a score come last either way.
  @Test func whatIsMissingComesLast() {
    for isTurned in [false, true] {
      var state = screen()
      state.roster.sort(by: .score)
      if isTurned { state.roster.sort(by: .score) }
      #expect(codes(state).first == (isTurned ? "B2B-BBB" : "A1A-AAA"))
      #expect(Set(codes(state).suffix(2)) == ["P3X-9AB", "S5V-1GH"])
    }
  }

  @Test(arguments: SittingColumn.allCases) func everyColumnSorts(_ column: SittingColumn) {
    var state = screen()
    state.roster.sort(by: column)
    let down = codes(state)
    #expect(Set(down).count == 11)
    state.roster.sort(by: column)
    // No sitting has a group, so that there is nothing to turn round.
    #expect((codes(state) == down) == (column == .group))
  }

  @Test func filterTicksShowOnlyWhatHasThem() {
    let facets = screen().roster.facets
    #expect(facets.first { $0.facet == .state(.finished) }?.count == 5)
    #expect(facets.first { $0.facet == .flagged }?.count == 2)
    #expect(facets.first { $0.facet == .bank("Numeracy") }?.count == 10)
    // What no sitting has is not offered.
    #expect(!facets.contains { $0.facet == .flag(.slowAnswers) })
    #expect(!facets.contains { $0.facet == .flag(.provisionalParameters) })

    let index = facets.firstIndex { $0.facet == .flagged } ?? 0
    let downs = Array(repeating: Key.down, count: index)
    var state = screen().after(
      ([.character("f")] + downs + [.character(" "), .escape]).map {
        TerminalEvent.key($0)
      })
    #expect(codes(state) == ["C3C-CCC", "B2B-BBB"])
    #expect(lines(state)[1] == " 2 of 11 sittings · with flags")
    _ = state.update(.key(.escape))
    #expect(codes(state).count == 11)
  }

  @Test func aTickThatNoSittingHasAnyMoreCanBeTakenBack() {
    var state = screen()
    state.roster.filter.toggle(.state(.paused))
    state.show(rows: morning.filter { $0.state != .paused }, now: later)
    #expect(codes(state) == [])
    #expect(state.roster.facets.contains { $0.facet == .state(.paused) && $0.count == 0 })
  }

  // MARK: News

  @Test func newsKeepTheSelectedSittingWhereItIs() {
    let many = (0..<100).map {
      row("S\($0)", "Student \($0)", .finished, startedAt: start - Int64($0) * minute)
    }
    var state = screen(many).after(Array(repeating: TerminalEvent.key(.down), count: 40))
    let before = lines(state)
    let selected = before.firstIndex { $0.contains("▸") }
    var more = many + (0..<5).map { row("N\($0)", "New", .running, startedAt: start + minute) }
    more.shuffle()
    state.show(rows: more, now: later)
    #expect(lines(state)[4..<20] == before[4..<20])
    #expect(lines(state).firstIndex { $0.contains("▸") } == selected)
    #expect(state.effect(of: .key(.enter)) == .open("S40"))
    #expect(lines(state)[1] == " 105 sittings · 5 running · 0 flagged · 100 not looked at yet (…)")
  }

  @Test func newSittingsAreSeenAtTheTop() {
    var state = screen().after([])
    let fresh = row("N1N-NNN", "Zoe", .running, startedAt: later)
    state.show(rows: morning + [fresh], now: later)
    #expect(lines(state)[4].contains("Zoe"))
    #expect(state.effect(of: .key(.enter)) == .open("P3X-9AB"))
  }

  @Test func anAnswerIsSeen() {
    var state = screen().after(.down)
    var rows = morning
    rows[0].answered = 8
    rows[0].lastEventAt = later + 1000
    #expect(lines(state)[21].contains("question 8"))
    #expect(lines(state)[21].contains("last seen 12 s ago"))
    state.show(rows: rows, now: later + 1000)
    #expect(lines(state)[21].contains("question 9"))
    #expect(lines(state)[21].contains("last seen now"))
    #expect(lines(state)[5].contains(" 8/30"))
  }

  @Test func aSittingThatGoesAwayLeavesItsPlace() {
    var state = screen().after(.down, .down)
    state.show(rows: morning.filter { $0.code != "Q8M-4CD" }, now: later)
    #expect(state.effect(of: .key(.enter)) == .open("R2T-7EF"))
    state.show(rows: [], now: later)
    #expect(state.effect(of: .key(.enter)) == nil)
    state.show(rows: morning, now: later)
    #expect(state.effect(of: .key(.enter)) == .open("P3X-9AB"))
  }

  @Test func flagsComeLater() {
    var state = screen().after([])
    #expect(lines(state)[9].hasSuffix("…"))
    var rows = morning
    rows[8].flags = [.slowAnswers, .provisionalParameters]
    state.show(rows: rows, now: later)
    #expect(lines(state)[9].hasSuffix("! slow"))
    #expect(lines(state)[1] == " 11 sittings · 2 running · 3 flagged")
    rows[8].flags = []
    state.show(rows: rows, now: later)
    #expect(lines(state).contains { $0.contains("Dmitri") && $0.hasSuffix("12:40") })
  }

  /// While sittings wait, a small window does not claim that nothing was found.
  @Test func aSmallWindowSaysThatFlagsMayCome() {
    var state = screen().after([], rows: 12, columns: 40)
    #expect(lines(state, 12, 40)[1] == " 11 sittings · 2 flagged so far")
    var rows = morning
    rows[8].flags = []
    state.show(rows: rows, now: later)
    #expect(lines(state, 12, 40)[1] == " 11 sittings · 2 running · 2 flagged")
  }

  /// Of a bank that was changed between sittings the generation is told.
  @Test func generationsAreToldWhereThereAreSeveral() {
    var rows = morning
    #expect(!lines(screen(rows).after(.down))[21].contains("generation"))
    rows[5].generation = 2
    #expect(
      lines(screen(rows).after(.down, .down, .down, .down, .down))[21].contains("generation 1"))
    // The other bank was not changed.
    #expect(!lines(screen(rows).after([]))[21].contains("generation"))
  }

  @Test func saysWhatItIsToldUntilTheNextKey() {
    var state = screen().after([])
    state.say("The sitting is no longer there.")
    #expect(lines(state)[1] == " The sitting is no longer there.")
    #expect(lines(state.after(.down))[1].hasPrefix(" 11 sittings"))
  }

  // MARK: Mouse

  @Test func theMouseSelectsOpensScrollsAndSorts() {
    func press(_ row: Int, _ column: Int = 10) -> TerminalEvent {
      .mouse(MouseEvent(.press, row: row, column: column))
    }
    var state = screen().after([])
    #expect(state.update(press(6)) == nil)
    #expect(state.effect(of: .key(.enter)) == .open("Q8M-4CD"))
    #expect(state.effect(of: press(6)) == .open("Q8M-4CD"))
    #expect(state.effect(of: press(18)) == nil)
    #expect(state.effect(of: press(23)) == nil)

    let titles = lines(state)[3]
    let column = titles.distance(
      from: titles.startIndex, to: titles.range(of: "score")?.lowerBound ?? titles.startIndex)
    #expect(state.update(press(3, column)) == nil)
    #expect(codes(state).first == "A1A-AAA")
    _ = state.update(press(3, column))
    #expect(codes(state).first == "B2B-BBB")

    let many = screen((0..<100).map { row("S\($0)", "Student \($0)", .left) })
    let scrolled = many.after([.mouse(MouseEvent(.wheelDown, row: 10, column: 10))])
    #expect(lines(scrolled)[4].contains("▴ more"))
    #expect(!lines(scrolled).contains { $0.hasPrefix(" ▸") })
  }

  @Test func theMouseTicksAndChooses() {
    var state = screen().after(.character("f"))
    let paused = lines(state).firstIndex { $0.contains("[ ] paused") } ?? 0
    _ = state.update(.mouse(MouseEvent(.press, row: paused, column: 30)))
    #expect(codes(state) == ["Q8M-4CD"])
    state = screen().after(.character("s"))
    let score = lines(state).firstIndex { $0.contains("   score   ") } ?? 0
    _ = state.update(.mouse(MouseEvent(.press, row: score, column: 30)))
    #expect(codes(state).first == "A1A-AAA")
    #expect(state.effect(of: .key(.character("q"))) == .leave)
  }

  // MARK: Many

  @Test func tenThousand() {
    let rows = (0..<10_000).map {
      row(
        "S\($0)", "Student \($0)", $0 % 1000 == 0 ? .running : .finished, answered: $0 % 30,
        startedAt: start - Int64($0) * 1000)
    }
    var state = screen(rows).after([.key(.character("/")), .paste("99 student")])
    let found = (0..<10_000).filter { "\($0)".contains("99") }
    #expect(codes(state) == found.map { "S\($0)" })
    for event in [.paste(" items=29"), TerminalEvent.key(.enter)] { _ = state.update(event) }
    #expect(codes(state) == found.filter { $0 % 30 == 29 }.map { "S\($0)" })
    _ = state.update(.key(.escape))
    _ = state.update(.key(.end))
    #expect(state.effect(of: .key(.enter)) == .open("S9999"))
    // The columns are where they were at the top.
    let titles = lines(screen(rows).after([]))[3]
    #expect(lines(state)[3] == titles)
    state.roster.sort(by: .items)
    #expect(state.roster[0].answered == 29)
    #expect(state.roster[9_999].answered == 0)
    #expect(
      lines(state)[1] == " 10000 sittings · 10 running · 0 flagged · 9990 not looked at yet (…)")
  }

  @Test func anySizeIsSafe() {
    for (rows, columns) in [(12, 40), (12, 200), (60, 40), (18, 60), (17, 59), (24, 99)] {
      for keys in [[], [.end], [.character("f"), .end], [.character("s"), .end]] as [[Key]] {
        let canvas = screen().picture(keys, rows: rows, columns: columns)
        #expect(!canvas.lines[rows - 1].isEmpty)
        #expect(canvas.text.contains("▸"))
      }
    }
  }

  // MARK: Pictures

  @Test func table() {
    expectPictures(
      of: screen(), after: .down,
      wide: """
         Sittings                                                          newest first
         11 sittings · 2 running · 2 flagged · 1 not looked at yet (…)
         ──────────────────────────────────────────────────────────────────────────────
           student        bank       state       items     score ±     time  flags
           Jonas          Command …  running      0/30                 0:00  …
         ▸ Mira Schneid…  Numeracy   running      7/30   512 ± 52      3:37  …
           Élise Dubois   Numeracy   paused      11/30   447 ± 52      5:41  …
           Wei            Numeracy   left         3/30   530 ± 52      1:33  …
           Noor           Numeracy   not begun    0/30                 0:00
           Dmitri         Numeracy   finished       17   498 ± 33     12:40  …
           Chloé          Numeracy   finished       17   502 ± 33     12:40  ✓ similar
           Ben Okafor     Numeracy   finished       17   381 ± 41     12:40  ! rapid, …
           Ada            Numeracy   finished       17   655 ± 33     12:40  ✓
           Mira Schneid…  Numeracy   finished       17   430 ± 33     12:40
           Student 10     Numeracy   taken out      20   612 ± 52     10:20  …






           K7F-2QD · question 8, about 5 to 9 more · last seen 12 s ago
         ──────────────────────────────────────────────────────────────────────────────
         Enter open   / search   f filter   s sort   t student   ? help   q leave
        """,
      narrow: """
         Sittings                  newest first
         11 sittings · 2 flagged so far
           student            score ±

           Jonas            running 1  …
         ▸ Mira Schneider   running 8  …
           Élise Dubois     paused 12  …
           Wei                 left 4  …
           Noor             not begun
           Dmitri           498 ± 33   …
         ▾ more
         Enter open  / search  ? help  q leave
        """)
    #expect(
      screen().picture([.down], rows: 40, columns: 120).text == """
         Sittings
         11 sittings · 2 running · 2 flagged · 1 not looked at yet (…)
         ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
           student         bank          state       items     score ±     time  begun▼              sitting   flags
           Jonas           Command line  running      0/30                 0:00  21 Nov 2026, 09:15  P3X-9AB   …
         ▸ Mira Schneider  Numeracy      running      7/30   512 ± 52      3:37  21 Nov 2026, 09:14  K7F-2QD   …
           Élise Dubois    Numeracy      paused      11/30   447 ± 52      5:41  21 Nov 2026, 09:13  Q8M-4CD   …
           Wei             Numeracy      left         3/30   530 ± 52      1:33  21 Nov 2026, 09:12  R2T-7EF   …
           Noor            Numeracy      not begun    0/30                 0:00  21 Nov 2026, 09:11  S5V-1GH
           Dmitri          Numeracy      finished       17   498 ± 33     12:40  20 Nov 2026, 09:34  D4D-DDD   …
           Chloé           Numeracy      finished       17   502 ± 33     12:40  20 Nov 2026, 09:24  C3C-CCC   ✓ similar
           Ben Okafor      Numeracy      finished       17   381 ± 41     12:40  20 Nov 2026, 09:14  B2B-BBB   ! rapid, similar
           Ada             Numeracy      finished       17   655 ± 33     12:40  20 Nov 2026, 08:14  A1A-AAA   ✓
           Mira Schneider  Numeracy      finished       17   430 ± 33     12:40  22 Oct 2026, 09:14  E5E-EEE
           Student 10      Numeracy      taken out      20   612 ± 52     10:20  17 Oct 2026, 15:54  F6F-FFF   …






















           K7F-2QD · question 8, about 5 to 9 more · last seen 12 s ago · θ 0.12, SE 0.52 · begun 21 Nov 2026, 09:14
         ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
         ↑↓ choose   Enter open   / search   f filter   s sort   t student   b bank   ? help   q leave
        """)
  }

  @Test func searching() {
    expectPictures(
      of: screen(), after: .character("/"), .character("m"), .character("i"),
      wide: """
         Sittings                                                          newest first
         Search [mi                                    ] 5 of 11
         ──────────────────────────────────────────────────────────────────────────────
           student        bank       state       items     score ±     time  flags
         ▸ Mira Schneid…  Numeracy   running      7/30   512 ± 52      3:37  …
           Dmitri         Numeracy   finished       17   498 ± 33     12:40  …
           Chloé          Numeracy   finished       17   502 ± 33     12:40  ✓ similar
           Ben Okafor     Numeracy   finished       17   381 ± 41     12:40  ! rapid, …
           Mira Schneid…  Numeracy   finished       17   430 ± 33     12:40












           K7F-2QD · question 8, about 5 to 9 more · last seen 12 s ago
         ──────────────────────────────────────────────────────────────────────────────
         Enter keep   Esc clear   ↑↓ choose
        """,
      narrow: """
         Sittings                  newest first
         Search [mi                   ] 5 of 11
           student            score ±
         ▸ Mira Schneider   running 8  …
           Dmitri           498 ± 33   …
           Chloé            502 ± 33   ✓1
           Ben Okafor       381 ± 41   !2
           Mira Schneider   430 ± 33



         Enter keep  Esc clear  ↑↓ choose
        """)
  }

  @Test func filtering() {
    expectPictures(
      of: screen(), after: .character("f"), .down, .character(" "),
      wide: """
         Sittings                                                          newest first
         1 of 11 sittings · paused
         ──────────────────────────────────────────────────────────────────────────────
           student        bank       state       items     score ±     time  flags
         ▸ Élise Dubois   Num┌─ Show only ────────────────────────┐    5:41  …
                             │   [ ] running                    2 │
                             │ ▸ [x] paused                     1 │
                             │   [ ] left                       1 │
                             │   [ ] not begun                  1 │
                             │   [ ] finished                   5 │
                             │   [ ] taken out                  1 │
                             │   [ ] with flags                 2 │
                             │   [ ] not yet reviewed           9 │
                             │   [ ] flag: rapid guessing       1 │
                             │   [ ] flag: similar answers      2 │
                             │   [ ] bank: Command line         1 │
                             │   [ ] bank: Numeracy            10 │
                             └────────────────────────────────────┘



           Q8M-4CD · question 12 of at most 30 · last seen 14 min ago
         ──────────────────────────────────────────────────────────────────────────────
         ↑↓ choose   Space tick   Esc done
        """,
      narrow: """
         ┌─ Show only ────────────────────────┐
         │                                    │
         │   [ ] running                    2 │
         │ ▸ [x] paused                     1 │
         │   [ ] left                       1 │
         │   [ ] not begun                  1 │
         │   [ ] finished                   5 │
         │   [ ] taken out                  1 │
         │   [ ] with flags                 2 │
         │ ▾ more                             │
         └────────────────────────────────────┘
         ↑↓ choose  Space tick  Esc done
        """)
  }

  @Test func sorting() {
    expectPictures(
      of: screen(), after: .character("s"), .up,
      wide: """
         Sittings                                                          newest first
         11 sittings · 2 running · 2 flagged · 1 not looked at yet (…)
         ──────────────────────────────────────────────────────────────────────────────
           student        bank       state       items     score ±     time  flags
         ▸ Jonas          Com┌─ Sort by ──────────────────────────┐    0:00  …
           Mira Schneid…  Num│   student                          │    3:37  …
           Élise Dubois   Num│   bank                             │    5:41  …
           Wei            Num│   group                            │    1:33  …
           Noor           Num│   state                            │    0:00
           Dmitri         Num│   items given                      │   12:40  …
           Chloé          Num│   score                            │   12:40  ✓ similar
           Ben Okafor     Num│   θ, in logits                     │   12:40  ! rapid, …
           Ada            Num│   standard error, in logits        │   12:40  ✓
           Mira Schneid…  Num│ ▸ time at the questions            │   12:40
           Student 10     Num│   when it was begun             ▼  │   10:20  …
                             │   when something last happened     │
                             │   code of the sitting              │
                             │   number of flags                  │
                             └────────────────────────────────────┘


           P3X-9AB · question 1, about 5 to 9 more · last seen 12 min ago
         ──────────────────────────────────────────────────────────────────────────────
         ↑↓ choose   Enter sort   Esc back
        """,
      narrow: """
         ┌─ Sort by ──────────────────────────┐
         │ ▴ more                             │
         │   group                            │
         │   state                            │
         │   items given                      │
         │   score                            │
         │   θ, in logits                     │
         │   standard error, in logits        │
         │ ▸ time at the questions            │
         │ ▾ more                             │
         └────────────────────────────────────┘
         ↑↓ choose  Enter sort  Esc back
        """)
  }

  @Test func helpPage() {
    expectPictures(
      of: screen(), after: .character("?"),
      wide: """
         Sittings                                                          newest first
         11 sittings · 2 running · 2 flagged · 1 not looked at yet (…)
         ──────────────────────────────────────────────────────────────────────────────
           stude┌─ Help ───────────────────────────────────────────────────────┐gs
         ▸ Jonas│ ! to look at, ✓ reviewed by a proctor, … not looked at yet.  │
           Mira │ 7/20: seven answers of at most twenty. A search finds what   │
           Élise│ any column says, and score<400, theta>1, se>.4, items>20,    │
           Wei  │ minutes>30 or flags>1.                                       │
           Noor │                                                              │
           Dmitr│ ↑↓      choose                                               │
           Chloé│ Enter   open                                                 │imilar
           Ben O│ /       search                                               │apid, …
           Ada  │ f       filter                                               │
           Mira │ s       sort                                                 │
           Stude│ S       turn the order round                                 │
                │ t       student                                              │
                │ b       bank                                                 │
                │ ?       help                                                 │
                │ q       leave                                                │
                └──────────────────────────────────────────────────────────────┘

           P3X-9AB · question 1, about 5 to 9 more · last seen 12 min ago
         ──────────────────────────────────────────────────────────────────────────────
         Esc back
        """,
      narrow: """
         Sittings                  newest first
        ┌─ Help ───────────────────────────────┐
        │ ! to look at, ✓ reviewed by a        │
        │ proctor, … not looked at yet.        │
        │                                      │
        │ ↑↓ choose   Enter open   / search    │
        │ f filter   s sort                    │
        │ S turn the order round   t student   │
        │ b bank   ? help   q leave            │
        └──────────────────────────────────────┘
         ▾ more
         Esc back
        """)
  }

  @Test func empty() {
    expectPictures(
      of: screen([]),
      wide: """
         Sittings

         ──────────────────────────────────────────────────────────────────────────────

         There is no sitting yet. A student begins one with: cat take BANK

         It appears here as soon as it is begun.















         ──────────────────────────────────────────────────────────────────────────────
         ? help   q leave
        """,
      narrow: """
         Sittings


         There is no sitting yet. A student
         begins one with: cat take BANK

         It appears here as soon as it is
         begun.



         ? help  q leave
        """)
  }

  @Test func nothingFound() {
    expectPictures(
      of: screen(), after: .character("/"), .character("x"), .character("x"), .enter,
      wide: """
         Sittings                                                          newest first
         0 of 11 sittings · “xx”
         ──────────────────────────────────────────────────────────────────────────────

         No sitting is like this. Esc shows all of them again.

















         ──────────────────────────────────────────────────────────────────────────────
         / search   f filter   s sort   Esc show all   ? help   q leave
        """,
      narrow: """
         Sittings                  newest first
         0 of 11 sittings · “xx”

         No sitting is like this. Esc shows all
         of them again.






         / search  Esc show all  ? help
        """)
  }
}
