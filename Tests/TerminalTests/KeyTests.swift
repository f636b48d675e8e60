import Terminal
import Testing

struct KeyTests {
  @Test(arguments: [
    (Key.character("n"), "n"), (.character(" "), "Space"), (.enter, "Enter"), (.escape, "Esc"),
    (.backTab, "Shift-Tab"), (.up, "↑"), (.pageDown, "PgDn"), (.function(1), "F1"),
    (.control("a"), "Ctrl-A"),
  ])
  func label(_ key: Key, _ label: String) {
    #expect(key.label == label)
  }
}
