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
}
