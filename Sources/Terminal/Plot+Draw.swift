extension Plot {
  /// Title and legend in the first row, if there are any; then the curves, the x axis and its
  /// numbers. Needs at least 4 × 10 cells for axes; without room for them only the curves are
  /// drawn.
  public func draw(in area: Area, on canvas: inout Canvas) {
    var field = area
    let names = series.filter { !$0.name.isEmpty }
    if (!title.isEmpty || !names.isEmpty) && field.rows >= 4 {
      drawLegend(names, in: field.cutTop(1), on: &canvas)
    }
    if field.rows >= 4 && field.columns >= 10 {
      field = drawAxes(in: field, on: &canvas)
    }
    guard !field.isEmpty else { return }
    drawBand(in: field, on: &canvas)
    for curve in series {
      draw(curve, in: field, on: &canvas)
    }
  }

  /// 1, 2 or 5 times a power of ten, so that at most `most` intervals cover the range.
  public static func ticks(_ range: ClosedRange<Double>, most: Int) -> [Double] {
    let span = range.upperBound - range.lowerBound
    guard most > 0, span > 0, span.isFinite else { return [] }
    var power = 1.0
    while power * Double(most) < span { power *= 10 }
    while power / 10 * Double(most) >= span { power /= 10 }
    let step =
      [power / 5, power / 2, power].first { $0 * Double(most) >= span * (1 - 1e-9) } ?? power
    let first = (range.lowerBound / step - 1e-9).rounded(.up)
    let last = (range.upperBound / step + 1e-9).rounded(.down)
    guard last >= first, last - first < 1000 else { return [] }
    return (0...Int(last - first)).map { (first + Double($0)) * step }
  }

  /// A tick's number: at most three decimals, without trailing zeros.
  public static func tickText(_ tick: Double) -> String { NumberText.short(tick) }

  private func drawLegend(_ names: [Series], in row: Area, on canvas: inout Canvas) {
    var column = canvas.put(title, row: row.row, column: row.column, width: row.columns)
    if !title.isEmpty { column += 3 }
    for curve in names {
      let sample =
        switch curve.pattern {
        case .solid: "──"
        case .dashed: "╌╌"
        case .dotted: "··"
        case .marks(let mark): String(mark)
        }
      column = canvas.put(
        sample, row: row.row, column: column, style: curve.style, width: row.endColumn - column)
      column = canvas.put(
        " " + curve.name, row: row.row, column: column, width: row.endColumn - column)
      column += 3
    }
  }

  /// Returns what is left for the curves.
  private func drawAxes(in area: Area, on canvas: inout Canvas) -> Area {
    let yTicks = Self.ticks(y, most: max(1, (area.rows - 2) / 2))
    let yTexts = yTicks.map(NumberText.short)
    let margin = min((yTexts.map(\.count).max() ?? 0) + 2, area.columns / 3)
    var field = area
    let left = field.cutLeft(margin)
    let numbers = field.cutBottom(1)
    let axis = field.cutBottom(1)
    let line = left.endColumn - 1

    for row in field.row..<field.endRow {
      canvas.put("│", row: row, column: line, style: .dim)
    }
    for (tick, text) in zip(yTicks, yTexts) {
      let row = field.row + dotRow(tick, in: field) / 4
      canvas.put("┤", row: row, column: line, style: .dim)
      let start = max(left.column, line - 1 - text.count)
      canvas.put(text, row: row, column: start, style: .dim, width: line - start)
    }

    canvas.put("└", row: axis.row, column: line, style: .dim)
    canvas.rule(row: axis.row, in: axis)
    var free = area.column
    for tick in Self.ticks(x, most: mostTicks(columns: field.columns)) {
      let column = field.column + dotColumn(tick, in: field) / 2
      let text = NumberText.short(tick)
      let start = min(column - text.count / 2, area.endColumn - text.count)
      canvas.put("┬", row: axis.row, column: column, style: .dim)
      if start >= free {
        canvas.put(text, row: numbers.row, column: start, style: .dim)
        free = start + text.count + 1
      }
    }
    return field
  }

  private func mostTicks(columns: Int) -> Int {
    let room = max(1, columns / 8)
    guard let leastStep, leastStep > 0 else { return room }
    let steps = (x.upperBound - x.lowerBound) / leastStep
    return steps < Double(room) ? max(1, Int(steps)) : room
  }

  private func dotColumn(_ value: Double, in field: Area) -> Int {
    Self.place(value, in: x, dots: field.columns * 2)
  }

  /// Counted from the top.
  private func dotRow(_ value: Double, in field: Area) -> Int {
    field.rows * 4 - 1 - Self.place(value, in: y, dots: field.rows * 4)
  }

  private static func place(_ value: Double, in range: ClosedRange<Double>, dots: Int) -> Int {
    let share = (value - range.lowerBound) / (range.upperBound - range.lowerBound)
    // A point far outside must neither overflow nor take long to draw to; its line only has to
    // leave the field at about the right place.
    return Int((share.clamped(to: -20...20) * Double(dots - 1)).rounded())
  }

  private func drawBand(in field: Area, on canvas: inout Canvas) {
    guard let first = band.first, let last = band.last else { return }
    for column in 0..<field.columns {
      let share = (Double(column) + 0.5) / Double(field.columns)
      let at = x.lowerBound + share * (x.upperBound - x.lowerBound)
      guard at >= first.x && at <= last.x,
        let right = band.firstIndex(where: { $0.x >= at })
      else { continue }
      let b = band[right]
      let a = band[max(0, right - 1)]
      let part = b.x > a.x ? (at - a.x) / (b.x - a.x) : 0
      let low = a.low + part * (b.low - a.low)
      let high = a.high + part * (b.high - a.high)
      guard low.isFinite && high.isFinite && low <= high else { continue }
      let top = max(0, dotRow(high, in: field)) / 4
      let bottom = min(field.rows * 4 - 1, dotRow(low, in: field)) / 4
      for row in top..<max(top, bottom + 1) where row < field.rows {
        canvas.put("░", row: field.row + row, column: field.column + column, style: .dim)
      }
    }
  }

  private func draw(_ curve: Series, in field: Area, on canvas: inout Canvas) {
    if case .marks(let mark) = curve.pattern {
      let sign = DisplayWidth.of(mark) == 1 ? mark : "•"
      for point in curve.points where x.contains(point.x) && y.contains(point.y) {
        canvas.put(
          String(sign), row: field.row + dotRow(point.y, in: field) / 4,
          column: field.column + dotColumn(point.x, in: field) / 2, style: curve.style)
      }
      return
    }

    var dots = Dots(rows: field.rows, columns: field.columns)
    var drawn = 0
    var before: (Int, Int)?
    for point in curve.points {
      guard point.x.isFinite && point.y.isFinite else {
        before = nil
        continue
      }
      let here = (dotColumn(point.x, in: field), dotRow(point.y, in: field))
      dots.line(from: before ?? here, to: here) {
        drawn += 1
        return switch curve.pattern {
        case .dashed: drawn % 8 < 5
        case .dotted: drawn % 4 == 0
        case .solid, .marks: true
        }
      }
      before = here
    }
    for row in 0..<field.rows {
      for column in 0..<field.columns {
        guard let pattern = dots.pattern(row: row, column: column) else { continue }
        let place = (field.row + row, field.column + column)
        guard canvas.area.contains(row: place.0, column: place.1) else { continue }
        let under = canvas[place.0, place.1].character.unicodeScalars.first?.value ?? 0
        let merged = (0x2800...0x28FF).contains(under) ? pattern | (under & 0xFF) : pattern
        canvas.put(
          Dots.text(merged), row: place.0, column: place.1, style: curve.style)
      }
    }
  }
}

