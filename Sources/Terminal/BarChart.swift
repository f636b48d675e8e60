/// Rows of a label, a bar and a remark: `Fractions   ███████░░░  good`.
public struct BarChart: Hashable, Sendable {
  public struct Row: Hashable, Sendable {
    public var label: String
    /// From 0 to 1; anything else is clamped.
    public var fraction: Double
    public var note: String

    public init(_ label: String, fraction: Double, note: String = "") {
      self.label = label
      self.fraction = fraction
      self.note = note
    }
  }

  public var rows: [Row]

  public init(_ rows: [Row]) {
    self.rows = rows
  }

  /// One row each, columns aligned. Where space is short the bar shrinks first, then notes and
  /// labels are cut.
  public func draw(in area: Area, on canvas: inout Canvas) {
    let gap = 2
    let labels = min(rows.map { DisplayWidth.of($0.label) }.max() ?? 0, area.columns / 2)
    let notes = rows.map { DisplayWidth.of($0.note) }.max() ?? 0
    let bars = min(24, max(min(6, area.columns), area.columns - labels - notes - 2 * gap))
    for (offset, item) in rows.prefix(area.rows).enumerated() {
      let row = area.row + offset
      let label = TextLayout.truncate(item.label, width: labels)
      canvas.put(label, row: row, column: area.column, width: area.columns)
      let full = Int((item.fraction.clampedToUnit * Double(bars)).rounded())
      let barColumn = area.column + labels + gap
      let room = area.endColumn - barColumn
      canvas.put(
        String(repeating: "█", count: full), row: row, column: barColumn, style: .accent,
        width: room)
      canvas.put(
        String(repeating: "░", count: bars - full), row: row, column: barColumn + full, style: .dim,
        width: room - full)
      let noteColumn = barColumn + bars + gap
      let note = TextLayout.truncate(item.note, width: area.endColumn - noteColumn)
      canvas.put(note, row: row, column: noteColumn, style: .dim, width: room)
    }
  }
}
