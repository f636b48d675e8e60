import Terminal
import Testing

struct ScrollViewTests {
  private let area = Area(rows: 8, columns: 12)
  private let long = (1...20).map { "line \($0)" }.joined(separator: "\n")

  private func draw(_ view: ScrollView) -> String {
    picture(8, 12) { view.draw(in: $0, on: &$1) }
  }

  @Test func shortTextDoesNotScroll() {
    var view = ScrollView("Read this\ncarefully.")
    #expect(draw(view) == "Read this\ncarefully.")
    #expect(!view.canScroll(in: area))
    #expect(view.update(.key(.down), in: area) == false)
  }

  @Test func scrolls() {
    var view = ScrollView(long)
    #expect(view.canScroll(in: area))
    #expect(draw(view) == "\nline 1\nline 2\nline 3\nline 4\nline 5\nline 6\n▾ more")
    #expect(view.update(.key(.down), in: area) == true)
    #expect(draw(view) == "▴ more\nline 2\nline 3\nline 4\nline 5\nline 6\nline 7\n▾ more")
    #expect(view.update(.key(.pageDown), in: area) == true)
    #expect(view.offset == 6)
    #expect(view.update(.mouse(MouseEvent(.wheelDown, row: 0, column: 0)), in: area) == true)
    #expect(view.offset == 9)
    #expect(view.update(.key(.end), in: area) == true)
    #expect(draw(view).hasSuffix("line 20"))
    #expect(view.update(.key(.up), in: area) == true)
    #expect(view.offset == 13)
    #expect(view.update(.key(.home), in: area) == true)
    #expect(view.update(.key(.up), in: area) == true)
    #expect(view.offset == 0)
    #expect(view.update(.key(.enter), in: area) == false)
  }

  @Test func anySizeIsSafe() {
    for (rows, columns) in smallSizes {
      var view = ScrollView(long, offset: .max / 2)
      let area = Area(rows: rows, columns: columns)
      for key in [Key.up, .pageDown, .pageUp, .end] { _ = view.update(.key(key), in: area) }
      _ = picture(rows, columns) { view.draw(in: $0, on: &$1) }
    }
  }
}
