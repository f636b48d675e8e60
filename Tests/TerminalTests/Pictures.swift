@testable import Terminal

/// Draws on a blank canvas and returns its text.
func picture(_ rows: Int, _ columns: Int, _ draw: (Area, inout Canvas) -> Void) -> String {
  var canvas = Canvas(rows: rows, columns: columns)
  draw(canvas.area, &canvas)
  return canvas.text
}

/// Every size up to a small one, where widgets go wrong.
let smallSizes = (0...6).flatMap { rows in (0...14).map { (rows, $0) } }

/// SplitMix64, so that a failure can be repeated from its seed.
struct Seeded: RandomNumberGenerator {
  var state: UInt64
  init(_ seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Text with everything that has ever broken a terminal program.
func randomText(seed: UInt64, count: Int) -> String {
  var random = Seeded(seed)
  let pieces = [
    "a", "word", " ", " ", "  ", "-", "half-way", "\n", "\n\n", "日本語", "、", "「", "ก็", "क्षि",
    "é", "👨‍👩‍👧", "🇩🇪", "❤️", "1️⃣", "👍🏽", "\u{200B}", "\u{301}", "\t", "\u{1B}[31m", "\u{202E}", "\u{7}",
    "\u{9B}", "supercalifragilistic", "…", "½", "θ",
  ]
  return (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
}
