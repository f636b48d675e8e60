import Terminal
import Testing

struct TextAreaTests {
  private let area = Area(rows: 4, columns: 10)

  private func draw(_ note: TextArea) -> (String, Canvas.Position?) {
    var canvas = Canvas(rows: 4, columns: 10)
    note.draw(in: area, on: &canvas)
    return (canvas.text, canvas.cursor)
  }

  @Test func someoneWritesANote() {
    var note = TextArea()
    for character in "Mira was tired" { _ = note.update(.key(.character(character)), in: area) }
    _ = note.update(.key(.enter), in: area)
    _ = note.update(.key(.character("!")), in: area)
    #expect(draw(note) == ("Mira was\ntired\n!", .init(row: 2, column: 1)))
    _ = note.update(.key(.up), in: area)
    _ = note.update(.key(.end), in: area)
    _ = note.update(.key(.character("?")), in: area)
    #expect(note.text == "Mira was tired?\n!")
    _ = note.update(.key(.up), in: area)
    _ = note.update(.key(.home), in: area)
    _ = note.update(.key(.delete), in: area)
    #expect(note.text == "ira was tired?\n!")
    #expect(note.cursor == 0)
    #expect(note.update(.key(.escape), in: area) == false)
  }

  @Test func scrollsToTheCursor() {
    let note = TextArea("1\n2\n3\n4\n5\n")
    #expect(draw(note) == ("3\n4\n5", .init(row: 3, column: 0)))
  }

  @Test func cursorMovesOverWideAndLongLines() {
    var note = TextArea("日本語日本語日本語")
    #expect(draw(note) == ("日本語日本\n語日本語", .init(row: 1, column: 8)))
    _ = note.update(.key(.up), in: area)
    #expect(draw(note).1 == .init(row: 0, column: 8))
    _ = note.update(.key(.down), in: area)
    #expect(draw(note).1 == .init(row: 1, column: 8))
  }

  @Test func pasteAndLimit() {
    var note = TextArea(maximumLength: 6)
    #expect(note.update(.paste("a\u{7}b\r\nc\td-too-long"), in: area) == true)
    #expect(note.text == "ab\nc d")
  }

  @Test func anySizeIsSafe() {
    for (rows, columns) in smallSizes {
      let area = Area(rows: rows, columns: columns)
      var note = TextArea("日本 words\n\nand more words")
      for key in [Key.up, .down, .home, .end, .left, .up, .up, .up] {
        _ = note.update(.key(key), in: area)
      }
      var canvas = Canvas(rows: rows, columns: columns)
      note.draw(in: area, on: &canvas)
      if let cursor = canvas.cursor {
        #expect(area.contains(row: cursor.row, column: cursor.column))
      }
    }
  }
}
