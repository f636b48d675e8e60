import Terminal
import Testing

struct TextLayoutTests {
  private func wrap(_ text: String, _ width: Int) -> [String] {
    TextLayout.wrap(text, width: width).map(\.text)
  }

  @Test func breaksAtWords() {
    #expect(wrap("A recipe for 6 people", 9) == ["A recipe", "for 6", "people"])
    #expect(wrap("exact fit", 9) == ["exact fit"])
    #expect(wrap("a  b   c", 4) == ["a  b", "c"])
    #expect(wrap("trailing   ", 8) == ["trailing"])
    #expect(wrap("  indented text", 12) == ["  indented", "text"])
  }

  @Test func keepsParagraphs() {
    #expect(wrap("One.\n\nTwo.\nThree.", 20) == ["One.", "", "Two.", "Three."])
    #expect(wrap("a\r\nb\n", 20) == ["a", "b", ""])
    #expect(wrap("", 20) == [""])
  }

  @Test func breaksAfterHyphensOfWordsOnly() {
    #expect(wrap("a half-way house", 8) == ["a half-", "way", "house"])
    #expect(wrap("it is -5 here", 8) == ["it is -5", "here"])
    #expect(wrap("it was -17", 8) == ["it was", "-17"])
    #expect(wrap("pages 10-12", 9) == ["pages", "10-12"])
  }

  @Test func keepsNumberAndUnitTogether() {
    #expect(wrap("it weighs 15\u{A0}kg", 13) == ["it weighs", "15\u{A0}kg"])
  }

  @Test func breaksLongWordsAndIdeographs() {
    #expect(wrap("incomprehensible", 6) == ["incomp", "rehens", "ible"])
    #expect(wrap("日本語の文章。終", 10) == ["日本語の文", "章。終"])
    #expect(wrap("日本語の文。終", 10) == ["日本語の", "文。終"])
    #expect(wrap("👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧", 5) == ["👨‍👩‍👧👨‍👩‍👧", "👨‍👩‍👧"])
  }

  @Test func keepsCode() {
    let text = "Before:\n```swift\nfor i in 1...3 {\n\tprint(i,  i)\n}\n```\nAfter."
    #expect(
      TextLayout.wrap(text, width: 16) == [
        .init("Before:"), .init("for i in 1...3 {", kind: .code),
        .init("    print(i,  i)", kind: .code), .init("}", kind: .code), .init("After."),
      ])
    #expect(wrap("```\nabcdefghij\n```", 5) == ["abcd↩", "efgh↩", "ij"])
    #expect(wrap("```\nab", 1) == ["a", "b"])
  }

  @Test func extremeWidths() {
    #expect(wrap("text", 0) == [])
    #expect(wrap("text", -3) == [])
    #expect(wrap("日本", 1) == ["日", "本"])
    #expect(wrap("a b", .max) == ["a b"])
  }

  @Test func truncates() {
    #expect(TextLayout.truncate("fractions", width: 9) == "fractions")
    #expect(TextLayout.truncate("fractions", width: 6) == "fract…")
    #expect(TextLayout.truncate("日本語", width: 4) == "日…")
    #expect(TextLayout.truncate("日本語", width: 1) == "…")
    #expect(TextLayout.truncate("x", width: 0) == "")
  }

  @Test(arguments: 1...200)
  func noLineIsTooWideAndNothingIsLost(seed: UInt64) {
    let text = randomText(seed: seed, count: 40)
    let ink = { (text: String) in text.filter { !$0.isWhitespace && $0 != "\u{200B}" } }
    for width in [3, 4, 7, 20, 61] {
      let lines = wrap(text, width)
      #expect(lines.allSatisfy { DisplayWidth.of($0) <= width }, "seed \(seed), width \(width)")
      #expect(ink(lines.joined()) == ink(text), "seed \(seed), width \(width)")
    }
  }
}
