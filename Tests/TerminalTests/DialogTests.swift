import Terminal
import Testing

struct DialogTests {
  private let keys = KeyMap([
    KeyBinding([.enter], "leave", action: 1),
    KeyBinding([.escape], "stay", isInFooter: false, action: 2),
    KeyBinding([.character("x")], "never", isEnabled: false, action: 3),
  ])

  @Test func listsTheKeysThatWork() {
    let dialog = Dialog(
      title: "Leave?", text: "Your answers are saved. You can go on later.", keyMap: keys)
    #expect(
      picture(9, 40) { dialog.draw(in: $0, on: &$1) } == """

        ┌─ Leave? ─────────────────────────────┐
        │ Your answers are saved. You can go   │
        │ on later.                            │
        │                                      │
        │ Enter   leave                        │
        │ Esc     stay                         │
        └──────────────────────────────────────┘
        """)
  }

  /// Where there is no line for each, keys stand beside each other; the empty line goes before any of them.
  @Test func keysFollowEachOtherInALowWindow() {
    let many = KeyMap([
      KeyBinding([.up, .down], "choose", label: "↑↓", action: 1),
      KeyBinding([.enter], "open it", action: 2),
      KeyBinding([.character("s")], "sort", action: 3),
      KeyBinding([.character("q")], "leave", action: 4),
    ])
    let dialog = Dialog(title: "Help", text: "! to look at, … not looked at.", keyMap: many)
    #expect(
      picture(6, 30) { dialog.draw(in: $0, on: &$1) } == """
        ┌─ Help ─────────────────────┐
        │ ! to look at, … not looked │
        │ at.                        │
        │ ↑↓ choose   Enter open it  │
        │ s sort   q leave           │
        └────────────────────────────┘
        """)
  }

  @Test func hidesTheCursorAndWhatLiesBelow() {
    var canvas = Canvas(rows: 6, columns: 20)
    canvas.fill(canvas.area, with: "日")
    canvas.fill(canvas.area, with: "x")
    canvas.cursor = .init(row: 0, column: 0)
    Dialog(title: "Help", keyMap: keys).draw(in: canvas.area, on: &canvas)
    #expect(canvas.cursor == nil)
    #expect(
      canvas.text == """
        xxxxxxxxxxxxxxxxxxxx
        x┌─ Help ────────┐xx
        x│ Enter   leave │xx
        x│ Esc     stay  │xx
        x└───────────────┘xx
        xxxxxxxxxxxxxxxxxxxx
        """)
  }

  @Test func anySizeIsSafe() {
    for (rows, columns) in smallSizes {
      let dialog = Dialog(title: "A title", text: "Some text to wrap.", keyMap: keys)
      _ = picture(rows, columns) { dialog.draw(in: $0, on: &$1) }
    }
  }
}
