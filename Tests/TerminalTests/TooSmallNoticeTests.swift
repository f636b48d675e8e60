import Terminal
import Testing

struct TooSmallNoticeTests {
  @Test func asksForRoom() {
    #expect(
      picture(4, 38) { _, canvas in TooSmallNotice().draw(on: &canvas) } == """

        This window is too small (38×4).
        Please make it at least 40 × 12.
        """)
  }

  @Test func fitsAnywhere() {
    for (rows, columns) in smallSizes {
      _ = picture(rows, columns) { _, canvas in TooSmallNotice().draw(on: &canvas) }
    }
  }
}
