import Terminal
import Testing

struct DisplayWidthTests {
  @Test(arguments: [
    ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("θ ± ½ −", 7),
    ("日本語", 6), ("ｱ", 1), ("Ａ", 2), ("한글", 4), ("\u{1112}\u{1161}\u{11AB}", 2), ("が", 2),
    ("か\u{3099}", 2), ("ก็", 1), ("สวัสดี", 4), ("กำ", 2), ("क्षि", 3), ("नमस्ते", 4), ("தமிழ்", 4),
    ("👍", 2), ("👍🏽", 2), ("👨‍👩‍👧", 2), ("👩🏽‍🔬", 2), ("🏳️‍🌈", 2), ("🇩🇪", 2), ("🇩🇪🇫🇷", 4), ("🇩", 1),
    ("❤", 1), ("❤️", 2), ("⌚", 2), ("1️⃣", 2), ("#️⃣", 2), ("☺︎", 1),
    ("🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}", 2),
    ("\u{200B}", 0), ("\u{AD}", 0), ("\u{FEFF}", 0), ("\u{301}", 0), ("⣿", 1), ("\u{600}7", 2),
    ("䷀", 2), ("█░▰▱━●", 6),
  ])
  func columns(_ text: String, _ width: Int) {
    #expect(DisplayWidth.of(text) == width)
  }

  @Test func controlCharactersTakeThePlaceOfTheirReplacement() {
    for text in ["\u{1B}", "\u{7F}", "\u{9B}", "\u{202E}", "\u{2066}", "\n", "\r\n", "\t"] {
      #expect(DisplayWidth.of(text) == 1)
    }
  }

  /// The canvas and the table must agree, or text laid out would be clipped.
  @Test func everyCharacterTakesTheColumnsItIsSaidToTake() {
    for value in UInt32(0)...0x1_F9FF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let text = String(Character(scalar))
      var canvas = Canvas(rows: 1, columns: 4)
      let end = canvas.put(text, row: 0, column: 0)
      guard end == DisplayWidth.of(text), (0...2).contains(end) else {
        Issue.record("U+\(String(value, radix: 16)) took \(end)")
        continue
      }
    }
  }
}
