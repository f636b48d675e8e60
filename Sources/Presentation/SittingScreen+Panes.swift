import Terminal

extension SittingScreen {
  // MARK: The first pane

  func drawPath(_ layout: Layout, on canvas: inout Canvas) {
    guard !given.isEmpty else {
      canvas.putText("No question has been asked yet.", in: layout.body, style: .dim)
      return
    }
    drawPlots(in: layout.plots, on: &canvas)
    if !layout.table.isEmpty { table.draw(in: layout.table, on: &canvas) }
    guard isRoomy else { return }
    canvas.rule(row: layout.details.row - 1, in: layout.body)
    drawDetails(in: layout.details, on: &canvas)
  }

  /// The path, and under it the standard errors where there is room for both.
  private func drawPlots(in area: Area, on canvas: inout Canvas) {
    guard !area.isEmpty else { return }
    guard !figures.isEmpty else {
      canvas.putText("The path is drawn from the second answer on.", in: area, style: .dim)
      return
    }
    var rest = area
    if area.rows >= 18, figures.count > 1 {
      figures[1].plot.draw(in: rest.cutBottom(area.rows * 2 / 5), on: &canvas)
    }
    figures[0].plot.draw(in: rest, on: &canvas)
  }

  /// The chosen question: what was asked, what came of it and why it was this one. The question gives way where
  /// there is little room; it is in full on its own pane.
  private func drawDetails(in area: Area, on canvas: inout Canvas) {
    guard !area.isEmpty, let chosen else { return }
    var rest = area
    let heading = rest.cutTop(1)
    canvas.put(
      TextLayout.truncate(
        "\(chosen.position)  \(report.heading(of: chosen))", width: heading.columns),
      row: heading.row, column: heading.column, style: .bold)
    let indent = 11
    let facts = Hanging(
      report.outcomeFacts(of: chosen) + report.reasonFacts(of: chosen), columns: rest.columns,
      indent: indent)
    let below = rest.cutBottom(min(facts.lines.count, max(0, rest.rows - 1)))
    drawQuestion(chosen, in: rest, indent: indent, on: &canvas)
    facts.draw(in: below, on: &canvas)
  }

  private func drawQuestion(
    _ given: SessionReport.GivenItem, in area: Area, indent: Int, on canvas: inout Canvas
  ) {
    let text = [given.stimulus, given.item.question?.stem].compactMap { $0 }
      .joined(separator: "\n\n")
    var asked = Hanging([.init("asked", text)], columns: area.columns, indent: indent)
    let options = report.options(of: given)
    var rest = area
    if asked.lines.count + options.count <= area.rows {
      asked.draw(in: rest.cutTop(asked.lines.count), on: &canvas)
      Hanging(options, columns: rest.columns, indent: indent).draw(in: rest, on: &canvas)
      return
    }
    // Options beside each other; what does not fit is on the question's own pane.
    let line = rest.cutBottom(options.isEmpty || area.rows < 2 ? 0 : 1)
    asked.shorten(to: rest.rows)
    asked.draw(in: rest, on: &canvas)
    if !line.isEmpty {
      canvas.put("options", row: line.row, column: line.column, style: .dim)
      let words = options.map { "\($0.label.trimmingWhitespace) \($0.value)" }
      canvas.put(
        TextLayout.truncate(words.joined(separator: " · "), width: line.columns - indent),
        row: line.row, column: line.column + indent)
    }
  }

  // MARK: The others

  /// What a pane shows, in full.
  func paneCanvas(columns: Int) -> Canvas {
    switch pane {
    case .path:
      let blocks: [ReportDocument.Block] =
        chosen.map {
          [
            .heading(report.heading(of: $0)),
            .facts(report.reasonFacts(of: $0) + report.outcomeFacts(of: $0)),
          ]
        } ?? []
      return blocks.picture(columns: columns)
    case .flags:
      return report.flagBlocks(similar: similar, isComplete: isReviewComplete)
        .picture(columns: min(columns, PageLayout.measure))
    case .events:
      return
        ([.facts(report.courseFacts), .heading("What happened, by the clock")]
        + [.facts(report.eventFacts(timeZone: timeZone))] as [ReportDocument.Block])
        .picture(columns: min(columns, PageLayout.measure))
    case .content: return contentCanvas(columns: columns)
    case .design:
      return report.designBlocks(timeZone: timeZone)
        .picture(columns: min(columns, PageLayout.measure))
    case .question:
      let blocks =
        chosen.map(report.questionBlocks) ?? [
          .paragraph("No question has been asked yet.")
        ]
      return blocks.picture(columns: min(columns, PageLayout.measure))
    }
  }

  /// The domains and, beside them or below, the information.
  private func contentCanvas(columns: Int) -> Canvas {
    var content = report.contentBlocks
    if content.isEmpty { content = [.paragraph("The bank is not divided into domains.")] }
    let information =
      report.information(.logits).map { [ReportDocument.Block.figures([$0])] }
      ?? [.paragraph("No answer counts yet, so there is no information.")]
    guard columns >= 72 else { return (content + information).picture(columns: columns) }
    let gap = 3
    // Bars with their words need more than half.
    let left = content.picture(columns: min(64, columns * 3 / 5))
    let right = information.picture(columns: columns - gap - left.columns)
    var both = Canvas(rows: max(left.rows, right.rows), columns: columns)
    both.put(left, rows: 0..<left.rows, in: both.area)
    var rest = both.area
    _ = rest.cutLeft(left.columns + gap)
    both.put(right, rows: 0..<right.rows, in: rest)
    return both
  }
}
