import Terminal
import Testing

struct AreaTests {
  @Test func cuttingLeavesTheRest() {
    var area = Area(rows: 24, columns: 80)
    let pieces = [area.cutTop(2), area.cutBottom(3), area.cutLeft(10), area.cutRight(20)]
    #expect(
      pieces == [
        Area(rows: 2, columns: 80), Area(row: 21, rows: 3, columns: 80),
        Area(row: 2, rows: 19, columns: 10), Area(row: 2, column: 60, rows: 19, columns: 20),
      ])
    #expect(area == Area(row: 2, column: 10, rows: 19, columns: 50))
  }

  @Test func nothingIsEverNegative() {
    var area = Area(rows: 2, columns: -5)
    #expect(area.isEmpty)
    let pieces = [area.cutTop(9), area.cutBottom(-1), area.cutTop(1)]
    #expect(pieces.map(\.rows) == [2, 0, 0])
    #expect(Area(rows: 3, columns: 3).inset(rows: 2, columns: 2).isEmpty)
    #expect(
      Area(rows: 2, columns: 2).centered(rows: 9, columns: 9) == Area(rows: 2, columns: 2))
  }

  @Test func middle() {
    let box = Area(rows: 24, columns: 80).centered(rows: 4, columns: 20)
    #expect(box == Area(row: 10, column: 30, rows: 4, columns: 20))
    #expect(box.contains(row: 13, column: 49))
    #expect(!box.contains(row: 14, column: 49))
    #expect(!box.contains(row: 13, column: 50))
  }
}
