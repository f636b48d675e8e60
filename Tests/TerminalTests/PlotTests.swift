import Testing

@testable import Terminal

struct PlotTests {
  private let line = Plot(
    x: 0...10, y: -1...1,
    series: [.init(points: (0...10).map { .init(Double($0), Double($0) / 5 - 1) })])

  private func draw(_ plot: Plot, _ rows: Int, _ columns: Int) -> String {
    picture(rows, columns) { plot.draw(in: $0, on: &$1) }
  }

  @Test func aLineOnItsAxes() {
    #expect(
      draw(line, 8, 40) == """
         1 ┤                              ⢀⡠⠤⠒⠒⠉
           │                        ⢀⣀⠤⠤⠒⠊⠁
         0 ┤                 ⢀⣀⠤⠤⠒⠊⠉⠁
           │           ⢀⣀⡠⠤⠒⠉⠁
           │     ⢀⡠⠤⠒⠒⠉⠁
        -1 ┤⣀⠤⠤⠒⠊⠁
           └┬─────────────────┬────────────────┬
            0                 5               10
        """)
  }

  @Test func severalSeriesAndABand() {
    let xs = (0...20).map { Double($0) / 2 }
    let plot = Plot(
      x: 0...10, y: 0...4,
      series: [
        .init("first", points: [.init(0, 3.5), .init(10, 3.5)]),
        .init("second", points: [.init(0, 2.5), .init(10, 2.5)], pattern: .dashed),
        .init("third", points: [.init(0, 1.5), .init(10, 1.5)], pattern: .dotted),
        .init(
          "seen", points: [.init(2, 0.5), .init(8, 0.5), .init(99, 0.5)], pattern: .marks("●")),
      ],
      band: xs.map { .init($0, low: 0, high: $0 / 5) }, title: "θ")
    #expect(
      draw(plot, 9, 50) == """
        θ   ── first   ╌╌ second   ·· third   ● seen
        4 ┤⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀
          │
        2 ┤⠒⠂ ⠒⠒⠂ ⠒⠒⠂ ⠒⠒⠂ ⠒⠒⠂ ⠒⠒⠂ ⠒⠒⠂ ⠒⠒⠂ ⠒⠒⠂ ⠒⠒⠂ ⠒⠒⠂ ⠒⠒⠂
          │ ⠄ ⠄ ⠄ ⠄ ⠄ ⠄ ⠄ ⠄ ⠄ ⠄ ⠄ ⠄ ⠄ ⠄ ⠄ ⠄░⠄░⠄░⠄░⠄░⠄░⠄░⠄░
          │              ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░
        0 ┤░░░░░░░░░●░░░░░░░░░░░░░░░░░░░░░░░░░░░●░░░░░░░░░
          └┬────────┬────────┬─────────┬────────┬────────┬
           0        2        4         6        8       10
        """)
  }

  @Test func ticksAreRound() {
    #expect(Plot.ticks(-2...2, most: 4) == [-2, -1, 0, 1, 2])
    #expect(Plot.ticks(0...1, most: 2) == [0, 0.5, 1])
    #expect(Plot.ticks(1...17, most: 4) == [5, 10, 15])
    #expect(Plot.ticks(0...1000, most: 5) == [0, 200, 400, 600, 800, 1000])
    #expect(Plot.ticks(0...1, most: 0) == [])
  }

  /// Where x counts, half a thing has no tick.
  @Test func ticksOfCountsAreWhole() {
    for count in 1...3 {
      var plot = Plot(x: 0.5...(Double(count) + 0.5), y: 0...1, series: [])
      plot.leastStep = 1
      let numbers = draw(plot, 6, 60).split(separator: "\n").last?.split(separator: " ")
      #expect(numbers?.map(String.init) == (1...count).map { "\($0)" })
    }
  }

  @Test func oddPointsAreSafe() {
    let wild: [Plot.Point] = [
      .init(.nan, 0), .init(0, .infinity), .init(5, 1e300), .init(5, -1e300), .init(-1e300, 0),
      .init(10, 0),
    ]
    let plot = Plot(
      x: 0...10, y: 0...0, series: [.init(points: wild), .init(points: [])],
      band: [.init(0, low: .nan, high: 1), .init(10, low: 5, high: -5)])
    for (rows, columns) in smallSizes {
      _ = draw(plot, rows, columns)
      _ = draw(line, rows, columns)
    }
    _ = draw(plot, 24, 80)
  }
}
