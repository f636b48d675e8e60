/// A number on its scale with the range in which it most likely lies.
/// ```
/// 200         300         400         500
///  ├───────────┼──────━━━━━●━━━━━────────┤
///              most likely between …
/// ```
public struct ScaleBand: Hashable, Sendable {
  public var scale: ClosedRange<Double>
  /// Distance of the ticks; widened by whole multiples where their numbers would touch.
  public var step: Double
  /// Values outside the scale are drawn at its end.
  public var value: Double
  public var band: ClosedRange<Double>
  public var caption: String

  public init(
    scale: ClosedRange<Double>, step: Double, value: Double, band: ClosedRange<Double>,
    caption: String = ""
  ) {
    self.scale = scale
    self.step = step
    self.value = value
    self.band = band
    self.caption = caption
  }

  /// Three rows: numbers, axis, caption under the band.
  public func draw(in area: Area, on canvas: inout Canvas) {
    let span = scale.upperBound - scale.lowerBound
    guard area.columns >= 3, span > 0, span.isFinite, step > 0 else { return }
    let numbers = ticks(from: area).map { ($0, NumberText.short($0)) }
    // Half of the outermost numbers hangs over the axis.
    let margin = ((numbers.map { $0.1.count }.max() ?? 1) + 1) / 2
    var axis = area.inset(columns: min(margin, (area.columns - 1) / 2))
    // Ticks at even distances look right; a few columns are well spent on that.
    let intervals = numbers.count - 1
    if intervals > 0 && axis.columns > 2 * intervals {
      _ = axis.cutRight((axis.columns - 1) % intervals)
    }
    func column(_ value: Double) -> Int {
      let share = ((value - scale.lowerBound) / span).clampedToUnit
      return axis.column + Int((share * Double(axis.columns - 1)).rounded())
    }

    if area.rows > 0 {
      for (tick, text) in numbers {
        let start = max(area.column, column(tick) - text.count / 2)
        canvas.put(
          text, row: area.row, column: start, style: .dim, width: area.endColumn - start)
      }
    }
    if area.rows > 1 {
      let row = area.row + 1
      canvas.rule(row: row, in: axis)
      for (tick, _) in numbers { canvas.put("┼", row: row, column: column(tick), style: .dim) }
      canvas.put("├", row: row, column: axis.column, style: .dim)
      canvas.put("┤", row: row, column: axis.endColumn - 1, style: .dim)
      for at in column(band.lowerBound)...column(band.upperBound) {
        canvas.put("━", row: row, column: at, style: .accent)
      }
      canvas.put("●", row: row, column: column(value), style: .accent.adding(.bold))
    }
    if area.rows > 2 {
      let text = TextLayout.truncate(caption, width: area.columns)
      let width = DisplayWidth.of(text)
      let middle = (column(band.lowerBound) + column(band.upperBound) - width) / 2
      let start = max(area.column, min(middle, area.endColumn - width))
      canvas.put(text, row: area.row + 2, column: start, width: area.endColumn - start)
    }
  }

  private func ticks(from area: Area) -> [Double] {
    let steps = Int(((scale.upperBound - scale.lowerBound) / step).clamped(to: 0...1000))
    let widest = (0...steps).map {
      NumberText.short(scale.lowerBound + Double($0) * step).count
    }.max()
    let most = max(1, area.columns / ((widest ?? 1) + 2))
    // Both ends should have a number, so a multiple that divides the scale is preferred.
    let enough = (1...max(1, steps)).filter { steps / $0 <= most }
    let multiple = enough.first { steps % $0 == 0 } ?? enough.first ?? max(1, steps)
    return stride(from: 0, through: steps, by: multiple).map {
      scale.lowerBound + Double($0) * step
    }
  }
}

extension Double {
  func clamped(to range: ClosedRange<Double>) -> Double {
    isNaN ? range.lowerBound : Swift.min(Swift.max(self, range.lowerBound), range.upperBound)
  }
}
