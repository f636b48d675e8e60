import Terminal
import Testing

struct ChoiceListTests {
  private let area = Area(row: 2, column: 3, rows: 8, columns: 30)
  private let short = ["1 kg", "1¼ kg", "1½ kg", "7½ kg"]

  private func draw(_ list: ChoiceList, _ rows: Int = 8, _ columns: Int = 60) -> String {
    picture(rows, columns) { area, canvas in list.draw(in: area, on: &canvas) }
  }

  private func press(_ row: Int, _ column: Int = 10) -> TerminalEvent {
    .mouse(MouseEvent(.press, row: row, column: column))
  }

  @Test func nothingIsChosenAtFirst() {
    #expect(
      draw(ChoiceList(short)) == """
          A   1 kg
          B   1¼ kg
          C   1½ kg
          D   7½ kg
        """)
  }

  @Test func lettersNumbersArrowsAndMouseChoose() {
    var list = ChoiceList(short)
    #expect(list.update(.key(.character("b")), in: area) == true)
    #expect(list.choice == 1)
    #expect(list.update(.key(.character("D")), in: area) == true)
    #expect(list.choice == 3)
    #expect(list.update(.key(.character("1")), in: area) == true)
    #expect(list.choice == 0)
    #expect(list.update(.key(.down), in: area) == true)
    #expect(list.choice == 1)
    #expect(list.update(press(4), in: area) == true)
    #expect(list.choice == 2)
    #expect(list.chosen == [2])
    for _ in 0..<9 { _ = list.update(.key(.down), in: area) }
    #expect(list.choice == 3)
    _ = list.update(.key(.home), in: area)
    #expect(list.choice == 0)
    #expect(
      draw(list) == """
        ▸ A   1 kg
          B   1¼ kg
          C   1½ kg
          D   7½ kg
        """)
    list.clear()
    #expect(list.choice == nil)
    _ = list.update(.key(.up), in: area)
    #expect(list.choice == 3)
  }

  @Test func otherEventsAreLeftToTheScreen() {
    var list = ChoiceList(short)
    let before = list
    for event: TerminalEvent in [
      .key(.character("e")), .key(.character("5")), .key(.character("0")), .key(.character("q")),
      .key(.character("?")), .key(.character("é")), .key(.character("٢")), .key(.character(" ")),
      .key(.enter), .key(.escape), press(1), press(6), press(3, 33), .tick(now: .zero), .interrupt,
      .resize(rows: 24, columns: 80),
    ] {
      #expect(list.update(event, in: area) == false, "\(event)")
    }
    #expect(list == before)
  }

  @Test func severalAreTicked() {
    var list = ChoiceList(short, mode: .multiple)
    for event: TerminalEvent in [
      .key(.character("c")), .key(.character("a")), .key(.down), .key(.character(" ")), press(4),
    ] {
      #expect(list.update(event, in: area) == true)
    }
    #expect(list.chosen == [0, 1])
    #expect(list.choice == nil)
    #expect(
      draw(list) == """
          [x] A   1 kg
          [x] B   1¼ kg
        ▸ [ ] C   1½ kg
          [ ] D   7½ kg
        """)
  }

  @Test func longOptionsHang() {
    let list = ChoiceList(["It doubles, because both grow", "No"], chosen: [0], spacing: 1)
    #expect(
      draw(list, 6, 24) == """
        ▸ A  It doubles, because
             both grow

          B  No
        """)
    #expect(list.rows(columns: 24) == 4)
    #expect(draw(list, 3, 24).split(separator: "\n").count == 3)
  }

  @Test func chosenIsMarkedByMoreThanColour() {
    var canvas = Canvas(rows: 2, columns: 20)
    ChoiceList(["one", "two"], chosen: [1]).draw(in: canvas.area, on: &canvas)
    #expect(canvas.markedText == "  A  one\n⟨accent bold:▸ B⟩  ⟨bold:two⟩")
  }

  @Test func scrollsWithMarks() {
    var list = ChoiceList((1...12).map { "option \($0)" })
    let area = Area(rows: 8, columns: 20)
    #expect(draw(list, 8, 20).hasPrefix("\n  A  option 1\n"))
    #expect(draw(list, 8, 20).hasSuffix("  F  option 6\n▾ more"))
    _ = list.update(.key(.character("h")), in: area)
    #expect(
      draw(list, 8, 20) == """
        ▴ more
          C  option 3
          D  option 4
          E  option 5
          F  option 6
          G  option 7
        ▸ H  option 8
        ▾ more
        """)
    _ = list.update(.mouse(MouseEvent(.wheelDown, row: 3, column: 3)), in: area)
    #expect(list.choice == 7)
    _ = list.update(press(1, 5), in: area)
    #expect(list.choice == 3)
    _ = list.update(.key(.end), in: area)
    #expect(draw(list, 8, 20).hasSuffix("▸ L  option 12"))
  }

  @Test func aResizeKeepsTheChoiceInSight() {
    var list = ChoiceList((1...12).map { "option \($0)" }, chosen: [8])
    #expect(list.update(.resize(rows: 4, columns: 20), in: Area(rows: 4, columns: 20)) == false)
    #expect(
      draw(list, 4, 20) == """
          G  option 7
          H  option 8
        ▸ I  option 9
        ▴▾ more
        """)
  }

  @Test func keysMatchWhatIsTaken() {
    for mode in [ChoiceList.Mode.single, .multiple] {
      let list = ChoiceList(short, mode: mode, chosen: [0])
      for key in list.keys {
        var copy = list
        #expect(copy.update(.key(key), in: area) == true, "\(key)")
      }
    }
    #expect(ChoiceList(short).keyLabel == "A–D")
  }

  @Test func anySizeAndNoOptionsAreSafe() {
    for (rows, columns) in smallSizes {
      let area = Area(rows: rows, columns: columns)
      for options in [[], ["日本語", ""], short] {
        var list = ChoiceList(options, mode: .multiple, chosen: [0, 99])
        for key in [Key.down, .pageDown, .end, .character("b"), .up] {
          _ = list.update(.key(key), in: area)
        }
        _ = list.update(press(0, 0), in: area)
        _ = draw(list, rows, columns)
      }
    }
  }
}
