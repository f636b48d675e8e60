import AdaptiveTesting
import Foundation
import ItemBanks
import ItemResponse
import Proctoring
import Simulation
import Terminal
import Testing

@testable import Presentation

@Suite struct BankScreenTests {
  private static let overview: BankOverview = {
    do {
      let report = try AuditReportTests.report()
      return BankOverview(report.audit, generation: report.generation)
    } catch { fatalError("\(error)") }
  }()

  private func screen() -> BankScreen { BankScreen(Self.overview) }

  private func after(_ screen: BankScreen, _ keys: [Key]) -> BankScreen {
    screen.after(keys.map { .key($0) }, rows: 24, columns: 80)
  }

  // MARK: Pictures

  @Test func items() {
    expectPictures(of: screen(), after: .down, wide: Self.itemsWide, narrow: Self.itemsNarrow)
  }

  @Test func map() {
    expectPictures(of: screen(), after: .tab, wide: Self.mapWide, narrow: Self.mapNarrow)
    #expect(large(.tab) == Self.mapLarge)
  }

  @Test func information() {
    expectPictures(
      of: screen(), after: .backTab, wide: Self.informationWide, narrow: Self.informationNarrow)
  }

  @Test func oneItem() {
    expectPictures(
      of: screen(), after: .down, .down, .down, .enter, wide: Self.itemWide,
      narrow: Self.itemNarrow)
  }

  @Test func inALargeWindow() {
    #expect(large(.character("s"), .character("s"), .character("s")) == Self.itemsLarge)
    #expect(large(.down, .enter) == Self.itemLarge)
    let information = large(.backTab)
    for words in ["── bank", "╌╌ a sitting", "·· people", "A sitting gets 2.2 of 2.4"] {
      #expect(information.contains(words), "\(words)")
    }
  }

  private func large(_ keys: Key...) -> String {
    screen().picture(keys, rows: 40, columns: 120).text
  }

  // MARK: Order and search

  @Test func sortedByWhatStandsOut() {
    let rows = Self.overview.rows
    for column in ItemTableOrder.Column.allCases {
      var order = ItemTableOrder(column: column)
      let falling = order.numbers(of: rows)
      #expect(falling.sorted() == Array(rows.indices))
      order.isReversed = true
      let rising = order.numbers(of: rows)
      #expect(rising.sorted() == Array(rows.indices) && (rising != falling || column == .due))
    }
    let shifts = ItemTableOrder(column: .shift).numbers(of: rows)
      .compactMap { rows[$0].review.shift.map { abs($0.logits) } }
    #expect(shifts == shifts.sorted(by: >) && shifts.count > 5)
    let drift = ItemTableOrder(column: .drift).numbers(of: rows)
    #expect(rows[drift[0]].item.id == "item-7")
  }

  @Test func theOrderIsTurnedRoundAsInTheListOfSittings() {
    let screen = after(self.screen(), [.character("s"), .character("s"), .character("S")])
    #expect(screen.order == ItemTableOrder(column: .surprise, isReversed: true))
    #expect(after(screen, [.character("o")]).order == screen.order)
  }

  @Test func searchingNarrowsAndEscapeWidensAgain() {
    var screen = after(self.screen(), [.character("/")] + "11".map(Key.character))
    #expect(screen.numbers == [11])
    // What is typed there is no command.
    screen = after(screen, [.character("q"), .backspace, .enter])
    #expect(screen.numbers == [11] && screen.searchField == nil)
    #expect(screen.picture(rows: 24, columns: 80).text.contains("1 of 12 with “11”"))
    #expect(screen.update(.key(.escape)) == nil)
    #expect(screen.numbers.count == 12)
    #expect(screen.update(.key(.escape)) == .back)
    let none = after(self.screen(), [.character("/")] + "zz".map(Key.character) + [.enter])
    #expect(none.selected == nil)
    #expect(none.picture(rows: 24, columns: 80).text.contains("No item has these words in it."))
    var blank = none
    #expect(blank.update(.key(.enter)) == nil && blank.detail == nil)
  }

