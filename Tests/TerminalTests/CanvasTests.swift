import Testing

@testable import Terminal

struct CanvasTests {
  @Test func clipsOnAllSides() {
    var canvas = Canvas(rows: 2, columns: 5)
    #expect(canvas.put("abcdefgh", row: 0, column: 2) == 5)
    canvas.put("xyz", row: 1, column: -1)
    canvas.put("no", row: 2, column: 0)
    canvas.put("no", row: -1, column: 0)
    canvas.put("no", row: 0, column: 99)
    #expect(canvas.lines == ["  abc", "yz"])
  }

  @Test func widthLimits() {
    var canvas = Canvas(rows: 1, columns: 10)
    #expect(canvas.put("abcdef", row: 0, column: 1, width: 3) == 4)
    canvas.put("Z", row: 0, column: 8, width: 0)
    canvas.put("Z", row: 0, column: 8, width: -4)
    canvas.put("Z", row: 0, column: 9, width: .max)
    #expect(canvas.text == " abc     Z")
  }

  @Test func wideCharactersStayWhole() {
    var canvas = Canvas(rows: 1, columns: 5)
    #expect(canvas.put("日本語", row: 0, column: 0) == 4)
    #expect(canvas.text == "日本")
    canvas.put("x", row: 0, column: 1)
    #expect(canvas.lines == [" x本"])
    canvas.put("y", row: 0, column: 2)
    #expect(canvas.lines == [" xy"])
    canvas.put("日", row: 0, column: -1)
    #expect(canvas.lines == [" xy"])
  }

  @Test func sequencesAreOneCharacter() {
    var canvas = Canvas(rows: 1, columns: 12)
    #expect(canvas.put("👨‍👩‍👧🇩🇪e\u{301}ก็!", row: 0, column: 0) == 7)
    #expect(canvas[0, 0].character == "👨‍👩‍👧")
    #expect(canvas[0, 1].isContinuation)
    #expect(canvas[0, 2].character == "🇩🇪")
    #expect(canvas[0, 4].character == "e\u{301}")
    #expect(canvas.text == "👨‍👩‍👧🇩🇪e\u{301}ก็!")
  }

  @Test func hostileCharactersNeverReachACell() {
    let hostile =
      (Array(0...0x1F) + Array(0x7F...0x9F) + Array(0x202A...0x202E))
      + Array(0x2066...0x206F) + [0x2028, 0x2029, 0x200E, 0x200F, 0x61C, 0xFEFF]
    for value in hostile {
      guard let scalar = Unicode.Scalar(UInt32(value)) else { continue }
      var canvas = Canvas(rows: 1, columns: 8)
      canvas.put("a\(Character(scalar))b", row: 0, column: 0)
      canvas.fill(Area(row: 0, column: 6, rows: 1, columns: 2), with: Character(scalar))
      #expect(["a\u{FFFD}b   \u{FFFD}\u{FFFD}", "a b", "ab"].contains(canvas.text), "U+\(value)")
    }
    #expect(
      picture(1, 40) { _, canvas in
        canvas.put("\u{1B}[31mred\u{1B}]0;title\u{7}\u{202E}evil", row: 0, column: 0)
      } == "\u{FFFD}[31mred\u{FFFD}]0;title\u{FFFD}\u{FFFD}evil")
  }

  @Test(arguments: 1...50)
  func randomTextLeavesOnlyHarmlessCells(seed: UInt64) {
    var canvas = Canvas(rows: 6, columns: 31)
    let text = randomText(seed: seed, count: 60)
    canvas.putText(text, in: canvas.area)
    canvas.put(text, row: 5, column: -7)
    for row in 0..<canvas.rows {
      var column = 0
      while column < canvas.columns {
        let cell = canvas[row, column]
        #expect(!cell.character.isReplacedOnCanvas)
        let width = DisplayWidth.of(cell.character)
        #expect(!cell.isContinuation && width > 0)
        for offset in 1..<max(1, width) { #expect(canvas[row, column + offset].isContinuation) }
        column += max(1, width)
      }
    }
  }

  @Test func fillRuleAndRestyle() {
    var canvas = Canvas(rows: 3, columns: 6)
    canvas.fill(Area(row: -5, column: -5, rows: 7, columns: 7), with: "x")
    canvas.rule(row: 2, in: Area(row: 0, column: 1, rows: 3, columns: 4))
    canvas.rule(row: 9)
    canvas.fill(Area(row: 50, column: 50, rows: 2, columns: 2), with: "x")
    #expect(canvas.lines == ["xx", "xx", " ────"])
    canvas.restyle(Area(row: 0, rows: 1, columns: 1)) { $0.adding(.reverse) }
    #expect(canvas.markedText == "⟨reverse:x⟩x\nxx\n ⟨dim:────⟩")
  }

  @Test func marksShowStyles() {
    var canvas = Canvas(rows: 1, columns: 20)
    canvas.put("▸ B", row: 0, column: 0, style: .accent.adding(.bold))
    canvas.put("1 kg", row: 0, column: 5)
    canvas.put("  ", row: 0, column: 10, style: .underline)
    #expect(canvas.markedText == "⟨accent bold:▸ B⟩  1 kg ⟨underline:  ⟩")
    #expect(canvas.description == "▸ B  1 kg")
  }

  @Test func codeIsToldFromProse() {
    var canvas = Canvas(rows: 4, columns: 20)
    #expect(canvas.putText("Read:\n```\nx = 1\n```", in: canvas.area, style: .bold) == 2)
    #expect(canvas.markedText == "⟨bold:Read:⟩\n⟨accent bold:x = 1⟩")
  }

  @Test func nothingFitsOnNothing() {
    for (rows, columns) in [(0, 0), (0, 5), (5, 0), (-1, -1)] {
      var canvas = Canvas(rows: rows, columns: columns)
      canvas.put("text", row: 0, column: 0)
      canvas.putText("text", in: Area(rows: 9, columns: 9))
      canvas.fill(canvas.area, with: "x")
      canvas.rule(row: 0)
      #expect(canvas.text == "")
    }
  }
}
