import Terminal
import Testing

struct TableTests {
  private func table(selection: Int? = 1) -> Table {
    Table(
      [
        .init("#", .right), .init("item", importance: 1, isFlexible: true), .init("ans", .right),
        .init("θ", .point, importance: 2), .init("SE", .point, importance: -1),
      ],
      rows: [
        ["1", "frac-017", "B ✓", "0.41", ".82"], ["2", "alg-003", "C ✗", "-0.12", ".67"],
        ["10", "percent-021-日本", "A ✓", "1.2", ".5"], ["11", "geom", "12 ✓", "2"],
      ], selection: selection)
  }

  private func draw(_ table: Table, _ rows: Int, _ columns: Int) -> String {
    picture(rows, columns) { table.draw(in: $0, on: &$1) }
  }

  @Test func alignsAtThePoint() {
    #expect(
      draw(table(), 8, 60) == """
           #  item               ans      θ   SE
           1  frac-017           B ✓   0.41  .82
        ▸  2  alg-003            C ✗  -0.12  .67
          10  percent-021-日本   A ✓   1.2   .5
          11  geom              12 ✓   2
        """)
  }

  @Test func cutsAndDropsColumns() {
    #expect(
      draw(table(selection: nil), 8, 28) == """
         #  item          ans      θ
         1  frac-017      B ✓   0.41
         2  alg-003       C ✗  -0.12
        10  percent-02…   A ✓   1.2
        11  geom         12 ✓   2
        """)
    #expect(draw(table(selection: nil), 2, 5) == "    θ\n 0.41")
  }

  @Test func linesForAPipe() {
    #expect(table().lines().first == " #  item               ans      θ   SE")
    #expect(table().lines().count == 5)
  }

  @Test func selectionMovesAndScrolls() {
    let area = Area(rows: 9, columns: 20)
    var table = Table([.init("n", .right)], rows: (1...20).map { ["\($0)"] }, selection: 0)
    #expect(table.update(.key(.pageDown), in: area) == true)
    #expect(table.selection == 5)
    #expect(table.update(.key(.down), in: area) == true)
    #expect(
      draw(table, 9, 20) == """
           n
        ▴ more
           2
           3
           4
           5
           6
        ▸  7
        ▾ more
        """)
    #expect(table.update(.mouse(MouseEvent(.press, row: 3, column: 1)), in: area) == true)
    #expect(table.selection == 2)
    #expect(table.update(.mouse(MouseEvent(.wheelDown, row: 3, column: 1)), in: area) == true)
    #expect(table.selection == 2)
    #expect(table.update(.mouse(MouseEvent(.press, row: 0, column: 1)), in: area) == false)
    #expect(table.update(.key(.end), in: area) == true)
    #expect(table.selection == 19)
    table.rows = [["1"]]
    #expect(table.selection == 0)
    table.rows = []
    #expect(table.selection == nil)
    #expect(table.update(.key(.enter), in: area) == false)
  }

  /// Long cells do not move the columns beside them, and only rows in sight are asked for.
  @Test func aLongListUnderColumnsOfGivenWidths() {
    let table = Table([.init("name", width: 6), .init("n", .right, width: 5), .init("last")])
    let area = Area(rows: 6, columns: 24)
    var list = RowList(count: 10_000, selection: 0)
    _ = list.update(.key(.end), in: table.body(in: area))
    var asked: [Int] = []
    func drawn() -> String {
      picture(6, 24) {
        table.draw(list, in: $0, on: &$1) {
          asked.append($0)
          return [$0 % 2 == 0 ? "a long name" : "b", "\($0)", "x"]
        }
      }
    }
    #expect(
      drawn() == """
          name        n  last
          a lon…   9996  x
          b        9997  x
          a lon…   9998  x
        ▸ b        9999  x
        ▴ more
        """)
    #expect(asked == [9996, 9997, 9998, 9999])
    let columns = (0..<24).map {
      table.column(at: MouseEvent(.press, row: 0, column: $0), of: list, in: area)
    }
    #expect(columns[0...1].allSatisfy { $0 == nil })
    #expect(columns[2..<10].allSatisfy { $0 == 0 })
    #expect(columns[10..<17].allSatisfy { $0 == 1 })
    #expect(table.column(at: MouseEvent(.press, row: 1, column: 4), of: list, in: area) == nil)
  }

  @Test func withoutSelectionItScrolls() {
    let area = Area(rows: 8, columns: 20)
    var table = Table([.init("")], rows: (1...20).map { ["\($0)"] })
    #expect(table.update(.key(.down), in: area) == true)
    #expect(draw(table, 8, 20) == "▴ more\n2\n3\n4\n5\n6\n7\n▾ more")
  }

  @Test func anySizeIsSafe() {
    for (rows, columns) in smallSizes {
      for start in [table(), table(selection: nil), Table([], rows: [["x"]], selection: 0)] {
        var table = start
        for key in [Key.down, .pageDown, .up, .end] {
          _ = table.update(.key(key), in: Area(rows: rows, columns: columns))
        }
        _ = draw(table, rows, columns)
      }
    }
  }

  @Test func aTableThatTakesAnothersPlaceIsScrolledAsItWas() {
    let area = Area(rows: 5, columns: 20)
    func table(_ count: Int) -> Table {
      Table([.init("")], rows: (1...count).map { ["row \($0)"] }, selection: 0)
    }
    var old = table(9)
    _ = old.update(.mouse(MouseEvent(.wheelDown, row: 2, column: 2)), in: area)
    var new = table(12)
    new.keepPlace(of: old)
    var canvas = Canvas(rows: 5, columns: 20)
    new.draw(in: area, on: &canvas)
    #expect(canvas.lines[0].contains("row 4"))
  }
}