  @Test func whatWasChosenStaysChosen() {
    var screen = after(self.screen(), [.down, .down, .character("s")])
    // Another order begins at its top.
    #expect(screen.table.selection == 0)
    screen = after(screen, [.down, .down])
    let chosen = screen.selected?.item.id
    screen.show(Self.overview)
    #expect(screen.selected?.item.id == chosen && screen.order.column == .given)
    _ = screen.update(.key(.enter))
    screen.show(Self.overview)
    #expect(screen.detail != nil)
    #expect(screen.update(.key(.escape)) == nil)
    #expect(screen.update(.key(.character("r"))) == .refresh)
    screen.showReading()
    #expect(screen.update(.tick(now: .seconds(1))) == .tick)
    #expect("\(screen.picture(rows: 24, columns: 80).text)".contains("reading the sittings…"))
    screen.show(Self.overview)
    #expect(!"\(screen.picture(rows: 24, columns: 80).text)".contains("reading"))
    #expect(screen.update(.key(.character("q"))) == .leave)
    #expect(screen.update(.interrupt) == .leave)
  }

  @Test func whatIsNotReadYetIsNotZero() {
    let bank = Self.overview.bank
    var screen = BankScreen(
      BankOverview(bank: bank, generation: 3, review: BankReview(of: [], bank: bank)))
    func text(_ keys: Key...) -> String { screen.picture(keys, rows: 40, columns: 120).text }
    #expect(text().contains(" 0   .00"))
    #expect(text(.enter).contains("no sitting yet"))
    screen = after(screen, [.down])
    screen.showReading()
    #expect(text().contains("reading the sittings…") && text().contains("▸ item-1 "))
    #expect(!text().contains(".00") && !text().contains(" 0 "))
    #expect(!text(.enter).contains("sitting ") && !text(.enter).contains("no sitting"))
    screen.show(Self.overview)
    screen.showReading()
    #expect(text().contains(" 221   .92"))
  }

  @Test func theMousePointsAndOpens() {
    var screen = after(self.screen(), [])
    let area = BankLayout(Area(rows: 24, columns: 80)).table
    let press = MouseEvent(.press, row: area.row + 3, column: area.column + 5)
    #expect(screen.update(.mouse(press)) == nil)
    #expect(screen.selected?.item.id == "item-2" && screen.detail == nil)
    _ = screen.update(.mouse(press))
    #expect(screen.detail != nil)
    _ = screen.update(.key(.right))
    #expect(screen.selected?.item.id == "item-3")
    _ = screen.update(.key(.escape))
    _ = screen.update(.mouse(.init(.press, row: area.row - 2, column: area.column + 9)))
    #expect(screen.pane == .map)
    _ = screen.update(.key(.character("3")))
    #expect(screen.pane == .information)
  }

  // MARK: How items were used

  private static func items(_ ids: [String], _ status: Item.Status = .calibrated) -> [Item] {
    ids.map { Item(id: $0, parameters: LogisticModel(difficulty: 0), status: status) }
  }

  private static func sittings(of items: [Item], people: Int) throws -> [BankAudit.Sitting] {
    var design = Design(stopping: .init(standardError: nil, maximumItems: 4))
    design.pretest = .init(.places([2]))
    let plan = try TestPlan(bank: Bank(name: "use", items: items), design: design)
    return SimulatedPerson.draw(people, from: .standardNormal, seed: 3).enumerated().map {
      .init(code: "s\($0)", person: "p\($0)", generation: 1, session: $1.sitting(of: plan))
    }
  }

