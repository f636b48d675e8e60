import Terminal

extension ProctorDialog {
  /// Draws the box in the middle of the area.
  public func draw(in area: Area, on canvas: inout Canvas) {
    let width = max(0, min(60, area.columns - 4))
    let isRoomy = area.rows >= 16
    let lines = TextLayout.wrap(text, width: width)
    let listed = choices.count > 1 || !choices[0].words.isEmpty ? choices.count : 0
    // Room for a message is there before it comes, so that nothing moves.
    let fields = minutes == nil ? 1 : 2
    let gap = isRoomy ? 1 : 0
    let rows = listed + (listed > 0 ? gap : 0) + lines.count + gap + fields + 2
    let box = area.centered(rows: rows + 2, columns: width + 4)
    canvas.cursor = nil
    canvas.box(box, title: title)
    var rest = box.inset(rows: 1, columns: 2)
    let below = rest.cutBottom(2)
    drawChoices(in: rest.cutTop(listed), on: &canvas)
    if listed > 0 { _ = rest.cutTop(gap) }
    let entry = rest.cutBottom(fields)
    canvas.putLines(lines, in: rest, style: .dim)
    drawFields(in: entry, on: &canvas)
    if let message { canvas.putText(message, in: below, style: .accent) }
  }

  private func drawChoices(in area: Area, on canvas: inout Canvas) {
    for (index, choice) in choices.prefix(area.rows).enumerated() {
      let row = area.row + index
      let isChosen = index == chosen
      if isChosen { canvas.put("▸", row: row, column: area.column, style: .accent) }
      canvas.put(
        TextLayout.truncate(choice.words, width: area.columns - 2), row: row,
        column: area.column + 2, style: isChosen ? .bold : .plain)
    }
  }

  private func drawFields(in area: Area, on canvas: inout Canvas) {
    var rest = area
    let name = choices[chosen].action == .annotate ? "Note" : minutes == nil ? "Reason" : "Reason "
    if let minutes {
      var row = rest.cutTop(1)
      let label = row.cutLeft(8)
      canvas.put("Minutes", row: label.row, column: label.column)
      minutes.drawFramed(in: row.cutLeft(6), on: &canvas, isFocused: field == .minutes)
    }
    let label = rest.cutLeft(minutes == nil ? DisplayWidth.of(name) + 1 : 8)
    canvas.put(name, row: label.row, column: label.column)
    reason.drawFramed(in: rest, on: &canvas, isFocused: field == .reason)
  }
}
