import Terminal
import Testing

struct ProgressBarTests {
  @Test(arguments: [
    (0.0, "▱▱▱▱▱"), (0.5, "▰▰▱▱▱"), (0.99, "▰▰▰▰▱"), (1.0, "▰▰▰▰▰"), (7.0, "▰▰▰▰▰"),
    (-1.0, "▱▱▱▱▱"), (.nan, "▱▱▱▱▱"), (.infinity, "▰▰▰▰▰"),
  ])
  func isFullOnlyAtTheEnd(_ fraction: Double, _ text: String) {
    #expect(ProgressBar(fraction).text(columns: 5) == text)
  }

  @Test func asciiAndSizes() {
    #expect(ProgressBar(0.4, isASCII: true).text(columns: 5) == "##---")
    #expect(ProgressBar(0.4).text(columns: 0) == "")
    #expect(ProgressBar(0.4).text(columns: -3) == "")
    #expect(picture(1, 4) { ProgressBar(0.5).draw(in: $0, on: &$1) } == "▰▰▱▱")
    #expect(picture(0, 4) { ProgressBar(0.5).draw(in: $0, on: &$1) } == "")
  }
}
