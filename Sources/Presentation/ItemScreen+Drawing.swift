import ItemBanks
import Terminal

extension ItemScreen {
  /// Where things are; the same for update and draw.
  struct Layout {
    let header: Area
    let stem: Area
    let stemScrolls: Bool
    let answer: Area
    let message: Area
    /// A note's, with its title and frame.
    let note: Area
    let status: Area
    let footer: Area
  }

  /// Below this everything moves together, the rules go and the status joins the header.
  var isRoomy: Bool { PageLayout.isRoomy(size) }

  var layout: Layout {
    var rest = size
    let header = rest.cutTop(1).inset(columns: 1)
    let footer = rest.cutBottom(1).inset(columns: 1)
    if isRoomy { _ = rest.cutTop(3) }
    let status = rest.cutBottom(isRoomy ? 1 : 0).inset(columns: 1)
    if isRoomy { _ = rest.cutBottom(1) }
    var middle = rest.inset(columns: isRoomy ? 3 : 1).cutLeft(atMost: PageLayout.measure)
    // A row is kept for a message, so that nothing moves when it comes; a longer one takes more.
    let wantedRows = TextLayout.wrap(message ?? "", width: middle.columns).count
    let messageRows = min(3, max(1, wantedRows))
    let answerRows = answerRows(columns: middle.columns)

    let stemLines = TextLayout.wrap(view.text, width: middle.columns).count
    let available = max(0, middle.rows - messageRows - answerRows)
    let stemRows =
      stemLines <= available
      // Answers start no higher than a fixed row, whatever the length of the stem.
      ? min(isRoomy ? max(stemLines + 2, 5) : stemLines + 1, available)
      // Too long: the stem scrolls in what the answers leave, and both keep a few rows.
      : max(min(3, (middle.rows - messageRows) / 2), available)
    let above = middle.cutTop(stemRows)
    var note = middle
    _ = note.cutBottom(messageRows)
    let answer = middle.cutTop(min(answerRows, middle.rows - messageRows))
    // Under the answers, where the eyes are; without them or in a low window at the bottom.
    let spare = middle.rows - messageRows
    _ = middle.cutTop(isRoomy && !coversAnswers ? min(2, spare) : spare)
    return Layout(
      header: header,
      stem: Area(
        row: above.row, column: above.column, rows: min(above.rows, stemLines),
        columns: above.columns),
      stemScrolls: stemLines > above.rows, answer: answer, message: middle.cutTop(messageRows),
      note: note, status: status, footer: footer)
  }

  private func answerRows(columns: Int) -> Int {
    switch input {
    case .options(let list): list.rows(columns: columns)
    case .entry: 1
    }
  }

  /// Where a note is typed: in the place of the answers, so that the question stays in sight.
  var noteArea: Area {
    var area = layout.note
    _ = area.cutTop(2)
    _ = area.cutBottom(1)
    return area
  }

  public func draw(on canvas: inout Canvas) {
    let layout = layout
    drawHeader(layout, on: &canvas)
    if isRoomy {
      canvas.rule(row: layout.header.row + 2, in: size.inset(columns: 1))
      canvas.rule(row: layout.status.row - 1, in: size.inset(columns: 1))
    }
    switch layer {
    case .paused:
      drawPause(layout, on: &canvas)
    case .note(let area):
      drawStem(layout, on: &canvas)
      drawNote(area, layout, on: &canvas)
    case .question, .help, .leaving:
      drawStem(layout, on: &canvas)
      drawAnswer(layout, on: &canvas)
    }
    drawMessage(layout, on: &canvas)
    drawStatus(layout, on: &canvas)
    drawDialog(on: &canvas)
    keyMap.drawFooter(in: layout.footer, on: &canvas)
  }

  // MARK: Header and status

  private func drawHeader(_ layout: Layout, on canvas: inout Canvas) {
    var row = layout.header
    if let (text, style) = clock {
      let place = row.cutRight(DisplayWidth.of(text) + 2)
      canvas.put(text, row: place.row, column: place.column + 2, style: style)
    }
    guard !isRoomy else {
      canvas.put(
        TextLayout.truncate(view.heading, width: row.columns), row: row.row, column: row.column,
        style: .dim)
      return
    }
    _ = row.cutLeft(canvas.put(view.label, row: row.row, column: row.column) - row.column + 2)
    guard view.number != nil else {
      canvas.put("does not count", row: row.row, column: row.column, style: .dim)
      return
    }
    drawProgress(in: row.cutLeft(atMost: 8), on: &canvas)
    _ = row.cutLeft(10)
    // What does not fit with the clock is left away, not cut.
    if let outlook = view.outlook?.dropping(prefix: "about "),
      DisplayWidth.of(outlook) <= row.columns
    {
      canvas.put(outlook, row: row.row, column: row.column, style: .dim)
    }
  }

  private var clock: (text: String, style: Style)? {
    guard let left = view.millisecondsLeft else { return nil }
    let clock = Wording.clock(milliseconds: left) + (isRoomy ? " left" : "")
    // Told in words too: nobody should find out from a colour.
    return left < 60_000
      ? ((isRoomy ? "the last minute: " : "last minute ") + clock, .caution.adding(.bold))
      : (clock, .dim)
  }

  private func drawProgress(in area: Area, on canvas: inout Canvas) {
    // A stub would say the wrong thing.
    guard area.columns >= 8 else { return }
    ProgressBar(view.progress).draw(in: area, on: &canvas)
  }

