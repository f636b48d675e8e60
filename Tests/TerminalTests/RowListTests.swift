import Terminal
import Testing

struct RowListTests {
  private let area = Area(rows: 10, columns: 20)

  @Test func selectsTheNearestRowThereIs() {
    #expect(RowList(count: 3, selection: 7).selection == 2)
    #expect(RowList(count: 3, selection: -1).selection == 0)
    #expect(RowList(count: 0, selection: 0).selection == nil)
    #expect(RowList(count: 3).selection == nil)
    #expect(RowList(count: -3, selection: 0).count == 0)
    var list = RowList(count: 0, selection: 0)
    list.count = 4
    #expect(list.selection == 0)
    list.select(3)
    list.count = 2
    #expect(list.selection == 1)
    var shown = RowList(count: 4)
    shown.select(2)
    #expect(shown.selection == nil)
  }

  /// Eight rows of ten are in sight; two are for the marks.
  @Test func aChangeKeepsTheSelectedRowAtItsHeight() {
    var list = RowList(count: 100, selection: 0)
    for _ in 0..<20 { _ = list.update(.key(.down), in: area) }
    #expect(list.visible(in: area) == 13..<21)
    _ = list.update(.key(.up), in: area)
    _ = list.update(.key(.up), in: area)
    // Three rows came in above it, and the order below changed.
    list.replace(count: 103, selection: 21, in: area)
    #expect(list.selection == 21)
    #expect(list.visible(in: area) == 16..<24)
    // It moved to the top, where it cannot have five rows above it.
    list.replace(count: 103, selection: 2, in: area)
    #expect(list.visible(in: area) == 0..<8)
    // It is the last of what is left.
    list.replace(count: 9, selection: 40, in: Area(rows: 9, columns: 20))
    #expect(list.selection == 8)
    #expect(list.visible(in: Area(rows: 9, columns: 20)) == 0..<9)
  }

  @Test func theBeginningStaysInSightWhileItHoldsTheSelectedRow() {
    var list = RowList(count: 50, selection: 0)
    list.replace(count: 52, selection: 2, in: area)
    #expect(list.visible(in: area) == 0..<8)
    list.replace(count: 60, selection: 10, in: area)
    #expect(list.selection == 10)
    #expect(list.visible(in: area) == 8..<16)
  }

  @Test func theMouseFindsRowsAndNotMarks() {
    var list = RowList(count: 50, selection: 0)
    func press(_ row: Int, _ column: Int = 3) -> Int? {
      list.index(at: MouseEvent(.press, row: row, column: column), in: area)
    }
    #expect(press(0) == nil)
    #expect(press(1) == 0)
    #expect(press(8) == 7)
    #expect(press(9) == nil)
    #expect(press(1, 20) == nil)
    list.count = 2
    #expect(press(0) == 0)
    #expect(press(2) == nil)
  }

  @Test func anySizeIsSafe() {
    for (rows, columns) in smallSizes {
      for selection in [nil, 5] {
        let area = Area(rows: rows, columns: columns)
        var list = RowList(count: 12, selection: selection)
        for key in [Key.down, .pageDown, .up, .end, .home, .pageUp] {
          _ = list.update(.key(key), in: area)
        }
        list.replace(count: 3, selection: 9, in: area)
        #expect(list.visible(in: area).count <= rows)
      }
    }
  }
}
