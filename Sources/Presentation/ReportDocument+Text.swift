import Terminal

extension ReportDocument {
  /// The report as plain text, at most `columns` wide.
  ///
  /// - Parameter hasFigures: whether plots are drawn, in braille.
  public func text(columns: Int = 80, hasFigures: Bool = true) -> String {
    var sections = [wrapped(title, columns)]
    for block in blocks {
      switch block {
      case .heading(let text): sections.append(wrapped(text, columns))
      case .paragraph(let text): sections.append(wrapped(text, columns))
      case .listing(let text):
        sections.append(
          text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
      case .facts(let facts): sections.append(lines(of: facts, columns))
      case .table(let table, let caption):
        sections.append(
          (caption.isEmpty ? [] : wrapped(caption, columns)) + table.lines(width: columns))
      case .bars(let chart, let caption):
        sections.append(
          (caption.isEmpty ? [] : wrapped(caption, columns)) + lines(of: chart, columns))
      case .figures(let figures):
        if hasFigures { sections += figures.map { lines(of: $0, columns) } }
      case .pageBreak: sections.append([String(repeating: "─", count: columns)])
      }
    }
    let all = Array(sections.filter { !$0.isEmpty }.joined(separator: [""]))
    return Wording.safe(all.joined(separator: "\n")) + "\n"
  }

  private func wrapped(_ text: String, _ columns: Int) -> [String] {
    TextLayout.wrap(text, width: columns).map(\.text)
  }

  private func lines(of facts: [Fact], _ columns: Int) -> [String] {
    let widest = facts.map { DisplayWidth.of($0.label) }.max() ?? 0
    let indent = min(widest + 2, max(8, columns / 2))
    return facts.flatMap {
      Wording.hanging($0.label, $0.value, indent: indent, columns: columns)
    }
  }

  private func lines(of chart: BarChart, _ columns: Int) -> [String] {
    var canvas = Canvas(rows: chart.rows.count, columns: min(columns, 76))
    chart.draw(in: canvas.area, on: &canvas)
    return canvas.lines
  }

  private func lines(of figure: Figure, _ columns: Int) -> [String] {
    var canvas = Canvas(rows: columns < 60 ? 9 : 12, columns: min(columns, 76))
    figure.plot.draw(in: canvas.area, on: &canvas)
    let width = canvas.columns
    let below = String(
      repeating: " ", count: max(0, width - DisplayWidth.of(figure.horizontalTitle)))
    return wrapped(figure.title, columns) + canvas.lines
      + (figure.horizontalTitle.isEmpty ? [] : [below + figure.horizontalTitle])
  }
}