  private func drawStatus(_ layout: Layout, on canvas: inout Canvas) {
    guard isRoomy else { return }
    var row = layout.status
    let end = canvas.put(view.label, row: row.row, column: row.column, style: .bold)
    _ = row.cutLeft(end - row.column + 2)
    guard view.number != nil else {
      canvas.put("This one does not count.", row: row.row, column: row.column, style: .dim)
      return
    }
    drawProgress(in: row.cutLeft(10), on: &canvas)
    _ = row.cutLeft(3)
    if let outlook = view.outlook {
      canvas.put(outlook, row: row.row, column: row.column, style: .dim, width: row.columns)
    }
  }

  // MARK: The question

  private func drawStem(_ layout: Layout, on canvas: inout Canvas) {
    stem.draw(in: layout.stem, on: &canvas)
  }

  private func drawAnswer(_ layout: Layout, on canvas: inout Canvas) {
    switch input {
    case .options(let list): list.draw(in: layout.answer, on: &canvas)
    case .entry(let field, let unit): drawEntry(field, unit, in: layout.answer, on: &canvas)
    }
  }

  private func drawEntry(
    _ field: TextField, _ unit: String?, in area: Area, on canvas: inout Canvas
  ) {
    let start = canvas.put("Your answer: ", row: area.row, column: area.column)
    let suffix = unit.map { " \($0)" } ?? ""
    let wanted = if case .text = view.question.format { 42 } else { 18 }
    let width = max(8, min(wanted, area.endColumn - start - DisplayWidth.of(suffix)))
    field.drawFramed(
      in: Area(row: area.row, column: start, rows: 1, columns: width), on: &canvas,
      isFocused: isAnswering)
    let unitColumn = start + width
    canvas.put(
      TextLayout.truncate(suffix, width: area.endColumn - unitColumn), row: area.row,
      column: unitColumn)
  }

  /// Whether something else stands in the place of the answers.
  private var coversAnswers: Bool {
    switch layer {
    case .note, .paused: true
    case .question, .help, .leaving: false
    }
  }

  private var isAnswering: Bool {
    if case .question = layer { true } else { false }
  }

  private func drawMessage(_ layout: Layout, on canvas: inout Canvas) {
    if let message {
      canvas.putText(message, in: layout.message, style: .accent)
    } else if isAnswering, let prompt = prompt(layout) {
      canvas.put(
        TextLayout.truncate(prompt, width: layout.message.columns), row: layout.message.row,
        column: layout.message.column, style: .dim)
    }
  }

  /// What to do here, where it may not be plain.
  private func prompt(_ layout: Layout) -> String? {
    if layout.stemScrolls && !isRoomy { return "PgDn shows more of the question." }
    switch input {
    case .options(let list) where list.mode == .multiple:
      return "Tick all that are right, then Enter."
    case .options(let list):
      // The practice question teaches the two steps; later they would only be in the way.
      guard view.number == nil else { return nil }
      return list.choice == nil
        ? "Choose an answer: press its letter." : "Now press Enter to confirm."
    case .entry:
      if case .numeric = view.question.format { return "A number, such as 12, −3.5 or 3/4." }
      return nil
    }
  }

  // MARK: Layers

  private func drawPause(_ layout: Layout, on canvas: inout Canvas) {
    let hidden =
      view.millisecondsLeft == nil
      ? "The question is hidden." : "The question is hidden and the clock stands still."
    let area = Area(
      row: layout.stem.row, column: layout.message.column,
      rows: layout.note.endRow - layout.stem.row, columns: layout.message.columns)
    let row = area.row + canvas.putText("Pause", in: area, style: .bold) + 1
    canvas.putText(
      "\(hidden) Your answers so far are safe.\n\nPress Enter when you are ready to go on.",
      in: Area(row: row, column: area.column, rows: area.endRow - row, columns: area.columns))
  }

  private func drawDialog(on canvas: inout Canvas) {
    switch layer {
    case .question, .paused, .note:
      break
    case .help:
      PageLayout(size).drawHelp(helpText, keyMap: questionKeys(isBrief: false), on: &canvas)
    case .leaving:
      PageLayout(size).draw(
        Dialog(
          title: "Leave",
          text: view.number == nil
            ? "Leave before the test has begun? Nothing has been counted yet."
            : "Leave now? Every answer you confirmed is safe, and you can go on where you stopped.",
          keyMap: keyMap),
        on: &canvas)
    }
  }

  private var helpText: String {
    let howTo: String =
      switch input {
      case .options(let list) where list.mode == .multiple:
        "Tick by letter, number, mouse, or arrows and Space."
      case .options: "Choose by letter, number, arrows or mouse."
      case .entry: "Type your answer."
      }
    guard isRoomy else { return "\(howTo) It counts once you press Enter." }
    let advice = StudentText.advice(on: view.question)
    if case .rating = view.question.format {
      return "\(howTo) Nothing counts before you press Enter. \(advice)"
    }
    return "\(howTo) Nothing counts before you press Enter. \(advice) About "
      + "half of the questions will feel hard: that is how this test finds your level."
  }

  private func drawNote(_ area: TextArea, _ layout: Layout, on canvas: inout Canvas) {
    let place = layout.note
    canvas.put(
      TextLayout.truncate("A note for the person in charge", width: place.columns),
      row: place.row, column: place.column, style: .bold)
    canvas.rule(row: place.row + 1, in: place)
    area.draw(in: noteArea, on: &canvas)
    canvas.rule(row: place.endRow - 1, in: place)
  }
}

extension String {
  fileprivate func dropping(prefix: String) -> String {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)) : self
  }
}
