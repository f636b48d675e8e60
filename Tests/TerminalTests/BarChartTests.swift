import Terminal
import Testing

struct BarChartTests {
  private let chart = BarChart([
    .init("Whole numbers", fraction: 0.9, note: "strong"),
    .init("Fractions", fraction: 0.6, note: "good"),
    .init("Percent, ratio", fraction: 0.25, note: "worth practising"),
  ])

  @Test func alignsLabelsBarsAndNotes() {
    #expect(
      picture(3, 74) { chart.draw(in: $0, on: &$1) } == """
        Whole numbers   ██████████████████████░░  strong
        Fractions       ██████████████░░░░░░░░░░  good
        Percent, ratio  ██████░░░░░░░░░░░░░░░░░░  worth practising
        """)
  }

  @Test func narrow() {
    #expect(
      picture(3, 36) { chart.draw(in: $0, on: &$1) } == """
        Whole numbers   █████░  strong
        Fractions       ████░░  good
        Percent, ratio  ██░░░░  worth pract…
        """)
  }

  @Test func anySizeIsSafe() {
    for (rows, columns) in smallSizes {
      _ = picture(rows, columns) { chart.draw(in: $0, on: &$1) }
      _ = picture(rows, columns) { BarChart([]).draw(in: $0, on: &$1) }
    }
  }
}
