import Testing

@testable import Terminal

struct ScrolledPictureTests {
  private let content: Canvas = {
    var canvas = Canvas(rows: 20, columns: 8)
    for row in 0..<20 { canvas.put("row \(row)", row: row, column: 0) }
    return canvas
  }()

  private func shown(_ picture: ScrolledPicture, in area: Area) -> [String] {
    var canvas = Canvas(rows: area.endRow, columns: 12)
    picture.draw(content, in: area, on: &canvas)
    return canvas.lines
  }

  /// A press anywhere finds the row that is drawn there, and none on the marks or beside.
  @Test(arguments: [4, 9, 30]) func placesAreWhereTheyAreDrawn(_ rows: Int) {
    let area = Area(row: 2, column: 1, rows: rows, columns: 8)
    for offset in [0, 3, 100] {
      let picture = ScrolledPicture(offset: offset)
      for (row, line) in shown(picture, in: area).enumerated() {
        let press = MouseEvent(.press, row: row, column: 3)
        let expected =
          line.contains("row") ? line.split(separator: " ").last.flatMap { Int($0) } : nil
        #expect(picture.row(at: press, rows: 20, in: area) == expected, "row \(row), \(offset)")
      }
      #expect(picture.row(at: MouseEvent(.press, row: 3, column: 0), rows: 20, in: area) == nil)
    }
  }

  @Test(arguments: [4, 9, 30]) func revealScrollsJustEnough(_ rows: Int) {
    let area = Area(rows: rows, columns: 8)
    for start in [0, 7, 100] {
      for wanted in 0..<19 {
        var picture = ScrolledPicture(offset: start)
        picture.reveal(wanted..<(wanted + 2), rows: 20, in: area)
        let lines = shown(picture, in: area)
        #expect(lines.contains("row \(wanted)") && lines.contains("row \(wanted + 1)"))
        let once = picture
        picture.reveal(wanted..<(wanted + 2), rows: 20, in: area)
        #expect(picture == once)
      }
    }
  }

  @Test(arguments: [4, 9, 30]) func theEndIsWhereTheLastRowIsShown(_ rows: Int) {
    let area = Area(rows: rows, columns: 8)
    for offset in 0...25 {
      let picture = ScrolledPicture(offset: offset)
      #expect(
        picture.isAtEnd(rows: 20, in: area) == shown(picture, in: area).contains("row 19"))
    }
  }
}
