import Terminal
import Testing

struct KeyMapTests {
  private enum Action { case choose, confirm, note, pause, help, leave }

  private func map(canConfirm: Bool = true) -> KeyMap<Action> {
    KeyMap([
      KeyBinding([.character("a"), .character("b")], "choose", label: "A–B", action: .choose),
      KeyBinding([.enter], "confirm", importance: 3, isEnabled: canConfirm, action: .confirm),
      KeyBinding([.character("n")], "note", action: .note),
      KeyBinding([.character("p")], "pause", importance: 1, action: .pause),
      KeyBinding([.character("?")], "help", action: .help),
      KeyBinding([.character("q"), .escape], "leave, go on later", importance: 2, action: .leave),
    ])
  }

  private func footer(_ map: KeyMap<Action>, rows: Int = 1, columns: Int) -> String {
    picture(rows, columns) { area, canvas in map.drawFooter(in: area, on: &canvas) }
  }

  @Test func findsActions() {
    #expect(map().action(for: .character("b")) == .choose)
    #expect(map().action(for: .character("B")) == .choose)
    #expect(map().action(for: .escape) == .leave)
    #expect(map().action(for: .character("x")) == nil)
    #expect(map().action(for: .enter) == .confirm)
    #expect(map(canConfirm: false).action(for: .enter) == nil)
  }

  @Test func exactCaseComesFirst() {
    let map = KeyMap([
      KeyBinding([.character("G")], "end", action: 2),
      KeyBinding([.character("g")], "top", action: 1),
    ])
    #expect(map.action(for: .character("g")) == 1)
    #expect(map.action(for: .character("G")) == 2)
  }

  @Test func footerShowsWhatWorks() {
    #expect(
      footer(map(), columns: 81)
        == "A–B choose   Enter confirm   n note   p pause   ? help   q/Esc leave, go on later")
    #expect(
      footer(map(canConfirm: false), columns: 80)
        == "A–B choose   n note   p pause   ? help   q/Esc leave, go on later")
  }

  @Test func footerDropsTheLeastImportant() {
    #expect(
      footer(map(), columns: 60) == "Enter confirm   p pause   ? help   q/Esc leave, go on later")
    #expect(footer(map(), columns: 40) == "Enter confirm  ? help")
    #expect(footer(map(), columns: 20) == "? help")
    #expect(footer(map(), columns: 6) == "? help")
    #expect(footer(map(), columns: 5) == "")
  }

  @Test func footerUsesSeveralRows() {
    #expect(
      footer(map(), rows: 2, columns: 40) == """
        A–B choose  Enter confirm  p pause
        ? help  q/Esc leave, go on later
        """)
    #expect(map().footerRows(columns: 40) == 3)
    #expect(map().footerRows(columns: 82) == 1)
  }

  @Test func anySizeIsSafe() {
    for (rows, columns) in smallSizes { _ = footer(map(), rows: rows, columns: columns) }
  }
}
