import Terminal
import Testing

struct TextFieldTests {
  private func type(_ text: String, into field: inout TextField) {
    for character in text { #expect(field.update(.key(.character(character))) == true) }
  }

  private func press(_ keys: Key..., into field: inout TextField) {
    for key in keys { #expect(field.update(.key(key)) == true, "\(key)") }
  }

  @Test func someoneCorrectsAnAnswer() {
    var field = TextField()
    type("the maen", into: &field)
    press(.left, .left, .left, .delete, .delete, into: &field)
    type("ea", into: &field)
    #expect(field.text == "the mean")
    press(.end, .control("w"), into: &field)
    #expect(field.text == "the ")
    type("median", into: &field)
    press(.home, .control("k"), into: &field)
    #expect(field.text == "")
    type("mode", into: &field)
    press(.control("a"), .right, .control("u"), into: &field)
    #expect(field.text == "ode")
    #expect(field.cursor == 0)
    press(.backspace, .control("e"), .backspace, into: &field)
    #expect(field.text == "od")
    #expect(field.update(.key(.enter)) == false)
    #expect(field.update(.key(.tab)) == false)
    #expect(field.update(.key(.up)) == false)
  }

  @Test func scalarsJoinAsTheyArrive() {
    var field = TextField(maximumLength: 2)
    for scalar in "e\u{301}👨‍👩‍👧".unicodeScalars {
      _ = field.update(.key(.character(Character(scalar))))
    }
    #expect(field.text == "e\u{301}👨‍👩‍👧")
    #expect(field.cursor == 2)
    press(.backspace, into: &field)
    #expect(field.text == "e\u{301}")
  }

  @Test func limitAndFilter() {
    var field = TextField(maximumLength: 4, isAllowed: { $0.isNumber || "-./".contains($0) })
    type("a1b2.c5x9", into: &field)
    #expect(field.text == "12.5")
  }

  @Test func pasteIsOneTameLine() {
    var field = TextField(maximumLength: 12)
    #expect(field.update(.paste("3\n4\u{1B}[31m\t\u{202E}x and much more")) == true)
    #expect(field.text == "3 4[31m x an")
  }

  @Test func drawsTextAndCursor() {
    var canvas = Canvas(rows: 1, columns: 8)
    var field = TextField("日本", placeholder: "type")
    field.draw(in: canvas.area, on: &canvas)
    #expect(canvas.markedText == "⟨underline:日本    ⟩")
    #expect(canvas.cursor == .init(row: 0, column: 4))
    field.text = ""
    field.draw(in: canvas.area, on: &canvas, isFocused: true)
    #expect(canvas.markedText == "⟨dim underline:type⟩⟨underline:    ⟩")
    #expect(canvas.cursor == .init(row: 0, column: 0))
  }

  @Test func scrollsToTheCursor() {
    var field = TextField("a long answer")
    let draw = { (field: TextField) in picture(1, 6) { field.draw(in: $0, on: &$1) } }
    #expect(draw(field) == "nswer")
    press(.home, into: &field)
    #expect(draw(field) == "a long")
  }

  @Test func anySizeIsSafe() {
    for (rows, columns) in smallSizes {
      var canvas = Canvas(rows: rows, columns: columns)
      TextField("日本語 text").draw(in: canvas.area, on: &canvas)
      if let cursor = canvas.cursor {
        #expect(canvas.area.contains(row: cursor.row, column: cursor.column))
      }
    }
  }
}
