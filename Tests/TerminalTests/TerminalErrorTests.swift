import Terminal
import Testing

struct TerminalErrorTests {
  @Test func saysWhatIsWrongAndWhatToDo() {
    #expect(
      TerminalError.unknownTerminal("vt\u{1B}[31m").description.hasPrefix(
        "TERM is 'vt\u{FFFD}[31m', "))
    #expect(TerminalError.unknownTerminal(nil).description.hasPrefix("TERM is not set;"))
    #expect(TerminalError.unknownTerminal("").description.hasPrefix("TERM is not set;"))
    #expect(TerminalError.notATerminal.description.contains("--plain"))
  }

  @Test func capabilitiesSayWhyNot() {
    let found = TerminalCapabilities.current
    #expect(found.isFullScreen == (found.obstacle == nil))
    #expect(found.rows > 0 && found.columns > 0 && found.colours >= 0)
  }
}