/// Two by four braille dots a cell.
private struct Dots {
  let rows: Int
  let columns: Int
  private var cells: [UInt32]

  init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
    cells = Array(repeating: 0, count: rows * columns)
  }

  /// Bresenham's line; the closure is asked for every dot whether it is drawn.
  mutating func line(from start: (Int, Int), to end: (Int, Int), isDrawn: () -> Bool) {
    let dx = abs(end.0 - start.0)
    let dy = -abs(end.1 - start.1)
    let stepX = start.0 < end.0 ? 1 : -1
    let stepY = start.1 < end.1 ? 1 : -1
    var (x, y) = start
    var error = dx + dy
    while true {
      if isDrawn() { set(x, y) }
      if x == end.0 && y == end.1 { return }
      let twice = 2 * error
      if twice >= dy {
        error += dy
        x += stepX
      }
      if twice <= dx {
        error += dx
        y += stepY
      }
    }
  }

  private mutating func set(_ x: Int, _ y: Int) {
    guard x >= 0, y >= 0, x < columns * 2, y < rows * 4 else { return }
    // Unicode numbers the dots column by column, the fourth row last.
    let bits: [[UInt32]] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]]
    cells[y / 4 * columns + x / 2] |= bits[x % 2][y % 4]
  }

  func pattern(row: Int, column: Int) -> UInt32? {
    let pattern = cells[row * columns + column]
    return pattern == 0 ? nil : pattern
  }

  static func text(_ pattern: UInt32) -> String {
    Unicode.Scalar(0x2800 + pattern).map { String(Character($0)) } ?? " "
  }
}
