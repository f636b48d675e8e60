import Terminal
import Testing

struct ScaleBandTests {
  private func band(_ value: Double, _ range: ClosedRange<Double>) -> ScaleBand {
    ScaleBand(
      scale: 200...800, step: 100, value: value, band: range,
      caption: "most likely between \(Int(range.lowerBound)) and \(Int(range.upperBound))")
  }

  private func draw(_ band: ScaleBand, _ rows: Int, _ columns: Int) -> String {
    picture(rows, columns) { band.draw(in: $0, on: &$1) }
  }

  @Test func wide() {
    #expect(
      draw(band(447, 412...482), 3, 76) == """
         200        300        400        500        600        700        800
          ├──────────┼──────────┼━━━━●━━━━─┼──────────┼──────────┼──────────┤
                     most likely between 412 and 482
        """)
  }

  @Test func narrow() {
    #expect(
      draw(band(447, 412...482), 3, 38) == """
         200  300  400  500  600  700  800
          ├────┼────┼━●━━┼────┼────┼────┤
        most likely between 412 and 482
        """)
  }

  @Test func endsOfTheScale() {
    #expect(
      draw(band(900, 750...990), 3, 38) == """
         200  300  400  500  600  700  800
          ├────┼────┼────┼────┼────┼──━━●
               most likely between 750 and 990
        """)
    #expect(
      draw(band(.nan, 100...150), 2, 38) == """
         200  300  400  500  600  700  800
          ●────┼────┼────┼────┼────┼────┤
        """)
  }

  @Test func anySizeAndScaleIsSafe() {
    for (rows, columns) in smallSizes {
      _ = draw(band(447, 412...482), rows, columns)
      for step in [0, -1, 1e-9, 1e9, .nan, .infinity] {
        _ = draw(ScaleBand(scale: -4...4, step: step, value: 0, band: -1...1), rows, columns)
      }
      _ = draw(ScaleBand(scale: 3...3, step: 1, value: 3, band: 3...3), rows, columns)
    }
  }
}