  /// At its difficulty an item of discrimination 1 tells a quarter.
  @Test func aSittingGetsInformationFromWhatWasScored() throws {
    let items = Self.items((0..<8).map { "i\($0)" }) + Self.items(["new"], .pretest)
    let sittings = try Self.sittings(of: items, people: 2)
    var session = sittings[0].session
    try #require(session.answers.count { $0.isPretest } == 1)
    let scored = session.answers.count { !$0.isPretest }
    let answer = try #require(session.answers.first { !$0.isPretest })
    session.void(answer.item.id, reason: "x", by: "y", at: 1_000_000)
    let voided = BankAudit.Sitting(code: "v", person: "p", generation: 1, session: session)
    let audit = BankAudit(of: [voided, sittings[1]], bank: Bank(name: "use", items: items))
    let overview = BankOverview(audit, generation: 1)
    #expect(abs(overview.givenInformation(at: 0) - 0.25 * Double(2 * scored - 1) / 2) < 1e-12)
  }

  @Test func aRateIsOfTheSittingsThatCouldHaveGivenIt() throws {
    let old = Self.items((0..<4).map { "i\($0)" })
    let items = old + Self.items(["later", "never"])
    let sittings =
      try Self.sittings(of: old, people: 3)
      + Self.sittings(of: old.dropLast() + Self.items(["later"]), people: 2)
    let overview = BankOverview(
      BankAudit(of: sittings, bank: Bank(name: "use", items: items)), generation: 2)
    func words(_ id: String) throws -> String {
      let row = try #require(overview.rows.first { $0.item.id == id })
      return overview.text(of: row, columns: 78, isUnread: false)
    }
    #expect(try words("i0").contains("given in 5 of 5 sittings, rate 1.00"))
    #expect(
      try words("later").contains("given in 2 of 2 sittings that could have given it, rate 1.00"))
    #expect(try words("never").contains("no sitting could have given it"))
  }

  // MARK: Odd banks

  @Test(arguments: [(24, 80), (40, 120), (12, 40)])
  func emptyAndUnseenBanksAreShown(rows: Int, columns: Int) {
    for items in [[], [Item(id: "a")], [Item(id: "b", parameters: .init(difficulty: 1))]] {
      let bank = Bank(name: "new", items: items)
      let overview = BankOverview(
        bank: bank, generation: nil, review: BankReview(of: [], bank: bank))
      for keys: [Key] in [[], [.enter], [.tab], [.backTab], [.character("/")], [.character("?")]] {
        let text = BankScreen(overview).picture(keys, rows: rows, columns: columns).text
        #expect(!text.isEmpty)
      }
    }
  }

  @Test func hostileTextStaysText() {
    let poison = "a\u{1B}[2J\u{202E}b"
    let bank = Bank(
      name: "new", title: poison,
      items: [
        Item(
          id: "x",
          question: Question(stem: poison, format: .text(answers: [poison], exact: false)),
          domain: poison, parameters: LogisticModel(difficulty: 0))
      ])
    let screen = BankScreen(
      BankOverview(bank: bank, generation: 1, review: BankReview(of: [], bank: bank)))
    for keys: [Key] in [[], [.enter], [.tab], [.tab, .tab]] {
      let text = screen.picture(keys, rows: 24, columns: 80).text
      #expect(!text.contains("\u{1B}") && !text.contains("\u{202E}"))
    }
  }

  @Test(arguments: [1.0, 4, 9, 35, 200])
  func mapRowsHoldEverything(rows: Double) {
    let bins = MapBins(
      rows: Int(rows), difficulties: [-3.3, 0.1, 7.5],
      people: .init(mean: 1, standardDeviation: 0.7))
    #expect(bins.centres.count <= max(2, Int(rows)))
    #expect(bins.row(of: 7.5) == 0 && bins.row(of: -3.3) == bins.centres.count - 1)
    for (number, centre) in bins.centres.enumerated() { #expect(bins.row(of: centre) == number) }
  }

  // MARK: What they look like

  static let itemsLarge = """
     Garden · generation 3                                                                        240 sittings, overlap .84

     ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
     Items   Wright map   Information

       item     status       given  rate  right  expected  shift  drift p  misfit p  due
     ▸ item-3   provisional    219   .91    .30       .44   0.72     .549      .617
       item-7   provisional    201   .84    .76       .64  −0.68    <.001      .449
       item-11  retired        156   .65    .31       .26  −0.31     .797      .449
       item-10  provisional    197   .82    .29       .33   0.23     .894      .852
       item-9   provisional    219   .91    .46       .43  −0.14     .444      .852
       item-5   provisional    188   .78    .27       .25  −0.13     .549      .976
       item-6   provisional    166   .69    .75       .73  −0.13     .894      .852
       item-1   provisional    221   .92    .62       .64   0.12     .444      .617
       item-4   provisional    210   .88    .32       .33   0.07     .894      .852
       item-0   provisional    186   .78    .73       .74   0.07     .810      .852
       item-8   provisional    222   .93    .55       .54  −0.05     .444      .617
       item-2   provisional    215   .90    .53       .54   0.02     .549      .852



















     12 items, by shift
     ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
     ↑↓ item   Enter open   Tab pane   s sort   / search   r read again   ? help   Esc back   q leave
    """
  static let itemLarge = """
     Garden › item-1                                                                                                2 of 12

     ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────


       given in 221 of 240 sittings, rate .92
       people         answers  right  expected  residual
       weakest third       68    .44       .43       0.2
       middle third        81    .61       .66      −1.3
       ablest third        72    .80       .83      −1.0
       about 224 answers are needed to calibrate it

       item-1 · Garden (garden, generation 3)

       domain    numbers
       status    provisional
       a 1.00   b −0.75   c 0.00   d 1.00
       most informative at θ −0.75: 0.250

       Probability of a right answer at each ability θ
       ── P
         1 ┤                                            ⢀⣀⣀⡠⠤⠤⠤⠤⠒⠒⠒⠒⠒⠒⠒⠒⠒⠊⠉⠉⠉⠉⠉
           │                                    ⢀⣀⡤⠤⠒⠒⠉⠉⠁
           │                               ⢀⣀⠤⠒⠊⠁
       0.5 ┤                           ⣀⡠⠔⠊⠁
           │                       ⣀⠤⠒⠋
           │                  ⣀⠤⠔⠊⠉
           │          ⣀⣀⡠⠤⠔⠒⠋⠉
         0 ┤⠤⠤⠔⠒⠒⠒⠒⠉⠉⠉
           └┬───────┬───────┬────────┬───────┬───────┬────────┬───────┬───────┬
           -4      -3      -2       -1       0       1        2       3       4

       Information at each ability θ
       ── information
           │                    ⢀⡠⠤⠒⠒⠉⠉⠉⠉⠑⠒⠢⠤⣀
       0.2 ┤                ⢀⡠⠔⠉⠁             ⠉⠑⠤⣀
       ▾ more

     ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
     ↑↓ read on   → next item   ← previous   ? help   Esc back   q leave
    """

  static let itemsWide = """
     Garden · generation 3                                240 sittings, overlap .84

     ──────────────────────────────────────────────────────────────────────────────
     Items   Wright map   Information

       item     given  rate  right  expected  shift  drift p  misfit p  due
       item-0     186   .78    .73       .74   0.07     .810      .852
     ▸ item-1     221   .92    .62       .64   0.12     .444      .617
       item-2     215   .90    .53       .54   0.02     .549      .852
       item-3     219   .91    .30       .44   0.72     .549      .617
       item-4     210   .88    .32       .33   0.07     .894      .852
       item-5     188   .78    .27       .25  −0.13     .549      .976
       item-6     166   .69    .75       .73  −0.13     .894      .852
       item-7     201   .84    .76       .64  −0.68    <.001      .449
       item-8     222   .93    .55       .54  −0.05     .444      .617
       item-9     219   .91    .46       .43  −0.14     .444      .852
       item-10    197   .82    .29       .33   0.23     .894      .852
       item-11    156   .65    .31       .26  −0.31     .797      .449



     12 items, in the order of the bank
     ──────────────────────────────────────────────────────────────────────────────
     ↑↓ item   Enter open   Tab pane   s sort   / search   ? help   Esc back
    """
  static let itemsNarrow = """
     Garden                    240 sittings

     Items   Wright map   Information
       item     given  rate  shift  drift p
       item-0     186   .78   0.07     .810
     ▸ item-1     221   .92   0.12     .444
       item-2     215   .90   0.02     .549
       item-3     219   .91   0.72     .549
       item-4     210   .88   0.07     .894
     ▾ more
     12 items, in the order of the bank
     Enter open  Tab pane  ? help  Esc back
    """
  static let mapWide = """
     Garden · generation 3                                240 sittings, overlap .84

     ──────────────────────────────────────────────────────────────────────────────
     Items   Wright map   Information

                         people     θ   items  ■ given  □ never given
                             ██   2.0 ┤
                          █████   1.5 ┤
                  █████████████   1.0 ┤ ■
          █████████████████████   0.5 ┤ ■■
     ██████████████████████████   0.0 ┤ ■■
        ███████████████████████  −0.5 ┤ ■■
                 ██████████████  −1.0 ┤ ■■
                        ███████  −1.5 ┤ ■■ ◂ item-0
                             ██  −2.0 ┤







     ──────────────────────────────────────────────────────────────────────────────
     Tab pane   r read again   ? help   Esc back   q leave
    """
  static let mapNarrow = """
     Garden                    240 sittings

     Items   Wright map   Information
           people     θ   items ■ given
                █     2 ┤
           ██████     1 ┤ ■■■
     ████████████     0 ┤ ■■■■
          ███████    −1 ┤ ■■■■ ◂ item-0
                █    −2 ┤


     Tab pane  ? help  Esc back  q leave
    """
  static let mapLarge = """
     Garden · generation 3                                                                        240 sittings, overlap .84

     ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
     Items   Wright map   Information

                           people     θ   items  ■ given  □ never given
                                █   2.2 ┤
                               ██   2.0 ┤
                              ███   1.8 ┤
                            █████   1.6 ┤
                          ███████   1.4 ┤
                       ██████████   1.2 ┤ ■
                    █████████████   1.0 ┤
                █████████████████   0.8 ┤ ■■
            █████████████████████   0.6 ┤
        █████████████████████████   0.4 ┤
      ███████████████████████████   0.2 ┤ ■■
     ████████████████████████████   0.0 ┤
     ████████████████████████████  −0.2 ┤ ■■
       ██████████████████████████  −0.4 ┤
          ███████████████████████  −0.6 ┤
              ███████████████████  −0.8 ┤ ■■
                  ███████████████  −1.0 ┤
                     ████████████  −1.2 ┤ ■■ ◂ item-0
                         ████████  −1.4 ┤
                           ██████  −1.6 ┤
                             ████  −1.8 ┤
                               ██  −2.0 ┤
                                █  −2.2 ┤









     ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
     Tab pane   r read again   ? help   Esc back   q leave
    """
  static let informationWide = """
     Garden · generation 3                                240 sittings, overlap .84

     ──────────────────────────────────────────────────────────────────────────────
     Items   Wright map   Information

     information   ── bank   ╌╌ a sitting   ·· people
         │                            ⢀⡠⠤⠔⠒⠉⠋⠉⠉⠑⠖⠢⢄⡀
         │                          ⣀⠎⠁ ⢀⡠⠈⠒⠒⠐⠒⠂⠒⠣⢀⢌⠒⠤⣀
       2 ┤                       ⣀⠔⠉  ⠔⠁ ⠂         ⠠⠁⠐⠤⠑⢄⡀
         │                     ⡠⠜ ⡀⠐⠉  ⡀⠁           ⠂   ⠑⠊⠢⡀
     1.5 ┤                  ⢀⡠⠊⢀⠐⠉    ⠄              ⠁⡀   ⠈⠙⠓⣄
         │                ⢀⠔⢁⡀⠊⠁     ⠂                 ⠄     ⠈⠳⢤⡀
       1 ┤              ⡠⠒⣁⠐⠁       ⠈                  ⠐        ⠉⠒⡄
         │           ⢀⠔⣉ ⠉        ⠠⠈                    ⠁⢀        ⠈⠑⠢⡀
         │       ⢀⡠⠔⡪⠅⠈          ⠐                        ⠠          ⠈⠑⠤⣀
     0.5 ┤   ⣀⠤⣤⠖⠕⠊            ⠠⠈                          ⠐ ⡀           ⠉⠒⠤⣀⡀
         │⠶⠎⠛⠉⠈            ⢀ ⠄⠂                              ⠐ ⡀             ⠈⠉⠑⠢⠤⠤
       0 ┤ ⡀⡀⢀⢀ ⡀⡀⢀ ⡀⡀⠠⠠ ⠂⠐                                     ⠈⠐ ⠄⠄⢀⢀ ⡀⢀⢀ ⡀⡀⢀ ⡀⡀⢀
         └┬────────┬────────┬────────┬────────┬────────┬────────┬────────┬────────┬
         -4       -3       -2       -1        0        1        2        3        4
     All items in use tell most at θ −0.1: 2.4. A sitting gets 2.2 of 2.4 at the
     people's mean, 0.0: SE 0.68.
     ──────────────────────────────────────────────────────────────────────────────
     Tab pane   r read again   ? help   Esc back   q leave
    """
  static let informationNarrow = """
     Garden                    240 sittings

     Items   Wright map   Information
     ── bank   ╌╌ a sitting   ·· people
     2 ┤           ⣀⡠⣔⠶⠍⠯⠛⠯⠶⠦⣄⡀
       │        ⡠⣔⠪⠓⠈⠠⠁     ⠡ ⠉⠳⠤⣀
       │   ⢀⣠⣤⠖⠛⠊  ⡠⠈        ⠈⠠⢀  ⠙⠒⠤⣀⡀
     0 ┤⢖⢚⢋⢉⢁⡀⡀⡀⠄⠂⠂             ⠂⠂⠤⢀⢀⢀⢉⢉⢒⡒⡢
       └┬───────┬────────┬────────┬───────┬
       -4      -2        0        2       4
     All items in use tell most at θ −0.1:
     Tab pane  ? help  Esc back  q leave
    """
  static let itemWide = """
     Garden › item-3                                                        4 of 12

     ──────────────────────────────────────────────────────────────────────────────


       item-3 is harder for group 8b than for people of the same ability in group
       8a: by about 2.3 logits (1.5 to 3.1), p < .001 after correction for 12
       items; Mantel–Haenszel Δ 5.5 ± 1.1, class C (large). It is 0.7 logits
       harder than its parameters say (corrected p <.001).

       given in 219 of 240 sittings, rate .91
       people         answers  right  expected  residual
       weakest third       65    .12       .22      −4.0
       middle third        78    .28       .41      −3.9
       ablest third        75    .48       .65      −3.6
       about 235 answers are needed to calibrate it

       item-3 · Garden (garden, generation 3)

       domain    numbers
       ▾ more

     ──────────────────────────────────────────────────────────────────────────────
     ↑↓ read on   → next item   ← previous   ? help   Esc back   q leave
    """
  static let itemNarrow = """
     Garden › item-3                4 of 12


     item-3 is harder for group 8b than for
     people of the same ability in group
     8a: by about 2.3 logits (1.5 to 3.1),
     p < .001 after correction for 12
     items; Mantel–Haenszel Δ 5.5 ± 1.1,
     class C (large). It is 0.7 logits
     harder than its parameters say
     ▾ more
     ↑↓ more  → next item  ? help  Esc back
    """
}
