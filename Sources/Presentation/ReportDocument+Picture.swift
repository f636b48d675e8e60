import Terminal

extension [ReportDocument.Block] {
  /// The blocks drawn for a screen, one under the other; as high as they need to be.
  func picture(columns: Int) -> Canvas {
    let places = map { $0.rows(columns: columns) }
    // A heading stands on what it is about.
    let gaps = indices.map { index -> Int in
      guard index > 0, places[index] > 0 else { return 0 }
      if case .heading = self[index - 1] { return 0 }
      return 1
    }
    var canvas = Canvas(rows: places.reduce(0, +) + gaps.reduce(0, +), columns: columns)
    var rest = canvas.area
    for (index, block) in enumerated() {
      _ = rest.cutTop(gaps[index])
      block.draw(in: rest.cutTop(places[index]), on: &canvas)
    }
    return canvas
  }
}

extension ReportDocument.Block {
  /// The height of a figure's plot.
  private static let plotRows = 12

  fileprivate func rows(columns: Int) -> Int {
    func wrapped(_ text: String) -> Int {
      text.isEmpty ? 0 : TextLayout.wrap(text, width: columns).count
    }
    switch self {
    case .heading(let text), .paragraph(let text): return wrapped(text)
    case .listing(let text): return text.split(separator: "\n").count
    case .facts(let facts): return Hanging(facts, columns: columns).lines.count
    case .table(let table, let caption):
      return wrapped(caption) + table.rows.count
        + (table.columns.contains { !$0.title.isEmpty } ? 1 : 0)
    case .bars(let chart, let caption): return wrapped(caption) + chart.rows.count
    case .figures(let figures):
      return figures.reduce(0) {
        $0 + Self.plotRows + 1 + wrapped($1.title) + wrapped($1.description)
      }
    case .pageBreak: return 1
    }
  }

  fileprivate func draw(in area: Area, on canvas: inout Canvas) {
    var rest = area
    func put(_ text: String, _ style: Style) {
      if !text.isEmpty { _ = rest.cutTop(canvas.putText(text, in: rest, style: style)) }
    }
    switch self {
    case .heading(let text): put(text, .bold)
    case .paragraph(let text): put(text, .plain)
    case .listing(let text):
      canvas.putLines(text.split(separator: "\n").map { TextLayout.Line(String($0)) }, in: rest)
    case .facts(let facts): Hanging(facts, columns: area.columns).draw(in: area, on: &canvas)
    case .table(let table, let caption):
      put(caption, .dim)
      table.draw(in: rest, on: &canvas)
    case .bars(let chart, let caption):
      put(caption, .dim)
      chart.draw(in: rest, on: &canvas)
    case .figures(let figures):
      for figure in figures {
        put(figure.title, .bold)
        figure.draw(in: rest.cutTop(Self.plotRows + 1), on: &canvas)
        put(figure.description, .dim)
      }
    case .pageBreak: canvas.rule(row: area.row, in: area)
    }
  }
}

extension ReportDocument.Figure {
  /// The plot, and what is on its horizontal axis on a row of its own.
  func draw(in area: Area, on canvas: inout Canvas) {
    var rest = area
    let below = rest.cutBottom(horizontalTitle.isEmpty ? 0 : 1)
    plot.draw(in: rest, on: &canvas)
    canvas.put(
      horizontalTitle, row: below.row, column: below.endColumn - DisplayWidth.of(horizontalTitle),
      style: .dim)
  }
}

/// Facts as lines: quiet labels, and what is said beside them.
struct Hanging {
  private(set) var lines: [(label: String, text: TextLayout.Line)] = []
  private let indent: Int

  /// - Parameter indent: where the text begins; `nil` for what the labels need.
  init(_ facts: [ReportDocument.Fact], columns: Int, indent: Int? = nil) {
    let widest = facts.map { DisplayWidth.of($0.label) }.max() ?? 0
    self.indent = indent ?? min(widest + 2, max(8, columns / 2))
    for fact in facts {
      let texts = TextLayout.wrap(fact.value, width: max(1, columns - self.indent))
      for (number, text) in texts.enumerated() {
        lines.append((number == 0 ? fact.label : "", text))
      }
    }
  }

  /// Leaves away empty lines, then, with a mark, what is too much.
  mutating func shorten(to rows: Int) {
    guard lines.count > rows, rows > 0 else { return }
    lines.removeAll { $0.label.isEmpty && $0.text.text.isEmpty }
    guard lines.count > rows else { return }
    lines.removeLast(lines.count - rows)
    lines[rows - 1].text.text += " …"
  }

  /// Those that do not fit below are left away.
  func draw(in area: Area, on canvas: inout Canvas) {
    for (offset, line) in lines.prefix(area.rows).enumerated() {
      let row = area.row + offset
      canvas.put(
        TextLayout.truncate(line.label, width: indent - 1), row: row, column: area.column,
        style: .dim)
      canvas.put(
        TextLayout.truncate(line.text.text, width: area.columns - indent), row: row,
        column: area.column + indent, style: line.text.kind == .code ? .accent : .plain)
    }
  }
}
